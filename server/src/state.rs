//! The shared state of the routes.

use std::sync::Arc;

use chat::{
    Switchboard,
    limits::{Known, Places},
};
use sip::Gateway;
use tokio::sync::watch;

use crate::{assets::Assets, config::Config, dictionaries::Dictionaries};

/// The shared state of the routes. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Served {
    pub(crate) switchboard: Switchboard,
    pub(crate) assets: Arc<Assets>,
    pub(crate) config: Arc<Config>,
    /// The dictionaries in addition to the built-in ones.
    pub(crate) dictionaries: Arc<Dictionaries>,
    /// Set when a request was forwarded by a proxy that `SWITCHBOARD_TRUST_PROXY` does not name.
    pub(crate) unnamed_proxy: app::UnnamedProxy,
    /// Permits for live sockets, by client address.
    pub(crate) sockets: Places,
    /// The networks where operators, and visitors in a chat, were seen last.
    pub(crate) known: Known,
    /// The SIP gateway, if it is switched on.
    pub(crate) sip: Option<Gateway>,
    /// Becomes true when the server stops.
    pub(crate) stopping: watch::Receiver<bool>,
}

impl Served {
    /// Returns when the server stops. Cancel safe.
    pub(crate) async fn stopped(&mut self) {
        // An error means that the sender is gone, which is the end as well.
        let _ = self.stopping.wait_for(|stop| *stop).await;
    }
}
