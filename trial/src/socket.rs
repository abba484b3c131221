//! A client's end of a WebSocket that speaks postcard.

use std::time::Duration;

use anyhow::Context;
use futures::{SinkExt, StreamExt};
use serde::{Serialize, de::DeserializeOwned};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{
        Message,
        client::IntoClientRequest,
        http::{HeaderValue, header},
    },
};
use wire::frame;

/// How long the other end may take for anything; the value that the panel and the console use.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// An open socket.
pub struct Socket(WebSocketStream<TcpStream>);

/// The connection is gone; with the close code, if the server sent one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lost(pub Option<u16>);

impl Socket {
    /// Opens a socket as a page of the server's own origin would.
    pub async fn connect(address: &str, path: &str, cookie: Option<&str>) -> anyhow::Result<Socket> {
        let mut request = format!("ws://{address}{path}").into_client_request()?;
        request
            .headers_mut()
            .insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(frame::POSTCARD));
        if let Some(cookie) = cookie {
            request.headers_mut().insert(header::COOKIE, HeaderValue::from_str(cookie)?);
        }
        let open = async {
            let stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            anyhow::Ok(client_async(request, stream).await?.0)
        };
        Ok(Socket(timeout(PATIENCE, open).await.context("no answer")??))
    }

    /// Sends a value.
    pub async fn send(&mut self, value: &impl Serialize) -> Result<(), Lost> {
        self.send_raw(Message::binary(frame::to_postcard(value))).await
    }

    /// Sends any WebSocket message.
    pub async fn send_raw(&mut self, message: Message) -> Result<(), Lost> {
        match timeout(PATIENCE, self.0.send(message)).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(Lost(None)),
        }
    }

    /// Waits for the next value. Cancel safe.
    ///
    /// # Panics
    ///
    /// When the server sends something that cannot be decoded: no network fault does that.
    pub async fn receive<T: DeserializeOwned>(&mut self) -> Result<T, Lost> {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Binary(bytes))) => {
                    return Ok(frame::from_postcard(&bytes).expect("the server's frames can be understood"));
                }
                Some(Ok(Message::Text(text))) => panic!("a text frame where postcard was agreed on: {text}"),
                Some(Ok(Message::Close(close))) => return Err(Lost(close.map(|close| close.code.into()))),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(Lost(None)),
            }
        }
    }
}
