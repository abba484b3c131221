//! The client address and the session of a request, stored in its extensions for the routes.

mod forwarded;

use std::net::{IpAddr, SocketAddr};

use app::PublicOrigin;
use axum::{
    Extension,
    extract::{ConnectInfo, Request, State},
    http::{
        HeaderMap, StatusCode,
        header::{FORWARDED, HOST, USER_AGENT},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use chat::{Caller, SignedIn, Switchboard, limits::is_near};

use crate::state::Served;
use forwarded::Told;

const FORWARDED_FOR: &str = "x-forwarded-for";
const FORWARDED_PROTO: &str = "x-forwarded-proto";
const MOST_PROXIES: usize = 8;

/// The local address of a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Here(pub(crate) SocketAddr);

/// Adds the [`Caller`], and the [`PublicOrigin`] under which the browser knows the server.
pub(crate) async fn from_where(
    State(served): State<Served>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Extension(Here(here)): Extension<Here>,
    mut request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let proxies = &served.config.trust_proxy;
    let trusted = proxies.trusts(peer.ip());
    let Told { client, by_tls } = match trusted {
        true if forwarded::is_spoken(headers) => forwarded::told(headers, proxies),
        true => Told {
            client: forwarded_for(headers).and_then(|addresses| proxies.client(addresses.into_iter())),
            by_tls: text(headers, FORWARDED_PROTO) == Some("https"),
        },
        false => Told::default(),
    };
    let is_forwarded = headers.contains_key(FORWARDED_FOR) || headers.contains_key(FORWARDED);
    if is_forwarded && (trusted || is_near(peer.ip())) {
        // Banning it would ban everybody behind it.
        served.switchboard.saw_proxy(peer.ip());
    }
    if !trusted && is_near(peer.ip()) && is_forwarded {
        tell_of_proxy(&served.unnamed_proxy, peer.ip().to_canonical());
    }
    let address = client.unwrap_or_else(|| peer.ip().to_canonical());
    let secure = match &served.config.public_url {
        Some(url) => url.starts_with("https:"),
        None => by_tls,
    };
    let origin = served.config.public_url.clone().unwrap_or_else(|| {
        let scheme = if secure { "https" } else { "http" };
        let host = host(headers).filter(|host| trusted || is_believed(host, here));
        format!("{scheme}://{}", host.unwrap_or_else(|| here.to_string()))
    });
    request.extensions_mut().insert(Caller { address, secure });
    request.extensions_mut().insert(PublicOrigin(origin));
    next.run(request).await
}

/// Adds the [`chat::SignedIn`] if the session cookie is valid.
pub(crate) async fn who(
    State(served): State<Served>,
    Extension(caller): Extension<Caller>,
    mut request: Request,
    next: Next,
) -> Response {
    if let Some(token) = app::cookie::SESSION.of(request.headers(), caller.secure) {
        match served.switchboard.signed_in(&token).await {
            Ok(Some(who)) => {
                served.known.seen(caller.address);
                note_use(&served.switchboard, &who, caller.address, agent(request.headers()));
                request.extensions_mut().insert(who);
            }
            Ok(None) => {}
            // Not "signed out": the session is valid again as soon as the database answers.
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

pub(crate) fn agent(headers: &HeaderMap) -> String {
    text(headers, USER_AGENT.as_str()).unwrap_or_default().to_owned()
}

/// Records the use of a session, without waiting for it to be stored.
pub(crate) fn note_use(switchboard: &Switchboard, who: &SignedIn, address: IpAddr, agent: String) {
    let (switchboard, who) = (switchboard.clone(), who.clone());
    tokio::spawn(async move {
        if let Err(error) = switchboard.session_is_used(&who, address, &agent).await {
            tracing::warn!(%error, "that a session is in use could not be written down");
        }
    });
}

/// Whether a server without a configured URL accepts this host name. Somebody else can point a name
/// at it, so names are accepted only on this machine; elsewhere the host must be an IP address.
fn is_believed(host: &str, here: SocketAddr) -> bool {
    let is_address =
        host.parse::<SocketAddr>().is_ok() || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
    is_address || here.ip().to_canonical().is_loopback()
}

/// The `Host` header, if it is nothing but a host with an optional port: it is written into pages
/// and headers.
fn host(headers: &HeaderMap) -> Option<String> {
    let host = headers.get(HOST)?.to_str().ok()?;
    let plain = host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b));
    (plain && !host.is_empty()).then(|| host.to_owned())
}

/// The addresses of `X-Forwarded-For`; the last one is from our own proxy. Stops at one that is not
/// an address.
fn forwarded_for(headers: &HeaderMap) -> Option<Vec<IpAddr>> {
    let lines = headers.get_all(FORWARDED_FOR).iter().map(|line| line.to_str().ok());
    let lines = lines.collect::<Option<Vec<_>>>()?;
    let addresses = lines.into_iter().flat_map(|line| line.split(',')).map(str::trim);
    // The earlier ones are the client's claims and may be anything.
    let last = addresses.rev().map_while(address_of);
    let mut last: Vec<_> = last.take(MOST_PROXIES).collect();
    last.reverse();
    Some(last)
}

/// Parses an address as proxies write it; some add the client's port.
fn address_of(text: &str) -> Option<IpAddr> {
    let with_port = || text.parse::<SocketAddr>().map(|address| address.ip()).ok();
    let in_brackets = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    text.parse().ok().or_else(with_port).or_else(in_brackets)
}

/// Logs once that all requests seem to come from the proxy. The console shows it while the program
/// runs.
fn tell_of_proxy(unnamed: &app::UnnamedProxy, peer: IpAddr) {
    if unnamed.seen(peer) {
        tracing::warn!(
            %peer,
            "a proxy forwards requests, but SWITCHBOARD_TRUST_PROXY does not name it: all visitors and operators have its \
             address, and share what one address may do"
        );
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// The answer if a session is needed and there is none.
pub(crate) fn signed_out() -> Response {
    (StatusCode::UNAUTHORIZED, "Sign in first.\n").into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn what_a_client_claims_is_read_no_further_than_it_is_an_address() {
        let of = |lines: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(FORWARDED_FOR, HeaderValue::from_static(line));
            }
            forwarded_for(&headers).map(|all| all.iter().map(IpAddr::to_string).collect::<Vec<_>>().join(" "))
        };
        let told = of(&["10.0.0.1, 198.51.100.7", "1.2.3.4, ::ffff:203.0.113.9"]);
        assert_eq!(told.as_deref(), Some("10.0.0.1 198.51.100.7 1.2.3.4 ::ffff:203.0.113.9"));
        let with_ports = of(&["192.0.2.1, 203.0.113.9:51234, [2001:db8::7]:443", "[2001:db8::8]"]);
        assert_eq!(with_ports.as_deref(), Some("192.0.2.1 203.0.113.9 2001:db8::7 2001:db8::8"));
        assert_eq!(of(&["192.0.2.1, 203.0.113.9:a, 198.51.100.7"]).as_deref(), Some("198.51.100.7"));
        assert_eq!(of(&["unknown, 198.51.100.7"]).as_deref(), Some("198.51.100.7"));
        assert_eq!(of(&["198.51.100.7", "nonsense"]).as_deref(), Some(""));
        assert_eq!(of(&[]).as_deref(), Some(""));
    }

    #[test]
    fn a_host_that_could_break_out_of_a_page_is_not_used() {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_static("chat.example.org:8080"));
        assert_eq!(host(&headers).as_deref(), Some("chat.example.org:8080"));
        headers.insert(HOST, HeaderValue::from_static("a\"><script>"));
        assert_eq!(host(&headers), None);
    }

    #[test]
    fn a_name_is_believed_on_this_machine_alone() {
        let [near, far] = ["127.0.0.1:8080", "192.0.2.7:8080"].map(|here| here.parse().unwrap());
        for address in ["192.0.2.7:8080", "192.0.2.7", "[2001:db8::7]:8080", "[2001:db8::7]"] {
            assert!(is_believed(address, far), "{address}");
        }
        for name in ["chat.example.org", "chat.example.org:8080", "localhost:8080", "192.0.2.7.example.org"] {
            assert!(is_believed(name, near) && !is_believed(name, far), "{name}");
        }
        assert!(is_believed("localhost", "[::1]:8080".parse().unwrap()));
    }
}
