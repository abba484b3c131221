//! The hosts whose pages may show a site's chat (manual A18).
//!
//! | pattern | pages of |
//! |---|---|
//! | `shop.example` | this host, at any port |
//! | `*.shop.example` | every host below it, but not the host itself |
//! | `localhost:3000` | this host at this port only |
//!
//! For each socket, browsers state the page that opens it, and the page cannot change that. The
//! panel's page is our own, so the browser is told which pages may frame it, and the panel states
//! the page that does. A program that is not a browser can claim any page; no list helps against
//! that.

use url::{Host, Url};
use wire::site::MAX_DOMAINS;

/// Why the domains of a site are not accepted, for the person who typed them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadDomain {
    /// This is not a domain.
    #[error("“{0}” is not a domain, like shop.example, *.shop.example or localhost:3000")]
    NotADomain(String),
    /// There are more than [`MAX_DOMAINS`].
    #[error("these are more than {MAX_DOMAINS} domains")]
    TooMany,
}

/// The page that a visitor's client is embedded in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Embedder {
    /// One of our own: the demo pages, a preview.
    Own,
    /// A page of this host, and its port if it is not the default.
    Page(String, Option<u16>),
    /// It cannot be known.
    Unknown,
}

impl Embedder {
    /// From what the browser states for the socket (`origin`), and from the client's page. `own` is
    /// our origin, as that browser knows it.
    pub(crate) fn of(origin: Option<&str>, page: &str, own: &str) -> Embedder {
        // Our own origin may be the panel, which states the page that embeds it. Without an origin
        // it is not a browser.
        let address = origin.filter(|origin| *origin != own).unwrap_or(page);
        let Ok(url) = Url::parse(address) else { return Embedder::Unknown };
        if url.origin().ascii_serialization() == own {
            return Embedder::Own;
        }
        match url.host_str() {
            Some(host) if matches!(url.scheme(), "http" | "https") => {
                Embedder::Page(host.to_owned(), url.port())
            }
            _ => Embedder::Unknown,
        }
    }

    /// Whether it may show the chat of a site with these domains.
    pub(crate) fn is_allowed(&self, domains: &[String]) -> bool {
        match self {
            _ if domains.is_empty() => true,
            Embedder::Own => true,
            Embedder::Page(host, port) => domains.iter().any(|domain| fits(domain, host, *port)),
            Embedder::Unknown => false,
        }
    }
}

fn fits(domain: &str, host: &str, port: Option<u16>) -> bool {
    let (name, wanted) = match domain.rsplit_once(':') {
        Some((name, wanted)) => (name, Some(wanted)),
        None => (domain, None),
    };
    // Browsers leave out default ports.
    let is_port = |wanted: &str| match port {
        Some(port) => wanted == port.to_string(),
        None => matches!(wanted, "80" | "443"),
    };
    let is_host = match name.strip_prefix("*.") {
        Some(above) => host.strip_suffix(above).is_some_and(|below| below.len() > 1 && below.ends_with('.')),
        None => host == name,
    };
    is_host && wanted.is_none_or(is_port)
}

/// The stored form of the domains: as browsers write hosts, without duplicates and empty lines. A
/// pasted address is reduced to its host.
pub(crate) fn normal(domains: &[String]) -> Result<Vec<String>, BadDomain> {
    let mut all = Vec::new();
    for domain in domains.iter().map(|domain| domain.trim()).filter(|domain| !domain.is_empty()) {
        let normal = one(domain).ok_or_else(|| {
            BadDomain::NotADomain(domain.chars().filter(|c| !c.is_control()).take(80).collect())
        })?;
        if !all.contains(&normal) {
            all.push(normal);
        }
    }
    if all.len() > MAX_DOMAINS { Err(BadDomain::TooMany) } else { Ok(all) }
}

fn one(domain: &str) -> Option<String> {
    let without_scheme = |scheme| domain.strip_prefix(scheme);
    let pasted = without_scheme("https://").or_else(|| without_scheme("http://"));
    let domain = match pasted {
        Some(address) => address.split(['/', '?', '#']).next()?,
        None => domain,
    };
    let (below, domain) = match domain.strip_prefix("*.") {
        Some(domain) => ("*.", domain),
        None => ("", domain),
    };
    let (name, port) = match domain.rsplit_once(':') {
        Some((name, port)) => (name, Some(port.parse::<u16>().ok().filter(|port| *port > 0)?)),
        None => (domain, None),
    };
    if name.ends_with('.') || name.contains('%') {
        return None;
    }
    let name = match Host::parse(name).ok()? {
        Host::Domain(name) if is_name(&name) => name,
        Host::Ipv4(address) if below.is_empty() => address.to_string(),
        _ => return None,
    };
    Some(match port {
        Some(port) => format!("{below}{name}:{port}"),
        None => format!("{below}{name}"),
    })
}

