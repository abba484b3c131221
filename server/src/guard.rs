//! What is refused before it reaches anything, and the headers that every answer carries.

use axum::{
    RequestExt,
    extract::{DefaultBodyLimit, Request},
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, StatusCode,
        header::{CONTENT_LENGTH, HOST, ORIGIN, REFERRER_POLICY, UPGRADE, X_CONTENT_TYPE_OPTIONS},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use chat::SignedIn;

/// What anybody may post who is not signed in.
const FOR_ANYBODY: [&str; 2] = ["/api/sign_in", "/api/sign_out"];
/// The largest body of these, in bytes: an address, a password, and where the way leads.
const MAX_SIGN_IN: usize = 16 * 1024;
/// The largest body of whoever is signed in, in bytes: a sound, or a web site with its texts in all languages.
const MAX_BODY: usize = 1024 * 1024;

/// Refuses requests that change something, and sockets, when a page of another site sent them: the cookie alone does
/// not say that the operator meant it.
///
/// Browsers tell where a request comes from by `Sec-Fetch-Site` (which pages cannot forge) and by `Origin`. Programs
/// that are not browsers send neither; they have no cookies of somebody else's to misuse.
pub(crate) async fn same_site(request: Request, next: Next) -> Response {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let is_socket = request.headers().contains_key(UPGRADE);
    if (changes || is_socket) && !is_same_origin(request.headers()) {
        tracing::warn!(path = request.uri().path(), "refused: sent by a page of another site");
        return (StatusCode::FORBIDDEN, "This was sent by a page of another site.").into_response();
    }
    next.run(request).await
}

fn is_same_origin(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    match (text(ORIGIN), text(HOST)) {
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, from)| from == host),
        (Some(_), None) => false,
        (None, _) => true,
    }
}

/// Lets nobody's body in but that of a sign-in, and of what operators send no more than they have reason to. It is not read before
/// that is known: a body that somebody sends and does not end costs what there is of it.
pub(crate) async fn bodies(mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_open = FOR_ANYBODY.contains(&path);
    let is_signed_in = request.extensions().get::<SignedIn>().is_some();
    if !is_open && !is_signed_in && !matches!(*request.method(), Method::GET | Method::HEAD) {
        return match path.starts_with("/api/") {
            true => (StatusCode::UNAUTHORIZED, app::signed_out()).into_response(),
            false => (StatusCode::UNAUTHORIZED, "Sign in first.\n").into_response(),
        };
    }
    let limit = if is_open { MAX_SIGN_IN } else { MAX_BODY };
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if length.is_some_and(|length: usize| length > limit) {
        return (StatusCode::PAYLOAD_TOO_LARGE, "This is too much at once.\n").into_response();
    }
    DefaultBodyLimit::max(limit).apply(&mut request);
    next.run(request.with_limited_body()).await
}

/// Headers that suit every answer; a route that needs another value has set it already.
pub(crate) async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(pairs: &[(&'static str, &'static str)]) -> bool {
        let headers = pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        is_same_origin(&headers)
    }

    #[test]
    fn another_sites_page_is_refused_and_our_own_is_not() {
        assert!(from(&[("host", "chat.example"), ("origin", "https://chat.example")]));
        assert!(from(&[("host", "chat.example"), ("sec-fetch-site", "same-origin")]));
        assert!(from(&[("host", "chat.example")]));
        assert!(!from(&[("host", "chat.example"), ("origin", "https://evil.example")]));
        assert!(!from(&[("host", "chat.example"), ("origin", "null")]));
        assert!(!from(&[("host", "chat.example"), ("sec-fetch-site", "same-site")]));
        assert!(!from(&[("host", "c"), ("sec-fetch-site", "cross-site"), ("origin", "http://c")]));
    }
}
