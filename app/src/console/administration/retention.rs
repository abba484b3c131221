//! For how many days things are kept. What is older goes by itself.

use leptos::{ev::SubmitEvent, prelude::*};
use wire::{
    SiteId,
    erasure::Kept,
    retention::{Days, DryRun, MOST_DAYS, Retention},
};

use super::settings::Known;
use crate::{
    api::erasure::{retention, set_retention, try_retention},
    console::local_time,
    drawn::{flag, text},
    live::Live,
    parts::{
        fault::{Fault, Field},
        form::{Form, PageButton},
        voice::Voice,
    },
    texts::{tr, tr_count, tr_later, tr_with},
};

const THINGS: [&str; 4] = [
    tr_later("Ended chats"),
    tr_later("Off-line messages that are done"),
    tr_later("All off-line messages"),
    tr_later("Visitors without either"),
];

/// A rule as typed: whose (`None`: all sites), its name, the days of each of [`THINGS`].
type Typed = (Option<SiteId>, String, [RwSignal<String>; 4]);

#[component]
pub(super) fn RetentionPage() -> impl IntoView {
    Known::by(|| Box::pin(retention())).draw(|rules| {
        let seen = rules.get_untracked();
        view! { <RetentionForm seen /> }.into_any()
    })
}

#[component]
fn RetentionForm(seen: Retention) -> impl IntoView {
    let live = expect_context::<Live>();
    let voice = expect_context::<Voice>();
    let form = Form::new();
    let rows = StoredValue::new(typed(live, &seen));
    let seen = RwSignal::new(seen);
    let found = RwSignal::new(None::<DryRun>);
    // What would go at once if it were saved.
    let asks = RwSignal::new(None::<DryRun>);
    let store = move |wanted: Retention| {
        let sent = set_retention(seen.get_untracked(), wanted.clone());
        form.send(sent, move |()| {
            seen.try_set(wanted);
            voice.show(tr("Saved.").into());
        });
    };
    let read = move || {
        asks.set(None);
        found.set(None);
        let wanted = rows.with_value(|rows| wanted(rows));
        form.faults.set(wanted.as_ref().err().cloned());
        wanted.ok()
    };
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(wanted) = read() else { return };
        form.send(try_retention(wanted.clone()), move |run| match run.kept == Kept::default() {
            true => store(wanted),
            false => drop(asks.try_set(Some(run))),
        });
    };
    let confirm = move |_| {
        if let Some(wanted) = read() {
            store(wanted);
        }
    };
    let dry_run = move |_| {
        if let Some(wanted) = read() {
            form.send(try_retention(wanted), move |run| {
                found.try_set(Some(run));
            });
        }
    };
    let heads = THINGS.map(|thing| view! { <th scope="col">{tr(thing)}</th> });
    let lines = rows.with_value(|rows| rows.iter().map(line).collect_view());
    view! {
        <form on:submit=save>
            <section class="is-wide" aria-labelledby="retention">
                <h2 id="retention">{tr("Retention")}</h2>
                <p class="explained">
                    {tr("How many days to keep chats after they end, off-line messages after they are done or left, and visitors without either after they first wrote. Anything older is erased for good, little by little. An empty field means as for all web sites; empty there, or 0, means for ever. Open chats are always kept.")}
                </p>
                <div class="wide-table">
                    <table class="rates">
                        <thead>
                            <tr>
                                <td></td>
                                {heads.to_vec()}
                            </tr>
                        </thead>
                        <tbody>{lines}</tbody>
                    </table>
                </div>
                <p class="quiet-note" role="status">
                    {text(move || found.get().map(|run| would_go(&run)).unwrap_or_default())}
                </p>
                <div class="page-buttons">
                    <button
                        type="button"
                        class="button"
                        disabled=flag(move || form.is_busy().get())
                        on:click=dry_run
                    >
                        {tr("Dry run")}
                    </button>
                </div>
                <PageButton does=tr("Save") form />
                <div role="alert" hidden=flag(move || asks.read().is_none())>
                    <p>
                        {text(move || {
                            let run = asks.get().unwrap_or_default();
                            tr_with("With these rules, %1 will be erased at once. This cannot be undone.", &[&how_much(&run.kept)])
                        })}
                    </p>
                    <button type="button" class="button is-grave" on:click=confirm>
                        {tr("Save and erase")}
                    </button>
                </div>
            </section>
        </form>
    }
    .into_any()
}

