//! The gateway: passes requests to the part that handles them.
//!
//! | module | does |
//! |---|---|
//! | `gateway/listen.rs` | accepts datagrams and connections, up to a limit |
//! | `gateway/answer.rs` | answers each request, or passes it to the operator's desk |
//! | `gateway/prove.rs` | authenticates clients |

mod answer;
mod listen;
mod prove;

use std::{net::SocketAddr, sync::Arc};

use chat::{Sources, Switchboard, limits::Places};
use tokio::{net::UdpSocket, sync::mpsc};
use wire::{AccountId, OperatorId};

use crate::{
    desk::{self, ToDesk},
    settings::{Settings, StartError},
    state::Core,
};

/// The running gateway. Cheap to clone.
#[derive(Clone)]
pub struct Gateway {
    core: Arc<Core>,
    places: Places,
}

/// A client's connection over WebSocket, which the caller manages: its incoming messages, one per
/// frame, and a queue for outgoing ones. Either ends with the connection.
pub struct WebSocket {
    /// The client's address.
    pub peer: SocketAddr,
    /// Whether it is encrypted.
    pub is_secure: bool,
    /// Incoming messages.
    pub incoming: mpsc::Receiver<Vec<u8>>,
    /// Outgoing messages.
    pub outgoing: mpsc::Sender<Vec<u8>>,
}

impl Gateway {
    /// Starts listening, and restores the clients without a connection that were registered when
    /// the program ended.
    ///
    /// # Errors
    /// An address cannot be listened on, or the stored clients cannot be loaded.
    pub async fn start(
        switchboard: Switchboard,
        sources: Sources,
        settings: Settings,
    ) -> Result<Gateway, StartError> {
        let places = Places::new(settings.connections, listen::PER_NETWORK);
        let core = Arc::new(Core::new(switchboard, sources, settings));
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

    /// Closes all connections and stops listening. Clients without a connection stay signed in for
    /// the next start.
    pub fn stop(&self) {
        self.core.stop();
    }
}

impl Core {
    /// Sends a request to an operator's desk, which opens with their first client.
    pub(crate) async fn to_desk(self: &Arc<Core>, account: AccountId, operator: OperatorId, what: ToDesk) {
        let mut what = what;
        loop {
            let desk = {
                let mut desks = self.desks();
                desks.entry(operator).or_insert_with(|| desk::open(self.clone(), account, operator)).clone()
            };
            // It may have ended just now; then a new one opens.
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

    async fn restore(self: &Arc<Core>, socket: &Arc<UdpSocket>) -> Result<(), StartError> {
        for (who, user, device) in self.switchboard.sip_devices_on(&self.settings.host).await? {
            let Ok(peer) = device.peer.parse() else { continue };
            let (account, operator, flow) = (who.account, who.operator, self.datagrams(socket, peer));
            let restore = desk::Restored { who, user, device, flow };
            self.to_desk(account, operator, ToDesk::Restore(Box::new(restore))).await;
        }
        Ok(())
    }
}
