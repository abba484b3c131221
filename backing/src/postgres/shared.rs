//! The server that the tests of a run share, so that each costs a database and not a cluster.
//!
//! nextest gives each test a process of its own. The first that needs the server starts it, and it
//! stays until nextest is gone. Under `cargo test` the run is one process.

use std::{
    fs::{self, File},
    os::unix::process::parent_id,
};

use anyhow::Context;

use super::Server;
use crate::Guard;

/// Each test has about ten connections, and there is a test for each core.
const OPTIONS: &str = "-c max_connections=500 -c fsync=off";

/// The URL of the server's first database.
pub(super) fn url() -> anyhow::Result<String> {
    let (run, owner) = match std::env::var("NEXTEST_RUN_ID") {
        Ok(run) => (run, parent_id()),
        Err(_) => (std::process::id().to_string(), std::process::id()),
    };
    let folder = std::env::temp_dir().join(format!("switchboard-pg-{run}"));
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let lock = File::create(folder.join("lock"))?;
    lock.lock()?;
    let known = folder.join("url");
    if let Ok(url) = fs::read_to_string(&known) {
        return Ok(url);
    }
    let server = Server::prepare(&folder, OPTIONS)?;
    Guard::after(owner, server.stopping(), &folder)?;
    server.make()?;
    server.begin()?;
    fs::write(known, server.url())?;
    Ok(server.url())
}
