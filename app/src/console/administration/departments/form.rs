//! The form that adds or changes a department.

use crate::api::departments::save_department;
use leptos::prelude::*;
use wire::routing::DepartmentView;

use crate::{
    console::administration::{
        members::Members,
        settings::Settings,
        window_form::{Fields, WindowForm},
    },
    parts::fault::{Field, TextField},
    texts::tr,
};

#[component]
pub(super) fn DepartmentForm(seen: Option<DepartmentView>, settings: Settings) -> impl IntoView {
    let before = seen.clone();
    let (name, description, operators) = match seen {
        Some(seen) => (seen.name, seen.description, seen.operators),
        None => Default::default(),
    };
    let (name, description) = (RwSignal::new(name), RwSignal::new(description));
    let operators = RwSignal::new(operators);
    let window = WindowForm::new();
    let form = window.form;
    let send = Callback::new(move |()| {
        let (name, description) = (name.get_untracked(), description.get_untracked());
        let asked = save_department(before.clone(), name, description, operators.get_untracked());
        window.send(asked, tr("Saved."), move || settings.again());
    });
    view! {
        <Fields does=tr("Save") form send>
            <TextField field=Field::Name label=tr("Name") kind="text" value=name faults=form.faults is_first=true />
            <TextField
                field=Field::Description
                label=tr("Description")
                kind="text"
                more=tr("Visitors see it below the name")
                value=description
                faults=form.faults
            />
            <Members chosen=operators />
        </Fields>
    }
    .into_any()
}
