//! The rate limit of a client's frames.

use std::num::NonZeroU32;

use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::NoOpMiddleware,
    state::{InMemoryState, NotKeyed},
};

/// The largest burst, in seconds of the allowed rate. A person's client stays far below, even while
/// it catches up.
const BURST_SECONDS: NonZeroU32 = NonZeroU32::new(5).expect("not zero");
/// How many refused frames end the connection, in seconds of the allowed rate. A client that reads
/// its answers pauses after the first refusal, so it never gets there. One that does not read them
/// is disconnected, the sooner the faster it sends.
const PATIENCE_SECONDS: NonZeroU32 = NonZeroU32::new(50).expect("not zero");

/// The counts of one connection's frames. Both decrease at the allowed rate.
pub(crate) struct Rate<C: Clock = DefaultClock> {
    frames: Limiter<C>,
    refusals: Limiter<C>,
}

type Limiter<C> = RateLimiter<NotKeyed, InMemoryState, C, NoOpMiddleware<<C as Clock>::Instant>>;

/// The verdict on a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Take,
    /// Refuse it: too many frames.
    Refuse,
    /// Close the connection: far too many frames.
    Close,
}

impl Rate {
    /// For a connection that may send this many frames per second.
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

    /// A client whose frames come at times that the test chooses.
    struct Client {
        clock: FakeRelativeClock,
        rate: Rate<FakeRelativeClock>,
    }

    impl Client {
        fn new() -> Client {
            let clock = FakeRelativeClock::default();
            Client { rate: Rate::with_clock(NonZeroU32::new(20).unwrap(), &clock), clock }
        }

        /// Sends frames spread over this time. Returns how many were accepted and refused, and
        /// whether the connection ended.
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
        // As fast as possible, and so slowly that some frames in between are accepted.
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
            // A whole outbox at once; then the client waits, as clients do.
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
