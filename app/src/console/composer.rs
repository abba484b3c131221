//! Where the operator writes (manual B12): Enter sends, Shift+Enter breaks the line, the draft stays with its chat.

use std::time::Duration;

use leptos::{ev::KeyboardEvent, html, prelude::*};
use wire::{ChatId, Timestamp, text::MAX_TEXT};

use crate::{
    drawn::{flag, text, word},
    icon::{self, icon},
    live::Live,
    words,
};

/// From so many characters before the limit on, the composer counts.
const COUNTS_FROM: usize = MAX_TEXT - 300;
/// The visitor's side is told again after so long that the operator is still typing, in milliseconds.
const TOLD_LASTS: i64 = 4_000;
/// Who has not touched a key for so long has stopped typing.
const PAUSE: Duration = Duration::from_secs(6);

#[component]
pub(crate) fn Composer(chat: ChatId, name: Signal<String>) -> impl IntoView {
    let live = expect_context::<Live>();
    let draft = RwSignal::new(String::new());
    let field = NodeRef::<html::Textarea>::new();
    let typing = Typing::new(live, chat);
    let count = Memo::new(move |_| draft.with(|draft| draft.chars().count()));
    let is_too_long = flag(move || count.get() > MAX_TEXT);
    let is_not_ready = flag(move || draft.with(|draft| wire::text::message(draft).is_err()));

    let change = move |text: String| {
        live.keep().keep_draft(chat, &text);
        typing.changed(!text.trim().is_empty());
        draft.set(text);
    };
    let send = move || {
        if let Ok(text) = draft.with_untracked(|draft| wire::text::message(draft)) {
            live.say(chat, text);
            change(String::new());
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
            send();
        }
    };

    Effect::new(move |_| {
        draft.set(live.keep().draft(chat));
        if let Some(field) = field.get_untracked().filter(|_| has_keyboard()) {
            let _ = field.focus(); // a field that cannot take the focus leaves it where it is
        }
    });
    Effect::new(move |_| {
        draft.track();
        if let Some(field) = field.get() {
            grow(&field);
        }
    });
    on_cleanup(move || typing.stop());

    view! {
        <form
            class="composer"
            on:submit=move |event| {
                event.prevent_default();
                send();
            }
        >
            <textarea
                node_ref=field
                rows="1"
                id="composer"
                placeholder="Write a message"
                title="Enter sends, Shift+Enter breaks the line"
                aria-label=text(move || format!("Message to {}", name.get()))
                aria-invalid=word(move || is_too_long.get().then_some("true"))
                aria-describedby="composer-count"
                prop:value=text(move || draft.get())
                on:input:target=move |event| change(event.target().value())
                on:keydown=on_key
                on:blur=move |_| typing.stop()
            ></textarea>
            <div class="composer-tools">
                <span class="composer-hint">"Enter sends, Shift+Enter breaks the line"</span>
                <span id="composer-count" class="composer-count" class:is-over=is_too_long>
                    {text(move || counted(count.get()))}
                </span>
                <button type="submit" class="button is-main" disabled=is_not_ready>
                    {icon(icon::SEND)}
                    "Send"
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// What the counter says; nothing while there is room.
fn counted(count: usize) -> String {
    match MAX_TEXT.checked_sub(count) {
        None => words::count(count - MAX_TEXT, "character", "characters") + " too long",
        Some(left) if count >= COUNTS_FROM => words::count(left, "character", "characters") + " left",
        Some(_) => String::new(),
    }
}

/// As high as its text; the style sheet says how high at most.
fn grow(field: &web_sys::HtmlTextAreaElement) {
    let style = web_sys::HtmlElement::style(field);
    let _ = style.set_property("height", "auto");
    let _ = style.set_property("height", &format!("{}px", field.scroll_height()));
}

/// On a screen without a keyboard the focus would call up one that covers half of the conversation.
fn has_keyboard() -> bool {
    window().match_media("(pointer: fine)").ok().flatten().is_some_and(|query| query.matches())
}

/// Tells the visitor's side when the operator is typing: at the beginning, now and then, and at the end.
#[derive(Clone, Copy)]
struct Typing {
    live: Live,
    chat: ChatId,
    told_at: StoredValue<Option<Timestamp>>,
    pause: StoredValue<Option<TimeoutHandle>>,
}

impl Typing {
    fn new(live: Live, chat: ChatId) -> Typing {
        Typing { live, chat, told_at: StoredValue::new(None), pause: StoredValue::new(None) }
    }

    /// The draft has changed; `holds` tells whether there is something in it.
    fn changed(self, holds: bool) {
        if !holds {
            return self.stop();
        }
        let now = self.live.clock.read();
        if self.told_at.get_value().is_none_or(|told| now.millis_since(told) >= TOLD_LASTS) {
            self.live.typing(self.chat, true);
            self.told_at.set_value(Some(now));
        }
        self.set_pause(set_timeout_with_handle(move || self.stop(), PAUSE).ok());
    }

    fn stop(self) {
        self.set_pause(None);
        if self.told_at.try_get_value().flatten().is_some() {
            self.told_at.set_value(None);
            self.live.typing(self.chat, false);
        }
    }

    fn set_pause(self, timer: Option<TimeoutHandle>) {
        if let Some(before) = self.pause.try_get_value().flatten() {
            before.clear();
        }
        self.pause.try_set_value(timer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_counts_only_near_the_limit() {
        assert_eq!(counted(COUNTS_FROM - 1), "");
        assert_eq!(counted(MAX_TEXT), "0 characters left");
        assert_eq!(counted(MAX_TEXT - 1), "1 character left");
        assert_eq!(counted(MAX_TEXT + 2), "2 characters too long");
    }
}
