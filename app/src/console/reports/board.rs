//! The live board, for a screen on the wall: who waits and for how long, who does what, and today's
//! figures. It covers the whole window and shows nothing that visitors said.
//!
//! Nobody touches it for weeks: it reads its figures again when a connection is back, and loads
//! itself again when the server has become one that it does not understand.

use leptos::{prelude::*, task::spawn_local};
use wire::{
    ChatView, OperatorId, Role, Status, Timestamp,
    report::{Figures, Period, ReportFilter},
};

use super::{asked::zone, said};
use crate::{
    api::reports::report,
    console::sheet,
    drawn::{flag, part, text, word},
    icon::{self, icon},
    live::{Connection, Live, desk::Share},
    place::Place,
    texts::{tr, tr_count, tr_with},
    words::{self, Stopwatch, name_of},
};

/// How often today's figures are read, in milliseconds.
const EVERY: i64 = 60_000;
/// Older figures say so, in milliseconds.
const STALE: i64 = 150_000;
/// After so many answers in a row that could not be read, the page is loaded again.
const MOST_UNREAD: u32 = 3;
/// From when on somebody waits long, and very long, in milliseconds; as in the left pane.
const LONG: i64 = 60_000;
const VERY_LONG: i64 = 180_000;

pub(super) fn board() -> AnyView {
    let live = expect_context::<Live>();
    let waiting = Memo::new(move |_| in_order(live.desk.chats(Share::Requesting)));
    let people = Memo::new(move |_| people(live));
    let Today { figures: today, read_at } = Today::read(live);
    let is_administrator = live.desk.me.read_untracked().role == Role::Administrator;
    let whose = if is_administrator { tr("Today") } else { tr("Your chats today") };
    let stale = text(move || match read_at.get() {
        Some(at) if live.clock.now().millis_since(at) >= STALE => {
            tr_with("Not updated for %1", &[&Stopwatch(live.clock.now().millis_since(at))])
        }
        _ => String::new(),
    });
    let is_fresh = flag(move || stale.read().is_empty());
    let is_styled = sheet::is_styled(sheet::REPORTS);
    let has_waiting = flag(move || !waiting.read().is_empty());
    let has_people = flag(move || !people.read().is_empty());
    let body = part(move || match is_styled.get() {
        false => ().into_any(),
        true => view! {
            <section aria-labelledby="board-waiting">
                <h2 id="board-waiting">{tr("Who waits")}</h2>
                <ol class="board-list">
                    <For
                        each=move || waiting.get()
                        key=|(is_first, chat)| {
                            (*is_first, chat.id, chat.visitor_name.clone(), chat.asked_at, chat.is_overdue)
                        }
                        children=move |(is_first, chat)| waits(live, chat, is_first)
                    />
                </ol>
                <p class="quiet-note" hidden=has_waiting>
                    {tr("Nobody is waiting.")}
                </p>
            </section>
            <section aria-labelledby="board-people">
                <h2 id="board-people">{tr("Who does what")}</h2>
                <ul class="board-list">
                    <For each=move || people.get() key=|person| person.clone() children=works />
                </ul>
                <p class="quiet-note" hidden=has_people>
                    {tr("No operator is at the desk.")}
                </p>
            </section>
            <section aria-labelledby="board-today">
                <h2 id="board-today">{whose}</h2>
                <dl class="board-figures">
                    {figure(tr("Asked for"), today, |of| of.asked.to_string())}
                    {figure(tr("Accepted"), today, |of| of.accepted.to_string())}
                    {figure(tr("Missed"), today, |of| of.missed.to_string())}
                    {figure(tr("First answer"), today, |of| said::of(of.answer, of.answer.median))}
                    {figure(tr("Time in the queue"), today, |of| said::of(of.wait, of.wait.median))}
                    {figure(tr("Off-line messages"), today, |of| of.off_line.to_string())}
                </dl>
                <p class="board-stale" hidden=is_fresh>
                    {stale}
                </p>
            </section>
        }
        .into_any(),
    });
    view! {
        <header class="pane-head" translate="no">
            <h1>{tr("Live board")}</h1>
            <a class="button is-quiet" href=Place::Reports.path() tabindex="0">
                {icon(icon::CHART)}
                <span>{tr("Reports")}</span>
            </a>
            {full_screen()}
        </header>
        // It may be longer than the screen and has nothing else that takes the focus.
        <div class="pane-body board" translate="no" tabindex="0" role="region" aria-label=tr("Live board")>
            {body}
        </div>
    }
    .into_any()
}

/// An operator who is connected.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Person {
    id: OperatorId,
    name: String,
    status: Status,
    /// The chats that they are in. None: an operator who is not an administrator does not see them.
    chats: Option<usize>,
}

fn people(live: Live) -> Vec<Person> {
    let sees_all = live.desk.me.read().role == Role::Administrator;
    let colleagues = live.desk.colleagues.get();
    let there = colleagues.into_iter().filter_map(|one| {
        let status = one.status.filter(|_| one.is_active)?;
        let chats = sees_all.then(|| live.desk.active_chats_of(one.id));
        Some(Person { id: one.id, name: one.name, status, chats })
    });
    there.collect()
}

