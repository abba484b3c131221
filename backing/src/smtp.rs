//! A private mail server that misbehaves in the ways in which mail servers do. It is aiosmtpd; see
//! `smtp.py`.

use std::{
    ffi::OsString,
    fs,
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, bail, ensure};
use serde::Deserialize;
use tempfile::TempDir;

use crate::{Guard, Guarded, port};

/// The environment variable for a Python that has aiosmtpd.
pub const VARIABLE: &str = "TEST_SMTP_PYTHON";
/// How long a start may take.
const PATIENCE: Duration = Duration::from_secs(20);
const SCRIPT: &str = include_str!("smtp.py");

/// A mail server on a port of its own. What it accepted survives a kill.
pub struct Smtp {
    port: u16,
    folder: TempDir,
    arguments: Vec<OsString>,
    running: Option<Guarded>,
    _guard: Guard,
}

/// What it requires of its clients.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wants {
    /// The encryption of the connection.
    pub encryption: Encryption,
    /// The user and password that may send; none allows everybody.
    pub user: Option<(&'static str, &'static str)>,
    /// The extensions that it does not offer, of `SMTPUTF8` and `8BITMIME`.
    pub without: &'static [&'static str],
}

/// The encryption of the connection, with a certificate for `localhost` that [`Smtp::certificate`]
/// vouches for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encryption {
    /// None.
    #[default]
    None,
    /// After STARTTLS, before which it accepts nothing.
    StartTls,
    /// From the first byte.
    Tls,
}

/// How it behaves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mode {
    /// It accepts everything.
    Take,
    /// No recipient exists.
    Refuse,
    /// Each recipient is deferred at the first attempt.
    Greylist,
    /// It accepts everything, after this many seconds.
    Slow(f32),
    /// It accepts everything, and closes the connection instead of saying so.
    Lose,
}

/// An accepted message.
#[derive(Clone, Debug, Deserialize)]
pub struct Taken {
    /// The sender's address in the envelope.
    pub from: Option<String>,
    /// The recipients in the envelope.
    pub to: Vec<String>,
    /// The options given with the sender, such as `SMTPUTF8`.
    pub options: Vec<String>,
    /// The user who had signed in.
    pub user: Option<String>,
    /// Whether the connection was encrypted.
    pub encrypted: bool,
    /// The headers and body, as received.
    pub message: String,
}

impl Smtp {
    /// Starts a server that accepts everything.
    pub fn start(wants: Wants) -> anyhow::Result<Smtp> {
        let folder = tempfile::tempdir()?;
        let port = port::free()?;
        let python = python()?;
        let mut arguments: Vec<OsString> = vec![python.into(), "-c".into(), SCRIPT.into()];
        arguments.extend([port.to_string().into(), folder.path().into()]);
        if wants.encryption != Encryption::None {
            let made = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
            let (certificate, key) = (folder.path().join("certificate.pem"), folder.path().join("key.pem"));
            fs::write(&certificate, made.cert.pem())?;
            fs::write(&key, made.signing_key.serialize_pem())?;
            let how = if wants.encryption == Encryption::Tls { "tls" } else { "starttls" };
            arguments.extend([how.into(), certificate.into(), key.into()]);
        }
        if let Some((user, password)) = wants.user {
            arguments.extend(["--user".into(), user.into(), password.into()]);
        }
        for extension in wants.without {
            arguments.extend(["--without".into(), extension.into()]);
        }
        let guard = Guard::over_folder(folder.path())?;
        let mut smtp = Smtp { port, folder, arguments, running: None, _guard: guard };
        smtp.behave(Mode::Take)?;
        smtp.start_again()?;
        Ok(smtp)
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The certificate that vouches for the server's own, as PEM.
    pub fn certificate(&self) -> PathBuf {
        self.folder.path().join("certificate.pem")
    }

    /// Sets how it behaves from now on.
    pub fn behave(&self, mode: Mode) -> anyhow::Result<()> {
        let mode = match mode {
            Mode::Take => "take".to_owned(),
            Mode::Refuse => "refuse".to_owned(),
            Mode::Greylist => "greylist".to_owned(),
            Mode::Slow(seconds) => format!("slow {seconds}"),
            Mode::Lose => "lose".to_owned(),
        };
        let file = self.folder.path().join("mode");
        let new = file.with_extension("new");
        fs::write(&new, mode)?;
        fs::rename(new, file)?;
        Ok(())
    }

    /// Does what `kill -9` does.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.running.take().context("the mail server is not running")?.kill()
    }

