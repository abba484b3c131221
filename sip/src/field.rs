//! Values of header fields: addresses, parameters, Via, CSeq (RFC 3261, 20 and 25.1).

use std::net::SocketAddr;

/// The longest name or host that is accepted, in characters.
const LONGEST: usize = 255;

/// Parameters in order, as they were written; quoted values without their quotes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Params(Vec<(String, Option<String>)>);

/// An address with its parameters, as in From, To and Contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    /// As it was written: a client that registers looks for exactly this in the answer.
    pub(crate) uri: String,
    pub(crate) params: Params,
}

/// The relevant parts of a `sip:` or `sips:` URI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Uri {
    /// The user part, decoded.
    pub(crate) user: Option<String>,
    /// In lower case, with its port if it has one.
    pub(crate) host: String,
}

/// The first Via value: where a response goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Via {
    /// The protocol, such as `SIP/2.0/UDP`.
    protocol: String,
    sent_by: String,
    params: Params,
}

/// The sequence number and the method of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CSeq {
    pub(crate) number: u32,
    pub(crate) method: String,
}

impl Params {
    /// Reads `;name=value;name`, or nothing.
    pub(crate) fn read(text: &str, separator: char) -> Params {
        let params = pieces(text, separator).into_iter().filter_map(|param| {
            let param = param.trim();
            let (name, value) = match param.split_once('=') {
                Some((name, value)) => (name.trim(), Some(unquoted(value.trim()))),
                None => (param, None),
            };
            (!name.is_empty()).then(|| (name.to_owned(), value))
        });
        Params(params.collect())
    }

    /// The value of this parameter; empty if it has none.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_deref().unwrap_or_default())
    }

    fn set(&mut self, name: &str, value: String) {
        match self.0.iter_mut().find(|(own, _)| own.eq_ignore_ascii_case(name)) {
            Some((_, own)) => *own = Some(value),
            None => self.0.push((name.to_owned(), Some(value))),
        }
    }
}

impl Address {
    /// The addresses of one header field, which may hold several.
    pub(crate) fn read_all(field: &str) -> Vec<Address> {
        pieces(field, ',').into_iter().filter_map(Address::read).collect()
    }

    /// Reads `"Name" <uri>;params` or `uri;params`, where the parameters belong to the address
    /// rather than to the URI (RFC 3261, 20.10).
    pub(crate) fn read(text: &str) -> Option<Address> {
        let text = text.trim();
        let (uri, params) = match position_outside_quotes(text, '<') {
            Some(open) => {
                let (uri, rest) = text[open + 1..].split_once('>')?;
                (uri, rest)
            }
            None => match text.find(';') {
                Some(at) => text.split_at(at),
                None => (text, ""),
            },
        };
        let uri = uri.trim();
        let is_plain = !uri.is_empty() && !uri.chars().any(|c| c.is_whitespace() || c.is_control());
        is_plain.then(|| Address { uri: uri.to_owned(), params: Params::read(params, ';') })
    }

    /// The tag of this end of a dialog.
    pub(crate) fn tag(&self) -> Option<&str> {
        self.params.get("tag")
    }
}

impl Uri {
    pub(crate) fn read(text: &str) -> Option<Uri> {
        let (scheme, rest) = text.split_once(':')?;
        if !matches!(scheme.to_ascii_lowercase().as_str(), "sip" | "sips") {
            return None;
        }
        let rest = rest.split(['?']).next().unwrap_or_default();
        // A user may contain a semicolon; a host may not.
        let (user, host) = match rest.rsplit_once('@') {
            Some((user, host)) => (Some(user), host),
            None => (None, rest),
        };
        let host = host.split(';').next().unwrap_or_default().to_ascii_lowercase();
        let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
        if host.is_empty() || host.len() > LONGEST || !host.chars().all(is_host) {
            return None;
        }
        let user = match user {
            // After a colon comes a password, which nobody should send (RFC 3261, 19.1.1).
            Some(user) => Some(decoded(user.split([':', ';']).next().unwrap_or_default())?),
            None => None,
        };
        Some(Uri { user, host })
    }
}