/// Who waits longest comes first, and is marked.
fn in_order(mut chats: Vec<ChatView>) -> Vec<(bool, ChatView)> {
    chats.sort_by_key(|chat| (chat.asked_at, chat.id));
    chats.into_iter().enumerate().map(|(nr, chat)| (nr == 0, chat)).collect()
}

/// Today's figures, and when they were read; none until they are known. If one answer fails, those
/// before stay.
#[derive(Clone, Copy)]
struct Today {
    figures: RwSignal<Option<Figures>>,
    read_at: RwSignal<Option<Timestamp>>,
}

impl Today {
    /// Reads them now, every minute, and when a connection is back.
    fn read(live: Live) -> Today {
        let today = Today { figures: RwSignal::new(None), read_at: RwSignal::new(None) };
        let unread = StoredValue::new(0_u32);
        let opened = live.clock.read();
        let turn = Memo::new(move |_| (live.clock.now().0 / EVERY, live.connection.get()));
        Effect::new(move |_| match turn.get().1 {
            Connection::Connected => spawn_local(today.read_once(live, unread)),
            // The page was loaded again before, perhaps from a server that was not updated yet.
            Connection::OtherVersion if live.clock.read().millis_since(opened) >= EVERY => load_again(),
            _ => {}
        });
        today
    }

    async fn read_once(self, live: Live, unread: StoredValue<u32>) {
        let filter = ReportFilter { period: Period::Today, zone: zone(), ..ReportFilter::default() };
        let answer = report(filter).await;
        let is_understood = answer.is_ok();
        if let Ok(Ok(report)) = answer {
            // The page, and its signals, may be gone by now.
            let _ = self.figures.try_set(Some(report.figures));
            let _ = self.read_at.try_set(Some(live.clock.read()));
        }
        let count = |times: &mut u32| {
            *times = if is_understood { 0 } else { *times + 1 };
            *times >= MOST_UNREAD
        };
        let is_lost = unread.try_update_value(count) == Some(true);
        // Not without a connection: then there is no page to load.
        if is_lost && live.connection.get_untracked() == Connection::Connected {
            load_again();
        }
    }
}

fn load_again() {
    let _ = window().location().reload(); // a reload cannot be refused
}

/// The button that gives the board the whole screen; hidden where the browser cannot.
fn full_screen() -> AnyView {
    let is_full = RwSignal::new(is_full_screen());
    let changed = window_event_listener_untyped("fullscreenchange", move |_| {
        let _ = is_full.try_set(is_full_screen());
    });
    on_cleanup(move || changed.remove());
    let change = move |_| match (is_full_screen(), document().document_element()) {
        (true, _) => document().exit_fullscreen(),
        (false, Some(all)) => {
            // A browser that refuses shows the board as before.
            let _ = all.request_fullscreen();
        }
        (false, None) => {}
    };
    view! {
        <button
            type="button"
            class="button is-quiet full-screen"
            hidden=!document().fullscreen_enabled()
            aria-pressed=text(move || is_full.get().to_string())
            on:click=change
        >
            {tr("Full screen")}
        </button>
    }
    .into_any()
}

fn is_full_screen() -> bool {
    document().fullscreen_element().is_some()
}

fn waits(live: Live, chat: ChatView, is_first: bool) -> AnyView {
    let asked_at = chat.asked_at;
    let is_overdue = chat.is_overdue;
    let millis = move || live.clock.now().millis_since(asked_at);
    let waited = text(move || Stopwatch(millis()).to_string());
    let urgency = word(move || {
        Some(match millis() {
            ..LONG => "board-figure",
            LONG..VERY_LONG => "board-figure is-long",
            _ => "board-figure is-very-long",
        })
    });
    let class = match (is_overdue, is_first) {
        (true, _) => "is-overdue",
        (false, true) => "is-longest",
        (false, false) => "",
    };
    view! {
        <li class=class>
            <span>{name_of(&chat)}</span>
            <span class="quiet-note" hidden=!is_first>
                {tr("Waits longest")}
            </span>
            <span class="quiet-note" hidden=!is_overdue>
                {tr("Too long")}
            </span>
            <span class=urgency>{waited}</span>
        </li>
    }
    .into_any()
}

fn works(person: Person) -> AnyView {
    let Person { name, status, chats, .. } = person;
    let chats = chats.map(|chats| tr_count(chats, "%1 chat", "%1 chats")).unwrap_or_default();
    view! {
        <li>
            <span>{name}</span>
            <span class="quiet-note">{words::status(status)}</span>
            <span class="board-figure">{chats}</span>
        </li>
    }
    .into_any()
}

fn figure(name: &'static str, today: RwSignal<Option<Figures>>, of: fn(&Figures) -> String) -> AnyView {
    let value = text(move || today.with(|today| today.as_ref().map_or_else(|| "–".to_owned(), of)));
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
        </div>
    }
    .into_any()
}