    /// Starts it again after a kill, on the same port, and waits until it answers.
    pub fn start_again(&mut self) -> anyhow::Result<()> {
        ensure!(self.running.is_none(), "the mail server runs already");
        let child = Command::new(&self.arguments[0])
            .args(&self.arguments[1..])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let server = self.running.insert(Guarded::new(child)?);
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            ensure!(server.ended()?.is_none(), "the mail server ended instead of answering");
            ensure!(started.elapsed() < PATIENCE, "the mail server does not answer");
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }

    /// The messages that it accepted, in order.
    pub fn taken(&self) -> anyhow::Result<Vec<Taken>> {
        let mut files: Vec<_> = fs::read_dir(self.folder.path().join("taken"))?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()?;
        files.retain(|file| file.extension().is_some_and(|ending| ending == "json"));
        files.sort();
        files.iter().map(|file| read(file)).collect()
    }

    /// How often a recipient was named to it, refused ones included.
    pub fn attempts(&self) -> anyhow::Result<usize> {
        match fs::read_to_string(self.folder.path().join("attempts")) {
            Ok(text) => Ok(text.lines().count()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error.into()),
        }
    }
}

impl Taken {
    /// The value of a header, with its continuation lines.
    pub fn header(&self, name: &str) -> Option<String> {
        let (head, _) = self.message.split_once("\r\n\r\n")?;
        let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let mut lines = head.split("\r\n").map(str::to_owned);
        lines.find_map(|line| {
            let (is, value) = line.split_once(": ")?;
            is.eq_ignore_ascii_case(name).then(|| value.to_owned())
        })
    }
}

fn read(file: &Path) -> anyhow::Result<Taken> {
    Ok(serde_json::from_slice(&fs::read(file)?)?)
}

/// Finds a Python that has aiosmtpd.
fn python() -> anyhow::Result<PathBuf> {
    let named = std::env::var_os(VARIABLE).map(PathBuf::from);
    let usual = ["/usr/bin/python3", "python3"].map(PathBuf::from);
    for python in named.into_iter().chain(usual) {
        let asked = Command::new(&python).args(["-c", "import aiosmtpd"]).stderr(Stdio::null()).status();
        if asked.is_ok_and(|status| status.success()) {
            return Ok(python);
        }
    }
    bail!("aiosmtpd is missing: apt-get install python3-aiosmtpd (elsewhere: pip install aiosmtpd)")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader, Write};

    /// Submits a message by hand, line by line; returns the server's answers.
    fn hand_in(smtp: &Smtp) -> anyhow::Result<Vec<String>> {
        let stream = TcpStream::connect(("127.0.0.1", smtp.port()))?;
        let mut lines = BufReader::new(stream.try_clone()?).lines();
        let mut stream = stream;
        let mut said = vec![lines.next().context("it greets")??];
        for command in [
            "HELO me",
            "MAIL FROM:<a@b.example>",
            "RCPT TO:<c@d.example>",
            "DATA",
            "Subject: Hi\r\n\r\nYes\r\n.",
        ] {
            write!(stream, "{command}\r\n")?;
            let Some(line) = lines.next() else { break };
            said.push(line?);
            if !said.last().is_some_and(|line| line.starts_with(['2', '3'])) {
                break;
            }
        }
        Ok(said)
    }

    #[test]
    fn it_takes_refuses_and_puts_off() {
        let mut smtp = Smtp::start(Wants::default()).unwrap();
        assert!(hand_in(&smtp).unwrap().last().unwrap().starts_with("250 2.0.0 Taken"));
        let taken = smtp.taken().unwrap();
        assert_eq!((taken.len(), taken[0].header("subject").as_deref()), (1, Some("Hi")));
        smtp.behave(Mode::Refuse).unwrap();
        assert!(hand_in(&smtp).unwrap().last().unwrap().starts_with("550 "));
        smtp.behave(Mode::Greylist).unwrap();
        assert!(hand_in(&smtp).unwrap().last().unwrap().starts_with("451 "));
        assert!(hand_in(&smtp).unwrap().last().unwrap().starts_with("250 "));
        smtp.kill().unwrap();
        assert!(hand_in(&smtp).is_err());
        smtp.start_again().unwrap();
        assert!(
            hand_in(&smtp).unwrap().last().unwrap().starts_with("451 "),
            "it has forgotten whom it put off"
        );
        assert_eq!((smtp.taken().unwrap().len(), smtp.attempts().unwrap()), (2, 5));
    }
}
