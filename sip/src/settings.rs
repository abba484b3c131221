//! How the gateway is set up, by whoever runs the installation.

use std::{fmt, io, net::SocketAddr, path::Path, sync::Arc};

use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};
use wire::sip::SipServer;

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

/// A certificate, those above it, and its key.
#[derive(Clone)]
pub struct Certificate(pub(crate) TlsAcceptor);

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

impl Certificate {
    /// Reads both from files in PEM.
    ///
    /// # Errors
    /// Which of them is none, and why.
    pub fn read(certificate: &Path, key: &Path) -> Result<Certificate, StartError> {
        let wrong = |path: &Path, why: &dyn fmt::Display| {
            StartError::Certificate(path.display().to_string(), why.to_string())
        };
        let chain = CertificateDer::pem_file_iter(certificate)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|error| wrong(certificate, &error))?;
        let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| wrong(key, &error))?;
        let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| wrong(certificate, &error))?
            .with_no_client_auth()
            .with_single_cert(chain, secret)
            .map_err(|error| wrong(certificate, &error))?;
        Ok(Certificate(TlsAcceptor::from(Arc::new(config))))
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Certificate")
    }
}
