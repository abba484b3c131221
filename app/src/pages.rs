//! What the server renders: the pages that must work at once and without a script, and the shell of
//! the console, which the browser's program fills.
//!
//! | module | holds |
//! |---|---|
//! | [`document`] | the HTML around every page, and what it lets the browser load |
//! | [`console`] | the console's shell with the first view, or an error page |
//!
//! The sign-in page is beside its form's function, in `sign_in/page.rs`.

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

/// `/sign-in`. Redirects signed-in operators to the console, or to the page that they asked for.
/// Needs [`Assets`] in the context.
pub fn sign_in() -> AnyView {
    if request::signed_in().is_some() {
        leptos_axum::redirect(&crate::sign_in::asked_for());
    }
    document(Place::Nowhere, tr("Sign in – Switchboard"), None, view! { <SignInPage /> }.into_any())
}

/// `/sign-in/forgotten`. Needs [`Assets`] in the context.
pub fn forgotten() -> AnyView {
    document(
        Place::Nowhere,
        tr("Forgot your password? – Switchboard"),
        None,
        view! { <ForgottenPage /> }.into_any(),
    )
}

/// `/sign-in/new-password`, the target of the link in an email. Needs [`Assets`] in the context.
pub fn new_password() -> AnyView {
    document(
        Place::Nowhere,
        tr("Choose a new password – Switchboard"),
        None,
        view! { <NewPasswordPage /> }.into_any(),
    )
}

/// `/console/stopped`, where a crashed console goes. Needs [`Assets`] in the context.
pub fn stopped() -> AnyView {
    // Always an existing page, whatever the query says.
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

/// `/console` and everything below it. Redirects to the sign-in page without a session. Needs
/// [`Assets`] in the context.
pub fn console() -> AnyView {
    if request::signed_in().is_none() {
        leptos_axum::redirect(&crate::sign_in::address_for(&request::path_and_query()));
        return ().into_any();
    }
    console::page()
}
