//! The open offline message: its text, its owner, its answers, and what can be done about it.

use leptos::{html, prelude::*};
use wire::{
    OffLineMessageId, OperatorId,
    operator::{Command, OffLineAnswer, OffLineMessageView, OffLineState, Refusal},
};

use super::{
    answering::Answering,
    letters::{Letters, became, said},
    shown,
};
use crate::{
    console::{
        details_pane::DetailsLink,
        links, local_time,
        off_line_messages::{desk::OffLineDesk, listed::Listed},
    },
    drawn::{flag, part, text},
    icon::{self, icon},
    live::Live,
    parts::{focus::focus, roving, voice::Voice},
    texts::{tr, tr_with},
    words,
};

#[component]
pub(super) fn Detail(id: OffLineMessageId, listed: Listed) -> impl IntoView {
    let is_there = Memo::new(move |_| listed.message(id).is_some());
    part(move || {
        // A memo that is tracked but never read does not report changes.
        let message = if is_there.get() { untrack(|| listed.message(id)) } else { None };
        match message {
            Some(message) => view! { <Whole message listed /> }.into_any(),
            None => view! {
                <p class="quiet-note is-padded" translate="no">{tr("This message is not among the latest any more.")}</p>
            }
            .into_any(),
        }
    })
}

#[component]
fn Whole(message: OffLineMessageView, listed: Listed) -> impl IntoView {
    let live = expect_context::<Live>();
    let opened = expect_context::<OffLineDesk>().opened;
    let id = message.id;
    let now = Memo::new(move |_| listed.message(id));
    let who = shown::who(&message);
    let (site, at) = (message.site, message.at);
    let OffLineMessageView { visitor, text: words, department, page, consent, read, .. } = message.clone();
    let agreed = (!consent.is_empty()).then(
        || view! { <p class="off-line-facts" translate="no">{tr_with("Agreed to: %1", &[&consent])}</p> },
    );
    let place = text(move || {
        let path = Some(links::shown_path(&page)).filter(|path| !path.is_empty());
        let parts = [department.clone(), Some(live.desk.site_name(site)), path];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    });
    let work = text(move || {
        let me = live.desk.me.read().id;
        now.with(|now| now.as_ref().map(|now| shown::state(now, me)).unwrap_or_default())
    });
    let left = text(move || tr_with("Left %1", &[&words::ago(live.clock.now(), at)]));
    let full = Signal::stored(local_time::in_full(live.clock.read(), at));
    let letters =
        Memo::new(move |_| now.with(|now| now.as_ref().map(|now| now.letters.clone()).unwrap_or_default()));
    let answers =
        Memo::new(move |_| now.with(|now| now.as_ref().map(|now| now.answers.clone()).unwrap_or_default()));

    if !read {
        live.off_line.mark_read(id);
    }
    // Focus moves here from the list.
    let heading = NodeRef::<html::H2>::new();
    request_animation_frame(move || {
        if let Some(heading) = heading.try_get_untracked().flatten()
            && is_focus_in_list()
        {
            let _ = heading.focus(); // if it cannot take focus, nothing moves
        }
    });
    let back = move |_| {
        opened.set(None);
        // Once the list is back.
        request_animation_frame(|| focus(".off-line-row[tabindex='0']"));
    };
    view! {
        <article class="off-line-message">
            <header class="off-line-head" translate="no">
                <button
                    type="button"
                    class="icon-button on-phone"
                    aria-label=tr("Back to the list")
                    on:click=back
                >
                    {icon(icon::BACK)}
                </button>
                <h2 node_ref=heading tabindex="-1" dir="auto">
                    {who}
                </h2>
                <p class="off-line-facts">{work} " · " {local_time::time(at, full, left)}</p>
            </header>
            <Work id now />
            <p class="off-line-text" dir="auto">
                {words}
            </p>
            <p class="off-line-facts" translate="no">{place}</p>
            {agreed}
            <ol class="off-line-answers" aria-label=tr("Answers") hidden=flag(move || answers.read().is_empty())>
                <For
                    each=move || answers.get()
                    key=|answer| (answer.id, answer.letter.state, answer.letter.attempts, answer.letter.at)
                    children=move |answer| view! { <Answer id answer /> }
                />
            </ol>
            <Answering message listed now />
            <DetailsLink visitor />
            <Letters id letters />
        </article>
    }
    .into_any()
}

fn is_focus_in_list() -> bool {
    let focused = document().active_element();
    let is_row = focused.is_some_and(|one| one.closest(".off-line-row").ok().flatten().is_some());
    is_row || roving::is_focus_lost()
}

