//! The Client Note at the top of a newly opened chat, if there is one (manual B5).

use leptos::prelude::*;
use wire::{ChatId, VisitorId};

use crate::{
    console::{
        controls::SmallButton,
        window::open::{OpenWindow, Window},
    },
    drawn::{flag, text, translatable},
    icon::{self, icon},
    live::Live,
    texts::{tr, tr_with},
};

#[component]
pub(super) fn KnownNotes(chat: ChatId, visitor: VisitorId) -> impl IntoView {
    let live = expect_context::<Live>();
    let window = expect_context::<OpenWindow>();
    // Dismissed for this chat until another note is added.
    let seen = RwSignal::new(0);
    Effect::new(move |_| seen.set(live.keep().notes_seen(chat)));
    let notes = Memo::new(move |_| live.knowledge.part(visitor, |dossier| dossier.notes.clone()));
    let last = translatable(move || {
        notes.with(|notes| {
            notes.last().map(|note| format!("{} – {}", note.text, note.by.name)).unwrap_or_default()
        })
    });
    let more = text(move || match notes.read().len() {
        0 | 1 => tr("Open the note").into(),
        n => tr_with("All %1 notes", &[&n]),
    });
    view! {
        <section
            class="known-notes"
            aria-label=tr("Known of this visitor")
            hidden=flag(move || notes.read().len() <= seen.get())
        >
            {icon(icon::NOTE)}
            <p dir="auto" prop:textContent=last></p>
            <button type="button" class="link" translate="no" on:click=move |_| window.set(Some(Window::Notes(visitor)))>
                {more}
            </button>
            <SmallButton
                picture=icon::CROSS
                label=tr("Put the note away").to_owned()
                press=Callback::new(move |()| {
                    let count = notes.read_untracked().len();
                    live.keep().keep_notes_seen(chat, count);
                    seen.set(count);
                })
            />
        </section>
    }
    .into_any()
}
