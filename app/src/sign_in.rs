//! The sign-in page. Its form works without a script; with one, what was typed stays when it is refused.
//!
//! | module | holds |
//! |---|---|
//! | `page` | the page, as the server draws it |
//! | `form` | the form in the browser, which sends itself |
//! | [`refusal`] | why somebody is not signed in |
//! | [`way_on`] | where the way leads afterwards |

#[cfg(any(feature = "csr", test))]
pub(crate) mod form;
#[cfg(feature = "ssr")]
pub(crate) mod page;
mod refusal;
mod way_on;

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use self::refusal::Refusal;

/// Begins a session and leads to the console, or to the page that was asked for before. A script is told by the
/// status: 401, or 429 with `Retry-After`. A form that was posted without one is led back to the page, which says why.
#[server(prefix = "/api", endpoint = "sign_in")]
pub(crate) async fn sign_in(
    email: String,
    password: String,
    #[server(default)] next: String,
) -> Result<(), ServerFnError> {
    use chat::SignInError;

    use crate::{cookie, request};

    /// How long a browser is known, in seconds: a year.
    const KNOWN_SECONDS: i64 = 365 * 24 * 60 * 60;

    let caller = request::caller()?;
    let device = request::cookie(cookie::DEVICE, caller.secure);
    let switchboard = request::switchboard()?;
    let refusal = match switchboard.sign_in(&email, &password, caller.address, device.as_deref()).await {
        Ok(session) => {
            request::set_cookie(cookie::SESSION, &session.token, session.lasts_seconds, caller.secure)?;
            // Given anew each time, so that the year begins now.
            if let Some(device) = session.device.or(device) {
                request::set_cookie(cookie::DEVICE, &device, KNOWN_SECONDS, caller.secure)?;
            }
            leptos_axum::redirect(way_on::safe(&next));
            return Ok(());
        }
        Err(SignInError::Wrong) => Refusal::Wrong,
        Err(SignInError::TooMany { retry_after_seconds }) => Refusal::TooMany { retry_after_seconds },
        Err(SignInError::Internal(error)) => {
            tracing::error!(%error, "signing in");
            Refusal::Trouble
        }
    };
    if request::is_by_script() {
        let (status, retry_after) = refusal.status();
        request::answer(status, retry_after);
        Err(ServerFnError::new(refusal.sentence()))
    } else {
        leptos_axum::redirect(&format!(
            "/sign-in?refused={refusal}&next={}",
            way_on::escaped(way_on::safe(&next))
        ));
        Ok(())
    }
}

/// Where an unknown visitor of `path` is sent.
pub(crate) fn address_for(path: &str) -> String {
    match way_on::safe(path) {
        way_on::HOME => "/sign-in".into(),
        path => format!("/sign-in?next={}", way_on::escaped(path)),
    }
}
