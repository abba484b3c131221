//! Passwords: argon2id (RFC 9106) with the crate's default cost, 19 MiB and two passes, as OWASP
//! advises.

use std::sync::Arc;

use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc::PasswordHash};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use tokio::sync::{Semaphore, SemaphorePermit};
use unicode_normalization::UnicodeNormalization;
use zxcvbn::{Score, zxcvbn};

use crate::{Error, Sources};

/// The shortest accepted password, in characters.
pub(crate) const SHORTEST: usize = 10;
/// The longest accepted password, in bytes; a longer one only costs time.
pub(crate) const LONGEST: usize = 256;
/// How many are hashed at once: each takes a core and 19 MiB for tens of milliseconds.
const AT_ONCE: usize = 2;
/// How many strangers may wait for that: half a second's work.
const TURNS: usize = 32;

/// Why a password is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too easily guessed.
    #[error("a password has at least {SHORTEST} characters")]
    TooShort,
    /// Among the million passwords that attackers try first.
    #[error("this password is easily guessed: it is a common one, or mostly its owner's name or address")]
    Guessable,
    /// Longer than the limit.
    #[error("a password has at most {LONGEST} bytes")]
    TooLong,
}

/// Whether a password that a person chose is accepted: by its length and by how soon it would be
/// guessed, with no other rule (NIST SP 800-63B, 3.1.1.2). `owner`: the name and the address of its
/// owner, which attackers try first.
pub(crate) fn check_policy(password: &str, owner: [&str; 2]) -> Result<(), PasswordError> {
    if password.chars().count() < SHORTEST {
        return Err(PasswordError::TooShort);
    }
    if password.len() > LONGEST {
        return Err(PasswordError::TooLong);
    }
    let mut known = owner.to_vec();
    known.extend(
        owner.iter().flat_map(|text| text.split('@').chain(text.split(|c: char| !c.is_alphanumeric()))),
    );
    known.retain(|word| word.chars().count() > 2);
    match zxcvbn(password, &known).score() {
        Score::Zero | Score::One => Err(PasswordError::Guessable),
        _ => Ok(()),
    }
}

/// A password that nobody can guess: 96 random bits in 16 characters.
pub(crate) fn random(sources: &Sources) -> String {
    URL_SAFE_NO_PAD.encode(sources.bytes::<12>())
}

/// Hashes and verifies passwords, a few at a time, off the threads that serve sockets.
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

    /// A stranger's place in the queue for verification; `None` if it is full.
    pub(crate) fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.turns.try_acquire().ok()
    }

    /// The hash of a password, as a PHC string.
    pub(crate) async fn hash(&self, password: String, salt: [u8; 16]) -> Result<String, Error> {
        self.work(move || hash_now(&password, &salt)).await
    }

    /// Whether the password matches the hash. Without a hash (the address is unknown) it takes just
    /// as long and the answer is no, so the response time does not reveal which addresses exist.
    pub(crate) async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Error> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobodys.to_string());
        let matches = self
            .work(move || {
                let hash = PasswordHash::new(&hash).map_err(|error| Error::Password(error.to_string()))?;
                let is_it =
                    |password: &str| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok();
                let composed = composed(&password);
                // Earlier versions hashed passwords as they were typed.
                Ok(is_it(&composed) || composed != password && is_it(&password))
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
        .hash_password_with_salt(composed(password).as_bytes(), salt)
        .map(|hash| hash.to_string())
        .map_err(|error| Error::Password(error.to_string()))
}

/// Unicode normalization form C (RFC 8265, 4.2.1): keyboards differ in whether they send an accent
/// with its letter or after it.
fn composed(password: &str) -> String {
    password.nfc().collect()
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

    #[tokio::test]
    async fn a_letter_with_its_accent_is_the_same_from_every_keyboard() {
        let passwords = Passwords::new(&Sources::system());
        let [composed, decomposed] = ["d\u{e9}j\u{e0} vu encore", "de\u{301}ja\u{300} vu encore"];
        for set in [composed, decomposed] {
            let hash = passwords.hash(set.into(), [7; 16]).await.unwrap();
            for typed in [composed, decomposed] {
                assert!(passwords.verify(typed.into(), Some(hash.clone())).await.unwrap());
            }
            assert!(!passwords.verify("deja vu encore".into(), Some(hash)).await.unwrap());
        }
        // As an earlier version hashed it.
        let old =
            Argon2::default().hash_password_with_salt(decomposed.as_bytes(), &[7; 16]).unwrap().to_string();
        assert!(passwords.verify(decomposed.into(), Some(old)).await.unwrap());
    }

    #[test]
    fn the_policy_tells_what_is_wrong() {
        let of_ann = |password: &str| check_policy(password, ["Ann Example", "ann.smith@lamps.example"]);
        assert_eq!(of_ann("kx7-vm2q!"), Err(PasswordError::TooShort));
        assert_eq!(of_ann("kx7-vm2q!w"), Ok(()));
        assert_eq!(of_ann(&"x".repeat(257)), Err(PasswordError::TooLong));
        for common in ["1234567890", "Password123", "qwertyuiop", "aaaaaaaaaaaa", "iloveyou123", "P@ssw0rd!!"]
        {
            assert_eq!(of_ann(common), Err(PasswordError::Guessable), "{common}");
        }
        for own in ["ann.smith@lamps.example", "Ann Example", "elpmaxenna", "ann.smith1", "lamps.example"] {
            assert_eq!(of_ann(own), Err(PasswordError::Guessable), "{own}");
        }
        for right in [
            "correct horse battery",
            "wir trinken gerne Tee",
            "\u{1f989}\u{1f41d}\u{1f98a}\u{1f422}\u{1f433}\u{1f98b}\u{1f40c}\u{1f419}\u{1f427}\u{1f986}",
        ] {
            assert_eq!(of_ann(right), Ok(()), "{right}");
        }
        assert!(of_ann(&random(&Sources::system())).is_ok());
    }
}
