//! What the server draws: the pages that must work at once and without a script, and the shell of the console, which the
//! browser's program fills.
//!
//! | module | holds |
//! |---|---|
//! | [`document`] | the HTML around every page, and what it lets the browser load |
//! | [`console`] | the console's shell with the first view in it, or what went wrong |
//!
//! The sign-in page stands beside its form's function, in `sign_in/page.rs`.

mod console;
mod document;

use leptos::prelude::*;

pub use self::document::Assets;
use self::document::document;
use crate::{
    place::Place,
    request,
    sign_in::{
        page::SignInPage,
        reset::page::{ForgottenPage, NewPasswordPage},
    },
    texts::tr,
};

/// `/sign-in`. Whoever is signed in is sent on to the console, or to the page that they asked for. Asks the context for [`Assets`].
pub fn sign_in() -> AnyView {
    if request::signed_in().is_some() {
        leptos_axum::redirect(&crate::sign_in::asked_for());
    }
    document(Place::Nowhere, tr("Sign in – Switchboard"), None, view! { <SignInPage /> }.into_any())
}

/// `/sign-in/forgotten`. Asks the context for [`Assets`].
pub fn forgotten() -> AnyView {
    document(
        Place::Nowhere,
        tr("Forgot your password? – Switchboard"),
        None,
        view! { <ForgottenPage /> }.into_any(),
    )
}

/// `/sign-in/new-password`, where the link in an e-mail leads. Asks the context for [`Assets`].
pub fn new_password() -> AnyView {
    document(
        Place::Nowhere,
        tr("Choose a new password – Switchboard"),
        None,
        view! { <NewPasswordPage /> }.into_any(),
    )
}

/// `/console/stopped`, where a console goes that broke off. Asks the context for [`Assets`].
pub fn stopped() -> AnyView {
    // To a place that there is, whatever the query says.
    let was_at = request::query_value("at").unwrap_or_default();
    let again = Place::of(&was_at).path();
    let body = view! {
        <main class="empty is-page">
            <h1>{tr("The console has stopped")}</h1>
            <p>
                {tr(
                    "Something went wrong in it, and nothing on the page moved any more. You are shown as absent until you \
                     open it again. What you wrote is kept.",
                )}
            </p>
            <a class="button is-main" href=again>
                {tr("Open the console")}
            </a>
        </main>
    };
    document(Place::Nowhere, tr("The console has stopped – Switchboard"), None, body.into_any())
}

/// `/console` and all below it. Whoever is not signed in is sent to the sign-in page. Asks the context for [`Assets`].
pub fn console() -> AnyView {
    if request::signed_in().is_none() {
        leptos_axum::redirect(&crate::sign_in::address_for(&request::path_and_query()));
        return ().into_any();
    }
    console::page()
}
