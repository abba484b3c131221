//! What visitors left while nobody was available (manual A11). Opening one marks it as read, for everybody.

use crate::api::off_line_messages::{off_line_messages, resend_off_line_message};
use leptos::{prelude::*, task::spawn_local};
use wasm_split_helpers::wasm_split;
use wire::{
    OffLineMessageId, Timestamp,
    mail::{LetterState, LetterView},
    operator::OffLineMessageView,
};

use super::{
    Desktop,
    administration::fault::answer,
    conversation::{WaitingStrip, WayBack},
    links, local_time,
    visitor_details::DetailsLink,
};
use crate::{
    drawn::{flag, part, text},
    icon::{self, icon},
    lazy::{Code, Drawn, lazy},
    live::Live,
    words,
};

/// How the list stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Loading,
    Failed,
    Empty,
    Full,
}

/// The list's code is loaded with its first visit.
pub(crate) const CODE: Code = Code { name: "off_line_messages", load: || Box::pin(load()) };

#[component]
pub(crate) fn OffLineMessages() -> impl IntoView {
    let live = expect_context::<Live>();
    let unread = text(move || match live.desk.unread_off_line_messages.get() {
        0 => "All read".into(),
        n => format!("{n} unread"),
    });
    view! {
        <WaitingStrip />
        <header class="pane-head" translate="no">
            <WayBack />
            <h1>"Off-line messages"</h1>
            <p class="pane-sub">{unread}</p>
        </header>
        <div class="pane-body">{lazy(CODE, || Box::pin(list()))}</div>
    }
    .into_any()
}

#[wasm_split(off_line_messages, preload(load), fallible)]
fn list() -> Drawn {
    Ok(view! { <List /> }.into_any())
}

#[component]
fn List() -> impl IntoView {
    let live = expect_context::<Live>();
    let first = expect_context::<Desktop>().take_off_line_messages();
    let has_failed = RwSignal::new(false);
    let messages = RwSignal::new(first);
    let state = Memo::new(move |_| match (&*messages.read(), has_failed.get()) {
        (Some(messages), _) if messages.is_empty() => State::Empty,
        (Some(_), _) => State::Full,
        (None, true) => State::Failed,
        (None, false) => State::Loading,
    });
    let load = move || {
        spawn_local(async move {
            let loaded = off_line_messages().await;
            has_failed.try_set(loaded.is_err());
            if let Ok(loaded) = loaded {
                messages.try_set(Some(loaded));
            }
        });
    };
    Effect::new(move |_| {
        // At the beginning, and whenever a connection comes back that may have missed some.
        if live.connection.get().is_up() {
            load();
        }
    });
    Effect::new(move |_| {
        if let Some(news) = live.off_line_message.get() {
            messages.update(|messages| merge(messages.get_or_insert_default(), news));
        }
    });

    let instead = part(move || {
        match state.get() {
        State::Full => ().into_any(),
        State::Loading => view! {
            <p class="quiet-note is-padded is-slow" role="status">
                "Loading the messages…"
            </p>
        }
        .into_any(),
        State::Empty => view! {
            <div class="empty" translate="no">
                <h2>"No off-line messages"</h2>
                <p>
                    "When nobody is available, visitors can leave a message instead of a chat. You find it here."
                </p>
            </div>
        }
        .into_any(),
        State::Failed => view! {
            <div class="empty" translate="no">
                <h2>"The messages could not be read"</h2>
                <p>"The server had trouble. Nothing is lost."</p>
                <button type="button" class="button" on:click=move |_| load()>
                    "Try again"
                </button>
            </div>
        }
        .into_any(),
    }
    });
    view! {
        {instead}
        <ul class="off-line-messages" hidden=flag(move || state.get() != State::Full)>
            <For
                each=move || messages.get().unwrap_or_default()
                key=|message| message.id
                children=move |message| {
                    let id = message.id;
                    let now = Memo::new(move |_| {
                        let known = messages.read();
                        let this = known.iter().flatten().find(|known| known.id == id);
                        this.map(|this| (this.read, this.letters.clone())).unwrap_or_default()
                    });
                    view! { <Message message now /> }
                }
            />
        </ul>
    }
    .into_any()
}

