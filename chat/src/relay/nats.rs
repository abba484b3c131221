//! The transport over a NATS server.
//!
//! Each node publishes what concerns one account on `PREFIX.ACCOUNT.events` and the rest on
//! `PREFIX.nodes`, and subscribes to all of it. NATS keeps the order of one node's messages. While
//! NATS is away, nothing is queued for it: messages are dropped, their numbers are skipped, and the
//! nodes catch up when it is back.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use async_nats::{Client, ConnectOptions, ServerAddr, Subscriber, connection::State};
use futures::StreamExt;
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinSet,
    time::{Instant, MissedTickBehavior, interval, timeout},
};

use super::{
    Letter, NodeId, Relay,
    letter::Envelope,
    post::{BEAT, Post},
};
use crate::live::Live;

/// The most messages that wait for NATS.
const WAITING: usize = 8_192;
/// The most messages from other nodes that wait to be read. The NATS client drops the rest, which
/// shows as a gap.
const UNREAD: usize = 16_384;
/// The ping interval: after two pings without an answer a connection is broken.
const PING: Duration = Duration::from_secs(2);
/// How long a node that ends waits for its last messages to be sent.
const PATIENCE: Duration = Duration::from_secs(2);

/// How to reach the other nodes.
#[derive(Clone, Debug)]
pub struct Nats {
    servers: Vec<ServerAddr>,
    /// The URLs without passwords.
    shown: String,
    prefix: String,
}

/// What is wrong with the configuration, for the person who wrote it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadNats {
    /// It is not the URL of a NATS server.
    #[error(
        "\"{0}\" is no NATS server; it takes nats://HOST:PORT or tls://HOST:PORT, or several with commas between"
    )]
    Url(String),
    /// The prefix cannot be part of a subject.
    #[error("\"{0}\" cannot begin a subject: it takes letters, digits, - and _")]
    Prefix(String),
}

/// Puts messages into the bounded queue to NATS.
#[derive(Clone)]
pub(crate) struct ToNats {
    letters: mpsc::Sender<Outgoing>,
    dropped: Arc<AtomicU64>,
}

/// The other end of that queue.
pub(crate) struct Outbox {
    letters: mpsc::Receiver<Outgoing>,
    dropped: Arc<AtomicU64>,
}

/// The running connection. Dropping it cuts it without notice to the others.
pub(crate) struct Link {
    to_nats: ToNats,
    /// Aborted when dropped.
    _tasks: JoinSet<()>,
}

enum Outgoing {
    Letter(Letter),
    /// Signals when everything before it was handed to NATS.
    Flush(oneshot::Sender<()>),
}

impl Nats {
    /// `urls`: NATS servers of one cluster, separated by commas. `prefix`: what the subjects of
    /// this installation begin with.
    pub fn new(urls: &str, prefix: &str) -> Result<Nats, BadNats> {
        let servers = urls
            .split(',')
            .map(|url| match url.trim().parse::<ServerAddr>() {
                Ok(server) if matches!(server.scheme(), "nats" | "tls") => Ok(server),
                _ => Err(BadNats::Url(without_password(url.trim()))),
            })
            .collect::<Result<Vec<_>, _>>()?;
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if prefix.is_empty() || !prefix.chars().all(fits) {
            return Err(BadNats::Prefix(prefix.to_owned()));
        }
        let shown: Vec<_> = urls.split(',').map(|url| without_password(url.trim())).collect();
        Ok(Nats { servers, shown: shown.join(", "), prefix: prefix.to_owned() })
    }
}

/// The bounded queue between the live part and the connection.
pub(crate) fn outbox() -> (ToNats, Outbox) {
    let (sender, letters) = mpsc::channel(WAITING);
    let dropped = Arc::new(AtomicU64::new(0));
    (ToNats { letters: sender, dropped: dropped.clone() }, Outbox { letters, dropped })
}

