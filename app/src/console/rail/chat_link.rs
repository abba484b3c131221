//! A chat in a sidebar list: a link to the chat, and its menu.

use leptos::prelude::*;
use wire::ChatId;

use crate::{
    console::{conversation::actions, window::open::OpenWindow},
    drawn::word,
    live::Live,
    parts::{menu::Menu, roving::Roving, voice::Voice},
    place::{Place, here::Here},
};

#[component]
pub(super) fn ChatLink(
    id: ChatId,
    #[prop(default = "chat-row")] class: &'static str,
    roving: Roving,
    children: Children,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let place = expect_context::<Here>().place;
    let menu = expect_context::<Menu>();
    let voice = expect_context::<Voice>();
    let window = expect_context::<OpenWindow>();
    view! {
        <a
            class=class
            href=Place::Chat(id).path()
            data-item
            tabindex=roving.tabindex(id.0)
            aria-current=word(move || (place.get() == Place::Chat(id)).then_some("page"))
            on:focus=move |_| roving.focused(id.0)
            on:contextmenu=move |event| {
                menu.open_at(&event, untrack(|| actions::of(live, voice, window, id)));
            }
        >
            {children()}
        </a>
    }
    .into_any()
}
