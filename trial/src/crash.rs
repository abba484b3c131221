//! The crash: a crowd writes while its server is killed at random moments, again and again.

use std::time::Duration;

use anyhow::ensure;
use fastrand::Rng;
use tokio::time::{Instant, sleep};

use crate::{
    crowd::{self, Crowd},
    installation::{Installation, Kind},
    invariants::{self, Report},
};

/// How often to look whether the moment has come.
const LOOK: Duration = Duration::from_millis(2);
/// A crowd that gets nothing acknowledged for so long is stuck.
const STUCK: Duration = Duration::from_secs(90);
/// Of so many kills one is followed at once by another, which meets a node that still starts.
const DOUBLE: u32 = 5;

/// A crash to be tried.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The database.
    pub kind: Kind,
    /// How often the server is killed.
    pub kills: u32,
    /// How often PostgreSQL is crashed in between; of no meaning for SQLite.
    pub database_crashes: u32,
    /// Who writes.
    pub crowd: crowd::Plan,
    /// Settings of the server.
    pub settings: Vec<(&'static str, &'static str)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    Kill,
    DatabaseCrash,
}

/// Lets the crowd write, breaks what the plan says at moments spread over the messages, and compares everything.
/// `progress` is called now and then with what was done so far.
pub async fn run(plan: &Plan, mut progress: impl FnMut(&Report)) -> anyhow::Result<Report> {
    let mut rng = Rng::with_seed(plan.crowd.seed);
    let mut installation = Installation::start(plan.kind, 1, &plan.settings).await?;
    let crowd = Crowd::gather(&installation, installation.addresses(), &plan.crowd).await?;
    let started = Instant::now();
    let mut done = Report::default();
    for (fault, moment) in faults(plan, &mut rng) {
        wait_until(&crowd, &mut installation, moment).await?;
        // The moment itself is finer than the count of messages: anywhere within a commit.
        sleep(Duration::from_micros(rng.u64(..20_000))).await;
        match fault {
            Fault::Kill => kill(&mut installation, &mut rng, plan.kills, &mut done).await?,
            Fault::DatabaseCrash => {
                if let Some(postgres) = &installation.postgres {
                    tokio::task::block_in_place(|| postgres.crash_and_restart())?;
                    done.database_crashes += 1;
                }
            }
        }
        (done.acknowledged, done.took) = (crowd.acknowledged(), started.elapsed());
        progress(&done);
    }
    wait_until(&crowd, &mut installation, plan.crowd.messages).await?;
    let took = started.elapsed();
    let database = installation.database().await?;
    let settled = crowd.settle(&database).await;
    let (records, counts) = settled.map_err(|error| {
        error.context(format!("the server said:\n{}", installation.nodes[0].last_words()))
    })?;
    let Report { kills, kills_while_starting, database_crashes, .. } = done;
    let counts = Report { kills, kills_while_starting, database_crashes, took, ..counts };
    let report = invariants::check(&database, &records, counts).await?;
    database.close().await;
    ensure!(report.kills >= plan.kills, "only {} kills", report.kills);
    Ok(report)
}

async fn kill(
    installation: &mut Installation,
    rng: &mut Rng,
    most: u32,
    done: &mut Report,
) -> anyhow::Result<()> {
    let node = &mut installation.nodes[0];
    node.kill()?;
    done.kills += 1;
    // As if somebody took a moment to start it again, sometimes.
    if rng.bool() {
        sleep(Duration::from_millis(rng.u64(..500))).await;
    }
    if done.kills < most && rng.u32(..DOUBLE) == 0 {
        node.start_and_kill_after(Duration::from_millis(rng.u64(..200))).await?;
        done.kills += 1;
        done.kills_while_starting += 1;
    }
    node.start().await
}

/// Returns when so many messages are acknowledged or everything that there was to write is.
async fn wait_until(crowd: &Crowd, installation: &mut Installation, acknowledged: u64) -> anyhow::Result<()> {
    let (mut last, mut since) = (crowd.acknowledged(), Instant::now());
    while crowd.acknowledged() < acknowledged && !crowd.has_finished() {
        sleep(LOOK).await;
        if crowd.acknowledged() != last {
            (last, since) = (crowd.acknowledged(), Instant::now());
        }
        if since.elapsed() > STUCK {
            crowd.is_well()?;
            installation.nodes[0].is_up()?;
            anyhow::bail!(
                "nothing was acknowledged for {STUCK:?}; the server said:\n{}",
                installation.nodes[0].last_words()
            );
        }
    }
    Ok(())
}

/// What breaks after how many acknowledged messages: one fault in each of as many equal parts of the whole.
fn faults(plan: &Plan, rng: &mut Rng) -> Vec<(Fault, u64)> {
    let crashes = if plan.kind == Kind::Postgres { plan.database_crashes } else { 0 };
    let mut kinds = vec![Fault::Kill; plan.kills as usize];
    kinds.extend(vec![Fault::DatabaseCrash; crashes as usize]);
    rng.shuffle(&mut kinds);
    // The last part is left without a fault, so that none comes when all is written.
    let part = plan.crowd.messages / (kinds.len() as u64 + 1);
    kinds.into_iter().zip(0..).map(|(kind, nr)| (kind, nr * part + rng.u64(..part.max(1)))).collect()
}
