//! Who waits (manual B3, B4): double click, Enter or the button accepts; a single click shows the question first.

use leptos::prelude::*;
use wire::ChatView;

use crate::{
    console::{
        Desktop,
        badge::{Badge, Count},
        conversation::name_of,
        place::Place,
        roving::{self, Roving},
    },
    drawn::{flag, text},
    live::{Live, desk::Share},
    words::Stopwatch,
};

#[component]
pub(super) fn Requests() -> impl IntoView {
    let live = expect_context::<Live>();
    let requests = Memo::new(move |_| live.desk.chats(Share::Requesting));
    let roving = Roving::new(move || requests.read().iter().map(|chat| chat.id.0).collect());
    let count = Signal::derive(move || requests.read().len());
    let has_some = flag(move || count.get() > 0);
    view! {
        <section class="requests" class:has-some=has_some aria-labelledby="requests">
            <h2 id="requests">"Requests" <Badge count meaning=Count::Waiting /></h2>
            <ul on:keydown=roving::on_key>
                <For
                    each=move || requests.get()
                    key=|chat| (chat.id, chat.visitor_name.clone())
                    children=move |chat| view! { <Request chat roving /> }
                />
            </ul>
            <p class="quiet-note" hidden=has_some>
                "Nobody is waiting."
            </p>
        </section>
    }
    .into_any()
}

#[component]
fn Request(chat: ChatView, roving: Roving) -> impl IntoView {
    let live = expect_context::<Live>();
    let place = expect_context::<Desktop>().place;
    let id = chat.id;
    let name = name_of(&chat);
    let waits = text(move || Stopwatch(live.clock.now().millis_since(chat.asked_at)).to_string());
    // Without the seconds that tick: a name that changes under the reader's finger is read again and again.
    let label = format!("{name} asks for a chat. Enter accepts.");
    let question = text(move || {
        live.thread(id).log.with(|log| {
            let question = log.messages().iter().find_map(|message| message.body.said());
            question.unwrap_or_default().chars().take(120).collect()
        })
    });
    view! {
        <li class="request" class:is-open=flag(move || place.get() == Place::Chat(id))>
            <a
                href=Place::Chat(id).path()
                data-item
                data-request=id.to_string()
                tabindex=roving.tabindex(id.0)
                aria-label=label
                on:focus=move |_| roving.focused(id.0)
                on:dblclick=move |_| live.accept(id)
                on:keydown=move |event| {
                    if event.key() == "Enter" {
                        event.prevent_default();
                        live.accept(id);
                    }
                }
            >
                <span class="row-head">
                    <span class="row-name">{name.clone()}</span>
                    <span class="waits">{waits}</span>
                </span>
                <span class="row-text">{question}</span>
            </a>
            <button
                type="button"
                class="button is-accept"
                aria-label=format!("Accept {name}")
                disabled=flag(move || live.accepting.get() == Some(id))
                on:click=move |_| live.accept(id)
            >
                "Accept"
            </button>
        </li>
    }
    .into_any()
}
