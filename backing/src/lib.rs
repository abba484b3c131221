//! Test servers and a test browser: PostgreSQL, NATS and a mail server, each private to one test or
//! test run, in a temporary folder, on a free port of 127.0.0.1; and a browser's HTTP requests.
//! Only tests and measurements use this crate.
//!
//! | module | holds |
//! |---|---|
//! | [`postgres`] | a PostgreSQL to crash; new databases, shared or on `TEST_DATABASE_URL` |
//! | [`nats`] | a NATS that can be killed and restarted, or the one in `TEST_NATS_URL` |
//! | [`smtp`] | a mail server that refuses, delays, is slow or dead |
//! | [`browser`] | a browser's requests for pages, files and forms, and the answers |
//! | [`port`] | ports that stay free while their owner is dead |
//! | [`guard`] | cleans up when this process ends, however it ends |

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

/// Runs it to its end; returns its output. The error contains its standard error.
fn run(command: &mut Command) -> anyhow::Result<Output> {
    let output = command.output().with_context(|| format!("{command:?}"))?;
    ensure!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(output)
}

/// Finds a program in the PATH, or in one of the folders where Debian keeps programs for root.
fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let more = ["/usr/local/sbin", "/usr/sbin", "/sbin"].map(PathBuf::from);
    std::env::split_paths(&path).chain(more).map(|folder| folder.join(name)).find(|file| file.is_file())
}

fn words<const N: usize>(words: [&str; N]) -> Vec<OsString> {
    words.map(OsString::from).into()
}
