//! The console's socket: connects, decodes events, and reconnects when the connection is lost.

use std::{
    cell::{Cell, RefCell},
    future::poll_fn,
    rc::{Rc, Weak},
    task::Poll,
    time::Duration,
};

use futures::{SinkExt, StreamExt};
use gloo_net::websocket::{Message, State, WebSocketError, futures::WebSocket};
use leptos::prelude::{TimeoutHandle, set_timeout_with_handle, window};
use wasm_bindgen_futures::spawn_local;
use wire::{
    frame::{self, close},
    operator::{Request, ToOperator},
};

use super::backoff;

#[allow(clippy::large_enum_variant, reason = "large on the server's machines only, and it runs in browsers")]
pub(crate) enum Heard {
    /// A value from the server. The first on each connection is a snapshot.
    Value(ToOperator),
    /// The connection is gone; a reconnect follows.
    Lost,
    /// The session has ended; no reconnect follows.
    SignedOut,
    /// The server has another version; only a new page can talk to it.
    OtherVersion,
}

/// A socket that is always open or about to be. Dropping it closes it for good.
pub(crate) struct Socket(Rc<Inner>);

struct Inner {
    tell: Box<dyn Fn(Heard)>,
    /// Dropping it closes it.
    open: RefCell<Option<Rc<RefCell<WebSocket>>>>,
    /// Tries since the last successful one.
    attempt: Cell<u32>,
    retry: Cell<Option<TimeoutHandle>>,
}

impl Socket {
    pub(crate) fn connect(tell: impl Fn(Heard) + 'static) -> Socket {
        let inner = Rc::new(Inner {
            tell: Box::new(tell),
            open: RefCell::default(),
            attempt: Cell::new(0),
            retry: Cell::new(None),
        });
        inner.connect();
        Socket(inner)
    }

    /// Sends a request; returns false if there is no open connection.
    pub(crate) fn send(&self, request: &Request) -> bool {
        match &*self.0.open.borrow() {
            Some(open) if matches!(open.borrow().state(), State::Open) => {
                open.borrow_mut().start_send_unpin(Message::Bytes(frame::to_postcard(request))).is_ok()
            }
            _ => false,
        }
    }

    /// Drops an unresponsive connection or a pending wait, and tries again at once.
    pub(crate) fn reconnect(&self) {
        self.0.drop_connection();
        self.0.attempt.set(0);
        self.0.connect();
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.0.drop_connection();
    }
}

impl Inner {
    fn connect(self: &Rc<Self>) {
        let Some(socket) =
            address().and_then(|url| WebSocket::open_with_protocol(&url, frame::POSTCARD).ok())
        else {
            return self.retry_later();
        };
        let socket = Rc::new(RefCell::new(socket));
        spawn_local(listen(Rc::downgrade(&socket), Rc::downgrade(self)));
        self.open.replace(Some(socket));
    }

    fn hear(self: &Rc<Self>, heard: Result<Message, WebSocketError>) {
        match heard {
            Ok(Message::Bytes(bytes)) => match frame::from_postcard(&bytes) {
                Ok(value) => {
                    self.attempt.set(0);
                    (self.tell)(Heard::Value(value));
                }
                Err(frame::Malformed) => (self.tell)(Heard::OtherVersion),
            },
            Ok(Message::Text(_)) => (self.tell)(Heard::OtherVersion),
            Err(WebSocketError::ConnectionClose(event)) => match event.code {
                close::SIGNED_OUT => (self.tell)(Heard::SignedOut),
                close::OTHER_VERSION => (self.tell)(Heard::OtherVersion),
                _ => {
                    (self.tell)(Heard::Lost);
                    self.retry_later();
                }
            },
            // The close event that follows reports it too.
            Err(_) => {}
        }
    }

    /// Uses a timer even without a delay, because closures of the old connection may be running.
    fn retry_later(self: &Rc<Self>) {
        let attempt = self.attempt.get();
        self.attempt.set(attempt + 1);
        let delay = backoff::delay(attempt, js_sys::Math::random());
        let inner = Rc::downgrade(self);
        let timer = set_timeout_with_handle(
            move || {
                if let Some(inner) = inner.upgrade() {
                    inner.connect();
                }
            },
            Duration::from_millis(delay.into()),
        );
        self.retry.set(timer.ok());
    }

    fn drop_connection(&self) {
        if let Some(timer) = self.retry.take() {
            timer.clear();
        }
        self.open.take();
    }
}

/// Reports messages until the connection is closed or dropped. The socket is not borrowed while
/// reporting: the receiver may send, or drop it.
async fn listen(socket: Weak<RefCell<WebSocket>>, inner: Weak<Inner>) {
    loop {
        let next = poll_fn(|context| match socket.upgrade() {
            Some(socket) => socket.borrow_mut().poll_next_unpin(context),
            None => Poll::Ready(None),
        });
        let (Some(heard), Some(inner)) = (next.await, inner.upgrade()) else { return };
        inner.hear(heard);
    }
}

fn address() -> Option<String> {
    let location = window().location();
    let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
    Some(format!("{scheme}://{}/operator", location.host().ok()?))
}
