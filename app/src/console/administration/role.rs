//! What an operator may do, to be chosen (manual A3).

use leptos::prelude::*;
use wire::Role;

use crate::{drawn::flag, words};

const ROLES: [(Role, &str); 2] = [
    (Role::Normal, "Sees visitors, requests and his own chats"),
    (Role::Administrator, "Sees all chats, and manages operators and settings"),
];

#[component]
pub(super) fn RoleField(role: RwSignal<Role>) -> impl IntoView {
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
                    <span class="choice-meaning">{meaning}</span>
                </span>
            </label>
        }
    });
    view! {
        <fieldset class="choices">
            <legend>"Role"</legend>
            {choices.into_iter().collect_view()}
        </fieldset>
    }
    .into_any()
}
