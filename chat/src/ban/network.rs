//! The addresses and networks that can be banned, and those that cannot.

use std::{
    collections::HashSet,
    net::IpAddr,
    sync::{PoisonError, RwLock},
};

use ipnet::{IpNet, Ipv4Net};
use wire::ban::BadBan;

/// The shortest prefix of a network that can be banned.
const WIDEST_V4: u8 = 8;
const WIDEST_V6: u8 = 32;
/// IPv4 addresses within IPv6 (RFC 4291, 2.5.5.2) share this many bits.
const MAPPED: u8 = 96;
/// The most proxies that are remembered; nobody has that many in front of one server.
const MOST_SEEN: usize = 64;

/// The proxies in front of this node: those that the configuration names, and those that were seen
/// to forward requests.
#[derive(Debug, Default)]
pub(crate) struct Proxies {
    named: Vec<IpNet>,
    seen: RwLock<HashSet<IpAddr>>,
}

impl Proxies {
    pub(super) fn named(named: Vec<IpNet>) -> Proxies {
        Proxies { named, seen: RwLock::default() }
    }

    /// Records that this peer forwards requests of others.
    pub(super) fn saw(&self, peer: IpAddr) {
        let peer = peer.to_canonical();
        if self.seen.read().unwrap_or_else(PoisonError::into_inner).contains(&peer) {
            return;
        }
        let mut seen = self.seen.write().unwrap_or_else(PoisonError::into_inner);
        if seen.len() < MOST_SEEN {
            seen.insert(peer);
        }
    }

    fn overlap(&self, network: IpNet) -> bool {
        let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
        self.named.iter().any(|named| network.contains(named) || named.contains(&network))
            || seen.iter().any(|peer| network.contains(peer))
    }
}

/// Reads an address or a network in CIDR notation, in its canonical form: without the bits behind
/// the prefix, and IPv4 within IPv6 as IPv4.
///
/// # Errors
/// If it is neither, or if it is wider than /8 (IPv4) or /32 (IPv6).
pub(super) fn read(text: &str) -> Result<IpNet, BadBan> {
    let text = text.trim();
    let alone = || text.parse::<IpAddr>().map(IpNet::from);
    let network = text.parse::<IpNet>().or_else(|_| alone()).map_err(|_| BadBan::NotANetwork)?;
    let network = canonical(network).trunc();
    let widest = match network {
        IpNet::V4(_) => WIDEST_V4,
        IpNet::V6(_) => WIDEST_V6,
    };
    if network.prefix_len() < widest { Err(BadBan::TooWide) } else { Ok(network) }
}

/// Refuses what would keep out the server itself, or everybody behind a proxy.
pub(super) fn check(network: IpNet, proxies: &Proxies) -> Result<(), BadBan> {
    let ours = match network {
        IpNet::V4(_) => "127.0.0.0/8",
        IpNet::V6(_) => "::1/128",
    };
    let is_ours = ours.parse::<IpNet>().is_ok_and(|ours| ours.contains(&network) || network.contains(&ours));
    if is_ours {
        Err(BadBan::ThisMachine)
    } else if proxies.overlap(network) {
        Err(BadBan::Proxy)
    } else {
        Ok(())
    }
}

/// As operators read it: an address alone has no length.
pub(super) fn shown(network: IpNet) -> String {
    match network.prefix_len() == network.max_prefix_len() {
        true => network.addr().to_string(),
        false => network.to_string(),
    }
}

/// What is offered to ban beside an address itself: the network that its provider most likely gave
/// to one place.
pub(super) fn around(address: IpAddr) -> Option<IpNet> {
    let address = address.to_canonical();
    let length = if address.is_ipv4() { 24 } else { 64 };
    IpNet::new(address, length).ok().map(|network| network.trunc())
}

fn canonical(network: IpNet) -> IpNet {
    let (IpNet::V6(six), Some(length)) = (network, network.prefix_len().checked_sub(MAPPED)) else {
        return network;
    };
    let four = six.addr().to_ipv4_mapped().and_then(|four| Ipv4Net::new(four, length).ok());
    four.map_or(network, IpNet::V4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: &str, proxies: &Proxies) -> Result<String, BadBan> {
        let network = read(text)?;
        check(network, proxies).map(|()| shown(network))
    }

    #[test]
    fn an_address_or_a_network_is_read_in_one_form() {
        for (text, form) in [
            ("203.0.113.7", "203.0.113.7"),
            (" 203.0.113.7/24 ", "203.0.113.0/24"),
            ("203.0.113.7/32", "203.0.113.7"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("::ffff:203.0.113.7/120", "203.0.113.0/24"),
            ("2001:DB8::7", "2001:db8::7"),
            ("2001:db8:1:2:3::/48", "2001:db8:1::/48"),
            ("10.1.2.3/8", "10.0.0.0/8"),
            ("2001:db8::/32", "2001:db8::/32"),
        ] {
            assert_eq!(taken(text, &Proxies::default()).as_deref(), Ok(form), "{text}");
        }
        for text in ["", "shop.example", "203.0.113", "203.0.113.7/33", "203.0.113.0/-1", "1.2.3.4 5.6.7.8"] {
            assert_eq!(taken(text, &Proxies::default()), Err(BadBan::NotANetwork), "{text}");
        }
    }

    #[test]
    fn half_the_world_is_not_banned_by_a_slip() {
        for text in ["0.0.0.0/0", "10.0.0.0/7", "::/0", "2001:db8::/31", "::ffff:10.0.0.0/103"] {
            assert_eq!(taken(text, &Proxies::default()), Err(BadBan::TooWide), "{text}");
        }
        for text in ["127.0.0.1", "127.0.0.0/8", "127.9.0.0/16", "::1", "::/64", "::ffff:127.0.0.1"] {
            assert_eq!(taken(text, &Proxies::default()), Err(BadBan::ThisMachine), "{text}");
        }
    }

    #[test]
    fn a_proxy_and_whoever_is_behind_it_cannot_be_banned() {
        let named = ["192.0.2.7/32", "2001:db8:1::/48"].map(|text| text.parse().unwrap());
        let proxies = Proxies::named(named.to_vec());
        proxies.saw("::ffff:10.0.0.5".parse().unwrap());
        for text in
            ["192.0.2.7", "192.0.2.0/24", "2001:db8:1:2::3", "2001:db8::/32", "10.0.0.5", "10.0.0.0/8"]
        {
            assert_eq!(taken(text, &proxies), Err(BadBan::Proxy), "{text}");
        }
        for text in ["192.0.2.8", "2001:db8:2::/48", "10.0.0.6"] {
            assert!(taken(text, &proxies).is_ok(), "{text}");
        }
    }

    #[test]
    fn the_network_around_an_address_is_one_places() {
        let around = |text: &str| around(text.parse().unwrap()).unwrap().to_string();
        assert_eq!(around("203.0.113.7"), "203.0.113.0/24");
        assert_eq!(around("::ffff:203.0.113.7"), "203.0.113.0/24");
        assert_eq!(around("2001:db8:1:2:3::4"), "2001:db8:1:2::/64");
    }
}
