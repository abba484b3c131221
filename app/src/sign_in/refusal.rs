//! Why somebody is not signed in, as the page tells it.

use leptos::{
    prelude::*,
    server_fn::{
        codec::JsonEncoding,
        error::{FromServerFnError, ServerFnErrorErr},
    },
};
use serde::{Deserialize, Serialize};

/// What the sign-in form can answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum SignInRefusal {
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

impl SignInRefusal {
    pub(crate) fn sentence(&self) -> String {
        match self {
            SignInRefusal::Wrong => "The e-mail address or the password is not right.".into(),
            SignInRefusal::TooMany { retry_after_seconds } => {
                format!("Too many tries. Wait {}, then try again.", wait(*retry_after_seconds))
            }
            SignInRefusal::Trouble => "Signing in did not work just now. Try again in a moment.".into(),
        }
    }
}

impl FromServerFnError for SignInRefusal {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        SignInRefusal::Trouble
    }
}

impl From<ServerFnError> for SignInRefusal {
    fn from(_: ServerFnError) -> Self {
        SignInRefusal::Trouble
    }
}

fn wait(seconds: u64) -> String {
    match seconds {
        0 | 1 => "a second".into(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_is_told_in_the_unit_that_helps() {
        let sentence = |retry_after_seconds| SignInRefusal::TooMany { retry_after_seconds }.sentence();
        assert!(sentence(30).contains("30 seconds"));
        assert!(sentence(121).contains("3 minutes"));
        assert!(sentence(1).contains("a second"));
    }
}
