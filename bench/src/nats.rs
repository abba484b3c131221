//! A private NATS server.

use std::{
    env,
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

/// How long its start may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running server; it is stopped when dropped.
pub(crate) struct Nats {
    child: Child,
    /// Its URL.
    pub(crate) url: String,
}

impl Nats {
    pub(crate) fn start() -> Result<Nats> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let child = Command::new("nats-server")
            .args(["-a", "127.0.0.1", "-p", &port.to_string()])
            // Debian keeps it where only root looks.
            .env("PATH", format!("{}:/usr/sbin:/sbin", env::var("PATH").unwrap_or_default()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("nats-server is missing: apt-get install nats-server")?;
        let nats = Nats { child, url: format!("nats://127.0.0.1:{port}") };
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            ensure!(began.elapsed() < PATIENCE, "nats-server does not answer");
            sleep(Duration::from_millis(10));
        }
        Ok(nats)
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        // It keeps nothing, so it may end at once. It fails only when the server has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