impl Via {
    /// Reads the first value of a Via field.
    pub(crate) fn read(field: &str) -> Option<Via> {
        let first = pieces(field, ',').into_iter().next()?.trim();
        let (head, params) = first.split_once(';').unwrap_or((first, ""));
        let mut words = head.split_whitespace();
        let (protocol, sent_by) = (words.next()?, words.next()?);
        let is_sip = protocol.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("SIP/2.0/"));
        let is_whole = is_sip && words.next().is_none() && sent_by.len() <= LONGEST;
        is_whole.then(|| Via {
            protocol: protocol.to_owned(),
            sent_by: sent_by.to_owned(),
            params: Params::read(params, ';'),
        })
    }

    /// The branch, which identifies a transaction (RFC 3261, 17.2.3).
    pub(crate) fn branch(&self) -> Option<&str> {
        self.params.get("branch").filter(|branch| !branch.is_empty() && branch.len() <= LONGEST)
    }

    pub(crate) fn sent_by(&self) -> &str {
        &self.sent_by
    }

    /// The Via field with the real source of the request in its first value (RFC 3261, 18.2.1; RFC
    /// 3581).
    pub(crate) fn stamped(field: &str, from: SocketAddr) -> Option<String> {
        let mut values = pieces(field, ',');
        let mut via = Via::read(values.first()?)?;
        via.params.set("received", from.ip().to_string());
        if via.params.get("rport").is_some() {
            via.params.set("rport", from.port().to_string());
        }
        values.remove(0);
        let first = via.written();
        let rest = values.into_iter().map(|value| value.trim().to_owned());
        Some(std::iter::once(first).chain(rest).collect::<Vec<_>>().join(", "))
    }

    fn written(&self) -> String {
        let mut text = format!("{} {}", self.protocol, self.sent_by);
        for (name, value) in &self.params.0 {
            text.push(';');
            text.push_str(name);
            if let Some(value) = value {
                text.push('=');
                match value.bytes().all(|b| crate::message::is_token(b) || matches!(b, b':' | b'[' | b']')) {
                    true => text.push_str(value),
                    false => text.push_str(&quoted(value)),
                }
            }
        }
        text
    }
}

impl CSeq {
    pub(crate) fn read(field: &str) -> Option<CSeq> {
        let mut words = field.split_whitespace();
        let (number, method) = (words.next()?, words.next()?);
        let is_number = number.bytes().all(|b| b.is_ascii_digit());
        let number = number.parse().ok().filter(|_| is_number && words.next().is_none())?;
        Some(CSeq { number, method: method.to_owned() })
    }
}

/// Quotes a text, escaping what would end the quotes.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn unquoted(text: &str) -> String {
    let Some(inner) = text.strip_prefix('"') else { return text.to_owned() };
    let (mut plain, mut chars) = (String::new(), inner.chars());
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            '\\' => plain.extend(chars.next()),
            c => plain.push(c),
        }
    }
    plain
}

/// Splits a text at separators outside quotes and angle brackets.
fn pieces(text: &str, separator: char) -> Vec<&str> {
    let (mut pieces, mut begin, mut quoted, mut escaped, mut depth) = (Vec::new(), 0, false, false, 0_u32);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '<' if !quoted => depth += 1,
            '>' if !quoted => depth = depth.saturating_sub(1),
            c if c == separator && !quoted && depth == 0 => {
                pieces.push(&text[begin..at]);
                begin = at + c.len_utf8();
            }
            _ => {}
        }
    }
    pieces.push(&text[begin..]);
    pieces
}

fn position_outside_quotes(text: &str, wanted: char) -> Option<usize> {
    let (mut quoted, mut escaped) = (false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            c if c == wanted && !quoted => return Some(at),
            _ => {}
        }
    }
    None
}

