//! A text field: its content, its caret, and what is inserted into it. The composer of a chat has
//! one, and so does the answer to an offline message.

use leptos::{ev::KeyboardEvent, html, prelude::*};

use super::{
    picker::{self, Choice, Token},
    typing::Typing,
};
use crate::{
    drawn::flag,
    live::{Live, keep::Draft},
    parts::keys,
};

/// The type of input (manual B6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Input {
    #[default]
    Text,
    Url,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Enter {
    /// Enter sends, and Shift+Enter inserts a line break.
    Sends,
    /// Enter inserts a line break, as in an email, and Ctrl+Enter sends.
    BreaksTheLine,
}

/// A copyable handle to the text and to the suggestions while typing.
#[derive(Clone, Copy)]
pub(crate) struct Field {
    pub(super) live: Live,
    of: Draft,
    pub(crate) draft: RwSignal<String>,
    pub(crate) input: RwSignal<Input>,
    /// In characters.
    pub(super) count: Memo<usize>,
    /// The maximum number of characters.
    pub(super) most: Signal<usize>,
    pub(crate) is_too_long: Signal<bool>,
    /// Whether it contains only white space.
    pub(crate) is_empty: Signal<bool>,
    pub(super) area: NodeRef<html::Textarea>,
    pub(super) search: NodeRef<html::Input>,
    /// What suggestions are offered for, if anything.
    pub(super) token: RwSignal<Option<Token>>,
    pub(super) choices: Memo<Vec<Choice>>,
    pub(super) chosen: RwSignal<usize>,
    pub(super) is_search: Memo<bool>,
    pub(super) fill_in: Callback<String, String>,
    /// `None`: no one is told that the operator is typing.
    pub(super) typing: Option<Typing>,
}

impl Field {
    pub(crate) fn new(
        live: Live,
        of: Draft,
        input: RwSignal<Input>,
        most: Signal<usize>,
        can_be_picked: fn(&Choice) -> bool,
        fill_in: Callback<String, String>,
    ) -> Field {
        let draft = RwSignal::new(live.keep().draft(of));
        let count = Memo::new(move |_| draft.with(|draft| draft.chars().count()));
        let token = RwSignal::new(None::<Token>);
        let choices = Memo::new(move |_| {
            let Some(token) = token.get() else { return Vec::new() };
            let me = live.desk.me.read().id;
            let has = match of {
                Draft::Chat(chat) => live.tags.of_any(chat),
                Draft::Answer(_) => Vec::new(),
            };
            let (canned, colleagues) = (live.own.canned.read(), live.desk.colleagues.read());
            let tags = live.tags.all.read();
            let mut choices = picker::choices(&token, &canned, me, &colleagues, &tags, &has);
            choices.retain(can_be_picked);
            choices
        });
        Field {
            live,
            of,
            draft,
            input,
            count,
            most,
            is_too_long: flag(move || count.get() > most.get()),
            is_empty: flag(move || draft.read().trim().is_empty()),
            area: NodeRef::new(),
            search: NodeRef::new(),
            token,
            choices,
            chosen: RwSignal::new(0),
            is_search: Memo::new(move |_| token.with(|token| token.as_ref().is_some_and(Token::is_search))),
            fill_in,
            typing: match of {
                Draft::Chat(chat) => Some(Typing::new(live, chat)),
                Draft::Answer(_) => None,
            },
        }
    }

    /// Handles a new text and updates the suggestions. Also called after the field is gone: the
    /// draft is kept.
    pub(crate) fn changed(self, text: String) {
        self.keep(&text);
        if let Some(typing) = self.typing {
            typing.changed(!text.trim().is_empty() && !text.trim_start().starts_with('/'));
        }
        let token = picker::token(&text, self.caret(&text), self.is_url());
        self.draft.try_set(text);
        self.pick_for(token);
    }

    pub(super) fn keep(self, text: &str) {
        self.live.keep().keep_draft(self.of, text);
    }

    pub(crate) fn set_input(self, input: Input) {
        self.input.set(input);
        self.token.set(None);
        self.focus();
    }

    pub(crate) fn is_url(self) -> bool {
        self.input.try_get_untracked() == Some(Input::Url)
    }

    /// Handles a key that is not plain text input.
    pub(crate) fn on_key(self, event: &KeyboardEvent, enter: Enter, send: &dyn Fn()) {
        if !keys::is_composing(event) && self.take_key(event, enter, send) {
            event.prevent_default();
        }
    }

    fn take_key(self, event: &KeyboardEvent, enter: Enter, send: &dyn Fn()) -> bool {
        let choices = self.choices.get_untracked();
        let (count, is_shifted) = (choices.len(), event.shift_key());
        let is_picking = count > 0;
        let is_search = self.is_search();
        let is_letter = enter == Enter::BreaksTheLine;
        match event.key().as_str() {
            "ArrowDown" if is_picking => self.chosen.update(|nr| *nr = (*nr + 1) % count),
            "ArrowUp" if is_picking => self.chosen.update(|nr| *nr = (*nr + count - 1) % count),
            "Escape" if is_picking || is_search => {
                event.stop_propagation();
                self.token.set(None);
                self.focus();
            }
            "Enter" if is_letter && (event.ctrl_key() || event.meta_key()) => send(),
            "Enter" | "Tab" if is_picking && !is_shifted && !self.is_complete(&choices) => {
                if let Some(choice) = choices.get(self.chosen.get_untracked()) {
                    self.pick(choice);
                }
            }
            "Enter" if is_search => {}
            "Enter" if !is_letter && !is_shifted => send(),
            " " => {
                // The browser itself then types the space, after the inserted text.
                self.expand();
                return false;
            }
            _ => return false,
        }
        true
    }

    /// The caret's position in the text, in bytes. Browsers count UTF-16 code units.
    pub(super) fn caret(self, text: &str) -> usize {
        let area = self.area.try_get_untracked().flatten();
        let units = area.and_then(|area| area.selection_start().ok().flatten());
        let mut left = units.map_or(usize::MAX, |units| units as usize);
        for (at, c) in text.char_indices() {
            if left == 0 {
                return at;
            }
            left = left.saturating_sub(c.len_utf16());
        }
        text.len()
    }

    /// Replaces the text and puts the caret at a byte offset.
    pub(super) fn write(self, text: &str, caret: usize) {
        let before = text.get(..caret).unwrap_or(text);
        let units = before.encode_utf16().count() as u32;
        if let Some(area) = self.area.get_untracked() {
            area.set_value(text);
            // Fails only for elements that are not text fields.
            let _ = area.set_selection_range(units, units);
        }
    }

    pub(crate) fn focus(self) {
        // By the next frame, another chat may have been opened.
        if let Some(area) = self.area.try_get_untracked().flatten() {
            let _ = area.focus(); // if it cannot take focus, nothing moves
        }
    }
}
