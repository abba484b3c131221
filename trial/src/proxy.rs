//! A bad network between clients and the server, whose faults can be switched off.
//!
//! | module | holds |
//! |---|---|
//! | [`bytes`] | what TCP can suffer: cuts (FIN and RST), stalls, delays, odd splits |
//! | [`frames`] | repeats and loses WebSocket messages, as repeating clients and lost events do |

pub mod bytes;
pub mod frames;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering::Relaxed},
};

use tokio::{sync::watch, task::JoinHandle};

/// A running proxy. Dropping it ends the proxy and its connections.
pub struct Proxy {
    address: String,
    network: Arc<Network>,
    task: JoinHandle<()>,
}

/// What all connections of a proxy share.
pub(crate) struct Network {
    upstream: String,
    calm: watch::Sender<bool>,
    faults: AtomicU64,
}

impl Proxy {
    /// Where clients connect.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Stops the faults; what is stalled continues.
    pub fn calm(&self) {
        self.network.calm.send_replace(true);
    }

    /// How many faults there were.
    pub fn faults(&self) -> u64 {
        self.network.faults.load(Relaxed)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Network {
    fn to(upstream: &str) -> Arc<Network> {
        Arc::new(Network {
            upstream: upstream.to_owned(),
            calm: watch::Sender::new(false),
            faults: AtomicU64::new(0),
        })
    }

    fn is_calm(&self) -> bool {
        *self.calm.borrow()
    }

    fn count(&self) {
        self.faults.fetch_add(1, Relaxed);
    }

    /// Returns when the faults have stopped. Cancel safe.
    async fn calmed(&self) {
        // An error means that the proxy is gone, and its faults with it.
        let _ = self.calm.subscribe().wait_for(|calm| *calm).await;
    }

    /// Waits, unless the faults have stopped or stop meanwhile.
    async fn wait(&self, wait: std::time::Duration) {
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = self.calmed() => {}
        }
    }
}
