//! What visitors left while nobody was available (manual A11). Opening one marks it as read, for everybody.

use codee::binary::PostcardCodec;
use leptos::{
    either::Either,
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use wire::operator::OffLineMessageView;

use super::{
    conversation::{WaitingStrip, WayBack},
    links, local_time,
};
use crate::{
    icon::{self, icon},
    live::Live,
    words,
};

/// The newest first.
#[server(prefix = "/api", endpoint = "off_line_messages", input = PostUrl, output = Postcard)]
pub(crate) async fn off_line_messages() -> Result<Vec<OffLineMessageView>, ServerFnError> {
    use crate::request;

    let who = request::signed_in().ok_or_else(|| ServerFnError::new("not signed in"))?;
    request::switchboard()?.off_line_messages(&who).await.map_err(|error| {
        tracing::error!(%error, "the off-line messages");
        ServerFnError::new("the off-line messages could not be read")
    })
}

#[component]
pub(crate) fn OffLineMessages() -> impl IntoView {
    let live = expect_context::<Live>();
    let stored: Resource<Option<Vec<OffLineMessageView>>, PostcardCodec> = ArcResource::new_with_options(
        // A connection that comes back may have missed some.
        move || live.connection.get().is_up(),
        |_| async { off_line_messages().await.ok() },
        false,
    )
    .into();
    view! {
        <WaitingStrip />
        <header class="pane-head">
            <WayBack />
            <h1>"Off-line messages"</h1>
            <p class="pane-sub">
                {move || match live.desk.unread_off_line_messages.get() {
                    0 => "All read".to_owned(),
                    n => format!("{n} unread"),
                }}
            </p>
        </header>
        <div class="pane-body">
            <Transition fallback=|| {
                view! { <p class="quiet-note is-padded is-slow" role="status">"Loading the messages…"</p> }
            }>
                {move || Suspend::new(async move {
                    match stored.await {
                        Some(messages) => Either::Left(view! { <List messages /> }),
                        None => Either::Right(view! {
                            <div class="empty">
                                <h2>"The messages could not be read"</h2>
                                <p>"The server had trouble. Nothing is lost."</p>
                                <button type="button" class="button" on:click=move |_| stored.refetch()>
                                    "Try again"
                                </button>
                            </div>
                        }),
                    }
                })}
            </Transition>
        </div>
    }
    .into_any()
}

#[component]
fn List(messages: Vec<OffLineMessageView>) -> impl IntoView {
    let live = expect_context::<Live>();
    let messages = RwSignal::new(messages);
    Effect::new(move |_| {
        if let Some(news) = live.off_line_message.get() {
            messages.update(|messages| merge(messages, news));
        }
    });
    view! {
        <ul class="off-line-messages" hidden=move || messages.read().is_empty()>
            <For
                each=move || messages.get()
                key=|message| message.id
                children=move |message| {
                    let id = message.id;
                    let read = Memo::new(move |_| messages.read().iter().any(|known| known.id == id && known.read));
                    view! { <Message message read /> }
                }
            />
        </ul>
        {move || {
            messages
                .read()
                .is_empty()
                .then(|| {
                    view! {
                        <div class="empty">
                            <h2>"No off-line messages"</h2>
                            <p>
                                "When nobody is available, visitors can leave a message instead of a chat. \
                                 You find it here."
                            </p>
                        </div>
                    }
                })
        }}
    }
}

#[component]
fn Message(message: OffLineMessageView, read: Memo<bool>) -> impl IntoView {
    let live = expect_context::<Live>();
    let OffLineMessageView { id, site, name, email, text, page, at, .. } = message;
    let who = if name.is_empty() { email.clone() } else { name };
    let is_open = RwSignal::new(false);
    let when = move || words::ago(live.clock.now(), at);
    let first_line: String = text.lines().next().unwrap_or_default().chars().take(160).collect();
    let answer = format!("mailto:{email}");
    view! {
        <li>
            <details
                class="off-line-message"
                class:is-unread=move || !read.get()
                on:toggle:target=move |event| {
                    is_open.set(event.target().open());
                    if event.target().open() && !read.get_untracked() {
                        live.mark_off_line_message_read(id);
                    }
                }
            >
                <summary>
                    <span class="row-head">
                        <span class="row-name">
                            {who}
                            {move || (!read.get()).then(|| view! { <span class="visually-hidden">", unread"</span> })}
                        </span>
                        <span class="row-time">
                            {move || {
                                let full = if is_open.get() { local_time::in_full(live.clock.now(), at) } else { Default::default() };
                                local_time::time(at, full, when())
                            }}
                        </span>
                    </span>
                    <span class="row-text">{first_line}</span>
                </summary>
                <div class="off-line-body">
                    <p class="off-line-text">{text}</p>
                    <p class="off-line-facts">
                        {move || live.desk.site_name(site)}
                        {(!page.is_empty()).then(|| format!(" · {}", links::path(&page)))}
                    </p>
                    <a class="button" href=answer>
                        {icon(icon::MAIL)}
                        {format!("Answer {email}")}
                    </a>
                </div>
            </details>
        </li>
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
