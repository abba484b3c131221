//! What a visitor has done: the pages of this visit, and his earlier chats.

use leptos::prelude::*;
use wire::{
    VisitorId,
    note::{PastChat, SeenPage},
    text::is_web_address,
};

use crate::{
    console::{links, local_time, place::Place},
    drawn::{flag, text},
    live::Live,
    words,
};

#[component]
pub(super) fn SeenPages(visitor: VisitorId) -> impl IntoView {
    let live = expect_context::<Live>();
    // The latest first: the current page is said above.
    let pages = Memo::new(move |_| {
        let mut pages = live.knowledge.part(visitor, |dossier| dossier.pages.clone());
        pages.reverse();
        pages.into_iter().skip(1).collect::<Vec<_>>()
    });
    view! {
        <section class="known" aria-labelledby="known-pages" hidden=flag(move || pages.read().is_empty())>
            <h3 id="known-pages" translate="no">"Pages before this one"</h3>
            <ol class="history">
                <For each=move || pages.get() key=|page| (page.at, page.title.clone()) children=move |page| page_row(live, page) />
            </ol>
        </section>
    }
    .into_any()
}

fn page_row(live: Live, page: SeenPage) -> AnyView {
    let path = links::shown_path(&page.url);
    let title = if wire::text::is_blank(&page.title) { path.clone() } else { page.title };
    let href = is_web_address(&page.url).then(|| page.url.clone());
    view! {
        <li>
            <a class="history-row" href=href title=page.url target="_blank" rel="noopener noreferrer nofollow">
                <span class="row-name">{title}</span>
                {when(live, page.at)}
            </a>
        </li>
    }
    .into_any()
}

#[component]
pub(super) fn PastChats(visitor: VisitorId) -> impl IntoView {
    let live = expect_context::<Live>();
    let chats = Memo::new(move |_| live.knowledge.part(visitor, |dossier| dossier.chats.clone()));
    view! {
        <section class="known" aria-labelledby="known-chats" hidden=flag(move || chats.read().is_empty())>
            <h3 id="known-chats" translate="no">"Earlier chats"</h3>
            <ol class="history">
                <For each=move || chats.get() key=|chat| chat.id children=move |chat| chat_row(live, chat) />
            </ol>
        </section>
    }
    .into_any()
}

fn chat_row(live: Live, chat: PastChat) -> AnyView {
    let by = chat.operator.map(|operator| format!(" · {}", operator.name)).unwrap_or_default();
    let more = words::chat_state(chat.state).to_owned() + &by;
    view! {
        <li>
            <a class="history-row" href=Place::Chat(chat.id).path()>
                <span class="row-name" dir="auto">{chat.question}</span>
                {when(live, chat.asked_at)}
                <span class="row-text" translate="no">{more}</span>
            </a>
        </li>
    }
    .into_any()
}

fn when(live: Live, at: wire::Timestamp) -> impl IntoView {
    let title = local_time::in_full(live.clock.read(), at);
    local_time::time(at, Signal::stored(title), text(move || words::ago(live.clock.now(), at)))
}
