//! A new account (manual A2): without a password one is made, and shown once.

use leptos::{ev::SubmitEvent, prelude::*, server_fn::codec::Postcard};
use serde::{Deserialize, Serialize};
use wire::Role;

use super::{
    Opened,
    person::{Password, PasswordFields, Person, PersonFields},
};
use crate::console::administration::{
    dialog::Shut,
    fault::{Fault, FaultOf, Field},
    form::{Buttons, Form},
};

/// What is entered of a new account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct NewOperator {
    email: String,
    screen_name: String,
    /// Empty: one is made.
    password: String,
    confirmed: String,
    role: Role,
}

/// Adds an operator; his password, if it was made here.
#[server(prefix = "/api", endpoint = "add_operator", input = Postcard, output = Postcard)]
async fn add_operator(new: NewOperator) -> Result<Result<Option<String>, Fault>, ServerFnError> {
    use crate::request;

    let (who, switchboard) = (request::who()?, request::switchboard()?);
    let NewOperator { email, screen_name, password, confirmed, role } = new;
    if password != confirmed {
        return Ok(Err(request::not_confirmed()));
    }
    let made = password.is_empty().then(|| switchboard.random_password());
    let password = made.clone().unwrap_or(password);
    let add = chat::AddOperator { email, screen_name, password, role };
    let added = switchboard.add_operator(&who, add).await;
    request::outcome(added, "adding an operator").map(|added| added.map(|_| made))
}

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
            <PasswordFields label="Password" password faults=form.faults />
            <FaultOf field=Field::Whole faults=form.faults />
            <Buttons does="Add" form />
        </form>
    }
    .into_any()
}
