//! An account's details (manual A5), its password and its *SIP Info* in one window, so that nothing
//! entered in one part is lost while looking at another.

use crate::api::operators::{Details, edit_operator, operator, set_operator_password};
use leptos::{ev::SubmitEvent, html, prelude::*};
use wire::{OperatorId, Role, administration::OperatorAccount, colleague::Colleague};

use super::{
    opened::Opened,
    person::{Password, PasswordFields, Person, PersonFields},
};
use crate::{
    console::{
        administration::{
            ticks::tick,
            window_form::{Fields, WindowForm},
        },
        picture::OperatorPicture,
        sip_info::SipInfoView,
    },
    drawn::{flag, part},
    live::Live,
    parts::{
        dialog::Shut,
        fault::{FaultOf, Field, TextField},
        form::Form,
        loaded::{load, loaded},
        voice::Voice,
    },
    texts::tr,
};

#[component]
pub(super) fn Profile(
    colleague: Colleague,
    opened: RwSignal<Option<Opened>>,
    at_sip_info: bool,
) -> impl IntoView {
    let id = colleague.id;
    let account = load(move || Box::pin(operator(id)));
    let sip_info = NodeRef::<html::Summary>::new();
    Effect::new(move |_| {
        // The content above it has its height only now.
        if at_sip_info && account.read().is_some() {
            request_animation_frame(move || {
                if let Some(summary) = sip_info.get_untracked() {
                    summary.scroll_into_view();
                }
            });
        }
    });
    let details = loaded(account, |account| view! { <DetailsForm account /> }.into_any());
    view! {
        <OperatorPicture id />
        {details}
        <PasswordForm id name=colleague.name opened />
        <SipInfo id is_open=at_sip_info summary=sip_info />
    }
    .into_any()
}

/// Requested when first opened, and kept while the window is open.
#[component]
fn SipInfo(id: OperatorId, is_open: bool, summary: NodeRef<html::Summary>) -> impl IntoView {
    let seen = RwSignal::new(is_open);
    // Redrawing would lose a generated password.
    let see = move |_| {
        if !seen.get_untracked() {
            seen.set(true);
        }
    };
    let shown = part(move || match seen.get() {
        true => view! { <SipInfoView of=id /> }.into_any(),
        false => ().into_any(),
    });
    view! {
        <details class="more" open=is_open on:toggle=see>
            <summary node_ref=summary autofocus=is_open>
                {tr("SIP Info")}
            </summary>
            {shown}
        </details>
    }
    .into_any()
}

#[component]
fn DetailsForm(account: OperatorAccount) -> impl IntoView {
    let OperatorAccount {
        id,
        version,
        email,
        screen_name,
        role,
        chat_limit,
        department_archive,
        departments,
        deactivated_at,
    } = account;
    let person = Person::new(email, screen_name, role);
    let chat_limit = RwSignal::new(chat_limit.map(|limit| limit.to_string()).unwrap_or_default());
    let department_archive = RwSignal::new(department_archive);
    let window = WindowForm::new();
    let form = window.form;
    let send = Callback::new(move |()| {
        let details = Details {
            version,
            email: person.email.get_untracked(),
            screen_name: person.screen_name.get_untracked(),
            role: person.role.get_untracked(),
            chat_limit: chat_limit.get_untracked(),
            department_archive: department_archive.get_untracked(),
        };
        window.send(edit_operator(id, details), tr("Saved."), || ());
    });
    let is_invited = expect_context::<Live>()
        .desk
        .colleagues
        .with_untracked(|all| all.iter().any(|one| one.id == id && one.is_invited));
    let state = match (deactivated_at, is_invited) {
        (Some(_), _) => tr("Deactivated"),
        (None, true) => tr("Invited"),
        (None, false) => tr("Active"),
    };
    let departments = if departments.is_empty() { tr("None").into() } else { departments.join(", ") };
    view! {
        <Fields does=tr("Save") form send>
            <PersonFields person faults=form.faults />
            <TextField
                field=Field::ChatLimit
                label=tr("Chats at most")
                kind="text"
                more=tr("While requests are queued; empty: as many as the Queueing page says")
                value=chat_limit
                faults=form.faults
            />
            <DepartmentArchive value=department_archive role=person.role />
            <dl class="facts">
                <dt>{tr("Departments")}</dt>
                <dd>{departments}</dd>
                <dt>{tr("Account")}</dt>
                <dd>{state}</dd>
            </dl>
        </Fields>
    }
    .into_any()
}

/// Not for administrators, who read all chats anyway.
#[component]
fn DepartmentArchive(value: RwSignal<bool>, role: RwSignal<Role>) -> impl IntoView {
    view! {
        <label class="choice" hidden=flag(move || role.get() == Role::Administrator)>
            {tick(value)}
            <span class="choice-words">
                <span>{tr("May read the chats of their departments")}</span>
                <span class="choice-meaning">
                    {tr("Once they have ended, whoever took part in them")}
                </span>
            </span>
        </label>
    }
    .into_any()
}

#[component]
fn PasswordForm(id: OperatorId, name: String, opened: RwSignal<Option<Opened>>) -> impl IntoView {
    let voice = expect_context::<Voice>();
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
                None => voice.show(tr("The password is changed.").into()),
            }
        });
    };
    view! {
        <details class="more">
            <summary>{tr("Another password")}</summary>
            <form class="stacked" novalidate on:submit=set>
                <p>{tr("They are signed out everywhere, and sign in again with the new one.")}</p>
                <PasswordFields label=tr("New password") password faults=form.faults />
                <FaultOf field=Field::Whole faults=form.faults />
                <div class="dialog-buttons">
                    <button type="submit" class="button" disabled=form.is_busy()>
                        {tr("Change the password")}
                    </button>
                </div>
            </form>
        </details>
    }
    .into_any()
}
