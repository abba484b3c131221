//! Limits and cleaning of names and texts. The rules are the same at both ends: the panel reports
//! an error while the visitor types, and the server enforces the rules.

use serde::{Deserialize, Serialize};

/// The longest message, in characters (Unicode scalar values).
pub const MAX_TEXT: usize = 4_000;
/// The longest HTML message, in characters, before it is sanitised.
pub const MAX_HTML: usize = 16_000;
/// The longest name of a person or thing, in characters.
pub const MAX_NAME: usize = 80;
/// The longest email address, in characters (RFC 5321, 4.5.3.1.3 less the angle brackets).
pub const MAX_EMAIL: usize = 254;
/// The longest part of an email address before the `@`, in bytes (RFC 5321, 4.5.3.1.1).
const MAX_LOCAL: usize = 64;
/// The longest address or title of a page, in characters. What a browser reports is cut there; a
/// pushed address that is longer is refused.
pub const MAX_PAGE: usize = 2_000;

/// Why a text is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BadText {
    /// Nothing is left after cleaning.
    Empty,
    /// It is longer than the limit.
    TooLong {
        /// The limit, in characters.
        limit: u32,
    },
    /// It does not have the form name@host.
    NotAnEmail,
    /// It is not an http or https address.
    NotAWebAddress,
    /// An email address with non-ASCII characters before the `@`, which the mail server does not
    /// support (RFC 6531).
    NotCarried,
}

/// Cleans a message. Control characters other than line feed and tab are removed, because they are
/// invisible and break terminals, emails and databases; so is white space at the end.
pub fn message(text: &str) -> Result<String, BadText> {
    let clean: String = text.chars().filter(|&c| c == '\n' || c == '\t' || !c.is_control()).collect();
    within(clean.trim_end().trim_start_matches('\n'), MAX_TEXT)
}

/// Cleans what somebody is typing like a message, and cuts it at [`MAX_TEXT`]. It may be empty.
pub fn preview(text: &str) -> String {
    text.chars().filter(|&c| c == '\n' || c == '\t' || !c.is_control()).take(MAX_TEXT).collect()
}

/// Cleans a name: one line, no control characters, and none that change the reading direction (with
/// them somebody could imitate another name). Joiners and variation selectors, which letters and
/// emoji need, stay.
pub fn name(text: &str) -> Result<String, BadText> {
    let clean: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|&c| !c.is_control() && !turns_text(c))
        .collect();
    within(clean.trim(), MAX_NAME)
}

/// Cleans an email address and checks its form: one `@` with something before it and a host after
/// it, no white space, and no empty label. A dot at the end, for the DNS root, is removed. Only an
/// email can show whether the address exists.
pub fn email(text: &str) -> Result<String, BadText> {
    let text = within(text.trim(), MAX_EMAIL)?;
    let plain =
        !text.chars().any(|c| c.is_control() || c.is_whitespace() || is_invisible(c) || is_special(c));
    let mut parts = text.split(['@']);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(local), Some(host), None) if plain && local.len() <= MAX_LOCAL && is_dotted(local) => {
            // Slicing by index and searching for a character would bring their panic messages into
            // the panel.
            let root = usize::from(host.as_bytes().last() == Some(&b'.'));
            let host = host.get(..host.len() - root).unwrap_or_default();
            let is_host =
                host.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.' || !b.is_ascii());
            match text.get(..text.len() - root) {
                Some(text) if is_host && is_dotted(host) => Ok(text.to_owned()),
                _ => Err(BadText::NotAnEmail),
            }
        }
        _ => Err(BadText::NotAnEmail),
    }
}

/// Whether there is text before, after and between the dots.
fn is_dotted(text: &str) -> bool {
    let mut before = b'.';
    for byte in text.bytes() {
        if byte == b'.' && before == b'.' {
            return false;
        }
        before = byte;
    }
    before != b'.'
}

/// The address or title of a page: cleaned like a name and cut at [`MAX_PAGE`]; empty if nothing
/// visible is left.
pub fn page(text: &str) -> String {
    if is_blank(text) {
        return String::new();
    }
    text.chars().filter(|&c| !c.is_control() && !turns_text(c)).take(MAX_PAGE).collect()
}

