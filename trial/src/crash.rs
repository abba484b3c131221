//! The crash: a crowd writes while its servers are killed at random moments, again and again.

use std::time::Duration;

use anyhow::{Context, ensure};
use backing::Nats;
use fastrand::Rng;
use tokio::time::{Instant, sleep};

use crate::{
    crowd::{self, Crowd},
    installation::{Installation, Kind},
    invariants::{self, Report},
};

/// How often to check whether the moment has come.
const LOOK: Duration = Duration::from_millis(2);
/// A crowd without an acknowledgement for this long is stuck.
const STUCK: Duration = Duration::from_secs(90);
/// One in this many kills of a single node is followed at once by another, which hits a node that
/// is still starting.
const DOUBLE: u32 = 5;
/// How many messages the other nodes acknowledge before a killed node is started again.
const WITHOUT_IT: u64 = 200;
/// Every other outage of NATS is longer than the 7 s after which nodes consider each other lost.
const LONG_OUTAGE: Duration = Duration::from_secs(9);
const SHORT_OUTAGE: Duration = Duration::from_millis(1_500);

/// The plan of a crash test.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The database.
    pub kind: Kind,
    /// How many nodes there are; several share one PostgreSQL.
    pub nodes: usize,
    /// How often a node is killed.
    pub kills: u32,
    /// How often PostgreSQL is crashed in between; ignored for SQLite.
    pub database_crashes: u32,
    /// How often NATS is killed and started again after a while; ignored for a single node.
    pub nats_outages: u32,
    /// The crowd that writes.
    pub crowd: crowd::Plan,
    /// Settings of the server.
    pub settings: Vec<(&'static str, &'static str)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    Kill,
    DatabaseCrash,
    NatsOutage,
}

/// A crash test in progress.
struct Trial<'a> {
    plan: &'a Plan,
    rng: Rng,
    installation: Installation,
    crowd: Crowd,
    done: Report,
}

/// Lets the crowd write, breaks what the plan says at moments spread over the messages, and
/// compares everything. Calls `progress` from time to time with the counts so far.
pub async fn run(plan: &Plan, mut progress: impl FnMut(&Report)) -> anyhow::Result<Report> {
    let installation = Installation::start(plan.kind, plan.nodes, &plan.settings).await?;
    let crowd = Crowd::gather(&installation, installation.addresses(), &plan.crowd).await?;
    let (rng, done) = (Rng::with_seed(plan.crowd.seed), Report::default());
    let mut trial = Trial { plan, rng, installation, crowd, done };
    let started = Instant::now();
    for (fault, moment) in faults(plan, &mut trial.rng) {
        trial.wait_until(moment).await?;
        // Finer than the count of messages: anywhere within a commit.
        sleep(Duration::from_micros(trial.rng.u64(..20_000))).await;
        trial.break_it(fault).await?;
        (trial.done.acknowledged, trial.done.took) = (trial.crowd.acknowledged(), started.elapsed());
        progress(&trial.done);
    }
    trial.wait_until(plan.crowd.messages).await?;
    trial.done.took = started.elapsed();
    let Trial { installation, crowd, done, .. } = trial;
    let database = installation.database().await?;
    let settled = crowd.settle(&database).await;
    let (records, counts) = settled.map_err(|error| error.context(installation.last_words()))?;
    let Report { acknowledged, connections, repeated, .. } = counts;
    let counts = Report { acknowledged, connections, repeated, ..done };
    let report = invariants::check(&database, &records, counts).await?;
    database.close().await;
    ensure!(report.kills >= plan.kills, "only {} kills", report.kills);
    Ok(report)
}

impl Trial<'_> {
    async fn break_it(&mut self, fault: Fault) -> anyhow::Result<()> {
        match fault {
            Fault::Kill if self.installation.nodes.len() > 1 => self.kill_one_of_several().await,
            Fault::Kill => self.kill().await,
            Fault::DatabaseCrash => {
                let postgres = self.installation.postgres.as_ref();
                let postgres = postgres.context("the installation is on PostgreSQL")?;
                tokio::task::block_in_place(|| postgres.crash_and_restart())?;
                self.done.database_crashes += 1;
                Ok(())
            }
            Fault::NatsOutage => self.stop_nats_for_a_while().await,
        }
    }

    async fn kill(&mut self) -> anyhow::Result<()> {
        let node = &mut self.installation.nodes[0];
        node.kill()?;
        self.done.kills += 1;
        // Sometimes the restart is delayed, as by a person.
        if self.rng.bool() {
            sleep(Duration::from_millis(self.rng.u64(..500))).await;
        }
        if self.done.kills < self.plan.kills && self.rng.u32(..DOUBLE) == 0 {
            node.start_and_kill_after(Duration::from_millis(self.rng.u64(..200))).await?;
            self.done.kills += 1;
            self.done.kills_while_starting += 1;
        }
        node.start().await
    }

    /// Its clients move to the other nodes and continue there while it is dead.
    async fn kill_one_of_several(&mut self) -> anyhow::Result<()> {
        let nr = self.rng.usize(..self.installation.nodes.len());
        self.installation.nodes[nr].kill()?;
        self.done.kills += 1;
        self.wait_until(self.crowd.acknowledged() + WITHOUT_IT).await?;
        self.installation.nodes[nr].start().await
    }

    /// Everybody continues meanwhile; what is written on another node arrives when NATS is back.
    async fn stop_nats_for_a_while(&mut self) -> anyhow::Result<()> {
        let is_long = self.done.nats_outages.is_multiple_of(2);
        let before = self.crowd.acknowledged();
        self.nats()?.kill()?;
        sleep(if is_long { LONG_OUTAGE } else { SHORT_OUTAGE }).await;
        self.wait_until(before + WITHOUT_IT).await?;
        self.nats()?.start_again()?;
        self.done.nats_outages += 1;
        Ok(())
    }

    fn nats(&mut self) -> anyhow::Result<&mut Nats> {
        self.installation.nats.as_mut().context("several nodes meet on a NATS")
    }

    /// Returns when this many messages are acknowledged, or everything is written.
    async fn wait_until(&mut self, acknowledged: u64) -> anyhow::Result<()> {
        let (mut last, mut since) = (self.crowd.acknowledged(), Instant::now());
        while self.crowd.acknowledged() < acknowledged && !self.crowd.has_finished() {
            sleep(LOOK).await;
            if self.crowd.acknowledged() != last {
                (last, since) = (self.crowd.acknowledged(), Instant::now());
            }
            if since.elapsed() > STUCK {
                self.crowd.is_well()?;
                self.installation.is_up()?;
                anyhow::bail!("nothing was acknowledged for {STUCK:?}; {}", self.installation.last_words());
            }
        }
        Ok(())
    }
}

/// What breaks after how many acknowledged messages. The whole is divided into equal parts, with
/// one fault in each.
fn faults(plan: &Plan, rng: &mut Rng) -> Vec<(Fault, u64)> {
    let crashes = if plan.kind == Kind::Postgres { plan.database_crashes } else { 0 };
    let mut kinds = vec![Fault::Kill; plan.kills as usize];
    kinds.extend(vec![Fault::DatabaseCrash; crashes as usize]);
    let outages = if plan.nodes > 1 { plan.nats_outages } else { 0 };
    kinds.extend(vec![Fault::NatsOutage; outages as usize]);
    rng.shuffle(&mut kinds);
    // The last part has no fault, so that none comes after everything is written.
    let part = plan.crowd.messages / (kinds.len() as u64 + 1);
    kinds.into_iter().zip(0..).map(|(kind, nr)| (kind, nr * part + rng.u64(..part.max(1)))).collect()
}
