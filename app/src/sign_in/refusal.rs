//! Why a sign-in is rejected: as a sentence, as a status, and as a word in the URL.

use std::{fmt, str::FromStr};

use crate::texts::{tr, tr_with};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Wrong address or password; the answer does not say which.
    Wrong,
    /// The password was set by someone else: the operator must choose their own.
    MustChange,
    Deactivated,
    /// The browser did not keep the session's cookie.
    NotKept,
    /// The browser came without encryption to a server that expects TLS: it would not keep the
    /// cookie.
    NotSecure,
    BadPassword(BadPassword),
    TooMany {
        retry_after_seconds: u64,
    },
    Trouble,
}

/// Why a new password is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadPassword {
    NotConfirmed,
    /// It is the password to be replaced.
    Same,
    TooShort,
    TooLong,
    Guessable,
}

impl BadPassword {
    const ALL: [(BadPassword, &str); 5] = [
        (BadPassword::NotConfirmed, "not-confirmed"),
        (BadPassword::Same, "same"),
        (BadPassword::TooShort, "too-short"),
        (BadPassword::TooLong, "too-long"),
        (BadPassword::Guessable, "guessable"),
    ];

    pub(super) fn word(self) -> &'static str {
        BadPassword::ALL.into_iter().find(|(bad, _)| *bad == self).map(|(_, word)| word).unwrap_or_default()
    }

    pub(super) fn of_word(word: &str) -> Option<BadPassword> {
        BadPassword::ALL.into_iter().find(|(_, one)| *one == word).map(|(bad, _)| bad)
    }

    pub(super) fn sentence(self) -> &'static str {
        match self {
            BadPassword::NotConfirmed => tr("The two new passwords are not the same."),
            BadPassword::Same => tr("This is the password that you were given. Choose another one."),
            BadPassword::TooShort => tr("The new password is too short: it has at least 10 characters."),
            BadPassword::TooLong => tr("The new password is too long: it has at most 256 bytes."),
            BadPassword::Guessable => {
                tr("The new password is easily guessed: it is a common one, or mostly your name or address.")
            }
        }
    }
}

#[cfg(feature = "ssr")]
impl From<chat::PasswordError> for BadPassword {
    fn from(bad: chat::PasswordError) -> BadPassword {
        match bad {
            chat::PasswordError::TooShort => BadPassword::TooShort,
            chat::PasswordError::TooLong => BadPassword::TooLong,
            chat::PasswordError::Guessable => BadPassword::Guessable,
        }
    }
}

impl Refusal {
    pub(crate) fn asks_for_own_password(&self) -> bool {
        matches!(self, Refusal::MustChange | Refusal::BadPassword(_))
    }

    /// Whether the entered address or password may be wrong.
    pub(crate) fn is_about_login(&self) -> bool {
        matches!(self, Refusal::Wrong | Refusal::TooMany { .. } | Refusal::Trouble)
    }

    /// Whether the page's address is the problem, and another one works.
    #[cfg(feature = "ssr")]
    pub(crate) fn needs_other_address(&self) -> bool {
        matches!(self, Refusal::NotKept | Refusal::NotSecure)
    }

    pub(crate) fn sentence(&self) -> String {
        match self {
            Refusal::Wrong => tr("The e-mail address or the password is not right.").into(),
            Refusal::MustChange => tr("This password was given to you. Choose one of your own.").into(),
            Refusal::Deactivated => tr("This account is deactivated. Ask an administrator to activate it.").into(),
            Refusal::NotKept => {
                tr("You were signed in, but your browser did not keep the cookie that says so. Allow cookies for this site, then try again.").into()
            }
            Refusal::NotSecure => {
                tr("You opened this page without encryption (http), and signing in works only with it.").into()
            }
            Refusal::BadPassword(bad) => bad.sentence().into(),
            Refusal::TooMany { retry_after_seconds } => {
                tr_with("Too many tries. Wait %1, then try again.", &[&wait(*retry_after_seconds)])
            }
            Refusal::Trouble => tr("Signing in did not work just now. Try again in a moment.").into(),
        }
    }

    /// The HTTP status, and the seconds for `Retry-After` of [`Refusal::TooMany`].
    #[cfg(feature = "ssr")]
    pub(super) fn status(&self) -> (u16, Option<u64>) {
        match self {
            Refusal::Wrong => (401, None),
            Refusal::MustChange | Refusal::Deactivated | Refusal::NotKept | Refusal::NotSecure => (403, None),
            Refusal::BadPassword(_) => (422, None),
            Refusal::TooMany { retry_after_seconds } => (429, Some(*retry_after_seconds)),
            Refusal::Trouble => (500, None),
        }
    }

    /// Parses the body of an answer, whose last part is the word.
    #[cfg(any(feature = "csr", test))]
    pub(super) fn told(body: &str) -> Refusal {
        body.rsplit('|').next().and_then(|word| word.parse().ok()).unwrap_or(Refusal::Trouble)
    }
}

/// As in the page's URL.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Wrong => f.write_str("wrong"),
            Refusal::MustChange => f.write_str("must-change"),
            Refusal::Deactivated => f.write_str("deactivated"),
            Refusal::NotKept => f.write_str("not-kept"),
            Refusal::NotSecure => f.write_str("not-secure"),
            Refusal::BadPassword(bad) => f.write_str(bad.word()),
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
            "must-change" => Ok(Refusal::MustChange),
            "deactivated" => Ok(Refusal::Deactivated),
            "not-kept" => Ok(Refusal::NotKept),
            "not-secure" => Ok(Refusal::NotSecure),
            "trouble" => Ok(Refusal::Trouble),
            other => match BadPassword::of_word(other) {
                Some(bad) => Ok(Refusal::BadPassword(bad)),
                None => {
                    let retry_after_seconds = other.parse().map_err(|_| ())?;
                    Ok(Refusal::TooMany { retry_after_seconds })
                }
            },
        }
    }
}

fn wait(seconds: u64) -> String {
    match seconds {
        0 | 1 => tr("a second").into(),
        2..=90 => tr_with("%1 seconds", &[&seconds]),
        _ => tr_with("%1 minutes", &[&seconds.div_ceil(60)]),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use leptos::{prelude::ServerFnError, server_fn::error::FromServerFnError};

    #[test]
    fn the_wait_is_told_in_the_unit_that_helps() {
        let sentence = |retry_after_seconds| Refusal::TooMany { retry_after_seconds }.sentence();
        assert!(sentence(30).contains("30 seconds"));
        assert!(sentence(121).contains("3 minutes"));
        assert!(sentence(1).contains("a second"));
    }

    #[test]
    fn a_refusal_survives_the_address_and_the_answer() {
        let own = BadPassword::ALL.map(|(bad, _)| Refusal::BadPassword(bad));
        let others = [
            Refusal::Wrong,
            Refusal::MustChange,
            Refusal::Deactivated,
            Refusal::NotKept,
            Refusal::NotSecure,
            Refusal::TooMany { retry_after_seconds: 42 },
            Refusal::Trouble,
        ];
        for refusal in others.into_iter().chain(own) {
            assert_eq!(refusal.to_string().parse(), Ok(refusal.clone()));
            let body = ServerFnError::new(&refusal).ser();
            assert_eq!(Refusal::told(&String::from_utf8_lossy(&body)), refusal);
        }
        assert_eq!("<script>".parse::<Refusal>(), Err(()));
        assert_eq!(Refusal::told("<html>a proxy's words</html>"), Refusal::Trouble);
    }
}
