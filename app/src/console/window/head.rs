//! The heading of a window, its buttons, and the visitor it is about.

use leptos::prelude::*;
use wire::VisitorId;

use crate::{
    console::window::open::OpenWindow,
    icon::{self, icon},
    live::Live,
    texts::tr,
    words,
};

#[component]
pub(super) fn Head(words: Signal<String>) -> impl IntoView {
    let open = expect_context::<OpenWindow>();
    view! {
        <header class="window-head" translate="no">
            <h2 id="window-title">{words}</h2>
            <button type="button" class="icon-button" aria-label=tr("Close") on:click=move |_| open.set(None)>
                {icon(icon::CROSS)}
            </button>
        </header>
    }
    .into_any()
}

/// Cancel, and the action.
#[component]
pub(super) fn Buttons(does: &'static str) -> impl IntoView {
    let open = expect_context::<OpenWindow>();
    view! {
        <div class="dialog-buttons">
            <button type="button" class="button" on:click=move |_| open.set(None)>
                {tr("Cancel")}
            </button>
            <button type="submit" class="button is-main">
                {does}
            </button>
        </div>
    }
    .into_any()
}

pub(super) fn visitor_name(live: Live, visitor: VisitorId) -> String {
    let named =
        live.desk.visitors.get(visitor).and_then(|presence| presence.view.with(|view| view.name.clone()));
    let asked_as = move || live.desk.chat_of(visitor).and_then(|chat| chat.visitor_name);
    let known_as = move || live.knowledge.part(visitor, |dossier| dossier.name.clone());
    words::visitor_name(named.or_else(asked_as).or_else(known_as).as_deref(), visitor)
}
