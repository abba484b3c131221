//! A client's end of a socket.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use futures::{FutureExt, SinkExt, StreamExt};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{
        Bytes, Message,
        client::IntoClientRequest,
        http::{HeaderName, HeaderValue, header},
        protocol::WebSocketConfig,
    },
};

/// Longer than any answer takes, even on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Client {
    stream: WebSocketStream<TcpStream>,
}

impl Client {
    /// Opens a socket that speaks postcard.
    pub(crate) async fn connect(address: &str, path: &str, cookie: Option<&str>) -> Result<Client> {
        Client::connect_with(address, path, cookie.map(|cookie| (header::COOKIE, cookie))).await
    }

    /// The same, through a proxy that reports this client address.
    pub(crate) async fn connect_from(address: &str, path: &str, from: &str) -> Result<Client> {
        let forwarded = HeaderName::from_static("x-forwarded-for");
        Client::connect_with(address, path, Some((forwarded, from))).await
    }

    async fn connect_with(address: &str, path: &str, field: Option<(HeaderName, &str)>) -> Result<Client> {
        let mut request = format!("ws://{address}{path}").into_client_request()?;
        let headers = request.headers_mut();
        if !path.starts_with("/visitor/") && !path.starts_with("/operator/") {
            headers.insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(wire::frame::POSTCARD));
        }
        if let Some((name, value)) = field {
            headers.insert(name, HeaderValue::from_str(value)?);
        }
        let tcp = TcpStream::connect(address).await?;
        tcp.set_nodelay(true)?;
        // Ten thousand of these must fit into one program.
        let config = WebSocketConfig::default().read_buffer_size(8 * 1024).write_buffer_size(8 * 1024);
        let (stream, _) = client_async_with_config(request, tcp, Some(config))
            .await
            .with_context(|| format!("a socket could not be opened at {path}"))?;
        Ok(Client { stream })
    }

    /// Puts a frame into the buffer; [`Client::flush`] sends it.
    pub(crate) async fn feed(&mut self, frame: Vec<u8>) -> Result<()> {
        Ok(self.stream.feed(Message::binary(frame)).await?)
    }

    pub(crate) async fn flush(&mut self) -> Result<()> {
        Ok(self.stream.flush().await?)
    }

    pub(crate) async fn send(&mut self, frame: Vec<u8>) -> Result<()> {
        self.feed(frame).await?;
        self.flush().await
    }

    /// Sends a ping, whose answer nobody reads.
    pub(crate) async fn ping(&mut self, payload: Vec<u8>) -> Result<()> {
        Ok(self.stream.send(Message::Ping(payload.into())).await?)
    }

    /// Waits for the next frame. Cancel safe.
    pub(crate) async fn next(&mut self) -> Result<Bytes> {
        loop {
            if let Some(frame) = frame_of(self.stream.next().await)? {
                return Ok(frame);
            }
        }
    }

    /// The next frame, if it has arrived.
    pub(crate) fn ready(&mut self) -> Result<Option<Bytes>> {
        loop {
            match self.stream.next().now_or_never() {
                None => return Ok(None),
                Some(message) => {
                    if let Some(frame) = frame_of(message)? {
                        return Ok(Some(frame));
                    }
                }
            }
        }
    }

    /// Waits for the next frame, which is an answer and comes soon.
    pub(crate) async fn answer(&mut self) -> Result<Bytes> {
        timeout(PATIENCE, self.next()).await.context("the server does not answer")?
    }
}

type Received = Option<Result<Message, tokio_tungstenite::tungstenite::Error>>;

fn frame_of(message: Received) -> Result<Option<Bytes>> {
    match message.context("the server ended a connection")?? {
        Message::Binary(bytes) => Ok(Some(bytes)),
        Message::Ping(_) | Message::Pong(_) => Ok(None),
        other => bail!("the server sent {other:?}"),
    }
}
