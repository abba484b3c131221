//! One process of the real program.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{ChildStdout, Command, Stdio},
    time::Duration,
};

use anyhow::{Context, bail, ensure};
use backing::{Guarded, port};
use tokio::time::timeout;

/// Longer than a start takes, even on a busy machine and with a journal to recover.
const PATIENCE: Duration = Duration::from_secs(60);
/// The environment variable for a program other than `target/release/switchboard`.
pub const PROGRAM: &str = "SWITCHBOARD_PROGRAM";

/// A node: its settings, and the process while there is one.
pub struct Node {
    program: PathBuf,
    settings: Vec<(String, String)>,
    address: String,
    log: PathBuf,
    running: Option<Guarded>,
}

impl Node {
    /// A node that is not started yet. It logs to the file `log`.
    pub fn new(settings: &[(&str, &str)], log: PathBuf) -> anyhow::Result<Node> {
        Ok(Node {
            program: program()?,
            settings: settings.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
            address: format!("127.0.0.1:{}", port::free()?),
            log,
            running: None,
        })
    }

    /// The address it listens on.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Its process id, while it runs.
    pub fn process(&self) -> Option<u32> {
        self.running.as_ref().map(Guarded::id)
    }

    /// Starts it and waits until it serves.
    pub async fn start(&mut self) -> anyhow::Result<()> {
        let out = self.begin()?;
        // It prints its console's address once it serves, and nothing before.
        let serves = tokio::task::spawn_blocking(|| {
            BufReader::new(out).lines().map_while(Result::ok).any(|line| line.contains("/console"))
        });
        let serves = timeout(PATIENCE, serves).await.context("the node does not come up")??;
        ensure!(serves, "the node ended instead of serving; it said:\n{}", self.last_words());
        Ok(())
    }

    /// Starts it and kills it so soon that it may not serve yet.
    pub async fn start_and_kill_after(&mut self, life: Duration) -> anyhow::Result<()> {
        let _out = self.begin()?;
        tokio::time::sleep(life).await;
        self.kill()
    }

    /// Does what `kill -9` does.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        let mut node = self.running.take().context("the node runs")?;
        if let Some(status) = node.ended()? {
            bail!("the node ended by itself ({status}); it said:\n{}", self.last_words());
        }
        node.kill()
    }

    /// Fails if the process has ended although nobody killed it.
    pub fn is_up(&mut self) -> anyhow::Result<()> {
        let node = self.running.as_mut().context("the node was started")?;
        match node.ended()? {
            None => Ok(()),
            Some(status) => bail!("the node ended by itself ({status}); it said:\n{}", self.last_words()),
        }
    }

    /// The end of its log.
    pub fn last_words(&self) -> String {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }

    fn begin(&mut self) -> anyhow::Result<ChildStdout> {
        ensure!(self.running.is_none(), "the node runs already");
        let mut command = Command::new(&self.program);
        command.arg("serve").env_remove("RUST_LOG");
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("SWITCHBOARD_")) {
            command.env_remove(name);
        }
        let log = File::options().append(true).create(true).open(&self.log)?;
        let mut child = command
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .env("SWITCHBOARD_LISTEN", &self.address)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .with_context(|| format!("{} cannot be started", self.program.display()))?;
        let out = child.stdout.take();
        self.running = Some(Guarded::new(child)?);
        let out = out.context("its output is read")?;
        Ok(out)
    }
}

fn program() -> anyhow::Result<PathBuf> {
    let program = match std::env::var_os(PROGRAM) {
        Some(program) => PathBuf::from(program),
        None => {
            let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
            let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
            workspace.join(target).join("release/switchboard")
        }
    };
    ensure!(
        program.is_file(),
        "there is no program {}: run `make build` first, or name one by {PROGRAM}",
        program.display()
    );
    Ok(program)
}
