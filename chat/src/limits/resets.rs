//! Limits on emails with a link to a new password. Requests above the limit look the same to the
//! sender, so they reveal nothing about who has an account.

use std::{
    hash::{BuildHasher, RandomState},
    net::IpAddr,
};

use wire::Timestamp;

use super::{buckets::Buckets, network_of};

/// In milliseconds.
const HOUR: i64 = 60 * 60 * 1_000;
/// For one address in an hour, and from one network.
const PER_ADDRESSEE: i64 = 3;
const PER_NETWORK: i64 = 20;

#[derive(Debug, Default)]
pub(crate) struct Resets {
    by_addressee: Buckets<u64>,
    by_network: Buckets<IpAddr>,
    addressees: RandomState,
}

impl Resets {
    /// Counts a request; whether the email may be written.
    pub(crate) fn take(&mut self, email: &str, from: IpAddr, now: Timestamp) -> bool {
        self.by_addressee.tidy(now);
        self.by_network.tidy(now);
        let (addressee, network) = (self.addressees.hash_one(email), network_of(from));
        let (each, of_network) = (HOUR / PER_ADDRESSEE, HOUR / PER_NETWORK);
        let is_free = self.by_addressee.used(&addressee, now) + each <= HOUR
            && self.by_network.used(&network, now) + of_network <= HOUR;
        if is_free {
            self.by_addressee.take(addressee, each, now);
            self.by_network.take(network, of_network, now);
        }
        is_free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailbox_and_a_network_have_so_many() {
        let (mut resets, now) = (Resets::default(), Timestamp(1_700_000_000_000));
        let network = |n: u8| IpAddr::from([192, 0, 2, n]);
        let taken = (0..9).filter(|n| resets.take("ann@example.org", network(*n), now)).count();
        assert_eq!(taken, 3, "from wherever they are asked for");
        let taken = (0..90).filter(|n| resets.take(&format!("{n}@example.org"), network(200), now)).count();
        assert_eq!(taken, 20, "for whomever they are");
        assert!(resets.take("ann@example.org", network(1), now.plus_millis(HOUR / 2)));
    }
}
