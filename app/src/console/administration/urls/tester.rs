//! Shows which rule an address would match (manual A12).

use crate::api::routing::try_url;
use leptos::{ev::SubmitEvent, prelude::*};

use super::shown;
use crate::{
    console::administration::members::names,
    drawn::text,
    live::Live,
    parts::{
        fault::{FaultOf, Field, TextField},
        form::Form,
    },
    texts::{tr, tr_with},
};

#[component]
pub(super) fn Tester() -> impl IntoView {
    let live = expect_context::<Live>();
    let page = RwSignal::new(String::new());
    let sites = live.desk.sites_to_choose(None);
    let site = RwSignal::new(sites.first().map(|site| site.id));
    let form = Form::new();
    let told = RwSignal::new(String::new());
    let test = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(site) = site.get_untracked() else { return };
        form.send(try_url(site, page.get_untracked()), move |hit| {
            told.try_set(match hit {
                Some((place, rule)) => {
                    let (pattern, who) = (shown(&rule.pattern), names(live, &rule.operators));
                    tr_with("Rule %1, for %2, sends it to %3.", &[&place, &pattern, &who])
                }
                None => tr("No rule fits: it goes to everybody.").into(),
            });
        });
    };
    view! {
        <form class="tester" on:submit=test>
            <h3>{tr("Which rule would it be?")}</h3>
            <select
                aria-label=tr("Site")
                hidden={sites.len() < 2}
                on:change:target=move |event| site.set(event.target().value().parse().ok())
            >
                {sites
                    .iter()
                    .map(|site| view! { <option value=site.id.to_string()>{site.name.clone()}</option> })
                    .collect_view()}
            </select>
            <TextField field=Field::Page label=tr("Address of a page") kind="url" value=page faults=form.faults />
            <FaultOf field=Field::Whole faults=form.faults />
            <button type="submit" class="button">
                {tr("Try it")}
            </button>
            <p role="status">{text(move || told.get())}</p>
        </form>
    }
    .into_any()
}
