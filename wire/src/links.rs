//! Finds the web addresses in a text, for the panel and the console alike. Only `http` and `https`
//! become links, so no text can become a `javascript:` link. The code is small because the panel
//! carries it.

/// A part of a text. In order, the parts are the whole text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Text without a link.
    Plain(&'a str),
    /// An address that begins with `http://` or `https://`, in upper or lower case, and has a host.
    Link(&'a str),
}

/// Splits a text into plain parts and links. Punctuation that ends the sentence and a closing
/// bracket around the address are not part of it; nor is text that follows without a space in
/// scripts that do not use spaces.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let (mut parts, mut rest, mut at, mut before) = (Vec::new(), text, 0, ' ');
    while let Some(next) = rest.get(at..).and_then(|text| text.chars().next()) {
        // An address does not begin within a Latin word; other scripts need no space before it.
        let begins = matches!(next, 'h' | 'H') && !before.is_ascii_alphanumeric();
        let link = if begins { address_length(rest, at) } else { 0 };
        if link == 0 {
            at += next.len_utf8();
        } else if let (Some(plain), Some(address), Some(after)) =
            (rest.get(..at), rest.get(at..at + link), rest.get(at + link..))
        {
            if at > 0 {
                parts.push(Part::Plain(plain));
            }
            parts.push(Part::Link(address));
            (rest, at) = (after, 0);
        }
        before = next;
    }
    if !rest.is_empty() {
        parts.push(Part::Plain(rest));
    }
    parts
}

/// The length in bytes of the address that begins at this position; 0 if none does.
fn address_length(text: &str, at: usize) -> usize {
    let text = text.get(at..).unwrap_or_default();
    let is_scheme =
        |scheme: &str| text.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme));
    let Some(scheme) = ["https://", "http://"].into_iter().find(|scheme| is_scheme(scheme)) else { return 0 };
    let mut before = ' ';
    let mut length = text.len();
    for (place, c) in text.char_indices() {
        if ends(c) || (is_spaceless(c) && before.is_ascii_alphanumeric()) {
            length = place;
            break;
        }
        before = c;
    }
    let mut address = text.get(..length).unwrap_or_default();
    while let Some(last) = address.chars().next_back() {
        let count = |wanted| address.chars().filter(|&c| c == wanted).count();
        let around = match last {
            ')' => count('(') < count(')'),
            ']' => count('[') < count(']'),
            '}' => count('{') < count('}'),
            _ => matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '~' | '’'),
        };
        if !around {
            break;
        }
        address = address.get(..address.len() - last.len_utf8()).unwrap_or_default();
    }
    // Hosts may be in any script, so only an ASCII character can rule one out.
    let host = address.get(scheme.len()..).and_then(|host| host.chars().next());
    match host.is_some_and(|c| c.is_ascii_alphanumeric() || c == '[' || !c.is_ascii()) {
        true => address.len(),
        false => 0,
    }
}

/// Characters that end an address unless percent-encoded: white space, invisible characters,
/// quotes, and the punctuation of scripts other than Latin.
fn ends(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '<' | '>' | '"' | '`' | '\\' | '«' | '»' | '‹' | '›')
        // Arabic, Hebrew, Devanagari, Armenian, Ethiopic and Khmer.
        || matches!(c, '،' | '؛' | '؟' | '۔' | '׃' | '।' | '॥' | '։' | '።' | '។')
        || matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{201A}'..='\u{201F}' | '…')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
        // Chinese, Japanese and Korean, including full-width and half-width forms.
        || matches!(c, '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301F}')
        || matches!(c, '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}' | '\u{FF3B}'..='\u{FF3D}')
        || matches!(c, '\u{FF5B}'..='\u{FF65}')
}

