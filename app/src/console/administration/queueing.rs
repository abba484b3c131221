//! Whether requests are assigned one at a time, and how (manual B18).

use leptos::{
    ev::SubmitEvent,
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
    task::spawn_local,
};
use wire::{
    Queueing,
    routing::{ANSWER_WITHIN_SECONDS, CHAT_LIMITS},
};

use super::fault::words_of;
use crate::{
    console::Desktop,
    drawn::{flag, part, text},
};

/// How it is set.
#[server(name = GetQueueing, prefix = "/api", endpoint = "queueing", input = PostUrl, output = Postcard)]
async fn queueing() -> Result<Queueing, ServerFnError> {
    use crate::request;

    match request::switchboard()?.routing_settings(&request::who()?).await {
        Ok(Ok(settings)) => Ok(settings.queueing),
        Ok(Err(refused)) => Err(request::refused(&refused)),
        Err(error) => Err(request::trouble(&error, "reading how requests are queued")),
    }
}

/// Sets it; takes effect at once, for the requests that wait as well.
#[server(prefix = "/api", endpoint = "set_queueing", input = Postcard, output = Postcard)]
async fn set_queueing(queueing: Queueing) -> Result<(), ServerFnError> {
    use crate::request;

    match request::switchboard()?.set_queueing(&request::who()?, queueing).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(refused)) => Err(request::refused(&refused)),
        Err(error) => Err(request::trouble(&error, "setting how requests are queued")),
    }
}

#[component]
pub(super) fn QueueingPage() -> impl IntoView {
    // As the server has it, once it was read.
    let kept = RwSignal::new(None::<Result<Queueing, String>>);
    Effect::new(move |_| {
        spawn_local(async move {
            let read = queueing().await;
            kept.try_set(Some(read.map_err(|error| words_of(&error))));
        });
    });
    part(move || match kept.get() {
        None => view! {
            <p class="quiet-note is-padded is-slow" role="status">
                "Loading…"
            </p>
        }
        .into_any(),
        Some(Ok(queueing)) => view! { <Form kept=queueing /> }.into_any(),
        Some(Err(why)) => view! {
            <div class="empty" role="alert">
                <h2>"This could not be loaded"</h2>
                <p>{why}</p>
            </div>
        }
        .into_any(),
    })
}

#[component]
fn Form(kept: Queueing) -> impl IntoView {
    let voice = expect_context::<Desktop>().voice;
    let kept = RwSignal::new(kept);
    let wanted = RwSignal::new(kept.get_untracked());
    let is_on = flag(move || wanted.with(|wanted| wanted.on));
    let is_saving = RwSignal::new(false);
    let is_same = flag(move || is_saving.get() || wanted.get() == kept.get());
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let asked = wanted.get_untracked();
        is_saving.set(true);
        spawn_local(async move {
            match set_queueing(asked).await {
                Ok(()) => {
                    kept.try_set(asked);
                    voice.show("Saved.".into());
                }
                Err(error) => voice.show(words_of(&error)),
            }
            is_saving.try_set(false);
        });
    };
    view! {
        <form on:submit=save>
            <section aria-labelledby="queueing">
                <h2 id="queueing">"Queueing"</h2>
                <p class="explained">
                    "Requests are assigned one at a time to the operator who has the least to do. \
                     Whoever waits sees his place in the queue, and a request that is not accepted in time goes to the next operator. \
                     Without it everybody who is asked sees all requests, and whoever is first accepts."
                </p>
                <label class="switch-row is-switch">
                    <span>"Assign requests one at a time"</span>
                    <input
                        type="checkbox"
                        role="switch"
                        prop:checked=is_on
                        on:change:target=move |event| wanted.update(|wanted| wanted.on = event.target().checked())
                    />
                </label>
                <Number
                    name="Chats an operator has at most"
                    more="Who has as many gets no further request"
                    range=CHAT_LIMITS
                    value=text(move || wanted.with(|wanted| wanted.chat_limit.to_string()))
                    set=move |number| wanted.update(|wanted| wanted.chat_limit = number)
                    is_off=flag(move || !is_on.get())
                />
                <Number
                    name="Seconds to accept"
                    more="Then the request goes to the next operator"
                    range=ANSWER_WITHIN_SECONDS
                    value=text(move || wanted.with(|wanted| wanted.answer_within_seconds.to_string()))
                    set=move |number| wanted.update(|wanted| wanted.answer_within_seconds = number)
                    is_off=flag(move || !is_on.get())
                />
                <div class="page-buttons">
                    <button class="button is-main" disabled=is_same>
                        "Save"
                    </button>
                </div>
            </section>
        </form>
    }
    .into_any()
}

#[component]
fn Number(
    name: &'static str,
    more: &'static str,
    range: std::ops::RangeInclusive<u32>,
    value: Signal<String>,
    set: impl Fn(u32) + 'static,
    is_off: Signal<bool>,
) -> impl IntoView {
    view! {
        <label class="switch-row">
            <span>
                {name} <span class="switch-more">{more}</span>
            </span>
            <input
                type="number"
                required
                min=range.start().to_string()
                max=range.end().to_string()
                prop:value=value
                disabled=is_off
                on:input:target=move |event| {
                    if let Ok(number) = event.target().value().parse() {
                        set(number);
                    }
                }
            />
        </label>
    }
    .into_any()
}
