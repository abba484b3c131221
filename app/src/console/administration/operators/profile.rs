//! The details of an account (manual A5), and another password.

use leptos::{
    ev::SubmitEvent,
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
    task::spawn_local,
};
use serde::{Deserialize, Serialize};
use wire::{OperatorId, Role, administration::OperatorAccount, colleague::Colleague};

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

/// What is entered of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Details {
    version: i64,
    email: String,
    screen_name: String,
    role: Role,
    /// As it was typed; empty: as many as the account says.
    chat_limit: String,
}

/// An operator's account.
#[server(name = GetOperator, prefix = "/api", endpoint = "operator", input = PostUrl, output = Postcard)]
async fn operator(id: OperatorId) -> Result<Result<OperatorAccount, Fault>, ServerFnError> {
    use crate::request;

    let account = request::switchboard()?.operator_account(&request::who()?, id).await;
    request::outcome(account, "reading an operator's account")
}

/// Changes it.
#[server(prefix = "/api", endpoint = "edit_operator", input = Postcard, output = Postcard)]
async fn edit_operator(id: OperatorId, details: Details) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let Details { version, email, screen_name, role, chat_limit } = details;
    let chat_limit = match chat_limit.trim() {
        "" => None,
        // What is no number is out of range, like one that is too large.
        number => Some(number.parse().unwrap_or(u32::MAX)),
    };
    let edit = chat::EditOperator { version, email, screen_name, role, chat_limit };
    let edited = request::switchboard()?.edit_operator(&request::who()?, id, edit).await;
    request::outcome(edited, "changing an operator's account")
}

/// Gives an operator another password; which, if it was made here.
#[server(prefix = "/api", endpoint = "set_operator_password", input = Postcard, output = Postcard)]
async fn set_operator_password(
    id: OperatorId,
    password: String,
    confirmed: String,
) -> Result<Result<Option<String>, Fault>, ServerFnError> {
    use crate::request;

    let (who, switchboard) = (request::who()?, request::switchboard()?);
    if password != confirmed {
        return Ok(Err(request::not_confirmed()));
    }
    let made = password.is_empty().then(|| switchboard.random_password());
    let password = made.clone().unwrap_or(password);
    let set = switchboard.set_operator_password(&who, id, password).await;
    request::outcome(set, "giving an operator another password").map(|set| set.map(|()| made))
}

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
    let OperatorAccount { id, version, email, screen_name, role, chat_limit, departments } = account;
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
        form.send(set_operator_password(id, given, confirmed), move |made| {
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
