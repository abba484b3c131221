//! The left pane. Requests come first and are always visible, whatever else is open.

mod chat_link;
mod chats;
mod contacts;
mod floods;
mod over;
mod own_line;
mod popup_offer;
mod requests;
mod snoozed;

use leptos::prelude::*;

pub(crate) use self::own_line::PresenceMark;
use self::{
    chats::{MyChats, OtherChats},
    contacts::Contacts,
    floods::Floods,
    own_line::OwnLine,
    requests::Requests,
};
use super::badge::{Badge, Count};
use crate::{
    console::window::open::{OpenWindow, Window},
    drawn::{flag, text, word},
    icon::{self, Icon, icon},
    live::Live,
    parts::keys::{self, Action},
    place::{Kind, Place, Topic, here::Here},
    texts::tr,
};

#[component]
pub(crate) fn Rail() -> impl IntoView {
    let live = expect_context::<Live>();
    let visitors = Signal::derive(move || live.desk.visitors.count());
    let open = Signal::derive(move || live.desk.open_off_line_messages.get() as usize);
    view! {
        <div class="rail">
            <header class="brand" translate="no">
                <img src="/favicon.svg" alt="" width="22" height="22" />
                <span>"Switchboard"</span>
            </header>
            <PaletteButton />
            <Requests />
            <Floods />
            <nav class="ways" aria-label=tr("Places") translate="no">
                <Way place=Place::Visitors picture=icon::VISITORS name=tr("Visitors") count=visitors meaning=Count::Plain />
                <Way
                    place=Place::OffLineMessages
                    picture=icon::INBOX
                    name=tr("Off-line messages")
                    count=open
                    meaning=Count::Open
                />
                <Way
                    place=Place::Archive(None)
                    picture=icon::ARCHIVE
                    name=tr("Archive")
                    count=Signal::stored(0)
                    meaning=Count::Plain
                />
                <Way
                    place=Place::Reports
                    picture=icon::CHART
                    name=tr("Reports")
                    count=Signal::stored(0)
                    meaning=Count::Plain
                />
                <div hidden=flag(move || !live.desk.has_guide.get())>
                    <Way
                        place=Place::Administration(Topic::Start)
                        picture=icon::CHECKS
                        name=tr("Getting started")
                        count=Signal::stored(0)
                        meaning=Count::Plain
                    />
                </div>
            </nav>
            <div class="rail-chats">
                <MyChats />
                <OtherChats />
                <Contacts />
            </div>
            <OwnLine />
        </div>
    }
    .into_any()
}

/// Opens the command palette (manual A15).
#[component]
fn PaletteButton() -> impl IntoView {
    let live = expect_context::<Live>();
    let window = expect_context::<OpenWindow>();
    let keys = text(move || keys::shown(&live.desk.preferences.with(|mine| Action::Palette.keys(mine))));
    view! {
        <button
            type="button"
            class="palette-button"
            translate="no"
            aria-haspopup="dialog"
            on:click=move |_| window.set(Some(Window::Palette))
        >
            {icon(icon::SEARCH)}
            <span>{tr("Go to or do…")}</span>
            <kbd hidden=flag(move || keys.read().is_empty())>{keys}</kbd>
        </button>
    }
    .into_any()
}

#[component]
fn Way(
    place: Place,
    picture: Icon,
    name: &'static str,
    count: Signal<usize>,
    meaning: Count,
) -> impl IntoView {
    let here = expect_context::<Here>().place;
    // With a chat open it is still the archive.
    let is_here =
        move || here.get() == place || place == Place::Archive(None) && here.get().kind() == Kind::Archive;
    view! {
        // Safari's Tab key skips links without a `tabindex`.
        <a class="way" href=place.path() tabindex="0" aria-current=word(move || is_here().then_some("page"))>
            {icon(picture)}
            <span class="way-name">{name}</span>
            <Badge count meaning />
        </a>
    }
}
