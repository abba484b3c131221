//! Inserts the chosen suggestion into the text: commands, names, canned responses (manual A9, A15,
//! B15).

use leptos::prelude::*;
use wire::{
    SiteId,
    canned::placeholder::{self, Values},
};

use super::{
    field::Field,
    picker::{self, Choice, Token},
};
use crate::{console::local_time, live::Live};

impl Field {
    /// Opens the drop-down of all suggestions, or closes it.
    pub(crate) fn offer_all(self) {
        if self.is_search() {
            self.token.set(None);
            return self.focus();
        }
        let text = self.draft.get_untracked();
        let caret = self.caret(&text);
        if let Some(search) = self.search.get_untracked() {
            search.set_value("");
        }
        self.pick_for(Some(picker::everything(&text, caret, self.is_url())));
        // A hidden element cannot take focus, so wait until it is visible.
        request_animation_frame(move || {
            if let Some(search) = self.search.try_get_untracked().flatten() {
                let _ = search.focus(); // if it cannot take focus, nothing moves
            }
        });
    }

    pub(super) fn search_for(self, typed: &str) {
        let token = self.token.get_untracked().filter(Token::is_search);
        self.pick_for(token.map(|token| token.searching(typed)));
    }

    /// Whether the drop-down is open. Also called after the field is gone, because an element that
    /// is removed while it has focus fires `blur`.
    pub(super) fn is_search(self) -> bool {
        let is_search = |token: &Option<Token>| token.as_ref().is_some_and(Token::is_search);
        self.token.try_with_untracked(is_search).unwrap_or_default()
    }

    /// Focus has left the drop-down.
    pub(super) fn close_search(self) {
        if self.is_search() {
            self.token.try_set(None);
        }
    }

    /// Focus has left the text, perhaps for the drop-down.
    pub(super) fn left(self) {
        if let Some(typing) = self.typing {
            typing.stop();
        }
        if !self.is_search() {
            self.token.try_set(None);
        }
    }

    pub(super) fn pick_for(self, token: Option<Token>) {
        self.chosen.try_set(0);
        self.token.try_set(token);
    }

    /// Whether a command is typed in full; Enter then runs it instead of choosing a suggestion.
    pub(super) fn is_complete(self, choices: &[Choice]) -> bool {
        let chosen = choices.get(self.chosen.get_untracked());
        let text = chosen.map(|choice| choice.text(|text| text.to_owned()));
        !matches!(chosen, Some(Choice::Canned(_)))
            && self.draft.with_untracked(|draft| match chosen {
                Some(Choice::Colleague(_) | Choice::Tag(_) | Choice::Time(_)) => {
                    text.is_some_and(|name| draft.ends_with(&name))
                }
                _ => text.as_deref() == Some(draft.as_str()),
            })
    }

    pub(super) fn pick(self, choice: &Choice) {
        let Some(token) = self.token.get_untracked() else { return };
        self.put(&token, &choice.text(|text| self.fill_in.run(text.to_owned())));
        // A command that takes a name suggests names at once.
        let text = self.draft.get_untracked();
        let next = picker::token(&text, self.caret(&text), self.is_url());
        self.pick_for(next.filter(|_| matches!(choice, Choice::Command(_))));
    }

    /// A space after a shortcut inserts its response (manual A9).
    pub(super) fn expand(self) {
        let Some(token) = self.token.get_untracked() else { return };
        let found = self.live.own.canned.with_untracked(|all| picker::exact(&token, all).cloned());
        if let Some(found) = found {
            self.put(&token, &self.fill_in.run(found.text));
            self.token.set(None);
        }
    }

    fn put(self, token: &Token, replacement: &str) {
        let mut text = self.draft.get_untracked();
        text.replace_range(token.start..token.end, replacement);
        self.keep(&text);
        self.draft.set(text.clone());
        self.write(&text, token.start + replacement.len());
        self.focus();
    }
}

/// A canned response with its placeholders filled in. `asked_for`: the department that the visitor
/// chose.
pub(crate) fn filled_in(
    live: Live,
    canned: &str,
    visitor: &str,
    asked_for: Option<&String>,
    site: Option<SiteId>,
) -> String {
    let me = live.desk.me.read_untracked();
    let site = untrack(|| site.map(|site| live.desk.site_name(site)).unwrap_or_default());
    let values = Values {
        visitor,
        operator: &me.screen_name,
        department: asked_for.or(me.departments.first()).map(String::as_str).unwrap_or_default(),
        site: &site,
        hour: local_time::hour(),
    };
    placeholder::filled_in(canned, &values)
}
