//! Where a narrow window shows one pane at a time, as that of the installed application often is: its tabs (manual A17).

use leptos::prelude::*;

use super::badge::{Badge, Count};
use crate::{
    drawn::word,
    icon::icon,
    live::{Live, desk::Share},
    place::{
        Pane,
        here::Here,
        tab::{TABS, Tab},
    },
    texts::tr,
};

#[component]
pub(crate) fn Tabs() -> impl IntoView {
    view! {
        <nav class="tabs" aria-label=tr("Tabs") translate="no">
            {TABS.map(|tab| view! { <TabView tab /> })}
        </nav>
    }
    .into_any()
}

#[component]
fn TabView(tab: Tab) -> impl IntoView {
    let live = expect_context::<Live>();
    let Here { place, pane } = expect_context();
    let is_here = word(move || tab.is_here(place.get(), pane.get()).then_some("page"));
    // Among the chats are the requests.
    let waiting = match tab.pane {
        Pane::Rail => Signal::derive(move || live.desk.chats(Share::Requesting).len()),
        _ => Signal::stored(0),
    };
    let unread = match tab.pane {
        Pane::Rail => Signal::derive(move || {
            live.desk.chats(Share::Mine).iter().map(|chat| live.conversations.unread(chat.id)).sum()
        }),
        _ => Signal::stored(0),
    };
    view! {
        // For Safari's Tab key, which passes over links without it.
        <a href=tab.address tabindex="0" aria-current=is_here>
            {icon(tab.picture)}
            <span>{tr(tab.name)}</span>
            <Badge count=waiting meaning=Count::Waiting />
            <Badge count=unread meaning=Count::News />
        </a>
    }
    .into_any()
}
