//! Places for what somebody has for a while, such as a connection: so many in all, and so many for each network.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::network_of;

/// The places; cheap to clone, they stay the same.
#[derive(Clone, Debug)]
pub struct Places {
    most: usize,
    per_network: usize,
    taken: Arc<Mutex<Taken>>,
}

#[derive(Debug, Default)]
struct Taken {
    in_all: usize,
    by_network: HashMap<IpAddr, usize>,
}

/// One of them, until it is dropped.
#[derive(Debug)]
pub struct Place {
    network: IpAddr,
    taken: Arc<Mutex<Taken>>,
}

impl Places {
    /// So many in all, and of these so many for one network.
    pub fn new(most: usize, per_network: usize) -> Places {
        Places { most, per_network, taken: Arc::default() }
    }

    /// A place for somebody at this address; none if there are too many. `is_many`: whoever is there stands for others, and only
    /// how many there are in all counts.
    pub fn take(&self, address: IpAddr, is_many: bool) -> Option<Place> {
        let network = network_of(address);
        let mut taken = lock(&self.taken);
        if taken.in_all >= self.most {
            return None;
        }
        let here = taken.by_network.entry(network).or_default();
        if *here >= self.per_network && !is_many {
            return None;
        }
        *here += 1;
        taken.in_all += 1;
        Some(Place { network, taken: self.taken.clone() })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = lock(&self.taken);
        taken.in_all -= 1;
        if let Some(here) = taken.by_network.get_mut(&self.network) {
            *here -= 1;
            if *here == 0 {
                taken.by_network.remove(&self.network);
            }
        }
    }
}

/// Whoever panicked with it left the counts as they were.
fn lock(taken: &Mutex<Taken>) -> MutexGuard<'_, Taken> {
    taken.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_so_many_places_and_no_more() {
        let places = Places::new(60, 50);
        let (one, other) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        let mut taken: Vec<_> = (0..100).filter_map(|_| places.take(one, false)).collect();
        assert_eq!(taken.len(), 50);
        taken.extend((0..100).filter_map(|_| places.take(other, false)));
        assert_eq!(taken.len(), 60);
        drop(taken);
        assert!(lock(&places.taken).by_network.is_empty());
        assert!(places.take(one, false).is_some());
    }

    #[test]
    fn whoever_stands_for_others_has_as_many_as_there_are() {
        let places = Places::new(60, 5);
        let proxy = IpAddr::from([127, 0, 0, 1]);
        let taken: Vec<_> = (0..100).filter_map(|_| places.take(proxy, true)).collect();
        assert_eq!(taken.len(), 60);
    }

    #[test]
    fn whoever_has_many_addresses_is_one() {
        let places = Places::new(60, 5);
        let addresses = (0..60_u16).map(|n| IpAddr::from([0x2001, 0xdb8, 1, 2, n, n, n, n]));
        let taken: Vec<_> = addresses.filter_map(|address| places.take(address, false)).collect();
        assert_eq!(taken.len(), 5);
        assert!(places.take([0x2001, 0xdb8, 1, 3, 0, 0, 0, 1].into(), false).is_some());
    }
}
