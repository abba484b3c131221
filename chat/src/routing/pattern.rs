//! Which pages a URL rule matches (manual A12).
//!
//! | pattern | matches |
//! |---|---|
//! | empty | every page |
//! | `shop.example` | every page of this host |
//! | `*.shop.example` | every page of every host below it |
//! | `shop.example/help` | this page, whatever its query |
//! | `shop.example/help/*` | every page below it |
//! | `shop.example/find?q=*` | this page with such a query |
//!
//! `*` stands for any characters, or for none. Scheme, fragment and a trailing slash do not matter.

use url::Url;
use wildmatch::WildMatchPattern;

/// `*` is the only wildcard. There is none for a single character, because a question mark begins
/// the query.
type Wild = WildMatchPattern<'*', '\0'>;

/// The longest pattern, in characters.
const LONGEST: usize = 500;

/// Why a pattern is not accepted, for the person who typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPattern {
    /// It does not begin with a host.
    #[error("the address must begin with a host, like shop.example or shop.example/help/*")]
    NoHost,
    /// It is longer than 500 characters.
    #[error("the address is longer than 500 characters")]
    TooLong,
}

/// The stored form of a pattern: as browsers write addresses, without a scheme.
pub(crate) fn normal(pattern: &str) -> Result<String, BadPattern> {
    let pattern = pattern.trim();
    if pattern.is_empty() {
        return Ok(String::new());
    }
    let without_scheme = |scheme| pattern.strip_prefix(scheme);
    let pattern = without_scheme("https://").or_else(|| without_scheme("http://")).unwrap_or(pattern);
    if pattern.chars().count() > LONGEST {
        return Err(BadPattern::TooLong);
    }
    // A URL parser would skip slashes before the host and take what follows them for the host.
    if pattern.starts_with(['/', '\\']) || pattern.contains(char::is_whitespace) || pattern.contains('@') {
        return Err(BadPattern::NoHost);
    }
    let url = Url::parse(&format!("https://{pattern}")).map_err(|_| BadPattern::NoHost)?;
    let place = place_of(&url).ok_or(BadPattern::NoHost)?;
    Ok(if pattern.contains(['/', '?', '#']) {
        place + &url[url::Position::BeforePath..url::Position::AfterQuery]
    } else {
        place
    })
}

/// Whether this page matches; `pattern` is a [`normal`] one.
pub(crate) fn fits(pattern: &str, page: &str) -> bool {
    if pattern.is_empty() {
        return true;
    }
    let Ok(page) = Url::parse(page) else { return false };
    let Some(place) = place_of(&page) else { return false };
    if !pattern.contains('/') {
        return Wild::new(pattern).matches(&place);
    }
    let page = match (pattern.contains('?'), page.query()) {
        (true, Some(query)) => format!("{place}{}?{query}", page.path()),
        _ => place + page.path(),
    };
    Wild::new(without_slash(pattern)).matches(without_slash(&page))
}

/// The host, and the port unless it is the scheme's default.
fn place_of(url: &Url) -> Option<String> {
    let host = url.host_str().filter(|host| !host.is_empty())?;
    Some(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}

fn without_slash(address: &str) -> &str {
    address.strip_suffix('/').unwrap_or(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_fit(pattern: &str, page: &str) -> bool {
        fits(&normal(pattern).unwrap(), page)
    }

    #[test]
    fn a_host_stands_for_all_its_pages() {
        for page in ["https://shop.example", "http://shop.example/", "https://SHOP.example/a/b?c#d"] {
            assert!(is_fit("shop.example", page), "{page}");
            assert!(is_fit("https://Shop.Example", page), "{page}");
        }
        for page in
            ["https://www.shop.example/", "https://shop.example.org/", "https://shop.example:8443/", ""]
        {
            assert!(!is_fit("shop.example", page), "{page}");
        }
        assert!(is_fit("shop.example:8443", "https://shop.example:8443/a"));
        assert!(is_fit("*.shop.example", "https://www.shop.example/a"));
        assert!(!is_fit("*.shop.example", "https://shop.example/a"));
        assert!(is_fit("", "https://anywhere.example/a") && is_fit("", "no address"));
    }

    #[test]
    fn a_page_is_that_page_whatever_its_query() {
        for page in
            ["https://shop.example/help", "https://shop.example/help/", "https://shop.example/help?a=b#c"]
        {
            assert!(is_fit("shop.example/help", page), "{page}");
            assert!(is_fit("shop.example/help/", page), "{page}");
        }
        assert!(!is_fit("shop.example/help", "https://shop.example/help/me"));
        assert!(!is_fit("shop.example/", "https://shop.example/help"), "the start page alone");
        assert!(is_fit("shop.example/", "https://shop.example"));
        assert!(is_fit("shop.example/größe", "https://shop.example/gr%C3%B6%C3%9Fe"));
    }

    #[test]
    fn a_star_stands_for_anything() {
        assert!(is_fit("shop.example/help/*", "https://shop.example/help/me/please"));
        assert!(!is_fit("shop.example/help/*", "https://shop.example/helpless"));
        assert!(is_fit("shop.example/*/shoes", "https://shop.example/en/women/shoes"));
        assert!(is_fit("shop.example/find?q=*", "https://shop.example/find?q=shoes"));
        assert!(!is_fit("shop.example/find?q=*", "https://shop.example/find"));
        assert!(!is_fit("shop.example/find?q=*", "https://shop.example/find?page=2&q=shoes"));
    }

    #[test]
    fn what_names_no_host_is_not_taken() {
        for pattern in ["/help", "shop example", "https://", "user@shop.example", "[", "shop.example:port"] {
            assert_eq!(normal(pattern), Err(BadPattern::NoHost), "{pattern}");
        }
        assert_eq!(normal(&"a".repeat(501)), Err(BadPattern::TooLong));
        assert_eq!(normal(" https://Shop.Example/Help/#top ").unwrap(), "shop.example/Help/");
    }
}
