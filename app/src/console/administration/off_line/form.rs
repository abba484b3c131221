//! The form that adds or changes a rule.

use crate::api::mail::save_mail_rule;
use leptos::prelude::*;
use wire::mail::{MailRuleView, MailSettings};

use crate::{
    console::administration::{
        members::Members,
        settings::Known,
        window_form::{Fields, WindowForm},
    },
    live::Live,
    parts::{
        fault::{FaultOf, Field, TextField},
        form::Choice,
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
    let before = seen.clone();
    let (site, department, operators, addresses) = match seen {
        Some(seen) => (seen.site, seen.department, seen.operators, seen.addresses.join(", ")),
        None => Default::default(),
    };
    let (site, department) = (RwSignal::new(site), RwSignal::new(department));
    let (operators, addresses) = (RwSignal::new(operators), RwSignal::new(addresses));
    let window = WindowForm::new();
    let form = window.form;
    let send = Callback::new(move |()| {
        let each = addresses
            .read_untracked()
            .split([',', ';', '\n'])
            .map(|one| one.trim().to_owned())
            .collect::<Vec<_>>();
        let each = each.into_iter().filter(|one| !one.is_empty()).collect();
        let (site, department) = (site.get_untracked(), department.get_untracked());
        let asked = save_mail_rule(before.clone(), site, department, operators.get_untracked(), each);
        window.send(asked, tr("Saved."), move || settings.again());
    });
    let sites = live.desk.sites_to_choose(site.get_untracked());
    let sites = sites.into_iter().map(|one| (one.id, one.name)).collect();
    let departments = now.departments.into_iter().map(|one| (one.id, one.name)).collect::<Vec<_>>();
    let has_departments = !departments.is_empty();
    view! {
        <Fields does=tr("Save") form send>
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
        </Fields>
    }
    .into_any()
}
