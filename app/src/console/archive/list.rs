//! The list of chats beside the open one. Where there is no room for both, one of them is shown.

use leptos::{
    ev::{self, KeyboardEvent},
    html,
    prelude::*,
};
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::{
    bar::Bar,
    chat::OpenChat,
    chips::Chips,
    desk::ArchiveDesk,
    filters::Filters,
    progress::Progress,
    row::row,
    search::Search,
    views::{Views, ViewsButton},
    wanted::Wanted,
};
use crate::{
    console::{
        local_time,
        sheet::{self, is_styled},
    },
    drawn::{flag, loading, part, text, word},
    icon::{self, icon},
    parts::{
        focus::focus,
        roving::{self, Roving},
    },
    texts::{tr, tr_count, tr_with},
};

#[component]
pub(super) fn Whole() -> impl IntoView {
    let is_styled = is_styled(sheet::ARCHIVE);
    let desk = ArchiveDesk::new();
    part(move || match is_styled.get() {
        true => view! { <Panes desk /> }.into_any(),
        false => loading("quiet-note is-padded is-slow"),
    })
}

#[component]
fn Panes(desk: ArchiveDesk) -> impl IntoView {
    let ArchiveDesk { listed, opened, .. } = desk;
    let list = NodeRef::<html::Ul>::new();
    let (shows_filters, shows_views) = (RwSignal::new(false), RwSignal::new(false));
    let count = move || desk.wanted.with(Wanted::filters);
    let has_filters = flag(move || count() > 0);
    let on_key = move |event: KeyboardEvent| {
        let is_typing = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .is_some_and(|it| it.closest("input, select, textarea, dialog").ok().flatten().is_some());
        let has_modifier = event.ctrl_key() || event.alt_key() || event.meta_key();
        if event.key() == "/" && !is_typing && !has_modifier {
            event.prevent_default();
            focus("#archive-words");
        }
    };
    // Whoever comes by a key has the focus around this place.
    let listening = window_event_listener(ev::keydown, on_key);
    on_cleanup(move || listening.remove());
    view! {
        <div
            class="archive-panes"
            data-shows=word(move || Some(if opened.get().is_some() { "chat" } else { "list" }))
        >
            <section class="archive-list" aria-label=tr("Chats")>
                <div class="archive-tools" translate="no">
                    <Search desk list />
                    <div class="archive-buttons">
                        <button
                            type="button"
                            class="button"
                            aria-expanded=word(move || Some(if shows_filters.get() { "true" } else { "false" }))
                            aria-controls="archive-filters"
                            on:click=move |_| {
                                shows_views.set(false);
                                shows_filters.update(|shows| *shows = !*shows);
                            }
                        >
                            {icon(icon::SLIDERS)}
                            {tr("Filters")}
                            <span class="count" hidden=flag(move || !has_filters.get())>
                                {text(move || count().to_string())}
                            </span>
                        </button>
                        <ViewsButton is_shown=shows_views also=Callback::new(move |()| shows_filters.set(false)) />
                    </div>
                    <Filters desk is_shown=shows_filters />
                    <Views desk is_shown=shows_views />
                    <Chips desk />
                    <p id="archive-fault" class="field-error" role="alert">
                        {text(move || listed.fault.get())}
                    </p>
                    <p class="quiet-note" role="status">
                        {text(move || found(desk))}
                    </p>
                    <Progress desk />
                    <Bar desk />
                </div>
                <Rows desk list />
            </section>
            <section class="archive-chat" aria-label=tr("Chat")>
                // Each chat gets its own elements, so no focus or scroll position carries over.
                <For each=move || opened.get() key=|chat| *chat children=move |chat| view! { <OpenChat desk chat /> } />
                <p class="quiet-note is-padded" translate="no" hidden=flag(move || opened.get().is_some())>
                    {tr("Choose a chat to read it.")}
                </p>
            </section>
        </div>
    }
    .into_any()
}

