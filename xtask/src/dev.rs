//! Builds, starts the server, and repeats both when a source changes.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use anyhow::Context;
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::build;
use crate::mode::Mode;
use crate::place;

const FOLDERS: [&str; 10] =
    ["app", "chat", "client", "languages", "public", "server", "spell", "style", "widget", "wire"];
/// Editors write in bursts; a build starts when it has been quiet this long.
const QUIET: Duration = Duration::from_millis(150);

/// Runs until it is interrupted. Cargo finds out what a change affects, so every round is a whole
/// build.
///
/// # Errors
///
/// If the sources cannot be watched.
pub(crate) fn run() -> anyhow::Result<()> {
    let (_watcher, changes) = watch(&place::root())?;
    let mut server: Option<Child> = None;
    loop {
        match build::run(Mode::Debug) {
            Ok(program) => {
                stop(server.take())?;
                server = Some(start(&program)?);
            }
            // The old server keeps running, so that the page is available while the error is
            // corrected.
            Err(error) => eprintln!("error: {error:#}"),
        }
        let changed = next_change(&changes)?;
        eprintln!("\n{} changed", changed.strip_prefix(place::root()).unwrap_or(&changed).display());
    }
}

fn watch(root: &Path) -> anyhow::Result<(RecommendedWatcher, Receiver<PathBuf>)> {
    let (sender, changes) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let Ok(event) = event else { return };
        if matches!(event.kind, EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_)) {
            for path in event.paths {
                // The receiver is gone only when the program is about to end.
                let _ = sender.send(path);
            }
        }
    })?;
    for folder in FOLDERS {
        watcher
            .watch(&root.join(folder), RecursiveMode::Recursive)
            .with_context(|| format!("watching {folder}"))?;
    }
    Ok((watcher, changes))
}

/// Waits for a change and for the end of its burst.
fn next_change(changes: &Receiver<PathBuf>) -> anyhow::Result<PathBuf> {
    let first = changes.recv().context("the watcher ended")?;
    while changes.recv_timeout(QUIET).is_ok() {}
    Ok(first)
}

fn start(program: &Path) -> anyhow::Result<Child> {
    Command::new(program)
        .arg("serve")
        .current_dir(place::root())
        .spawn()
        .with_context(|| format!("{} does not start", program.display()))
}

/// Kills without a clean shutdown: the server promises to lose nothing that way, and its developers
/// should notice if it does.
fn stop(server: Option<Child>) -> anyhow::Result<()> {
    if let Some(mut server) = server {
        server.kill()?;
        server.wait()?;
    }
    Ok(())
}
