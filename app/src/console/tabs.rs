//! Where a narrow window shows one pane at a time, as that of the installed application often is: its tabs (manual A17).

use leptos::prelude::*;

use super::{
    Desktop,
    badge::{Badge, Count},
    place::{Pane, Place},
};
use crate::{
    drawn::word,
    icon::{self, Icon, icon},
    live::{Live, desk::Share},
};

#[component]
pub(crate) fn Tabs() -> impl IntoView {
    let live = expect_context::<Live>();
    let waiting = Signal::derive(move || live.desk.chats(Share::Requesting).len());
    let none = Signal::stored(0);
    view! {
        <nav class="tabs" aria-label="Tabs">
            <Tab pane=Pane::Middle address="/console" picture=icon::VISITORS name="Visitors" waiting=none />
            <Tab pane=Pane::Rail address="/console?pane=rail" picture=icon::TALK name="Chats" waiting=waiting />
            <Tab pane=Pane::Contacts address="/console?pane=contacts" picture=icon::JOIN name="Contacts" waiting=none />
        </nav>
    }
    .into_any()
}

#[component]
fn Tab(
    pane: Pane,
    address: &'static str,
    picture: Icon,
    name: &'static str,
    /// How many wait for the operator there.
    waiting: Signal<usize>,
) -> impl IntoView {
    let Desktop { place, pane: shown, .. } = expect_context();
    let is_here = move || shown.get() == pane && (pane != Pane::Middle || place.get() == Place::Visitors);
    view! {
        <a href=address aria-current=word(move || is_here().then_some("page"))>
            {icon(picture)}
            <span>{name}</span>
            <Badge count=waiting meaning=Count::Waiting />
        </a>
    }
    .into_any()
}
