//! One chat in the middle pane: its head, its thread, and below it what the operator can do here.

mod ending;
mod foot;
mod strip;

pub(crate) use strip::{WaitingStrip, WayBack};

use leptos::prelude::*;
use wire::{ChatId, ChatView};

use self::{ending::EndButton, foot::Foot};
use super::{thread::ThreadView, visitor_details::DetailsSwitch};
use crate::{
    live::{Live, desk::Share},
    words,
};

/// Whom a chat is with.
pub(crate) fn name_of(chat: &ChatView) -> String {
    words::visitor_name(chat.visitor_name.as_deref(), chat.visitor)
}

#[component]
pub(crate) fn Conversation(chat: ChatId) -> impl IntoView {
    let live = expect_context::<Live>();
    let view = Memo::new(move |_| live.desk.chat(chat));
    let share = Memo::new(move |_| view.with(|view| view.as_ref().map(|chat| live.desk.share(chat))));
    let name = Memo::new(move |_| view.with(|view| view.as_ref().map_or_else(|| "Chat".to_owned(), name_of)));
    let state = move || {
        view.with(|view| {
            let chat = view.as_ref()?;
            let word = words::chat_state(chat.state);
            let with = chat.operator.as_ref().filter(|_| share.get() == Some(Share::Others));
            Some(with.map_or_else(|| word.to_owned(), |operator| format!("{word} with {}", operator.name)))
        })
    };
    view! {
        <WaitingStrip except=chat />
        <header class="pane-head">
            <WayBack />
            <h1>{name}</h1>
            <p class="pane-sub">{state}</p>
            {move || (share.get() == Some(Share::Mine)).then(|| view! { <EndButton chat name /> })}
            <DetailsSwitch />
        </header>
        <ThreadView chat name />
        <Foot chat share name />
    }
    .into_any()
}
