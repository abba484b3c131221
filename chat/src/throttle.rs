//! How often a password may be tried: enough for people who mistype, too little for those who guess.

use std::{net::IpAddr, num::NonZeroU32, time::Duration};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock};

/// Tries in a row from one network address, and then one per [`REFILL`].
const BURST_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(20).expect("not zero");
/// Tries in a row for one e-mail address from one network address, and then one per [`REFILL`]. Per pair, so that
/// nobody can lock an operator out from elsewhere.
const BURST_PER_PAIR: NonZeroU32 = NonZeroU32::new(8).expect("not zero");
const REFILL: Duration = Duration::from_secs(30);
/// From how many remembered keys on those that are full again are forgotten.
const TIDY_AT: usize = 10_000;

/// The sign-ins of late.
pub(crate) struct SignIns {
    addresses: DefaultKeyedRateLimiter<IpAddr>,
    pairs: DefaultKeyedRateLimiter<(IpAddr, String)>,
}

impl Default for SignIns {
    fn default() -> Self {
        let quota = |burst| Quota::with_period(REFILL).expect("not zero").allow_burst(burst);
        SignIns {
            addresses: RateLimiter::keyed(quota(BURST_PER_ADDRESS)),
            pairs: RateLimiter::keyed(quota(BURST_PER_PAIR)),
        }
    }
}

impl SignIns {
    /// Counts a try; the error is how many seconds to wait until the next.
    pub(crate) fn count(&self, from: IpAddr, email: &str) -> Result<(), u64> {
        if self.addresses.len() + self.pairs.len() > TIDY_AT {
            self.addresses.retain_recent();
            self.pairs.retain_recent();
        }
        let now = governor::clock::DefaultClock::default().now();
        let wait = |not_until: governor::NotUntil<_>| not_until.wait_time_from(now).as_secs() + 1;
        self.addresses.check_key(&from).map_err(wait)?;
        self.pairs.check_key(&(from, email.to_owned())).map_err(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessing_is_slowed_and_others_are_not() {
        let sign_ins = SignIns::default();
        let (guesser, other) = ([192, 0, 2, 1].into(), [192, 0, 2, 2].into());
        let tries = (0..100).filter(|_| sign_ins.count(guesser, "a@example.org").is_ok()).count();
        assert_eq!(tries, 8);
        assert!((1..=31).contains(&sign_ins.count(guesser, "a@example.org").unwrap_err()));
        assert!(sign_ins.count(other, "a@example.org").is_ok());
    }
}
