//! The cookie that holds a session's secret.
//!
//! `HttpOnly` keeps it from scripts, `SameSite=Lax` from other sites' requests that change something. Behind TLS it is
//! `Secure` and carries the `__Host-` prefix, with which no neighbouring host can plant one.

use axum::http::{
    HeaderMap, HeaderValue,
    header::{COOKIE, InvalidHeaderValue},
};

const PLAIN: &str = "switchboard";
const SECURE: &str = "__Host-switchboard";

/// The `Set-Cookie` value that begins a session in a browser.
///
/// # Errors
/// If the secret has characters that no header can carry.
pub fn begin(token: &str, lasts_seconds: i64, secure: bool) -> Result<HeaderValue, InvalidHeaderValue> {
    header(token, lasts_seconds, secure)
}

/// The `Set-Cookie` value that ends it.
///
/// # Errors
/// None in practice; it has no variable part.
pub fn end(secure: bool) -> Result<HeaderValue, InvalidHeaderValue> {
    header("", 0, secure)
}

/// The secret that a request carries. Behind TLS only the cookie that came by TLS counts.
pub fn token(headers: &HeaderMap, secure: bool) -> Option<String> {
    let wanted = name(secure);
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, value)| *name == wanted && !value.is_empty())
        .map(|(_, value)| value.to_owned())
}

fn name(secure: bool) -> &'static str {
    if secure { SECURE } else { PLAIN }
}

fn header(token: &str, lasts_seconds: i64, secure: bool) -> Result<HeaderValue, InvalidHeaderValue> {
    let name = name(secure);
    let tls = if secure { "; Secure" } else { "" };
    HeaderValue::from_str(&format!(
        "{name}={token}; Path=/; Max-Age={lasts_seconds}; HttpOnly; SameSite=Lax{tls}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(cookies: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static(cookies));
        headers
    }

    #[test]
    fn behind_tls_the_cookie_cannot_leave_it() {
        assert_eq!(
            begin("abc", 60, true).unwrap(),
            "__Host-switchboard=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure"
        );
        assert_eq!(
            begin("abc", 60, false).unwrap(),
            "switchboard=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax"
        );
    }

    #[test]
    fn the_secret_is_found_among_others() {
        assert_eq!(token(&request("a=1; switchboard=xyz; b=2"), false).as_deref(), Some("xyz"));
        assert_eq!(token(&request("switchboard="), false), None);
        assert_eq!(token(&request("my-switchboard=xyz"), false), None);
    }

    #[test]
    fn behind_tls_a_plain_cookie_is_nobodys() {
        assert_eq!(token(&request("switchboard=planted"), true), None);
        assert_eq!(
            token(&request("switchboard=planted; __Host-switchboard=real"), true).as_deref(),
            Some("real")
        );
    }
}
