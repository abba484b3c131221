//! The messages of a chat, and the reader's position in them.

mod extent;
mod message;
mod picture;
mod reading;

use leptos::{ev, html, prelude::*};
use wire::{ChatId, Seq};

use self::{message::LineView, reading::Reading};
use super::{
    lines::{Reader, lines},
    local_time,
};
use crate::{
    drawn::{flag, part, text, translatable},
    icon::{self, icon},
    live::{Live, thread::Loaded},
    parts::voice::Voice,
    place::Place,
    texts::{tr, tr_with},
    words,
};

/// How many of the last characters of a visitor's typing are shown.
const TAIL: usize = 80;
/// How long a typing notification lasts without a repeat, in milliseconds.
const TYPING_LASTS: i64 = 10_000;

#[component]
pub(crate) fn ThreadView(
    chat: ChatId,
    name: Signal<String>,
    /// The message to bring into view, each time it is set.
    #[prop(optional)]
    sought: Option<RwSignal<Option<Seq>>>,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let thread = live.conversations.thread(chat);
    let state = Memo::new(move |_| thread.state.get());
    let typed = RwSignal::from(thread.typing);
    // A visitor whose notification runs out has stopped typing, even if no stop was received.
    let types = move || {
        let now = live.clock.now();
        typed.with(|typed| typed.as_ref().is_some_and(|(since, _)| now.millis_since(*since) < TYPING_LASTS))
    };
    let is_still = flag(move || !types() && live.conversations.beside(chat).0.is_empty());
    let whole = text(move || match types() {
        true => typed.with(|typed| typed.as_ref().map(|(_, text)| text.clone()).unwrap_or_default()),
        false => String::new(),
    });
    let preview = translatable(move || tail(&whole.read()));
    let typing = text(move || {
        let (colleagues, _) = live.conversations.beside(chat);
        let visitor = types().then(|| name.get());
        let names: Vec<_> = visitor.into_iter().chain(colleagues).collect();
        let (is_one, is_shown, who) = (names.len() == 1, !whole.read().is_empty(), names.join(", "));
        match (is_one, is_shown) {
            _ if names.is_empty() => String::new(),
            (true, false) => tr_with("%1 is typing", &[&who]),
            (true, true) => tr_with("%1 is typing:", &[&who]),
            (false, false) => tr_with("%1 are typing", &[&who]),
            (false, true) => tr_with("%1 are typing:", &[&who]),
        }
    });
    let looking = text(move || match live.conversations.beside(chat).1 {
        names if names.is_empty() => String::new(),
        names if names.len() == 1 => tr_with("%1 is here too", &[&names.join(", ")]),
        names => tr_with("%1 are here too", &[&names.join(", ")]),
    });
    let lines = part(move || match state.get() {
        Loaded::Yes => view! { <Lines chat name sought /> }.into_any(),
        Loaded::Not => view! {
            <div class="thread-scroll" aria-busy="true">
                <div class="skeleton" role="status">
                    <span class="visually-hidden">{tr("Loading the conversation…")}</span>
                    <i></i>
                    <i></i>
                    <i></i>
                </div>
            </div>
        }
        .into_any(),
        Loaded::Refused(why) => view! {
            <div class="empty" translate="no">
                <h2>{tr("This chat cannot be shown")}</h2>
                <p>{words::refusal(&why)}</p>
                <a class="button" href=Place::Visitors.path()>
                    {tr("Back to the visitors")}
                </a>
            </div>
        }
        .into_any(),
    });
    view! {
        {lines}
        <div class="beside">
            <p class="typing" aria-live="polite" translate="no">
                <span class="dots" aria-hidden="true" hidden=is_still>
                    <i></i>
                    <i></i>
                    <i></i>
                </span>
                {typing}
            </p>
            // Not a live region, so it is not read aloud at each key; screen readers can move to
            // it.
            <p class="preview" dir="auto" title=whole prop:textContent=preview></p>
            <p class="looking" translate="no">
                {looking}
            </p>
        </div>
    }
    .into_any()
}

/// The end of the text, where the visitor is typing.
fn tail(text: &str) -> String {
    match text.chars().count().saturating_sub(TAIL) {
        0 => text.to_owned(),
        cut => format!("…{}", text.chars().skip(cut).collect::<String>()),
    }
}

#[component]
fn Lines(chat: ChatId, name: Signal<String>, sought: Option<RwSignal<Option<Seq>>>) -> impl IntoView {
    let live = expect_context::<Live>();
    let voice = expect_context::<Voice>();
    let log = live.conversations.thread(chat).log;
    let scroller = NodeRef::<html::Div>::new();
    let reading = Reading::new(live, chat, scroller);
    let marks = Memo::new(move |_| live.desk.visitor_marks(chat));
    let loads_earlier = RwSignal::from(live.conversations.thread(chat).loads_earlier);

    let all = move || {
        let day = local_time::day_number;
        let me = live.desk.me.read().id;
        let reader = Reader { me, new_after: reading.new_after.get(), day: &day };
        let shown = reading.extent.get();
        log.with(|log| {
            let last = shown.last.unwrap_or(log.last());
            let (drawn, later) = (log.between(shown.first, last), log.between(last.next(), log.last()));
            live.conversations.outbox.with(|outbox| {
                let unsent = outbox.of(chat).filter(|_| shown.last.is_none());
                lines(drawn, later, unsent, &reader)
            })
        })
    };
    if let Some(sought) = sought {
        Effect::new(move |_| {
            if let Some(seq) = sought.get() {
                reading.seek(seq);
            }
        });
    }
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
            aria-label=text(move || tr_with("Conversation with %1", &[&name.get()]))
            on:scroll=move |_| reading.look()
        >
            <p class="earlier" role="status" translate="no" hidden=flag(move || !loads_earlier.get())>
                {tr("Loading earlier messages…")}
            </p>
            <ol class="thread">
                <For
                    each=all
                    key=|line| line.key(&local_time::day_number)
                    children=move |line| view! { <LineView line chat name marks /> }
                />
            </ol>
        </div>
        <button
            type="button"
            class="jump"
            translate="no"
            hidden=flag(move || reading.is_at_end.get())
            on:click=move |_| {
                reading.jump_to_end();
                voice.announce(tr("At the latest message").into());
            }
        >
            {icon(icon::DOWN)}
            {tr("Jump to latest")}
        </button>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{TAIL, tail};

    #[test]
    fn of_a_long_text_the_end_is_shown() {
        assert_eq!(tail("Is it oak?"), "Is it oak?");
        let fits = "é".repeat(TAIL);
        assert_eq!(tail(&fits), fits);
        assert_eq!(tail(&format!("a{fits}")), format!("…{fits}"));
    }
}
