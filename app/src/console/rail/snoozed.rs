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
    words,
};

#[component]
pub(super) fn SnoozedChats() -> impl IntoView {
    let live = expect_context::<Live>();
    let all = Memo::new(move |_| live.snoozes.asleep());
    let roving = Roving::new(move || all.read().iter().map(|snooze| snooze.chat.0).collect());
    let count = Signal::derive(move || all.read().len());
    // Those that are back and stand in no other list.
    let back = Memo::new(move |_| live.back_from_afar());
    let among_back = Roving::new(move || back.read().iter().map(|snooze| snooze.chat.0).collect());
    view! {
        <ul
            aria-label=tr("Back again")
            translate="no"
            hidden=flag(move || back.read().is_empty())
            on:keydown=roving::on_key
        >
            <For
                each=move || back.get()
                key=|snooze| (snooze.chat, snooze.until)
                children=move |snooze| view! { <Row snooze roving=among_back /> }
            />
        </ul>
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
    let Snooze { chat, visitor, visitor_name, until, .. } = snooze;
    let name = text(move || match live.desk.chat(chat) {
        Some(view) => words::name_of(&view),
        None => words::visitor_name(visitor_name.as_deref(), visitor),
    });
    let until = tr_with("Until %1", &[&local_time::date_and_time(until)]);
    let until = text(move || if live.snoozes.is_back(chat) { String::new() } else { until.clone() });
    view! {
        <li>
            <ChatLink id=chat class="chat-row is-over" roving>
                <span class="row-head">
                    <span class="row-name">{name}</span>
                    {back(chat)}
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
