//! The sign-in page. Its form works without a script.

mod refusal;
mod way_on;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use self::refusal::SignInRefusal;

/// Begins a session and leads to the console, or to the page that was asked for before.
#[server(prefix = "/api", endpoint = "sign_in")]
pub(crate) async fn sign_in(
    email: String,
    password: String,
    #[server(default)] next: String,
) -> Result<(), SignInRefusal> {
    use axum::http::StatusCode;
    use chat::SignInError;

    use crate::request;

    let caller = request::caller()?;
    match request::switchboard()?.sign_in(&email, &password, caller.address).await {
        Ok(session) => {
            request::set_cookie(&session.token, session.lasts_seconds, caller.secure)?;
            leptos_axum::redirect(way_on::safe(&next));
            Ok(())
        }
        Err(SignInError::Wrong) => {
            request::set_status(StatusCode::UNAUTHORIZED);
            Err(SignInRefusal::Wrong)
        }
        Err(SignInError::TooMany { retry_after_seconds }) => {
            request::set_status(StatusCode::TOO_MANY_REQUESTS);
            Err(SignInRefusal::TooMany { retry_after_seconds })
        }
        Err(SignInError::Internal(error)) => {
            tracing::error!(%error, "signing in");
            Err(SignInRefusal::Trouble)
        }
    }
}

/// Where an unknown visitor of `path` is sent.
pub(crate) fn address_for(path: &str) -> String {
    match way_on::safe(path) {
        way_on::HOME => "/sign-in".into(),
        path => format!("/sign-in?next={}", way_on::escaped(path)),
    }
}

#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    #[cfg(feature = "ssr")]
    if crate::request::signed_in().is_some() {
        leptos_axum::redirect("/console");
    }

    let action = ServerAction::<SignIn>::new();
    let query = use_query_map();
    let next = move || query.read().get("next").unwrap_or_default();
    let refusal = move || action.value().get().and_then(Result::err);
    let is_refused = move || refusal().is_some();
    let is_pending = action.pending();

    view! {
        <Title text="Sign in – Switchboard" />
        <main class="sign-in">
            <ActionForm action>
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
                        aria-invalid=move || is_refused().then_some("true")
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
                        aria-invalid=move || is_refused().then_some("true")
                        aria-describedby="sign-in-refusal"
                    />
                </label>
                <p id="sign-in-refusal" class="field-error" role="alert">
                    {move || refusal().map(|refusal| refusal.sentence())}
                </p>
                <button type="submit" class="button is-main is-wide" disabled=move || is_pending.get()>
                    {move || if is_pending.get() { "Signing in…" } else { "Sign in" }}
                </button>
            </ActionForm>
        </main>
    }
    .into_any()
}
