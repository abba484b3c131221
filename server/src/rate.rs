//! How fast a client may send.

use std::num::NonZeroU32;

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

/// Frames in a row, and then so many a second. A person's client stays far below, also when it catches up.
const BURST: NonZeroU32 = NonZeroU32::new(100).expect("not zero");
const PER_SECOND: NonZeroU32 = NonZeroU32::new(20).expect("not zero");
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
    pub(crate) fn new() -> Rate {
        Rate { frames: RateLimiter::direct(Quota::per_second(PER_SECOND).allow_burst(BURST)), refused: 0 }
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
        let mut rate = Rate::new();
        let verdicts: Vec<_> = (0..3_000).map(|_| rate.count()).collect();
        assert!(verdicts[..100].iter().all(|verdict| *verdict == Verdict::Take));
        assert!(verdicts.contains(&Verdict::Refuse));
        assert_eq!(verdicts.last(), Some(&Verdict::Close));
    }
}
