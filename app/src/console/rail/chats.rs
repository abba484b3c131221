//! The operator's chats and, for administrators, everyone's.

use client::log::Log;
use leptos::prelude::*;
use wire::{Author, ChatView, OperatorId, Role};

use super::{
    chat_link::ChatLink,
    over::OverChats,
    snoozed::{SnoozedChats, back},
};
use crate::{
    console::{
        badge::{Badge, Count},
        tags::chips,
    },
    drawn::{flag, text, translatable},
    live::{Live, desk::Share, tags::ChatTags},
    parts::roving::{self, Roving},
    texts::{tr, tr_with},
    words::{self, name_of},
};

#[component]
pub(super) fn MyChats() -> impl IntoView {
    let none = tr("Accept a request and the chat appears here.");
    view! { <Chats share=Share::Mine name=tr("My chats") none hidden=Signal::stored(false) /> }
}

/// Manual A3: only administrators see them; the server enforces it.
#[component]
pub(super) fn OtherChats() -> impl IntoView {
    let live = expect_context::<Live>();
    let hidden = flag(move || live.desk.me.read().role != Role::Administrator);
    view! { <Chats share=Share::Others name=tr("Other chats") none=tr("No colleague is in a chat.") hidden /> }
}

#[component]
fn Chats(
    share: Share,
    name: &'static str,
    /// The text for an empty list.
    none: &'static str,
    hidden: Signal<bool>,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let chats = Memo::new(move |_| match share {
        Share::Mine => live.my_chats(),
        _ => live.other_chats(),
    });
    let roving = Roving::new(move || chats.read().iter().map(|chat| chat.id.0).collect());
    let count = Signal::derive(move || chats.read().len());
    view! {
        <section class="chats" aria-label=name hidden=hidden>
            <h2 translate="no">{name} <Badge count meaning=Count::Plain /></h2>
            <ul on:keydown=roving::on_key>
                <For
                    each=move || chats.get()
                    key=|chat| (chat.id, chat.visitor_name.clone(), chat.operator.clone())
                    children=move |chat| view! { <Chat chat share roving /> }
                />
            </ul>
            <p class="quiet-note" translate="no" hidden=flag(move || count.get() > 0)>
                {none}
            </p>
            {(share == Share::Mine).then(|| view! { <OverChats /> <SnoozedChats /> })}
        </section>
    }
    .into_any()
}

#[component]
fn Chat(chat: ChatView, share: Share, roving: Roving) -> impl IntoView {
    let live = expect_context::<Live>();
    let id = chat.id;
    let has = chat.operator.as_ref().map(|operator| operator.name.clone()).unwrap_or_default();
    let unread = Signal::derive(move || if share == Share::Mine { live.conversations.unread(id) } else { 0 });
    let last = translatable(move || match share {
        Share::Others => tr_with("with %1", &[&has]),
        Share::Requesting | Share::Offered | Share::Mine | Share::Ended => {
            let me = live.desk.me.read().id;
            live.conversations.thread(id).log.with(|log| last_line(log, me))
        }
    });
    let when = text(move || {
        let now = live.clock.now();
        live.conversations
            .thread(id)
            .log
            .with(|log| log.messages().last().map(|last| words::ago(now, last.at)))
            .unwrap_or_default()
    });
    view! {
        <li>
            <ChatLink id roving>
                <span class="row-head" translate="no">
                    <span class="row-name">{name_of(&chat)}</span>
                    {back(id)}
                    <span class="row-time">{when}</span>
                </span>
                <span class="row-head">
                    <span class="row-text" prop:textContent=last></span>
                    <Badge count=unread meaning=Count::News />
                </span>
                {chips(id, ChatTags::of)}
            </ChatLink>
        </li>
    }
    .into_any()
}

/// The last message, shortened for a list.
fn last_line(log: &Log, me: OperatorId) -> String {
    let last = log.messages().iter().rev().find_map(|message| match (message.body.said(), &message.author) {
        (Some(said), Author::Operator(by)) if by.id == me => Some(tr_with("You: %1", &[&said])),
        (Some(said), Author::Operator(by)) => Some(tr_with("%1: %2", &[&by.name, &said])),
        (said, Author::Visitor | Author::System) => said.map(str::to_owned),
        (None, _) => None,
    });
    last.unwrap_or_default().chars().take(120).collect()
}
