//! The cache of who is banned: it is asked whenever a visitor connects, asks or says something.

use std::{
    collections::{BTreeSet, HashMap},
    net::IpAddr,
    sync::Arc,
};

use ipnet::IpNet;
use wire::{AccountId, Timestamp, VisitorId, ban::BannedSee};

use crate::{Error, cache::Cache, store::Store};

/// Who is banned in recently used accounts; cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct KnownBans(Cache<AccountId, Bans>);

impl KnownBans {
    pub(crate) async fn of(&self, account: AccountId, store: &Store) -> Result<Arc<Bans>, Error> {
        let read = async { super::all(&mut store.read().await?, account).await };
        self.0.of(account, read).await
    }

    pub(crate) fn forget(&self, account: AccountId) {
        self.0.forget(&account);
    }

    /// Forgets all, because any may have changed.
    pub(crate) fn forget_all(&self) {
        self.0.forget_all();
    }
}

/// Who is banned in one account, each until when; `None`: for ever.
#[derive(Debug, Default)]
pub(crate) struct Bans {
    see: BannedSee,
    pub(super) visitors: HashMap<VisitorId, Option<Timestamp>>,
    networks: HashMap<IpNet, Option<Timestamp>>,
    /// The lengths of the networks' prefixes, so that an address is looked up once for each.
    lengths: BTreeSet<u8>,
}

impl Bans {
    pub(super) fn none(see: BannedSee) -> Bans {
        Bans { see, ..Bans::default() }
    }

    pub(super) fn add(&mut self, network: IpNet, until: Option<Timestamp>) {
        self.lengths.insert(network.prefix_len());
        self.networks.insert(network, until);
    }

    /// What this visitor sees if they are banned.
    pub(super) fn on(
        &self,
        visitor: VisitorId,
        address: Option<IpAddr>,
        now: Timestamp,
    ) -> Option<BannedSee> {
        let holds = |until: &Option<Timestamp>| until.is_none_or(|until| now < until);
        let is_named = self.visitors.get(&visitor).is_some_and(holds);
        let is_in = |address: IpAddr| {
            let networks = self.lengths.iter().filter_map(|length| IpNet::new(address, *length).ok());
            networks.map(|network| network.trunc()).any(|one| self.networks.get(&one).is_some_and(holds))
        };
        let is_banned = is_named || address.map(|address| address.to_canonical()).is_some_and(is_in);
        is_banned.then_some(self.see)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_fits_its_addresses_until_its_end() {
        let mut bans = Bans::default();
        for (network, until) in [("203.0.113.0/24", None), ("2001:db8::/48", Some(Timestamp(10)))] {
            bans.add(network.parse().unwrap(), until);
        }
        let visitor = VisitorId::v7(1, &[0; 10]);
        let is_banned = |address: &str, now| bans.on(visitor, address.parse().ok(), Timestamp(now)).is_some();
        assert!(is_banned("203.0.113.7", 99) && is_banned("::ffff:203.0.113.255", 99));
        assert!(is_banned("2001:db8:0:1::7", 9) && !is_banned("2001:db8:0:1::7", 10));
        for other in ["203.0.114.0", "2001:db8:1::7", "203.0.112.255", ""] {
            assert!(!is_banned(other, 0), "{other}");
        }
    }

    #[test]
    fn a_visitor_is_banned_wherever_they_come_from() {
        let [vera, olga] = [1, 2].map(|n| VisitorId::v7(n, &[0; 10]));
        let bans = Bans { visitors: [(vera, Some(Timestamp(10)))].into(), ..Bans::default() };
        assert_eq!(bans.on(vera, None, Timestamp(9)), Some(BannedSee::Nothing));
        assert_eq!(bans.on(vera, "203.0.113.7".parse().ok(), Timestamp(10)), None);
        assert_eq!(bans.on(olga, None, Timestamp(9)), None);
    }
}
