//! `GET /sip`: SIP over WebSocket (RFC 7118) for clients in browsers. Clients authenticate with the
//! gateway; cookies are ignored.

use std::net::SocketAddr;

use axum::{
    Extension,
    extract::{
        ConnectInfo, State, WebSocketUpgrade,
        ws::{Message, WebSocket},
    },
    http::{HeaderMap, StatusCode, header::SEC_WEBSOCKET_PROTOCOL},
    response::{IntoResponse, Response},
};
use chat::Caller;
use sip::Gateway;
use tokio::{
    sync::mpsc,
    time::{Instant, MissedTickBehavior, interval},
};

use crate::{
    rate::{Rate, Verdict},
    socket::{PING, SILENCE, sent_in_time, too_many},
    state::Served,
};

/// The largest message, in bytes: the most that the gateway accepts.
const MAX_READ: usize = 96 * 1024;
/// The length of the queues to and from the gateway.
const WAITING: usize = 8;
/// The subprotocol (RFC 7118, 3).
const SIP: &str = "sip";

pub(crate) async fn open(
    State(served): State<Served>,
    Extension(caller): Extension<Caller>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let Some(gateway) = served.sip.clone() else {
        return (StatusCode::NOT_FOUND, "SIP is not switched on here.\n").into_response();
    };
    let offered = headers.get_all(SEC_WEBSOCKET_PROTOCOL).iter().filter_map(|value| value.to_str().ok());
    if !offered.flat_map(|value| value.split(',')).any(|name| name.trim() == SIP) {
        return (StatusCode::BAD_REQUEST, "Name the subprotocol: sip.\n").into_response();
    }
    let Some(place) = served.sockets.take(caller.address) else { return too_many() };
    let peer = SocketAddr::new(caller.address, peer.port());
    upgrade
        .protocols([SIP])
        .read_buffer_size(4 * 1024)
        .write_buffer_size(0)
        .max_message_size(MAX_READ)
        .max_frame_size(MAX_READ)
        .on_upgrade(async move |socket| {
            let rate = Rate::new(served.config.frames_per_second);
            talk(socket, gateway, peer, caller.secure, rate).await;
            drop(place);
        })
}

/// Carries messages to and from the gateway until either end closes.
async fn talk(mut socket: WebSocket, gateway: Gateway, peer: SocketAddr, is_secure: bool, mut rate: Rate) {
    let ((to_gateway, incoming), (outgoing, mut from_gateway)) =
        (mpsc::channel(WAITING), mpsc::channel(WAITING));
    let serving = sip::WebSocket { peer, is_secure, incoming, outgoing };
    // It ends when this end of the channels is dropped.
    tokio::spawn(async move { gateway.serve_websocket(serving).await });
    let mut ping = interval(PING);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut heard, mut held) = (Instant::now(), None);
    loop {
        // A message is held until the gateway takes it. Meanwhile outgoing messages are sent,
        // because otherwise both could wait for each other.
        tokio::select! {
            message = socket.recv(), if held.is_none() => {
                let Some(Ok(message)) = message else { return };
                heard = Instant::now();
                // SIP has no answer for a smaller excess that every client understands.
                if rate.count() == Verdict::Close {
                    return;
                }
                held = match message {
                    Message::Text(text) => Some(text.as_bytes().to_vec()),
                    Message::Binary(bytes) => Some(bytes.to_vec()),
                    Message::Ping(_) | Message::Pong(_) => None,
                    Message::Close(_) => return,
                };
            }
            place = to_gateway.reserve(), if held.is_some() => match (place, held.take()) {
                (Ok(place), Some(bytes)) => place.send(bytes),
                _ => return,
            },
            bytes = from_gateway.recv() => {
                let Some(bytes) = bytes else {
                    let _ = send(&mut socket, Message::Close(None)).await;
                    return;
                };
                let message = match String::from_utf8(bytes) {
                    Ok(text) => Message::Text(text.into()),
                    Err(error) => Message::Binary(error.into_bytes().into()),
                };
                if !send(&mut socket, message).await {
                    return;
                }
            }
            _ = ping.tick() => {
                if heard.elapsed() > SILENCE || !send(&mut socket, Message::Ping(Vec::new().into())).await {
                    return;
                }
            }
        }
    }
}

/// Sends a message. Returns whether it was sent in time.
async fn send(socket: &mut WebSocket, message: Message) -> bool {
    matches!(sent_in_time(socket.send(message)).await, Some(Ok(())))
}
