//! A proxy that speaks WebSocket: it repeats whole messages of the clients, at once and later, and
//! loses or repeats the server's events.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use fastrand::Rng;
use futures::{Sink, SinkExt, Stream, StreamExt};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use tokio_tungstenite::{
    accept_hdr_async, client_async,
    tungstenite::{
        Error, Message,
        client::IntoClientRequest,
        handshake::server::{Request, Response},
        http::{HeaderValue, header},
    },
};
use wire::{
    frame,
    operator::ToOperator,
    visitor::{FromVisitor, ToVisitor},
};

use super::{Network, Proxy};

/// How many frames of a client are remembered, to be repeated long after they were sent.
const REMEMBERED: usize = 8;

impl Proxy {
    /// Starts to forward WebSocket messages to this address, with faults.
    pub async fn of_frames(upstream: &str, mut rng: Rng) -> anyhow::Result<Proxy> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?.to_string();
        let network = Network::to(upstream);
        let shared = network.clone();
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                let network = shared.clone();
                let rng = rng.fork();
                connections.spawn(async move {
                    // However a connection ends, the client notices and comes back.
                    let _ = carry(client, &network, rng).await;
                });
                while connections.try_join_next().is_some() {}
            }
        });
        Ok(Proxy { address, network, task })
    }
}

async fn carry(client: TcpStream, network: &Arc<Network>, mut rng: Rng) -> anyhow::Result<()> {
    let mut asked = None;
    #[expect(clippy::result_large_err, reason = "the handshake's own type")]
    let confirm = |request: &Request, mut response: Response| {
        asked = Some((request.uri().path().to_owned(), request.headers().get(header::COOKIE).cloned()));
        let name = HeaderValue::from_static(frame::POSTCARD);
        response.headers_mut().insert(header::SEC_WEBSOCKET_PROTOCOL, name);
        Ok(response)
    };
    let (to_client, from_client) = accept_hdr_async(client, confirm).await?.split();
    let (path, cookie) = asked.unwrap_or_default();
    let mut request = format!("ws://{}{path}", network.upstream).into_client_request()?;
    request.headers_mut().insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(frame::POSTCARD));
    if let Some(cookie) = cookie {
        request.headers_mut().insert(header::COOKIE, cookie);
    }
    let stream = TcpStream::connect(&network.upstream).await?;
    let (to_server, from_server) = client_async(request, stream).await?.0.split();
    let calm = network.is_calm();
    let (up, down) = (rng.fork(), rng.fork());
    tokio::select! {
        ended = repeat(from_client, to_server, network, up) => ended?,
        ended = lose(from_server, to_client, network, down) => ended?,
        // The last event that a client missed shows only at the next connect.
        () = network.calmed(), if !calm => {}
    }
    Ok(())
}

/// From the client to the server: some messages twice, some again much later.
async fn repeat(
    mut from: impl Stream<Item = Result<Message, Error>> + Unpin,
    mut to: impl Sink<Message, Error = Error> + Unpin,
    network: &Network,
    mut rng: Rng,
) -> Result<(), Error> {
    let mut remembered: VecDeque<Message> = VecDeque::new();
    while let Some(message) = from.next().await {
        let message = message?;
        to.send(message.clone()).await?;
        // A second `Hello` rightly ends the connection; any other repetition must be harmless.
        if network.is_calm() || !message.is_binary() || is_hello(&message) {
            continue;
        }
        if rng.u32(..5) == 0 {
            network.count();
            to.send(message.clone()).await?;
        }
        if rng.u32(..10) == 0 && !remembered.is_empty() {
            network.count();
            to.send(remembered[rng.usize(..remembered.len())].clone()).await?;
        }
        remembered.push_back(message);
        if remembered.len() > REMEMBERED {
            remembered.pop_front();
        }
    }
    Ok(())
}

/// From the server to the client: some events never, some twice, all slightly delayed.
async fn lose(
    mut from: impl Stream<Item = Result<Message, Error>> + Unpin,
    mut to: impl Sink<Message, Error = Error> + Unpin,
    network: &Network,
    mut rng: Rng,
) -> Result<(), Error> {
    while let Some(message) = from.next().await {
        let message = message?;
        if !network.is_calm() {
            if is_message_event(&message) && rng.u32(..12) == 0 {
                network.count();
                continue;
            }
            if rng.u32(..12) == 0 {
                network.count();
                to.send(message.clone()).await?;
            }
            if rng.u32(..20) == 0 {
                network.wait(Duration::from_millis(rng.u64(1..40))).await;
            }
        }
        to.send(message).await?;
    }
    Ok(())
}

fn is_hello(message: &Message) -> bool {
    let bytes = message.clone().into_data();
    matches!(frame::from_postcard(&bytes), Ok(FromVisitor::Hello(_)))
}

/// Whether it is the event of a message, on either socket: the first byte is the variant.
fn is_message_event(message: &Message) -> bool {
    let bytes = message.clone().into_data();
    matches!(frame::from_postcard(&bytes), Ok(ToVisitor::Message(_)))
        || matches!(frame::from_postcard(&bytes), Ok(ToOperator::Message(_)))
}
