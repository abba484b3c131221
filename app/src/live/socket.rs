//! The console's socket: opens it, decodes what it hears, and opens it again when it is lost.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use leptos::prelude::{TimeoutHandle, set_timeout_with_handle, window};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{BinaryType, CloseEvent, MessageEvent, WebSocket};
use wire::{
    frame::{self, close},
    operator::{Request, ToOperator},
};

use super::backoff;

/// What the socket tells.
#[allow(clippy::large_enum_variant, reason = "large on the server's machines only, and it runs in browsers")]
pub(crate) enum Heard {
    /// A value from the server. The first on each connection is a snapshot.
    Value(ToOperator),
    /// The connection is gone; it will be tried again.
    Lost,
    /// The session has ended; it will not be tried again.
    SignedOut,
    /// The server speaks another version; only another page can talk to it.
    OtherVersion,
}

/// A socket that is always open or about to be. Dropping it closes it for good.
pub(crate) struct Socket(Rc<Inner>);

struct Inner {
    tell: Box<dyn Fn(Heard)>,
    open: RefCell<Option<Open>>,
    /// Tries since the last one that brought something.
    attempt: Cell<u32>,
    retry: Cell<Option<TimeoutHandle>>,
}

/// One connection and what the browser calls on it.
struct Open {
    socket: WebSocket,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_close: Closure<dyn FnMut(CloseEvent)>,
}

impl Socket {
    /// Begins to connect; everything that comes of it is told.
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

    /// Sends a request; false if there is no open connection.
    pub(crate) fn send(&self, request: &Request) -> bool {
        match &*self.0.open.borrow() {
            Some(open) if open.socket.ready_state() == WebSocket::OPEN => {
                open.socket.send_with_u8_array(&frame::to_postcard(request)).is_ok()
            }
            _ => false,
        }
    }

    /// Gives up a connection that does not answer, or a wait that has lost its reason, and tries again at once.
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
        let Some(socket) = address().and_then(|url| WebSocket::new_with_str(&url, frame::POSTCARD).ok())
        else {
            return self.retry_later();
        };
        socket.set_binary_type(BinaryType::Arraybuffer);

        let inner = Rc::downgrade(self);
        let on_message = Closure::<dyn FnMut(_)>::new(move |event: MessageEvent| {
            let Some(inner) = inner.upgrade() else { return };
            let bytes = js_sys::Uint8Array::new(&event.data()).to_vec();
            match frame::from_postcard(&bytes) {
                Ok(value) => {
                    inner.attempt.set(0);
                    (inner.tell)(Heard::Value(value));
                }
                Err(frame::Malformed) => (inner.tell)(Heard::OtherVersion),
            }
        });
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));

        let inner = Rc::downgrade(self);
        let on_close = Closure::<dyn FnMut(_)>::new(move |event: CloseEvent| {
            let Some(inner) = inner.upgrade() else { return };
            match event.code() {
                close::SIGNED_OUT => (inner.tell)(Heard::SignedOut),
                close::OTHER_VERSION => (inner.tell)(Heard::OtherVersion),
                _ => {
                    (inner.tell)(Heard::Lost);
                    inner.retry_later();
                }
            }
        });
        socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));

        self.open.replace(Some(Open { socket, _on_message: on_message, _on_close: on_close }));
    }

    /// Through a timer even when there is nothing to wait for: the closures of the old connection may be running.
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
        if let Some(open) = self.open.take() {
            open.socket.set_onmessage(None);
            open.socket.set_onclose(None);
            let _ = open.socket.close(); // fails only for a bad close code, and none is given
        }
    }
}

fn address() -> Option<String> {
    let location = window().location();
    let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
    Some(format!("{scheme}://{}/operator", location.host().ok()?))
}
