//! The details of an account (manual A5), and another password.

use crate::api::operators::{Details, edit_operator, operator, set_operator_password};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use wire::{OperatorId, administration::OperatorAccount, colleague::Colleague};

use super::{
    Opened,
    person::{Password, PasswordFields, Person, PersonFields},
};
use crate::{
    console::{
        Desktop,
        administration::{
            dialog::Shut,
            fault::{Fault, FaultOf, Field, TextField, answer},
            form::{Buttons, Form},
        },
    },
    drawn::part,
};

#[component]
pub(super) fn Profile(colleague: Colleague, opened: RwSignal<Option<Opened>>) -> impl IntoView {
    let id = colleague.id;
    let account = RwSignal::new(None::<Result<OperatorAccount, Fault>>);
    Effect::new(move |_| {
        spawn_local(async move {
            account.try_set(Some(answer(operator(id).await)));
        });
    });
    let details = part(move || match account.get() {
        None => view! {
            <p class="quiet-note is-slow" role="status">
                "Loading…"
            </p>
        }
        .into_any(),
        Some(Ok(account)) => view! { <DetailsForm account /> }.into_any(),
        Some(Err(fault)) => view! {
            <p class="field-error" role="alert">
                {fault.words}
            </p>
        }
        .into_any(),
    });
    view! {
        {details}
        <PasswordForm id name=colleague.name.clone() opened />
        <div class="dialog-buttons">
            <button
                type="button"
                class="button is-quiet"
                on:click=move |_| opened.set(Some(Opened::SipInfo(colleague.clone())))
            >
                "SIP Info"
            </button>
        </div>
    }
    .into_any()
}

#[component]
fn DetailsForm(account: OperatorAccount) -> impl IntoView {
    let voice = expect_context::<Desktop>().voice;
    let shut = expect_context::<Shut>();
    let OperatorAccount { id, version, email, screen_name, role, chat_limit, departments, deactivated_at } =
        account;
    let person = Person::new(email, screen_name, role);
    let chat_limit = RwSignal::new(chat_limit.map(|limit| limit.to_string()).unwrap_or_default());
    let form = Form::new();
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let details = Details {
            version,
            email: person.email.get_untracked(),
            screen_name: person.screen_name.get_untracked(),
            role: person.role.get_untracked(),
            chat_limit: chat_limit.get_untracked(),
        };
        form.send(edit_operator(id, details), move |()| {
            shut.shut();
            voice.show("Saved.".into());
        });
    };
    let state = if deactivated_at.is_some() { "Deactivated" } else { "Active" };
    let departments = if departments.is_empty() { "None".into() } else { departments.join(", ") };
    view! {
        <form class="stacked" novalidate on:submit=save>
            <PersonFields person faults=form.faults />
            <TextField
                field=Field::ChatLimit
                label="Chats at most"
                kind="text"
                more="While requests are queued; empty: as many as the Queueing page says"
                value=chat_limit
                faults=form.faults
            />
            <dl class="facts">
                <dt>"Departments"</dt>
                <dd>{departments}</dd>
                <dt>"Account"</dt>
                <dd>{state}</dd>
            </dl>
            <FaultOf field=Field::Whole faults=form.faults />
            <Buttons does="Save" form />
        </form>
    }
    .into_any()
}

#[component]
fn PasswordForm(id: OperatorId, name: String, opened: RwSignal<Option<Opened>>) -> impl IntoView {
    let voice = expect_context::<Desktop>().voice;
    let shut = expect_context::<Shut>();
    let password = Password::new();
    let form = Form::new();
    let set = move |event: SubmitEvent| {
        event.prevent_default();
        let name = name.clone();
        let (given, confirmed) = password.typed();
        form.send(set_operator_password(id, given, confirmed, password.must_change()), move |made| {
            shut.shut();
            match made {
                Some(made) => opened.set(Some(Opened::Password(name, made))),
                None => voice.show("The password is changed.".into()),
            }
        });
    };
    view! {
        <details class="more">
            <summary>"Another password"</summary>
            <form class="stacked" novalidate on:submit=set>
                <p>"He is signed out everywhere, and signs in again with the new one."</p>
                <PasswordFields label="New password" password faults=form.faults />
                <FaultOf field=Field::Whole faults=form.faults />
                <div class="dialog-buttons">
                    <button type="submit" class="button" disabled=form.is_busy()>
                        "Change the password"
                    </button>
                </div>
            </form>
        </details>
    }
    .into_any()
}
