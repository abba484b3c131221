//! The certificate that the server shows over TLS. Who renews it by a program need not start the server anew: the files are looked
//! at once a minute at most, when somebody connects.

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

/// How long what was read counts, before the files are looked at again.
const FRESH: Duration = Duration::from_secs(60);

/// A certificate, those above it, and its key, as they lie in two files.
#[derive(Clone)]
pub struct Certificate {
    files: Arc<[PathBuf; 2]>,
    now: Arc<Mutex<Now>>,
}

/// What was read, from which state of the files, and when they were looked at.
struct Now {
    config: Arc<ServerConfig>,
    written: [Option<SystemTime>; 2],
    looked: Instant,
}

impl Certificate {
    /// Reads both from files in PEM.
    ///
    /// # Errors
    /// Which of them is none, and why.
    pub fn read(certificate: &Path, key: &Path) -> Result<Certificate, StartError> {
        let files = [certificate.to_owned(), key.to_owned()];
        let written = written(&files);
        let now = Now { config: config(&files)?, written, looked: Instant::now() };
        Ok(Certificate { files: Arc::new(files), now: Arc::new(Mutex::new(now)) })
    }

    /// For a connection that has come. Files that have changed are read; if they are no good, what was good before stays.
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
                    // Perhaps only one of the two is written yet.
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

    /// Writes another certificate, as if so many seconds later.
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
