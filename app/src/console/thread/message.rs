//! One line of the conversation.

use leptos::prelude::*;
use wire::{ChatId, Notice, Timestamp};

use crate::{
    console::{
        lines::{By, Line, Said},
        links::{self, Part},
        local_time,
    },
    drawn::text,
    icon::{self, icon},
    live::{
        Live,
        outbox::{State, is_passing},
    },
    words,
};

#[component]
pub(super) fn LineView(line: Line, chat: ChatId, name: Signal<String>) -> impl IntoView {
    let live = expect_context::<Live>();
    match line {
        Line::Day(at) => view! {
            <li class="day">
                <span>{text(move || local_time::day_name(live.clock.now(), at))}</span>
            </li>
        }
        .into_any(),
        Line::New => view! {
            <li class="new-mark">
                <span>"New"</span>
            </li>
        }
        .into_any(),
        Line::Notice { at, notice, .. } => view! {
            <li class="notice">{sentence(&notice, &name.get_untracked())} " " {time(live, at)}</li>
        }
        .into_any(),
        Line::Said(said) => view! { <SaidView said chat name /> }.into_any(),
    }
}

#[component]
fn SaidView(said: Said, chat: ChatId, name: Signal<String>) -> impl IntoView {
    let live = expect_context::<Live>();
    let Said { id, at, by, text: words, first, last, state } = said;
    let is_mine = by == By::Me;
    let who = text(move || match &by {
        By::Me => "You".to_owned(),
        By::Visitor => name.get(),
        By::Colleague(name) => name.clone(),
    });
    let is_refused = matches!(state, State::Refused(_));
    let mark = is_mine.then(|| match &state {
        State::Waiting => view! { <Mark picture=icon::CLOCK class="mark" word="Not sent yet" /> },
        State::Stored(_) => view! { <Mark picture=icon::CHECK class="mark is-sent" word="Sent" /> },
        State::Refused(_) => view! { <Mark picture=icon::ALERT class="mark is-refused" word="Not sent" /> },
    });
    let trouble = match state {
        State::Refused(why) => Some(view! {
            <p class="said-trouble">
                {words::refusal(&why)}
                {is_passing(&why)
                    .then(|| {
                        view! {
                            <button type="button" class="link" on:click=move |_| live.say_again(id)>
                                "Send again"
                            </button>
                        }
                    })}
                <button type="button" class="link" on:click=move |_| live.discard(chat, id)>
                    "Discard"
                </button>
            </p>
        }),
        State::Waiting | State::Stored(_) => None,
    };
    view! {
        <li class="said" class:is-mine=is_mine class:is-first=first class:is-last=last class:is-refused=is_refused>
            <span class="said-by" class:visually-hidden=!first || is_mine>
                {who}
            </span>
            <div class="said-row">
                <div class="bubble">{parts(&words)}</div>
                {time(live, at)}
                {mark}
            </div>
            {trouble}
        </li>
    }
    .into_any()
}

/// How far a message has come, as one small mark.
#[component]
fn Mark(picture: icon::Icon, class: &'static str, word: &'static str) -> impl IntoView {
    view! {
        <span class=class title=word>
            {icon(picture)}
            <span class="visually-hidden">{word}</span>
        </span>
    }
}

fn time(live: Live, at: Timestamp) -> impl IntoView {
    let title = local_time::in_full(live.clock.read(), at);
    local_time::time(at, Signal::stored(title), Signal::stored(local_time::time_of_day(at)))
}

fn parts(text: &str) -> impl IntoView + use<> {
    links::parts(text)
        .into_iter()
        .map(|part| match part {
            Part::Words(words) => words.to_owned().into_any(),
            Part::Link(address) => {
                let (href, address) = (address.to_owned(), address.to_owned());
                view! {
                    <a href=href target="_blank" rel="noopener noreferrer nofollow">
                        {address}
                    </a>
                }
                .into_any()
            }
        })
        .collect_view()
}

fn sentence(notice: &Notice, visitor: &str) -> String {
    match notice {
        Notice::Accepted { name } => format!("{name} took the chat"),
        Notice::InvitationAccepted => format!("{visitor} took the invitation"),
        Notice::InvitationDeclined => format!("{visitor} declined the invitation"),
        Notice::InvitationWithdrawn => "The invitation has ended".into(),
        Notice::Joined { name } => format!("{name} joined"),
        Notice::Left { name } => format!("{name} left"),
        Notice::Transferred { from, to } => format!("{from} transferred the chat to {to}"),
        Notice::OperatorLost { name } => format!("The connection to {name} was lost; {visitor} waits again"),
        Notice::Missed => "Nobody accepted the chat".into(),
        Notice::Reopened => format!("{visitor} came back"),
        Notice::Opened { .. } => format!("{visitor} has opened it"),
        Notice::ClosedByOperator { name } => format!("{name} ended the chat"),
        Notice::ClosedByVisitor => format!("{visitor} ended the chat"),
    }
}
