//! How the gateway is set up, by whoever runs the installation.

use std::{io, net::SocketAddr};

use wire::sip::SipServer;

pub use crate::certificate::Certificate;

/// Where the gateway listens, and under which name clients know it.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What operators enter in their clients; of several nodes each has its own.
    pub host: String,
    /// Where datagrams come in.
    pub udp: Option<SocketAddr>,
    /// Where connections come in.
    pub tcp: Option<SocketAddr>,
    /// Where encrypted connections come in, and as whom the server shows itself there.
    pub tls: Option<(SocketAddr, Certificate)>,
    /// How many connections there may be at once, whatever they are.
    pub connections: usize,
}

/// Why the gateway does not start, for the person who starts it.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Somebody else listens there, or nobody may.
    #[error("cannot listen for SIP on {0}: {1}")]
    Listen(SocketAddr, io::Error),
    /// The certificate or the key is none.
    #[error("{0} is no certificate, or no key, in PEM: {1}")]
    Certificate(String, String),
    /// The clients that were signed in could not be read.
    #[error(transparent)]
    Database(#[from] chat::Error),
}

impl Settings {
    /// What operators are told of it. `websocket`: the address of SIP over WebSocket.
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
