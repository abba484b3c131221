//! E-mail addresses, as every form of this installation takes them and as mail servers are told them.
//!
//! The shape is [`text::email`]'s, which the panel checks as well. A domain beyond ASCII is kept as people read it, whether it was typed
//! so or in Punycode, and is told to mail servers in Punycode (RFC 5891). What stands before the `@` goes as it is: beyond ASCII it
//! needs a mail server that offers SMTPUTF8 (RFC 6531).

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use wire::{
    AccountId,
    mail::MailServer,
    text::{self, BadText},
};

use super::{kept, outgoing::is_host};
use crate::{Error, Refused, Switchboard};

/// From how many mail servers on what is known of them is forgotten, and found out again.
const MOST_SERVERS: usize = 10_000;

/// Which mail servers were found to carry addresses beyond ASCII, by host and port; cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Carriers(Arc<Mutex<HashMap<(String, u16), bool>>>);

/// The address without what does not count, its domain as people read it.
pub(crate) fn clean(address: &str) -> Result<String, BadText> {
    let address = text::email(address)?;
    let (local, domain) = address.rsplit_once('@').ok_or(BadText::NotAnEmail)?;
    let ascii = idna::domain_to_ascii(domain).map_err(|_| BadText::NotAnEmail)?;
    if !is_host(&ascii) {
        return Err(BadText::NotAnEmail);
    }
    let domain = match idna::domain_to_unicode(&ascii) {
        (readable, Ok(())) => readable,
        (_, Err(_)) => ascii,
    };
    Ok(format!("{local}@{domain}"))
}

/// As mail servers are told it: its domain in Punycode.
pub fn for_mail_servers(address: &str) -> String {
    let ascii = |domain| idna::domain_to_ascii(domain).ok();
    match address.rsplit_once('@').and_then(|(local, domain)| Some((local, ascii(domain)?))) {
        Some((local, domain)) => format!("{local}@{domain}"),
        None => address.to_owned(),
    }
}

/// Whether every mail server carries it.
pub(crate) fn is_plain(address: &str) -> bool {
    clean(address).is_ok() && address.rsplit_once('@').is_some_and(|(local, _)| local.is_ascii())
}

impl Switchboard {
    /// This mail server was found to carry addresses beyond ASCII, or not.
    pub fn mail_server_carries(&self, server: &MailServer, beyond_ascii: bool) {
        let mut known = self.carriers.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_SERVERS {
            known.clear();
        }
        known.insert((server.host.clone(), server.port), beyond_ascii);
    }

    /// Whether letters of this account can go there, as far as this node has found out; `if_unknown`: what holds as long as its mail
    /// server has not been asked. Refused: [`BadText::NotCarried`].
    pub(crate) async fn can_write_to(
        &self,
        account: AccountId,
        address: &str,
        if_unknown: bool,
    ) -> Result<Result<(), Refused>, Error> {
        if is_plain(address) {
            return Ok(Ok(()));
        }
        let server = match self.mail.as_deref() {
            Some(installations) => Some(installations.server.clone()),
            None => kept::of(&mut self.store.read().await?, account).await?.map(|kept| kept.server),
        };
        let known = self.carriers.0.lock().unwrap_or_else(PoisonError::into_inner);
        let carries = server.and_then(|server| known.get(&(server.host, server.port)).copied());
        Ok(match carries.unwrap_or(if_unknown) {
            true => Ok(()),
            false => Err(Refused::BadEmail(BadText::NotCarried)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_kept_as_people_read_it_and_sent_in_punycode() {
        for (typed, kept, sent) in [
            ("vera@example.org", "vera@example.org", "vera@example.org"),
            (" Vera@Example.ORG. ", "Vera@example.org", "Vera@example.org"),
            ("vera@b\u{fc}cher.example", "vera@b\u{fc}cher.example", "vera@xn--bcher-kva.example"),
            ("vera@B\u{dc}CHER.example.", "vera@b\u{fc}cher.example", "vera@xn--bcher-kva.example"),
            ("vera@xn--bcher-kva.example", "vera@b\u{fc}cher.example", "vera@xn--bcher-kva.example"),
            ("v\u{e9}ra@example.org", "v\u{e9}ra@example.org", "v\u{e9}ra@example.org"),
            (
                "\u{7528}\u{6237}@\u{4f8b}\u{5b50}\u{3002}\u{6d4b}\u{8bd5}",
                "\u{7528}\u{6237}@\u{4f8b}\u{5b50}.\u{6d4b}\u{8bd5}",
                "\u{7528}\u{6237}@xn--fsqu00a.xn--0zwm56d",
            ),
            ("o'brien+chat@mail.example", "o'brien+chat@mail.example", "o'brien+chat@mail.example"),
            ("vera@192.0.2.1", "vera@192.0.2.1", "vera@192.0.2.1"),
        ] {
            assert_eq!(clean(typed).as_deref(), Ok(kept), "{typed}");
            assert_eq!(for_mail_servers(kept), sent);
        }
    }

    #[test]
    fn what_no_mail_server_takes_is_refused() {
        let long = format!("vera@{}.example", "a".repeat(64));
        for bad in [
            "vera@-a.example",
            "vera@a-.example",
            "vera@xn--zzzzzzzz.example",
            "vera@\u{ad}",
            &long,
            "vera@a_b.example",
        ] {
            assert_eq!(clean(bad), Err(BadText::NotAnEmail), "{bad}");
        }
    }

    #[test]
    fn beyond_ascii_before_the_at_not_every_server_carries_it() {
        assert!(is_plain("vera@example.org") && is_plain("vera@b\u{fc}cher.example"));
        assert!(!is_plain("v\u{e9}ra@example.org") && !is_plain("vera..x@example.org"));
    }
}
