//! The bare relay: what the machine, the kernel and the WebSocket library allow. It acknowledges a
//! visitor's frame by its first bytes and forwards the whole to the operator with the visitor's
//! number; nothing is decoded, stored or remembered.

use std::{
    io::{self, Write},
    sync::Arc,
};

use anyhow::Result;
use axum::{
    Router,
    extract::{
        Path, State, WebSocketUpgrade,
        ws::{Message, WebSocket},
    },
    response::Response,
    routing::get,
    serve::ListenerExt,
};
use futures::{FutureExt, SinkExt, StreamExt};
use tokio::{
    net::TcpListener,
    sync::{Mutex, mpsc},
};

use crate::stock::OPERATORS;

/// As long as the acknowledgement of the real protocol: the variant, two ids, a number and a time.
const ACKNOWLEDGEMENT: usize = 42;
/// How many frames may wait for an operator.
const QUEUE: usize = 1_024;

struct Operator {
    queue: mpsc::Sender<Message>,
    waiting: Mutex<mpsc::Receiver<Message>>,
}

/// Prints its address, then serves until it is killed.
#[expect(clippy::print_stdout, reason = "whoever started it reads the address")]
pub(crate) async fn serve() -> Result<()> {
    let operators: Vec<_> = (0..OPERATORS)
        .map(|_| {
            let (queue, waiting) = mpsc::channel(QUEUE);
            Operator { queue, waiting: Mutex::new(waiting) }
        })
        .collect();
    let router = Router::new()
        .route("/visitor/{number}", get(visitor))
        .route("/operator/{number}", get(operator))
        .with_state(Arc::new(operators));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}/console", listener.local_addr()?);
    io::stdout().flush()?;
    let listener = listener.tap_io(|stream| {
        // Otherwise frames wait for the acknowledgement of earlier ones; this fails only on a dead
        // socket.
        let _ = stream.set_nodelay(true);
    });
    Ok(axum::serve(listener, router).await?)
}

type Operators = Arc<Vec<Operator>>;

async fn visitor(
    State(operators): State<Operators>,
    Path(number): Path<usize>,
    upgrade: WebSocketUpgrade,
) -> Response {
    small(upgrade).on_upgrade(async move |socket| {
        let (mut out, mut frames) = socket.split();
        let queue = operators[number % OPERATORS].queue.clone();
        while let Some(Ok(mut frame)) = frames.next().await {
            loop {
                if let Message::Binary(bytes) = &frame {
                    let acknowledgement = bytes.slice(..ACKNOWLEDGEMENT.min(bytes.len()));
                    if out.feed(Message::Binary(acknowledgement)).await.is_err()
                        || queue.send(frame).await.is_err()
                    {
                        return;
                    }
                }
                match frames.next().now_or_never() {
                    Some(Some(Ok(next))) => frame = next,
                    _ => break,
                }
            }
            if out.flush().await.is_err() {
                return;
            }
        }
    })
}

async fn operator(
    State(operators): State<Operators>,
    Path(number): Path<usize>,
    upgrade: WebSocketUpgrade,
) -> Response {
    small(upgrade).on_upgrade(async move |mut socket: WebSocket| {
        let mut waiting = operators[number % OPERATORS].waiting.lock().await;
        let mut frames = Vec::new();
        loop {
            tokio::select! {
                _ = waiting.recv_many(&mut frames, QUEUE) => {
                    for frame in frames.drain(..) {
                        if socket.feed(frame).await.is_err() {
                            return;
                        }
                    }
                    if socket.flush().await.is_err() {
                        return;
                    }
                }
                frame = socket.next() => {
                    if !matches!(frame, Some(Ok(_))) {
                        return;
                    }
                }
            }
        }
    })
}

/// The buffer sizes of the real server.
fn small(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    upgrade.read_buffer_size(4 * 1024).write_buffer_size(4 * 1024)
}
