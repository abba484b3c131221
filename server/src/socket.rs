//! What both live protocols share: negotiating the encoding, frames, limits, silence and the end.

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

/// A frame up to this size gets an answer when it is too large; beyond it the connection just ends. (To answer, the
/// frame must be read, and that much memory is what a stranger may cost for a moment.)
const MAX_READ: usize = 1_280 * 1024;
/// How often silence is broken, so that proxies keep the connection and a dead peer is noticed.
pub(crate) const PING: Duration = Duration::from_secs(20);
/// A peer that does not even answer pings for so long is gone.
pub(crate) const SILENCE: Duration = Duration::from_secs(50);
/// How many requests of one connection may be under way at once. They are begun in their order and answered in it.
pub(crate) const UNDER_WAY: usize = 16;
/// How many bytes are gathered, at least, before a system call sends them, unless there is nothing more to send.
const GATHERED: usize = 4 * 1024;
/// While so many bytes are on their way, the other end gets them before anything else that it asks for is read.
const FULL: usize = 64 * 1024;
/// How many frames of the other end are read after the last word to it.
const LAST_READ: usize = 1_000;
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
    rate: Rate,
    /// What was given to [`Socket::send`] since the last [`Socket::flush`].
    unsent: Waiting,
}

/// A value that has come.
#[derive(Debug)]
pub(crate) enum Received<T> {
    /// It is to be taken.
    Take(T),
    /// Too many have come in too short a time: it is to be refused.
    Refuse(T),
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
    // The read buffer's default costs 128 KiB a connection; most of ours are idle most of the time. The write buffer
    // takes only what it holds.
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

/// There is no place for another socket from there.
pub(crate) fn too_many() -> Response {
    let words = "There are too many connections from your address. Try again in a moment.\n";
    (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "30")], words).into_response()
}

impl Socket {
    /// The next value from the other end. Cancel safe. Frames of every kind count towards what it may send.
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

    /// Whether so much waits for it that nothing more should be taken on before.
    pub(crate) fn is_full(&self) -> bool {
        self.unsent.bytes() > FULL
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
        in_time(self.ws.flush()).await?;
        self.unsent.clear();
        Ok(())
    }

    async fn send_message(&mut self, message: Message) -> Result<(), End> {
        // Its head on the line is at least so long: something waits also when the message is empty.
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
    let _ = timeout(waiting::STUCK, async {
        if ws.send(frame).await.is_ok() {
            for _ in 0..LAST_READ {
                let Some(Ok(_)) = ws.recv().await else { break };
            }
        }
    })
    .await;
}
