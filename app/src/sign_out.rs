//! Signing out leads to a new page, so that nothing of the session stays in memory.

use leptos::prelude::*;

/// Ends the session of the request, if any, and redirects to the sign-in page.
#[server(prefix = "/api", endpoint = "sign_out")]
pub(crate) async fn sign_out() -> Result<(), ServerFnError> {
    use crate::{cookie, request, texts::tr};

    if let Some(who) = request::signed_in() {
        request::switchboard()?.sign_out(&who).await.map_err(|error| {
            tracing::error!(%error, "signing out");
            ServerFnError::new(tr("Signing out did not work. Try again."))
        })?;
    }
    request::clear_cookie(cookie::SESSION, request::caller()?.secure)?;
    leptos_axum::redirect("/sign-in");
    Ok(())
}
