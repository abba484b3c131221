//! Ending a chat, after a confirmation because it cannot be undone.

use leptos::{html, prelude::*};
use wire::ChatId;

use crate::{
    drawn::text,
    icon::{self, icon},
    live::Live,
    parts::{
        focus::show_focused,
        keys::{Action, Pressed},
    },
    texts::{tr, tr_with},
};

#[component]
pub(super) fn EndButton(chat: ChatId, name: Signal<String>, hidden: Signal<bool>) -> impl IntoView {
    let live = expect_context::<Live>();
    let dialog = NodeRef::<html::Dialog>::new();
    let ask = move || {
        if let Some(dialog) = dialog.get_untracked() {
            let _ = dialog.show_modal(); // fails only if already open
        }
    };
    expect_context::<Pressed>().listen(move |action| {
        if action == Action::End && !hidden.get_untracked() {
            ask();
        }
    });
    let stay = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    view! {
        <button type="button" class="button is-quiet" hidden=hidden on:click=move |_| ask()>
            {icon(icon::CROSS)}
            {tr("End chat")}
        </button>
        <dialog node_ref=dialog class="dialog" aria-labelledby="end-chat" on:close=move |_| show_focused()>
            <h2 id="end-chat">{text(move || tr_with("End the chat with %1?", &[&name.get()]))}</h2>
            <p>{tr("Nothing more can be said in it then, on either side. What was said is kept.")}</p>
            <div class="dialog-buttons">
                <button type="button" class="button" autofocus on:click=move |_| stay()>
                    {tr("Keep talking")}
                </button>
                <button
                    type="button"
                    class="button is-grave"
                    on:click=move |_| {
                        stay();
                        live.conversations.close(chat);
                    }
                >
                    {tr("End chat")}
                </button>
            </div>
        </dialog>
    }
}
