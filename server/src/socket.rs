//! The common part of both live protocols: encoding, frames, limits, pings and closing.

mod reading;
mod waiting;

use std::time::Duration;

use axum::{
    extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade},
    http::{
        HeaderMap, StatusCode,
        header::{RETRY_AFTER, SEC_WEBSOCKET_PROTOCOL},
    },
    response::{IntoResponse, Response},
};
use chat::Caller;
use futures::SinkExt;
use serde::{Serialize, de::DeserializeOwned};
use tokio::time::{Instant, timeout};
use wire::frame::{self, Encoding, Frame, MAX_FRAME, close};

use crate::{
    rate::{Rate, Verdict},
    state::Served,
};

pub(crate) use reading::Reading;
use waiting::Waiting;
pub(crate) use waiting::sent_in_time;

/// A frame that is too large, but not larger than this, gets an answer; a larger one ends the
/// connection. (To answer, the server must read the frame, and that is the most memory a stranger
/// may take for it.)
const MAX_READ: usize = 1_280 * 1024;
/// The interval of pings, which keep proxies from closing the connection and reveal a dead peer.
pub(crate) const PING: Duration = Duration::from_secs(20);
/// How long a peer may stay silent, even to pings, before it counts as gone.
pub(crate) const SILENCE: Duration = Duration::from_secs(50);
/// The maximum number of pending requests of one connection. They start in order and are answered
/// in order.
pub(crate) const UNDER_WAY: usize = 16;
/// The number of bytes to gather before a system call, unless there is nothing more to send.
const GATHERED: usize = 4 * 1024;
/// With this many unsent bytes, the peer's further requests are not read until it has received
/// them.
const FULL: usize = 64 * 1024;
/// The maximum number of frames that are read after the last one to the peer.
const LAST_READ: usize = 1_000;
/// Close codes of RFC 6455, 7.4.1.
const GOING_AWAY: u16 = 1001;
const NOT_UTF_8: u16 = 1007;
const TOO_BIG: u16 = 1009;
const INTERNAL: u16 = 1011;

pub(crate) struct Socket {
    ws: WebSocket,
    encoding: Encoding,
    heard: Instant,
    rate: Rate,
    /// The bytes from [`Socket::send`] since the last [`Socket::flush`].
    unsent: Waiting,
}

/// A received value.
#[derive(Debug)]
pub(crate) enum Received<T> {
    /// It is accepted.
    Take(T),
    /// It is refused: too many frames in too short a time.
    Refuse(T),
}

/// Why a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The peer closed it, or it broke.
    Gone,
    /// A frame could not be decoded, or was out of order.
    Malformed,
    /// A text frame was not UTF-8.
    NotUtf8,
    /// A frame was larger than [`MAX_FRAME`].
    TooBig,
    /// The peer does not read.
    Behind,
    /// The peer sends far too much.
    TooFast,
    Refused(&'static str),
    SignedOut,
    /// The operator's rights have changed, so the client must connect again.
    Anew,
    /// What was kept of this visitor was erased, so the client must connect again and find nothing.
    Erased,
    Stopping,
    /// An internal error.
    Trouble,
}

/// Answers an upgrade request: chooses the encoding, then runs `talk`. A client of another version
/// gets the close code for that.
pub(crate) fn open<F, T>(
    served: &Served,
    caller: Caller,
    headers: &HeaderMap,
    upgrade: WebSocketUpgrade,
    talk: F,
) -> Response
where
    F: FnOnce(Socket) -> T + Send + 'static,
    T: Future<Output = ()> + Send + 'static,
{
    let Some(place) = served.sockets.take(caller.address) else { return too_many() };
    let offered: Vec<String> = headers
        .get_all(SEC_WEBSOCKET_PROTOCOL)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(',').map(|name| name.trim().to_owned()))
        .collect();
    // The default read buffer takes 128 KiB per connection, and most connections are idle. The
    // write buffer takes only what it holds.
    let upgrade = upgrade
        .read_buffer_size(4 * 1024)
        .write_buffer_size(GATHERED)
        .max_message_size(MAX_READ)
        .max_frame_size(MAX_READ);
    if let Some((name, encoding)) = offered.iter().find_map(|name| Some((name.clone(), Encoding::of(name)?)))
    {
        let rate = Rate::new(served.config.frames_per_second);
        upgrade.protocols([name]).on_upgrade(async move |ws| {
            talk(Socket { ws, encoding, heard: Instant::now(), rate, unsent: Waiting::default() }).await;
            drop(place);
        })
    } else if let Some(name) = offered.into_iter().find(|name| name.starts_with(frame::PREFIX)) {
        upgrade.protocols([name]).on_upgrade(async |mut ws| {
            close_with(&mut ws, close::OTHER_VERSION, "this server speaks another version").await;
        })
    } else {
        let names = format!("Name a subprotocol: {} or {}.\n", frame::POSTCARD, frame::JSON);
        (StatusCode::BAD_REQUEST, names).into_response()
    }
}

/// The limit of sockets for this address is reached.
pub(crate) fn too_many() -> Response {
    let words = "There are too many connections from your address. Try again in a moment.\n";
    (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "30")], words).into_response()
}

