//! URLs as a list shows them. Which parts of a text are links is decided in `wire::links`.

/// The path of a URL, for a list without room for the whole, as the browser's address bar shows it:
/// `/商品` rather than percent signs. Returns the input if it is not a URL.
pub(crate) fn shown_path(address: &str) -> String {
    let path = path(address);
    // If the decoded bytes are not UTF-8, the path stays as it is.
    js_sys::decode_uri(path).map_or_else(|_| path.to_owned(), String::from)
}

/// The path, still encoded.
fn path(address: &str) -> &str {
    match host(address) {
        Some(host) => {
            let start = host.as_ptr() as usize - address.as_ptr() as usize + host.len();
            if start == address.len() { "/" } else { &address[start..] }
        }
        None => address,
    }
}

/// The part between scheme and path, if this is a web URL with a host.
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

    #[test]
    fn a_list_shows_the_path() {
        assert_eq!(path("https://example.org/shop/cart?x=1"), "/shop/cart?x=1");
        assert_eq!(path("https://example.org"), "/");
        assert_eq!(path("about:blank"), "about:blank");
    }
}
