//! The Client Note (manual B5, B8): what operators know about a visitor, with a field to add to it.
//! All operators see it.

use leptos::{
    ev::{KeyboardEvent, SubmitEvent},
    prelude::*,
};
use wire::{VisitorId, note::Note};

use super::local_time;
use crate::{
    drawn::{flag, text, word},
    live::Live,
    parts::keys,
    texts::tr,
    words,
};

#[component]
pub(crate) fn NotesView(
    visitor: VisitorId,
    /// Whether the field takes focus when it appears.
    #[prop(optional)]
    has_focus: bool,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let notes = Memo::new(move |_| live.knowledge.part(visitor, |dossier| dossier.notes.clone()));
    let draft = RwSignal::new(String::new());
    let fault = RwSignal::new(String::new());
    let is_sending = RwSignal::new(false);
    let add = move || {
        let text = draft.get_untracked();
        if is_sending.get_untracked() || text.trim().is_empty() {
            return;
        }
        fault.set(String::new());
        let sent = live.knowledge.add_note(visitor, text, move |result| {
            is_sending.set(false);
            match result {
                Ok(()) => draft.set(String::new()),
                Err(refusal) => fault.set(words::refusal(&refusal)),
            }
        });
        is_sending.set(sent);
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.shift_key() && !keys::is_composing(&event) {
            event.prevent_default();
            add();
        }
    };
    view! {
        <div class="notes">
            <ol class="notes-list" hidden=flag(move || notes.read().is_empty())>
                <For each=move || notes.get() key=|note| note.id children=move |note| view! { <NoteView note /> } />
            </ol>
            <p class="quiet-note" translate="no" hidden=flag(move || !notes.read().is_empty() || !live.knowledge.is_there())>
                {tr("Nobody has noted anything yet.")}
            </p>
            <form
                class="notes-form"
                translate="no"
                on:submit=move |event: SubmitEvent| {
                    event.prevent_default();
                    add();
                }
            >
                <textarea
                    rows="2"
                    aria-label=tr("Add to the Client Note")
                    placeholder=tr("All operators see what you note here")
                    autofocus=has_focus
                    prop:value=text(move || draft.get())
                    aria-invalid=word(move || (!fault.read().is_empty()).then_some("true"))
                    on:input:target=move |event| draft.set(event.target().value())
                    on:keydown=on_key
                ></textarea>
                <button
                    type="submit"
                    class="button"
                    disabled=flag(move || is_sending.get() || draft.read().trim().is_empty())
                >
                    {tr("Add")}
                </button>
                <p class="field-error" role="alert">
                    {text(move || fault.get())}
                </p>
            </form>
        </div>
    }
    .into_any()
}

#[component]
fn NoteView(note: Note) -> impl IntoView {
    let live = expect_context::<Live>();
    let title = local_time::in_full(live.clock.read(), note.at);
    let when = text(move || words::ago(live.clock.now(), note.at));
    view! {
        <li class="note">
            <p class="note-text" dir="auto">
                {note.text}
            </p>
            <p class="note-by" translate="no">{note.by.name} " · " {local_time::time(note.at, Signal::stored(title), when)}</p>
        </li>
    }
    .into_any()
}
