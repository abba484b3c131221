//! A chat in a list of the rail: it leads to the chat, and its menu has what can be done with it.

use leptos::prelude::*;
use wire::ChatId;

use crate::{
    console::{Desktop, conversation::actions, place::Place, roving::Roving},
    drawn::word,
    live::Live,
};

#[component]
pub(super) fn ChatLink(
    id: ChatId,
    #[prop(default = "chat-row")] class: &'static str,
    roving: Roving,
    children: Children,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let desktop = expect_context::<Desktop>();
    view! {
        <a
            class=class
            href=Place::Chat(id).path()
            data-item
            tabindex=roving.tabindex(id.0)
            aria-current=word(move || (desktop.place.get() == Place::Chat(id)).then_some("page"))
            on:focus=move |_| roving.focused(id.0)
            on:contextmenu=move |event| {
                desktop.menu.open_at(&event, untrack(|| actions::of(live, desktop, id)));
            }
        >
            {children()}
        </a>
    }
    .into_any()
}
