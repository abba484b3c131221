//! The operator's snoozed chats, folded: out of the way until they come back.

use leptos::prelude::*;
use wire::{ChatId, operator::Snooze};

use super::chat_link::ChatLink;
use crate::{
    console::{
        badge::{Badge, Count},
        local_time,
    },
    drawn::{flag, text},
    live::Live,
    parts::roving::{self, Roving},
    texts::{tr, tr_with},
    words::name_of,
};

#[component]
pub(super) fn SnoozedChats() -> impl IntoView {
    let live = expect_context::<Live>();
    let all = Memo::new(move |_| {
        let mut all = live.snoozes.asleep();
        // Those that are not listed here either are put away, or will be here in a moment.
        all.retain(|snooze| live.desk.chat(snooze.chat).is_some());
        all
    });
    let roving = Roving::new(move || all.read().iter().map(|snooze| snooze.chat.0).collect());
    let count = Signal::derive(move || all.read().len());
    view! {
        <details class="snoozed" translate="no" hidden=flag(move || count.get() == 0)>
            <summary>{tr("Snoozed")} " " <Badge count meaning=Count::Plain /></summary>
            <ul aria-label=tr("Snoozed") on:keydown=roving::on_key>
                <For
                    each=move || all.get()
                    key=|snooze| (snooze.chat, snooze.until)
                    children=move |snooze| view! { <Row snooze roving /> }
                />
            </ul>
        </details>
    }
    .into_any()
}

#[component]
fn Row(snooze: Snooze, roving: Roving) -> impl IntoView {
    let live = expect_context::<Live>();
    let Snooze { chat, until, .. } = snooze;
    let name = text(move || live.desk.chat(chat).as_ref().map(name_of).unwrap_or_default());
    let until = tr_with("Until %1", &[&local_time::date_and_time(until)]);
    view! {
        <li>
            <ChatLink id=chat class="chat-row is-over" roving>
                <span class="row-head">
                    <span class="row-name">{name}</span>
                </span>
                <span class="row-text">{until}</span>
            </ChatLink>
        </li>
    }
    .into_any()
}

/// Marks a chat that was snoozed and has come back.
pub(super) fn back(chat: ChatId) -> AnyView {
    let live = expect_context::<Live>();
    view! {
        <span class="row-back" hidden=flag(move || !live.snoozes.is_back(chat))>
            {tr("Back again")}
        </span>
    }
    .into_any()
}
