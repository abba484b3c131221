//! The two kinds of load: a closed loop measures throughput, an open loop measures latency.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};

use anyhow::{Result, ensure};
use futures::future::try_join_all;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use crate::{
    client::PATIENCE,
    people::{Stage, Tally, Visitor},
    running::Running,
};

/// How many messages of a visitor are in flight at once in the closed loop.
const OUTSTANDING: usize = 8;
/// How long the closed loop runs before it is measured.
const WARM_UP: Duration = Duration::from_secs(1);

/// The result of a closed loop.
pub(crate) struct Saturation {
    /// Messages acknowledged in a second.
    pub(crate) per_second: f64,
    /// The server's CPU time for each of them, in microseconds.
    pub(crate) cpu_micros: f64,
    /// The share of messages that operators' clients had to ask for.
    pub(crate) caught_up: f64,
}

/// The latency of messages from the visitor to their operator, in milliseconds.
pub(crate) struct Delays {
    pub(crate) p50: f64,
    pub(crate) p99: f64,
}

/// Each visitor has eight messages in flight all the time.
pub(crate) async fn saturate(
    mut stage: Stage,
    running: &Running,
    lasts: Duration,
) -> Result<(Stage, Saturation)> {
    let stop = Arc::new(AtomicBool::new(false));
    let tasks: Vec<_> = stage
        .visitors
        .drain(..)
        .map(|visitor| tokio::spawn(speak_at_once(visitor, stage.tally.clone(), stop.clone())))
        .collect();
    sleep(WARM_UP).await;
    let (began, stored, cpu) = (Instant::now(), stage.tally.stored.load(Relaxed), running.cpu_micros()?);
    sleep(lasts).await;
    let (took, stored) = (began.elapsed(), stage.tally.stored.load(Relaxed) - stored);
    let cpu = running.cpu_micros()? - cpu;
    stop.store(true, Relaxed);
    for visitor in try_join_all(tasks).await? {
        stage.visitors.push(visitor?);
    }
    all_is_heard(&stage.tally).await?;
    ensure!(stored > 0, "nothing was stored");
    let saturation = Saturation {
        per_second: stored as f64 / took.as_secs_f64(),
        cpu_micros: cpu as f64 / stored as f64,
        caught_up: stage.tally.caught_up.load(Relaxed) as f64 / stage.tally.heard.load(Relaxed) as f64,
    };
    Ok((stage, saturation))
}

/// All visitors together send this many messages a second, whether or not earlier ones have
/// arrived.
pub(crate) async fn at_rate(stage: Stage, per_second: u32, lasts: Duration) -> Result<(Stage, Delays)> {
    let (stage, delays, ()) = beside(stage, per_second, sleep(lasts)).await?;
    Ok((stage, delays))
}

/// The same while something else runs; also returns its result.
pub(crate) async fn beside<T>(
    mut stage: Stage,
    per_second: u32,
    meanwhile: impl Future<Output = T>,
) -> Result<(Stage, Delays, T)> {
    stage.tally.timing.store(true, Relaxed);
    let count = u32::try_from(stage.visitors.len())?;
    let pause = Duration::from_secs(1) * count / per_second;
    let start = Instant::now() + Duration::from_millis(50);
    let stop = Arc::new(AtomicBool::new(false));
    let tasks: Vec<_> = (0..count)
        .zip(stage.visitors.drain(..))
        .map(|(number, visitor)| {
            let first = start + pause * number / count;
            tokio::spawn(speak_regularly(visitor, stage.tally.clone(), first, pause, stop.clone()))
        })
        .collect();
    let given = meanwhile.await;
    stop.store(true, Relaxed);
    for visitor in try_join_all(tasks).await? {
        stage.visitors.push(visitor?);
    }
    all_is_heard(&stage.tally).await?;
    stage.tally.timing.store(false, Relaxed);
    let mut delays = std::mem::take(&mut *stage.tally.delays.lock().expect("no panic under the lock"));
    delays.sort_unstable();
    ensure!(!delays.is_empty(), "nothing was heard");
    let at = |part: f64| delays[((delays.len() - 1) as f64 * part) as usize] as f64 / 1_000.0;
    let delays = Delays { p50: at(0.5), p99: at(0.99) };
    Ok((stage, delays, given))
}

async fn speak_at_once(mut visitor: Visitor, tally: Arc<Tally>, stop: Arc<AtomicBool>) -> Result<Visitor> {
    let mut under_way = 0;
    loop {
        if !stop.load(Relaxed) {
            while under_way < OUTSTANDING {
                visitor.say(0).await?;
                under_way += 1;
            }
            visitor.client.flush().await?;
        } else if under_way == 0 {
            return Ok(visitor);
        }
        let mut frame = visitor.client.answer().await?;
        loop {
            if visitor.is_stored(&frame)? {
                under_way -= 1;
                tally.stored.fetch_add(1, Relaxed);
            }
            match visitor.client.ready()? {
                Some(next) => frame = next,
                None => break,
            }
        }
    }
}

async fn speak_regularly(
    mut visitor: Visitor,
    tally: Arc<Tally>,
    first: Instant,
    pause: Duration,
    stop: Arc<AtomicBool>,
) -> Result<Visitor> {
    let (mut due, mut under_way) = (first, 0);
    while !stop.load(Relaxed) || under_way > 0 {
        tokio::select! {
            () = sleep_until(due), if !stop.load(Relaxed) => {
                // The time at which it was due, so that a client waiting for the server does not
                // hide the server's pause.
                visitor.say(tally.nanos(due.into_std())).await?;
                visitor.client.flush().await?;
                under_way += 1;
                due += pause;
            }
            frame = visitor.client.next() => {
                if visitor.is_stored(&frame?)? {
                    under_way -= 1;
                    tally.stored.fetch_add(1, Relaxed);
                }
            }
        }
    }
    Ok(visitor)
}

/// Everything acknowledged must also have been forwarded.
async fn all_is_heard(tally: &Tally) -> Result<()> {
    let heard = timeout(PATIENCE, async {
        while tally.heard.load(Relaxed) < tally.stored.load(Relaxed) {
            tally.check()?;
            sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    });
    let (stored, so_far) = (tally.stored.load(Relaxed), tally.heard.load(Relaxed));
    heard
        .await
        .map_err(|_| anyhow::anyhow!("of {stored} messages {} reached no operator", stored - so_far))?
}
