//! The live board, for a screen on the wall: who waits and for how long, who does what, and today's
//! figures. It covers the whole window and shows nothing that visitors said.

use leptos::{prelude::*, task::spawn_local};
use wire::{
    ChatState, ChatView, OperatorId, Role, Status,
    report::{Figures, Period, ReportFilter},
};

use super::{asked::zone, said};
use crate::{
    api::reports::report,
    console::sheet,
    drawn::{flag, part, text},
    icon::{self, icon},
    live::{Live, desk::Share},
    parts::fault::answer,
    place::Place,
    texts::{tr, tr_count},
    words::{self, Stopwatch, name_of},
};

/// How often today's figures are read, in milliseconds.
const EVERY: i64 = 60_000;

pub(super) fn board() -> AnyView {
    let live = expect_context::<Live>();
    let waiting = Memo::new(move |_| live.desk.chats(Share::Requesting));
    let people = Memo::new(move |_| people(live));
    let today = today(live);
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
                        key=|chat| (chat.id, chat.visitor_name.clone(), chat.asked_at, chat.is_overdue)
                        children=move |chat| waits(live, chat)
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
                <h2 id="board-today">{tr("Today")}</h2>
                <dl class="board-figures">
                    {figure(tr("Asked for"), today, |of| of.asked.to_string())}
                    {figure(tr("Accepted"), today, |of| of.accepted.to_string())}
                    {figure(tr("Missed"), today, |of| of.missed.to_string())}
                    {figure(tr("First answer"), today, |of| said::of(of.answer, of.answer.median))}
                    {figure(tr("Time in the queue"), today, |of| said::of(of.wait, of.wait.median))}
                    {figure(tr("Off-line messages"), today, |of| of.off_line.to_string())}
                </dl>
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
    let shares = [Share::Mine, Share::Offered, Share::Others];
    let chats: Vec<_> = shares.into_iter().flat_map(|share| live.desk.chats(share)).collect();
    let is_in =
        |chat: &&ChatView, id| chat.state == ChatState::Active && chat.operators().any(|one| one.id == id);
    let colleagues = live.desk.colleagues.get();
    let there = colleagues.into_iter().filter_map(|one| {
        let status = one.status.filter(|_| one.is_active)?;
        let chats = sees_all.then(|| chats.iter().filter(|chat| is_in(chat, one.id)).count());
        Some(Person { id: one.id, name: one.name, status, chats })
    });
    there.collect()
}

/// Today's figures; none until they are known. If one answer fails, the one before stays.
fn today(live: Live) -> RwSignal<Option<Figures>> {
    let known = RwSignal::new(None);
    let turn = Memo::new(move |_| live.clock.now().0 / EVERY);
    Effect::new(move |_| {
        let _ = turn.get();
        spawn_local(async move {
            let filter = ReportFilter { period: Period::Today, zone: zone(), ..ReportFilter::default() };
            if let Ok(report) = answer(report(filter).await) {
                // The page, and its signals, may be gone by now.
                let _ = known.try_set(Some(report.figures));
            }
        });
    });
    known
}

fn waits(live: Live, chat: ChatView) -> AnyView {
    let asked_at = chat.asked_at;
    let is_overdue = chat.is_overdue;
    let waited = text(move || Stopwatch(live.clock.now().millis_since(asked_at)).to_string());
    let class = if is_overdue { "is-overdue" } else { "" };
    view! {
        <li class=class>
            <span>{name_of(&chat)}</span>
            <span class="quiet-note" hidden=!is_overdue>
                {tr("Too long")}
            </span>
            <span class="board-figure">{waited}</span>
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
