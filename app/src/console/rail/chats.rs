//! The operator's chats, and for administrators everybody's.

use leptos::prelude::*;
use wire::{Author, Body, ChatId, ChatView, Role};

use crate::{
    console::{
        Desktop,
        conversation::name_of,
        place::Place,
        roving::{self, Roving},
    },
    live::{Live, desk::Share},
    words,
};

#[component]
pub(super) fn MyChats() -> impl IntoView {
    view! { <Chats share=Share::Mine name="My chats" none="Accept a request and the chat appears here." /> }
}

/// Manual A3: only administrators see them; the server enforces it.
#[component]
pub(super) fn OtherChats() -> impl IntoView {
    let live = expect_context::<Live>();
    let may_see = Memo::new(move |_| live.desk.me.with(|me| me.role == Role::Administrator));
    move || {
        may_see.get().then(
            || view! { <Chats share=Share::Others name="Other chats" none="No colleague is in a chat." /> },
        )
    }
}

#[component]
fn Chats(share: Share, name: &'static str, none: &'static str) -> impl IntoView {
    let live = expect_context::<Live>();
    let chats = Memo::new(move |_| live.desk.chats(share));
    let roving = Roving::new(move || chats.read().iter().map(|chat| chat.id).collect());
    let count = move || chats.read().len();
    view! {
        <section class="chats" aria-label=name>
            <h2>{name} {move || (count() > 0).then(|| view! { <span class="count">{count()}</span> })}</h2>
            <ul on:keydown=move |event| {
                roving::on_key(&event);
            }>
                <For
                    each=move || chats.get()
                    key=|chat| (chat.id, chat.visitor_name.clone(), chat.operator.clone())
                    children=move |chat| view! { <Chat chat share roving /> }
                />
            </ul>
            {move || (count() == 0).then(|| view! { <p class="quiet-note">{none}</p> })}
        </section>
    }
    .into_any()
}

#[component]
fn Chat(chat: ChatView, share: Share, roving: Roving<ChatId>) -> impl IntoView {
    let live = expect_context::<Live>();
    let place = expect_context::<Desktop>().place;
    let id = chat.id;
    let has = chat.operator.as_ref().map(|operator| operator.name.clone()).unwrap_or_default();
    let unread = Memo::new(move |_| if share == Share::Mine { live.unread(id) } else { 0 });
    let thread = live.thread(id);
    let log = thread.log.clone();
    let last_line = move || {
        if share == Share::Others {
            return format!("with {has}");
        }
        log.with(|log| {
            log.messages()
                .iter()
                .rev()
                .find_map(|message| match &message.body {
                    Body::Text(text) if matches!(message.author, Author::Operator(_)) => {
                        Some(format!("You: {text}"))
                    }
                    Body::Text(text) => Some(text.clone()),
                    Body::Notice(_) => None,
                })
                .map(|line| line.chars().take(120).collect())
                .unwrap_or_default()
        })
    };
    let when = move || {
        thread.log.with(|log| log.messages().last().map(|message| words::ago(live.clock.now(), message.at)))
    };
    view! {
        <li>
            <a
                class="chat-row"
                href=Place::Chat(id).path()
                data-item
                tabindex=move || roving.tabindex(id)
                aria-current=move || (place.get() == Place::Chat(id)).then_some("page")
                on:focus=move |_| roving.focused(id)
            >
                <span class="row-head">
                    <span class="row-name">{name_of(&chat)}</span>
                    <span class="row-time">{when}</span>
                </span>
                <span class="row-head">
                    <span class="row-text">{last_line}</span>
                    {move || {
                        (unread.get() > 0)
                            .then(|| {
                                view! {
                                    <span class="count is-news">
                                        {unread.get()} <span class="visually-hidden">" unread"</span>
                                    </span>
                                }
                            })
                    }}
                </span>
            </a>
        </li>
    }
}
