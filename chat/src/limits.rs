//! Limits on how much one stranger may use of shared resources.
//!
//! A person with one IPv6 address has a whole network of them, so limits are per network
//! ([`network_of`]).

mod buckets;
mod floods;
mod guesses;
mod known;
mod places;
mod rarely;
mod resets;

use std::net::IpAddr;

pub(crate) use floods::Floods;
pub use guesses::{Guesser, Guesses};
pub use known::Known;
pub use places::{Place, Places};
pub use rarely::Rarely;
pub(crate) use resets::Resets;

/// The network of an address: an IPv4 address itself, or the /64 of an IPv6 address. A customer who
/// has a /64 can use another address each time.
pub fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(six) => IpAddr::V6((six.to_bits() & !u128::from(u64::MAX)).into()),
        four => four,
    }
}

/// Whether this address is on this machine or in a private network (RFC 1918, RFC 4193).
pub fn is_near(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(four) => four.is_loopback() || four.is_private() || four.is_link_local(),
        IpAddr::V6(six) => six.is_loopback() || six.is_unique_local() || six.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_what_one_customer_has() {
        let of = |text: &str| network_of(text.parse().unwrap()).to_string();
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(of("192.0.2.7"), "192.0.2.7");
        assert_eq!(of("::ffff:192.0.2.7"), "192.0.2.7");
    }
}
