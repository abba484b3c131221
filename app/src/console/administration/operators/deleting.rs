//! Taking an account away (manual A6); asked before, because it cannot be taken back.

use leptos::{ev::SubmitEvent, prelude::*, server_fn::codec::Postcard, task::spawn_local};
use wire::{OperatorId, colleague::Colleague};

use crate::console::{
    Desktop,
    administration::{
        dialog::{Buttons, Shut},
        fault::{Fault, FaultOf, Faults, Field, answer},
    },
};

/// Deletes an operator.
#[server(prefix = "/api", endpoint = "delete_operator", input = Postcard, output = Postcard)]
async fn delete_operator(id: OperatorId) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let deleted = request::switchboard()?.delete_operator(&request::who()?, id).await;
    request::outcome(deleted, "deleting an operator")
}

#[component]
pub(super) fn Deleting(colleague: Colleague) -> impl IntoView {
    let voice = expect_context::<Desktop>().voice;
    let shut = expect_context::<Shut>();
    let faults = Faults::new(None);
    let is_busy = RwSignal::new(false);
    let Colleague { id, name, login, .. } = colleague;
    let delete = move |event: SubmitEvent| {
        event.prevent_default();
        let told = format!("{name} is deleted.");
        is_busy.set(true);
        spawn_local(async move {
            match answer(delete_operator(id).await) {
                Ok(()) => {
                    shut.shut();
                    voice.show(told);
                }
                Err(fault) => {
                    faults.try_set(Some(fault));
                }
            }
            is_busy.try_set(false);
        });
    };
    view! {
        <form on:submit=delete>
            <p>
                {login}
                " is signed out at once, and cannot sign in any more; the seat is free. Open chats go back to the requests. \
                 What was said and noted stays, under the same name. This cannot be taken back."
            </p>
            <FaultOf field=Field::Whole faults />
            <Buttons does="Delete" is_busy is_grave=true />
        </form>
    }
    .into_any()
}
