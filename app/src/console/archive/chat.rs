//! The open chat: its messages, and what can be done with it.

use crate::api::archive::archived_chat;
use leptos::{ev::KeyboardEvent, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::Element;
use wire::{ChatId, archive::ArchivedChat};

use super::{
    about::about,
    desk::ArchiveDesk,
    hits::{Hits, HitsBar},
    wording,
};
use crate::{
    console::{
        conversation::actions, details_pane::DetailsSwitch, local_time, thread::ThreadView, transcript,
        window::open::OpenWindow,
    },
    drawn::{flag, part, text},
    icon::{self, icon},
    parts::{focus::focus, loaded::load, menu::Menu, voice::Voice},
    place::Place,
    texts::tr,
    words,
};

#[component]
pub(super) fn OpenChat(desk: ArchiveDesk, chat: ChatId) -> impl IntoView {
    let live = desk.live;
    let voice = expect_context::<Voice>();
    let window = expect_context::<OpenWindow>();
    let menu = expect_context::<Menu>();
    let detail = load(move || Box::pin(archived_chat(chat)));
    // What the list says is there at once.
    let known = Memo::new(move |_| {
        let read = detail.with(|detail| match detail {
            Some(Ok(detail)) => Some(detail.chat.clone()),
            _ => None,
        });
        read.or_else(|| desk.chat(chat))
    });
    let of = move |what: fn(&ArchivedChat) -> String| {
        text(move || known.with(|known| known.as_ref().map(what).unwrap_or_default()))
    };
    let name = text(move || {
        known.with(|known| known.as_ref().map_or_else(|| tr("Chat").to_owned(), wording::visitor))
    });
    let state = of(|chat| {
        words::joined(&[
            words::chat_state(chat.state),
            &local_time::date_and_time(chat.asked_at),
            &words::names(&chat.operators),
        ])
    });
    let is_over = flag(move || !known.with(|known| known.as_ref().is_some_and(|chat| chat.state.is_open())));
    let marks = part(move || match known.get() {
        Some(chat) => {
            let (tags, stars) = (wording::tags(desk, chat.id, chat.tags), chat.rating.map(wording::stars));
            view! {
                {tags}
                {stars}
            }
            .into_any()
        }
        None => ().into_any(),
    });
    let more = part(move || match detail.get() {
        Some(Ok(detail)) => about(desk, detail),
        Some(Err(fault)) => view! {
            <p class="field-error" role="alert">
                {fault.words}
            </p>
        }
        .into_any(),
        None => ().into_any(),
    });
    let hits = Hits::new(desk, chat);

    // Focus moves here from the list.
    let heading = NodeRef::<html::H2>::new();
    request_animation_frame(move || {
        if let Some(heading) = heading.try_get_untracked().flatten()
            && is_focus_in_list()
        {
            let _ = heading.focus(); // if it cannot take focus, nothing moves
        }
    });
    let back = move || {
        desk.open(None);
        // Once the list is back.
        request_animation_frame(|| request_animation_frame(|| focus(".archive-row[tabindex='0']")));
    };
    let on_key = move |event: KeyboardEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let is_typing = target.is_some_and(|target| {
            target.closest("input, select, textarea, [contenteditable], dialog").ok().flatten().is_some()
        });
        if is_typing || event.ctrl_key() || event.alt_key() || event.meta_key() || event.default_prevented() {
            return;
        }
        match event.key().as_str() {
            "n" => hits.step(1),
            "N" => hits.step(-1),
            "Escape" => back(),
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <div class="archive-open" on:keydown=on_key>
            <header class="archive-head" translate="no">
                <button
                    type="button"
                    class="icon-button archive-back"
                    aria-label=tr("Back to the list")
                    on:click=move |_| back()
                >
                    {icon(icon::BACK)}
                </button>
                <div class="archive-who">
                    <h2 node_ref=heading tabindex="-1" dir="auto">
                        {name}
                    </h2>
                    <p class="quiet-note">{state}</p>
                </div>
                <a class="button" href=Place::Chat(chat).path() hidden=is_over>
                    {icon(icon::TALK)}
                    {tr("Open chat")}
                </a>
                <button
                    type="button"
                    class="button head-button"
                    aria-label=tr("Save")
                    title=tr("Save as text")
                    on:click=move |_| transcript::save(chat, "text", voice)
                >
                    {icon(icon::SAVE)}
                    <span>{tr("Save")}</span>
                </button>
                <button
                    type="button"
                    class="icon-button"
                    aria-label=tr("Actions of this chat")
                    aria-haspopup="menu"
                    on:click=move |event| menu.open_below(&event, untrack(|| actions::of(live, voice, window, chat)))
                >
                    {icon(icon::MORE)}
                </button>
                <DetailsSwitch />
            </header>
            <div class="archive-marks" translate="no">
                {marks}
                <HitsBar hits desk />
            </div>
            {more}
            <ThreadView chat name sought=hits.sought />
        </div>
    }
    .into_any()
}

fn is_focus_in_list() -> bool {
    let focused = document().active_element();
    focused.is_some_and(|focused| focused.closest(".archive-list").ok().flatten().is_some())
}
