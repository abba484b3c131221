//! What a REGISTER asks for (RFC 3261, 10.3; RFC 5626 for `+sip.instance` and `reg-id`), and what
//! it is granted.

use std::collections::HashSet;

use crate::{field::Address, flow::Flow, message::Message};

/// The longest and the shortest expiry that is granted, in seconds.
const LONGEST: u32 = 3_600;
const SHORTEST: u32 = 60;
/// The expiry for a client that does not name one, in seconds.
const USUAL: u32 = 3_600;
/// How long a client without a connection counts as present at least, in seconds. Some ignore the
/// granted expiry and register again after this time. Until then they are probed.
const AT_LEAST: u32 = 900;
/// The maximum number of addresses in a request, and the length of each, in bytes.
const MOST: usize = 8;
const LONG: usize = 500;

/// What a request asks for. Removals come before registrations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    /// List the registered clients.
    Query,
    /// Remove all clients of this user.
    Clear,
    Change {
        end: Vec<Ended>,
        begin: Vec<Begun>,
    },
}

/// A client that registers or renews.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Begun {
    /// The id that tells it from this user's other clients.
    pub(crate) device: String,
    /// Whether it names itself. If not, only its flow identifies it.
    pub(crate) is_named: bool,
    /// The Contact as it was written.
    pub(crate) contact: String,
    /// The granted expiry in seconds.
    pub(crate) granted: u32,
}

/// A client that signs out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) device: String,
    pub(crate) contact: String,
    /// Whether it names itself. If so, its Contact does not matter.
    pub(crate) is_named: bool,
}

/// Why it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bad {
    /// 423, with the shortest expiry.
    TooBrief(u32),
    Malformed,
}

impl Wish {
    /// Whether it only removes clients that it names.
    pub(crate) fn signs_out(&self) -> bool {
        matches!(self, Wish::Change { begin, .. } if begin.is_empty())
    }

    pub(crate) fn read(request: &Message, flow: &Flow) -> Result<Wish, Bad> {
        let expires = match request.field("Expires") {
            Some(text) => Some(seconds(text).ok_or(Bad::Malformed)?),
            None => None,
        };
        let contacts: Vec<_> = request.fields("Contact").collect();
        if contacts.iter().any(|contact| contact.trim() == "*") {
            return if contacts.len() == 1 && expires == Some(0) {
                Ok(Wish::Clear)
            } else {
                Err(Bad::Malformed)
            };
        }
        let addresses: Vec<_> = contacts.into_iter().flat_map(Address::read_all).collect();
        if addresses.is_empty() {
            return if request.field("Contact").is_none() { Ok(Wish::Query) } else { Err(Bad::Malformed) };
        }
        if addresses.len() > MOST || addresses.iter().any(|address| address.uri.len() > LONG) {
            return Err(Bad::Malformed);
        }
        let (mut end, mut begin, mut names) = (Vec::new(), Vec::new(), HashSet::new());
        for address in addresses {
            let asked = match address.params.get("expires") {
                Some(text) => seconds(text).ok_or(Bad::Malformed)?,
                None => expires.unwrap_or(USUAL),
            };
            let (device, is_named) = device_of(&address, flow);
            match asked {
                0 => end.push(Ended { device, contact: address.uri, is_named }),
                1..SHORTEST => return Err(Bad::TooBrief(SHORTEST)),
                // Of several Contacts of one client, the first is the preferred one.
                _ if names.insert(device.clone()) => {
                    begin.push(Begun { device, is_named, contact: address.uri, granted: asked.min(LONGEST) });
                }
                _ => {}
            }
        }
        // A client that replaces its Contact does not sign out.
        end.retain(|ended| !begin.iter().any(|begun| begun.device == ended.device));
        Ok(Wish::Change { end, begin })
    }
}

impl Begun {
    /// For how many seconds it counts as present if it has no connection.
    pub(crate) fn holds(&self) -> u32 {
        self.granted.max(AT_LEAST)
    }
}

/// The id of a client: its own name for itself, or its flow. The Contact does not count, because
/// some clients do not know their own address.
fn device_of(address: &Address, flow: &Flow) -> (String, bool) {
    let instance = address.params.get("+sip.instance").filter(|instance| !instance.is_empty());
    match instance.filter(|instance| instance.len() <= LONG) {
        Some(instance) => {
            let reg_id = address.params.get("reg-id").filter(|id| id.len() <= 10).unwrap_or_default();
            (format!("{instance} {reg_id}"), true)
        }
        None => (flow.to_string(), false),
    }
}

