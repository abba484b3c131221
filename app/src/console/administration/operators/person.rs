//! Who an operator is, what they may do (manual A3) and the password they sign in with: the fields
//! that a new account and a profile share.

use leptos::prelude::*;
use wire::Role;

use crate::{
    console::administration::ticks::tick,
    drawn::flag,
    parts::fault::{Faults, Field, TextField},
    texts::{tr, tr_later},
    words,
};

const ROLES: [(Role, &str); 2] = [
    (Role::Normal, tr_later("Sees visitors, requests and their own chats")),
    (Role::Administrator, tr_later("Sees all chats, and manages operators and settings")),
];

#[derive(Clone, Copy)]
pub(crate) struct Person {
    pub(super) email: RwSignal<String>,
    pub(super) screen_name: RwSignal<String>,
    pub(super) role: RwSignal<Role>,
}

impl Person {
    pub(super) fn new(email: String, screen_name: String, role: Role) -> Person {
        Person {
            email: RwSignal::new(email),
            screen_name: RwSignal::new(screen_name),
            role: RwSignal::new(role),
        }
    }
}

#[component]
pub(super) fn PersonFields(person: Person, faults: Faults) -> impl IntoView {
    view! {
        <TextField
            field=Field::Email
            label=tr("E-mail address")
            kind="email"
            more=tr("For signing in")
            value=person.email
            faults
            is_first=true
        />
        <TextField
            field=Field::Name
            label=tr("Screen name")
            kind="text"
            more=tr("What visitors see")
            value=person.screen_name
            faults
        />
        <RoleField role=person.role />
    }
    .into_any()
}

#[component]
pub(crate) fn RoleField(role: RwSignal<Role>) -> impl IntoView {
    let choices = ROLES.map(|(choice, meaning)| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="role"
                    prop:checked=flag(move || role.get() == choice)
                    on:change=move |_| role.set(choice)
                />
                <span class="choice-words">
                    <span>{words::role(choice)}</span>
                    <span class="choice-meaning">{tr(meaning)}</span>
                </span>
            </label>
        }
    });
    view! {
        <fieldset class="choices">
            <legend>{tr("Role")}</legend>
            {choices.into_iter().collect_view()}
        </fieldset>
    }
    .into_any()
}

/// A password as typed, twice; if both are empty, one is generated.
#[derive(Clone, Copy)]
pub(crate) struct Password {
    given: RwSignal<String>,
    confirmed: RwSignal<String>,
    must_change: RwSignal<bool>,
}

impl Password {
    pub(super) fn new() -> Password {
        Password {
            given: RwSignal::new(String::new()),
            confirmed: RwSignal::new(String::new()),
            must_change: RwSignal::new(true),
        }
    }

    /// Whether the next sign-in asks for a password of their own.
    pub(super) fn must_change(self) -> bool {
        self.must_change.get_untracked()
    }

    /// The password and its confirmation, as typed.
    pub(super) fn typed(self) -> (String, String) {
        (self.given.get_untracked(), self.confirmed.get_untracked())
    }
}

#[component]
pub(super) fn PasswordFields(label: &'static str, password: Password, faults: Faults) -> impl IntoView {
    view! {
        <TextField
            field=Field::Password
            label
            kind="password"
            more=tr("Leave both empty, and one is made and shown once")
            value=password.given
            faults
        />
        <TextField
            field=Field::Confirmed
            label=tr("Confirm password")
            kind="password"
            value=password.confirmed
            faults
        />
        <label class="choice">
            {tick(password.must_change)}
            <span class="choice-words">
                <span>{tr("To be changed at the next sign-in")}</span>
                <span class="choice-meaning">{tr("So that nobody but its owner knows it")}</span>
            </span>
        </label>
    }
    .into_any()
}