impl Socket {
    /// The next value from the peer. Cancel safe. Frames of every kind count towards the rate
    /// limit.
    pub(crate) async fn receive<T: DeserializeOwned>(&mut self) -> Result<Received<T>, End> {
        loop {
            let message = match self.ws.recv().await {
                Some(Ok(message)) => message,
                Some(Err(error)) => return Err(why_unread(error)),
                None => return Err(End::Gone),
            };
            self.heard = Instant::now();
            let verdict = self.rate.count();
            if verdict == Verdict::Close {
                return Err(End::TooFast);
            }
            let frame = match message {
                Message::Text(text) if text.len() <= MAX_FRAME => Frame::Text(text.to_string()),
                Message::Binary(bytes) if bytes.len() <= MAX_FRAME => Frame::Binary(bytes.into()),
                Message::Text(_) | Message::Binary(_) => return Err(End::TooBig),
                Message::Ping(_) | Message::Pong(_) => continue,
                Message::Close(_) => return Err(End::Gone),
            };
            let value = self.encoding.decode(&frame).map_err(|_| End::Malformed)?;
            return Ok(if verdict == Verdict::Take {
                Received::Take(value)
            } else {
                Received::Refuse(value)
            });
        }
    }

    /// Whether something waits for [`Socket::flush`].
    pub(crate) fn has_unsent(&self) -> bool {
        self.unsent.bytes() > 0
    }

    /// Whether so much is unsent that no further request should be read.
    pub(crate) fn is_full(&self) -> bool {
        self.unsent.bytes() > FULL
    }

    /// Queues a value; call [`Socket::flush`] when there is nothing more to send for now. Fails if
    /// the peer is stuck, so that nothing accumulates for it.
    pub(crate) async fn send(&mut self, value: &impl Serialize) -> Result<(), End> {
        let message = match self.encoding.encode(value) {
            Frame::Text(text) => Message::Text(text.into()),
            Frame::Binary(bytes) => Message::Binary(bytes.into()),
        };
        self.send_message(message).await
    }

    /// Call it every [`PING`]: sends a ping, or finds that the peer is gone.
    pub(crate) async fn ping(&mut self) -> Result<(), End> {
        if self.heard.elapsed() > SILENCE {
            return Err(End::Gone);
        }
        self.send_message(Message::Ping(Vec::new().into())).await
    }

    pub(crate) async fn close(mut self, end: End) {
        let (code, reason) = match end {
            End::Gone => return,
            End::Malformed => (close::MALFORMED, "a frame could not be understood"),
            End::NotUtf8 => (NOT_UTF_8, "a text frame is UTF-8"),
            End::TooBig => (TOO_BIG, "a frame has at most 65536 bytes"),
            End::Behind => (close::BEHIND, "too slow; connect again and catch up"),
            End::TooFast => (close::TOO_FAST, "too many frames; connect again later"),
            End::Refused(why) => (close::REFUSED, why),
            End::SignedOut => (close::SIGNED_OUT, "signed out"),
            End::Anew => (GOING_AWAY, "your account has changed; connect again"),
            End::Erased => (GOING_AWAY, "what was kept was erased; connect again"),
            End::Stopping => (GOING_AWAY, "the server stops; connect again"),
            End::Trouble => (INTERNAL, "the server has trouble; connect again"),
        };
        close_with(&mut self.ws, code, reason).await;
    }

    /// Sends what was gathered.
    pub(crate) async fn flush(&mut self) -> Result<(), End> {
        in_time(self.ws.flush()).await?;
        self.unsent.clear();
        Ok(())
    }

    async fn send_message(&mut self, message: Message) -> Result<(), End> {
        // The frame header takes at least this much, so an empty message counts too.
        self.unsent.add(2 + message_len(&message));
        in_time(self.ws.feed(message)).await
    }
}

fn message_len(message: &Message) -> usize {
    match message {
        Message::Text(text) => text.len(),
        Message::Binary(bytes) | Message::Ping(bytes) | Message::Pong(bytes) => bytes.len(),
        Message::Close(_) => 0,
    }
}

async fn in_time(sending: impl Future<Output = Result<(), axum::Error>>) -> Result<(), End> {
    match sent_in_time(sending).await {
        Some(Ok(())) => Ok(()),
        Some(Err(_)) => Err(End::Gone),
        None => Err(End::Behind),
    }
}

/// The only read error after which the peer can still get a close code.
fn why_unread(error: axum::Error) -> End {
    match error.into_inner().downcast_ref() {
        Some(tungstenite::Error::Utf8(_)) => End::NotUtf8,
        _ => End::Gone,
    }
}

/// Sends the close frame and waits a moment for the peer's. If a connection is closed with unread
/// data in it, the reason can get lost.
async fn close_with(ws: &mut WebSocket, code: u16, reason: &'static str) {
    let frame = Message::Close(Some(CloseFrame { code, reason: reason.into() }));
    let _ = timeout(waiting::STUCK, async {
        if ws.send(frame).await.is_ok() {
            for _ in 0..LAST_READ {
                let Some(Ok(_)) = ws.recv().await else { break };
            }
        }
    })
    .await;
}
