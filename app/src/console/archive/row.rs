//! A row of the list.

use leptos::prelude::*;
use wire::archive::{ArchivedChat, Hit};

use super::{desk::ArchiveDesk, wording};
use crate::{
    console::local_time,
    drawn::{text, word},
    icon::{self, icon},
    parts::roving::Roving,
    texts::tr,
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
    let summary = text(move || wording::summary(desk, &chat));
    view! {
        <li>
            <a
                class="archive-row"
                href=text(move || desk.address_of(Some(id)))
                data-item
                tabindex=roving.tabindex(id.0)
                aria-current=word(move || (desk.opened.get() == Some(id)).then_some("true"))
                on:focus=move |_| roving.focused(id.0)
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
