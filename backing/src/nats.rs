//! A private NATS, or an existing one.

use std::{
    net::TcpStream,
    path::PathBuf,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};

use crate::{Guarded, on_path, port};

/// The environment variable for an existing server, nats://HOST:PORT.
pub const VARIABLE: &str = "TEST_NATS_URL";
/// How long a start may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A NATS server; a private one ends when this is dropped.
pub struct Nats {
    address: String,
    /// The prefix of all subjects, unique among the users of the server.
    pub prefix: String,
    private: Option<Private>,
}

struct Private {
    program: PathBuf,
    running: Option<Guarded>,
}

impl Nats {
    /// The server that `TEST_NATS_URL` names, or a private one.
    pub fn find_or_start() -> anyhow::Result<Nats> {
        match std::env::var(VARIABLE) {
            Ok(url) => Ok(Nats::at(url.trim_start_matches("nats://").to_owned(), None)),
            Err(_) => Nats::start(),
        }
    }

    /// A private server, which can be killed.
    pub fn start() -> anyhow::Result<Nats> {
        let program = on_path("nats-server").context(
            "nats-server is missing: apt-get install nats-server (macOS: brew install nats-server)",
        )?;
        let private = Private { program, running: None };
        let mut nats = Nats::at(format!("127.0.0.1:{}", port::free()?), Some(private));
        nats.start_again()?;
        Ok(nats)
    }

    /// HOST:PORT
    pub fn address(&self) -> &str {
        &self.address
    }

    /// nats://HOST:PORT
    pub fn url(&self) -> String {
        format!("nats://{}", self.address)
    }

    /// Kills a private server as `kill -9` does.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.private()?.running.take().context("NATS is not running")?.kill()
    }

    /// Starts a private server that was killed, on the same port, and waits until it answers.
    pub fn start_again(&mut self) -> anyhow::Result<()> {
        let address = self.address.clone();
        let private = self.private()?;
        ensure!(private.running.is_none(), "NATS runs already");
        let (host, port) = address.split_once(':').context("an address has a port")?;
        let child = Command::new(&private.program)
            .args(["-a", host, "-p", port])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let server = private.running.insert(Guarded::new(child)?);
        let started = Instant::now();
        while TcpStream::connect(&address).is_err() {
            ensure!(server.ended()?.is_none(), "nats-server ended instead of answering");
            ensure!(started.elapsed() < PATIENCE, "nats-server does not answer");
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }

    fn at(address: String, private: Option<Private>) -> Nats {
        Nats { address, prefix: format!("test{:016x}", fastrand::u64(..)), private }
    }

    fn private(&mut self) -> anyhow::Result<&mut Private> {
        self.private.as_mut().with_context(|| format!("the server of {VARIABLE} is not ours to break"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_answers_until_it_is_killed_and_again_on_the_same_port() {
        let mut nats = Nats::start().unwrap();
        let address = nats.address().to_owned();
        assert!(TcpStream::connect(&address).is_ok());
        nats.kill().unwrap();
        assert!(TcpStream::connect(&address).is_err());
        nats.start_again().unwrap();
        assert_eq!(nats.address(), address);
        assert!(TcpStream::connect(&address).is_ok());
        drop(nats);
        assert!(TcpStream::connect(&address).is_err());
    }
}
