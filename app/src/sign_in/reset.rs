//! Setting a new password by a link in an email: one who forgot theirs asks for it, one who is
//! invited gets it for their first. All of it works without a script.

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::refusal::BadPassword;

/// Sends a link for a new password to the operator with this address. The answer is always the
/// same.
#[server(prefix = "/api", endpoint = "ask_for_reset")]
pub(crate) async fn ask_for_reset(email: String) -> Result<(), ServerFnError> {
    use crate::request;

    request::switchboard()?.ask_for_reset(&email, request::caller()?.address);
    leptos_axum::redirect("/sign-in/forgotten?sent=1");
    Ok(())
}

/// Sets the password of the operator who was sent this token, and redirects to the sign-in page.
/// `invited`: not empty for a first password.
#[server(prefix = "/api", endpoint = "reset_password")]
pub(crate) async fn reset_password(
    token: String,
    new: String,
    confirmed: String,
    #[server(default)] invited: String,
) -> Result<(), ServerFnError> {
    use chat::Refused;

    use super::way_on;
    use crate::{request, texts::tr};

    let page = match invited.is_empty() {
        true => "/sign-in/new-password?",
        false => "/sign-in/new-password?invited=1&",
    };
    let bad = if new != confirmed {
        BadPassword::NotConfirmed
    } else {
        match request::switchboard()?.reset_password(&token, new).await {
            Ok(Ok(())) => {
                leptos_axum::redirect(if invited.is_empty() {
                    "/sign-in?changed=1"
                } else {
                    "/sign-in?welcome=1"
                });
                return Ok(());
            }
            Ok(Err(Refused::BadPassword(bad))) => bad.into(),
            // The link is no longer valid.
            Ok(Err(_)) => {
                leptos_axum::redirect(page.trim_end_matches(['?', '&']));
                return Ok(());
            }
            Err(error) => {
                tracing::error!(%error, "setting a new password by a link");
                return Err(ServerFnError::new(tr("This did not work just now. Try again in a moment.")));
            }
        }
    };
    let token = way_on::escaped(&token);
    leptos_axum::redirect(&format!("{page}refused={}&token={token}", bad.word()));
    Ok(())
}

#[cfg(feature = "ssr")]
pub(crate) mod page {
    //! The two pages as rendered by the server.

    use leptos::{prelude::*, server_fn::ServerFn};

    use super::{AskForReset, BadPassword, ResetPassword};
    use crate::{
        request,
        sign_in::page::{Head, OwnPassword},
        texts::tr,
    };

    /// `/sign-in/forgotten`.
    #[component]
    pub(crate) fn ForgottenPage() -> impl IntoView {
        let sends = request::switchboard().is_ok_and(|switchboard| switchboard.sends_links());
        let is_sent = request::query_value("sent").is_some();
        let body = match (sends, is_sent) {
            (false, _) => view! {
                <p>
                    {tr("This server cannot send you a link to a new password. Ask an administrator for one.")}
                </p>
            }
            .into_any(),
            (true, true) => view! {
                <p role="status">
                    {tr(
                        "If somebody signs in with this address, a link is on its way there. It is good for an hour. If no e-mail comes, not even \
                         among the spam, ask an administrator for a new password.",
                    )}
                </p>
            }
            .into_any(),
            (true, false) => view! {
                <p>{tr("Enter the address that you sign in with. We send a link there, by which you choose a new password.")}</p>
                <label class="field">
                    <span>{tr("E-mail address")}</span>
                    <input type="email" name="email" autocomplete="username" inputmode="email" required autofocus />
                </label>
                <button type="submit" class="button is-main is-wide">
                    {tr("Send the link")}
                </button>
            }
            .into_any(),
        };
        view! {
            <main class="sign-in">
                <form method="post" action=AskForReset::PATH>
                    <Head title=tr("Forgot your password?") />
                    {body}
                    <a href="/sign-in">{tr("Back to the sign-in")}</a>
                </form>
            </main>
        }
        .into_any()
    }

    /// `/sign-in/new-password`, the target of the link.
    #[component]
    pub(crate) fn NewPasswordPage() -> impl IntoView {
        let refused = request::query_value("refused").and_then(|word| BadPassword::of_word(&word));
        let is_invited = request::query_value("invited").is_some();
        let (title, explained, does) = match is_invited {
            true => (
                tr("Welcome to Switchboard"),
                tr(
                    "You are invited to chat with the visitors of a web site. Choose the password that you will sign in with.",
                ),
                tr("Set the password"),
            ),
            false => (tr("Choose a new password"), "", tr("Change the password")),
        };
        let body = match (request::query_value("token"), is_invited) {
            (Some(token), _) => view! {
                <p hidden=explained.is_empty()>{explained}</p>
                <input type="hidden" name="token" value=token />
                <input type="hidden" name="invited" value=if is_invited { "1" } else { "" } />
                <OwnPassword />
                <p id="sign-in-refusal" class="field-error" role="alert">
                    {refused.map(BadPassword::sentence)}
                </p>
                <button type="submit" class="button is-main is-wide">
                    {does}
                </button>
            }
            .into_any(),
            (None, true) => view! {
                <p role="alert">
                    {tr(
                        "This link is no longer good: it was used, it is too old, or there is a newer one. Ask an administrator to invite \
                         you again, if you have no password yet.",
                    )}
                </p>
                <a href="/sign-in">{tr("To the sign-in")}</a>
            }
            .into_any(),
            (None, false) => view! {
                <p role="alert">{tr("This link is no longer good: it was used, or it is too old.")}</p>
                <a href="/sign-in/forgotten">{tr("Have another one sent")}</a>
            }
            .into_any(),
        };
        view! {
            <main class="sign-in">
                <form method="post" action=ResetPassword::PATH>
                    <Head title />
                    {body}
                </form>
            </main>
        }
        .into_any()
    }
}
