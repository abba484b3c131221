//! A private PostgreSQL, and a new database on it or on an existing server.

use std::{ffi::OsString, path::PathBuf, process::Command};

use anyhow::Context;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;

use crate::{Guard, on_path, port, run, words};

/// Names an existing server by one of its databases, from which others can be created.
pub const VARIABLE: &str = "TEST_DATABASE_URL";

/// Whether commits reach the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syncing {
    /// As it comes: where durability or speed is what the test is about.
    On,
    /// Faster.
    Off,
}

/// A private server. It is stopped and its folder removed when it is dropped or when this process ends.
pub struct Postgres {
    bin: PathBuf,
    is_root: bool,
    port: u16,
    syncing: Syncing,
    // Before the folder: it stops the server whose files are in there.
    _guard: Guard,
    folder: TempDir,
}

/// The URL of a new, empty database: on the server that `TEST_DATABASE_URL` names, or else on a private one, which is
/// given as well.
pub async fn new_database(syncing: Syncing) -> anyhow::Result<(String, Option<Postgres>)> {
    match std::env::var(VARIABLE) {
        Ok(url) => Ok((new_database_beside(&url).await?, None)),
        Err(_) => {
            let server = Postgres::start(syncing)?;
            Ok((server.url(), Some(server)))
        }
    }
}

/// The URL of a new, empty database on the server of this one.
pub async fn new_database_beside(url: &str) -> anyhow::Result<String> {
    let (server, _) = url.rsplit_once('/').with_context(|| format!("{url} does not end with /NAME"))?;
    let mut connection =
        PgConnection::connect(url).await.with_context(|| format!("{url} is out of reach"))?;
    let name = format!("switchboard_test_{:016x}", fastrand::u64(..));
    let create = AssertSqlSafe(format!("create database {name}"));
    sqlx::query(create).execute(&mut connection).await.with_context(|| format!("at {url}"))?;
    connection.close().await?;
    Ok(format!("{server}/{name}"))
}

impl Postgres {
    /// Makes a new cluster and starts its server.
    pub fn start(syncing: Syncing) -> anyhow::Result<Postgres> {
        let bin = newest_installed()?;
        let folder = tempfile::Builder::new().prefix("switchboard-pg-").tempdir()?;
        // PostgreSQL refuses to run as root: then it runs as the user that its package made.
        let is_root = run(Command::new("id").arg("-u"))?.stdout == b"0\n";
        if is_root {
            run(Command::new("chown").arg("postgres").arg(folder.path()))?;
        }
        let data = folder.path().join("data");
        let mut stop = command_line(&bin, is_root, "pg_ctl");
        stop.extend(words(["-m", "immediate", "-w", "-D"]));
        stop.extend([data.clone().into(), "stop".into()]);
        let guard = Guard::new(stop, Some(folder.path()))?;
        let postgres = Postgres { bin, is_root, port: port::free()?, syncing, _guard: guard, folder };
        let mut init = postgres.command("initdb");
        run(init.args(["-U", "test", "-A", "trust", "--no-sync", "-E", "UTF8", "-D"]).arg(data))?;
        postgres.begin()?;
        Ok(postgres)
    }

    /// The URL of its first database, which is empty.
    pub fn url(&self) -> String {
        format!("postgres://test@127.0.0.1:{}/postgres", self.port)
    }

    /// Stops it as a crash does, without a last checkpoint, and starts it again.
    pub fn crash_and_restart(&self) -> anyhow::Result<()> {
        run(self.command("pg_ctl").args(["-m", "immediate", "-w", "-D"]).arg(self.data()).arg("stop"))?;
        self.begin()
    }

    fn begin(&self) -> anyhow::Result<()> {
        let fsync = if self.syncing == Syncing::On { "on" } else { "off" };
        let options = format!(
            "-p {} -k {} -c listen_addresses=127.0.0.1 -c max_connections=100 -c fsync={fsync}",
            self.port,
            self.folder.path().display()
        );
        let log = self.folder.path().join("log");
        let mut command = self.command("pg_ctl");
        command.args(["-w", "-o", &options, "-l"]).arg(log).arg("-D").arg(self.data()).arg("start");
        run(&mut command).map(|_| ())
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn command(&self, program: &str) -> Command {
        let line = command_line(&self.bin, self.is_root, program);
        let mut command = Command::new(&line[0]);
        command.args(&line[1..]).current_dir("/");
        command
    }
}

/// One of its programs, as the user whom it runs as.
fn command_line(bin: &std::path::Path, is_root: bool, program: &str) -> Vec<OsString> {
    let mut line = if is_root { words(["runuser", "-u", "postgres", "--"]) } else { Vec::new() };
    line.push(bin.join(program).into());
    line
}

/// Debian keeps the server's programs out of the PATH, by version.
fn newest_installed() -> anyhow::Result<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|entry| {
            Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path().join("bin")))
        })
        .filter(|(_, bin)| bin.join("initdb").exists())
        .max();
    let found = newest.map(|(_, bin)| bin);
    let found = found.or_else(|| on_path("initdb").and_then(|file| Some(file.parent()?.to_owned())));
    found.context("PostgreSQL's server programs are missing: apt-get install postgresql (macOS: brew install postgresql@17)")
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn count(url: &str) -> Result<i64, sqlx::Error> {
        let mut connection = PgConnection::connect(url).await?;
        sqlx::query_scalar("select count(*) from kept").fetch_one(&mut connection).await
    }

    #[tokio::test]
    async fn what_was_committed_outlives_a_crash_and_nothing_outlives_the_server() {
        let server = Postgres::start(Syncing::On).unwrap();
        let url = server.url();
        let mut connection = PgConnection::connect(&url).await.unwrap();
        sqlx::query("create table kept as select 1 as n").execute(&mut connection).await.unwrap();
        server.crash_and_restart().unwrap();
        assert!(sqlx::query("select 1").execute(&mut connection).await.is_err(), "it did not crash");
        assert_eq!(count(&url).await.unwrap(), 1);
        let other = new_database_beside(&url).await.unwrap();
        assert!(count(&other).await.is_err(), "another database is another one");
        let folder = server.folder.path().to_owned();
        drop(server);
        assert!(count(&url).await.is_err());
        assert!(!folder.exists());
    }
}
