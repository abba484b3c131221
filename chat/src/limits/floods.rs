//! Rate limits on what strangers do at a cost to others: a request rings, an offline message must
//! be read. The rates are set for each site ([`Rates`]). Refusals are counted and shown to
//! operators.
//!
//! Each node counts for itself. The number of counters is bounded by what the sites' own rates let
//! through.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use wire::{
    AccountId, SiteId, Timestamp, VisitorId,
    operator::Flood,
    rates::{Rate, Rated, Rates},
};

use super::{buckets::Buckets, is_near, network_of};
use crate::Seat;

/// In milliseconds: the time in which an allowance refills, and for which a refusal is shown.
const HOUR: i64 = 60 * 60 * 1_000;
/// The most floods of an account that are listed one by one. Further ones are listed under their
/// site.
const MOST: usize = 20;

#[derive(Clone, Debug, Default)]
pub(crate) struct Floods(Arc<Mutex<Counted>>);

#[derive(Debug, Default)]
struct Counted {
    rates: Buckets<Key>,
    refused: HashMap<AccountId, Vec<Refusals>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Key {
    Visitor(VisitorId, Rated),
    Network(SiteId, IpAddr, Rated),
    Site(SiteId, Rated),
}

#[derive(Debug)]
struct Refusals {
    flood: Flood,
    is_told: bool,
}

impl Floods {
    /// Whether this visitor may do it now; if so, it is counted.
    pub(crate) fn admit(&self, what: Rated, rates: &Rates, seat: Seat, now: Timestamp) -> bool {
        let mut counted = self.counted();
        counted.rates.tidy(now);
        let Rate { per_visitor, per_network, per_site } = rates.of(what);
        // Local addresses are those behind a proxy that is not named (`SWITCHBOARD_TRUST_PROXY`);
        // all its visitors would count as one network.
        let network = seat.address.filter(|address| !is_near(*address)).map(network_of);
        let mut keys = vec![(Key::Visitor(seat.visitor, what), per_visitor)];
        keys.extend(network.map(|network| (Key::Network(seat.site, network, what), per_network)));
        keys.push((Key::Site(seat.site, what), per_site));
        let refusing = keys.iter().find(|(key, rate)| counted.rates.used(key, now) + share(*rate) > HOUR);
        if let Some((key, _)) = refusing {
            // A flood of a whole site has no single origin.
            let from = match key {
                Key::Site(..) => None,
                Key::Visitor(..) | Key::Network(..) => seat.address.map(network_of),
            };
            counted.refuse(seat, what, from.map(|from| from.to_string()), now);
            return false;
        }
        for (key, rate) in keys {
            counted.rates.take(key, share(rate), now);
        }
        true
    }

    /// The refusals of the last hour, latest first.
    pub(crate) fn of(&self, account: AccountId, now: Timestamp) -> Vec<Flood> {
        let mut counted = self.counted();
        let Some(all) = counted.refused.get_mut(&account) else { return Vec::new() };
        all.retain(|one| now.millis_since(one.flood.last) < HOUR);
        let mut floods: Vec<_> = all.iter().map(|one| one.flood.clone()).collect();
        floods.sort_by_key(|flood| std::cmp::Reverse(flood.last));
        floods
    }

    /// The refusals since the last call.
    pub(crate) fn news(&self) -> Vec<(AccountId, Flood)> {
        let mut counted = self.counted();
        let mut news = Vec::new();
        for (account, all) in &mut counted.refused {
            for one in all.iter_mut().filter(|one| !one.is_told) {
                one.is_told = true;
                news.push((*account, one.flood.clone()));
            }
        }
        news
    }

