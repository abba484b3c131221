//! The gateway itself: what comes in goes to whom it concerns.
//!
//! | module | does |
//! |---|---|
//! | `gateway/listen.rs` | takes datagrams and connections, so many and no more |
//! | `gateway/answer.rs` | answers each request, or has the operator's desk do it |
//! | `gateway/prove.rs` | has clients prove who they are |

mod answer;
mod listen;
mod prove;

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use chat::{Sources, Switchboard};
use tokio::{
    net::UdpSocket,
    sync::{mpsc, watch},
};
use wire::{AccountId, OperatorId};

use crate::{
    desk::{self, ToDesk},
    digest::Nonces,
    exchange::{Answers, Asked},
    flow::{Flow, Transport},
    settings::{Settings, StartError},
};
pub(crate) use answer::Ids;
use chat::limits::{Guesses, Places};

/// The running gateway; cheap to clone.
#[derive(Clone)]
pub struct Gateway {
    core: Arc<Core>,
    places: Places,
}

/// A client's connection over WebSocket, of which somebody else takes care: what has come in, one message each, and where
/// to put what is to go out. Either ends with the connection.
pub struct WebSocket {
    /// Where it came from.
    pub peer: SocketAddr,
    /// Whether it is encrypted.
    pub is_secure: bool,
    /// What has come in.
    pub incoming: mpsc::Receiver<Vec<u8>>,
    /// What is to go out.
    pub outgoing: mpsc::Sender<Vec<u8>>,
}

/// What everything in the gateway has at hand.
pub(crate) struct Core {
    pub(crate) switchboard: Switchboard,
    pub(crate) sources: Sources,
    pub(crate) settings: Settings,
    pub(crate) asked: Arc<Asked>,
    nonces: Mutex<Nonces>,
    guesses: Mutex<Guesses>,
    answers: Mutex<Answers>,
    /// The operators who have clients here.
    desks: Mutex<HashMap<OperatorId, mpsc::Sender<ToDesk>>>,
    flows: AtomicU64,
    /// Becomes true when the gateway stops.
    stop: watch::Sender<bool>,
}

impl Gateway {
    /// Begins to listen. The clients that have no connection, and were there when the program ended, are there again.
    ///
    /// # Errors
    /// What cannot be listened on, or read.
    pub async fn start(
        switchboard: Switchboard,
        sources: Sources,
        settings: Settings,
    ) -> Result<Gateway, StartError> {
        let places = Places::new(settings.connections, listen::PER_NETWORK);
        let core = Arc::new(Core {
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
        });
        let sockets = listen::bind(&core.settings).await?;
        if let Some(udp) = &sockets.udp {
            core.restore(udp).await?;
        }
        listen::serve(&core, sockets, &places);
        Ok(Gateway { core, places })
    }

    /// Serves a connection over WebSocket (RFC 7118) until it ends.
    pub async fn serve_websocket(&self, socket: WebSocket) {
        listen::websocket(&self.core, &self.places, socket).await;
    }

    /// Ends all connections and stops listening. The clients without a connection stay signed in, for the next start.
    pub fn stop(&self) {
        self.core.stop.send_replace(true);
    }
}

impl Core {
    /// Returns when the gateway stops.
    pub(crate) async fn stopped(&self) {
        // An error would mean that the sender is gone, which is in here.
        let _ = self.stop.subscribe().wait_for(|stop| *stop).await;
    }

    /// The desk of an operator, which begins with the first client that he signs in.
    pub(crate) async fn to_desk(self: &Arc<Core>, account: AccountId, operator: OperatorId, what: ToDesk) {
        let mut what = what;
        loop {
            let desk = {
                let mut desks = self.desks();
                desks.entry(operator).or_insert_with(|| desk::open(self.clone(), account, operator)).clone()
            };
            // It may have ended at this moment: then another one begins.
            match desk.send(what).await {
                Ok(()) => return,
                Err(unsent) => what = unsent.0,
            }
            let mut desks = self.desks();
            if desks.get(&operator).is_some_and(mpsc::Sender::is_closed) {
                desks.remove(&operator);
            }
        }
    }

    /// The desk of an operator who has clients here.
    pub(crate) fn desk_of(&self, operator: OperatorId) -> Option<mpsc::Sender<ToDesk>> {
        self.desks().get(&operator).cloned()
    }

    /// A desk ends; no if something has come for it meanwhile.
    pub(crate) fn end_desk(&self, operator: OperatorId, queue: &mut mpsc::Receiver<ToDesk>) -> bool {
        let mut desks = self.desks();
        let is_over = queue.is_empty();
        if is_over {
            queue.close();
            desks.remove(&operator);
        }
        is_over
    }

    /// Letters that nobody can guess.
    pub(crate) fn token(&self) -> String {
        self.sources.bytes::<12>().iter().map(|b| format!("{b:02x}")).collect()
    }

    /// What our Via and Contact say of where we are.
    fn sent_by(&self, transport: Transport) -> String {
        let settings = &self.settings;
        let address = match transport {
            Transport::Udp => settings.udp,
            Transport::Tcp => settings.tcp,
            Transport::Tls => settings.tls.as_ref().map(|(address, _)| *address),
            // There it is an address of the web, which has no place here.
            Transport::Ws | Transport::Wss => None,
        };
        match address {
            Some(address) => format!("{}:{}", settings.host, address.port()),
            None => settings.host.clone(),
        }
    }

    fn datagrams(&self, socket: &Arc<UdpSocket>, peer: SocketAddr) -> Flow {
        Flow::of_datagrams(socket.clone(), peer, self.sent_by(Transport::Udp))
    }

    fn stream(&self, transport: Transport, peer: SocketAddr) -> (Flow, crate::flow::Outgoing) {
        let id = self.flows.fetch_add(1, Ordering::Relaxed);
        Flow::of_stream(id, transport, peer, self.sent_by(transport))
    }

    async fn restore(self: &Arc<Core>, socket: &Arc<UdpSocket>) -> Result<(), StartError> {
        for (who, user, device) in self.switchboard.sip_devices_on(&self.settings.host).await? {
            let Ok(peer) = device.peer.parse() else { continue };
            let (account, operator, flow) = (who.account, who.operator, self.datagrams(socket, peer));
            let restore = desk::Restored { who, user, device, flow };
            self.to_desk(account, operator, ToDesk::Restore(Box::new(restore))).await;
        }
        Ok(())
    }

    fn desks(&self) -> MutexGuard<'_, HashMap<OperatorId, mpsc::Sender<ToDesk>>> {
        lock(&self.desks)
    }
}

/// What is behind these locks is whole after each statement, so a panic elsewhere leaves nothing half done.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