/// An optional text: cleaned by [`name`], [`message`] or [`email`]; empty if nothing in it is
/// visible.
pub fn optional(text: &str, clean: fn(&str) -> Result<String, BadText>) -> Result<String, BadText> {
    match clean(text) {
        Err(BadText::Empty) => Ok(String::new()),
        taken => taken,
    }
}

/// Whether nothing in a text is visible: it is empty, or has only white space, control characters
/// and invisible ones.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control() || is_invisible(c))
}

/// Whether a character on its own is invisible: Unicode's default ignorables
/// (DerivedCoreProperties.txt) and the blank Braille pattern. Within a text many of them are
/// needed, to join Persian letters or parts of an emoji.
pub fn is_invisible(c: char) -> bool {
    turns_text(c)
        || matches!(
            c,
            '\u{AD}' | '\u{34F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'
                ..='\u{180F}'
        )
        || matches!(
            c,
            '\u{200C}' | '\u{200D}' | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FFA0}'
        )
        || matches!(c, '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}')
        || matches!(c, '\u{E0000}'..='\u{E0FFF}')
}

/// Whether a text begins like a web address with a host. The loader of the address checks the rest.
pub fn is_web_address(text: &str) -> bool {
    let host = ["https://", "http://"].iter().find_map(|scheme| {
        let head = text.get(..scheme.len())?;
        head.eq_ignore_ascii_case(scheme).then(|| &text[scheme.len()..])
    });
    host.and_then(|host| host.chars().next()).is_some_and(|c| c.is_alphanumeric() || c == '[')
}

/// Whether an address looks like that of a picture, by its file name.
pub fn is_picture(url: &str) -> bool {
    let end = url.bytes().position(|byte| matches!(byte, b'?' | b'#')).unwrap_or(url.len());
    let path = url.get(..end).unwrap_or_default().to_ascii_lowercase();
    [".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg"].iter().any(|kind| path.ends_with(kind))
}

/// The number of characters of a text, counted by their first bytes. The standard library's `count`
/// is faster, but adds 800 bytes to the panel's Wasm.
pub fn length(text: &str) -> usize {
    text.bytes().fold(0, |length, byte| length + usize::from(byte & 0xC0 != 0x80))
}

fn within(text: &str, limit: usize) -> Result<String, BadText> {
    if is_blank(text) {
        Err(BadText::Empty)
    } else if length(text) > limit {
        Err(BadText::TooLong { limit: limit as u32 })
    } else {
        Ok(text.to_owned())
    }
}

/// What RFC 5322, 3.2.3 excludes from unquoted addresses, apart from `@`. A pattern, because
/// searching a text for a character (other than in a list, as above) adds the general search: 7 KB
/// of the panel's Wasm.
fn is_special(c: char) -> bool {
    matches!(c, '<' | '>' | ',' | ';' | ':' | '"' | '(' | ')' | '[' | ']' | '\\')
}

