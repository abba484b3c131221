//! The page, as the server draws it. `form.rs` finds its parts by their ids and names.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{SignIn, refusal::Refusal};
use crate::request;

/// Asks the query where to go afterwards, and why the last try was refused, if it was sent without a script.
#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    let next = request::query_value("next").unwrap_or_default();
    let refused = request::query_value("refused").and_then(|refused| refused.parse::<Refusal>().ok());
    let is_invalid = refused.is_some().then_some("true");
    view! {
        <main class="sign-in">
            <form id="sign-in" method="post" action=SignIn::PATH>
                <div class="sign-in-head">
                    <img src="/favicon.svg" alt="" width="40" height="40" />
                    <h1>"Sign in to Switchboard"</h1>
                </div>
                <input type="hidden" name="next" value=next />
                <label class="field">
                    <span>"E-mail address"</span>
                    <input
                        type="email"
                        name="email"
                        autocomplete="username"
                        inputmode="email"
                        required
                        autofocus
                        aria-invalid=is_invalid
                        aria-describedby="sign-in-refusal"
                    />
                </label>
                <label class="field">
                    <span>"Password"</span>
                    <input
                        type="password"
                        name="password"
                        autocomplete="current-password"
                        required
                        aria-invalid=is_invalid
                        aria-describedby="sign-in-refusal"
                    />
                </label>
                <p id="sign-in-refusal" class="field-error" role="alert">
                    {refused.as_ref().map(Refusal::sentence)}
                </p>
                <button type="submit" class="button is-main is-wide">
                    "Sign in"
                </button>
            </form>
        </main>
    }
    .into_any()
}
