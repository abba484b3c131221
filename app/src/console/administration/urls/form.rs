//! A rule is added or changed.

use crate::api::routing::save_url_rule;
use leptos::{ev::SubmitEvent, prelude::*};
use wire::routing::{DepartmentView, Otherwise, UrlRuleView};

use crate::{
    console::administration::{members::Members, settings::Settings},
    live::Live,
    parts::{
        dialog::Shut,
        fault::{FaultOf, Field, TextField},
        form::{Buttons, Form},
        voice::Voice,
    },
    texts::{tr, tr_with},
};

#[component]
pub(super) fn RuleForm(seen: Option<UrlRuleView>, settings: Settings) -> impl IntoView {
    let live = expect_context::<Live>();
    let voice = expect_context::<Voice>();
    let shut = expect_context::<Shut>();
    let before = seen.clone();
    let (site, pattern, operators, otherwise) = match seen {
        Some(seen) => (seen.site, seen.pattern, seen.operators, seen.otherwise),
        None => Default::default(),
    };
    let (site, pattern) = (RwSignal::new(site), RwSignal::new(pattern));
    let (operators, otherwise) = (RwSignal::new(operators), RwSignal::new(otherwise));
    let departments = untrack(|| settings.now()).map(|now| now.departments).unwrap_or_default();
    let form = Form::new();
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let (site, pattern) = (site.get_untracked(), pattern.get_untracked());
        let (operators, otherwise) = (operators.get_untracked(), otherwise.get_untracked());
        form.send(save_url_rule(before.clone(), site, pattern, operators, otherwise), move |()| {
            shut.shut();
            voice.show(tr("Saved.").into());
            settings.again();
        });
    };
    let chosen = site.get_untracked();
    let sites = live.desk.sites_to_choose(chosen);
    view! {
        <form class="stacked" novalidate on:submit=save>
            <TextField
                field=Field::Pages
                label=tr("Pages")
                kind="text"
                more=tr("shop.example, shop.example/help/*; * stands for any characters; empty: every page")
                value=pattern
                faults=form.faults
                is_first=true
            />
            <label class="field">
                <span>{tr("Site")}</span>
                <select on:change:target=move |event| site.set(event.target().value().parse().ok())>
                    <option value="">{tr("Every site")}</option>
                    {sites
                        .iter()
                        .map(|site| {
                            view! {
                                <option value=site.id.to_string() selected={chosen == Some(site.id)}>
                                    {site.name.clone()}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </label>
            <Members chosen=operators />
            <FaultOf field=Field::Members faults=form.faults />
            <Instead departments chosen=otherwise />
            <FaultOf field=Field::Whole faults=form.faults />
            <Buttons does=tr("Save") form />
        </form>
    }
    .into_any()
}

/// What becomes of a request when none of the operators is there.
#[component]
fn Instead(departments: Vec<DepartmentView>, chosen: RwSignal<Otherwise>) -> impl IntoView {
    let mut all = vec![Otherwise::Everybody];
    all.extend(departments.iter().map(|one| Otherwise::Department(one.id)));
    all.extend([Otherwise::OffLine, Otherwise::Wait]);
    let now = chosen.get_untracked();
    let options: Vec<_> = all
        .iter()
        .enumerate()
        .map(|(place, one)| {
            view! {
                <option value=place.to_string() selected={*one == now}>
                    {shown(*one, &departments)}
                </option>
            }
        })
        .collect();
    let choose = move |place: String| {
        if let Some(one) = place.parse::<usize>().ok().and_then(|place| all.get(place)) {
            chosen.set(*one);
        }
    };
    view! {
        <label class="field">
            <span>{tr("If none of them is there")}</span>
            <select on:change:target=move |event| choose(event.target().value())>{options}</select>
        </label>
    }
    .into_any()
}

/// What is done instead when none of a rule's operators is there, in words.
fn shown(what: Otherwise, departments: &[DepartmentView]) -> String {
    match what {
        Otherwise::Wait => tr("Nobody else: visitors wait for them").into(),
        Otherwise::Everybody => tr("Everybody is asked").into(),
        Otherwise::Department(id) => {
            let name = departments.iter().find(|one| one.id == id).map(|one| one.name.as_str());
            tr_with("The department %1 is asked", &[&name.unwrap_or_default()])
        }
        Otherwise::OffLine => tr("Visitors are offered the off-line form").into(),
    }
}
