//! The delivery of emails: notifications about a message, and its answers.

use crate::api::off_line_messages::resend_off_line_message;
use leptos::{prelude::*, task::spawn_local};
use wire::{
    OffLineMessageId, Timestamp,
    mail::{LetterState, LetterView},
};

use crate::{
    drawn::{flag, text},
    live::Live,
    parts::{fault::answer, voice::Voice},
    texts::{tr, tr_count, tr_with},
    words,
};

/// The emails that notified operators of the message.
#[component]
pub(super) fn Letters(id: OffLineMessageId, letters: Memo<Vec<LetterView>>) -> impl IntoView {
    let live = expect_context::<Live>();
    let voice = expect_context::<Voice>();
    let is_set_up = flag(move || letters.read().iter().all(|one| one.state != LetterState::NotSetUp));
    let resend = move |_| {
        spawn_local(async move {
            match answer(resend_off_line_message(id).await) {
                Ok(()) => voice.show(tr("It is on its way.").into()),
                Err(fault) => voice.show(fault.words),
            }
        });
    };
    view! {
        <section class="letters" aria-label=tr("By e-mail")>
            <ul>
                <For
                    each=move || letters.get()
                    key=|letter| (letter.to.clone(), letter.state, letter.attempts, letter.at)
                    children=move |letter| {
                        let class = if letter.state.has_failed() { "letter has-failed" } else { "letter" };
                        let answer = said(&letter);
                        view! {
                            <li class=class>
                                <b>{letter.to.clone()}</b>
                                <span>{text(move || became(&letter, live.clock.now()))}</span>
                                <span class="said">{answer}</span>
                            </li>
                        }
                    }
                />
            </ul>
            <button type="button" class="button" hidden=flag(move || !is_set_up.get()) on:click=resend>
                {tr("Send again")}
            </button>
        </section>
    }
    .into_any()
}

/// The mail server's reply, if there is one.
pub(super) fn said(letter: &LetterView) -> String {
    if letter.state == LetterState::NotSetUp { String::new() } else { letter.answer.clone() }
}

pub(super) fn became(letter: &LetterView, now: Timestamp) -> String {
    match letter.state {
        LetterState::NotSetUp => tr("Waits until e-mail is set up").into(),
        LetterState::Waiting if letter.attempts == 0 => tr("Is being sent").into(),
        LetterState::Waiting if letter.at <= now => tr("Is being sent again").into(),
        LetterState::Waiting => {
            let minutes = (letter.at.millis_since(now) + 59_999) / 60_000;
            match minutes {
                ..120 => tr_count(
                    usize::try_from(minutes).unwrap_or_default(),
                    "Not sent yet, tried again in %1 minute",
                    "Not sent yet, tried again in %1 minutes",
                ),
                _ => tr_with("Not sent yet, tried again in %1 hours", &[&(minutes / 60)]),
            }
        }
        LetterState::Sent => tr_with("Sent %1", &[&words::ago(now, letter.at)]),
        LetterState::Refused => tr("Refused").into(),
        LetterState::GivenUp => {
            tr_count(letter.attempts as usize, "Given up after %1 attempt", "Given up after %1 attempts")
        }
    }
}
