//! A server under measurement: its start, its CPU time, its memory, its end.

use std::{fs, process::Stdio, sync::OnceLock, time::Duration};

use anyhow::{Context, Result, ensure};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, ChildStdout, Command},
    time::timeout,
};

/// How long a start and an orderly end may take.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Process {
    child: Child,
    pid: u32,
    /// Its network address and port.
    pub(crate) address: String,
    // Held open, because a closed pipe would be an error to a program that prints.
    _out: BufReader<ChildStdout>,
}

impl Process {
    /// Starts a program that prints the address of its console once it listens.
    pub(crate) async fn start(command: &mut Command) -> Result<Process> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{:?} could not be started", command.as_std().get_program()))?;
        let pid = child.id().context("it ended at once")?;
        let mut out = BufReader::new(child.stdout.take().context("its output is a pipe")?);
        let address = timeout(PATIENCE, address_in(&mut out)).await.context("it did not start in time")??;
        Ok(Process { child, pid, address, _out: out })
    }

    /// The user and system time that it has used, in microseconds.
    pub(crate) fn cpu_micros(&self) -> Result<u64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.pid))?;
        // The program's name, in brackets, may contain spaces; utime and stime are the 12th and
        // 13th after it.
        let (_, rest) = stat.rsplit_once(") ").context("/proc/PID/stat is not as expected")?;
        let fields: Vec<&str> = rest.split(' ').collect();
        let ticks = fields[11].parse::<u64>()? + fields[12].parse::<u64>()?;
        Ok(ticks * 1_000_000 / ticks_per_second())
    }

    /// Its own memory, in bytes: without file pages and kernel memory.
    pub(crate) fn memory(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid))?;
        let line = status.lines().find(|line| line.starts_with("RssAnon:")).context("no RssAnon")?;
        let kib = line.split_whitespace().nth(1).context("no number in RssAnon")?;
        Ok(kib.parse::<u64>()? * 1024)
    }

    /// Asks it to stop, and waits for that.
    pub(crate) async fn stop(mut self) -> Result<()> {
        let told = Command::new("kill").arg(self.pid.to_string()).status().await?;
        ensure!(told.success(), "the server had ended already");
        timeout(PATIENCE, self.child.wait()).await.context("the server does not stop")??;
        Ok(())
    }
}

async fn address_in(out: &mut BufReader<ChildStdout>) -> Result<String> {
    let mut line = String::new();
    loop {
        line.clear();
        ensure!(out.read_line(&mut line).await? > 0, "it ended before it listened");
        if let Some((_, url)) = line.split_once("http://")
            && let Some((address, _)) = url.split_once("/console")
        {
            return Ok(address.to_owned());
        }
    }
}

fn ticks_per_second() -> u64 {
    static TICKS: OnceLock<u64> = OnceLock::new();
    *TICKS.get_or_init(|| {
        let answer = std::process::Command::new("getconf").arg("CLK_TCK").output();
        let text = answer.ok().and_then(|output| String::from_utf8(output.stdout).ok()).unwrap_or_default();
        text.trim().parse().unwrap_or(100)
    })
}
