//! A department is added or changed.

use crate::api::departments::save_department;
use leptos::{ev::SubmitEvent, prelude::*};
use wire::routing::DepartmentView;

use crate::{
    console::administration::{members::Members, settings::Settings},
    parts::{
        dialog::Shut,
        fault::{FaultOf, Field, TextField},
        form::{Buttons, Form},
        voice::Voice,
    },
    texts::tr,
};

#[component]
pub(super) fn DepartmentForm(seen: Option<DepartmentView>, settings: Settings) -> impl IntoView {
    let voice = expect_context::<Voice>();
    let shut = expect_context::<Shut>();
    let before = seen.clone();
    let (name, description, operators) = match seen {
        Some(seen) => (seen.name, seen.description, seen.operators),
        None => Default::default(),
    };
    let (name, description) = (RwSignal::new(name), RwSignal::new(description));
    let operators = RwSignal::new(operators);
    let form = Form::new();
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let (name, description) = (name.get_untracked(), description.get_untracked());
        let asked = save_department(before.clone(), name, description, operators.get_untracked());
        form.send(asked, move |()| {
            shut.shut();
            voice.show(tr("Saved.").into());
            settings.again();
        });
    };
    view! {
        <form class="stacked" novalidate on:submit=save>
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
            <FaultOf field=Field::Whole faults=form.faults />
            <Buttons does=tr("Save") form />
        </form>
    }
    .into_any()
}
