//! Many visitors who only browse: the memory and CPU time that each costs the server.

use std::time::Duration;

use anyhow::Result;
use futures::{StreamExt, TryStreamExt, stream};
use tokio::{task::JoinSet, time::sleep};

use crate::{client::Client, people::says_hello, running::Running};

/// How many connect at the same time.
const AT_ONCE: usize = 64;
/// The time for the server to come to rest after so many connects.
const SETTLES: Duration = Duration::from_secs(5);
/// How long the CPU time is measured: each connection is pinged once during it.
const WATCHED: Duration = Duration::from_secs(20);

/// The cost of an idle visitor.
pub(crate) struct Idle {
    /// The server's own memory, in bytes.
    pub(crate) memory: f64,
    /// The server's CPU time in a second, in microseconds.
    pub(crate) cpu_micros: f64,
}

pub(crate) async fn measure(running: &Running, count: usize) -> Result<Idle> {
    // One visitor comes and goes first, so that one-time setup is not counted.
    drop(connect(running, 0).await?);
    sleep(Duration::from_secs(1)).await;
    let before = running.memory()?;
    let clients: Vec<Client> = stream::iter(0..count)
        .map(|number| connect(running, number))
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    let mut reading = JoinSet::new();
    for mut client in clients {
        // Reading answers the pings; it ends with the connection.
        reading.spawn(async move { while client.next().await.is_ok() {} });
    }
    sleep(SETTLES).await;
    let memory = running.memory()?.saturating_sub(before) as f64 / count as f64;
    let cpu = running.cpu_micros()?;
    sleep(WATCHED).await;
    let cpu = running.cpu_micros()? - cpu;
    anyhow::ensure!(reading.len() == count && reading.try_join_next().is_none(), "a visitor was thrown out");
    Ok(Idle { memory, cpu_micros: cpu as f64 / WATCHED.as_secs_f64() / count as f64 })
}

async fn connect(running: &Running, number: usize) -> Result<Client> {
    match &running.site_key {
        Some(site_key) => says_hello(running.for_visitor(number), site_key).await,
        None => Client::connect(running.for_visitor(number), &format!("/visitor/{number}"), None).await,
    }
}
