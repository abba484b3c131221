//! The header `Forwarded` (RFC 7239), with which a proxy names the client.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderName, header::FORWARDED};

use super::{FORWARDED_FOR, FORWARDED_PROTO, MOST_PROXIES, address_of};
use crate::config::Proxies;

/// What our proxies say about a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// The client; none: no proxy of ours names it.
    pub(super) client: Option<IpAddr>,
    pub(super) by_tls: bool,
}

/// An element of the list, added by one proxy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Hop {
    /// The client of that proxy; none for `unknown`, an obfuscated name (`_hidden`), or no `for`.
    asked_by: Option<IpAddr>,
    by_tls: bool,
    has_pairs: bool,
}

/// Whether our proxies use this header. One that sets the older headers passes this one on as the
/// client sent it.
pub(super) fn is_spoken(headers: &HeaderMap) -> bool {
    let older = [FORWARDED_FOR, FORWARDED_PROTO].map(HeaderName::from_static);
    headers.contains_key(FORWARDED) && !older.iter().any(|name| headers.contains_key(name))
}

/// Reads what our proxies say. Their elements are the last ones; those before them are the client's
/// claims. A line that breaks the header's rules is ignored, and so is everything before it.
pub(super) fn told(headers: &HeaderMap, proxies: &Proxies) -> Told {
    let lines = headers.get_all(FORWARDED).iter().rev();
    let hops = lines.map_while(|line| hops(line.to_str().ok()?)).flat_map(|hops| hops.into_iter().rev());
    let mut told = Told::default();
    for hop in hops.take(MOST_PROXIES) {
        told.by_tls = hop.by_tls;
        let Some(asked_by) = hop.asked_by else { break };
        told.client = Some(asked_by.to_canonical());
        if proxies.ends_at(asked_by) {
            break;
        }
    }
    told
}

/// The elements of a line; none if it breaks the rules of RFC 7239, 4.
fn hops(line: &str) -> Option<Vec<Hop>> {
    const SPACE: [char; 2] = [' ', '\t'];
    let (mut hops, mut hop) = (Vec::new(), Hop::default());
    let (mut names, mut rest) = (Vec::new(), line);
    loop {
        rest = rest.trim_start_matches(SPACE);
        let (name, more) = rest.split_at(rest.bytes().take_while(|byte| is_token(*byte)).count());
        if !name.is_empty() {
            let name = name.to_ascii_lowercase();
            let (value, after) = value(more.strip_prefix('=')?)?;
            match name.as_str() {
                "for" => hop.asked_by = node(&value),
                "proto" => hop.by_tls = value.eq_ignore_ascii_case("https"),
                _ => {}
            }
            if names.contains(&name) {
                return None;
            }
            names.push(name);
            hop.has_pairs = true;
            rest = after.trim_start_matches(SPACE);
        }
        let end = rest.chars().next();
        if matches!(end, None | Some(',')) {
            names.clear();
            hops.push(std::mem::take(&mut hop));
        }
        rest = match end {
            Some(',' | ';') => &rest[1..],
            Some(_) => return None,
            None => break,
        };
    }
    // A list may have empty elements (RFC 9110, 5.6.1.2).
    hops.retain(|hop| hop.has_pairs);
    Some(hops)
}

/// Reads a value, quoted or not; returns the rest too. Many proxies leave out the quotes that a
/// port requires.
fn value(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let plain = |byte: &u8| byte.is_ascii_graphic() && !b",;\"\\".contains(byte);
        let (value, rest) = text.split_at(text.bytes().take_while(plain).count());
        return (!value.is_empty()).then(|| (value.to_owned(), rest));
    };
    let mut value = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, char)) = chars.next() {
        match char {
            '"' => return Some((value, &quoted[at + 1..])),
            '\\' => value.push(chars.next()?.1),
            char => value.push(char),
        }
    }
    None
}

/// The address of a node. Its port may be obfuscated (RFC 7239, 6).
fn node(text: &str) -> Option<IpAddr> {
    address_of(text.split_once(":_").map_or(text, |(address, _)| address))
}

