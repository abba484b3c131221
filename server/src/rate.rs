//! How fast a client may send.

use std::num::NonZeroU32;

use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::NoOpMiddleware,
    state::{InMemoryState, NotKeyed},
};

/// For how many seconds' worth of frames a connection may send them in a row. A person's client stays far below, also
/// when it catches up.
const BURST_SECONDS: NonZeroU32 = NonZeroU32::new(5).expect("not zero");
/// For how many seconds' worth of frames a connection may be refused in a row. A client that reads its answers waits
/// after the first of them, so it never gets there; whoever does not read them ends here, the sooner the faster he sends.
const PATIENCE_SECONDS: NonZeroU32 = NonZeroU32::new(50).expect("not zero");

/// One connection's frames. Both counts leak at the rate that is allowed: what was long ago counts no more.
pub(crate) struct Rate<C: Clock = DefaultClock> {
    frames: Limiter<C>,
    refusals: Limiter<C>,
}

type Limiter<C> = RateLimiter<NotKeyed, InMemoryState, C, NoOpMiddleware<<C as Clock>::Instant>>;

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
        Rate::with_clock(per_second, &DefaultClock::default())
    }
}

impl<C: Clock + Clone> Rate<C> {
    fn with_clock(per_second: NonZeroU32, clock: &C) -> Rate<C> {
        let limiter = |seconds| {
            let quota = Quota::per_second(per_second).allow_burst(per_second.saturating_mul(seconds));
            RateLimiter::direct_with_clock(quota, clock.clone())
        };
        Rate { frames: limiter(BURST_SECONDS), refusals: limiter(PATIENCE_SECONDS) }
    }

    /// Counts a frame.
    pub(crate) fn count(&mut self) -> Verdict {
        if self.frames.check().is_ok() {
            Verdict::Take
        } else if self.refusals.check().is_ok() {
            Verdict::Refuse
        } else {
            Verdict::Close
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use governor::clock::FakeRelativeClock;
    use std::time::Duration;

    /// A client whose frames come at moments of the test's choice.
    struct Client {
        clock: FakeRelativeClock,
        rate: Rate<FakeRelativeClock>,
    }

    impl Client {
        fn new() -> Client {
            let clock = FakeRelativeClock::default();
            Client { rate: Rate::with_clock(NonZeroU32::new(20).unwrap(), &clock), clock }
        }

        /// So many frames, spread over this time; how many were taken and refused, and whether that ended it.
        fn send(&mut self, count: u32, time: Duration) -> (u32, u32, bool) {
            let (mut taken, mut refused) = (0, 0);
            for _ in 0..count {
                match self.rate.count() {
                    Verdict::Take => taken += 1,
                    Verdict::Refuse => refused += 1,
                    Verdict::Close => return (taken, refused, true),
                }
                self.clock.advance(time / count);
            }
            (taken, refused, false)
        }
    }

    #[test]
    fn a_flood_is_refused_and_then_ended() {
        // As fast as it can be sent, and so slowly that some frames are taken in between.
        for per_second in [1_000_000, 10_000, 1_000, 200] {
            let (taken, refused, ended) = Client::new().send(per_second * 10, Duration::from_secs(10));
            assert!(ended, "{per_second} a second");
            assert!((100..=300).contains(&taken), "{per_second} a second: {taken} taken");
            assert!((1_000..=1_200).contains(&refused), "{per_second} a second: {refused} refused");
        }
    }

    #[test]
    fn who_heeds_the_refusals_is_never_ended() {
        let mut client = Client::new();
        for _ in 0..10_000 {
            // All that an outbox held, at once; then he waits, as clients do.
            let (taken, _, ended) = client.send(500, Duration::from_millis(50));
            assert!(taken >= 1 && !ended);
            client.clock.advance(Duration::from_secs(30));
        }
    }

    #[test]
    fn what_a_person_sends_is_taken() {
        let mut client = Client::new();
        assert_eq!(client.send(100, Duration::ZERO), (100, 0, false));
        client.clock.advance(Duration::from_secs(5));
        assert_eq!(client.send(20 * 3_600, Duration::from_secs(3_600)), (20 * 3_600, 0, false));
    }
}
