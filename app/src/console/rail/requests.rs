//! Who waits (manual B3, B4): double click, Enter or the button accepts; a single click shows the question first.

use leptos::prelude::*;
use wire::{Body, ChatView};

use crate::{
    console::{
        Desktop,
        conversation::name_of,
        place::Place,
        roving::{self, Roving},
    },
    live::{Live, desk::Share},
    words::Stopwatch,
};

#[component]
pub(super) fn Requests() -> impl IntoView {
    let live = expect_context::<Live>();
    let requests = Memo::new(move |_| live.desk.chats(Share::Requesting));
    let roving = Roving::new(move || requests.read().iter().map(|chat| chat.id).collect());
    let count = move || requests.read().len();
    let has_some = move || count() > 0;
    view! {
        <section class="requests" class:has-some=has_some aria-labelledby="requests">
            <h2 id="requests">
                "Requests" {move || (count() > 0).then(|| view! { <span class="count is-waiting">{count()}</span> })}
            </h2>
            <ul on:keydown=move |event| {
                roving::on_key(&event);
            }>
                <For
                    each=move || requests.get()
                    key=|chat| (chat.id, chat.visitor_name.clone())
                    children=move |chat| view! { <Request chat roving /> }
                />
            </ul>
            {move || (count() == 0).then(|| view! { <p class="quiet-note">"Nobody is waiting."</p> })}
        </section>
    }
    .into_any()
}

#[component]
fn Request(chat: ChatView, roving: Roving<wire::ChatId>) -> impl IntoView {
    let live = expect_context::<Live>();
    let place = expect_context::<Desktop>().place;
    let id = chat.id;
    let name = name_of(&chat);
    let accept = move || live.accept(id);
    let waits = move || Stopwatch(live.clock.now().millis_since(chat.asked_at));
    let label = {
        let name = name.clone();
        // Spoken without the seconds that tick: a name that changes under the reader's finger is read again and again.
        move || format!("{name} asks for a chat. Enter accepts.")
    };
    let question = move || {
        live.thread(id).log.with(|log| {
            log.messages().iter().find_map(|message| match &message.body {
                Body::Text(text) => Some(text.chars().take(120).collect::<String>()),
                Body::Notice(_) => None,
            })
        })
    };
    view! {
        <li class="request" class:is-open=move || place.get() == Place::Chat(id)>
            <a
                href=Place::Chat(id).path()
                data-item
                data-request=id.to_string()
                tabindex=move || roving.tabindex(id)
                aria-label=label
                on:focus=move |_| roving.focused(id)
                on:dblclick=move |_| accept()
                on:keydown=move |event| {
                    if event.key() == "Enter" {
                        event.prevent_default();
                        accept();
                    }
                }
            >
                <span class="row-head">
                    <span class="row-name">{name.clone()}</span>
                    <span class="waits">{move || waits().to_string()}</span>
                </span>
                <span class="row-text">{question}</span>
            </a>
            <button
                type="button"
                class="button is-accept"
                aria-label=format!("Accept {name}")
                disabled=move || live.accepting.get() == Some(id)
                on:click=move |_| accept()
            >
                "Accept"
            </button>
        </li>
    }
}
