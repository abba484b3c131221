//! The search index at the terminal.

use std::time::{Duration, Instant};

use chat::{Error, Switchboard};

use super::open;
use crate::config::Beside;

/// How often it is told how far it is.
const TELLS: Duration = Duration::from_secs(2);
/// How long it waits for a server that is indexing at the moment.
const WAITS: Duration = Duration::from_millis(100);

/// Makes the search index anew, and prints how far it is.
///
/// # Errors
/// A sentence for the person at the terminal.
pub(crate) async fn rebuild_index(beside: Beside) -> Result<(), String> {
    let switchboard = open(&beside).await?;
    let rebuilt = rebuild(&switchboard).await;
    switchboard.close_store().await;
    rebuilt.map_err(|error| error.to_string())?;
    println!("The search index is complete.");
    Ok(())
}

async fn rebuild(switchboard: &Switchboard) -> Result<(), Error> {
    switchboard.empty_index().await?;
    let mut told = Instant::now();
    loop {
        let looked_at = switchboard.index_much().await?;
        let left = switchboard.index_progress_of_all().await?;
        match (looked_at, left) {
            (0, 0) => return Ok(()),
            (0, _) => tokio::time::sleep(WAITS).await,
            _ => {}
        }
        if told.elapsed() >= TELLS {
            told = Instant::now();
            println!("{left} chats to go");
        }
    }
}
