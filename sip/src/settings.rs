//! The gateway's settings, from the installation's configuration.

use std::{io, net::SocketAddr};

use wire::sip::SipServer;

pub use crate::certificate::Certificate;

/// The gateway's addresses, and the host name that clients use.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The host that operators enter in their clients. With several nodes each has its own.
    pub host: String,
    /// The address for UDP.
    pub udp: Option<SocketAddr>,
    /// The address for TCP.
    pub tcp: Option<SocketAddr>,
    /// The address for TLS, and the certificate.
    pub tls: Option<(SocketAddr, Certificate)>,
    /// The maximum number of connections at once, of all kinds.
    pub connections: usize,
}

/// Why the gateway does not start, for the person who starts it.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is in use or not permitted.
    #[error("cannot listen for SIP on {0}: {1}")]
    Listen(SocketAddr, io::Error),
    /// The certificate or the key is not valid.
    #[error("{0} is no certificate, or no key, in PEM: {1}")]
    Certificate(String, String),
    /// The stored clients could not be loaded.
    #[error(transparent)]
    Database(#[from] chat::Error),
}

impl Settings {
    /// What operators see about the server. `websocket`: the address of SIP over WebSocket.
    pub fn server(&self, websocket: Option<String>) -> SipServer {
        SipServer {
            host: self.host.clone(),
            udp: self.udp.map(|address| address.port()),
            tcp: self.tcp.map(|address| address.port()),
            tls: self.tls.as_ref().map(|(address, _)| address.port()),
            websocket,
        }
    }
}