/// Decodes percent-encoded characters such as `%41`.
fn decoded(text: &str) -> Option<String> {
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let (digits, tail) = rest.split_at_checked(2)?;
        if !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        bytes.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
        rest = tail;
    }
    String::from_utf8(bytes).ok().filter(|text| text.chars().count() <= LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    const CONTACT: &str = "\"Ann, \\\"A\\\" <x>\" <sip:ann@10.0.0.7:5060;transport=tcp>;+sip.instance=\"<urn:uuid:0-1>\"\
        ;reg-id=1;expires=600, <sip:b@[::1]>";

    #[test]
    fn several_addresses_in_one_field_are_told_apart() {
        let all = Address::read_all(CONTACT);
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].uri, "sip:ann@10.0.0.7:5060;transport=tcp");
        assert_eq!(all[0].params.get("+sip.instance"), Some("<urn:uuid:0-1>"));
        assert_eq!(all[0].params.get("REG-ID"), Some("1"));
        assert_eq!(all[0].params.get("expires"), Some("600"));
        assert_eq!(all[1].uri, "sip:b@[::1]");
        let bare = Address::read("sip:ann@x;tag=1").unwrap();
        assert_eq!((bare.uri.as_str(), bare.tag()), ("sip:ann@x", Some("1")));
    }

    #[test]
    fn a_uri_has_a_user_and_a_host() {
        let uri = |text| Uri::read(text).map(|uri| (uri.user, uri.host));
        assert_eq!(
            uri("sip:visitor-7@Chat.Example"),
            Some((Some("visitor-7".into()), "chat.example".into()))
        );
        assert_eq!(uri("SIPS:a%40b@x:5061;transport=tls"), Some((Some("a@b".into()), "x:5061".into())));
        assert_eq!(uri("sip:[::1]:5060"), Some((None, "[::1]:5060".into())));
        assert_eq!(uri("sip:ann:secret@x?Subject=y"), Some((Some("ann".into()), "x".into())));
        for bad in ["tel:+1", "sip:", "sip:a@", "sip:a@x y", "sip:a%4@x", "sip:a%ff@x", "sip:a@x>\"", "x"] {
            assert_eq!(uri(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_via_is_marked_with_where_it_came_from() {
        let field = "SIP/2.0/UDP 10.0.0.7:5060;branch=z9hG4bK1;rport, SIP/2.0/TCP y;branch=2";
        let via = Via::read(field).unwrap();
        assert_eq!((via.branch(), via.sent_by()), (Some("z9hG4bK1"), "10.0.0.7:5060"));
        assert_eq!(
            Via::stamped(field, "192.0.2.9:4711".parse().unwrap()).unwrap(),
            "SIP/2.0/UDP 10.0.0.7:5060;branch=z9hG4bK1;rport=4711;received=192.0.2.9, SIP/2.0/TCP y;branch=2"
        );
        assert_eq!(Via::read("HTTP/1.1 x;branch=1"), None);
        assert_eq!(Via::read("SIP/2.0/UDP"), None);
    }

    #[test]
    fn a_number_of_a_request_is_one() {
        assert_eq!(CSeq::read("7 MESSAGE"), Some(CSeq { number: 7, method: "MESSAGE".into() }));
        for bad in ["", "7", "x MESSAGE", "+7 MESSAGE", "4294967296 MESSAGE", "7 MESSAGE x"] {
            assert_eq!(CSeq::read(bad), None, "{bad}");
        }
    }

    #[test]
    fn whatever_stands_in_a_field_can_be_read() {
        let mut chance = Chance::new(3);
        for _ in 0..20_000 {
            let bytes = chance.mutated(CONTACT.as_bytes());
            let text = String::from_utf8_lossy(&bytes);
            for address in Address::read_all(&text) {
                let _ = Uri::read(&address.uri);
            }
            let via = text.replacen("\"Ann", "SIP/2.0/UDP x;\"Ann", 1);
            if let Some(stamped) = Via::stamped(&via, "192.0.2.9:4711".parse().unwrap()) {
                assert!(Via::read(&stamped).is_some(), "{stamped}");
            }
        }
    }
}
