//! The statement of a month, for screen and print.

use crate::api::fees::statement;
use leptos::prelude::*;
use wire::fees::{Month, Statement, StatementLine};

use super::{
    dates::{day, in_words},
    told,
};
use crate::{
    drawn::{loading, part},
    icon::{self, icon},
    parts::{fault::Fault, loaded::load},
    place::{Place, Topic},
    texts::{tr, tr_count, tr_with},
};

#[component]
pub(super) fn StatementPage(month: Month) -> impl IntoView {
    let known = load(move || Box::pin(statement(month)));
    let body = part(move || match known.get() {
        Some(Ok(statement)) => paper(statement),
        Some(Err(Fault { words, .. })) => told(tr("This statement cannot be shown"), words),
        None => loading("quiet-note is-padded is-slow"),
    });
    let print = move |_| {
        let _ = window().print(); // a browser that cannot print says so itself
    };
    view! {
        <nav class="statement-ways" aria-label=tr("Statement")>
            <a class="button" href=Place::Administration(Topic::Fees).path()>
                {icon(icon::BACK)}
                {tr("All statements")}
            </a>
            <button type="button" class="button" on:click=print>
                {tr("Print")}
            </button>
        </nav>
        {body}
    }
    .into_any()
}

fn paper(statement: Statement) -> AnyView {
    let Statement { account, month, days, currency, price, lines, total, frozen_at } = statement;
    let count = tr_count(lines.len(), "%1 account", "%1 accounts");
    let month = in_words(month);
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
                <h2 id="statement">{tr("Statement")}</h2>
                <p>{month.clone()}</p>
            </header>
            <dl>
                <dt>{tr("Account")}</dt>
                <dd>{account}</dd>
                <dt>{tr("Period")}</dt>
                <dd>{tr_with("1 – %1 %2 (UTC)", &[&days, &month])}</dd>
                <dt>{tr("Price")}</dt>
                <dd>{tr_with("%1 for each operator and month", &[&currency.amount(price)])}</dd>
                <dt>{tr("Issued")}</dt>
                <dd>{day(frozen_at)}</dd>
            </dl>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{tr("Operator")}</th>
                        <th scope="col">{tr("Active")}</th>
                        <th scope="col">{tr("Days")}</th>
                        <th scope="col">{tr("Amount")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row" colspan="3">
                            {tr_with("Total of %1", &[&count])}
                        </th>
                        <td>{currency.amount(total)}</td>
                    </tr>
                </tfoot>
            </table>
            <p class="statement-rule">
                {tr_with(
                    "An account counts for each day on which it was active, even for a part of it. Each line is the price × days ÷ %1, rounded to the smallest unit of the currency, halves up.",
                    &[&days],
                )}
            </p>
        </article>
    }
    .into_any()
}

fn span(from: u8, until: u8) -> String {
    if from == until { from.to_string() } else { format!("{from} – {until}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_day_is_no_span() {
        assert_eq!((span(7, 7).as_str(), span(1, 31).as_str()), ("7", "1 – 31"));
    }
}
