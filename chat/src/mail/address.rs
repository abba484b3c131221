//! Email addresses, as all forms of this installation accept them and as mail servers get them.
//!
//! The shape is [`text::email`]'s, which the panel checks as well. A domain beyond ASCII is stored
//! in Unicode, whether it was typed so or in Punycode, and is sent to mail servers in Punycode (RFC
//! 5891). The local part is sent unchanged: beyond ASCII it needs a mail server with SMTPUTF8 (RFC
//! 6531).

use std::net::IpAddr;

use wire::text::{self, BadText};

/// The cleaned address, with its domain in Unicode.
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

/// The normal form, as operators sign in with it and as it is stored. In practice case does not
/// matter in the local part. A domain is the same however it is written: browsers send one beyond
/// ASCII in Punycode. Text that is not an address stays as it is.
pub(crate) fn normal(email: &str) -> String {
    let email = email.trim().to_lowercase();
    clean(&email).unwrap_or(email)
}

/// The form for mail servers: its domain in Punycode.
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

/// Whether this is a host name (RFC 1123, 2.1) or a network address.
pub(super) fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.parse::<IpAddr>().is_ok() || text.len() <= 253 && text.split('.').all(is_label)
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
