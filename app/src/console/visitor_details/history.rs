//! A visitor's history: the pages of this visit, and earlier chats.

use leptos::{html, prelude::*};
use wire::{
    VisitorId,
    note::{PastChat, SeenPage},
    text::is_web_address,
};

use crate::{
    console::{links, local_time, tags::chips},
    drawn::{flag, text, word},
    live::{Live, tags::ChatTags},
    parts::roving::{self, Roving},
    place::{Place, here::Here},
    texts::{tr, tr_count},
    words,
};

/// Ratings of at most this many stars stand out.
const LOW: u8 = 2;

#[component]
pub(super) fn SeenPages(visitor: VisitorId) -> impl IntoView {
    let live = expect_context::<Live>();
    // Latest first; the current page is shown above.
    let pages = Memo::new(move |_| {
        let mut pages = live.knowledge.part(visitor, |dossier| dossier.pages.clone());
        pages.reverse();
        pages.into_iter().skip(1).collect::<Vec<_>>()
    });
    view! {
        <section class="known" aria-labelledby="known-pages" hidden=flag(move || pages.read().is_empty())>
            <h3 id="known-pages" translate="no">{tr("Pages before this one")}</h3>
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

/// A visitor's ended chats that this operator may read, whether or not the visitor is present
/// (manual A6).
#[component]
pub(super) fn PastChats(visitor: VisitorId) -> impl IntoView {
    let live = expect_context::<Live>();
    let place = expect_context::<Here>().place;
    let chats = Memo::new(move |_| live.knowledge.part(visitor, |dossier| dossier.past.chats.clone()));
    let is_all = flag(move || live.knowledge.part(visitor, |dossier| dossier.past.before).is_none());
    let roving = Roving::new(move || chats.read().iter().map(|chat| chat.id.0).collect());
    let list = NodeRef::<html::Ul>::new();
    // The count when more were requested. When the last are loaded the button goes away, and focus
    // moves to the first new one.
    let known = StoredValue::new(None::<usize>);
    Effect::new(move |_| {
        let count = chats.read().len();
        let Some(before) = known.get_value().filter(|before| *before < count) else { return };
        known.set_value(None);
        request_animation_frame(move || {
            if let Some(list) = list.try_get_untracked().flatten()
                && roving::is_focus_lost()
            {
                roving::focus_nth(&list, before);
            }
        });
    });
    let words = text(move || match live.knowledge.loads_past.get() {
        true => tr("Loading…").into(),
        false => tr("Show earlier").into(),
    });
    let load = move |_| {
        known.set_value(Some(chats.read_untracked().len()));
        live.knowledge.load_past();
    };
    view! {
        <section
            class="known"
            aria-labelledby="known-chats"
            hidden=flag(move || chats.read().is_empty() && is_all.get())
        >
            <h3 id="known-chats" translate="no">{tr("Earlier chats")}</h3>
            <ul class="history" node_ref=list on:keydown=roving::on_key>
                <For
                    each=move || chats.get()
                    key=|chat| (chat.id, chat.asked_at, chat.messages, chat.rating.as_ref().map(|rating| rating.at))
                    children=move |chat| chat_row(live, place, roving, chat)
                />
            </ul>
            <button type="button" class="button" translate="no" hidden=is_all on:click=load>
                {words}
            </button>
        </section>
    }
    .into_any()
}

fn chat_row(live: Live, place: Memo<Place>, roving: Roving, chat: PastChat) -> AnyView {
    let id = chat.id;
    let at = chat.asked_at;
    let date = Signal::stored(local_time::date_and_time(at));
    let site = untrack(|| live.desk.site_if_telling(chat.site));
    let lines = tr_count(chat.messages as usize, "%1 line", "%1 lines");
    let more = words::joined(&[
        words::chat_state(chat.state),
        &words::names(&chat.operators),
        chat.department.as_deref().unwrap_or_default(),
        &site,
        &lines,
    ]);
    let rated = chat.rating.map(|rating| {
        let is_low = (rating.stars <= LOW).then_some("true");
        view! {
            <span class="history-rating" data-low=is_low translate="no">
                {words::stars(rating.stars)}
            </span>
        }
    });
    let question = if chat.question.is_empty() { tr("No question").to_owned() } else { chat.question };
    let title = question.clone();
    view! {
        <li>
            <a
                class="history-row is-chat"
                href=Place::Chat(id).path()
                data-item
                tabindex=roving.tabindex(id.0)
                aria-current=word(move || (place.get() == Place::Chat(id)).then_some("page"))
                on:focus=move |_| roving.focused(id.0)
            >
                <span class="row-name" dir="auto" title=title>
                    {question}
                </span>
                {local_time::time(at, text(move || words::ago(live.clock.now(), at)), date)}
                <span class="row-text" translate="no">{more}</span>
                {rated}
                {chips(id, ChatTags::of_any)}
            </a>
        </li>
    }
    .into_any()
}

fn when(live: Live, at: wire::Timestamp) -> impl IntoView {
    let title = local_time::in_full(live.clock.read(), at);
    local_time::time(at, Signal::stored(title), text(move || words::ago(live.clock.now(), at)))
}
