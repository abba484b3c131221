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
    drawn::{flag, text},
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
    let name = text(move || view.with(|view| view.as_ref().map_or_else(|| "Chat".into(), name_of)));
    let state = text(move || {
        view.with(|view| match view {
            Some(ChatView { state, operator: Some(has), .. }) if share.get() == Some(Share::Others) => {
                format!("{} with {}", words::chat_state(*state), has.name)
            }
            Some(chat) => words::chat_state(chat.state).into(),
            None => String::new(),
        })
    });
    view! {
        <WaitingStrip except=chat />
        <header class="pane-head">
            <WayBack />
            <h1>{name}</h1>
            <p class="pane-sub">{state}</p>
            <EndButton chat name hidden=flag(move || share.get() != Some(Share::Mine)) />
            <DetailsSwitch />
        </header>
        <ThreadView chat name />
        <Foot chat share name />
    }
    .into_any()
}
