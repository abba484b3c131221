//! What is picked takes its place in the text: commands, names, canned responses (manual A9, A15, B15).

use leptos::prelude::*;
use wire::canned::placeholder::{Values, filled_in};

use super::{
    Composing, To,
    field::write,
    picker::{self, Choice, Token},
};
use crate::console::local_time;

impl Composing {
    /// Opens the drop-down of all that could be picked, or closes it.
    pub(super) fn offer_all(self) {
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
        // When it is there to be seen: what is hidden cannot have the focus.
        request_animation_frame(move || {
            if let Some(search) = self.search.try_get_untracked().flatten() {
                let _ = search.focus(); // a field that cannot take the focus leaves it where it is
            }
        });
    }

    pub(super) fn search_for(self, typed: &str) {
        let token = self.token.get_untracked().filter(Token::is_search);
        self.pick_for(token.map(|token| token.searching(typed)));
    }

    /// Whether the drop-down is open. A field that is taken out of the page while it has the focus asks it as well, when
    /// nothing of this is there any more.
    pub(super) fn is_search(self) -> bool {
        let is_search = |token: &Option<Token>| token.as_ref().is_some_and(Token::is_search);
        self.token.try_with_untracked(is_search).unwrap_or_default()
    }

    /// The focus has left the drop-down.
    pub(super) fn close_search(self) {
        if self.is_search() {
            self.token.set(None);
        }
    }

    pub(super) fn pick_for(self, token: Option<Token>) {
        self.chosen.set(0);
        self.token.set(token);
    }

    pub(super) fn choices(self) -> Vec<Choice> {
        let Some(token) = self.token.get() else { return Vec::new() };
        let me = self.live.desk.me.read().id;
        let canned = self.live.own.canned.read();
        let mut choices = picker::choices(&token, &canned, me, &self.live.desk.colleagues.read());
        if self.to == To::Colleague {
            choices.retain(|choice| match choice {
                Choice::Command(spec) => !spec.is_of_chat(),
                Choice::Canned(_) | Choice::Colleague(_) => true,
            });
        }
        choices
    }

    /// A command that is typed in full is carried out rather than picked.
    pub(super) fn is_complete(self, choices: &[Choice]) -> bool {
        let chosen = choices.get(self.chosen.get_untracked());
        let text = chosen.map(|choice| choice.text(|text| text.to_owned()));
        !matches!(chosen, Some(Choice::Canned(_)))
            && self.draft.with_untracked(|draft| match chosen {
                Some(Choice::Colleague(_)) => text.is_some_and(|name| draft.ends_with(&name)),
                _ => text.as_deref() == Some(draft.as_str()),
            })
    }

    pub(super) fn pick(self, choice: &Choice) {
        let Some(token) = self.token.get_untracked() else { return };
        self.put(&token, &choice.text(|text| self.filled_in(text)));
        // A command with a name behind it offers the names at once.
        let text = self.draft.get_untracked();
        let next = picker::token(&text, self.caret(&text), self.is_url());
        self.pick_for(next.filter(|_| matches!(choice, Choice::Command(_))));
    }

    /// A space behind a shortcut puts in the response (manual A9).
    pub(super) fn expand(self) {
        let Some(token) = self.token.get_untracked() else { return };
        let found = self.live.own.canned.with_untracked(|all| picker::exact(&token, all).cloned());
        if let Some(found) = found {
            self.put(&token, &self.filled_in(&found.text));
            self.token.set(None);
        }
    }

    fn put(self, token: &Token, replacement: &str) {
        let mut text = self.draft.get_untracked();
        text.replace_range(token.start..token.end, replacement);
        self.live.keep().keep_draft(self.chat, &text);
        self.draft.set(text.clone());
        write(self.field, &text, token.start + replacement.len());
        self.focus();
    }

    fn filled_in(self, canned: &str) -> String {
        let chat = self.live.desk.chat_untracked(self.chat);
        let site =
            untrack(|| chat.as_ref().map(|chat| self.live.desk.site_name(chat.site)).unwrap_or_default());
        let me = self.live.desk.me.read_untracked();
        let asked_for = chat.as_ref().and_then(|chat| chat.routed.department.as_ref());
        let values = Values {
            visitor: chat.as_ref().and_then(|chat| chat.visitor_name.as_deref()).unwrap_or_default(),
            operator: &me.screen_name,
            department: asked_for.or(me.departments.first()).map(String::as_str).unwrap_or_default(),
            site: &site,
            hour: local_time::hour(),
        };
        filled_in(canned, &values)
    }
}
