//! Deactivating and reactivating an account (manual A7). Both ask first: one signs somebody out,
//! the other may cost something.

use crate::api::operators::set_operator_activity;
use leptos::{ev::SubmitEvent, prelude::*};
use wire::colleague::Colleague;

use crate::{
    console::administration::window_form::WindowForm,
    live::Live,
    parts::{
        fault::{FaultOf, Field},
        form::Buttons,
    },
    texts::{tr, tr_with},
};

#[component]
pub(super) fn Activity(colleague: Colleague) -> impl IntoView {
    let window = WindowForm::new();
    let form = window.form;
    let Colleague { id, name, login, is_active, .. } = colleague;
    let (does, done, means, fee) = match is_active {
        true => (
            tr("Deactivate"),
            tr_with("%1 is deactivated.", &[&name]),
            tr_with(
                "%1 is signed out at once, and cannot sign in until the account is activated again. Open chats go back to the requests, and no new ones arrive. Departments, notes, chats and responses stay.",
                &[&login],
            ),
            tr("From tomorrow on the account costs nothing."),
        ),
        false => (
            tr("Activate"),
            tr_with("%1 is active again.", &[&name]),
            tr_with("%1 can sign in again, with everything that was there before.", &[&login]),
            tr("From today on the account has its fee."),
        ),
    };
    let fee = expect_context::<Live>().desk.has_fees.get_untracked().then(|| format!(" {fee}"));
    let act = move |event: SubmitEvent| {
        event.prevent_default();
        window.send(set_operator_activity(id, !is_active), done.clone(), || ());
    };
    view! {
        <form on:submit=act>
            <p>{means} {fee}</p>
            <FaultOf field=Field::Whole faults=form.faults />
            <Buttons does form is_grave=is_active />
        </form>
    }
    .into_any()
}
