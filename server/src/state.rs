//! What every route can ask for.

use std::sync::Arc;

use chat::{
    Switchboard,
    limits::{Known, Places},
};
use sip::Gateway;
use tokio::sync::watch;

use crate::{assets::Assets, config::Config, dictionaries::Dictionaries};

/// What every route can ask for; cheap to clone.
#[derive(Clone)]
pub(crate) struct Served {
    pub(crate) switchboard: Switchboard,
    pub(crate) assets: Arc<Assets>,
    pub(crate) config: Arc<Config>,
    /// Beside those that the program brings.
    pub(crate) dictionaries: Arc<Dictionaries>,
    /// What was forwarded by somebody whom `SWITCHBOARD_TRUST_PROXY` does not name.
    pub(crate) unnamed_proxy: app::UnnamedProxy,
    /// For live sockets, by whom they are.
    pub(crate) sockets: Places,
    /// Where operators are, and visitors with whom they talk.
    pub(crate) known: Known,
    /// For SIP clients, if they may connect.
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
