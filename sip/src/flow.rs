//! A flow to a client: a connection, or the source of its datagrams. Everything for a client goes
//! over the flow on which its requests arrive (RFC 5626). The addresses that clients give are often
//! wrong, and behind a router they always are.

use std::{
    fmt,
    net::SocketAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use chat::SignedIn;
use tokio::{
    net::UdpSocket,
    sync::{mpsc, watch},
    time::{Instant, sleep_until},
};

/// The maximum number of messages in the queue of a connection.
const WAITING: usize = 32;
/// A client that has not taken anything for this long is stuck.
const STUCK: Duration = Duration::from_secs(10);
/// The pause between two messages for a client that reads two that arrive together as one.
const PACE: Duration = Duration::from_millis(100);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Transport {
    Udp,
    Tcp,
    Tls,
    /// Over WebSocket (RFC 7118).
    Ws,
    Wss,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Gone;

/// Cheap to clone.
#[derive(Clone)]
pub(crate) struct Flow(Arc<Inner>);

struct Inner {
    id: u64,
    transport: Transport,
    peer: SocketAddr,
    /// The sent-by part of our Via.
    sent_by: String,
    out: Out,
    /// Whether its client needs [`PACE`].
    is_slow: AtomicBool,
    /// The operators registered on this connection, with the user of each.
    registered: Mutex<Vec<(String, SignedIn)>>,
}

enum Out {
    Datagrams(Arc<UdpSocket>),
    Stream { queue: mpsc::Sender<Vec<u8>>, end: watch::Sender<bool> },
}

/// The queue of a connection.
pub(crate) struct Outgoing {
    flow: Flow,
    queue: mpsc::Receiver<Vec<u8>>,
    end: watch::Receiver<bool>,
    next: Instant,
}

impl Transport {
    /// Its name in the database and in the interface.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Transport::Udp => "udp",
            Transport::Tcp => "tcp",
            Transport::Tls => "tls",
            Transport::Ws => "ws",
            Transport::Wss => "wss",
        }
    }

    /// Whether a message either arrives or the sender learns that it did not.
    pub(crate) fn is_reliable(self) -> bool {
        self != Transport::Udp
    }
}

impl Flow {
    /// A flow of datagrams from this address.
    pub(crate) fn of_datagrams(socket: Arc<UdpSocket>, peer: SocketAddr, sent_by: String) -> Flow {
        Flow::new(0, Transport::Udp, peer, sent_by, Out::Datagrams(socket))
    }

    /// A flow over a connection, and its queue.
    pub(crate) fn of_stream(
        id: u64,
        transport: Transport,
        peer: SocketAddr,
        sent_by: String,
    ) -> (Flow, Outgoing) {
        let (queue, waiting) = mpsc::channel(WAITING);
        let (end, ends) = watch::channel(false);
        let flow = Flow::new(id, transport, peer, sent_by, Out::Stream { queue, end });
        (flow.clone(), Outgoing { flow, queue: waiting, end: ends, next: Instant::now() })
    }

    fn new(id: u64, transport: Transport, peer: SocketAddr, sent_by: String, out: Out) -> Flow {
        let (is_slow, registered) = (AtomicBool::new(false), Mutex::default());
        Flow(Arc::new(Inner { id, transport, peer, sent_by, out, is_slow, registered }))
    }

    pub(crate) fn transport(&self) -> Transport {
        self.0.transport
    }

    pub(crate) fn peer(&self) -> SocketAddr {
        self.0.peer
    }

    /// The Via of a request that is sent over this flow.
    pub(crate) fn via(&self, branch: &str) -> String {
        let transport = self.0.transport.name().to_ascii_uppercase();
        format!("SIP/2.0/{transport} {};branch={branch};rport", self.0.sent_by)
    }

    /// Our own address, as a client reaches it over this flow.
    pub(crate) fn own_contact(&self) -> String {
        match self.0.transport {
            Transport::Udp => format!("<sip:{}>", self.0.sent_by),
            Transport::Ws | Transport::Wss => format!("<sip:{};transport=ws>", self.0.sent_by),
            other => format!("<sip:{};transport={}>", self.0.sent_by, other.name()),
        }
    }

    /// A key that identifies the flow.
    pub(crate) fn key(&self) -> String {
        format!("{self}#{}", self.0.id)
    }

    pub(crate) fn is_same(&self, other: &Flow) -> bool {
        self.key() == other.key()
    }

