//! Reports: figures of chats as charts and tables. Which ones is in the address, so that they can be
//! bookmarked and shared.
//!
//! | module | holds |
//! |---|---|
//! | [`asked`] | the address of a report |
//! | [`board`] | the live board |
//! | [`choices`] | the form that changes it |
//! | [`chart`] | charts as SVG, drawn from numbers |
//! | [`sections`] | the parts of a report, each as a chart and a table |
//! | [`table`] | tables |
//! | [`links`] | where the chats behind a figure are |
//! | [`said`] | figures in words |

mod asked;
mod board;
mod chart;
mod choices;
mod links;
mod said;
mod sections;
mod table;

use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_query_map;
use wasm_split_helpers::wasm_split;
use wire::report::Report;

use self::{
    choices::{Lists, choices},
    sections::sections,
};
use super::sheet;
use crate::{
    api::reports::report,
    console::strip::{WaitingStrip, WayBack},
    drawn::{flag, loading, part, text},
    icon::{self, icon},
    lazy::{Code, Drawn, lazy},
    parts::fault::answer,
    place::Place,
    texts::{tr, tr_with},
};

/// Loaded on the first visit.
pub(crate) const CODE: Code = Code { name: "reports", load: || Box::pin(load()) };

#[component]
pub(crate) fn Reports() -> impl IntoView {
    lazy(CODE, || Box::pin(page(false)))
}

#[component]
pub(crate) fn Board() -> impl IntoView {
    lazy(CODE, || Box::pin(page(true)))
}

// One part for both, because they share much of their code.
#[wasm_split(reports, preload(load), fallible)]
fn page(is_board: bool) -> Drawn {
    Ok(if is_board { board::board() } else { overview() })
}

fn overview() -> AnyView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| asked::filter_of(&query.read()));
    // The last report stays until the next one is there.
    let known = RwSignal::new(None::<Report>);
    let trouble = RwSignal::new(String::new());
    let is_loading = RwSignal::new(true);
    Effect::new(move |_| {
        let filter = wanted.get();
        is_loading.set(true);
        spawn_local(async move {
            let read = answer(report(filter.clone()).await);
            // Another one may have been asked for meanwhile, or the page left.
            if wanted.try_get_untracked() != Some(filter) {
                return;
            }
            is_loading.set(false);
            match read {
                Ok(report) => {
                    trouble.set(String::new());
                    known.set(Some(report));
                }
                Err(why) => trouble.set(why.words),
            }
        });
    });
    let span = text(move || {
        known
            .with(|report| {
                report.as_ref().map(|it| tr_with("%1 to %2, %3", &[&it.first, &it.last, &it.zone]))
            })
            .unwrap_or_default()
    });
    let is_styled = sheet::is_styled(sheet::REPORTS);
    // Not redrawn with each report: whoever uses the form keeps the focus.
    let lists = Memo::new(move |_| known.with(|report| report.as_ref().map(Lists::of)));
    let days = Memo::new(move |_| known.with(|report| report.as_ref().map(days_of)).unwrap_or_default());
    let form = part(move || match (is_styled.get(), lists.get()) {
        (true, Some(lists)) => choices(lists, wanted, days),
        _ => ().into_any(),
    });
    let body = part(move || match (is_styled.get(), known.get()) {
        (false, _) => ().into_any(),
        (true, None) if trouble.read().is_empty() => loading("quiet-note is-slow"),
        (true, None) => ().into_any(),
        (true, Some(report)) => sections(report, &wanted.get_untracked()),
    });
    view! {
        <WaitingStrip />
        <header class="pane-head" translate="no">
            <WayBack />
            <h1>{tr("Reports")}</h1>
            <p class="pane-sub" role="status">
                {span}
            </p>
            <a class="button is-quiet" href=Place::Board.path() tabindex="0">
                {icon(icon::CHART)}
                <span>{tr("Live board")}</span>
            </a>
        </header>
        <div
            class="pane-body reports"
            translate="no"
            aria-busy=text(move || if is_loading.get() { "true".into() } else { "false".into() })
        >
            <p class="field-error" role="alert" hidden=flag(move || trouble.read().is_empty())>
                {text(move || trouble.get())}
            </p>
            {form}
            {body}
        </div>
    }
    .into_any()
}

fn days_of(report: &Report) -> (String, String) {
    (report.first.clone(), report.last.clone())
}