/// Unicode's bidirectional formatting characters, and the invisible ones that serve the same
/// tricks.
fn turns_text(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_keeps_its_lines_and_loses_what_nobody_can_see() {
        assert_eq!(message("one\n\ttwo\u{0}\u{7}\u{1b}[2J \n"), Ok("one\n\ttwo[2J".to_owned()));
        assert_eq!(message("  indented"), Ok("  indented".to_owned()));
        assert_eq!(message(" \n\u{0} "), Err(BadText::Empty));
    }

    #[test]
    fn the_limit_counts_characters_not_bytes() {
        assert!(message(&"ü".repeat(MAX_TEXT)).is_ok());
        assert_eq!(message(&"ü".repeat(MAX_TEXT + 1)), Err(BadText::TooLong { limit: 4_000 }));
    }

    #[test]
    fn a_name_is_one_honest_line() {
        assert_eq!(name(" Anna\r\nBcc: x\u{202e} "), Ok("Anna  Bcc: x".to_owned()));
        assert_eq!(name("\u{200b}\u{feff}"), Err(BadText::Empty));
        assert_eq!(name("\u{2067}Anna\u{2069}\u{61c}"), Ok("Anna".to_owned()));
    }

    #[test]
    fn a_name_keeps_what_joins_and_parts_its_letters() {
        // Persian, Sinhala and Kannada; a family, the flag of Scotland, a red heart; a Han
        // character with a variation selector.
        for kept in [
            "علی\u{200c}رضا",
            "ශ්\u{200d}රී",
            "ರ\u{200d}್ಯ",
            "👩\u{200d}👩\u{200d}👧",
            "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
            "❤\u{fe0f}",
            "葛\u{e0100}城",
        ] {
            assert_eq!(name(kept), Ok(kept.to_owned()));
            assert_eq!(page(kept), kept);
        }
    }

    #[test]
    fn what_nobody_can_see_is_empty() {
        for invisible in [
            "",
            " ",
            "\u{3164}",
            "\u{2800}\u{2800}",
            "\u{ad}",
            "\u{115f}\u{1160}",
            "\u{ffa0}",
            "\u{200b}",
            "\u{200c}\u{200d}",
            "\u{fe0f}",
            "\u{fe00} \u{fe0e}",
            "\u{e0100}",
            "\u{e0067}\u{e007f}",
            "\u{180e}",
            "\u{2064}",
            "\u{206f}",
            "\u{202e}\u{202c}",
            "\u{3000}\u{a0}",
            "\u{34f}",
            "\u{17b4}",
            "\u{1d173}",
            "\u{7}\u{3164}\n",
            "\u{feff}",
            "\u{fffb}",
            "\u{61c}",
        ] {
            assert!(is_blank(invisible), "{invisible:?}");
            assert_eq!(name(invisible), Err(BadText::Empty), "{invisible:?}");
            assert_eq!(message(invisible), Err(BadText::Empty), "{invisible:?}");
            assert_eq!(optional(invisible, name), Ok(String::new()), "{invisible:?}");
            assert_eq!(page(invisible), "", "{invisible:?}");
            let beside = format!("{invisible}x");
            assert!(!is_blank(&beside) && message(&beside).is_ok() && name(&beside).is_ok(), "{invisible:?}");
        }
        for visible in [".", "ㅤ.", "🏴", "é", "\u{fffd}", "\u{fffc}", "가", "ﾡ", "⠁"] {
            assert!(!is_blank(visible), "{visible:?}");
        }
    }

    #[test]
    fn an_email_has_one_at_and_nothing_that_could_become_a_header() {
        assert_eq!(email(" anna@example.org "), Ok("anna@example.org".to_owned()));
        assert_eq!(email("anna@example.org."), Ok("anna@example.org".to_owned()));
        assert_eq!(email("ánna@bücher.example"), Ok("ánna@bücher.example".to_owned()));
        assert_eq!(email("a.b+c'd@e-f.g"), Ok("a.b+c'd@e-f.g".to_owned()));
        let long = format!("{}@b.c", "a".repeat(65));
        for bad in [
            "a.@b.c", ".a@b.c", "a..b@c.d", "a@b..c", "a@.b", "a@b.c..", "a@.", ".@a", "a@b_c", "a@b/c",
            &long,
        ] {
            assert_eq!(email(bad), Err(BadText::NotAnEmail), "{bad}");
        }
        assert_eq!(email("\u{3164}"), Err(BadText::Empty));
        for bad in [
            "anna",
            "an\u{200d}na@b",
            "anna@b\u{ad}",
            "@b",
            "a@",
            "a@b@c",
            "a b@c",
            "a@b\r\nBcc: x@y",
            "<a@b>",
        ] {
            assert_eq!(email(bad), Err(BadText::NotAnEmail), "{bad}");
        }
    }

    #[test]
    fn a_picture_is_told_by_its_name() {
        for url in ["https://a.example/x.png", "https://a.example/x.JPEG?w=1#y", "https://a.example/.svg"] {
            assert!(is_picture(url), "{url}");
        }
        for url in ["https://a.example/x.pdf", "https://a.example/?x.png", "https://a.example/#x.png", "png"]
        {
            assert!(!is_picture(url), "{url}");
        }
    }
}
