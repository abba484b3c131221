//! A new account (manual A2). If no password is entered, one is generated and shown once.

use crate::api::operators::{NewOperator, add_operator};
use leptos::prelude::*;
use wire::Role;

use super::{
    opened::Opened,
    person::{Password, PasswordFields, Person, PersonFields},
};
use crate::{
    console::administration::window_form::Fields,
    parts::{dialog::Shut, form::Form},
    texts::tr,
};

#[component]
pub(super) fn Adding(opened: RwSignal<Option<Opened>>) -> impl IntoView {
    let shut = expect_context::<Shut>();
    let person = Person::new(String::new(), String::new(), Role::Normal);
    let password = Password::new();
    let form = Form::new();
    let send = Callback::new(move |()| {
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
    });
    view! {
        <Fields does=tr("Add") form send>
            <PersonFields person faults=form.faults />
            <PasswordFields label=tr("Password") password faults=form.faults />
        </Fields>
    }
    .into_any()
}
