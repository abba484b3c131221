//! The bad network: a crowd writes through a proxy that disturbs its connections in every way.

use anyhow::ensure;
use fastrand::Rng;
use tokio::time::{Duration, Instant, sleep};

use crate::{
    crowd::{self, Crowd},
    installation::{Installation, Kind},
    invariants::{self, Report},
    proxy::Proxy,
};

/// The kind of proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// Cuts, stalls, delays and splits bytes.
    Bytes,
    /// Repeats and loses whole WebSocket messages.
    Frames,
}

/// Lets the crowd write until everything is written or `most` has passed, stops the faults, and
/// compares everything. Also returns the number of faults.
pub async fn run(
    kind: Kind,
    network: Network,
    plan: &crowd::Plan,
    most: Duration,
) -> anyhow::Result<(Report, u64)> {
    let mut rng = Rng::with_seed(plan.seed);
    let mut installation = Installation::start(kind, 1, &[]).await?;
    let server = installation.nodes[0].address().to_owned();
    let proxy = match network {
        Network::Bytes => Proxy::of_bytes(&server, rng.fork()).await?,
        Network::Frames => Proxy::of_frames(&server, rng.fork()).await?,
    };
    let crowd = Crowd::gather(&installation, vec![proxy.address().to_owned()], plan).await?;
    let started = Instant::now();
    while !crowd.has_finished() && started.elapsed() < most {
        sleep(Duration::from_millis(50)).await;
        crowd.is_well()?;
        installation.is_up()?;
    }
    crowd.write_no_more();
    proxy.calm();
    let took = started.elapsed();
    let database = installation.database().await?;
    let settled = crowd.settle(&database).await;
    let (records, counts) = settled.map_err(|error| error.context(installation.last_words()))?;
    let report = invariants::check(&database, &records, Report { took, ..counts }).await?;
    database.close().await;
    ensure!(proxy.faults() > 0, "the network was good");
    Ok((report, proxy.faults()))
}
