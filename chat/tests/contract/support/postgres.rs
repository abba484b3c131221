//! A private PostgreSQL for one play.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use tempfile::TempDir;

/// A running server; it is stopped and its folder removed when dropped.
pub(crate) struct Server {
    bin: PathBuf,
    folder: TempDir,
    is_root: bool,
}

/// The URL of an empty database.
pub(crate) async fn fresh_database() -> (String, Option<Server>) {
    match std::env::var("TEST_DATABASE_URL") {
        Ok(url) => (database_in(&url).await, None),
        Err(_) => {
            let (url, server) = Server::start();
            (url, Some(server))
        }
    }
}

/// A new database on an existing server; `url` names one that may create others.
pub(super) async fn database_in(url: &str) -> String {
    use sqlx::Connection;
    let name = format!("switchboard_test_{:016x}", u64::from_ne_bytes(chat::Sources::system().bytes()));
    let mut connection = sqlx::PgConnection::connect(url).await.expect("TEST_DATABASE_URL can be reached");
    let create = sqlx::AssertSqlSafe(format!("create database {name}"));
    sqlx::query(create).execute(&mut connection).await.expect("TEST_DATABASE_URL may create databases");
    let (server, _) = url.rsplit_once('/').expect("TEST_DATABASE_URL ends with /NAME");
    format!("{server}/{name}")
}

impl Server {
    fn start() -> (String, Server) {
        let bin = newest_installed();
        let folder = tempfile::Builder::new().prefix("switchboard-pg-").tempdir().unwrap();
        // PostgreSQL refuses to run as root: then it runs as the user that its package made.
        let is_root = run(Command::new("id").arg("-u")).stdout == b"0\n";
        if is_root {
            run(Command::new("chown").arg("postgres").arg(folder.path()));
        }
        let server = Server { bin, folder, is_root };
        let data = server.folder.path().join("data");
        run(server
            .command("initdb")
            .args(["-U", "test", "-A", "trust", "--no-sync", "-E", "UTF8", "-D"])
            .arg(&data));
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let options = format!(
            "-p {port} -k {} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=50",
            server.folder.path().display()
        );
        let log = server.folder.path().join("log");
        run(server
            .command("pg_ctl")
            .args(["-w", "-o", &options, "-l"])
            .arg(log)
            .arg("-D")
            .arg(&data)
            .arg("start"));
        (format!("postgres://test@127.0.0.1:{port}/postgres"), server)
    }

    fn command(&self, program: &str) -> Command {
        let program = self.bin.join(program);
        if self.is_root {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command.current_dir("/");
            command
        } else {
            Command::new(program)
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let data = self.folder.path().join("data");
        run(self.command("pg_ctl").args(["-m", "immediate", "-w", "-D"]).arg(data).arg("stop"));
    }
}

/// Debian keeps the server's programs out of the PATH, by version.
fn newest_installed() -> PathBuf {
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, bin)| bin.join("initdb").exists())
        .collect();
    found.sort();
    let on_path = || {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).find(|folder| is_program(&folder.join("initdb")))
    };
    found.pop().map(|(_, bin)| bin).or_else(on_path).expect(
        "PostgreSQL's server programs are missing: apt-get install postgresql (or name a server by TEST_DATABASE_URL)",
    )
}

fn is_program(path: &Path) -> bool {
    path.is_file()
}

fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}
