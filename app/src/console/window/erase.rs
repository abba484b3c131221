//! Asks an administrator before everything about a visitor is erased.

use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use wire::{VisitorId, erasure::Kept};

use super::head::{Head, visitor_name};
use crate::{
    api::erasure::{erase_visitor, kept_of_visitor},
    console::window::open::{OpenWindow, Window},
    drawn::{flag, text},
    live::Live,
    parts::{
        fault::answer,
        loaded::{load, loaded},
        voice::Voice,
    },
    texts::{tr, tr_count, tr_with},
};

#[component]
pub(super) fn Erase(visitor: VisitorId) -> impl IntoView {
    let live = expect_context::<Live>();
    let open = expect_context::<OpenWindow>();
    let voice = expect_context::<Voice>();
    let fault = RwSignal::new(String::new());
    let is_sending = RwSignal::new(false);
    let erase = move |event: SubmitEvent| {
        event.prevent_default();
        if is_sending.get_untracked() {
            return;
        }
        is_sending.set(true);
        fault.set(String::new());
        spawn_local(async move {
            // The window, and its signals, may be gone by now.
            match answer(erase_visitor(visitor).await) {
                Ok(gone) => {
                    voice.show(tr_with("Erased: %1", &[&how_much(&gone)]));
                    if open.get_untracked() == Some(Window::Erase(visitor)) {
                        open.set(None);
                    }
                }
                Err(why) => drop(fault.try_set(why.words)),
            }
            is_sending.try_set(false);
        });
    };
    let kept = loaded(load(move || Box::pin(kept_of_visitor(visitor))), |kept: Kept| {
        view! { <p><b>{how_much(&kept)}</b></p> }.into_any()
    });
    // It is named as it was when the window opened; afterwards there is no name any more.
    let name = untrack(|| visitor_name(live, visitor));
    view! {
        <form on:submit=erase>
            <Head words=Signal::stored(tr_with("Erase everything about %1?", &[&name])) />
            <p>
                {tr("This erases all chats with this visitor, their off-line messages with the answers and e-mails, the Client Note, all remarks, and their name. An open chat ends. This cannot be undone.")}
            </p>
            {kept}
            <p>{tr("The audit log records who erased how much and when, but no names or words. Backups keep everything until they are replaced.")}</p>
            <p class="field-error" role="alert">
                {text(move || fault.get())}
            </p>
            <div class="dialog-buttons">
                <button type="button" class="button" autofocus on:click=move |_| open.set(None)>
                    {tr("Cancel")}
                </button>
                <button type="submit" class="button is-grave" disabled=flag(move || is_sending.get())>
                    {tr("Erase")}
                </button>
            </div>
        </form>
    }
    .into_any()
}

fn how_much(kept: &Kept) -> String {
    let [chats, messages, off_line, notes] =
        [kept.chats, kept.messages, kept.off_line_messages, kept.notes].map(|count| count as usize);
    [
        tr_count(chats, "%1 chat", "%1 chats"),
        tr_count(messages, "%1 message", "%1 messages"),
        tr_count(off_line, "%1 off-line message", "%1 off-line messages"),
        tr_count(notes, "%1 entry of the Client Note", "%1 entries of the Client Note"),
    ]
    .join(", ")
}
