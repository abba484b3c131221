//! A rule is added or changed.

use crate::api::routing::save_url_rule;
use leptos::{ev::SubmitEvent, prelude::*};
use wire::routing::UrlRuleView;

use crate::{
    console::{
        Desktop,
        administration::{
            dialog::Shut,
            fault::{FaultOf, Field, TextField},
            form::{Buttons, Form},
            members::Members,
            settings::Settings,
        },
    },
    live::Live,
};

#[component]
pub(super) fn RuleForm(seen: Option<UrlRuleView>, settings: Settings) -> impl IntoView {
    let live = expect_context::<Live>();
    let voice = expect_context::<Desktop>().voice;
    let shut = expect_context::<Shut>();
    let before = seen.clone();
    let (site, pattern, operators) = match seen {
        Some(seen) => (seen.site, seen.pattern, seen.operators),
        None => Default::default(),
    };
    let (site, pattern) = (RwSignal::new(site), RwSignal::new(pattern));
    let operators = RwSignal::new(operators);
    let form = Form::new();
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let (site, pattern) = (site.get_untracked(), pattern.get_untracked());
        form.send(save_url_rule(before.clone(), site, pattern, operators.get_untracked()), move |()| {
            shut.shut();
            voice.show("Saved.".into());
            settings.again();
        });
    };
    let chosen = site.get_untracked();
    let sites = live.desk.sites_to_choose(chosen);
    view! {
        <form class="stacked" novalidate on:submit=save>
            <TextField
                field=Field::Pages
                label="Pages"
                kind="text"
                more="shop.example, shop.example/help/*; * stands for any characters; empty: every page"
                value=pattern
                faults=form.faults
                is_first=true
            />
            <label class="field">
                <span>"Site"</span>
                <select on:change:target=move |event| site.set(event.target().value().parse().ok())>
                    <option value="">"Every site"</option>
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
            <FaultOf field=Field::Whole faults=form.faults />
            <Buttons does="Save" form />
        </form>
    }
    .into_any()
}
