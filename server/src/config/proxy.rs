//! Which proxies are trusted to say where a request came from.

use std::{net::IpAddr, str::FromStr};

use chat::limits::is_near;
use ipnet::IpNet;

/// The proxies whose `X-Forwarded-For` and `X-Forwarded-Proto`, or `Forwarded`, are trusted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Proxies {
    /// None.
    #[default]
    None,
    /// Any on this machine or in a private network (RFC 1918, RFC 4193).
    Near,
    /// Those with these addresses, possibly several in a chain.
    Named(Vec<IpNet>),
}

impl Proxies {
    /// Whether this peer is trusted to say where a request came from.
    pub(crate) fn trusts(&self, peer: IpAddr) -> bool {
        let peer = peer.to_canonical();
        match self {
            Proxies::None => false,
            Proxies::Near => is_near(peer),
            Proxies::Named(networks) => networks.iter().any(|network| network.contains(&peer)),
        }
    }

    /// Those that have addresses of their own here; of any in private networks, none is known.
    pub(crate) fn networks(&self) -> Vec<IpNet> {
        match self {
            Proxies::None | Proxies::Near => Vec::new(),
            Proxies::Named(networks) => networks.clone(),
        }
    }

    /// The client among the addresses that a request was forwarded for, in the order of
    /// `X-Forwarded-For`: the last one that is not a proxy of ours. Those before it are the
    /// client's claims.
    pub(crate) fn client(&self, forwarded_for: impl DoubleEndedIterator<Item = IpAddr>) -> Option<IpAddr> {
        let mut first = None;
        for address in forwarded_for.rev().map(|address| address.to_canonical()) {
            first = Some(address);
            if self.ends_at(address) {
                break;
            }
        }
        first
    }

    /// Whether this address is not a proxy of ours, so that what was forwarded for it is only the
    /// client's claim. A client may itself be in a private network.
    pub(crate) fn ends_at(&self, address: IpAddr) -> bool {
        *self == Proxies::Near || !self.trusts(address)
    }
}

impl FromStr for Proxies {
    type Err = String;

    fn from_str(text: &str) -> Result<Proxies, String> {
        match text.trim() {
            "" | "false" => Ok(Proxies::None),
            "true" => Ok(Proxies::Near),
            list => {
                let network = |text: &str| {
                    let text = text.trim();
                    let alone = || text.parse::<IpAddr>().map(IpNet::from);
                    text.parse::<IpNet>().or_else(|_| alone()).map_err(|_| {
                        "SWITCHBOARD_TRUST_PROXY takes true, or addresses and networks with commas between, such as \
                         192.0.2.7,10.0.0.0/8"
                            .to_owned()
                    })
                };
                list.split(',').map(network).collect::<Result<_, _>>().map(Proxies::Named)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn client(proxies: &str, forwarded_for: &[&str]) -> Option<String> {
        let addresses: Vec<_> = forwarded_for.iter().map(|text| address(text)).collect();
        proxies.parse::<Proxies>().unwrap().client(addresses.into_iter()).map(|address| address.to_string())
    }

    #[test]
    fn only_proxies_of_ours_are_believed() {
        let trusts = |proxies: &str, peer: &str| proxies.parse::<Proxies>().unwrap().trusts(address(peer));
        assert!(!trusts("", "127.0.0.1") && !trusts("false", "127.0.0.1"));
        for near in
            ["127.0.0.1", "::1", "10.1.2.3", "192.168.0.1", "172.17.0.2", "fd00::1", "::ffff:10.0.0.1"]
        {
            assert!(trusts("true", near), "{near}");
        }
        for far in ["192.0.2.7", "172.32.0.1", "2001:db8::1"] {
            assert!(!trusts("true", far), "{far}");
        }
        let named = "192.0.2.7, 198.51.100.0/24,2001:db8::/32";
        assert!(
            trusts(named, "192.0.2.7") && trusts(named, "198.51.100.200") && trusts(named, "2001:db8::9")
        );
        assert!(!trusts(named, "192.0.2.8") && !trusts(named, "127.0.0.1"));
    }

    #[test]
    fn the_client_is_the_last_that_is_no_proxy() {
        assert_eq!(client("true", &["203.0.113.1", "10.0.0.5"]).as_deref(), Some("10.0.0.5"));
        let named = "198.51.100.0/24";
        assert_eq!(
            client(named, &["1.2.3.4", "203.0.113.9", "198.51.100.7"]).as_deref(),
            Some("203.0.113.9")
        );
        assert_eq!(client(named, &["198.51.100.8", "198.51.100.7"]).as_deref(), Some("198.51.100.8"));
        assert_eq!(client(named, &["::ffff:203.0.113.9"]).as_deref(), Some("203.0.113.9"));
        assert_eq!(client(named, &[]), None);
    }

    #[test]
    fn what_is_no_proxy_is_refused_with_an_example() {
        for bad in ["perhaps", "10.0.0.0/33", "chat.example.org", "10.0.0.1,,10.0.0.2"] {
            assert!(bad.parse::<Proxies>().unwrap_err().contains("192.0.2.7,10.0.0.0/8"), "{bad}");
        }
    }
}
