//! A rule is added or changed.

use crate::api::mail::save_mail_rule;
use leptos::{ev::SubmitEvent, prelude::*};
use wire::mail::{MailRuleView, MailSettings};

use crate::{
    console::administration::{members::Members, settings::Known},
    live::Live,
    parts::{
        dialog::Shut,
        fault::{FaultOf, Field, TextField},
        form::{Buttons, Choice, Form},
        voice::Voice,
    },
    texts::tr,
};

#[component]
pub(super) fn RuleForm(
    seen: Option<MailRuleView>,
    now: MailSettings,
    settings: Known<MailSettings>,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let voice = expect_context::<Voice>();
    let shut = expect_context::<Shut>();
    let before = seen.clone();
    let (site, department, operators, addresses) = match seen {
        Some(seen) => (seen.site, seen.department, seen.operators, seen.addresses.join(", ")),
        None => Default::default(),
    };
    let (site, department) = (RwSignal::new(site), RwSignal::new(department));
    let (operators, addresses) = (RwSignal::new(operators), RwSignal::new(addresses));
    let form = Form::new();
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let each = addresses
            .read_untracked()
            .split([',', ';', '\n'])
            .map(|one| one.trim().to_owned())
            .collect::<Vec<_>>();
        let each = each.into_iter().filter(|one| !one.is_empty()).collect();
        let (site, department) = (site.get_untracked(), department.get_untracked());
        form.send(
            save_mail_rule(before.clone(), site, department, operators.get_untracked(), each),
            move |()| {
                shut.shut();
                voice.show(tr("Saved.").into());
                settings.again();
            },
        );
    };
    let sites = live.desk.sites_to_choose(site.get_untracked());
    let sites = sites.into_iter().map(|one| (one.id, one.name)).collect();
    let departments = now.departments.into_iter().map(|one| (one.id, one.name)).collect::<Vec<_>>();
    let has_departments = !departments.is_empty();
    view! {
        <form class="stacked" novalidate on:submit=save>
            <Choice label=tr("Site") all=tr("Every site") choices=sites chosen=site />
            <div hidden=!has_departments>
                <Choice label=tr("Department") all=tr("Every department, and where none was chosen") choices=departments chosen=department />
            </div>
            <Members chosen=operators />
            <FaultOf field=Field::Members faults=form.faults />
            <TextField
                field=Field::Email
                label=tr("Further addresses")
                kind="text"
                more=tr("Such as a shared mailbox; several with commas between")
                value=addresses
                faults=form.faults
            />
            <FaultOf field=Field::Whole faults=form.faults />
            <Buttons does=tr("Save") form />
        </form>
    }
    .into_any()
}