#[component]
fn Message(
    message: OffLineMessageView,
    /// Whether it was read, and what became of its letters.
    now: Memo<(bool, Vec<LetterView>)>,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let read = flag(move || now.read().0);
    let OffLineMessageView {
        id, visitor, site, name, email, text: words, department, page, consent, at, ..
    } = message;
    let agreed = (!consent.is_empty())
        .then(|| view! { <p class="off-line-facts" translate="no">{format!("Agreed to: {consent}")}</p> });
    let who = if name.is_empty() { email.clone() } else { name };
    let when = text(move || words::ago(live.clock.now(), at));
    // The server does not know the reader's time zone; it is filled in once there is a reader.
    let full = RwSignal::new(String::new());
    let first_line: String = words.lines().next().unwrap_or_default().chars().take(160).collect();
    let place = text(move || {
        let path = Some(links::shown_path(&page)).filter(|path| !path.is_empty());
        let parts = [department.clone(), Some(live.desk.site_name(site)), path];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    });
    let open = move |is_open: bool| {
        full.set(local_time::in_full(live.clock.read(), at));
        if is_open && !read.get_untracked() {
            live.mark_off_line_message_read(id);
        }
    };
    view! {
        <li>
            <details
                class="off-line-message"
                class:is-unread=flag(move || !read.get())
                on:toggle:target=move |event| open(event.target().open())
            >
                <summary>
                    <span class="row-head" translate="no">
                        <span class="row-name">
                            {who} <span class="visually-hidden" hidden=read>
                                ", unread"
                            </span>
                        </span>
                        <span class="not-sent" hidden=flag(move || !now.read().1.iter().any(|one| one.state.has_failed()))>
                            "Not sent"
                        </span>
                        <span class="row-time">{local_time::time(at, text(move || full.get()), when)}</span>
                    </span>
                    <span class="row-text">{first_line}</span>
                </summary>
                <div class="off-line-body">
                    <p class="off-line-text">{words}</p>
                    <p class="off-line-facts" translate="no">{place}</p>
                    {agreed}
                    <a class="button" translate="no" href=format!("mailto:{email}")>
                        {icon(icon::MAIL)}
                        {format!("Answer {email}")}
                    </a>
                    <DetailsLink visitor />
                    <Letters id now />
                </div>
            </details>
        </li>
    }
    .into_any()
}

/// What became of it by e-mail.
#[component]
fn Letters(id: OffLineMessageId, now: Memo<(bool, Vec<LetterView>)>) -> impl IntoView {
    let live = expect_context::<Live>();
    let voice = expect_context::<Desktop>().voice;
    let is_set_up = flag(move || now.read().1.iter().all(|one| one.state != LetterState::NotSetUp));
    let resend = move |_| {
        spawn_local(async move {
            match answer(resend_off_line_message(id).await) {
                Ok(()) => voice.show("It is on its way.".into()),
                Err(fault) => voice.show(fault.words),
            }
        });
    };
    view! {
        <section class="letters" aria-label="By e-mail" translate="no">
            <ul>
                <For
                    each=move || now.read().1.clone()
                    key=|letter| (letter.to.clone(), letter.state, letter.attempts, letter.at)
                    children=move |letter| {
                        let class = if letter.state.has_failed() { "letter has-failed" } else { "letter" };
                        let answer = if letter.state == LetterState::NotSetUp { String::new() } else { letter.answer.clone() };
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
                "Send again"
            </button>
        </section>
    }
    .into_any()
}

/// In words.
fn became(letter: &LetterView, now: Timestamp) -> String {
    match letter.state {
        LetterState::NotSetUp => "Waits until e-mail is set up".into(),
        LetterState::Waiting if letter.attempts == 0 => "Is being sent".into(),
        LetterState::Waiting if letter.at <= now => "Is being sent again".into(),
        LetterState::Waiting => {
            let minutes = (letter.at.millis_since(now) + 59_999) / 60_000;
            let when = match minutes {
                ..120 => words::count(usize::try_from(minutes).unwrap_or_default(), "minute", "minutes"),
                _ => format!("{} hours", minutes / 60),
            };
            format!("Not sent yet, tried again in {when}")
        }
        LetterState::Sent => format!("Sent {}", words::ago(now, letter.at)),
        LetterState::Refused => "Refused".into(),
        LetterState::GivenUp => {
            format!("Given up after {}", words::count(letter.attempts as usize, "attempt", "attempts"))
        }
    }
}

/// A message that came or changed takes its place in the list, the newest first.
fn merge(messages: &mut Vec<OffLineMessageView>, news: OffLineMessageView) {
    match messages.iter_mut().find(|known| known.id == news.id) {
        Some(known) => *known = news,
        None => {
            let place = messages.partition_point(|known| known.at > news.at);
            messages.insert(place, news);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::{SiteId, VisitorId};

    fn message(nr: u64, at: i64, read: bool) -> OffLineMessageView {
        OffLineMessageView {
            id: OffLineMessageId::v7(nr, &[0; 10]),
            visitor: VisitorId::v7(1, &[0; 10]),
            site: SiteId::v7(1, &[0; 10]),
            name: String::new(),
            email: "ben@example.org".into(),
            text: "Hello".into(),
            department: None,
            page: String::new(),
            consent: String::new(),
            at: Timestamp(at),
            read,
            letters: vec![],
        }
    }

    #[test]
    fn the_newest_stands_first_and_a_change_stays_in_its_place() {
        let mut list = vec![message(3, 30, false), message(1, 10, false)];
        merge(&mut list, message(2, 20, false));
        merge(&mut list, message(1, 10, true));
        merge(&mut list, message(4, 40, false));
        let drawn: Vec<_> = list.iter().map(|message| (message.at.0, message.read)).collect();
        assert_eq!(drawn, [(40, false), (30, false), (20, false), (10, true)]);
    }
}
