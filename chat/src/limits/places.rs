//! Places for something that lasts a while, such as a connection: limited in total and for each
//! network. A share is reserved for known networks.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{Known, network_of};

/// One place in this many is reserved for known networks.
const KEPT: usize = 8;

/// The places; clones share them.
#[derive(Clone, Debug)]
pub struct Places {
    most: usize,
    per_network: usize,
    known: Option<Known>,
    taken: Arc<Mutex<Taken>>,
}

#[derive(Debug, Default)]
struct Taken {
    in_all: usize,
    by_network: HashMap<IpAddr, usize>,
}

/// A place, taken until it is dropped.
#[derive(Debug)]
pub struct Place {
    network: IpAddr,
    taken: Arc<Mutex<Taken>>,
}

impl Places {
    /// At most `most` places in total and `per_network` of them for one network.
    pub fn new(most: usize, per_network: usize) -> Places {
        Places { most, per_network, known: None, taken: Arc::default() }
    }

    /// Reserves an eighth of the places for these networks, so that strangers, however many, cannot
    /// shut them out.
    pub fn kept_for(mut self, known: Known) -> Places {
        self.known = Some(known);
        self
    }

    /// A place for this address; `None` if too many are taken.
    pub fn take(&self, address: IpAddr) -> Option<Place> {
        let is_stranger = self.known.as_ref().is_some_and(|known| !known.has(address));
        let kept = if is_stranger { self.most.div_ceil(KEPT) } else { 0 };
        self.take_of(address, self.most.saturating_sub(kept), self.per_network)
    }

    /// A place for an address that stands for many people, such as a proxy: only the total limits
    /// it.
    pub fn take_for_many(&self, address: IpAddr) -> Option<Place> {
        self.take_of(address, self.most, usize::MAX)
    }

    fn take_of(&self, address: IpAddr, most: usize, per_network: usize) -> Option<Place> {
        let network = network_of(address);
        let mut taken = lock(&self.taken);
        let here = taken.by_network.get(&network).copied().unwrap_or_default();
        if taken.in_all >= most || here >= per_network {
            return None;
        }
        taken.by_network.insert(network, here + 1);
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

/// A panic leaves the counts consistent.
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
        let mut taken: Vec<_> = (0..100).filter_map(|_| places.take(one)).collect();
        assert_eq!(taken.len(), 50);
        taken.extend((0..100).filter_map(|_| places.take(other)));
        assert_eq!(taken.len(), 60);
        drop(taken);
        assert!(lock(&places.taken).by_network.is_empty());
        assert!(places.take(one).is_some());
    }

    #[test]
    fn whoever_stands_for_others_has_as_many_as_there_are() {
        let places = Places::new(60, 5);
        let proxy = IpAddr::from([127, 0, 0, 1]);
        let taken: Vec<_> = (0..100).filter_map(|_| places.take_for_many(proxy)).collect();
        assert_eq!(taken.len(), 60);
    }

    #[test]
    fn strangers_do_not_shut_out_who_is_known() {
        let known = Known::default();
        let places = Places::new(80, 20).kept_for(known.clone());
        let [vera, ann] = [IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2])];
        known.seen(ann);
        let strangers = (0..200).map(|n| IpAddr::from([198, 51, 100, n]));
        let taken: Vec<_> = strangers.filter_map(|address| places.take(address)).collect();
        assert_eq!(taken.len(), 70);
        assert!(places.take(vera).is_none());
        let anns: Vec<_> = (0..20).filter_map(|_| places.take(ann)).collect();
        assert_eq!(anns.len(), 10, "those that are kept, and no more than there are");
        drop(taken);
        assert!(places.take(vera).is_some());
        let more: Vec<_> = (0..20).filter_map(|_| places.take(ann)).collect();
        assert_eq!(more.len(), 10, "a known network has its limit as well");
    }

    #[test]
    fn whoever_has_many_addresses_is_one() {
        let places = Places::new(60, 5);
        let addresses = (0..60_u16).map(|n| IpAddr::from([0x2001, 0xdb8, 1, 2, n, n, n, n]));
        let taken: Vec<_> = addresses.filter_map(|address| places.take(address)).collect();
        assert_eq!(taken.len(), 5);
        assert!(places.take([0x2001, 0xdb8, 1, 3, 0, 0, 0, 1].into()).is_some());
    }
}
