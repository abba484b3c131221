//! Connections from the network: how many there may be at once, and how long one may take to say what it wants.

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

/// How long a connection may take for a request's head, and how long it may say nothing between two requests.
const HEAD: Duration = Duration::from_secs(30);
/// The largest head, in bytes; also how much is read ahead of a body.
const MAX_HEAD: usize = 64 * 1024;
/// How long nobody is let in when the system has nothing left for another connection.
const EXHAUSTED: Duration = Duration::from_millis(200);
/// Files that are no connections: the database, the log, SIP, e-mail.
const OTHER_FILES: u64 = 256;
/// More connections than that are not for one process, whatever the system allows.
const MOST: u64 = 100_000;
/// What somebody reads for whom there is no place.
const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\nRetry-After: 30\r\n\
    Connection: close\r\n\r\nThere are too many connections, in all or from your address. Try again in a moment.\n";

/// Raises this program's limit of open files as far as the system lets it, and says how many connections that is enough for.
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

/// Serves whoever connects until the server stops; then what is under way is answered.
pub(crate) async fn serve(listener: TcpListener, router: Router, places: Places, mut served: Served) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => match place_for(peer.ip(), &places, &served) {
                    Some(place) => {
                        // Else a frame waits until the one before has been acknowledged. It fails only on a connection that has
                        // ended.
                        let _ = stream.set_nodelay(true);
                        tracing::trace!(%peer, "a connection");
                        // Where it is connected to is not known only of a connection that has ended.
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
    // A proxy has the connections of all; whose they are is known by their requests only.
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
        // Whoever broke it off knows; nobody else can do anything about it.
        _ = &mut talking => return,
        () = served.stopped() => talking.as_mut().graceful_shutdown(),
    }
    let _ = talking.await;
}

/// What goes wrong in accepting concerns either a connection that is gone already, or the system.
async fn wait_after(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tracing::error!(%error, "no connection can be accepted");
        sleep(EXHAUSTED).await;
    }
}

/// There is no place for this one.
fn turn_away(stream: &TcpStream, from: IpAddr) {
    static REFUSED: Rarely = Rarely::new();
    // Where it is not taken at once, the connection just ends.
    let _ = stream.try_write(FULL);
    if let Some(count) = REFUSED.happens() {
        tracing::warn!(count, last = %from, "connections refused: there are too many");
    }
}
