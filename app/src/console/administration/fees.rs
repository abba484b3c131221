//! What the operators cost (manual A7): the present month, and a statement of each past one.

mod statement;

use crate::api::fees::fees;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_query_map;
use wire::fees::{Fees, Month, StatementHead};

use self::statement::StatementPage;
use super::fault::{Fault, answer};
use crate::{
    console::place::{Place, Topic},
    drawn::{flag, part, text},
    live::Live,
    words,
};

/// What they cost, as the server has it; a cheap handle.
#[derive(Clone, Copy)]
struct Known {
    fees: RwSignal<Option<Fees>>,
    /// Why it is not known.
    trouble: RwSignal<Option<Fault>>,
}

impl Known {
    /// Reads it, and again when an operator has come or gone, or was deactivated or activated.
    fn read() -> Known {
        let known = Known { fees: RwSignal::new(None), trouble: RwSignal::new(None) };
        let live = expect_context::<Live>();
        let who = Memo::new(move |_| {
            live.desk.colleagues.with(|all| all.iter().map(|one| (one.id, one.is_active)).collect::<Vec<_>>())
        });
        Effect::new(move |_| {
            // Read, not only tracked: a memo that nobody reads follows nothing.
            who.with(|_| ());
            if live.desk.has_fees.get() {
                known.again();
            }
        });
        known
    }

    fn again(self) {
        spawn_local(async move {
            // The page may be gone by now, and these signals with it.
            match answer(fees().await) {
                Ok(fees) => self.fees.try_set(Some(fees)).map(drop),
                Err(trouble) => self.trouble.try_set(Some(trouble)).map(drop),
            };
        });
    }

    /// It in a line; empty until it is known.
    fn line(self) -> Signal<String> {
        text(move || self.fees.with(|fees| fees.as_ref().map(Fees::in_a_line).unwrap_or_default()))
    }
}

/// What the operators cost this month, for the panel that lists them. Nothing where they cost nothing.
#[component]
pub(super) fn FeeLine() -> impl IntoView {
    let live = expect_context::<Live>();
    let line = Known::read().line();
    view! {
        <p class="fee-line" hidden=flag(move || !live.desk.has_fees.get())>
            <span role="status">{line}</span>
            <a href=Place::Administration(Topic::Fees).path()>"Statements"</a>
        </p>
    }
    .into_any()
}

#[component]
pub(super) fn FeesPage() -> impl IntoView {
    let live = expect_context::<Live>();
    let known = Known::read();
    let query = use_query_map();
    let opened = Memo::new(move |_| query.read().get_str("statement").map(Month::of_key));
    part(move || match (live.desk.has_fees.get(), opened.get()) {
        (false, _) => told("There are no fees", "Whoever runs this installation has set no price."),
        (true, Some(Some(month))) => view! { <StatementPage month /> }.into_any(),
        (true, Some(None)) => told("There is no such statement", "The address may be mistyped."),
        (true, None) => view! { <Overview known /> }.into_any(),
    })
    .into_any()
}

fn told(title: &'static str, words: impl Into<String>) -> AnyView {
    view! {
        <div class="empty" role="alert">
            <h2>{title}</h2>
            <p>{words.into()}</p>
        </div>
    }
    .into_any()
}

#[component]
fn Overview(known: Known) -> impl IntoView {
    let state = Memo::new(move |_| (known.fees.get(), known.trouble.get()));
    let now = part(move || match state.get() {
        (Some(fees), _) => this_month(fees),
        (None, Some(trouble)) => told("This could not be loaded", trouble.words),
        (None, None) => view! {
            <p class="quiet-note is-slow" role="status">
                "Loading…"
            </p>
        }
        .into_any(),
    });
    view! {
        <section class="is-wide" aria-labelledby="fees">
            <h2 id="fees">"Fees"</h2>
            <p class="explained">
                "Each operator’s account has its price. It counts for every day on which it was active, even for a part of the day: from being added to being deleted, but not while it is deactivated. Days and months are those of UTC."
            </p>
            {now}
        </section>
    }
    .into_any()
}

fn this_month(fees: Fees) -> AnyView {
    let line = fees.in_a_line();
    let Fees { currency, month, expected, statements, .. } = fees;
    let none_yet = !statements.is_empty();
    view! {
        <div class="fee-now">
            <h3>{month.to_string()}</h3>
            <p class="fee-total">{currency.amount(expected)}</p>
            <p>{line}</p>
            <p class="quiet-note">"Expected, if the accounts stay as they are until the month ends."</p>
        </div>
        <h3 class="fee-past">"Statements"</h3>
        <ul class="statements">{statements.into_iter().map(row).collect_view()}</ul>
        <p class="quiet-note" hidden=none_yet>
            "There is none yet. Each month gets one soon after it has ended."
        </p>
    }
    .into_any()
}

fn row(head: StatementHead) -> AnyView {
    let StatementHead { month, accounts, total, currency } = head;
    view! {
        <li>
            <a href=address(month)>
                <span class="row-name">{month.to_string()}</span>
                <span class="is-quiet">{words::count(accounts as usize, "account", "accounts")}</span>
                <span class="is-figure">{currency.amount(total)}</span>
            </a>
        </li>
    }
    .into_any()
}

/// Where the statement of a month is.
fn address(month: Month) -> String {
    format!("{}?statement={}", Place::Administration(Topic::Fees).path(), month.key())
}
