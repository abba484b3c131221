//! A private PostgreSQL as it comes, fsync on.

use std::{net::TcpListener, path::PathBuf, process::Command};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

/// A running server; it is stopped and its folder removed when dropped.
pub(crate) struct Postgres {
    bin: PathBuf,
    folder: TempDir,
    is_root: bool,
    port: u16,
}

impl Postgres {
    pub(crate) fn start() -> Result<Postgres> {
        let bin = newest_installed()?;
        let folder = tempfile::Builder::new().prefix("switchboard-bench-").tempdir()?;
        // PostgreSQL refuses to run as root: then it runs as the user that its package made.
        let is_root = run(Command::new("id").arg("-u"))? == "0\n";
        if is_root {
            run(Command::new("chown").arg("postgres").arg(folder.path()))?;
        }
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let server = Postgres { bin, folder, is_root, port };
        let data = server.folder.path().join("data");
        run(server.command("initdb").args(["-U", "bench", "-A", "trust", "-E", "UTF8", "-D"]).arg(&data))?;
        let options =
            format!("-p {port} -k {} -c listen_addresses=127.0.0.1", server.folder.path().display());
        run(server
            .command("pg_ctl")
            .args(["-w", "-o", &options, "-l"])
            .arg(server.folder.path().join("log"))
            .arg("-D")
            .arg(&data)
            .arg("start"))?;
        Ok(server)
    }

    /// The URL of a new, empty database.
    pub(crate) fn database(&self, name: &str) -> Result<String> {
        let port = self.port.to_string();
        run(self.command("createdb").args(["-h", "127.0.0.1", "-p", &port, "-U", "bench", name]))?;
        Ok(format!("postgres://bench@127.0.0.1:{port}/{name}"))
    }

    fn command(&self, program: &str) -> Command {
        let program = self.bin.join(program);
        let mut command = if self.is_root {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(self.folder.path());
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let data = self.folder.path().join("data");
        // Nothing more can be done about a server that does not stop.
        let _ = run(self.command("pg_ctl").args(["-m", "immediate", "-w", "-D"]).arg(data).arg("stop"));
    }
}

/// Debian keeps the server's programs out of the PATH, by version.
fn newest_installed() -> Result<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, bin)| bin.join("initdb").exists())
        .collect();
    found.sort();
    let (_, bin) = found.pop().context("PostgreSQL is missing: apt-get install postgresql")?;
    Ok(bin)
}

fn run(command: &mut Command) -> Result<String> {
    // A server that stays must not keep a pipe open, so what is read comes from those that end.
    let output = command.output().with_context(|| format!("{command:?}"))?;
    ensure!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}
