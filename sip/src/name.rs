//! The addresses and names under which people appear in a client.
//!
//! Each visitor and each colleague has an address of their own, so that clients keep a window for
//! each conversation. The host is the one that the operator has entered in the client; with another
//! one some clients would open a second window.

use chat::sip::Alias;

use crate::field::quoted;

/// The longest display name, in characters. No client shows more.
const LONGEST: usize = 60;

/// The user part of somebody's address.
pub(crate) fn user_of(alias: &Alias) -> String {
    match alias {
        Alias::Visitor(number) => format!("visitor-{number}"),
        Alias::Colleague(number) => format!("colleague-{number}"),
    }
}

/// The person behind a user part.
pub(crate) fn alias_of(user: &str) -> Option<Alias> {
    let user = user.to_ascii_lowercase();
    let (kind, number) = user.rsplit_once('-')?;
    let is_number = !number.is_empty() && number.len() <= 18 && number.bytes().all(|b| b.is_ascii_digit());
    let number = number.parse().ok().filter(|_| is_number && !number.starts_with('0'))?;
    match kind {
        "visitor" => Some(Alias::Visitor(number)),
        "colleague" => Some(Alias::Colleague(number)),
        _ => None,
    }
}

/// What a client shows for a visitor: their name and page, in quotes.
pub(crate) fn visitor(name: Option<&str>, alias: &Alias, page: Option<&str>) -> String {
    let name = name.map(plain).filter(|name| !name.is_empty()).unwrap_or_else(|| user_of(alias));
    match page.map(plain).filter(|page| !page.is_empty()) {
        Some(page) => display(&format!("{name} ({page})")),
        None => display(&name),
    }
}

/// A quoted display name, as before an address.
pub(crate) fn display(name: &str) -> String {
    quoted(&plain(name))
}

/// A name on one line, without characters that could end it or change the reading direction.
fn plain(name: &str) -> String {
    let turns =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let plain: String = name
        .chars()
        .map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c })
        .filter(|&c| !matches!(c, '"' | '\\' | '<' | '>') && !turns(c))
        .collect();
    let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(LONGEST).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_was_given() {
        for alias in [Alias::Visitor(1), Alias::Visitor(4_711), Alias::Colleague(12)] {
            assert_eq!(alias_of(&user_of(&alias)), Some(alias));
        }
        assert_eq!(alias_of("Visitor-7"), Some(Alias::Visitor(7)));
        for bad in [
            "visitor",
            "visitor-",
            "visitor-07",
            "visitor-+7",
            "visitor-7x",
            "ann",
            "",
            "x-7",
            "visitor-9999999999999999999",
        ] {
            assert_eq!(alias_of(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_visitor_is_shown_with_his_page() {
        assert_eq!(
            visitor(Some("Anna"), &Alias::Visitor(7), Some("Pricing page")),
            "\"Anna (Pricing page)\""
        );
        assert_eq!(visitor(None, &Alias::Visitor(7), None), "\"visitor-7\"");
        assert_eq!(visitor(Some(" "), &Alias::Visitor(7), Some("")), "\"visitor-7\"");
    }

    #[test]
    fn a_name_stays_a_name() {
        let name =
            visitor(Some("Eve\"\r\nContact: <sip:eve@evil>\\"), &Alias::Visitor(7), Some("\u{202e}x\0y"));
        assert_eq!(name, "\"Eve Contact: sip:eve@evil (x y)\"");
        assert!(display(&"x".repeat(500)).chars().count() <= LONGEST + 2);
    }
}
