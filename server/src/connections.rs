//! Connections from the network: the maximum number at once, and the time for sending a request.

mod connection;

use std::{convert::Infallible, io, net::IpAddr, net::SocketAddr, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
};
use chat::limits::{Place, Places, Rarely};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::sleep,
};
use tower::ServiceExt;

use crate::{caller::Here, state::Served};
use connection::Connection;

/// The time limit for a request's head, and for the silence between two requests.
const HEAD: Duration = Duration::from_secs(30);
/// The largest head, in bytes; also how much of a body is read ahead.
const MAX_HEAD: usize = 64 * 1024;
/// The pause in accepting when the system has no resources for another connection.
const EXHAUSTED: Duration = Duration::from_millis(200);
/// Open files other than connections: the database, the log, SIP, email.
const OTHER_FILES: u64 = 256;
/// The upper limit for one process, whatever the system allows.
const MOST: u64 = 100_000;
/// The answer to a connection over the limit.
const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\nRetry-After: 30\r\n\
    Connection: close\r\n\r\nThere are too many connections, in all or from your address. Try again in a moment.\n";

/// Raises the limit of open files as far as the system allows. Returns the number of connections it
/// is enough for.
pub(crate) fn most() -> usize {
    let before = open_files();
    let files = rlimit::increase_nofile_limit(u64::MAX).unwrap_or_else(|error| {
        tracing::warn!(%error, "the limit of open files could not be raised");
        before
    });
    let most = files.saturating_sub(OTHER_FILES).max(files / 2).min(MOST);
    tracing::info!(files, before, connections = most, "limit of open files");
    usize::try_from(most).unwrap_or(usize::MAX)
}

#[cfg(unix)]
fn open_files() -> u64 {
    rlimit::Resource::NOFILE.get_soft().unwrap_or(1_024)
}

#[cfg(not(unix))]
fn open_files() -> u64 {
    1_024
}

/// Serves connections until the server stops, then finishes pending requests.
pub(crate) async fn serve(listener: TcpListener, router: Router, places: Places, mut served: Served) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => match place_for(peer.ip(), &places, &served) {
                    Some(place) => {
                        // Otherwise a frame waits until the one before is acknowledged. This fails
                        // only on a connection that has ended.
                        let _ = stream.set_nodelay(true);
                        tracing::trace!(%peer, "a connection");
                        // The local address is unknown only if the connection has ended.
                        let Ok(here) = stream.local_addr() else { continue };
                        let stream = Connection::new(stream, place);
                        connections.spawn(talk(stream, peer, Here(here), router.clone(), served.clone()));
                    }
                    None => turn_away(&stream, peer.ip()),
                },
                Err(error) => wait_after(&error).await,
            },
            Some(_) = connections.join_next() => {}
            () = served.stopped() => break,
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

fn place_for(peer: IpAddr, places: &Places, served: &Served) -> Option<Place> {
    // A proxy carries the connections of many clients, which only their requests tell apart.
    match served.config.trust_proxy.trusts(peer) {
        true => places.take_for_many(peer),
        false => places.take(peer),
    }
}

async fn talk(stream: Connection, peer: SocketAddr, here: Here, router: Router, mut served: Served) {
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let router = router.clone();
        async move {
            let mut request: Request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            request.extensions_mut().insert(here);
            let Ok::<_, Infallible>(response) = router.oneshot(request).await;
            Ok::<_, Infallible>(response)
        }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(MAX_HEAD);
    let talking = http.serve_connection(TokioIo::new(stream), service).with_upgrades();
    let mut talking = std::pin::pin!(talking);
    tokio::select! {
        // An error here means that the client broke off, and nothing needs to be done.
        _ = &mut talking => return,
        () = served.stopped() => talking.as_mut().graceful_shutdown(),
    }
    let _ = talking.await;
}

/// An error in accepting concerns either a connection that has ended already, or the system.
async fn wait_after(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tracing::error!(%error, "no connection can be accepted");
        sleep(EXHAUSTED).await;
    }
}

fn turn_away(stream: &TcpStream, from: IpAddr) {
    static REFUSED: Rarely = Rarely::new();
    // If it cannot be written at once, the connection just ends.
    let _ = stream.try_write(FULL);
    if let Some(count) = REFUSED.happens() {
        tracing::warn!(count, last = %from, "connections refused: there are too many");
    }
}