    /// Sends a message, or puts it into the connection's queue.
    pub(crate) async fn send(&self, bytes: Vec<u8>) -> Result<(), Gone> {
        match &self.0.out {
            // If the network does not take it, the missing answer shows that.
            Out::Datagrams(socket) => socket.send_to(&bytes, self.0.peer).await.map(|_| ()).map_err(|_| Gone),
            Out::Stream { queue, .. } => {
                let sent = queue.send_timeout(bytes, STUCK).await;
                if sent.is_err() {
                    self.close();
                }
                sent.map_err(|_| Gone)
            }
        }
    }

    /// Closes the connection after what is in its queue is written.
    pub(crate) fn close(&self) {
        if let Out::Stream { end, .. } = &self.0.out {
            end.send_replace(true);
        }
    }

    /// Returns when the connection has ended. Never returns for datagrams.
    pub(crate) async fn closed(&self) {
        match &self.0.out {
            Out::Datagrams(_) => std::future::pending().await,
            Out::Stream { queue, .. } => queue.closed().await,
        }
    }

    pub(crate) fn is_closed(&self) -> bool {
        match &self.0.out {
            Out::Datagrams(_) => false,
            Out::Stream { queue, .. } => queue.is_closed(),
        }
    }

    /// Some clients treat everything they read at once as one message.
    pub(crate) fn note_agent(&self, agent: &str) {
        if agent.starts_with("Purple/") {
            self.0.is_slow.store(true, Ordering::Relaxed);
        }
    }

    /// Whether its client uses libpurple, as Pidgin and finch do.
    pub(crate) fn is_of_libpurple(&self) -> bool {
        self.0.is_slow.load(Ordering::Relaxed)
    }

    /// Records a registration on this connection. Anybody can send datagrams, so none is recorded
    /// for them.
    pub(crate) fn register(&self, user: &str, who: SignedIn) {
        if self.0.transport.is_reliable() {
            let mut registered = self.registered();
            registered.retain(|(_, other)| other.session != who.session);
            registered.push((user.to_owned(), who));
        }
    }

    pub(crate) fn unregister(&self, session: [u8; 32]) {
        self.registered().retain(|(_, who)| who.session != session);
    }

    /// The operator registered on this connection as this user.
    pub(crate) fn registered_as(&self, user: &str) -> Option<SignedIn> {
        let registered = self.registered();
        registered.iter().find(|(own, _)| own == user).map(|(_, who)| who.clone())
    }

    pub(crate) fn has_registered(&self) -> bool {
        !self.registered().is_empty()
    }

    fn registered(&self) -> MutexGuard<'_, Vec<(String, SignedIn)>> {
        // The list is consistent after each statement, so a panic elsewhere leaves it valid.
        self.0.registered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(crate) fn for_test(transport: Transport) -> (Flow, Outgoing) {
        let peer = SocketAddr::from(([192, 0, 2, 1], 4_711));
        Flow::of_stream(1, transport, peer, "chat.example".to_owned())
    }
}

impl fmt::Display for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0.transport.name(), self.0.peer)
    }
}

impl Outgoing {
    /// The next message to write, when it is due; none: close the connection. Cancel safe, except
    /// for what it has returned.
    pub(crate) async fn next(&mut self) -> Option<Vec<u8>> {
        if self.flow.is_of_libpurple() {
            sleep_until(self.next).await;
        }
        let bytes = tokio::select! {
            biased;
            bytes = self.queue.recv() => bytes,
            _ = self.end.wait_for(|end| *end) => None,
        };
        self.next = Instant::now() + PACE;
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_slow_client_gets_one_message_at_a_time() {
        for (agent, pause) in [("Purple/2.14", 100), ("Linphone/5.1", 0)] {
            let (flow, mut outgoing) = Flow::for_test(Transport::Tcp);
            flow.note_agent(agent);
            flow.send(b"1".to_vec()).await.unwrap();
            flow.send(b"2".to_vec()).await.unwrap();
            assert_eq!(outgoing.next().await.unwrap(), b"1");
            let begun = Instant::now();
            assert_eq!(outgoing.next().await.unwrap(), b"2");
            assert!(begun.elapsed().as_millis() >= pause, "{agent}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_takes_nothing_is_cut_off() {
        let (flow, outgoing) = Flow::for_test(Transport::Tls);
        let mut sent = 0;
        while flow.send(Vec::new()).await.is_ok() {
            sent += 1;
        }
        assert_eq!(sent, WAITING);
        assert!(!flow.is_closed());
        drop(outgoing);
        flow.closed().await;
        assert!(flow.is_closed());
    }

    #[tokio::test]
    async fn what_waits_is_written_before_the_end() {
        let (flow, mut outgoing) = Flow::for_test(Transport::Ws);
        flow.send(b"last".to_vec()).await.unwrap();
        flow.close();
        assert_eq!(outgoing.next().await.unwrap(), b"last");
        assert_eq!(outgoing.next().await, None);
    }
}