fn seconds(text: &str) -> Option<u32> {
    let text = text.trim();
    let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    // A number that is too large means the longest expiry (RFC 3261, 10.3).
    is_number.then(|| text.parse().unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{chance::Chance, flow::Transport};

    fn flow() -> Flow {
        Flow::for_test(Transport::Tcp).0
    }

    fn read(contacts: &[&str], expires: Option<&str>) -> Result<Wish, Bad> {
        let mut request = Message::request("REGISTER", "sip:x");
        for contact in contacts {
            request = request.with("Contact", contact);
        }
        if let Some(expires) = expires {
            request = request.with("Expires", expires);
        }
        Wish::read(&request, &flow())
    }

    fn granted(wish: Result<Wish, Bad>) -> Vec<u32> {
        match wish {
            Ok(Wish::Change { begin, .. }) => begin.iter().map(|begun| begun.granted).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_client_says_how_long_it_stays() {
        assert_eq!(granted(read(&["<sip:a@x>;expires=600"], Some("60"))), [600]);
        assert_eq!(granted(read(&["<sip:a@x>"], Some("600"))), [600]);
        assert_eq!(granted(read(&["<sip:a@x>"], None)), [3_600]);
        assert_eq!(granted(read(&["<sip:a@x>;expires=99999999999"], None)), [3_600]);
        assert_eq!(read(&["<sip:a@x>;expires=59"], None), Err(Bad::TooBrief(60)));
        assert_eq!(read(&["<sip:a@x>;expires=-1"], None), Err(Bad::Malformed));
        assert_eq!(read(&["<sip:a@x>"], Some("soon")), Err(Bad::Malformed));
    }

    #[test]
    fn who_does_not_read_what_he_is_granted_stays_for_long_enough() {
        let Ok(Wish::Change { begin, .. }) = read(&["<sip:a@x>"], Some("60")) else { panic!("not read") };
        assert_eq!((begin[0].granted, begin[0].holds()), (60, 900));
    }

    #[test]
    fn a_client_is_known_by_its_name_or_by_its_way() {
        let Ok(Wish::Change { begin, .. }) =
            read(&["<sip:a@x>;+sip.instance=\"<urn:uuid:1>\";reg-id=2", "<sip:b@x>", "<sip:c@x>"], None)
        else {
            panic!("not read")
        };
        let devices: Vec<_> = begin.iter().map(|begun| begun.device.as_str()).collect();
        assert_eq!(devices, ["<urn:uuid:1> 2", "tcp 192.0.2.1:4711"]);
        assert_eq!(begin[1].contact, "sip:b@x");
    }

    #[test]
    fn a_client_signs_out() {
        assert_eq!(read(&[], None), Ok(Wish::Query));
        assert_eq!(read(&["*"], Some("0")), Ok(Wish::Clear));
        assert_eq!(read(&["*"], None), Err(Bad::Malformed));
        assert_eq!(read(&["*", "<sip:a@x>"], Some("0")), Err(Bad::Malformed));
        let Ok(Wish::Change { end, begin }) = read(&["<sip:a@x>;expires=0"], None) else {
            panic!("not read")
        };
        assert_eq!((end[0].contact.as_str(), end[0].is_named, begin.len()), ("sip:a@x", false, 0));
        // Only the Contact has changed.
        let Ok(Wish::Change { end, begin }) = read(&["<sip:old@x>;expires=0, <sip:new@x>;expires=600"], None)
        else {
            panic!("not read")
        };
        assert_eq!((end.len(), begin[0].contact.as_str()), (0, "sip:new@x"));
    }

    #[test]
    fn damaged_addresses_are_read_or_refused() {
        let mut chance = Chance::new(8);
        for _ in 0..10_000 {
            let bytes = chance
                .mutated(b"\"A\" <sip:a@x:1;transport=tcp>;+sip.instance=\"<urn:uuid:1>\";expires=70, *");
            let _ = read(&[&String::from_utf8_lossy(&bytes)], None);
        }
        let many = vec!["<sip:a@x>"; 9];
        assert_eq!(read(&many, None), Err(Bad::Malformed));
    }
}
