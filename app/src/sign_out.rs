//! Signing out leads to a new page, so that nothing of the session stays in memory.

use leptos::prelude::*;

/// Ends the session of whoever asks, if he has one, and leads to the sign-in page.
#[server(prefix = "/api", endpoint = "sign_out")]
pub(crate) async fn sign_out() -> Result<(), ServerFnError> {
    use crate::request;

    if let Some(who) = request::signed_in() {
        request::switchboard()?.sign_out(&who).await.map_err(|error| {
            tracing::error!(%error, "signing out");
            ServerFnError::new("Signing out did not work. Try again.")
        })?;
    }
    request::clear_cookie(request::caller()?.secure)?;
    leptos_axum::redirect("/sign-in");
    Ok(())
}
