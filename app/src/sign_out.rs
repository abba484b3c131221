//! Signing out: a plain form, so that it works on a page that is not alive, and a new page, so that nothing of the
//! session stays in memory.

use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};

use crate::icon::{self, icon};

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

/// The button.
#[component]
pub(crate) fn SignOutButton(
    /// Called before the page goes.
    before: impl Fn(SubmitEvent) + 'static,
) -> impl IntoView {
    view! {
        <form method="post" action=SignOut::PATH on:submit=before>
            <button type="submit" class="menu-item">
                {icon(icon::SIGN_OUT)} "Sign out"
            </button>
        </form>
    }
}
