//! Inviting colleagues from the panel, and resending an invitation.

use crate::api::invitations::{How, resend_invitation};
use leptos::{prelude::*, task::spawn_local};
use wire::colleague::Colleague;

use super::opened::Opened;
use crate::{
    console::administration::invite::InviteForm,
    parts::{copy::ToCopy, dialog::Shut, fault::answer, voice::Voice},
    texts::{tr, tr_with},
};

#[component]
pub(super) fn Inviting() -> impl IntoView {
    view! {
        <InviteForm sent=Callback::new(|()| ()) />
        <Done />
    }
    .into_any()
}

#[component]
pub(super) fn NewLink(link: String) -> impl IntoView {
    view! {
        <p>{tr("The link before is good no more. Give them this one; it is shown only now, and good for once and for seven days.")}</p>
        <ToCopy label=tr("Link") it=tr("The link") value=link />
        <Done />
    }
    .into_any()
}

#[component]
fn Done() -> impl IntoView {
    let shut = expect_context::<Shut>();
    view! {
        <div class="dialog-buttons">
            <button type="button" class="button" on:click=move |_| shut.shut()>
                {tr("Done")}
            </button>
        </div>
    }
    .into_any()
}

/// Resends the invitation, or shows a new link.
pub(super) fn send_again(colleague: Colleague, opened: RwSignal<Option<Opened>>, voice: Voice) {
    let Colleague { id, name, login, .. } = colleague;
    spawn_local(async move {
        match answer(resend_invitation(id).await) {
            Ok(How::ByLink(link)) => {
                opened.try_set(Some(Opened::Link(name, link)));
            }
            Ok(_) => voice.show(tr_with("Another e-mail is on its way to %1.", &[&login])),
            Err(fault) => voice.show(fault.words),
        }
    });
}