impl Relay for ToNats {
    fn send(&self, letter: Letter) {
        if self.letters.try_send(Outgoing::Letter(letter)).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Link {
    /// Connects in the background as long as the link lives. Gives `live`, which sends through
    /// `to_nats`, what other nodes send. Must be called within a Tokio runtime.
    pub(crate) fn start(nats: Nats, live: Live, to_nats: ToNats, outbox: Outbox) -> Link {
        let mut tasks = JoinSet::new();
        tasks.spawn(run(nats, live, outbox));
        Link { to_nats, _tasks: tasks }
    }

    /// Waits until everything sent so far was handed to NATS, or cannot be.
    pub(crate) async fn finish(&self) {
        let flush = async {
            let (done, is_done) = oneshot::channel();
            if self.to_nats.letters.send(Outgoing::Flush(done)).await.is_ok() {
                // An error means that the sender is gone, which ends the wait as well.
                let _ = is_done.await;
            }
        };
        if timeout(PATIENCE, flush).await.is_err() {
            tracing::warn!("the last letters to other nodes were not taken; those nodes will catch up");
        }
    }
}

async fn run(nats: Nats, live: Live, outbox: Outbox) {
    let (told, events) = mpsc::channel(64);
    let connecting = ConnectOptions::new()
        .name("switchboard")
        .retry_on_initial_connect()
        .max_reconnects(None)
        .reconnect_delay_callback(delay)
        .ping_interval(PING)
        .no_echo()
        .subscription_capacity(UNREAD)
        .event_callback(move |event| {
            let told = told.clone();
            // The receiver reads as long as this connection lives.
            async move { drop(told.send(event).await) }
        })
        .connect(nats.servers.clone());
    let subscribed = async {
        let client = connecting.await.map_err(|error| error.to_string())?;
        let letters = client.subscribe(format!("{}.>", nats.prefix)).await;
        Ok::<_, String>((client, letters.map_err(|error| error.to_string())?))
    };
    match subscribed.await {
        Ok((client, letters)) => {
            let me = live.node();
            let post = Post::new(me, live);
            // Two loops: a connection that accepts nothing must not keep this node from receiving,
            // or from noticing silence.
            tokio::join!(
                send_all(client, &nats.prefix, me, outbox),
                hear_all(letters, events, post, &nats.shown)
            );
        }
        Err(error) => tracing::error!(%error, "NATS cannot be used; this node works by itself"),
    }
}

async fn send_all(client: Client, prefix: &str, node: NodeId, mut outbox: Outbox) {
    let mut nr = 0;
    while let Some(outgoing) = outbox.letters.recv().await {
        let letter = match outgoing {
            Outgoing::Letter(letter) => letter,
            Outgoing::Flush(done) => {
                if client.connection_state() == State::Connected {
                    let _ = client.flush().await;
                }
                let _ = done.send(());
                continue;
            }
        };
        nr += 1 + outbox.dropped.swap(0, Ordering::Relaxed);
        if client.connection_state() != State::Connected {
            // Queued, it would only become stale; whoever misses it reads again.
            continue;
        }
        let subject = match letter.account() {
            Some(account) => format!("{prefix}.{account}.events"),
            None => format!("{prefix}.nodes"),
        };
        let bytes = Envelope { node, nr, letter }.to_bytes();
        if let Err(error) = client.publish(subject, bytes.into()).await {
            tracing::warn!(%error, "a letter to other nodes was not taken; those nodes will catch up");
        }
    }
}

async fn hear_all(
    mut letters: Subscriber,
    mut events: mpsc::Receiver<async_nats::Event>,
    mut post: Post,
    servers: &str,
) {
    let mut beat = interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut log = Log { servers, trouble: None };
    loop {
        tokio::select! {
            Some(letter) = letters.next() => post.arrived(&letter.payload, Instant::now()),
            Some(event) = events.recv() => {
                log.tell(&event);
                if matches!(event, async_nats::Event::Connected) {
                    post.connected();
                }
            }
            _ = beat.tick() => post.beat(Instant::now()),
        }
    }
}

/// Logs what the person who runs the node should know of the connection, each thing once.
struct Log<'a> {
    servers: &'a str,
    /// The last logged reason why it cannot connect.
    trouble: Option<String>,
}

impl Log<'_> {
    fn tell(&mut self, event: &async_nats::Event) {
        let servers = self.servers;
        match event {
            async_nats::Event::Connected => {
                tracing::info!("connected with the other nodes by NATS at {servers}");
                self.trouble = None;
            }
            async_nats::Event::Disconnected => {
                tracing::warn!(
                    "NATS at {servers} is away: chats on this node go on, those with other nodes wait for it"
                );
            }
            // Reported at each attempt, twice a second.
            async_nats::Event::ClientError(error) => {
                let trouble = error.to_string();
                if self.trouble.as_ref() != Some(&trouble) {
                    tracing::warn!(
                        "NATS at {servers} cannot be reached ({trouble}): this node works by itself and keeps trying"
                    );
                    self.trouble = Some(trouble);
                }
            }
            event => tracing::debug!("NATS: {event}"),
        }
    }
}

/// The time between two attempts to connect: short at first, then half a second.
fn delay(tries: usize) -> Duration {
    Duration::from_millis(100 * tries.min(5) as u64)
}

/// The URL for logs: what stands before `@` is hidden.
fn without_password(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => format!("{}{}", &url[..scheme + 3], &url[at + 1..]),
        (None, Some(at)) => url[at + 1..].to_owned(),
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        let nats = Nats::new("nats://me:secret@one:4222, tls://t0ken@two", "switchboard").unwrap();
        assert_eq!(nats.shown, "nats://one:4222, tls://two");
        let error = Nats::new("http://me:secret@host", "switchboard").unwrap_err();
        assert_eq!(error, BadNats::Url("http://host".into()));
    }

    #[test]
    fn a_prefix_is_one_part_of_a_subject() {
        assert!(Nats::new("nats://one", "chat-2").is_ok());
        for bad in ["", "a.b", "a b", "*", ">", "ä"] {
            assert_eq!(Nats::new("nats://one", bad).unwrap_err(), BadNats::Prefix(bad.into()));
        }
    }

    #[test]
    fn a_full_queue_drops_and_counts() {
        let (to_nats, outbox) = outbox();
        for _ in 0..WAITING + 3 {
            to_nats.send(Letter::Beat);
        }
        assert_eq!(outbox.dropped.load(Ordering::Relaxed), 3);
    }
}
