//! Sends a chat by email to any address.

use leptos::{ev::SubmitEvent, prelude::*};
use wire::ChatId;

use super::head::{Buttons, Head};
use crate::{
    api::transcripts::send_transcript,
    console::window::open::OpenWindow,
    drawn::text,
    live::Live,
    parts::{
        fault::{FaultOf, Field, TextField},
        form::Form,
        voice::Voice,
    },
    texts::{tr, tr_with},
    words::name_of,
};

#[component]
pub(super) fn SendChat(chat: ChatId) -> impl IntoView {
    let live = expect_context::<Live>();
    let open = expect_context::<OpenWindow>();
    let voice = expect_context::<Voice>();
    let form = Form::new();
    let faults = form.faults;
    let email = RwSignal::new(String::new());
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let to = email.get_untracked();
        let told = tr_with("The chat is being sent to %1.", &[&to]);
        form.send(send_transcript(chat, to), move |()| {
            open.set(None);
            voice.show(told);
        });
    };
    let title = text(move || match live.desk.chat(chat) {
        Some(chat) => tr_with("Send the chat with %1", &[&name_of(&chat)]),
        None => tr("Send the chat").into(),
    });
    view! {
        <form on:submit=send novalidate>
            <Head words=title />
            <p>{tr("The whole chat is sent as it is at that moment. The audit log records to whom.")}</p>
            <TextField field=Field::Email label=tr("E-mail address") kind="email" value=email faults is_first=true />
            <FaultOf field=Field::Whole faults />
            <Buttons does=tr("Send") />
        </form>
    }
    .into_any()
}
