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

use std::{net::SocketAddr, sync::Arc};

use chat::{Sources, Switchboard, limits::Places};
use tokio::{net::UdpSocket, sync::mpsc};
use wire::{AccountId, OperatorId};

use crate::{
    desk::{self, ToDesk},
    settings::{Settings, StartError},
    state::Core,
};

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

    /// Ends all connections and stops listening. The clients without a connection stay signed in, for the next start.
    pub fn stop(&self) {
        self.core.stop();
    }
}

impl Core {
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