/// The rule of all sites, then each site's own.
fn typed(live: Live, rules: &Retention) -> Vec<Typed> {
    let typed = |days: Days| {
        days.all().map(|days| RwSignal::new(days.map(|days| days.to_string()).unwrap_or_default()))
    };
    let all = (None, tr("All web sites").to_owned(), typed(rules.account));
    let sites = live.desk.sites.get_untracked();
    let own = sites.into_iter().map(|site| {
        let days = rules.sites.iter().find(|(id, _)| *id == site.id).map(|(_, days)| *days);
        (Some(site.id), site.name, typed(days.unwrap_or_default()))
    });
    [all].into_iter().chain(own).collect()
}

fn wanted(rows: &[Typed]) -> Result<Retention, Fault> {
    let mut rules = Retention::default();
    for (site, _, typed) in rows {
        let [chats, done, off_line, visitors] = *typed;
        let days = Days {
            chats: number(chats)?,
            done: number(done)?,
            off_line: number(off_line)?,
            visitors: number(visitors)?,
        };
        match site {
            Some(site) => rules.sites.push((*site, days)),
            None => rules.account = days,
        }
    }
    Ok(rules)
}

fn number(typed: RwSignal<String>) -> Result<Option<u32>, Fault> {
    let typed = typed.get_untracked();
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let number = typed.trim().parse().ok().filter(|days: &u32| *days <= MOST_DAYS);
    let why = || Fault::new(Field::Whole, tr_with("A number from %1 to %2.", &[&0, &MOST_DAYS]));
    number.map(Some).ok_or_else(why)
}

fn line((site, name, typed): &Typed) -> AnyView {
    let none = if site.is_some() { tr("as above") } else { tr("for ever") };
    let cells = THINGS.into_iter().zip(*typed).map(|(thing, value)| {
        view! {
            <td>
                <input
                    type="text"
                    inputmode="numeric"
                    autocomplete="off"
                    placeholder=none
                    aria-label=tr_with("%1: %2", &[name, &tr(thing)])
                    prop:value=text(move || value.get())
                    on:input:target=move |event| value.set(event.target().value())
                />
            </td>
        }
    });
    view! {
        <tr>
            <th scope="row">{name.clone()}</th>
            {cells.collect_view()}
        </tr>
    }
    .into_any()
}

fn would_go(run: &DryRun) -> String {
    if run.kept == Kept::default() {
        return tr("Nothing would be erased now.").into();
    }
    let much = how_much(&run.kept);
    match run.oldest {
        Some(oldest) => tr_with(
            "%1 would be erased now, the oldest from %2.",
            &[&much, &local_time::date_and_time(oldest)],
        ),
        None => tr_with("%1 would be erased now.", &[&much]),
    }
}

fn how_much(kept: &Kept) -> String {
    let Kept { visitors, chats, messages, off_line_messages, notes } = *kept;
    let [visitors, chats, messages, off_line, notes] =
        [visitors, chats, messages, off_line_messages, notes].map(|count| count as usize);
    [
        tr_count(chats, "%1 chat", "%1 chats"),
        tr_count(messages, "%1 message", "%1 messages"),
        tr_count(off_line, "%1 off-line message", "%1 off-line messages"),
        tr_count(visitors, "%1 visitor", "%1 visitors"),
        tr_count(notes, "%1 entry of the Client Note", "%1 entries of the Client Note"),
    ]
    .join(", ")
}
