//! Log throttling: an event that may happen a thousand times a second is logged now and then, with
//! a count.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How long the event is not logged again.
const PAUSE: Duration = Duration::from_secs(10);

/// The throttle of one kind of event.
#[derive(Debug, Default)]
pub struct Rarely(Mutex<Happened>);

#[derive(Debug, Default)]
struct Happened {
    untold: u64,
    told: Option<Instant>,
}

impl Rarely {
    /// A throttle for an event that has not happened yet.
    pub const fn new() -> Rarely {
        Rarely(Mutex::new(Happened { untold: 0, told: None }))
    }

    /// Counts the event. Returns how often it happened since the last log line if it must be logged
    /// now.
    pub fn happens(&self) -> Option<u64> {
        self.happens_at(Instant::now())
    }

    fn happens_at(&self, now: Instant) -> Option<u64> {
        let mut happened = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        happened.untold += 1;
        let is_due = happened.told.is_none_or(|told| now.duration_since(told) >= PAUSE);
        is_due.then(|| {
            happened.told = Some(now);
            std::mem::take(&mut happened.untold)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_told_at_once_and_the_rest_together() {
        let (flood, began) = (Rarely::new(), Instant::now());
        assert_eq!(flood.happens_at(began), Some(1));
        for n in 1..1_000 {
            assert_eq!(flood.happens_at(began + PAUSE * n / 1_000), None);
        }
        assert_eq!(flood.happens_at(began + PAUSE), Some(1_000));
        assert_eq!(flood.happens_at(began + PAUSE * 3), Some(1));
    }
}
