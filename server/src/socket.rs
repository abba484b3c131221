//! What both live protocols share: negotiating the encoding, frames, limits, silence and the end.

mod reading;

use std::time::Duration;

use axum::{
    extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade},
    http::{HeaderMap, StatusCode, header::SEC_WEBSOCKET_PROTOCOL},
    response::{IntoResponse, Response},
};
use futures::SinkExt;
use serde::{Serialize, de::DeserializeOwned};
use tokio::time::{Instant, timeout};
use wire::frame::{self, Encoding, Frame, MAX_FRAME, close};

pub(crate) use reading::Reading;

/// A frame up to this size gets an answer when it is too large; beyond it the connection just ends. (To answer, the
/// frame must be read, and that much memory is what a stranger may cost for a moment.)
const MAX_READ: usize = 1_280 * 1024;
/// How long the other end may take to receive a frame before it counts as stuck.
pub(crate) const STUCK: Duration = Duration::from_secs(10);
/// How often silence is broken, so that proxies keep the connection and a dead peer is noticed.
pub(crate) const PING: Duration = Duration::from_secs(20);
/// A peer that does not even answer pings for so long is gone.
pub(crate) const SILENCE: Duration = Duration::from_secs(50);
/// How many requests of one connection may be under way at once. They are begun in their order and answered in it.
pub(crate) const UNDER_WAY: usize = 16;
/// How many bytes are gathered, at least, before a system call sends them, unless there is nothing more to send.
const GATHERED: usize = 4 * 1024;
/// Close codes of RFC 6455, 7.4.1.
const GOING_AWAY: u16 = 1001;
const NOT_UTF_8: u16 = 1007;
const TOO_BIG: u16 = 1009;
const INTERNAL: u16 = 1011;

/// An open socket that speaks one encoding.
pub(crate) struct Socket {
    ws: WebSocket,
    encoding: Encoding,
    heard: Instant,
    /// Whether something was given to [`Socket::send`] since the last [`Socket::flush`].
    pub(crate) has_unsent: bool,
}

/// Why a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The other end closed it, or it broke.
    Gone,
    /// A frame could not be decoded or came out of turn.
    Malformed,
    /// A text frame was no text.
    NotUtf8,
    /// A frame was larger than [`MAX_FRAME`].
    TooBig,
    /// The other end does not read.
    Behind,
    /// It sends far too much.
    TooFast,
    /// `Hello` was refused.
    Refused(&'static str),
    /// The session has ended.
    SignedOut,
    /// Who is connected may see and do something else now.
    Anew,
    /// This program stops.
    Stopping,
    /// We have trouble.
    Trouble,
}

/// Answers an upgrade request: finds the encoding, then runs `talk`. A client of another version is told so.
pub(crate) fn open<F, T>(headers: &HeaderMap, upgrade: WebSocketUpgrade, talk: F) -> Response
where
    F: FnOnce(Socket) -> T + Send + 'static,
    T: Future<Output = ()> + Send + 'static,
{
    let offered: Vec<String> = headers
        .get_all(SEC_WEBSOCKET_PROTOCOL)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(',').map(|name| name.trim().to_owned()))
        .collect();
    // The read buffer's default costs 128 KiB a connection; most of ours are idle most of the time. The write buffer
    // takes only what it holds.
    let upgrade = upgrade
        .read_buffer_size(4 * 1024)
        .write_buffer_size(GATHERED)
        .max_message_size(MAX_READ)
        .max_frame_size(MAX_READ);
    if let Some((name, encoding)) = offered.iter().find_map(|name| Some((name.clone(), Encoding::of(name)?)))
    {
        upgrade
            .protocols([name])
            .on_upgrade(move |ws| talk(Socket { ws, encoding, heard: Instant::now(), has_unsent: false }))
    } else if let Some(name) = offered.into_iter().find(|name| name.starts_with(frame::PREFIX)) {
        upgrade.protocols([name]).on_upgrade(async |mut ws| {
            close_with(&mut ws, close::OTHER_VERSION, "this server speaks another version").await;
        })
    } else {
        let names = format!("Name a subprotocol: {} or {}.\n", frame::POSTCARD, frame::JSON);
        (StatusCode::BAD_REQUEST, names).into_response()
    }
}

impl Socket {
    /// The next value from the other end. Cancel safe.
    pub(crate) async fn receive<T: DeserializeOwned>(&mut self) -> Result<T, End> {
        loop {
            let message = match self.ws.recv().await {
                Some(Ok(message)) => message,
                Some(Err(error)) => return Err(why_unread(error)),
                None => return Err(End::Gone),
            };
            self.heard = Instant::now();
            let frame = match message {
                Message::Text(text) if text.len() <= MAX_FRAME => Frame::Text(text.to_string()),
                Message::Binary(bytes) if bytes.len() <= MAX_FRAME => Frame::Binary(bytes.into()),
                Message::Text(_) | Message::Binary(_) => return Err(End::TooBig),
                Message::Ping(_) | Message::Pong(_) => continue,
                Message::Close(_) => return Err(End::Gone),
            };
            return self.encoding.decode(&frame).map_err(|_| End::Malformed);
        }
    }

    /// Puts a value on its way; [`Socket::flush`] must follow when there is nothing more to send for now. Fails when the
    /// other end is stuck, so that nothing gathers for it here.
    pub(crate) async fn send(&mut self, value: &impl Serialize) -> Result<(), End> {
        let message = match self.encoding.encode(value) {
            Frame::Text(text) => Message::Text(text.into()),
            Frame::Binary(bytes) => Message::Binary(bytes.into()),
        };
        self.send_message(message).await
    }

    /// To be called every [`PING`]: breaks the silence, or finds that the peer is gone.
    pub(crate) async fn ping(&mut self) -> Result<(), End> {
        if self.heard.elapsed() > SILENCE {
            return Err(End::Gone);
        }
        self.send_message(Message::Ping(Vec::new().into())).await
    }

    /// Ends the connection, telling why.
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
            End::Stopping => (GOING_AWAY, "the server stops; connect again"),
            End::Trouble => (INTERNAL, "the server has trouble; connect again"),
        };
        close_with(&mut self.ws, code, reason).await;
    }

    /// Sends what was gathered.
    pub(crate) async fn flush(&mut self) -> Result<(), End> {
        self.has_unsent = false;
        in_time(self.ws.flush()).await
    }

    async fn send_message(&mut self, message: Message) -> Result<(), End> {
        self.has_unsent = true;
        in_time(self.ws.feed(message)).await
    }
}

async fn in_time(sending: impl Future<Output = Result<(), axum::Error>>) -> Result<(), End> {
    match timeout(STUCK, sending).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(End::Gone),
        Err(_) => Err(End::Behind),
    }
}

/// Of the errors of reading, this is the one after which the other end can still be told something.
fn why_unread(error: axum::Error) -> End {
    match error.into_inner().downcast_ref() {
        Some(tungstenite::Error::Utf8(_)) => End::NotUtf8,
        _ => End::Gone,
    }
}

/// Sends the close frame and waits a moment for the other end's: a connection cut with unread data in it would lose
/// the reason on its way.
async fn close_with(ws: &mut WebSocket, code: u16, reason: &'static str) {
    let frame = Message::Close(Some(CloseFrame { code, reason: reason.into() }));
    let _ = timeout(STUCK, async {
        if ws.send(frame).await.is_ok() {
            while let Some(Ok(_)) = ws.recv().await {}
        }
    })
    .await;
}
