//! The list of offline messages beside the open one. Phones show one of the two at a time.

use crate::api::off_line_messages::off_line_messages;
use leptos::{prelude::*, task::spawn_local};
use wire::{OffLineMessageId, operator::OffLineMessageView};

use super::{
    desk::{Filter, OffLineDesk},
    detail::Detail,
    listed::Listed,
    shown,
};
use crate::{
    console::{controls::Segment, local_time},
    drawn::{flag, part, text, translatable, word},
    live::Live,
    parts::roving::{self, Roving},
    texts::tr,
    words,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Loading,
    Failed,
    Empty,
    Full,
}

#[component]
pub(super) fn List() -> impl IntoView {
    let live = expect_context::<Live>();
    let desk = expect_context::<OffLineDesk>();
    let OffLineDesk { filter, opened, .. } = desk;
    let first = desk.take_first();
    let has_mail = RwSignal::new(first.as_ref().is_none_or(|first| first.has_mail));
    let messages = RwSignal::new(first.map(|first| first.messages));
    let listed = Listed { messages, has_mail };
    let has_failed = RwSignal::new(false);
    let state = Memo::new(move |_| match (&*messages.read(), has_failed.get()) {
        (Some(messages), _) if messages.is_empty() => State::Empty,
        (Some(_), _) => State::Full,
        (None, true) => State::Failed,
        (None, false) => State::Loading,
    });
    let load = move || {
        spawn_local(async move {
            let loaded = off_line_messages().await;
            has_failed.try_set(loaded.is_err());
            if let Ok(loaded) = loaded {
                has_mail.try_set(loaded.has_mail);
                messages.try_update(|known| shown::replace(known.get_or_insert_default(), loaded.messages));
            }
        });
    };
    Effect::new(move |_| {
        // At the start, and after a reconnect that may have missed some.
        live.off_line.changes.track();
        if live.connection.get().is_up() {
            load();
        }
    });
    Effect::new(move |is_first: Option<()>| {
        // The list already includes what was announced before it was read.
        if let (Some(news), Some(())) = (live.off_line.latest.get(), is_first) {
            messages.update(|messages| shown::merge(messages.get_or_insert_default(), news));
        }
    });
    // The open message keeps its position, whatever its state, until the operator opens another.
    let ids = Memo::new(move |_| {
        let (filter, opened, me) = (filter.get(), opened.get(), live.desk.me.read().id);
        let all = messages.read();
        let is_shown = |one: &&OffLineMessageView| filter.has(one, me) || opened == Some(one.id);
        all.iter().flatten().filter(is_shown).map(|one| one.id).collect::<Vec<_>>()
    });
    let roving = Roving::new(move || ids.read().iter().map(|id| id.0).collect());

    let instead = part(move || {
        match state.get() {
        State::Full => ().into_any(),
        State::Loading => view! {
            <p class="quiet-note is-padded is-slow" translate="no" role="status">
                {tr("Loading the messages…")}
            </p>
        }
        .into_any(),
        State::Empty => view! {
            <div class="empty" translate="no">
                <h2>{tr("No off-line messages")}</h2>
                <p>
                    {tr("When nobody is available, visitors can leave a message instead of a chat. You find it here.")}
                </p>
            </div>
        }
        .into_any(),
        State::Failed => view! {
            <div class="empty" translate="no">
                <h2>{tr("The messages could not be read")}</h2>
                <p>{tr("The server had trouble. Nothing is lost.")}</p>
                <button type="button" class="button" on:click=move |_| load()>
                    {tr("Try again")}
                </button>
            </div>
        }
        .into_any(),
    }
    });
    let filters = Filter::ALL.map(|of| {
        let is_chosen = flag(move || filter.get() == of);
        let choose = Callback::new(move |()| filter.set(of));
        view! { <Segment group="off-line-filter" name=of.name() is_chosen choose /> }
    });
    view! {
        {instead}
        <div
            class="off-line-panes"
            data-shows=word(move || Some(if opened.get().is_some() { "message" } else { "list" }))
            hidden=flag(move || state.get() != State::Full)
        >
            <section class="off-line-list" aria-label=tr("Messages")>
                <fieldset class="segments" translate="no">
                    <legend class="visually-hidden">{tr("Which messages")}</legend>
                    {filters.collect_view()}
                </fieldset>
                <ul class="off-line-messages" on:keydown=roving::on_key>
                    <For each=move || ids.get() key=|id| *id children=move |id| view! { <Row id listed roving /> } />
                </ul>
                <p class="quiet-note" translate="no" hidden=flag(move || !ids.read().is_empty())>
                    {text(move || filter.get().none().into())}
                </p>
            </section>
            <section class="off-line-detail" aria-label=tr("Message")>
                // Each message gets its own element, so no draft, focus or scroll position carries
                // over.
                <For each=move || opened.get() key=|id| *id children=move |id| view! { <Detail id listed /> } />
                <p class="quiet-note is-padded" translate="no" hidden=flag(move || opened.get().is_some())>
                    {tr("Choose a message to read and answer it.")}
                </p>
            </section>
        </div>
    }
    .into_any()
}

#[component]
fn Row(id: OffLineMessageId, listed: Listed, roving: Roving) -> impl IntoView {
    let live = expect_context::<Live>();
    let opened = expect_context::<OffLineDesk>().opened;
    let now = Memo::new(move |_| listed.message(id));
    let me = move || live.desk.me.read().id;
    let read = flag(move || now.with(|now| now.as_ref().is_none_or(|now| now.read)));
    let has_not_failed = flag(move || now.with(|now| !now.as_ref().is_some_and(shown::has_failed)));
    let at = now.with_untracked(|now| now.as_ref().map(|now| now.at)).unwrap_or_default();
    let when = text(move || words::ago(live.clock.now(), at));
    let full = Signal::stored(local_time::in_full(live.clock.read(), at));
    let who = text(move || now.with(|now| now.as_ref().map(shown::who).unwrap_or_default()));
    let begins = translatable(move || now.with(|now| now.as_ref().map(shown::begins).unwrap_or_default()));
    let work = text(move || {
        now.with(|now| {
            let parts = now.as_ref().map(|now| [shown::state(now, me()), shown::owner(now, me())]);
            parts.map(|parts| parts.join(" · ")).unwrap_or_default()
        })
    });
    view! {
        <li>
            <button
                type="button"
                class="off-line-row"
                class:is-unread=flag(move || !read.get())
                data-item
                tabindex=roving.tabindex(id.0)
                aria-current=word(move || (opened.get() == Some(id)).then_some("true"))
                on:focus=move |_| roving.focused(id.0)
                on:click=move |_| opened.set(Some(id))
            >
                <span class="row-head" translate="no">
                    <span class="row-name">
                        {who} <span class="visually-hidden" hidden=read>
                            {tr(", unread")}
                        </span>
                    </span>
                    <span class="not-sent" hidden=has_not_failed>
                        {tr("Not sent")}
                    </span>
                    <span class="row-time">{local_time::time(at, full, when)}</span>
                </span>
                <span class="row-text" prop:textContent=begins></span>
                <span class="off-line-work" translate="no">{work}</span>
            </button>
        </li>
    }
    .into_any()
}
