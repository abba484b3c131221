//! The sign-in page. Its form works without a script; with one, what was typed stays when it is refused.

mod refusal;
mod send;
mod way_on;

use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn, task::spawn_local};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use wasm_bindgen::JsCast;

use self::refusal::Refusal;
use crate::drawn::{flag, text, word};

/// Begins a session and leads to the console, or to the page that was asked for before. A script is told by the
/// status: 401, or 429 with `Retry-After`. A form that was posted without one is led back to the page, which says why.
#[server(prefix = "/api", endpoint = "sign_in")]
pub(crate) async fn sign_in(
    email: String,
    password: String,
    #[server(default)] next: String,
) -> Result<(), ServerFnError> {
    use chat::SignInError;

    use crate::request;

    let caller = request::caller()?;
    let refusal = match request::switchboard()?.sign_in(&email, &password, caller.address).await {
        Ok(session) => {
            request::set_cookie(&session.token, session.lasts_seconds, caller.secure)?;
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

#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    #[cfg(feature = "ssr")]
    if crate::request::signed_in().is_some() {
        leptos_axum::redirect("/console");
    }

    let query = use_query_map().get_untracked();
    let next = query.get("next").unwrap_or_default();
    let refusal = RwSignal::new(query.get("refused").and_then(|refused| refused.parse::<Refusal>().ok()));
    let is_pending = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        let Some(form) = event.target().and_then(|form| form.dyn_into().ok()) else { return };
        event.prevent_default();
        is_pending.set(true);
        spawn_local(async move {
            match send::form(&form, SignIn::PATH).await {
                // What a session shows begins with it: a new page, not a new view in the old one.
                Ok(way_on) => {
                    let _ = window().location().assign(&way_on); // fails only for an address that is none
                }
                Err(why) => {
                    refusal.set(Some(why));
                    is_pending.set(false);
                }
            }
        });
    };
    let is_invalid = word(move || refusal.read().as_ref().map(|_| "true"));

    view! {
        <Title text="Sign in – Switchboard" />
        <main class="sign-in">
            <form method="post" action=SignIn::PATH on:submit=submit>
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
                    {text(move || refusal.read().as_ref().map(Refusal::sentence).unwrap_or_default())}
                </p>
                <button type="submit" class="button is-main is-wide" disabled=flag(move || is_pending.get())>
                    {text(move || if is_pending.get() { "Signing in…" } else { "Sign in" }.into())}
                </button>
            </form>
        </main>
    }
    .into_any()
}
