//! A new account (manual A2): without a password one is made, and shown once.

use crate::api::operators::{NewOperator, add_operator};
use leptos::{ev::SubmitEvent, prelude::*};
use wire::Role;

use super::{
    opened::Opened,
    person::{Password, PasswordFields, Person, PersonFields},
};
use crate::{
    parts::{
        dialog::Shut,
        fault::{FaultOf, Field},
        form::{Buttons, Form},
    },
    texts::tr,
};

#[component]
pub(super) fn Adding(opened: RwSignal<Option<Opened>>) -> impl IntoView {
    let shut = expect_context::<Shut>();
    let person = Person::new(String::new(), String::new(), Role::Normal);
    let password = Password::new();
    let form = Form::new();
    let add = move |event: SubmitEvent| {
        event.prevent_default();
        let (given, confirmed) = password.typed();
        let new = NewOperator {
            email: person.email.get_untracked(),
            screen_name: person.screen_name.get_untracked(),
            password: given,
            confirmed,
            must_change: password.must_change(),
            role: person.role.get_untracked(),
        };
        let name = new.screen_name.clone();
        form.send(add_operator(new), move |made| {
            shut.shut();
            if let Some(made) = made {
                opened.set(Some(Opened::Password(name, made)));
            }
        });
    };
    view! {
        <form class="stacked" novalidate on:submit=add>
            <PersonFields person faults=form.faults />
            <PasswordFields label=tr("Password") password faults=form.faults />
            <FaultOf field=Field::Whole faults=form.faults />
            <Buttons does=tr("Add") form />
        </form>
    }
    .into_any()
}
