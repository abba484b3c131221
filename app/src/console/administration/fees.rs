//! What the operators cost (manual A7): the current month, and a statement for each past one.

mod dates;
mod statement;

use crate::api::fees::fees;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_query_map;
use wire::fees::{Fees, Month, StatementHead};

use self::{dates::in_words, statement::StatementPage};
use crate::{
    drawn::{flag, loading, part, text},
    live::Live,
    parts::fault::{Fault, answer},
    place::{Place, Topic},
    texts::{tr, tr_count, tr_with},
};

#[derive(Clone, Copy)]
struct Known {
    fees: RwSignal<Option<Fees>>,
    /// Why the fees could not be read.
    trouble: RwSignal<Option<Fault>>,
}

impl Known {
    /// Reads the fees now, and again whenever an operator is added, deleted, deactivated or
    /// reactivated.
    fn read() -> Known {
        let known = Known { fees: RwSignal::new(None), trouble: RwSignal::new(None) };
        let live = expect_context::<Live>();
        let who = Memo::new(move |_| {
            live.desk.colleagues.with(|all| all.iter().map(|one| (one.id, one.is_active)).collect::<Vec<_>>())
        });
        Effect::new(move |_| {
            // Read, not only tracked: a memo that nothing reads does not update.
            who.with(|_| ());
            if live.desk.has_fees.get() {
                known.again();
            }
        });
        known
    }

    fn again(self) {
        spawn_local(async move {
            // The page, and its signals, may be gone by now.
            match answer(fees().await) {
                Ok(fees) => self.fees.try_set(Some(fees)).map(drop),
                Err(trouble) => self.trouble.try_set(Some(trouble)).map(drop),
            };
        });
    }

    /// The fees in one line; empty until they are known.
    fn line(self) -> Signal<String> {
        text(move || self.fees.with(|fees| fees.as_ref().map(in_a_line).unwrap_or_default()))
    }
}

/// What the operators cost this month, for the panel that lists them. Empty if they cost nothing.
#[component]
pub(super) fn FeeLine() -> impl IntoView {
    let live = expect_context::<Live>();
    let line = Known::read().line();
    view! {
        <p class="fee-line" hidden=flag(move || !live.desk.has_fees.get())>
            <span role="status">{line}</span>
            <a href=Place::Administration(Topic::Fees).path()>{tr("Statements")}</a>
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
        (false, _) => told(tr("There are no fees"), tr("Whoever runs this installation has set no price.")),
        (true, Some(Some(month))) => view! { <StatementPage month /> }.into_any(),
        (true, Some(None)) => told(tr("There is no such statement"), tr("The address may be mistyped.")),
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
        (None, Some(trouble)) => told(tr("This could not be loaded"), trouble.words),
        (None, None) => loading("quiet-note is-slow"),
    });
    view! {
        <section class="is-wide" aria-labelledby="fees">
            <h2 id="fees">{tr("Fees")}</h2>
            <p class="explained">
                {tr("Each operator’s account has its price. It counts for every day on which it was active, even for a part of the day: from being added, or from the first password of whoever is invited, to being deleted, but not while it is deactivated. Days and months are those of UTC.")}
            </p>
            {now}
        </section>
    }
    .into_any()
}

fn this_month(fees: Fees) -> AnyView {
    let line = in_a_line(&fees);
    let Fees { currency, month, expected, statements, .. } = fees;
    let none_yet = !statements.is_empty();
    view! {
        <div class="fee-now">
            <h3>{in_words(month)}</h3>
            <p class="fee-total">{currency.amount(expected)}</p>
            <p>{line}</p>
            <p class="quiet-note">{tr("Expected, if the accounts stay as they are until the month ends.")}</p>
        </div>
        <h3 class="fee-past">{tr("Statements")}</h3>
        <ul class="statements">{statements.into_iter().map(row).collect_view()}</ul>
        <p class="quiet-note" hidden=none_yet>
            {tr("There is none yet. Each month gets one soon after it has ended.")}
        </p>
    }
    .into_any()
}

/// The cost in one line: `7 accounts × 9.00 EUR = 63.00 EUR this month`. If accounts came or went
/// during the month, the actual cost differs, and the line shows both.
fn in_a_line(fees: &Fees) -> String {
    let amount = |units| fees.currency.amount(units);
    let accounts = tr_count(fees.active as usize, "%1 account", "%1 accounts");
    let (price, monthly) = (amount(fees.price), amount(fees.monthly()));
    match fees.expected == fees.monthly() {
        true => tr_with("%1 × %2 = %3 this month", &[&accounts, &price, &monthly]),
        false => tr_with(
            "%1 × %2 = %3 a month; %4 this month, by the day",
            &[&accounts, &price, &monthly, &amount(fees.expected)],
        ),
    }
}

fn row(head: StatementHead) -> AnyView {
    let StatementHead { month, accounts, total, currency } = head;
    view! {
        <li>
            <a href=address(month)>
                <span class="row-name">{in_words(month)}</span>
                <span class="is-quiet">{tr_count(accounts as usize, "%1 account", "%1 accounts")}</span>
                <span class="is-figure">{currency.amount(total)}</span>
            </a>
        </li>
    }
    .into_any()
}

fn address(month: Month) -> String {
    format!("{}?statement={}", Place::Administration(Topic::Fees).path(), month.key())
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::fees::Currency;

    #[test]
    fn what_the_month_costs_is_told_in_a_line() {
        let line = |active, expected| {
            let currency = Currency { code: "EUR".into(), digits: 2 };
            let (price, month, statements) = (900, Month(0), Vec::new());
            in_a_line(&Fees { currency, price, month, active, expected, statements }).replace('\u{a0}', " ")
        };
        assert_eq!(line(7, 6_300), "7 accounts × 9.00 EUR = 63.00 EUR this month");
        assert_eq!(line(1, 900), "1 account × 9.00 EUR = 9.00 EUR this month");
        assert_eq!(
            line(2, 1_020),
            "2 accounts × 9.00 EUR = 18.00 EUR a month; 10.20 EUR this month, by the day"
        );
    }
}
