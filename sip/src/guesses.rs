//! How often a password may be wrong: enough for people who mistype it, too little for those who guess. What is right costs
//! nothing, because a client proves who he is again and again.

use std::{collections::HashMap, net::IpAddr};

use wire::Timestamp;

/// How often in a row from one network, and for one user from one network; then once in [`REFILL`]. Per pair, so that nobody
/// can lock an operator out from elsewhere.
const PER_ADDRESS: i64 = 20;
const PER_PAIR: i64 = 8;
/// In milliseconds.
const REFILL: i64 = 30 * 1_000;
/// From how many remembered keys on those are forgotten that are full again.
const TIDY_AT: usize = 10_000;
/// With so many that are not, whoever is new waits: somebody guesses from very many addresses.
const MOST: usize = 100_000;

/// The wrong passwords of late: until when each key would be full again.
#[derive(Default)]
pub(crate) struct Guesses {
    full_at: HashMap<(IpAddr, Option<String>), i64>,
}

impl Guesses {
    /// Whether somebody there may try to be this user now.
    pub(crate) fn may_try(&mut self, from: IpAddr, user: &str, now: Timestamp) -> bool {
        if self.full_at.len() > TIDY_AT {
            self.full_at.retain(|_, full_at| *full_at > now.0);
        }
        self.full_at.len() < MOST
            && keys(from, user).iter().all(|(key, most)| self.debt(key, now) + REFILL <= most * REFILL)
    }

    /// He was wrong.
    pub(crate) fn was_wrong(&mut self, from: IpAddr, user: &str, now: Timestamp) {
        for (key, _) in keys(from, user) {
            let debt = self.debt(&key, now);
            self.full_at.insert(key, now.0 + debt + REFILL);
        }
    }

    fn debt(&self, key: &(IpAddr, Option<String>), now: Timestamp) -> i64 {
        self.full_at.get(key).map_or(0, |full_at| (full_at - now.0).max(0))
    }
}

fn keys(from: IpAddr, user: &str) -> [((IpAddr, Option<String>), i64); 2] {
    let network = network_of(from);
    let user: String = user.chars().take(64).collect();
    [((network, None), PER_ADDRESS), ((network, Some(user)), PER_PAIR)]
}

/// Of IPv6, what one customer has: he could take another address for each guess.
fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(six) => IpAddr::V6((six.to_bits() & !u128::from(u64::MAX)).into()),
        four => four,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);

    fn tries(
        guesses: &mut Guesses,
        from: IpAddr,
        users: impl Iterator<Item = String>,
        now: Timestamp,
    ) -> usize {
        users
            .filter(|user| {
                let may = guesses.may_try(from, user, now);
                if may {
                    guesses.was_wrong(from, user, now);
                }
                may
            })
            .count()
    }

    #[test]
    fn guessing_is_slowed_and_others_are_not() {
        let mut guesses = Guesses::default();
        let (guesser, other): (IpAddr, IpAddr) = ([192, 0, 2, 1].into(), [192, 0, 2, 2].into());
        assert_eq!(tries(&mut guesses, guesser, (0..100).map(|_| "ann".into()), NOW), 8);
        assert!(guesses.may_try(other, "ann", NOW));
        assert!(guesses.may_try(guesser, "ben", NOW));
        let later = NOW.plus_millis(60_000);
        assert_eq!(tries(&mut guesses, guesser, (0..100).map(|_| "ann".into()), later), 2);
        assert_eq!(tries(&mut guesses, other, (0..100).map(|n| format!("user{n}")), NOW), 20);
    }

    #[test]
    fn a_network_is_one_guesser() {
        let mut guesses = Guesses::default();
        for n in 0..8_u16 {
            guesses.was_wrong(IpAddr::from([0x2001, 0xdb8, 0, 1, 0, 0, 0, n]), "ann", NOW);
        }
        assert!(!guesses.may_try(IpAddr::from([0x2001, 0xdb8, 0, 1, 9, 9, 9, 9]), "ann", NOW));
        assert!(guesses.may_try(IpAddr::from([0x2001, 0xdb8, 0, 2, 0, 0, 0, 0]), "ann", NOW));
    }
}
