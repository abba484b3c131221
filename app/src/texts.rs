//! The console's texts in the operator's language. As with gettext, the English text in the code is
//! the key.
//!
//! | module | holds |
//! |---|---|
//! | `asked` | server: the language of a request |
//! | `catalogue` | browser: the texts in the page's language, loaded before anything is drawn |
//!
//! The first arguments are literals, or marked by [`tr_later`]: a test in the crate `languages`
//! finds them in the sources and checks that every catalogue has them. Strings that are not for
//! people (ids, classes, keys, log lines) are not marked.

#[cfg(feature = "ssr")]
mod asked;
#[cfg(any(feature = "csr", test))]
pub(crate) mod catalogue;

use std::fmt::{Display, Write};

#[cfg(feature = "ssr")]
pub(crate) use self::asked::spoken;
#[cfg(feature = "ssr")]
pub use self::asked::{language_for, provide_language, tr_for};
#[cfg(any(feature = "csr", test))]
pub(crate) use self::catalogue::{chosen_language, language_tag};

/// The text in the operator's language, or in English if it is not translated. For text that is
/// drawn or sent now: the language of a page does not change while it is open.
pub fn tr(english: &'static str) -> &'static str {
    translation(english).unwrap_or(english)
}

/// The text with `%1`, `%2` … replaced by the values. A translation may change their order.
pub fn tr_with(english: &'static str, values: &[&dyn Display]) -> String {
    filled(tr(english), values)
}

/// The text for one or for another number of things, with `%1` replaced by the number.
pub fn tr_count(count: usize, one: &'static str, other: &'static str) -> String {
    let is_one = count == 1 || count == 0 && is_french();
    tr_with(if is_one { one } else { other }, &[&count])
}

/// Marks a text that is translated later: one in a constant, or in a const function.
pub const fn tr_later(english: &'static str) -> &'static str {
    english
}

#[cfg(feature = "ssr")]
fn translation(english: &str) -> Option<&'static str> {
    languages::console::translation(spoken().language, english)
}

#[cfg(all(feature = "csr", not(feature = "ssr")))]
fn translation(english: &str) -> Option<&'static str> {
    catalogue::translation(english)
}

#[cfg(not(any(feature = "csr", feature = "ssr")))]
fn translation(_: &str) -> Option<&'static str> {
    None
}

/// French treats zero as singular: *0 ligne*. The console's other languages treat it as plural.
#[cfg(feature = "ssr")]
fn is_french() -> bool {
    spoken().language == wire::Language::French
}

#[cfg(all(feature = "csr", not(feature = "ssr")))]
fn is_french() -> bool {
    catalogue::page_language() == "fr"
}

#[cfg(not(any(feature = "csr", feature = "ssr")))]
fn is_french() -> bool {
    false
}

fn filled(text: &str, values: &[&dyn Display]) -> String {
    let mut parts = text.split('%');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let number = part.bytes().next().filter(u8::is_ascii_digit).map(|digit| usize::from(digit - b'0'));
        match number.and_then(|number| values.get(number.wrapping_sub(1))) {
            Some(value) => {
                let _ = write!(filled, "{value}"); // writing to a string cannot fail
                filled.push_str(part.get(1..).unwrap_or_default());
            }
            None => {
                filled.push('%');
                filled.push_str(part);
            }
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gaps_are_filled_in_any_order() {
        assert_eq!(filled("%1 offers %2", &[&"Ann", &7]), "Ann offers 7");
        assert_eq!(filled("%2 from %1, %1", &[&"Ann", &"€"]), "€ from Ann, Ann");
        assert_eq!(filled("“%1”", &[&"%2 %1"]), "“%2 %1”");
        assert_eq!(filled("", &[]), "");
    }

    #[test]
    fn what_is_no_gap_stays() {
        for text in ["100 %", "100 % of it", "%", "%%", "%0", "%3", "%x", "%…"] {
            assert_eq!(filled(text, &[&1, &2]), text);
        }
        assert_eq!(filled("%1%", &[&50]), "50%");
    }

    #[test]
    fn without_a_catalogue_it_is_english() {
        assert_eq!(tr("Save"), "Save");
        assert_eq!(tr_with("Wait %1", &[&3]), "Wait 3");
        let lines = |count| tr_count(count, "%1 line", "%1 lines");
        assert_eq!((lines(0), lines(1), lines(2)), ("0 lines".into(), "1 line".into(), "2 lines".into()));
        const LATER: &str = tr_later("Later");
        assert_eq!(tr(LATER), "Later");
    }
}
