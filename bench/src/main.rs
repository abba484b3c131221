//! Measures the release program beside a bare relay, in one run on one machine, and prints one
//! table; or measures its resistance to attacks.
//!
//! | module | holds |
//! |---|---|
//! | [`limit`] | the bare relay: the same two sockets without database, sessions or history |
//! | [`process`] | a server under measurement: its start, its CPU time, its memory, its end |
//! | [`stock`] | what a database holds in advance: operators, a long history |
//! | [`running`] | a server that was started |
//! | [`target`] | the servers that are compared |
//! | [`client`] | a client's end of a socket |
//! | [`people`] | visitors and operators who speak the real protocol |
//! | [`load`] | closed loop (saturation) and open loop (latency) |
//! | [`idle`] | many visitors who only browse |
//! | [`crowd`] | a full load for a console to display |
//! | [`search`] | how soon a search answers, and what indexing a message costs |
//! | [`siege`] | people who talk while strangers attack |
//! | [`table`] | medians of all rounds, printed |

mod client;
mod crowd;
mod idle;
mod limit;
mod load;
mod people;
mod process;
mod running;
mod search;
mod siege;
mod stock;
mod table;
mod target;

use std::time::Duration;

use anyhow::{Result, bail};
use clap::{Args, Parser, Subcommand};
use tokio::signal::{
    ctrl_c,
    unix::{SignalKind, signal},
};

/// Measures Switchboard beside a bare relay
#[derive(Parser)]
#[command(name = "bench")]
struct Program {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    plan: Plan,
}

#[derive(Subcommand)]
enum Command {
    /// Be the bare relay that the others are measured beside
    Limit,
    /// Fill a server that runs with visitors and chats, until the standard input ends
    Crowd(crowd::Crowd),
    /// Index a long history on both databases, and search in it
    Search(search::Search),
    /// Have people talk while strangers attack the server
    Siege(siege::Siege),
}

/// What is measured, and for how long.
#[derive(Args)]
struct Plan {
    /// How many times everything is measured; the table shows the medians
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// For how many seconds each load lasts
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// How many idle visitors; 0 leaves that part out
    #[arg(long, default_value_t = 10_000)]
    idle: usize,
    /// How many chats of 50 messages the long history has; 0 leaves those servers out
    #[arg(long, default_value_t = 100_000)]
    history: u32,
    /// Only these servers, by the names in the table, separated by commas
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
}

fn main() -> Result<()> {
    let program = Program::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match program.command {
        Some(Command::Limit) => runtime.block_on(limit::serve()),
        Some(Command::Crowd(crowd)) => runtime.block_on(crowd::run(crowd)),
        Some(Command::Search(search)) => runtime.block_on(until_told_to_stop(search::run(search))),
        Some(Command::Siege(siege)) => runtime.block_on(until_told_to_stop(siege::run(siege))),
        None => runtime.block_on(until_told_to_stop(measure(program.plan))),
    }
}

/// Whichever ends first. What the measurement has started is stopped when it is dropped.
async fn until_told_to_stop(measurement: impl Future<Output = Result<()>>) -> Result<()> {
    tokio::select! {
        measured = measurement => measured,
        stopped = told_to_stop() => bail!(stopped?),
    }
}

/// Waits until somebody ends the program; returns how.
async fn told_to_stop() -> Result<&'static str> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = ctrl_c() => interrupted.map(|()| "interrupted").map_err(Into::into),
        _ = terminate.recv() => Ok("terminated"),
    }
}

/// Round by round, so that other load on the machine affects all servers alike.
async fn measure(plan: Plan) -> Result<()> {
    let mut servers = target::prepare(&plan).await?;
    for round in 1..=plan.rounds {
        for server in &mut servers {
            table::progress(&format!("round {round} of {}: {}", plan.rounds, server.name));
            let figures = figures_of(server, &plan).await?;
            server.figures.push(figures);
        }
    }
    table::print(&servers);
    Ok(())
}

async fn figures_of(server: &target::Server, plan: &Plan) -> Result<table::Figures> {
    let running = server.start().await?;
    let stage = people::Stage::full(&running).await?;
    let seconds = Duration::from_secs(plan.seconds);
    let (stage, saturation) = load::saturate(stage, &running, seconds).await?;
    let (stage, calm) = load::at_rate(stage, 1_000, seconds).await?;
    let (stage, busy) = load::at_rate(stage, 5_000, seconds).await?;
    drop(stage);
    running.stop().await?;
    let idle = if plan.idle > 0 {
        let running = server.start().await?;
        let idle = idle::measure(&running, plan.idle).await?;
        running.stop().await?;
        Some(idle)
    } else {
        None
    };
    Ok(table::Figures { saturation, calm, busy, idle })
}
