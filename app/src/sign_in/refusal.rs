//! Why somebody is not signed in: as a sentence, as a status, and as a word in the page's address.

use std::{fmt, str::FromStr};

/// What the sign-in form can answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Address or password; nobody learns which.
    Wrong,
    /// Tried too often.
    TooMany {
        /// When to try again.
        retry_after_seconds: u64,
    },
    /// The server's trouble, or the way to it.
    Trouble,
}

impl Refusal {
    pub(crate) fn sentence(&self) -> String {
        match self {
            Refusal::Wrong => "The e-mail address or the password is not right.".into(),
            Refusal::TooMany { retry_after_seconds } => {
                format!("Too many tries. Wait {}, then try again.", wait(*retry_after_seconds))
            }
            Refusal::Trouble => "Signing in did not work just now. Try again in a moment.".into(),
        }
    }

    /// The HTTP status, and for [`Refusal::TooMany`] the seconds for `Retry-After`.
    #[cfg(feature = "ssr")]
    pub(super) fn status(&self) -> (u16, Option<u64>) {
        match self {
            Refusal::Wrong => (401, None),
            Refusal::TooMany { retry_after_seconds } => (429, Some(*retry_after_seconds)),
            Refusal::Trouble => (500, None),
        }
    }

    /// The other way round.
    #[cfg(any(feature = "csr", test))]
    pub(super) fn of_status(status: u16, retry_after: Option<u64>) -> Refusal {
        match (status, retry_after) {
            (401, _) => Refusal::Wrong,
            (429, Some(retry_after_seconds)) => Refusal::TooMany { retry_after_seconds },
            _ => Refusal::Trouble,
        }
    }
}

/// As the page's address has it.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Wrong => f.write_str("wrong"),
            Refusal::TooMany { retry_after_seconds } => write!(f, "{retry_after_seconds}"),
            Refusal::Trouble => f.write_str("trouble"),
        }
    }
}

impl FromStr for Refusal {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        match word {
            "wrong" => Ok(Refusal::Wrong),
            "trouble" => Ok(Refusal::Trouble),
            seconds => {
                let retry_after_seconds = seconds.parse().map_err(|_| ())?;
                Ok(Refusal::TooMany { retry_after_seconds })
            }
        }
    }
}

fn wait(seconds: u64) -> String {
    match seconds {
        0 | 1 => "a second".into(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn the_wait_is_told_in_the_unit_that_helps() {
        let sentence = |retry_after_seconds| Refusal::TooMany { retry_after_seconds }.sentence();
        assert!(sentence(30).contains("30 seconds"));
        assert!(sentence(121).contains("3 minutes"));
        assert!(sentence(1).contains("a second"));
    }

    #[test]
    fn a_refusal_survives_the_address_and_the_status() {
        for refusal in [Refusal::Wrong, Refusal::TooMany { retry_after_seconds: 42 }, Refusal::Trouble] {
            assert_eq!(refusal.to_string().parse(), Ok(refusal.clone()));
            let (status, retry_after) = refusal.status();
            assert_eq!(Refusal::of_status(status, retry_after), refusal);
        }
        assert_eq!("<script>".parse::<Refusal>(), Err(()));
    }
}
