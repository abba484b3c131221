//! The messages of a chat, and where in them the operator is reading.

mod message;
mod reading;

use leptos::{ev, html, prelude::*};
use wire::ChatId;

use self::{message::LineView, reading::Reading};
use super::{
    Desktop,
    lines::{Reader, lines},
    local_time,
    place::Place,
};
use crate::{
    drawn::{flag, part, text},
    icon::{self, icon},
    live::{Live, thread::Loaded},
    words,
};

/// A visitor who has not gone on typing for so long has stopped, in milliseconds.
const TYPING_LASTS: i64 = 10_000;

#[component]
pub(crate) fn ThreadView(chat: ChatId, name: Signal<String>) -> impl IntoView {
    let live = expect_context::<Live>();
    let thread = live.thread(chat);
    let state = Memo::new(move |_| thread.state.get());
    let since = RwSignal::from(thread.typing);
    let is_still =
        flag(move || since.get().is_none_or(|since| live.clock.now().millis_since(since) >= TYPING_LASTS));
    let typing = text(move || match is_still.get() {
        true => String::new(),
        false => format!("{} is typing", name.get()),
    });
    let lines = part(move || match state.get() {
        Loaded::Yes => view! { <Lines chat name /> }.into_any(),
        Loaded::Not => view! {
            <div class="thread-scroll" aria-busy="true">
                <div class="skeleton" role="status">
                    <span class="visually-hidden">"Loading the conversation…"</span>
                    <i></i>
                    <i></i>
                    <i></i>
                </div>
            </div>
        }
        .into_any(),
        Loaded::Refused(why) => view! {
            <div class="empty">
                <h2>"This chat cannot be shown"</h2>
                <p>{words::refusal(&why)}</p>
                <a class="button" href=Place::Visitors.path()>
                    "Back to the visitors"
                </a>
            </div>
        }
        .into_any(),
    });
    view! {
        {lines}
        <p class="typing" aria-live="polite">
            <span class="dots" aria-hidden="true" hidden=is_still>
                <i></i>
                <i></i>
                <i></i>
            </span>
            {typing}
        </p>
    }
    .into_any()
}

#[component]
fn Lines(chat: ChatId, name: Signal<String>) -> impl IntoView {
    let live = expect_context::<Live>();
    let voice = expect_context::<Desktop>().voice;
    let log = live.thread(chat).log;
    let scroller = NodeRef::<html::Div>::new();
    let reading = Reading::new(live, chat, scroller);

    let all = move || {
        let day = local_time::day_number;
        let me = live.desk.me.with(|me| me.id);
        let reader = Reader { me, new_after: reading.new_after.get(), day: &day };
        log.with(|log| live.outbox.with(|outbox| lines(log.messages(), outbox.of(chat), &reader)))
    };
    Effect::new(move |_| {
        reading.follow_size();
        let visibility = window_event_listener(ev::visibilitychange, move |_| reading.look());
        on_cleanup(move || visibility.remove());
    });
    view! {
        <div
            class="thread-scroll"
            node_ref=scroller
            tabindex="0"
            role="region"
            aria-label=text(move || format!("Conversation with {}", name.get()))
            on:scroll=move |_| reading.look()
        >
            <ol class="thread">
                <For
                    each=all
                    key=|line| line.key(&local_time::day_number)
                    children=move |line| view! { <LineView line chat name /> }
                />
            </ol>
        </div>
        <button
            type="button"
            class="jump"
            hidden=flag(move || reading.is_at_end.get())
            on:click=move |_| {
                reading.jump_to_end();
                voice.announce("At the latest message".into());
            }
        >
            {icon(icon::DOWN)}
            "Jump to latest"
        </button>
    }
    .into_any()
}
