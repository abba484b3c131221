//! What is around the program, for tests. Below it the servers that it stands on: PostgreSQL, NATS and a mail server, each private to one
//! test or run of tests, in a temporary folder, on a free port of 127.0.0.1. Before it a browser. Only tests and measurements use this crate.
//!
//! | module | holds |
//! |---|---|
//! | [`postgres`] | a PostgreSQL that can be crashed; a new database, on one that tests share or on the server that `TEST_DATABASE_URL` names |
//! | [`nats`] | a NATS that can be killed and started again, or the one that `TEST_NATS_URL` names |
//! | [`smtp`] | a mail server that refuses, puts off, is slow or dead |
//! | [`browser`] | a browser's requests for pages and files, its forms, and the answers |
//! | [`port`] | ports that nobody else takes while their owner is dead |
//! | [`guard`] | what must not outlive this process, however it ends |

pub mod browser;
pub mod guard;
pub mod nats;
pub mod port;
pub mod postgres;
pub mod smtp;

use std::{
    ffi::OsString,
    path::PathBuf,
    process::{Command, Output},
};

use anyhow::{Context, ensure};

pub use guard::{Guard, Guarded};
pub use nats::Nats;
pub use postgres::{Postgres, Syncing};
pub use smtp::Smtp;

/// Runs it to its end; what it said. The error is its complaint.
fn run(command: &mut Command) -> anyhow::Result<Output> {
    let output = command.output().with_context(|| format!("{command:?}"))?;
    ensure!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(output)
}

/// The program of this name in the PATH, or in one of the folders where Debian keeps what only root runs.
fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let more = ["/usr/local/sbin", "/usr/sbin", "/sbin"].map(PathBuf::from);
    std::env::split_paths(&path).chain(more).map(|folder| folder.join(name)).find(|file| file.is_file())
}

fn words<const N: usize>(words: [&str; N]) -> Vec<OsString> {
    words.map(OsString::from).into()
}
