//! What phones, which show one pane at a time, need on every pane: who is waiting, and the way
//! back.

use leptos::prelude::*;
use wire::ChatId;

use crate::{
    drawn::{flag, text},
    icon::{self, icon},
    live::{Live, desk::Share},
    place::{Pane, here::Here},
    texts::{tr, tr_with},
    words::{Stopwatch, name_of},
};

/// The request that has waited longest. Wide screens show all requests in the sidebar instead.
#[component]
pub(crate) fn WaitingStrip(
    /// The chat that is open anyway.
    #[prop(optional, into)]
    except: Option<ChatId>,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let waiting = Memo::new(move |_| {
        let mut waiting = live.desk.chats(Share::Requesting);
        waiting.retain(|chat| Some(chat.id) != except);
        waiting
    });
    let first = move || waiting.read().first().cloned();
    let name = text(move || match (first(), waiting.read().len()) {
        (Some(first), 1) => name_of(&first),
        (Some(first), n) => tr_with("%1 and %2 more", &[&name_of(&first), &(n - 1)]),
        (None, _) => String::new(),
    });
    let waits = text(move || {
        let asked_at = first().map(|first| first.asked_at);
        asked_at.map(|at| Stopwatch(live.clock.now().millis_since(at)).to_string()).unwrap_or_default()
    });
    let accept = move |_| {
        if let Some(first) = untrack(first) {
            live.requests.accept(first.id);
        }
    };
    view! {
        <div class="waiting-strip" translate="no" hidden=flag(move || waiting.read().is_empty())>
            {icon(icon::BELL)}
            <span class="row-name">{name}</span>
            <span class="waits">{waits}</span>
            <button type="button" class="button is-accept" on:click=accept>
                {tr("Accept")}
            </button>
        </div>
    }
    .into_any()
}

/// Back to the sidebar, on a phone.
#[component]
pub(crate) fn WayBack() -> impl IntoView {
    let here = expect_context::<Here>();
    view! {
        <a
            class="icon-button on-phone"
            href=text(move || here.beside(Pane::Rail))
            aria-label=tr("Requests and chats")
        >
            {icon(icon::MENU)}
        </a>
    }
}
