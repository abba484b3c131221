//! Known networks: those of operators who have signed in, and of visitors with whom an operator
//! talks. A stranger cannot become known by connecting often.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::network_of;

/// The number of networks that are remembered, the latest ones.
const MOST: usize = 10_000;

/// The known networks; clones share them.
#[derive(Clone, Debug, Default)]
pub struct Known(Arc<Mutex<Seen>>);

#[derive(Debug, Default)]
struct Seen {
    /// Each with the sequence number of its last sighting.
    last: HashMap<IpAddr, u64>,
    sights: u64,
}

impl Known {
    /// Remembers the network of this address.
    pub fn seen(&self, address: IpAddr) {
        let mut seen = self.lock();
        seen.sights += 1;
        let sight = seen.sights;
        seen.last.insert(network_of(address), sight);
        // Half of them go at once, so that this happens rarely.
        if seen.last.len() > MOST {
            let mut sights: Vec<_> = seen.last.values().copied().collect();
            let (_, middle, _) = sights.select_nth_unstable(MOST / 2);
            let middle = *middle;
            seen.last.retain(|_, sight| *sight > middle);
        }
    }

    /// Whether the network of this address is known.
    pub fn has(&self, address: IpAddr) -> bool {
        self.lock().last.contains_key(&network_of(address))
    }

    /// A panic leaves the data consistent.
    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_are_remembered_that_were_seen_last() {
        let known = Known::default();
        let network = |n: u32| IpAddr::from(n.to_be_bytes());
        for n in 0..3 * u32::try_from(MOST).unwrap() {
            known.seen(network(n));
            // Networks that come back stay.
            known.seen(network(7));
            assert!(known.has(network(n)) && known.has(network(7)));
            assert!(known.lock().last.len() <= MOST);
        }
        assert!(!known.has(network(0)));
    }

    #[test]
    fn a_neighbour_in_the_same_network_is_known_too() {
        let known = Known::default();
        known.seen("2001:db8:1:2::7".parse().unwrap());
        assert!(known.has("2001:db8:1:2:3:4:5:6".parse().unwrap()));
        assert!(!known.has("2001:db8:1:3::7".parse().unwrap()));
    }
}
