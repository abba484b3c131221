//! `make soak`: the crash test with a configurable length.
//!
//! `KILLS`, `MESSAGES`, `DATABASE` (sqlite or postgres), `NODES` (several on postgres), `VISITORS`,
//! `OPERATORS` and `TRIAL_SEED` come from the environment. It shows its progress and ends with a
//! table, or with the broken invariants and status 1.

#![expect(clippy::print_stdout, reason = "it talks to the person who started it")]

use std::{fmt::Display, str::FromStr, time::Duration};

use anyhow::{Context, bail};
use trial::{
    chance,
    crash::{self, Plan},
    crowd,
    installation::Kind,
};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let kind = match setting("DATABASE", "sqlite".to_owned())?.as_str() {
        "sqlite" => Kind::Sqlite,
        "postgres" => Kind::Postgres,
        other => bail!("DATABASE is sqlite or postgres, not {other}"),
    };
    let (nodes, kills) = (setting("NODES", 1)?, setting("KILLS", 200)?);
    let plan = Plan {
        kind,
        nodes,
        kills,
        database_crashes: kills / 10,
        nats_outages: kills / 10,
        crowd: crowd::Plan {
            visitors: setting("VISITORS", 50)?,
            operators: setting("OPERATORS", 5)?,
            messages: setting("MESSAGES", 1_000_000)?,
            // Visitors write as fast as their messages are acknowledged.
            visitor_pause: Duration::ZERO,
            operator_pause: Duration::ZERO,
            seed: chance::seed()?,
        },
        // The limits for a person would be in the way.
        settings: vec![
            ("SWITCHBOARD_FRAMES_PER_SECOND", "1000000"),
            ("SWITCHBOARD_CONNECTIONS_PER_ADDRESS", "1000000"),
        ],
    };
    println!(
        "{} visitors and {} operators write {} messages on {kind:?} while {kills} kills fall; {}={}",
        plan.crowd.visitors,
        plan.crowd.operators,
        plan.crowd.messages,
        chance::VARIABLE,
        plan.crowd.seed
    );
    let step = (kills / 20).max(1);
    let mut shown = 0;
    let report = crash::run(&plan, |done| {
        if done.kills >= shown + step {
            shown = done.kills;
            println!(
                "{:>6} s {:>6} kills {:>10} messages",
                done.took.as_secs(),
                done.kills,
                done.acknowledged
            );
        }
    })
    .await?;
    println!("\n{report}\nevery acknowledged message is there once, in order; all copies equal the database");
    Ok(())
}

fn setting<T: FromStr>(name: &str, default: T) -> anyhow::Result<T>
where
    T::Err: Display + Send + Sync + std::error::Error + 'static,
{
    match std::env::var(name) {
        Ok(text) => text.parse().with_context(|| format!("{name}={text}")),
        Err(_) => Ok(default),
    }
}
