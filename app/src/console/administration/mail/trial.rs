//! Tests the mail server: sends a test message and shows the server's reply.

use crate::api::mail::try_mail;
use leptos::{ev::SubmitEvent, prelude::*};
use wire::mail::{LetterState, LetterView};

use crate::{
    drawn::{flag, text},
    live::Live,
    parts::{
        fault::{FaultOf, Field, TextField},
        form::Form,
    },
    texts::{tr, tr_with},
};

#[component]
pub(super) fn Trial(is_set_up: Signal<bool>) -> impl IntoView {
    let live = expect_context::<Live>();
    let to = RwSignal::new(live.desk.me.read_untracked().login.clone());
    let form = Form::new();
    let told = RwSignal::new(None::<LetterView>);
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        told.set(None);
        form.send(try_mail(to.get_untracked()), move |letter| {
            told.try_set(Some(letter));
        });
    };
    let words = text(move || match (form.is_busy().get(), told.get()) {
        (true, _) => tr("The mail server is asked…").into(),
        (false, None) => String::new(),
        (false, Some(letter)) => match letter.state {
            LetterState::Sent => tr_with("%1 has it. The mail server said:", &[&letter.to]),
            LetterState::Waiting | LetterState::NotSetUp => {
                tr("The mail server has not answered yet.").into()
            }
            LetterState::Refused | LetterState::GivenUp => {
                tr("It was not sent. The mail server said:").into()
            }
        },
    });
    let answer = text(move || {
        told.get().filter(|_| !form.is_busy().get()).map(|letter| letter.answer).unwrap_or_default()
    });
    view! {
        <form class="tester" novalidate on:submit=send hidden=flag(move || !is_set_up.get())>
            <h3>{tr("Send a test message")}</h3>
            <TextField field=Field::Page label=tr("To") kind="email" value=to faults=form.faults />
            <FaultOf field=Field::Email faults=form.faults />
            <FaultOf field=Field::Whole faults=form.faults />
            <button type="submit" class="button" disabled=form.is_busy()>
                {tr("Send it")}
            </button>
            <div role="status">
                <p>{words}</p>
                <p class="said" hidden=flag(move || answer.read().is_empty())>
                    {answer}
                </p>
            </div>
        </form>
    }
    .into_any()
}
