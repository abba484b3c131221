//! The statement of a month, on the screen and on paper.

use crate::api::fees::statement;
use leptos::{prelude::*, task::spawn_local};
use wire::{
    Timestamp,
    fees::{Month, Statement, StatementLine},
};

use super::told;
use crate::{
    console::{
        administration::fault::{Fault, answer},
        place::{Place, Topic},
    },
    drawn::part,
    icon::{self, icon},
    words,
};

#[component]
pub(super) fn StatementPage(month: Month) -> impl IntoView {
    let known = RwSignal::new(None::<Result<Statement, Fault>>);
    Effect::new(move |_| {
        spawn_local(async move {
            let found = answer(statement(month).await);
            // The page may be gone by now, and its signals with it.
            known.try_set(Some(found));
        });
    });
    let body = part(move || match known.get() {
        Some(Ok(statement)) => paper(statement),
        Some(Err(Fault { words, .. })) => told("This statement cannot be shown", words),
        None => view! {
            <p class="quiet-note is-padded is-slow" role="status">
                "Loading…"
            </p>
        }
        .into_any(),
    });
    let print = move |_| {
        let _ = window().print(); // a browser that cannot print says so itself
    };
    view! {
        <nav class="statement-ways" aria-label="Statement">
            <a class="button" href=Place::Administration(Topic::Fees).path()>
                {icon(icon::BACK)}
                "All statements"
            </a>
            <button type="button" class="button" on:click=print>
                "Print"
            </button>
        </nav>
        {body}
    }
    .into_any()
}

fn paper(statement: Statement) -> AnyView {
    let Statement { account, month, days, currency, price, lines, total, frozen_at } = statement;
    let count = words::count(lines.len(), "account", "accounts");
    let rows = lines.into_iter().map(|line| {
        let active = line.days();
        let stretches: Vec<_> = line.stretches().into_iter().map(|(from, until)| span(from, until)).collect();
        let StatementLine { name, login, amount, .. } = line;
        view! {
            <tr>
                <th scope="row">
                    {name}
                    <span class="statement-login">{login}</span>
                </th>
                <td>{stretches.join(", ")}</td>
                <td>{active}</td>
                <td>{currency.amount(amount)}</td>
            </tr>
        }
        .into_any()
    });
    let rows = rows.collect_view();
    view! {
        <article class="statement" aria-labelledby="statement">
            <header>
                <h2 id="statement">"Statement"</h2>
                <p>{month.to_string()}</p>
            </header>
            <dl>
                <dt>"Account"</dt>
                <dd>{account}</dd>
                <dt>"Period"</dt>
                <dd>{format!("1 – {days} {month} (UTC)")}</dd>
                <dt>"Price"</dt>
                <dd>{format!("{} for each operator and month", currency.amount(price))}</dd>
                <dt>"Issued"</dt>
                <dd>{day(frozen_at)}</dd>
            </dl>
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Operator"</th>
                        <th scope="col">"Active"</th>
                        <th scope="col">"Days"</th>
                        <th scope="col">"Amount"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row" colspan="3">
                            {format!("Total of {count}")}
                        </th>
                        <td>{currency.amount(total)}</td>
                    </tr>
                </tfoot>
            </table>
            <p class="statement-rule">
                {format!(
                    "An account counts for each day on which it was active, even for a part of it. Each line is the price × days ÷ {days}, rounded to the smallest unit of the currency, halves up.",
                )}
            </p>
        </article>
    }
    .into_any()
}

/// From this day of the month to that one.
fn span(from: u8, until: u8) -> String {
    if from == until { from.to_string() } else { format!("{from} – {until}") }
}

/// The day of a moment in UTC: `1 November 2026`.
fn day(at: Timestamp) -> String {
    let date = words::iso(at);
    let (month, day) = (Month::of_key(&date[..7]), date[8..10].trim_start_matches('0'));
    month.map(|month| format!("{day} {month}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_in_words() {
        assert_eq!(day(Timestamp(0)), "1 January 1970");
        assert_eq!(day(Timestamp(1_763_719_445_678)), "21 November 2025");
    }

    #[test]
    fn a_single_day_is_no_span() {
        assert_eq!((span(7, 7).as_str(), span(1, 31).as_str()), ("7", "1 – 31"));
    }
}
