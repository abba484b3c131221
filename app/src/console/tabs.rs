//! The tabs of a narrow window, which shows one pane at a time, as the installed application often
//! does (manual A17).

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
    let Here { place, pane, .. } = expect_context();
    let is_here = word(move || tab.is_here(place.get(), pane.get()).then_some("page"));
    // The pane of chats also has the requests.
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
        // Safari's Tab key skips links without a `tabindex`.
        <a href=tab.address tabindex="0" aria-current=is_here>
            {icon(tab.picture)}
            <span>{tr(tab.name)}</span>
            <Badge count=waiting meaning=Count::Waiting />
            <Badge count=unread meaning=Count::News />
        </a>
    }
    .into_any()
}
