//! Which parts of a text are addresses of the web.

/// A part of a text, in order; together they are the whole text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part<'a> {
    Plain(&'a str),
    /// An address that begins with `http://` or `https://` and has a host: nothing else becomes a link.
    Link(&'a str),
}

/// Splits a text into plain parts and links. What ends a sentence or closes a bracket around the address is not part of
/// the address.
pub(crate) fn parts(text: &str) -> Vec<Part<'_>> {
    let (mut parts, mut rest, mut at, mut before) = (Vec::new(), text, 0, ' ');
    while let Some(next) = rest.get(at..).and_then(|text| text.chars().next()) {
        // Most characters are no beginning of an address, and none within a word is.
        let link = if next == 'h' && !before.is_ascii_alphanumeric() { address_length(rest, at) } else { 0 };
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

/// How many bytes of the text are an address from this place on; 0 if none begins there.
fn address_length(text: &str, at: usize) -> usize {
    let text = text.get(at..).unwrap_or_default();
    let Some(host) = ["https://", "http://"].iter().find_map(|scheme| text.strip_prefix(scheme)) else {
        return 0;
    };
    // Hosts may be written in any script, so only ASCII tells what is none.
    if !host.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[' || !c.is_ascii()) {
        return 0;
    }
    let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | '\\');
    let mut address = text.split(ends).next().unwrap_or_default();
    while let Some(last) = address.chars().next_back() {
        let count = |wanted| address.chars().filter(|&c| c == wanted).count();
        let around = match last {
            ')' => count('(') < count(')'),
            ']' => count('[') < count(']'),
            _ => matches!(
                last,
                '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '~' | '…' | '»' | '“' | '”' | '’'
            ),
        };
        if !around {
            break;
        }
        address = address.strip_suffix(last).unwrap_or_default();
    }
    address.len()
}

#[cfg(test)]
mod tests {
    use super::Part::{Link, Plain};
    use super::*;

    #[test]
    fn an_address_is_a_link_without_what_stands_around_it() {
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
    }

    #[test]
    fn no_other_scheme_and_nothing_without_a_host_becomes_a_link() {
        for text in [
            "javascript:alert(1)",
            "data:text/html,<b>x</b>",
            "https://",
            "http:// x",
            "https://.",
            "xhttps://example.org",
            "http",
            "httpx://example.org",
            "",
        ] {
            assert!(parts(text).iter().all(|part| matches!(part, Plain(_))), "{text}");
        }
    }

    #[test]
    fn markup_ends_an_address_and_the_whole_text_is_kept() {
        for text in
            ["https://a.example/\"onmouseover=x <b>", "ü https://ü.example/straße … https://b.example]"]
        {
            let joined: String = parts(text)
                .iter()
                .map(|part| match *part {
                    Plain(text) | Link(text) => text,
                })
                .collect();
            assert_eq!(joined, text);
        }
        assert_eq!(parts("https://a.example/\"x")[0], Link("https://a.example/"));
    }
}