    fn counted(&self) -> MutexGuard<'_, Counted> {
        // Each change is complete before the lock is released.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The share of the hour that one use of a rate takes, in milliseconds until it is back.
fn share(rate: u32) -> i64 {
    HOUR / i64::from(rate.max(1))
}

impl Counted {
    fn refuse(&mut self, seat: Seat, what: Rated, from: Option<String>, now: Timestamp) {
        let all = self.refused.entry(seat.account).or_default();
        all.retain(|one| now.millis_since(one.flood.last) < HOUR);
        let is_full = all.len() >= MOST;
        let place = |from: &Option<String>| {
            let of = |flood: &Flood| (flood.site, flood.what) == (seat.site, what) && flood.from == *from;
            all.iter().position(|one| of(&one.flood))
        };
        match place(&from).or_else(|| place(&None).filter(|_| is_full)) {
            Some(at) => {
                let Refusals { flood, is_told } = &mut all[at];
                flood.count = flood.count.saturating_add(1);
                flood.last = now;
                *is_told = false;
            }
            None => {
                let from = from.filter(|_| !is_full);
                let flood = Flood { site: seat.site, what, from, count: 1, since: now, last: now };
                all.push(Refusals { flood, is_told: false });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);
    const MESSAGES: Rate = Rate { per_visitor: 2, per_network: 4, per_site: 9 };

    fn seat(visitor: u64, address: &str) -> Seat {
        let account = AccountId::v7(1, &[0; 10]);
        let visitor = VisitorId::v7(visitor, &[0; 10]);
        Seat { account, site: SiteId::v7(1, &[0; 10]), visitor, address: address.parse().ok() }
    }

    /// The number of messages that get through when each of these visitors leaves this many.
    fn left(
        floods: &Floods,
        visitors: std::ops::Range<u64>,
        address: &str,
        each: u32,
        now: Timestamp,
    ) -> usize {
        let rates = Rates { off_line_messages: MESSAGES, ..Rates::default() };
        let admitted = |visitor| floods.admit(Rated::OffLineMessage, &rates, seat(visitor, address), now);
        visitors
            .flat_map(|visitor| (0..each).map(move |_| visitor))
            .filter(|visitor| admitted(*visitor))
            .count()
    }

    fn told(floods: &Floods) -> Vec<(Option<String>, u32)> {
        let all = floods.of(seat(1, "").account, NOW);
        all.into_iter().map(|flood| (flood.from, flood.count)).collect()
    }

    #[test]
    fn a_visitor_a_network_and_a_site_have_their_rates() {
        let floods = Floods::default();
        assert_eq!(left(&floods, 1..2, "192.0.2.1", 10, NOW), 2);
        assert_eq!(left(&floods, 2..12, "192.0.2.1", 1, NOW), 2);
        assert_eq!(left(&floods, 20..40, "2001:db8::1", 1, NOW), 4);
        assert_eq!(left(&floods, 40..60, "2001:db8::2", 1, NOW), 0, "it is one customer's network");
        assert_eq!(left(&floods, 60..80, "2001:db8:0:1::1", 1, NOW), 1, "the site has its own");
        let told = told(&floods);
        let of =
            |from: Option<&str>| told.iter().find(|(one, _)| one.as_deref() == from).map(|(_, count)| *count);
        assert_eq!([Some("192.0.2.1"), Some("2001:db8::"), None].map(of), [Some(16), Some(36), Some(19)]);
    }

    #[test]
    fn what_is_used_up_comes_back_evenly() {
        let floods = Floods::default();
        assert_eq!(left(&floods, 1..2, "192.0.2.1", 10, NOW), 2);
        assert_eq!(left(&floods, 1..2, "192.0.2.1", 10, NOW.plus_millis(HOUR / 2 - 1)), 0);
        assert_eq!(left(&floods, 1..2, "192.0.2.1", 10, NOW.plus_millis(HOUR / 2)), 1);
        assert_eq!(left(&floods, 1..2, "192.0.2.1", 10, NOW.plus_millis(3 * HOUR)), 2);
    }

    #[test]
    fn those_behind_a_proxy_that_is_not_named_are_no_network() {
        for near in ["127.0.0.1", "10.1.2.3", "fd00::1", ""] {
            assert_eq!(left(&Floods::default(), 1..100, near, 1, NOW), 9, "{near}");
        }
    }

    #[test]
    fn what_is_told_of_many_networks_is_bounded() {
        let floods = Floods::default();
        for network in 0..=255 {
            left(&floods, 1..2, &format!("198.51.100.{network}"), 3, NOW);
        }
        let told = told(&floods);
        assert_eq!(told.len(), MOST + 1);
        let refused = 256 * 3 - 2;
        assert_eq!(told.iter().map(|(_, count)| count).sum::<u32>(), refused);
        assert_eq!(floods.news().len(), told.len());
        assert_eq!(floods.news(), []);
        assert_eq!(floods.of(seat(1, "").account, NOW.plus_millis(HOUR)), []);
    }
}
