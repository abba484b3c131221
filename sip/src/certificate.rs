//! The certificate for SIP over TLS. It can be renewed without a restart: the files are checked
//! when a client connects, at most once a minute.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use tokio::time::Instant;
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};

use crate::{lock::lock, settings::StartError};

/// How long the loaded certificate is used before the files are checked again.
const FRESH: Duration = Duration::from_secs(60);

/// A certificate with its chain, and its key, in two files.
#[derive(Clone)]
pub struct Certificate {
    files: Arc<[PathBuf; 2]>,
    now: Arc<Mutex<Now>>,
}

/// What was loaded, the state of the files at that time, and when they were checked.
struct Now {
    config: Arc<ServerConfig>,
    written: [Option<SystemTime>; 2],
    looked: Instant,
}

impl Certificate {
    /// Reads both from PEM files.
    ///
    /// # Errors
    /// Which of the two cannot be read, and why.
    pub fn read(certificate: &Path, key: &Path) -> Result<Certificate, StartError> {
        let files = [certificate.to_owned(), key.to_owned()];
        let written = written(&files);
        let now = Now { config: config(&files)?, written, looked: Instant::now() };
        Ok(Certificate { files: Arc::new(files), now: Arc::new(Mutex::new(now)) })
    }

    /// The acceptor for a new connection. Changed files are loaded; if they are not valid, the old
    /// certificate stays.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(self.current())
    }

    fn current(&self) -> Arc<ServerConfig> {
        let mut now = lock(&self.now);
        if now.looked.elapsed() >= FRESH {
            now.looked = Instant::now();
            let written = written(&self.files);
            if written != now.written {
                match config(&self.files) {
                    Ok(config) => {
                        tracing::info!("the renewed certificate for SIP over TLS is in use");
                        (now.config, now.written) = (config, written);
                    }
                    // Possibly only one of the two is written yet.
                    Err(error) => {
                        tracing::warn!(%error, "the certificate for SIP over TLS has changed, and the old one stays")
                    }
                }
            }
        }
        now.config.clone()
    }
}

fn written(files: &[PathBuf; 2]) -> [Option<SystemTime>; 2] {
    files.each_ref().map(|file| fs::metadata(file).and_then(|file| file.modified()).ok())
}

fn config([certificate, key]: &[PathBuf; 2]) -> Result<Arc<ServerConfig>, StartError> {
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
    Ok(Arc::new(config))
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Certificate")
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    /// Writes another certificate with a modification time that is this many seconds later.
    fn renew(files: &[PathBuf; 2], later: u64) {
        let made =
            rcgen::generate_simple_self_signed(["chat.example.org".to_owned()]).expect("a certificate");
        for (file, text) in files.iter().zip([made.cert.pem(), made.signing_key.serialize_pem()]) {
            fs::write(file, text).expect("it can be written");
            let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + later);
            fs::File::options()
                .write(true)
                .open(file)
                .and_then(|file| file.set_modified(at))
                .expect("a time");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_renewed_certificate_is_taken_without_a_start() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = ["chain.pem", "key.pem"].map(|name| folder.path().join(name));
        renew(&files, 0);
        let certificate = Certificate::read(&files[0], &files[1]).expect("it is one");
        let first = certificate.current();
        renew(&files, 10);
        assert!(Arc::ptr_eq(&first, &certificate.current()), "it was looked at a moment ago");
        advance(FRESH).await;
        let second = certificate.current();
        assert!(!Arc::ptr_eq(&first, &second));

        fs::write(&files[1], "no key").expect("it can be written");
        advance(FRESH).await;
        assert!(Arc::ptr_eq(&second, &certificate.current()), "what is no good is not taken");
        renew(&files, 20);
        advance(FRESH).await;
        assert!(!Arc::ptr_eq(&second, &certificate.current()), "it is looked at again");
    }
}
