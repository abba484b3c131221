//! A private PostgreSQL. Unlike the contract suite's it syncs to the disk: durability is what is on trial here.

use std::{
    path::PathBuf,
    process::{Command, Output},
};

use anyhow::{Context, ensure};
use tempfile::TempDir;

use super::port;

/// A private server. It is stopped and its folder removed when dropped.
pub struct Postgres {
    bin: PathBuf,
    folder: TempDir,
    is_root: bool,
    port: u16,
}

impl Postgres {
    /// Makes a new cluster and starts its server.
    pub fn start() -> anyhow::Result<Postgres> {
        let folder = tempfile::Builder::new().prefix("switchboard-pg-").tempdir()?;
        // PostgreSQL refuses to run as root: then it runs as the user that its package made.
        let is_root = run(Command::new("id").arg("-u"))?.stdout == b"0\n";
        if is_root {
            run(Command::new("chown").arg("postgres").arg(folder.path()))?;
        }
        let postgres = Postgres { bin: newest_installed()?, folder, is_root, port: port::free()? };
        run(postgres
            .command("initdb")
            .args(["-U", "test", "-A", "trust", "--no-sync", "-E", "UTF8", "-D"])
            .arg(postgres.data()))?;
        postgres.begin()?;
        Ok(postgres)
    }

    /// The URL of its database.
    pub fn url(&self) -> String {
        format!("postgres://test@127.0.0.1:{}/postgres", self.port)
    }

    /// Stops it as a crash does, without a last checkpoint, and starts it again.
    pub fn crash_and_restart(&self) -> anyhow::Result<()> {
        self.end()?;
        self.begin()
    }

    fn begin(&self) -> anyhow::Result<()> {
        let folder = self.folder.path().display();
        let options =
            format!("-p {} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=50", self.port);
        let log = self.folder.path().join("log");
        let mut command = self.command("pg_ctl");
        command.args(["-w", "-o", &options, "-l"]).arg(log).arg("-D").arg(self.data()).arg("start");
        run(&mut command).map(|_| ())
    }

    fn end(&self) -> anyhow::Result<()> {
        run(self.command("pg_ctl").args(["-m", "immediate", "-w", "-D"]).arg(self.data()).arg("stop"))
            .map(|_| ())
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn command(&self, program: &str) -> Command {
        let program = self.bin.join(program);
        if self.is_root {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program).current_dir("/");
            command
        } else {
            Command::new(program)
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let _ = self.end(); // it may be down already
    }
}

/// Debian keeps the server's programs out of the PATH, by version.
fn newest_installed() -> anyhow::Result<PathBuf> {
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
        std::env::split_paths(&path).find(|folder| folder.join("initdb").is_file())
    };
    let newest = found.pop().map(|(_, bin)| bin).or_else(on_path);
    newest.context("PostgreSQL's server programs are missing: apt-get install postgresql")
}

fn run(command: &mut Command) -> anyhow::Result<Output> {
    let output = command.output().with_context(|| format!("{command:?}"))?;
    ensure!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(output)
}
