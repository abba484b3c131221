//! Taking an account away (manual A6); asked before, because it cannot be taken back.

use crate::api::operators::delete_operator;
use leptos::prelude::*;
use wire::colleague::Colleague;

use crate::{
    parts::{
        dialog::Shut,
        form::{Confirm, Form},
        voice::Voice,
    },
    texts::{tr, tr_with},
};

#[component]
pub(super) fn Deleting(colleague: Colleague) -> impl IntoView {
    let voice = expect_context::<Voice>();
    let shut = expect_context::<Shut>();
    let form = Form::new();
    let Colleague { id, name, login, .. } = colleague;
    let means = tr_with(
        "%1 is signed out at once, and cannot sign in any more; the seat is free. Open chats go back to the requests. \
         What was said and noted stays, under the same name. This cannot be taken back.",
        &[&login],
    );
    let act = Callback::new(move |()| {
        let told = tr_with("%1 is deleted.", &[&name]);
        form.send(delete_operator(id), move |()| {
            shut.shut();
            voice.show(told);
        });
    });
    view! {
        <Confirm does=tr("Delete") form act>
            {means}
        </Confirm>
    }
    .into_any()
}
