//! Where a request came from, and who is signed in: put into the request's extensions for everything behind.

use std::net::{IpAddr, SocketAddr};

use axum::{
    Extension,
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, StatusCode, header::HOST},
    middleware::Next,
    response::{IntoResponse, Response},
};
use chat::Caller;

use crate::serve::Served;

/// Adds the [`Caller`].
pub(crate) async fn from_where(
    State(served): State<Served>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let trusted = served.config.trust_proxy;
    let address = forwarded_for(headers).filter(|_| trusted).unwrap_or_else(|| peer.ip().to_canonical());
    let secure = match &served.config.public_url {
        Some(url) => url.starts_with("https:"),
        None => trusted && text(headers, "x-forwarded-proto") == Some("https"),
    };
    request.extensions_mut().insert(Caller { address, secure });
    next.run(request).await
}

/// Adds the [`chat::SignedIn`] if the session's cookie is valid, and how the browser knows the server.
pub(crate) async fn who(
    State(served): State<Served>,
    Extension(caller): Extension<Caller>,
    mut request: Request,
    next: Next,
) -> Response {
    let origin = public_origin(&served, caller, request.headers());
    request.extensions_mut().insert(app::PublicOrigin(origin));
    if let Some(token) = app::cookie::SESSION.of(request.headers(), caller.secure) {
        match served.switchboard.signed_in(&token).await {
            Ok(Some(who)) => {
                request.extensions_mut().insert(who);
            }
            Ok(None) => {}
            // Not "signed out": he is signed in as soon as the database answers again.
            Err(error) => {
                tracing::error!(%error, "a session could not be looked up");
                return (
                    StatusCode::SERVICE_UNAVAILABLE,
                    "The server has trouble just now. Try again in a moment.",
                )
                    .into_response();
            }
        }
    }
    next.run(request).await
}

/// The origin under which this request's browser knows the server, such as `https://chat.example.org`.
pub(crate) fn public_origin(served: &Served, caller: Caller, headers: &HeaderMap) -> String {
    match &served.config.public_url {
        Some(url) => url.clone(),
        None => {
            let scheme = if caller.secure { "https" } else { "http" };
            format!("{scheme}://{}", host(headers).unwrap_or_else(|| served.config.listen.to_string()))
        }
    }
}

/// The `Host` header, if it is a host and perhaps a port and nothing else: it is written into pages and headers.
fn host(headers: &HeaderMap) -> Option<String> {
    let host = headers.get(HOST)?.to_str().ok()?;
    let plain = host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b));
    (plain && !host.is_empty()).then(|| host.to_owned())
}

/// The last entry of `X-Forwarded-For`: the one that our own proxy added. Those before it are the client's claims.
fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    last.rsplit(',').next()?.trim().parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn only_the_proxys_own_entry_counts() {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", HeaderValue::from_static("10.0.0.1, 198.51.100.7"));
        headers.append("x-forwarded-for", HeaderValue::from_static("1.2.3.4, ::ffff:203.0.113.9"));
        assert_eq!(forwarded_for(&headers), Some([203, 0, 113, 9].into()));
        headers.append("x-forwarded-for", HeaderValue::from_static("nonsense"));
        assert_eq!(forwarded_for(&headers), None);
    }

    #[test]
    fn a_host_that_could_break_out_of_a_page_is_not_used() {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_static("chat.example.org:8080"));
        assert_eq!(host(&headers).as_deref(), Some("chat.example.org:8080"));
        headers.insert(HOST, HeaderValue::from_static("a\"><script>"));
        assert_eq!(host(&headers), None);
    }
}
