//! How fast a client may send.

use std::num::NonZeroU32;

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

/// For how many seconds' worth of frames a connection may send them in a row. A person's client stays far below, also
/// when it catches up.
const BURST_SECONDS: NonZeroU32 = NonZeroU32::new(5).expect("not zero");
/// So many refused frames end the connection: whoever sends them does not read the answers.
const PATIENCE: u32 = 1_000;

/// One connection's frames.
pub(crate) struct Rate {
    frames: DefaultDirectRateLimiter,
    refused: u32,
}

/// What becomes of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is taken.
    Take,
    /// It is too much; refuse it.
    Refuse,
    /// It is far too much; end the connection.
    Close,
}

impl Rate {
    /// For a connection that may send so many frames a second.
    pub(crate) fn new(per_second: NonZeroU32) -> Rate {
        let burst = per_second.saturating_mul(BURST_SECONDS);
        Rate { frames: RateLimiter::direct(Quota::per_second(per_second).allow_burst(burst)), refused: 0 }
    }

    /// Counts a frame.
    pub(crate) fn count(&mut self) -> Verdict {
        if self.frames.check().is_ok() {
            self.refused = 0;
            return Verdict::Take;
        }
        self.refused += 1;
        if self.refused > PATIENCE { Verdict::Close } else { Verdict::Refuse }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_refused_and_then_ended() {
        let mut rate = Rate::new(NonZeroU32::new(20).unwrap());
        let verdicts: Vec<_> = (0..3_000).map(|_| rate.count()).collect();
        assert!(verdicts[..100].iter().all(|verdict| *verdict == Verdict::Take));
        assert!(verdicts.contains(&Verdict::Refuse));
        assert_eq!(verdicts.last(), Some(&Verdict::Close));
    }
}
