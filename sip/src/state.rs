//! The shared state of the gateway.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicU64, Ordering},
    },
};

use chat::{Sources, Switchboard, limits::Guesses};
use tokio::{
    net::UdpSocket,
    sync::{mpsc, watch},
};
use wire::OperatorId;

use crate::{
    desk::ToDesk,
    digest::Nonces,
    exchange::{Answers, Asked},
    flow::{Flow, Outgoing, Transport},
    lock::lock,
    settings::Settings,
};

pub(crate) struct Core {
    pub(crate) switchboard: Switchboard,
    pub(crate) sources: Sources,
    pub(crate) settings: Settings,
    pub(crate) asked: Arc<Asked>,
    pub(crate) nonces: Mutex<Nonces>,
    pub(crate) guesses: Mutex<Guesses>,
    pub(crate) answers: Mutex<Answers>,
    /// The desks of the operators who have clients here.
    desks: Mutex<HashMap<OperatorId, mpsc::Sender<ToDesk>>>,
    flows: AtomicU64,
    /// Becomes true when the gateway stops.
    stop: watch::Sender<bool>,
}

impl Core {
    pub(crate) fn new(switchboard: Switchboard, sources: Sources, settings: Settings) -> Core {
        Core {
            nonces: Mutex::new(Nonces::new(sources.bytes())),
            guesses: Mutex::default(),
            answers: Mutex::default(),
            desks: Mutex::default(),
            asked: Arc::default(),
            flows: AtomicU64::new(1),
            stop: watch::channel(false).0,
            switchboard,
            sources,
            settings,
        }
    }

    pub(crate) fn stop(&self) {
        self.stop.send_replace(true);
    }

    pub(crate) async fn stopped(&self) {
        // An error would mean that the sender is gone, but `self` holds it.
        let _ = self.stop.subscribe().wait_for(|stop| *stop).await;
    }

    /// The desk of an operator who has clients here.
    pub(crate) fn desk_of(&self, operator: OperatorId) -> Option<mpsc::Sender<ToDesk>> {
        self.desks().get(&operator).cloned()
    }

    /// Ends a desk, unless a request for it has arrived meanwhile.
    pub(crate) fn end_desk(&self, operator: OperatorId, queue: &mut mpsc::Receiver<ToDesk>) -> bool {
        let mut desks = self.desks();
        let is_over = queue.is_empty();
        if is_over {
            queue.close();
            desks.remove(&operator);
        }
        is_over
    }

    /// A token that nobody can guess.
    pub(crate) fn token(&self) -> String {
        self.sources.bytes::<12>().iter().map(|b| format!("{b:02x}")).collect()
    }

    /// The sent-by of our Via and Contact.
    fn sent_by(&self, transport: Transport) -> String {
        let settings = &self.settings;
        let address = match transport {
            Transport::Udp => settings.udp,
            Transport::Tcp => settings.tcp,
            Transport::Tls => settings.tls.as_ref().map(|(address, _)| *address),
            // Its address is a URL, which does not fit here.
            Transport::Ws | Transport::Wss => None,
        };
        match address {
            Some(address) => format!("{}:{}", settings.host, address.port()),
            None => settings.host.clone(),
        }
    }

    /// A flow of datagrams from this address.
    pub(crate) fn datagrams(&self, socket: &Arc<UdpSocket>, peer: SocketAddr) -> Flow {
        Flow::of_datagrams(socket.clone(), peer, self.sent_by(Transport::Udp))
    }

    /// A new connection from this address.
    pub(crate) fn stream(&self, transport: Transport, peer: SocketAddr) -> (Flow, Outgoing) {
        let id = self.flows.fetch_add(1, Ordering::Relaxed);
        Flow::of_stream(id, transport, peer, self.sent_by(transport))
    }

    pub(crate) fn desks(&self) -> MutexGuard<'_, HashMap<OperatorId, mpsc::Sender<ToDesk>>> {
        lock(&self.desks)
    }
}
