//! Cleans up what must not outlive this process, however it ends.
//!
//! A destructor does not run when a signal ends the process, and nothing runs after `kill -9`. The
//! clean-up is therefore given to a shell in advance, which runs it as soon as its input ends: when
//! the guard is dropped, or when this process is gone and the system has closed its pipes.

use std::{
    ffi::OsString,
    io::Write,
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
};

use anyhow::Context;

/// Runs a command and removes a folder when it is dropped or when this process ends.
pub struct Guard(Option<Child>);

const SCRIPT: &str =
    r#"folder=$1; shift; read -r dismissed && exit; "$@"; [ -z "$folder" ] || rm -rf -- "$folder""#;

/// For another process there is no portable way to wait for its end, so this polls.
const AFTER_SCRIPT: &str =
    r#"owner=$1 folder=$2; shift 2; while kill -0 "$owner"; do sleep 1; done; "$@"; rm -rf -- "$folder""#;

impl Guard {
    /// Guards a process: kills it as `kill -9` does. Dismiss the guard as soon as the process has
    /// ended by itself.
    pub fn over_process(id: u32) -> anyhow::Result<Guard> {
        Guard::new(vec!["kill".into(), "-9".into(), id.to_string().into()], None)
    }

    /// Guards a folder: removes it with everything in it.
    pub fn over_folder(folder: &Path) -> anyhow::Result<Guard> {
        Guard::new(vec!["true".into()], Some(folder))
    }

    /// Runs the program of `command` with its arguments, then removes the folder, if there is one.
    pub(crate) fn new(command: Vec<OsString>, folder: Option<&Path>) -> anyhow::Result<Guard> {
        let folder = folder.unwrap_or(Path::new(""));
        let mut shell = shell(SCRIPT);
        let child = shell.arg(folder).args(command).stdin(Stdio::piped()).spawn();
        Ok(Guard(Some(child.context("sh cannot be started")?)))
    }

    /// The same, once the process `owner` has ended, which may be another one; nothing dismisses
    /// it.
    pub(crate) fn after(owner: u32, command: Vec<OsString>, folder: &Path) -> anyhow::Result<()> {
        let mut shell = shell(AFTER_SCRIPT);
        shell.arg(owner.to_string()).arg(folder).args(command).stdin(Stdio::null());
        shell.spawn().context("sh cannot be started")?;
        Ok(())
    }

    /// Cancels the clean-up.
    pub fn dismiss(mut self) {
        if let Some(mut shell) = self.0.take() {
            if let Some(mut input) = shell.stdin.take() {
                // This fails only if somebody has killed the shell.
                let _ = input.write_all(b"dismissed\n");
            }
            let _ = shell.wait();
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(mut shell) = self.0.take() {
            // Waiting closes its input first; then it does its work.
            let _ = shell.wait();
        }
    }
}

/// A shell that outlives this process and is silent.
fn shell(script: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", script, "guard"]).stdout(Stdio::null()).stderr(Stdio::null()).current_dir("/");
    // Ctrl-C reaches this process's whole group, and some test runners end whole groups.
    shell.process_group(0);
    shell
}

/// A process that does not outlive this one: it is killed when this is dropped, or when this
/// process ends.
pub struct Guarded {
    child: Child,
    guard: Option<Guard>,
}

impl Guarded {
    /// Guards a process that was just started.
    pub fn new(child: Child) -> anyhow::Result<Guarded> {
        let guard = Some(Guard::over_process(child.id())?);
        Ok(Guarded { child, guard })
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// How it ended, if it did so by itself.
    pub fn ended(&mut self) -> anyhow::Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Does what `kill -9` does.
    pub fn kill(mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        if let Some(guard) = self.guard.take() {
            // After a process has ended, its id may belong to another.
            match self.child.try_wait() {
                Ok(None) => drop(guard),
                _ => guard.dismiss(),
            }
            let _ = self.child.wait();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    const PATIENCE: Duration = Duration::from_secs(20);

    fn sleeper() -> Child {
        Command::new("sleep").arg("600").spawn().unwrap()
    }

    #[test]
    fn a_process_ends_with_its_guard() {
        let mut child = sleeper();
        let guard = Guard::over_process(child.id()).unwrap();
        assert!(child.try_wait().unwrap().is_none());
        drop(guard);
        assert!(!child.wait().unwrap().success());
    }

    #[test]
    fn a_guarded_process_ends_when_it_is_killed_or_dropped() {
        for is_killed in [true, false] {
            let child = sleeper();
            let id = child.id().to_string();
            let mut guarded = Guarded::new(child).unwrap();
            assert!(guarded.ended().unwrap().is_none());
            if is_killed {
                guarded.kill().unwrap()
            } else {
                drop(guarded)
            }
            assert!(
                !Command::new("kill").args(["-0", &id]).stderr(Stdio::null()).status().unwrap().success()
            );
        }
    }

    #[test]
    fn a_dismissed_guard_does_nothing() {
        let folder = tempfile::tempdir().unwrap();
        Guard::over_folder(folder.path()).unwrap().dismiss();
        assert!(folder.path().exists());
        drop(Guard::over_folder(folder.path()).unwrap());
        assert!(!folder.path().exists());
    }

    const GUARDED: &str = "GUARDED_FOLDER";

    /// This test runs itself once more, and ends that process by SIGTERM and by SIGKILL.
    #[test]
    fn what_is_guarded_ends_with_a_process_that_a_signal_ends() {
        if let Some(folder) = std::env::var_os(GUARDED) {
            let _guard = Guard::over_folder(folder.as_ref()).unwrap();
            std::fs::write(Path::new(&folder).join("kept"), "").unwrap();
            std::thread::sleep(PATIENCE);
            panic!("no signal came");
        }
        for signal in ["-TERM", "-KILL"] {
            let folder = tempfile::tempdir().unwrap();
            let guarded = folder.path().join("guarded");
            std::fs::create_dir(&guarded).unwrap();
            let mut keeper = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "guard::tests::what_is_guarded_ends_with_a_process_that_a_signal_ends"])
                .env(GUARDED, &guarded)
                .stdout(Stdio::null())
                .spawn()
                .unwrap();
            until(|| guarded.join("kept").exists());
            let id = keeper.id().to_string();
            assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
            keeper.wait().unwrap();
            until(|| !guarded.exists());
        }
    }

    fn until(is_so: impl Fn() -> bool) {
        let started = Instant::now();
        while !is_so() {
            assert!(started.elapsed() < PATIENCE, "it did not become so in time");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}
