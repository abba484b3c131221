//! The WebSocket to `/visitor`, one at a time.

use client::strings::{cut, join};
use wasm_bindgen::JsValue;
use wire::{
    frame,
    visitor::{FromVisitor, ToVisitor},
};

use crate::browser::{Bytes, WebSocket};

/// The current connection and its callbacks.
#[derive(Debug)]
pub(crate) struct Socket {
    address: String,
    present: Option<WebSocket>,
    opened: JsValue,
    message: JsValue,
    closed: JsValue,
}

impl Socket {
    /// Creates the socket without connecting. `here` is the panel's own address; `/visitor` is
    /// beside it. The functions are called when the connection opens, when a message arrives, and
    /// when it closes.
    pub(crate) fn new(here: &str, opened: JsValue, message: JsValue, closed: JsValue) -> Socket {
        let page = cut(here, '?').map_or(here, |(page, _)| page);
        // http becomes ws, https becomes wss.
        let folder = page.strip_prefix("http").and_then(|page| page.strip_suffix("panel"));
        let address = join(&["ws", folder.unwrap_or_default(), "visitor"]);
        Socket { address, present: None, opened, message, closed }
    }

    /// Opens a connection.
    pub(crate) fn connect(&mut self) {
        self.disconnect();
        let socket = WebSocket::new(&self.address, frame::POSTCARD);
        socket.set_binary("arraybuffer");
        socket.on_open(&self.opened);
        socket.on_message(&self.message);
        socket.on_close(&self.closed);
        self.present = Some(socket);
    }

    /// Closes the connection. Its events are ignored from then on.
    pub(crate) fn disconnect(&mut self) {
        if let Some(socket) = self.present.take() {
            socket.on_open(&JsValue::NULL);
            socket.on_message(&JsValue::NULL);
            socket.on_close(&JsValue::NULL);
            socket.close();
        }
    }

    /// Sends a frame. If it is lost, it is not acknowledged and therefore repeated.
    pub(crate) fn send(&self, frame: &FromVisitor) {
        if let Some(socket) = &self.present {
            socket.send(&frame::to_postcard(frame));
        }
    }

    /// The frame in a message, if it is one.
    pub(crate) fn frame(data: &JsValue) -> Option<ToVisitor> {
        // A text would become an empty array, which is no frame.
        frame::from_postcard(&Bytes::new(data).to_vec()).ok()
    }
}
