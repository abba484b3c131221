//! Sealed storage of secrets that must be read back, such as the password of a mail server. They
//! are encrypted (XChaCha20-Poly1305) with a key that is not in the database, so a copy of the
//! database alone reveals none of them. Each is bound to its account and its purpose, so it cannot
//! be used in place of another.
//!
//! | module | holds |
//! |---|---|
//! | `secrets/key.rs` | the key: given, or stored in a file |

mod key;

use std::{fmt, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use wire::AccountId;

use crate::Sources;

pub use key::{KeyError, SecretKey};

/// The number of random bytes at the start of each sealed secret.
const NONCE: usize = 24;

/// Seals and opens with the installation's key, if there is one; cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Secrets(Option<Arc<XChaCha20Poly1305>>);

impl Secrets {
    pub(crate) fn with(key: &SecretKey) -> Secrets {
        Secrets(Some(Arc::new(XChaCha20Poly1305::new(&key.bytes().into()))))
    }

    /// The stored form of a secret, as one word; `None`: there is no key.
    pub(crate) fn seal(
        &self,
        secret: &str,
        purpose: &str,
        account: AccountId,
        sources: &Sources,
    ) -> Option<String> {
        let nonce: [u8; NONCE] = sources.bytes();
        let aad = context(purpose, account);
        let payload = Payload { msg: secret.as_bytes(), aad: aad.as_bytes() };
        let sealed = self.0.as_ref()?.encrypt(&XNonce::from(nonce), payload).ok()?;
        Some(STANDARD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// The secret; `None`: it was sealed with another key or for another purpose, or was altered.
    pub(crate) fn open(&self, sealed: &str, purpose: &str, account: AccountId) -> Option<String> {
        let bytes = STANDARD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>()?;
        let aad = context(purpose, account);
        let payload = Payload { msg: sealed, aad: aad.as_bytes() };
        let secret = self.0.as_ref()?.decrypt(&XNonce::from(*nonce), payload).ok()?;
        String::from_utf8(secret).ok()
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets")
    }
}

fn context(purpose: &str, account: AccountId) -> String {
    format!("{purpose} {account}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_in_its_own_place_alone() {
        let sources = Sources::system();
        let [ours, others]: [AccountId; 2] = [sources.id(), sources.id()];
        let [key, another] = [(); 2].map(|()| SecretKey::random(&sources));
        let secrets = Secrets::with(&key);
        let seal = || secrets.seal("pässword", "mail", ours, &sources).unwrap();
        let sealed = seal();
        assert_eq!(secrets.open(&sealed, "mail", ours).as_deref(), Some("pässword"));
        assert_ne!(seal(), sealed, "nobody sees that two are the same");
        let again = Secrets::with(&SecretKey::from_text(&key.to_text()).unwrap());
        assert!(again.open(&sealed, "mail", ours).is_some(), "its text is the key");

        let in_vain = [
            ("another account", secrets.open(&sealed, "mail", others)),
            ("another purpose", secrets.open(&sealed, "sip", ours)),
            ("another key", Secrets::with(&another).open(&sealed, "mail", ours)),
            ("no key", Secrets::default().open(&sealed, "mail", ours)),
            ("a part", secrets.open(&sealed[..sealed.len() - 4], "mail", ours)),
            ("nothing", secrets.open("", "mail", ours)),
            ("something else", secrets.open("pässword", "mail", ours)),
        ];
        for (how, opened) in in_vain {
            assert_eq!(opened, None, "{how}");
        }
        let mut bytes = STANDARD.decode(&sealed).unwrap();
        for place in 0..bytes.len() {
            bytes[place] ^= 1;
            assert_eq!(secrets.open(&STANDARD.encode(&bytes), "mail", ours), None, "byte {place}");
            bytes[place] ^= 1;
        }
        assert_eq!(Secrets::default().seal("pässword", "mail", ours, &sources), None);
    }
}
