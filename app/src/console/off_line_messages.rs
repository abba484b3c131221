//! What visitors left while nobody was available (manual A11). Opening one marks it as read, for everybody.

use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
    task::spawn_local,
};
use wasm_split_helpers::wasm_split;
use wire::operator::OffLineMessageView;

use super::{
    Desktop,
    conversation::{WaitingStrip, WayBack},
    links, local_time,
};
use crate::{
    drawn::{flag, part, text},
    icon::{self, icon},
    lazy::{Code, Drawn, lazy},
    live::Live,
    words,
};

/// The newest first.
#[server(prefix = "/api", endpoint = "off_line_messages", input = PostUrl, output = Postcard)]
pub(crate) async fn off_line_messages() -> Result<Vec<OffLineMessageView>, ServerFnError> {
    use crate::request;

    request::switchboard()?.off_line_messages(&request::who()?).await.map_err(|error| {
        tracing::error!(%error, "the off-line messages");
        ServerFnError::new("the off-line messages could not be read")
    })
}

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
        <header class="pane-head">
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
            <div class="empty">
                <h2>"No off-line messages"</h2>
                <p>
                    "When nobody is available, visitors can leave a message instead of a chat. You find it here."
                </p>
            </div>
        }
        .into_any(),
        State::Failed => view! {
            <div class="empty">
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
                    let is_this = move |known: &OffLineMessageView| known.id == id && known.read;
                    let read = flag(move || messages.read().iter().flatten().any(is_this));
                    view! { <Message message read /> }
                }
            />
        </ul>
    }
    .into_any()
}

#[component]
fn Message(message: OffLineMessageView, read: Signal<bool>) -> impl IntoView {
    let live = expect_context::<Live>();
    let OffLineMessageView { id, site, name, email, text: words, page, at, .. } = message;
    let who = if name.is_empty() { email.clone() } else { name };
    let when = text(move || words::ago(live.clock.now(), at));
    // The server does not know the reader's time zone; it is filled in once there is a reader.
    let full = RwSignal::new(String::new());
    let first_line: String = words.lines().next().unwrap_or_default().chars().take(160).collect();
    let place = text(move || match links::path(&page) {
        "" => live.desk.site_name(site),
        path => format!("{} · {path}", live.desk.site_name(site)),
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
                    <span class="row-head">
                        <span class="row-name">
                            {who} <span class="visually-hidden" hidden=read>
                                ", unread"
                            </span>
                        </span>
                        <span class="row-time">{local_time::time(at, text(move || full.get()), when)}</span>
                    </span>
                    <span class="row-text">{first_line}</span>
                </summary>
                <div class="off-line-body">
                    <p class="off-line-text">{words}</p>
                    <p class="off-line-facts">{place}</p>
                    <a class="button" href=format!("mailto:{email}")>
                        {icon(icon::MAIL)}
                        {format!("Answer {email}")}
                    </a>
                </div>
            </details>
        </li>
    }
    .into_any()
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
    use wire::{OffLineMessageId, SiteId, Timestamp};

    fn message(nr: u64, at: i64, read: bool) -> OffLineMessageView {
        OffLineMessageView {
            id: OffLineMessageId::v7(nr, &[0; 10]),
            site: SiteId::v7(1, &[0; 10]),
            name: String::new(),
            email: "ben@example.org".into(),
            text: "Hello".into(),
            page: String::new(),
            at: Timestamp(at),
            read,
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
