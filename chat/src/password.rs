//! Passwords: argon2id (RFC 9106) with the crate's default cost, 19 MiB and two passes, as OWASP advises.

use std::sync::Arc;

use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc::PasswordHash};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{Error, Sources};

/// The shortest password that is taken, in characters.
pub(crate) const SHORTEST: usize = 10;
/// The longest, in bytes; a longer one only costs time.
pub(crate) const LONGEST: usize = 256;
/// How many are worked on at once: each costs a core and 19 MiB for tens of milliseconds.
const AT_ONCE: usize = 2;
/// How many strangers' may wait for that: half a second's work.
const TURNS: usize = 32;

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too easily guessed.
    #[error("a password has at least {SHORTEST} characters")]
    TooShort,
    /// Longer than anybody needs.
    #[error("a password has at most {LONGEST} bytes")]
    TooLong,
}

/// Whether a password that a person chose is taken.
pub(crate) fn check_policy(password: &str) -> Result<(), PasswordError> {
    if password.chars().count() < SHORTEST {
        Err(PasswordError::TooShort)
    } else if password.len() > LONGEST {
        Err(PasswordError::TooLong)
    } else {
        Ok(())
    }
}

/// A password that nobody guesses: 96 random bits in 16 characters.
pub(crate) fn random(sources: &Sources) -> String {
    URL_SAFE_NO_PAD.encode(sources.bytes::<12>())
}

/// Hashes and verifies, a few at a time, off the threads that serve sockets.
#[derive(Clone)]
pub(crate) struct Passwords {
    permits: Arc<Semaphore>,
    turns: Arc<Semaphore>,
    /// The hash of a password that nobody has.
    nobodys: Arc<str>,
}

impl Passwords {
    pub(crate) fn new(sources: &Sources) -> Passwords {
        let nobodys = hash_now(&random(sources), &sources.bytes()).expect("a random password can be hashed");
        let (permits, turns) = (Semaphore::new(AT_ONCE), Semaphore::new(TURNS));
        Passwords { permits: permits.into(), turns: turns.into(), nobodys: nobodys.into() }
    }

    /// A stranger's turn to have a password verified; none where too many wait.
    pub(crate) fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.turns.try_acquire().ok()
    }

    /// The hash of a password, as a PHC string.
    pub(crate) async fn hash(&self, password: String, salt: [u8; 16]) -> Result<String, Error> {
        self.work(move || hash_now(&password, &salt)).await
    }

    /// Whether the password belongs to the hash. Without a hash (nobody has that address) it takes just as long, and
    /// the answer is no: so the time does not tell which addresses exist.
    pub(crate) async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Error> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobodys.to_string());
        let matches = self
            .work(move || {
                let hash = PasswordHash::new(&hash).map_err(|error| Error::Password(error.to_string()))?;
                Ok(Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
            })
            .await?;
        Ok(known && matches)
    }

    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let permit = self.permits.clone().acquire_owned().await.map_err(|_| Error::Closed)?;
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        done.await.map_err(|error| Error::Password(error.to_string()))?
    }
}

fn hash_now(password: &str, salt: &[u8; 16]) -> Result<String, Error> {
    Argon2::default()
        .hash_password_with_salt(password.as_bytes(), salt)
        .map(|hash| hash.to_string())
        .map_err(|error| Error::Password(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_verified_and_nobody_has_none() {
        let passwords = Passwords::new(&Sources::system());
        let hash = passwords.hash("correct horse".into(), [7; 16]).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.verify("correct horse".into(), Some(hash.clone())).await.unwrap());
        assert!(!passwords.verify("wrong horse".into(), Some(hash)).await.unwrap());
        assert!(!passwords.verify("correct horse".into(), None).await.unwrap());
    }

    #[test]
    fn the_policy_tells_what_is_wrong() {
        assert_eq!(check_policy("123456789"), Err(PasswordError::TooShort));
        assert_eq!(check_policy("1234567890"), Ok(()));
        assert_eq!(check_policy(&"x".repeat(257)), Err(PasswordError::TooLong));
        assert!(check_policy(&random(&Sources::system())).is_ok());
    }
}