/// Whether this is a host name (RFC 1123, 2.1) that can stand in a policy.
fn is_name(name: &str) -> bool {
    let is_label = |label: &str| {
        let plain = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        plain && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
    };
    name.len() <= 253 && name.split('.').all(is_label)
}

/// The pages in which browsers may frame the panel, in the syntax of `Content-Security-Policy`;
/// `None`: all pages.
pub fn frame_ancestors(domains: &[String]) -> Option<String> {
    let at_any_port =
        |domain: &String| if domain.contains(':') { domain.clone() } else { format!("{domain}:*") };
    let sources =
        domains.iter().map(at_any_port).flat_map(|at| [format!("http://{at}"), format!("https://{at}")]);
    let all: Vec<_> = ["'self'".to_owned()].into_iter().chain(sources).collect();
    (!domains.is_empty()).then(|| format!("frame-ancestors {}", all.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "https://chat.example";

    fn taken(domains: &[&str]) -> Result<Vec<String>, BadDomain> {
        normal(&domains.iter().map(|domain| (*domain).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn domains_are_kept_as_browsers_write_hosts() {
        let written = [
            " Shop.Example ",
            "https://shop.example/cart?x",
            "*.shop.example",
            "",
            "localhost:3000",
            "bücher.example",
            "192.0.2.1",
        ];
        let kept = ["shop.example", "*.shop.example", "localhost:3000", "xn--bcher-kva.example", "192.0.2.1"];
        assert_eq!(taken(&written), Ok(kept.map(str::to_owned).to_vec()));
        // With Cyrillic letters it is another host that looks the same.
        assert_eq!(taken(&["\u{455}hop.example"]), Ok(vec!["xn--hop-ehd.example".to_owned()]));
    }

    #[test]
    fn what_is_no_domain_is_named() {
        for bad in [
            "*",
            "*.",
            "a b",
            "shop.example/cart",
            "sh*p.example",
            "-shop.example",
            "shop..example",
            "shop.example.",
            "shop:0",
            "shop:99999",
            "[::1]",
            "*.192.0.2.1",
            "user@shop.example",
            "; script-src *",
            "a\r\nb",
        ] {
            assert!(matches!(taken(&[bad]), Err(BadDomain::NotADomain(_))), "{bad:?}");
        }
        let many: Vec<_> = (0..=MAX_DOMAINS).map(|n| format!("shop{n}.example")).collect();
        assert_eq!(normal(&many), Err(BadDomain::TooMany));
    }

    #[test]
    fn a_page_is_allowed_by_its_host() {
        let allowed = taken(&["shop.example", "*.shop.example", "localhost:3000"]).unwrap();
        let is_allowed =
            |origin| Embedder::of(Some(origin), "https://claimed.example/", OWN).is_allowed(&allowed);
        for origin in [
            "https://shop.example",
            "http://shop.example:8080",
            "https://a.b.shop.example",
            "http://localhost:3000",
        ] {
            assert!(is_allowed(origin), "{origin}");
        }
        for origin in [
            "https://evilshop.example",
            "https://shop.example.evil.example",
            "http://localhost:3001",
            "http://localhost",
            "null",
            "https://.shop.example",
        ] {
            assert!(!is_allowed(origin), "{origin}");
        }
        assert!(Embedder::of(Some("null"), "", OWN).is_allowed(&[]), "no list allows all");
    }

    #[test]
    fn our_own_page_says_in_which_page_it_stands() {
        let allowed = taken(&["shop.example:443"]).unwrap();
        assert!(Embedder::of(Some(OWN), "https://shop.example/cart", OWN).is_allowed(&allowed));
        assert!(!Embedder::of(Some(OWN), "https://other.example/", OWN).is_allowed(&allowed));
        assert_eq!(Embedder::of(Some(OWN), "https://chat.example/demo", OWN), Embedder::Own);
        assert_eq!(Embedder::of(None, "about:blank", OWN), Embedder::Unknown);
    }

    #[test]
    fn browsers_are_told_where_the_panel_may_stand() {
        assert_eq!(frame_ancestors(&[]), None);
        let told = frame_ancestors(&taken(&["*.shop.example", "localhost:3000"]).unwrap()).unwrap();
        assert_eq!(
            told,
            "frame-ancestors 'self' http://*.shop.example:* https://*.shop.example:* http://localhost:3000 https://localhost:3000"
        );
    }
}