#[component]
fn Work(id: OffLineMessageId, now: Memo<Option<OffLineMessageView>>) -> impl IntoView {
    let live = expect_context::<Live>();
    let voice = expect_context::<Voice>();
    let owner = Memo::new(move |_| now.with(|now| now.as_ref()?.owner.as_ref().map(|owner| owner.id)));
    let state = Memo::new(move |_| now.with(|now| now.as_ref().map(|now| now.state).unwrap_or_default()));
    let is_mine = flag(move || owner.get() == Some(live.desk.me.read().id));
    let operators = Memo::new(move |_| {
        let (owner, me) = (owner.get(), live.desk.me.read().id);
        let colleagues = live.desk.colleagues.read();
        let can_have_it = colleagues.iter().filter(|one| one.is_active || owner == Some(one.id));
        let named = can_have_it.map(|one| match one.id == me {
            true => (one.id, tr_with("%1 (you)", &[&one.name])),
            false => (one.id, one.name.clone()),
        });
        named.collect::<Vec<_>>()
    });
    let select = NodeRef::<html::Select>::new();
    // If the server rejects the choice, the previous owner is shown again.
    let show_owner = move || {
        if let Some(select) = select.try_get_untracked().flatten() {
            let owner = owner.try_get_untracked().flatten().map(|owner| owner.to_string());
            select.set_value(&owner.unwrap_or_default());
        }
    };
    let act = move |command: Command| {
        let is_asked = live.ask(command, move |result| {
            if let Err(refusal) = result {
                voice.show(refused(&refusal));
                show_owner();
            }
        });
        if !is_asked {
            show_owner();
        }
    };
    let seen = move || now.with_untracked(|now| now.as_ref().map_or(0, |now| now.version));
    let assign = move |to: Option<OperatorId>| act(Command::AssignOffLine { message: id, seen: seen(), to });
    let set_done = move |done: bool| act(Command::SetOffLineDone { message: id, seen: seen(), done });
    view! {
        <div class="off-line-acts" translate="no">
            <label class="off-line-owner">
                <span>{tr("Assigned to")}</span>
                <select node_ref=select on:change:target=move |event| assign(event.target().value().parse().ok())>
                    <option value="" prop:selected=flag(move || owner.get().is_none())>
                        {tr("Nobody")}
                    </option>
                    <For
                        each=move || operators.get()
                        key=|operator| operator.clone()
                        children=move |(operator, name)| {
                            view! {
                                <option
                                    value=operator.to_string()
                                    prop:selected=flag(move || owner.get() == Some(operator))
                                >
                                    {name}
                                </option>
                            }
                        }
                    />
                </select>
            </label>
            <button
                type="button"
                class="button"
                hidden=is_mine
                on:click=move |_| assign(Some(live.desk.me.read_untracked().id))
            >
                {tr("Take")}
            </button>
            <button
                type="button"
                class="button"
                hidden=flag(move || !is_mine.get())
                on:click=move |_| assign(None)
            >
                {tr("Put back")}
            </button>
            <button
                type="button"
                class="button"
                hidden=flag(move || state.get() == OffLineState::Done)
                on:click=move |_| set_done(true)
            >
                {icon(icon::CHECK)}
                {tr("Mark as done")}
            </button>
            <button
                type="button"
                class="button"
                hidden=flag(move || state.get() == OffLineState::Open)
                on:click=move |_| set_done(false)
            >
                {tr("Open again")}
            </button>
        </div>
    }
    .into_any()
}

#[component]
fn Answer(id: OffLineMessageId, answer: OffLineAnswer) -> impl IntoView {
    let live = expect_context::<Live>();
    let voice = expect_context::<Voice>();
    let OffLineAnswer { id: answer, by, at, text: words, letter } = answer;
    let me = live.desk.me.read_untracked().id;
    let answered = match by.id == me {
        true => tr("You answered").to_owned(),
        false => tr_with("%1 answered", &[&by.name]),
    };
    let full = Signal::stored(local_time::in_full(live.clock.read(), at));
    let when = text(move || words::ago(live.clock.now(), at));
    let has_failed = letter.state.has_failed();
    let class = if has_failed { "letter has-failed" } else { "letter" };
    let server_said = said(&letter);
    let became = text(move || became(&letter, live.clock.now()));
    let resend = move |_| {
        live.ask(Command::ResendAnswer { message: id, answer }, move |result| match result {
            Ok(_) => voice.show(tr("It is on its way.").into()),
            Err(refusal) => voice.show(refused(&refusal)),
        });
    };
    view! {
        <li class="off-line-answer">
            <p class="off-line-facts" translate="no">
                <b>{answered}</b>
                " · "
                {local_time::time(at, full, when)}
            </p>
            <p class="off-line-text" dir="auto">
                {words}
            </p>
            <p class=class translate="no">
                <span>{became}</span>
                <span class="said">{server_said}</span>
            </p>
            <button type="button" class="button" translate="no" hidden=!has_failed on:click=resend>
                {tr("Send again")}
            </button>
        </li>
    }
    .into_any()
}

pub(super) fn refused(refusal: &Refusal) -> String {
    match refusal {
        Refusal::NotFound => {
            tr("This message is not there any more, or nobody works under that name.").into()
        }
        other => words::refusal(other),
    }
}