/// RFC 9110, 5.6.2.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(lines: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED, HeaderValue::from_str(line).unwrap());
        }
        headers
    }

    /// The client, and whether it uses TLS.
    fn of(proxies: &str, lines: &[&str]) -> (Option<String>, bool) {
        let Told { client, by_tls } = told(&headers(lines), &proxies.parse().unwrap());
        (client.map(|client| client.to_string()), by_tls)
    }

    fn client(line: &str) -> Option<String> {
        of("true", &[line]).0
    }

    #[test]
    fn the_examples_of_the_rfc_are_read() {
        assert_eq!(client("for=\"_gazonk\""), None);
        assert_eq!(client("For=\"[2001:db8:cafe::17]:4711\"").as_deref(), Some("2001:db8:cafe::17"));
        assert_eq!(client("for=192.0.2.60;proto=http;by=203.0.113.43").as_deref(), Some("192.0.2.60"));
        assert_eq!(client("for=192.0.2.43, for=198.51.100.17").as_deref(), Some("198.51.100.17"));
        let both = [
            "for=192.0.2.43,for=\"[2001:db8:cafe::17]\",for=unknown",
            "for=192.0.2.43, for=\"[2001:db8:cafe::17]\"",
        ];
        assert_eq!([client(both[0]), client(both[1])], [None, Some("2001:db8:cafe::17".into())]);
        assert_eq!(client("for=_hidden, for=_SEVKISEK"), None);
        let long =
            "for=192.0.2.43;proto=https, for=198.51.100.17;by=203.0.113.60;proto=http;host=example.com";
        assert_eq!(of("198.51.100.0/24", &[long]), (Some("192.0.2.43".into()), true));
        assert_eq!(of("true", &[long]), (Some("198.51.100.17".into()), false));
    }

    #[test]
    fn several_lines_are_one_list() {
        let named = "198.51.100.0/24,2001:db8::/32";
        let lines = [
            "for=1.2.3.4",
            "for=203.0.113.9;proto=HTTPS",
            "for=198.51.100.7, for=\"[2001:db8::7]:443\";proto=http",
        ];
        assert_eq!(of(named, &lines), (Some("203.0.113.9".into()), true));
        assert_eq!(of(named, &[]), (None, false));
    }

    #[test]
    fn a_node_is_read_with_and_without_quotes_and_ports() {
        for (line, is) in [
            ("for=203.0.113.9:51234", Some("203.0.113.9")),
            ("for=\"203.0.113.9:51234\"", Some("203.0.113.9")),
            ("for=\"203.0.113.9:_client\"", Some("203.0.113.9")),
            ("for=\"[2001:db8::7]:_x\"", Some("2001:db8::7")),
            ("for=[2001:db8::7]", Some("2001:db8::7")),
            ("for=\"[::ffff:203.0.113.9]\"", Some("203.0.113.9")),
            ("host=\"a;b, c\\\"\" ; for=\"203.0.\\113.9\"", Some("203.0.113.9")),
            (", for=203.0.113.9, ,", Some("203.0.113.9")),
            ("for=unknown", None),
            ("for=\"unknown:80\"", None),
            ("by=203.0.113.9", None),
        ] {
            assert_eq!(client(line).as_deref(), is, "{line}");
        }
    }

    #[test]
    fn what_breaks_the_rules_says_nothing() {
        for bad in [
            "for",
            "for=",
            "for=\"203.0.113.9",
            "for=\"203.0.113.9\"x",
            "for=203.0.113.9 for=203.0.113.8",
            "for=203.0.113.9;For=203.0.113.8",
            "=203.0.113.9",
            "203.0.113.9",
            // The client's quote has swallowed what the proxy appended.
            "for=\"1.2.3.4, for=203.0.113.9",
        ] {
            assert_eq!(of("true", &[bad]), (None, false), "{bad}");
        }
        // The proxy's own line counts; what precedes it does not.
        let named = of("198.51.100.0/24", &["for=1.2.3.4", "for=\"", "for=198.51.100.7;proto=https"]);
        assert_eq!(named, (Some("198.51.100.7".into()), true));
        // A proxy that does not name its client ends the list: what precedes it is the client's
        // claim.
        assert_eq!(client("for=1.2.3.4, proto=https"), None);
    }

    #[test]
    fn a_client_cannot_speak_for_a_proxy_of_the_older_kind() {
        let mut headers = headers(&["for=1.2.3.4"]);
        assert!(is_spoken(&headers));
        headers.insert(FORWARDED_PROTO, HeaderValue::from_static("https"));
        assert!(!is_spoken(&headers));
        headers.remove(FORWARDED_PROTO);
        headers.insert(FORWARDED_FOR, HeaderValue::from_static("203.0.113.9"));
        assert!(!is_spoken(&headers));
    }
}
