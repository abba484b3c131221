//! Which parts of a text are addresses that may be clicked: http and https only, so that no text that a visitor sends
//! can become a `javascript:` link.

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part<'a> {
    Words(&'a str),
    Link(&'a str),
}

/// The text in its parts, in order; joined they are the text again.
pub(crate) fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = next_address(rest) {
        let length = address_length(&rest[start..]);
        if start > 0 {
            parts.push(Part::Words(&rest[..start]));
        }
        parts.push(Part::Link(&rest[start..start + length]));
        rest = &rest[start + length..];
    }
    if !rest.is_empty() {
        parts.push(Part::Words(rest));
    }
    parts
}

/// The path of a web address, for a list that has no room for the whole; the address itself if it is none.
fn path(address: &str) -> &str {
    match host(address) {
        Some(host) => {
            let start = host.as_ptr() as usize - address.as_ptr() as usize + host.len();
            if start == address.len() { "/" } else { &address[start..] }
        }
        None => address,
    }
}

/// The same as the browser's address bar shows it: `/商品` rather than percent signs.
pub(crate) fn shown_path(address: &str) -> String {
    let path = path(address);
    // What is not UTF-8 under its percent signs stays as it is.
    js_sys::decode_uri(path).map_or_else(|_| path.to_owned(), String::from)
}

/// Where the next address begins: at a word's beginning, and something follows its scheme.
fn next_address(text: &str) -> Option<usize> {
    text.char_indices().find_map(|(at, c)| {
        let begins_word = !text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        (matches!(c, 'h' | 'H') && begins_word && host(&text[at..]).is_some()).then_some(at)
    })
}

/// The length of the address that `text` begins with: up to white space, without the punctuation that ends a sentence
/// or closes a bracket that the address did not open.
fn address_length(text: &str) -> usize {
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')).unwrap_or(text.len());
    let mut address = &text[..end];
    loop {
        let open = |c| address.matches(c).count();
        let cut = match address.chars().next_back() {
            Some('.' | ',' | ';' | ':' | '!' | '?' | '\'') => true,
            Some(')') => open('(') < open(')'),
            Some(']') => open('[') < open(']'),
            _ => false,
        };
        if !cut {
            return address.len();
        }
        address = &address[..address.len() - 1];
    }
}

/// What stands between the scheme and the path, if that is a web address with a host.
fn host(address: &str) -> Option<&str> {
    let scheme = ["http://", "https://"]
        .into_iter()
        .find(|s| address.get(..s.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(s)))?;
    let rest = &address[scheme.len()..];
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#')).unwrap_or(rest.len());
    rest[..end].starts_with(|c: char| c.is_alphanumeric() || c == '[').then_some(&rest[..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use Part::{Link, Words};

    #[test]
    fn a_sentence_keeps_its_full_stop() {
        assert_eq!(
            parts("See https://example.org/a?b=c#d, then (http://localhost:8080/x_(y))."),
            [
                Words("See "),
                Link("https://example.org/a?b=c#d"),
                Words(", then ("),
                Link("http://localhost:8080/x_(y)"),
                Words(").")
            ]
        );
    }

    #[test]
    fn only_the_web_is_linked() {
        for text in
            ["javascript:alert(1)", "data:text/html,x", "ftp://a.b", "https://", "xhttps://a.b", "http:// a"]
        {
            assert_eq!(parts(text), [Words(text)], "{text}");
        }
        assert_eq!(parts("HTTPS://A.B"), [Link("HTTPS://A.B")]);
        assert_eq!(parts(""), []);
    }

    #[test]
    fn quotes_and_angle_brackets_end_an_address() {
        assert_eq!(
            parts("<https://a.b/\"onclick=x>"),
            [Words("<"), Link("https://a.b/"), Words("\"onclick=x>")]
        );
    }

    #[test]
    fn a_list_shows_the_path() {
        assert_eq!(path("https://example.org/shop/cart?x=1"), "/shop/cart?x=1");
        assert_eq!(path("https://example.org"), "/");
        assert_eq!(path("about:blank"), "about:blank");
    }
}
