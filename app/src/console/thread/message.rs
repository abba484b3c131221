//! One line of the conversation.

use leptos::prelude::*;
use wire::{
    Body, ChatId, Marks, Notice, Timestamp,
    links::{self, Part},
    text::is_picture,
};

use super::picture::picture;
use crate::{
    console::{
        lines::{By, Line, Said},
        local_time,
    },
    drawn::{part, text, word},
    icon::{self, icon},
    live::{
        Live,
        outbox::{State, is_passing},
    },
    texts::{tr, tr_with},
    words,
};

#[component]
pub(super) fn LineView(
    line: Line,
    chat: ChatId,
    name: Signal<String>,
    /// How far the other side has received and read the chat; `None` if it does not tell.
    marks: Memo<Option<Marks>>,
) -> impl IntoView {
    let live = expect_context::<Live>();
    match line {
        Line::Day(at) => view! {
            <li class="day" translate="no">
                <span>{text(move || local_time::day_name(live.clock.now(), at))}</span>
            </li>
        }
        .into_any(),
        Line::New => view! {
            <li class="new-mark" translate="no">
                <span>{tr("New")}</span>
            </li>
        }
        .into_any(),
        Line::Notice { at, notice, .. } => view! {
            <li class="notice" translate="no">{sentence(&notice, &name.get_untracked())} " " {time(live, at)}</li>
        }
        .into_any(),
        Line::Said(said) => view! { <SaidView said chat name marks /> }.into_any(),
    }
}

#[component]
fn SaidView(said: Said, chat: ChatId, name: Signal<String>, marks: Memo<Option<Marks>>) -> impl IntoView {
    let live = expect_context::<Live>();
    let Said { id, at, by, body, is_opened, first, last, state } = said;
    let is_mine = by == By::Me;
    let who = text(move || match &by {
        By::Me => tr("You").to_owned(),
        By::Visitor => name.get(),
        By::Colleague(name) => name.clone(),
    });
    let is_refused = matches!(state, State::Refused(_));
    let seq = match state {
        State::Stored(seq) => Some(seq.0.to_string()),
        State::Waiting | State::Refused(_) => None,
    };
    let mark = is_mine.then(|| {
        let state = state.clone();
        let reached = Memo::new(move |_| Reached::of(&state, marks.get()));
        view! { <Mark reached /> }
    });
    let trouble = match state {
        State::Refused(why) => Some(view! {
            <p class="said-trouble" translate="no">
                {words::refusal(&why)}
                {is_passing(&why)
                    .then(|| {
                        view! {
                            <button type="button" class="link" on:click=move |_| live.conversations.say_again(id)>
                                {tr("Send again")}
                            </button>
                        }
                    })}
                <button type="button" class="link" on:click=move |_| live.conversations.discard(chat, id)>
                    {tr("Discard")}
                </button>
            </p>
        }),
        State::Waiting | State::Stored(_) => None,
    };
    view! {
        <li class="said" data-seq=seq class:is-mine=is_mine class:is-first=first class:is-last=last class:is-refused=is_refused>
            <span class="said-by" translate="no" class:visually-hidden=!first || is_mine>
                {who}
            </span>
            <div class="said-row">
                {content(&body, is_opened)}
                {time(live, at)}
                {mark}
            </div>
            {trouble}
        </li>
    }
    .into_any()
}

fn content(body: &Body, is_opened: bool) -> AnyView {
    match body {
        Body::Text(words) => view! { <div class="bubble" dir="auto">{parts(words)}</div> }.into_any(),
        // The server sanitises HTML, and the page's policy would block scripts anyway.
        Body::Html(html) => {
            view! { <div class="bubble is-html" dir="auto" inner_html=html.clone()></div> }.into_any()
        }
        Body::Url(url) => {
            let told = if is_opened { tr("Opened by the visitor") } else { tr("Not opened yet") };
            view! {
                <div class="bubble is-pushed" translate="no">
                    {icon(icon::LINK)}
                    <span class="pushed-words">
                        {is_picture(url).then(|| picture(url))}
                        <span class="pushed-address">{parts(url)}</span>
                        <span class="pushed-state" class:is-opened=is_opened>
                            {told}
                        </span>
                    </span>
                </div>
            }
            .into_any()
        }
        Body::Notice(_) => ().into_any(),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reached {
    Nobody,
    Refused,
    Server,
    Visitor,
    Eyes,
}

impl Reached {
    fn of(state: &State, marks: Option<Marks>) -> Reached {
        match (state, marks) {
            (State::Waiting, _) => Reached::Nobody,
            (State::Refused(_), _) => Reached::Refused,
            (State::Stored(seq), Some(marks)) if *seq <= marks.read => Reached::Eyes,
            (State::Stored(seq), Some(marks)) if *seq <= marks.delivered => Reached::Visitor,
            (State::Stored(_), _) => Reached::Server,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Reached::Nobody => tr("Not sent yet"),
            Reached::Refused => tr("Not sent"),
            Reached::Server => tr("Sent"),
            Reached::Visitor => tr("Delivered"),
            Reached::Eyes => tr("Seen"),
        }
    }
}

#[component]
fn Mark(reached: Memo<Reached>) -> impl IntoView {
    let class = word(move || {
        Some(match reached.get() {
            Reached::Nobody => "mark",
            Reached::Refused => "mark is-refused",
            Reached::Server | Reached::Visitor => "mark is-sent",
            Reached::Eyes => "mark is-sent is-seen",
        })
    });
    let told = word(move || Some(reached.get().word()));
    let picture = part(move || {
        let picture = match reached.get() {
            Reached::Nobody => icon::CLOCK,
            Reached::Refused => icon::ALERT,
            Reached::Server => icon::CHECK,
            Reached::Visitor | Reached::Eyes => icon::CHECKS,
        };
        icon(picture).into_any()
    });
    view! {
        <span class=class translate="no" title=told>
            {picture}
            <span class="visually-hidden">{told}</span>
        </span>
    }
    .into_any()
}

fn time(live: Live, at: Timestamp) -> impl IntoView {
    let title = local_time::in_full(live.clock.read(), at);
    local_time::time(at, Signal::stored(title), Signal::stored(local_time::time_of_day(at)))
}

fn parts(text: &str) -> impl IntoView + use<> {
    links::parts(text)
        .into_iter()
        .map(|part| match part {
            Part::Plain(words) => words.to_owned().into_any(),
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
        Notice::Accepted { name } => tr_with("%1 took the chat", &[name]),
        Notice::InvitationAccepted => tr_with("%1 took the invitation", &[&visitor]),
        Notice::InvitationDeclined => tr_with("%1 declined the invitation", &[&visitor]),
        Notice::InvitationWithdrawn => tr("The invitation has ended").into(),
        Notice::Joined { name } => tr_with("%1 joined", &[name]),
        Notice::Left { name } => tr_with("%1 left the chat", &[name]),
        Notice::Transferred { from, to } => tr_with("%1 transferred the chat to %2", &[from, to]),
        Notice::OperatorLost { name } => {
            tr_with("The connection to %1 was lost; %2 waits again", &[name, &visitor])
        }
        Notice::Missed => tr("Nobody accepted the chat").into(),
        Notice::Asked => tr_with("%1 asked for a chat", &[&visitor]),
        Notice::Reopened => tr_with("%1 came back", &[&visitor]),
        Notice::Opened { .. } => tr_with("%1 opened the page", &[&visitor]),
        Notice::ClosedByOperator { name } => tr_with("%1 ended the chat", &[name]),
        Notice::ClosedByVisitor => tr_with("%1 ended the chat", &[&visitor]),
    }
}
