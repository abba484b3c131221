//! A private PostgreSQL, and new databases: on it, on an existing server, or on one that the tests
//! of a run share (`shared.rs`).

mod shared;

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Context;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;

use crate::{Guard, on_path, port, run, words};

/// The environment variable for an existing server, given by a database from which others can be
/// created.
pub const VARIABLE: &str = "TEST_DATABASE_URL";

/// Whether commits reach the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syncing {
    /// The default: for tests of durability or speed.
    On,
    /// Faster.
    Off,
}

/// A private server. It is stopped and its folder removed when this is dropped or when this process
/// ends.
pub struct Postgres {
    server: Server,
    // Declared before the folder: it stops the server whose files are in there.
    _guard: Guard,
    _folder: TempDir,
}

/// A server, whoever stops it.
struct Server {
    bin: PathBuf,
    is_root: bool,
    port: u16,
    options: &'static str,
    folder: PathBuf,
}

/// A database of one test, which is dropped with this value.
pub struct Database {
    /// The URL.
    pub url: String,
    beside: String,
}

/// A new, empty database on the server that `TEST_DATABASE_URL` names. Without one, it is on a
/// server that all tests of this run share, where commits need not reach the disk.
pub async fn new_database() -> anyhow::Result<Database> {
    let beside = match std::env::var(VARIABLE) {
        Ok(url) => url,
        Err(_) => shared::url()?,
    };
    Ok(Database { url: new_database_beside(&beside).await?, beside })
}

/// The URL of a new, empty database on the same server.
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

impl Drop for Database {
    fn drop(&mut self) {
        // A test may drop it within its own runtime, which must not be blocked.
        std::thread::scope(|scope| scope.spawn(|| drop_database(&self.url, &self.beside)).join().ok());
    }
}

/// A database that cannot be dropped goes with the server.
fn drop_database(url: &str, beside: &str) -> Option<()> {
    let (_, name) = url.rsplit_once('/')?;
    let text = AssertSqlSafe(format!("drop database {name} with (force)"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
    runtime.block_on(async {
        let mut connection = PgConnection::connect(beside).await.ok()?;
        sqlx::query(text).execute(&mut connection).await.ok()?;
        connection.close().await.ok()
    })
}

impl Postgres {
    /// Makes a new cluster and starts its server.
    pub fn start(syncing: Syncing) -> anyhow::Result<Postgres> {
        let folder = tempfile::Builder::new().prefix("switchboard-pg-").tempdir()?;
        let options = match syncing {
            Syncing::On => "-c max_connections=100",
            Syncing::Off => "-c max_connections=100 -c fsync=off",
        };
        let server = Server::prepare(folder.path(), options)?;
        let guard = Guard::new(server.stopping(), Some(folder.path()))?;
        server.make()?;
        server.begin()?;
        Ok(Postgres { server, _guard: guard, _folder: folder })
    }

    /// The URL of its first database, which is empty.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// Stops it as a crash does, without a last checkpoint, and starts it again.
    pub fn crash_and_restart(&self) -> anyhow::Result<()> {
        let stop = self.server.stopping();
        run(Command::new(&stop[0]).args(&stop[1..]).current_dir("/"))?;
        self.server.begin()
    }
}

impl Server {
    /// A server on a free port, with its cluster to be made in this folder.
    fn prepare(folder: &Path, options: &'static str) -> anyhow::Result<Server> {
        let bin = newest_installed()?;
        // PostgreSQL refuses to run as root, so it runs as the user of its package.
        let is_root = run(Command::new("id").arg("-u"))?.stdout == b"0\n";
        if is_root {
            run(Command::new("chown").arg("postgres").arg(folder))?;
        }
        Ok(Server { bin, is_root, port: port::free()?, options, folder: folder.to_owned() })
    }

    fn url(&self) -> String {
        format!("postgres://test@127.0.0.1:{}/postgres", self.port)
    }

    fn make(&self) -> anyhow::Result<()> {
        let mut init = self.command("initdb");
        init.args(["-U", "test", "-A", "trust", "--no-sync", "-E", "UTF8", "-D"]).arg(self.data());
        run(&mut init).map(|_| ())
    }

    fn begin(&self) -> anyhow::Result<()> {
        let folder = self.folder.display();
        let options = format!("-p {} -k {folder} -c listen_addresses=127.0.0.1 {}", self.port, self.options);
        let mut command = self.command("pg_ctl");
        command.args(["-w", "-o", &options, "-l"]).arg(self.folder.join("log"));
        command.arg("-D").arg(self.data()).arg("start");
        run(&mut command).map(|_| ())
    }

    fn stopping(&self) -> Vec<OsString> {
        let mut stop = command_line(&self.bin, self.is_root, "pg_ctl");
        stop.extend(words(["-m", "immediate", "-w", "-D"]));
        stop.extend([self.data().into(), "stop".into()]);
        stop
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn command(&self, program: &str) -> Command {
        let line = command_line(&self.bin, self.is_root, program);
        let mut command = Command::new(&line[0]);
        command.args(&line[1..]).current_dir("/");
        command
    }
}

/// One of its programs, run as the right user.
fn command_line(bin: &Path, is_root: bool, program: &str) -> Vec<OsString> {
    let mut line = if is_root { words(["runuser", "-u", "postgres", "--"]) } else { Vec::new() };
    line.push(bin.join(program).into());
    line
}

/// Debian keeps the server's programs outside the PATH, by version.
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
        let folder = server.server.folder.clone();
        drop(server);
        assert!(count(&url).await.is_err());
        assert!(!folder.exists());
    }

    #[tokio::test]
    async fn tests_share_a_server_and_each_has_a_database_of_its_own() {
        let (one, other) = (new_database().await.unwrap(), new_database().await.unwrap());
        assert_eq!(one.beside, other.beside);
        let mut connection = PgConnection::connect(&one.url).await.unwrap();
        sqlx::query("create table kept as select 1 as n").execute(&mut connection).await.unwrap();
        assert!(count(&other.url).await.is_err());
        let url = one.url.clone();
        drop(one);
        assert!(count(&url).await.is_err(), "it is dropped, although somebody is connected");
    }
}
