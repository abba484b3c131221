//! Limits on wrong passwords: enough for people who mistype, too few for people who guess. A
//! correct password costs nothing.
//!
//! A guess is counted when it begins and given back if it was correct, so parallel guesses gain
//! nothing. Only a hash of the typed name is kept, so that long names cannot fill the memory.

use std::{
    hash::{BuildHasher, RandomState},
    net::IpAddr,
};

use wire::Timestamp;

use super::{buckets::Buckets, network_of};

/// Guesses in a row from one network, and for one name from one network; then one per [`REFILL`].
const PER_NETWORK: i64 = 20;
const PER_PAIR: i64 = 8;
/// Guesses in a row for one name from everywhere. Devices on which that name has signed in before
/// are not affected.
const PER_NAME: i64 = 50;
/// Guesses in a row on such a device.
const PER_DEVICE: i64 = 8;
/// In milliseconds.
const REFILL: i64 = 30 * 1_000;
/// With this many keys, newcomers must wait: an attacker is guessing from very many addresses.
const MOST: usize = 1_000_000;

/// Recent wrong passwords.
#[derive(Debug, Default)]
pub struct Guesses {
    buckets: Buckets<Key>,
    names: RandomState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Key {
    Network(IpAddr),
    Pair(IpAddr, u64),
    Name(u64),
    Device([u8; 32], u64),
}

/// The person or program that guesses.
#[derive(Clone, Copy, Debug)]
pub enum Guesser<'a> {
    /// A person who signs in with this name on a device that has never been signed in with it.
    Stranger(IpAddr, &'a str),
    /// A person on a device that has been signed in with this name before.
    Known([u8; 32], &'a str),
    /// A program with a generated password, which cannot be found by guessing from many addresses.
    Program(IpAddr, &'a str),
}

impl Guesses {
    /// Counts a guess.
    ///
    /// # Errors
    /// There have been too many; the value is the time until the next one is possible, in
    /// milliseconds.
    pub fn begin(&mut self, who: Guesser<'_>, now: Timestamp) -> Result<(), i64> {
        self.buckets.tidy(now);
        if self.buckets.len() >= MOST && !matches!(who, Guesser::Known(..)) {
            return Err(REFILL);
        }
        let keys = self.keys(who);
        let wait = keys.iter().map(|(key, most)| self.buckets.used(key, now) + REFILL - most * REFILL).max();
        if let Some(wait @ 1..) = wait {
            return Err(wait);
        }
        for (key, _) in keys {
            self.buckets.take(key, REFILL, now);
        }
        Ok(())
    }

    /// Undoes a guess whose password was correct or could not be checked.
    pub fn give_back(&mut self, who: Guesser<'_>) {
        for (key, _) in self.keys(who) {
            self.buckets.give_back(&key, REFILL);
        }
    }

    fn keys(&self, who: Guesser<'_>) -> Vec<(Key, i64)> {
        let name = |name: &str| self.names.hash_one(name);
        let here = |from, user| {
            let network = network_of(from);
            vec![(Key::Network(network), PER_NETWORK), (Key::Pair(network, name(user)), PER_PAIR)]
        };
        match who {
            Guesser::Known(device, user) => vec![(Key::Device(device, name(user)), PER_DEVICE)],
            Guesser::Program(from, user) => here(from, user),
            Guesser::Stranger(from, user) => {
                let mut keys = here(from, user);
                keys.push((Key::Name(name(user)), PER_NAME));
                keys
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::buckets::TIDY_AT;

    const NOW: Timestamp = Timestamp(1_000_000);

    fn address(last: u8) -> IpAddr {
        [192, 0, 2, last].into()
    }

    /// The number of these guesses that get through.
    fn wrong<'a>(guesses: &mut Guesses, all: impl IntoIterator<Item = Guesser<'a>>, now: Timestamp) -> usize {
        all.into_iter().filter(|who| guesses.begin(*who, now).is_ok()).count()
    }

    #[test]
    fn guessing_is_slowed_and_others_are_not() {
        let mut guesses = Guesses::default();
        assert_eq!(wrong(&mut guesses, [Guesser::Stranger(address(1), "ann"); 100], NOW), 8);
        assert!(guesses.begin(Guesser::Stranger(address(2), "ann"), NOW).is_ok());
        assert!(guesses.begin(Guesser::Stranger(address(1), "ben"), NOW).is_ok());
        let wait = guesses.begin(Guesser::Stranger(address(1), "ann"), NOW).unwrap_err();
        assert_eq!(wait, REFILL);
        let later = NOW.plus_millis(2 * REFILL);
        assert_eq!(wrong(&mut guesses, [Guesser::Stranger(address(1), "ann"); 100], later), 2);
        let names: Vec<_> = (0..100).map(|n| format!("user{n}")).collect();
        let all = names.iter().map(|name| Guesser::Stranger(address(9), name));
        assert_eq!(wrong(&mut guesses, all, NOW), 20);
    }

    #[test]
    fn a_network_is_one_guesser() {
        let mut guesses = Guesses::default();
        let of = |network, host| IpAddr::from([0x2001, 0xdb8, 0, network, 0, 0, 0, host]);
        let all = (0..120).map(|host| Guesser::Program(of(1, host), "ann"));
        assert_eq!(wrong(&mut guesses, all, NOW), 8);
        assert!(guesses.begin(Guesser::Program(of(2, 0), "ann"), NOW).is_ok());
    }

    #[test]
    fn one_name_cannot_be_guessed_from_everywhere_nor_its_owner_be_kept_out() {
        let mut guesses = Guesses::default();
        let all = (0..120).map(|host| Guesser::Stranger(address(host), "ann"));
        assert_eq!(wrong(&mut guesses, all, NOW), 50);
        assert!(guesses.begin(Guesser::Known([1; 32], "ann"), NOW).is_ok());
        // The owner's device is no way around the limit for somebody who has found it.
        assert_eq!(wrong(&mut guesses, [Guesser::Known([1; 32], "ann"); 100], NOW), 7);
        assert_eq!(wrong(&mut guesses, [Guesser::Stranger(address(200), "ann"); 1], NOW), 0);
        assert_eq!(wrong(&mut guesses, [Guesser::Program(address(200), "ann"); 1], NOW), 1);
    }

    #[test]
    fn who_has_not_guessed_for_long_is_forgotten() {
        let mut guesses = Guesses::default();
        let many = |now: Timestamp, guesses: &mut Guesses| {
            for host in 0..u32::try_from(TIDY_AT).unwrap() {
                let from = IpAddr::from(host.to_be_bytes());
                guesses.begin(Guesser::Program(from, "ann"), now).unwrap();
            }
        };
        many(NOW, &mut guesses);
        let remembered = guesses.buckets.len();
        assert_eq!(remembered, 2 * TIDY_AT);
        many(NOW.plus_millis(100 * REFILL), &mut guesses);
        assert!(guesses.buckets.len() <= remembered, "{}", guesses.buckets.len());
    }

    #[test]
    fn what_is_right_costs_nothing() {
        let mut guesses = Guesses::default();
        let ann = Guesser::Stranger(address(1), "ann");
        for _ in 0..100 {
            guesses.begin(ann, NOW).unwrap();
            guesses.give_back(ann);
        }
        assert_eq!(wrong(&mut guesses, [ann; 100], NOW), 8);
        // Parallel guesses gain nothing: nothing was given back yet.
        assert!(guesses.begin(ann, NOW).is_err());
    }
}
