//! A row of the list.

use leptos::{
    ev::{KeyboardEvent, MouseEvent},
    prelude::*,
};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use wire::archive::{ArchivedChat, Hit};

use super::{desk::ArchiveDesk, wording};
use crate::{
    console::local_time,
    drawn::{flag, text, word},
    icon::{self, icon},
    parts::roving::Roving,
    texts::{tr, tr_with},
};

pub(super) fn row(desk: ArchiveDesk, roving: Roving, chat: ArchivedChat) -> AnyView {
    let (id, at) = (chat.id, chat.asked_at);
    let name = wording::visitor(&chat);
    let now = desk.live.clock.read();
    let full = Signal::stored(local_time::in_full(now, at));
    let when = Signal::stored(wording::when(now, at));
    let tags = wording::tags(desk, id, chat.tags.clone());
    let stars = chat.rating.map(wording::stars);
    let note = chat.has_note.then(|| {
        view! {
            <span class="archive-note" title=tr("Has a Client Note")>
                {icon(icon::NOTE)}
                <span class="visually-hidden">{tr("Has a Client Note")}</span>
            </span>
        }
    });
    let said = match chat.hits.is_empty() {
        true => view! {
            <span class="archive-said" dir="auto">
                {chat.question.clone()}
            </span>
        }
        .into_any(),
        false => chat.hits.iter().map(hit).collect_view().into_any(),
    };
    let chosen = desk.chosen;
    let turn = move |to_here: bool| chosen.turn(&untrack(|| desk.listed.ids()), id, to_here);
    let on_click = move |event: MouseEvent| {
        turn(event.shift_key());
        // It may not be selected after all: there are limits.
        let field = event.current_target().and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
        if let Some(field) = field {
            field.set_checked(untrack(|| chosen.has(id)));
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let has_modifier = event.ctrl_key() || event.alt_key() || event.meta_key();
        if event.key() == " " && !has_modifier {
            event.prevent_default();
            turn(event.shift_key());
        }
    };
    let select = tr_with("Select the chat with %1", &[&name]);
    let summary = text(move || wording::summary(desk, &chat));
    view! {
        <li data-chosen=word(move || chosen.has(id).then_some("true"))>
            // By keys, it is Space on the row.
            <input
                type="checkbox"
                class="archive-choose"
                tabindex="-1"
                aria-label=select
                title=tr("Select (Space; with Shift up to here)")
                translate="no"
                prop:checked=flag(move || chosen.has(id))
                on:click=on_click
            />
            <a
                class="archive-row"
                href=text(move || desk.address_of(Some(id)))
                data-item
                tabindex=roving.tabindex(id.0)
                aria-current=word(move || (desk.opened.get() == Some(id)).then_some("true"))
                aria-keyshortcuts="Space"
                on:focus=move |_| roving.focused(id.0)
                on:keydown=on_key
            >
                <span class="row-head" translate="no">
                    <span class="row-name" dir="auto">
                        {name}
                    </span>
                    {note}
                    {stars}
                    <span class="row-time">{local_time::time(at, full, when)}</span>
                </span>
                {said}
                <span class="row-text" translate="no">
                    {summary}
                </span>
                <span class="archive-tags" translate="no">
                    {tags}
                </span>
            </a>
        </li>
    }
    .into_any()
}

/// The text around a hit, with what was searched for marked.
fn hit(hit: &Hit) -> AnyView {
    let pieces = hit.excerpt.iter().map(|piece| match piece.is_hit {
        true => view! { <mark>{piece.text.clone()}</mark> }.into_any(),
        false => piece.text.clone().into_any(),
    });
    view! {
        <span class="archive-said" dir="auto">
            {pieces.collect_view()}
        </span>
    }
    .into_any()
}
