//! The sign-in page. Its form works without a script; with one, the typed values stay after a
//! rejection.
//!
//! | module | holds |
//! |---|---|
//! | `page` | the page as rendered by the server |
//! | `form` | the form in the browser, submitted by script |
//! | [`reset`] | setting a new password by a link |
//! | [`refusal`] | why a sign-in is rejected |
//! | [`way_on`] | the redirect afterwards |

#[cfg(any(feature = "csr", test))]
pub(crate) mod form;
#[cfg(feature = "ssr")]
pub(crate) mod page;
mod refusal;
pub(crate) mod reset;
mod way_on;

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use self::refusal::{BadPassword, Refusal};

/// Begins a session and redirects through the sign-in page, which checks whether the cookie was
/// kept, to the console or to the page that was requested before.
///
/// A script receives a status and a word in the body: 401; 403 for a password that must be changed
/// or a deactivated account; 422 for a new password that is not accepted; 429 with `Retry-After`. A
/// form that was submitted without a script is redirected to the page, which says why. `new`,
/// twice: the operator's own password, required if theirs was set by someone else.
#[server(prefix = "/api", endpoint = "sign_in")]
pub(crate) async fn sign_in(
    email: String,
    password: String,
    #[server(default)] next: String,
    #[server(default)] new: String,
    #[server(default)] confirmed: String,
) -> Result<(), ServerFnError> {
    use chat::SignInError;

    use crate::{cookie, request};

    /// How long a browser is remembered, in seconds: a year.
    const KNOWN_SECONDS: i64 = 365 * 24 * 60 * 60;

    let caller = request::caller()?;
    let device = request::cookie(cookie::DEVICE, caller.secure);
    let switchboard = request::switchboard()?;
    let (from, known) = (caller.address, device.as_deref());
    let begun = match new.as_str() {
        "" => switchboard.sign_in(&email, &password, from, known).await.map_err(Some),
        own if own != confirmed => Err(None),
        own => switchboard.sign_in_with_own_password(&email, &password, own, from, known).await.map_err(Some),
    };
    let refusal = match begun {
        Ok(session) => {
            request::set_cookie(cookie::SESSION, &session.token, session.lasts_seconds, caller.secure)?;
            // Set again each time, so that the year starts now.
            if let Some(device) = session.device.or(device) {
                request::set_cookie(cookie::DEVICE, &device, KNOWN_SECONDS, caller.secure)?;
            }
            leptos_axum::redirect(&format!(
                "/sign-in?refused={}&next={}",
                Refusal::NotKept,
                way_on::escaped(way_on::safe(&next))
            ));
            return Ok(());
        }
        Err(None) => Refusal::BadPassword(BadPassword::NotConfirmed),
        Err(Some(error)) => match error {
            SignInError::Wrong => Refusal::Wrong,
            SignInError::MustChange => Refusal::MustChange,
            SignInError::Deactivated => Refusal::Deactivated,
            SignInError::SamePassword => Refusal::BadPassword(BadPassword::Same),
            SignInError::BadPassword(bad) => Refusal::BadPassword(bad.into()),
            SignInError::TooMany { retry_after_seconds } => Refusal::TooMany { retry_after_seconds },
            SignInError::Internal(error) => {
                tracing::error!(%error, "signing in");
                Refusal::Trouble
            }
        },
    };
    if request::is_by_script() {
        let (status, retry_after) = refusal.status();
        request::answer(status, retry_after);
        Err(ServerFnError::new(refusal))
    } else {
        leptos_axum::redirect(&format!(
            "/sign-in?refused={refusal}&next={}",
            way_on::escaped(way_on::safe(&next))
        ));
        Ok(())
    }
}

/// The answer to a form whose browser came without encryption to a server that expects TLS. For a
/// script: the body that [`sign_in`] would have sent; for a browser: the address of the page that
/// says so.
#[cfg(feature = "ssr")]
pub fn not_secure() -> (String, String) {
    (Refusal::NotSecure.to_string(), format!("/sign-in?refused={}", Refusal::NotSecure))
}

/// Where a sign-in page redirects an operator who is signed in.
#[cfg(feature = "ssr")]
pub(crate) fn asked_for() -> String {
    way_on::safe(&crate::request::query_value("next").unwrap_or_default()).to_owned()
}

/// Where a request for `path` without a session is redirected.
pub(crate) fn address_for(path: &str) -> String {
    match way_on::safe(path) {
        way_on::HOME => "/sign-in".into(),
        path => format!("/sign-in?next={}", way_on::escaped(path)),
    }
}