/// How many chats are listed.
fn found(desk: ArchiveDesk) -> String {
    let listed = desk.listed;
    let count = listed.chats.with(|chats| chats.as_ref().map_or(0, Vec::len));
    match (listed.is_loading.get(), listed.next.get().is_some()) {
        (true, _) => tr("Loading…").into(),
        (false, _) if count == 0 => String::new(),
        (false, false) => tr_count(count, "%1 chat", "%1 chats"),
        (false, true) => tr_count(count, "The newest chat", "The newest %1 chats"),
    }
}

#[component]
fn Rows(desk: ArchiveDesk, list: NodeRef<html::Ul>) -> impl IntoView {
    let listed = desk.listed;
    let chats = move || listed.chats.get().unwrap_or_default();
    let roving = Roving::new(move || {
        listed.chats.with(|chats| chats.iter().flatten().map(|chat| chat.id.0).collect())
    });
    let scroller = NodeRef::<html::Div>::new();
    // Loads the next page one screen before its rows are needed. A search that looked through as
    // many chats as it may goes on only when it is told to.
    let look = move || {
        let Some(scroller) = scroller.try_get_untracked().flatten() else { return };
        let height = scroller.client_height();
        let below = scroller.scroll_height() - scroller.scroll_top() - height;
        let goes_on = listed.looked_back_to.get_untracked().is_none() && !listed.has_failed();
        if height > 0 && below < height && goes_on {
            listed.more();
        }
    };
    Effect::new(move |_| {
        listed.chats.track();
        request_animation_frame(look);
    });
    let is_empty = Memo::new(move |_| {
        listed.chats.with(|chats| chats.as_ref().is_some_and(Vec::is_empty)) && !listed.is_loading.get()
    });
    let instead = part(move || match (is_empty.get(), listed.next.get().is_some()) {
        (true, false) => nothing(desk),
        _ => ().into_any(),
    });
    let searched_back = text(move || match listed.looked_back_to.get() {
        Some(at) => tr_with("Searched back to %1.", &[&local_time::date_of(at)]),
        None => String::new(),
    });
    let stopped = move || listed.looked_back_to.get().is_some() && listed.next.get().is_some();
    view! {
        <div
            class="archive-scroll"
            node_ref=scroller
            aria-busy=word(move || listed.is_loading.get().then_some("true"))
            on:scroll=move |_| look()
        >
            {instead}
            <ul class="archive-rows" node_ref=list aria-label=tr("Chats") on:keydown=roving::on_key>
                // What an action changes is in the key.
                <For
                    each=chats
                    key=move |chat| (listed.round(), chat.id, chat.tags.clone(), chat.state)
                    children=move |chat| row(desk, roving, chat)
                />
            </ul>
            <p class="archive-more" translate="no" hidden=flag(move || !stopped() || listed.is_loading.get())>
                {searched_back} " "
                <button type="button" class="link" on:click=move |_| listed.more()>
                    {tr("Search further")}
                </button>
            </p>
            <p class="archive-more" translate="no" hidden=flag(move || listed.fault.read().is_empty() || listed.is_bad_search.get())>
                <button type="button" class="button" on:click=move |_| listed.again()>
                    {tr("Try again")}
                </button>
            </p>
        </div>
    }
    .into_any()
}

/// What to do when no chat fits.
fn nothing(desk: ArchiveDesk) -> AnyView {
    let is_all = desk.wanted.with_untracked(Wanted::is_all);
    let clear = move |_| {
        desk.change(false, |wanted| *wanted = Wanted::default());
        focus("#archive-words");
    };
    match is_all {
        true => view! {
            <div class="empty" translate="no">
                <h2>{tr("No chats yet")}</h2>
                <p>{tr("The archive keeps every chat that you may read. Once visitors have asked for chats, you find them here.")}</p>
            </div>
        }
        .into_any(),
        false => view! {
            <div class="empty" translate="no">
                <h2>{tr("No chats match")}</h2>
                <p>{tr("Remove a filter, or search for fewer words.")}</p>
                <button type="button" class="button" on:click=clear>
                    {tr("Clear all")}
                </button>
            </div>
        }
        .into_any(),
    }
}
