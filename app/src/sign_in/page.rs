//! The page as rendered by the server. `form.rs` finds its parts by id and name.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{SignIn, refusal::Refusal};
use crate::{request, texts::tr};

#[component]
pub(super) fn Head(title: &'static str) -> impl IntoView {
    view! {
        <div class="sign-in-head">
            <img src="/favicon.svg" alt="" width="40" height="40" />
            <h1>{title}</h1>
        </div>
    }
}

#[component]
pub(super) fn OwnPassword() -> impl IntoView {
    let field = |words: &'static str, name: &'static str| {
        view! {
            <label class="field">
                <span>{words}</span>
                <input type="password" name=name autocomplete="new-password" required aria-describedby="sign-in-refusal" />
            </label>
        }
    };
    view! {
        {field(tr("New password"), "new")}
        {field(tr("Confirm the new password"), "confirmed")}
    }
}

/// Reads from the query where to go afterwards and, for a form sent without a script, why the last
/// try was rejected.
#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    let next = request::query_value("next").unwrap_or_default();
    let refused = request::query_value("refused").and_then(|refused| refused.parse::<Refusal>().ok());
    let refused = match refused {
        Some(Refusal::NotKept) if request::came_in_clear() => Some(Refusal::NotSecure),
        other => other,
    };
    // Browsers keep the cookie only at the address where the server expects them, if anywhere.
    let elsewhere = refused.as_ref().is_some_and(Refusal::needs_other_address).then(request::origin);
    let elsewhere =
        elsewhere.and_then(Result::ok).filter(|origin| origin.starts_with("https:")).map(|origin| {
            let address = format!("{origin}/sign-in");
            let href = address.clone();
            view! {
                <p>
                    {tr("Sign in at")} " " <a class="link" href=href>
                        {address}
                    </a> "."
                </p>
            }
        });
    let told = match (request::query_value("changed"), request::query_value("welcome")) {
        (Some(_), _) => Some(tr("Your password is changed. Sign in with it.")),
        (None, Some(_)) => Some(tr(
            "Your password is set. Sign in with it, and with the address that you were invited under.",
        )),
        (None, None) => None,
    };
    let is_invalid = refused.as_ref().is_some_and(Refusal::is_about_login).then_some("true");
    // Without a script the page contains the fields when they are needed; with one they wait in a
    // template.
    let own = match refused.as_ref().is_some_and(Refusal::asks_for_own_password) {
        true => view! { <OwnPassword /> }.into_any(),
        false => view! { <template id="own-password"><OwnPassword /></template> }.into_any(),
    };
    view! {
        <main class="sign-in">
            <form id="sign-in" method="post" action=SignIn::PATH>
                <Head title=tr("Sign in to Switchboard") />
                {told.map(|told| view! { <p role="status">{told}</p> })}
                <input type="hidden" name="next" value=next />
                <label class="field">
                    <span>{tr("E-mail address")}</span>
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
                    <span>{tr("Password")}</span>
                    <input
                        type="password"
                        name="password"
                        autocomplete="current-password"
                        required
                        aria-invalid=is_invalid
                        aria-describedby="sign-in-refusal"
                    />
                </label>
                {own}
                <p id="sign-in-refusal" class="field-error" role="alert">
                    {refused.as_ref().map(Refusal::sentence)}
                </p>
                {elsewhere}
                <button type="submit" class="button is-main is-wide">
                    {tr("Sign in")}
                </button>
                <a href="/sign-in/forgotten">{tr("Forgot your password?")}</a>
            </form>
        </main>
    }
    .into_any()
}
