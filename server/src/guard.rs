//! Checks before a request reaches its route, and the headers of every response.

use app::PublicOrigin;
use axum::{
    Extension, RequestExt,
    body::{Body, Bytes, to_bytes},
    extract::{DefaultBodyLimit, Request},
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, StatusCode,
        header::{
            ACCEPT, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, HOST, ORIGIN, REFERRER_POLICY,
            STRICT_TRANSPORT_SECURITY, UPGRADE, X_CONTENT_TYPE_OPTIONS,
        },
    },
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use chat::{Caller, SignedIn, limits::Rarely};

/// Which origins may load a resource without CORS.
pub(crate) const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");
/// The server functions that accept a POST without a session.
const FOR_ANYBODY: [&str; 4] = ["/api/sign_in", "/api/sign_out", "/api/ask_for_reset", "/api/reset_password"];
/// The largest body of these, in bytes: an address, a password, and a path to continue to.
const MAX_SIGN_IN: usize = 16 * 1024;
/// The largest body of an operator's request, in bytes: a sound, or a site with its texts in all
/// languages.
const MAX_BODY: usize = 1024 * 1024;

/// Refuses sockets and requests that change something if a page of another site sent them. The
/// cookie alone does not prove that the operator intended the request.
///
/// Browsers say where a request comes from in `Sec-Fetch-Site` (which pages cannot forge) and
/// `Origin`. Programs other than browsers send neither, and have no session cookie that a page
/// could misuse.
pub(crate) async fn same_site(
    Extension(PublicOrigin(ours)): Extension<PublicOrigin>,
    Extension(caller): Extension<Caller>,
    request: Request,
    next: Next,
) -> Response {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let is_socket = request.headers().contains_key(UPGRADE);
    if (changes || is_socket) && !is_same_origin(request.headers(), &ours, caller.secure) {
        static REFUSED: Rarely = Rarely::new();
        if let Some(count) = REFUSED.happens() {
            tracing::warn!(path = request.uri().path(), count, "refused: sent by a page of another site");
        }
        return match came_in_clear(request.headers(), caller.secure)
            && FOR_ANYBODY.contains(&request.uri().path())
        {
            true => not_secure(request.headers()),
            false => (StatusCode::FORBIDDEN, "This was sent by a page of another site.").into_response(),
        };
    }
    next.run(request).await
}

/// `ours`: scheme, host and port under which browsers should know the server. A page under another
/// name of the server is not another site if it came over an equally secure connection.
fn is_same_origin(headers: &HeaderMap, ours: &str, is_secure: bool) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    let scheme = if is_secure { "https" } else { "http" };
    let is_here = |origin: &str| {
        text(HOST)
            .is_some_and(|host| origin.strip_prefix(scheme).and_then(|o| o.strip_prefix("://")) == Some(host))
    };
    text(ORIGIN).is_none_or(|origin| origin == ours || is_here(origin))
}

/// Whether our own page sent it over an unencrypted connection although it should be encrypted.
fn came_in_clear(headers: &HeaderMap, is_secure: bool) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let origin = text(ORIGIN).and_then(|origin| origin.strip_prefix("http://"));
    is_secure && origin.is_some() && origin == text(HOST)
}

/// A browser would not keep the cookie then. A form is redirected to the page that explains it; a
/// script gets an error.
fn not_secure(headers: &HeaderMap) -> Response {
    let (told, page) = app::not_secure();
    let mut accepted = headers.get_all(ACCEPT).iter();
    match accepted.any(|kinds| kinds.to_str().is_ok_and(|kinds| kinds.contains("text/html"))) {
        true => Redirect::to(&page).into_response(),
        false => (StatusCode::FORBIDDEN, told).into_response(),
    }
}

/// Limits bodies. Without a session only those of signing in are accepted; operators' bodies are
/// limited to what they need. Nothing is read before the check, because a body that is never
/// completed costs memory.
pub(crate) async fn bodies(mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_open = FOR_ANYBODY.contains(&path);
    let is_signed_in = request.extensions().get::<SignedIn>().is_some();
    if !is_open && !is_signed_in && !matches!(*request.method(), Method::GET | Method::HEAD) {
        let secure = request.extensions().get::<Caller>().is_some_and(|caller| caller.secure);
        return match path.starts_with("/api/") {
            true => (StatusCode::UNAUTHORIZED, app::signed_out(request.headers(), secure)).into_response(),
            false => (StatusCode::UNAUTHORIZED, "Sign in first.\n").into_response(),
        };
    }
    let limit = if is_open { MAX_SIGN_IN } else { MAX_BODY };
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if length.is_some_and(|length: usize| length > limit) {
        return (StatusCode::PAYLOAD_TOO_LARGE, "This is too much at once.\n").into_response();
    }
    let is_function = path.starts_with("/api/");
    DefaultBodyLimit::max(limit).apply(&mut request);
    let response = next.run(request.with_limited_body()).await;
    match is_function && response.status() == StatusCode::INTERNAL_SERVER_ERROR {
        true => understood(response).await,
        false => response,
    }
}

/// Turns the error of a server function that could not decode its arguments into a 400, without
/// details of the decoding.
async fn understood(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let mut body = to_bytes(body, MAX_BODY).await.unwrap_or_default();
    // Leptos' answer begins with one of these.
    if ["Args|", "Deserialization|", "MissingArg|"].iter().any(|kind| body.starts_with(kind.as_bytes())) {
        parts.status = StatusCode::BAD_REQUEST;
        parts.headers.remove(CONTENT_LENGTH);
        body = Bytes::from_static(b"Args|This could not be understood.");
    }
    Response::from_parts(parts, Body::from(body))
}

/// Other pages keep no handle on a window of the console.
pub(crate) async fn alone(mut response: Response) -> Response {
    let name = HeaderName::from_static("cross-origin-opener-policy");
    response.headers_mut().insert(name, HeaderValue::from_static("same-origin"));
    response
}

/// The headers of every response. A route that needs another value has set it already.
pub(crate) async fn headers(Extension(caller): Extension<Caller>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
        (CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"),
        (CONTENT_SECURITY_POLICY, "frame-ancestors 'none'"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    // A browser that has used TLS once then uses nothing else. Subdomains are left out, because
    // they may belong to somebody else.
    if caller.secure {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
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
        is_same_origin(&headers, "https://chat.example", true)
    }

    #[test]
    fn another_sites_page_is_refused_and_our_own_is_not() {
        assert!(from(&[("origin", "https://chat.example")]));
        assert!(from(&[("host", "chat.example")]));
        assert!(from(&[("sec-fetch-site", "same-origin")]));
        assert!(from(&[("host", "10.0.0.7:8080"), ("origin", "https://10.0.0.7:8080")]), "by another name");
        assert!(!from(&[("host", "chat.example"), ("origin", "https://evil.example")]));
        assert!(!from(&[("host", "chat.example"), ("origin", "null")]));
        assert!(!from(&[("sec-fetch-site", "same-site")]));
        assert!(!from(&[("sec-fetch-site", "cross-site"), ("origin", "https://chat.example")]));
    }

    #[test]
    fn the_same_host_without_tls_is_another_site() {
        assert!(!from(&[("host", "chat.example"), ("origin", "http://chat.example")]));
        assert!(!from(&[("host", "chat.example"), ("origin", "https://chat.example:8443")]));
    }
}
