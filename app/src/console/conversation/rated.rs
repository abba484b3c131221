//! How the visitor rated the chat, below what was said.

use leptos::prelude::*;
use wire::ChatId;

use crate::{
    drawn::{flag, translatable},
    live::Live,
    words,
};

#[component]
pub(super) fn RatedLine(chat: ChatId) -> impl IntoView {
    let live = expect_context::<Live>();
    let rated = translatable(move || {
        let rating = live.knowledge.past_chat(chat).and_then(|past| past.rating);
        rating.map(|rating| words::rating(&rating)).unwrap_or_default()
    });
    view! {
        <p class="chat-rating" dir="auto" hidden=flag(move || rated.read().is_empty()) prop:textContent=rated></p>
    }
    .into_any()
}
