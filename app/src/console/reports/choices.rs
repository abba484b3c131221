//! The form that changes which report is shown. Each change is an address of its own, so *Back*
//! undoes it.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use wire::report::{Grouping, Period, Report, ReportFilter};

use super::{asked::address, said};
use crate::{
    drawn::{flag, text, word},
    texts::tr,
};

/// What a report can be narrowed to: ids and names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lists {
    sites: Vec<(String, String)>,
    departments: Vec<(String, String)>,
    people: Vec<(String, String)>,
}

impl Lists {
    pub(super) fn of(report: &Report) -> Lists {
        let people = report.people.iter().map(|one| (one.id.to_string(), one.name.clone()));
        Lists {
            sites: report.sites.iter().map(|(id, name)| (id.to_string(), name.clone())).collect(),
            departments: report.departments.iter().map(|(id, name)| (id.to_string(), name.clone())).collect(),
            people: people.collect(),
        }
    }
}

/// `days`: the first and the last one of the report that is shown.
pub(super) fn choices(lists: Lists, wanted: Memo<ReportFilter>, days: Memo<(String, String)>) -> AnyView {
    let navigate = StoredValue::new_local(use_navigate());
    let go = move |filter: ReportFilter| {
        navigate.with_value(|go| go(&address(&filter), NavigateOptions::default()));
    };
    let periods = Period::ALL.into_iter().filter(|one| *one != Period::Days).map(|period| {
        let to = text(move || address(&ReportFilter { period, ..wanted.get() }));
        let current = word(move || (wanted.read().period == period).then_some("page"));
        view! {
            // Safari's Tab key skips links without a `tabindex`.
            <a href=to tabindex="0" aria-current=current>
                {said::period(period)}
            </a>
        }
    });
    let first = text(move || days.read().0.clone());
    let last = text(move || days.read().1.clone());
    let steps = Grouping::ALL.map(|by| (by.key().to_owned(), said::grouping(by).to_owned())).to_vec();
    let Lists { sites, departments, people } = lists;
    view! {
        <div class="report-choices">
            <nav class="report-periods" aria-label=tr("Days")>
                {periods.collect_view()}
            </nav>
            <label>
                <span>{tr("First day")}</span>
                <input
                    type="date"
                    prop:value=first
                    on:change:target=move |event| {
                        let (first, last) = (event.target().value(), last.get_untracked());
                        go(ReportFilter { period: Period::Days, first, last, ..wanted.get_untracked() });
                    }
                />
            </label>
            <label>
                <span>{tr("Last day")}</span>
                <input
                    type="date"
                    prop:value=last
                    on:change:target=move |event| {
                        let (first, last) = (first.get_untracked(), event.target().value());
                        go(ReportFilter { period: Period::Days, first, last, ..wanted.get_untracked() });
                    }
                />
            </label>
            {one_of(
                tr("Steps"),
                steps,
                text(move || wanted.read().by.key().to_owned()),
                move |key| {
                    let by = Grouping::ALL.into_iter().find(|one| one.key() == key).unwrap_or_default();
                    go(ReportFilter { by, ..wanted.get_untracked() });
                },
            )}
            {one_of(
                tr("Web site"),
                or_all(sites),
                text(move || wanted.read().site.map(|id| id.to_string()).unwrap_or_default()),
                move |key| go(ReportFilter { site: key.parse().ok(), ..wanted.get_untracked() }),
            )}
            {one_of(
                tr("Department"),
                or_all(departments),
                text(move || wanted.read().department.map(|id| id.to_string()).unwrap_or_default()),
                move |key| go(ReportFilter { department: key.parse().ok(), ..wanted.get_untracked() }),
            )}
            {one_of(
                tr("Operator"),
                or_all(people),
                text(move || wanted.read().operator.map(|id| id.to_string()).unwrap_or_default()),
                move |key| go(ReportFilter { operator: key.parse().ok(), ..wanted.get_untracked() }),
            )}
        </div>
    }
    .into_any()
}

/// These and all of them; nothing if there is only one.
fn or_all(choices: Vec<(String, String)>) -> Vec<(String, String)> {
    match choices.len() {
        0 | 1 => Vec::new(),
        _ => std::iter::once((String::new(), tr("All").to_owned())).chain(choices).collect(),
    }
}

/// A drop-down; nothing if there is nothing to choose from.
fn one_of(
    label: &'static str,
    choices: Vec<(String, String)>,
    chosen: Signal<String>,
    choose: impl Fn(String) + Send + 'static,
) -> AnyView {
    if choices.is_empty() {
        return ().into_any();
    }
    let options = choices.into_iter().map(|(key, name)| {
        let value = key.clone();
        view! {
            <option value=value prop:selected=flag(move || *chosen.read() == key)>
                {name}
            </option>
        }
    });
    view! {
        <label>
            <span>{label}</span>
            <select on:change:target=move |event| choose(event.target().value())>{options.collect_view()}</select>
        </label>
    }
    .into_any()
}
