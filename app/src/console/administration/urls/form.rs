//! The form that adds or changes a rule.

use crate::api::routing::save_url_rule;
use leptos::prelude::*;
use wire::routing::{DepartmentView, Otherwise, UrlRuleView};

use crate::{
    console::administration::{
        members::Members,
        settings::Settings,
        sites::choice::choice,
        window_form::{Fields, WindowForm},
    },
    live::Live,
    parts::{
        fault::{FaultOf, Field, TextField},
        form::Choice,
    },
    texts::{tr, tr_with},
};

#[component]
pub(super) fn RuleForm(seen: Option<UrlRuleView>, settings: Settings) -> impl IntoView {
    let live = expect_context::<Live>();
    let before = seen.clone();
    let (site, pattern, operators, otherwise) = match seen {
        Some(seen) => (seen.site, seen.pattern, seen.operators, seen.otherwise),
        None => Default::default(),
    };
    let (site, pattern) = (RwSignal::new(site), RwSignal::new(pattern));
    let (operators, otherwise) = (RwSignal::new(operators), RwSignal::new(otherwise));
    let departments = untrack(|| settings.now()).map(|now| now.departments).unwrap_or_default();
    let window = WindowForm::new();
    let form = window.form;
    let send = Callback::new(move |()| {
        let (site, pattern) = (site.get_untracked(), pattern.get_untracked());
        let (operators, otherwise) = (operators.get_untracked(), otherwise.get_untracked());
        let asked = save_url_rule(before.clone(), site, pattern, operators, otherwise);
        window.send(asked, tr("Saved."), move || settings.again());
    });
    let sites = live.desk.sites_to_choose(site.get_untracked());
    let sites = sites.into_iter().map(|one| (one.id, one.name)).collect();
    view! {
        <Fields does=tr("Save") form send>
            <TextField
                field=Field::Pages
                label=tr("Pages")
                kind="text"
                more=tr("shop.example, shop.example/help/*; * stands for any characters; empty: every page")
                value=pattern
                faults=form.faults
                is_first=true
            />
            <Choice label=tr("Site") all=tr("Every site") choices=sites chosen=site />
            <Members chosen=operators />
            <FaultOf field=Field::Members faults=form.faults />
            {instead(&departments, otherwise)}
        </Fields>
    }
    .into_any()
}

/// What happens to a request when none of the operators is available.
fn instead(departments: &[DepartmentView], chosen: RwSignal<Otherwise>) -> AnyView {
    let mut all = vec![Otherwise::Everybody];
    all.extend(departments.iter().map(|one| Otherwise::Department(one.id)));
    all.extend([Otherwise::OffLine, Otherwise::Wait]);
    let named = all.into_iter().map(|one| (one, shown(one, departments)));
    choice(tr("If none of them is there"), named, chosen)
}

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
