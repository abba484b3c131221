//! Ten visitors talk with an operator while strangers attack the server: nothing acknowledged may
//! be lost. Reports the latency of their messages meanwhile, and the memory that an attack costs.
#![expect(clippy::print_stdout, reason = "it talks to whoever waits for it")]

mod attacks;

use std::time::Duration;

use anyhow::{Result, ensure};
use clap::Args;
use tokio::time::{interval, sleep};

use crate::{load, people::Stage, table::progress, target};
use attacks::Attack;

const VISITORS: usize = 10;
const OPERATORS: usize = 1;
/// How many messages a second they send together.
const RATE: u32 = 50;
/// The limit for the 99th percentile of the latency, in milliseconds.
const LONGEST: f64 = 1_000.0;
/// The limit for additional memory, in MiB.
const COST: f64 = 300.0;
/// How often memory is sampled.
const LOOK: Duration = Duration::from_millis(50);
/// How much of that may be left afterwards, in MiB: the database's cached pages (48 at most), and
/// the allocator's spare memory.
const LEFT: f64 = 100.0;
/// How long after an attack memory is sampled once more. The server waits up to 30 s for clients
/// that read nothing or may come back.
const REST: Duration = Duration::from_secs(60);

/// What is attempted, and for how long.
#[derive(Args)]
pub(crate) struct Siege {
    /// For how many seconds an attack lasts that has no number of its own
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// Only these attacks, by the names in the table, separated by commas
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
}

struct Outcome {
    attack: Attack,
    /// How often it was done.
    done: u64,
    delays: load::Delays,
    /// The peak of additional memory, and what is left of it, in MiB.
    cost: f64,
    left: f64,
}

/// Attack by attack, each on a server of its own.
pub(crate) async fn run(siege: Siege) -> Result<()> {
    let mut outcomes = Vec::new();
    for attack in Attack::ALL {
        if siege.only.is_empty() || siege.only.iter().any(|only| only == attack.name()) {
            progress(attack.name());
            outcomes.push(withstand(attack, Duration::from_secs(siege.seconds)).await?);
        }
    }
    println!("| attack | how many | p50, ms | p99, ms | memory, MiB more | 60 s later |");
    println!("|---|--:|--:|--:|--:|--:|");
    for Outcome { attack, done, delays, cost, left } in &outcomes {
        let load::Delays { p50, p99 } = delays;
        println!("| {} | {done} | {p50:.1} | {p99:.1} | {cost:.0} | {left:.0} |", attack.what());
    }
    for Outcome { attack, done, delays, cost, left } in &outcomes {
        let name = attack.name();
        ensure!(*done > 0, "{name}: nothing was done");
        ensure!(delays.p99 < LONGEST, "{name}: a message in a hundred takes longer than {LONGEST} ms");
        ensure!(*cost < COST, "{name}: it costs more than {COST} MiB");
        ensure!(*left < LEFT, "{name}: a minute later more than {LEFT} MiB are left");
    }
    Ok(())
}

async fn withstand(attack: Attack, lasts: Duration) -> Result<Outcome> {
    let besieged = target::besieged().await?;
    let running = &besieged.running;
    let stage = Stage::set(running, VISITORS, OPERATORS).await?;
    let aim = attacks::Aim::take(&besieged).await?;
    let before = running.memory()?;
    let mut most = before;
    let watched = async {
        let mut looks = interval(LOOK);
        let mut attacked = std::pin::pin!(aim.suffers(attack, lasts));
        loop {
            tokio::select! {
                done = &mut attacked => return Ok::<_, anyhow::Error>(done),
                _ = looks.tick() => most = most.max(running.memory()?),
            }
        }
    };
    let (stage, delays, done) = load::beside(stage, RATE, watched).await?;
    drop(stage);
    sleep(REST).await;
    let mib = |bytes: u64| bytes.saturating_sub(before) as f64 / (1024.0 * 1024.0);
    let left = mib(running.memory()?);
    besieged.running.stop().await?;
    Ok(Outcome { attack, done: done?, delays, cost: mib(most), left })
}