/// Letters of kana, Han and Hangul. After an ASCII letter they continue the sentence; after a `/`
/// they belong to the path.
fn is_spaceless(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::Part::{Link, Plain};
    use super::*;

    /// The links of a text. Also checks that its parts make up the whole text.
    fn links(text: &str) -> Vec<&str> {
        let parts = parts(text);
        let all: String = parts
            .iter()
            .map(|part| match *part {
                Plain(part) | Link(part) => part,
            })
            .collect();
        assert_eq!(all, text);
        assert!(!parts.contains(&Plain("")) && !parts.contains(&Link("")), "{text}");
        parts
            .iter()
            .filter_map(|part| match *part {
                Link(link) => Some(link),
                Plain(_) => None,
            })
            .collect()
    }

    #[test]
    fn a_text_is_split_where_its_addresses_begin_and_end() {
        assert_eq!(
            parts("See https://example.org/a?b=1#c, or (http://example.org/x_(y))."),
            [
                Plain("See "),
                Link("https://example.org/a?b=1#c"),
                Plain(", or ("),
                Link("http://example.org/x_(y)"),
                Plain(")."),
            ]
        );
        assert_eq!(parts(""), []);
    }

    #[test]
    fn what_stands_around_an_address_is_not_part_of_it() {
        const A: &str = "https://example.com/a";
        for (before, after) in [
            ("", "."),
            ("", ","),
            ("", ";"),
            ("", ":"),
            ("", "!"),
            ("", "?!"),
            ("", "..."),
            ("", "…"),
            ("", "’s"),
            ("(", ")"),
            ("[", "]"),
            ("{", "}"),
            ("<", ">"),
            ("\"", "\""),
            ("'", "'"),
            ("`", "`"),
            ("*", "*"),
            ("_", "_"),
            ("“", "”"),
            ("„", "“"),
            ("«", "»"),
            ("« ", "\u{a0}»"),
            ("‹", "›"),
            ("‘", "’"),
            ("(see ", ")."),
            ("", "。次の"),
            ("", "、次"),
            ("", "，然后"),
            ("", "！"),
            ("", "？"),
            ("", "；"),
            ("", "："),
            ("「", "」です"),
            ("『", "』"),
            ("（", "）"),
            ("【", "】"),
            ("《", "》"),
            ("見て", ""),
            ("こちらは", "です。"),
            ("请看", "谢谢"),
            ("링크는", "를 보세요"),
            ("", "，https"),
            ("", "، ثم"),
            ("", "؟"),
            ("", "۔"),
            ("देखें ", "।"),
            ("", "։"),
            ("", "።"),
            ("", "។"),
            ("", "׃"),
            ("\u{2068}", "\u{2069}"),
            ("\u{202e}", "\u{202c}"),
            ("", "\u{200b}x"),
            ("", "\n"),
            ("", "\t"),
            ("ü", ""),
            ("сайт:", ""),
        ] {
            let (text, expected) = (format!("{before}{A}{after}"), [A]);
            if after == "’s" {
                // An apostrophe can be part of a path, but not at its end.
                assert_eq!(links(&text), ["https://example.com/a’s"]);
            } else {
                assert_eq!(links(&text), expected, "{text}");
            }
        }
    }

    #[test]
    fn an_address_is_whole() {
        for address in [
            "https://example.com",
            "HTTPS://EXAMPLE.COM/",
            "http://localhost:8080/x",
            "https://[2001:db8::1]:8443/a",
            "https://user:secret@example.com/a@b",
            "https://example.com/a(b)c",
            "https://en.wikipedia.org/wiki/Rust_(programming_language)",
            "https://example.com/a[0]{1}",
            "https://example.com/a?b=c&d=%20;e=f,g#h!/i'j",
            "https://example.com/a-b_c~d.html",
            "https://example.com/?q=a+b*c",
            "https://bücher.example/straße",
            "https://例え.jp/",
            "https://例え.テスト/パス",
            "https://ja.wikipedia.org/wiki/日本語",
            "https://пример.рф/путь?а=б",
            "https://مثال.إختبار/",
            "https://example.com/me\u{200c}me",
            "https://example.com/👩\u{200d}🚀",
        ] {
            assert_eq!(links(address), [address]);
            let sentence = format!("({address}), {address}.");
            assert_eq!(links(&sentence), [address, address], "{sentence}");
        }
    }

    #[test]
    fn two_addresses_are_two_links() {
        assert_eq!(
            links("https://a.example/、https://b.example/。"),
            ["https://a.example/", "https://b.example/"]
        );
        assert_eq!(links("https://a.example，http://b.example"), ["https://a.example", "http://b.example"]);
        assert_eq!(
            links("https://a.example/?u=https://b.example/"),
            ["https://a.example/?u=https://b.example/"]
        );
    }

    #[test]
    fn no_other_scheme_and_nothing_without_a_host_becomes_a_link() {
        for text in [
            "javascript:alert(1)",
            "data:text/html,<b>x</b>",
            "ftp://a.b",
            "https://",
            "http:// x",
            "https://.",
            "https://。",
            "https:///a",
            "http://?q",
            "xhttps://example.org",
            "1http://example.org",
            "http",
            "httpx://example.org",
            "www.example.org",
            "anna@example.org",
            "mailto:anna@example.org",
        ] {
            assert!(links(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn markup_ends_an_address() {
        assert_eq!(links("https://a.example/\"onmouseover=x <b>"), ["https://a.example/"]);
        assert_eq!(links("<https://a.example/\"onclick=x>"), ["https://a.example/"]);
        assert_eq!(links("https://a.example\\@b.example"), ["https://a.example"]);
    }
}
