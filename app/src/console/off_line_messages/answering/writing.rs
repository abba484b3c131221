//! What is done with the text of an answer: canned responses are put in, its spelling is checked, and it is sent.

use leptos::{ev::KeyboardEvent, html, prelude::*, task::spawn_local};
use wire::{
    canned::placeholder::{Values, filled_in},
    operator::{Command, OffLineReply, Refusal},
};

use super::Writing;
use crate::{
    console::{
        composer::{
            field::{caret, write},
            picker::{self, Choice, Picking, Token},
        },
        local_time,
        off_line_messages::detail::refused,
        window::open::Window,
    },
    parts::keys,
    spelling::review::Review,
    texts::tr,
};

impl Picking for Writing {
    fn chosen(self) -> RwSignal<usize> {
        self.chosen
    }

    fn search(self) -> NodeRef<html::Input> {
        self.search
    }

    fn on_key(self, event: &KeyboardEvent, choices: Memo<Vec<Choice>>) {
        if !keys::is_composing(event) && self.take_key(event, &choices.get_untracked()) {
            event.prevent_default();
        }
    }

    fn search_for(self, typed: &str) {
        let token = self.token.get_untracked().filter(Token::is_search);
        self.pick_for(token.map(|token| token.searching(typed)));
    }

    fn close_search(self) {
        if self.is_search() {
            self.token.try_set(None);
        }
    }

    fn pick(self, choice: &Choice) {
        if let Some(token) = self.token.get_untracked() {
            self.put(&token, &choice.text(|text| self.filled_in(text)));
            self.token.set(None);
        }
    }
}

impl Writing {
    /// Does what a key asks for; false if it is the field's own. In a letter Enter begins a line.
    fn take_key(self, event: &KeyboardEvent, choices: &[Choice]) -> bool {
        let count = choices.len();
        let is_picking = count > 0;
        let is_search = self.is_search();
        match event.key().as_str() {
            "ArrowDown" if is_picking => self.chosen.update(|nr| *nr = (*nr + 1) % count),
            "ArrowUp" if is_picking => self.chosen.update(|nr| *nr = (*nr + count - 1) % count),
            "Escape" if is_picking || is_search => {
                event.stop_propagation();
                self.token.set(None);
                self.focus();
            }
            "Enter" if event.ctrl_key() || event.meta_key() => self.send(false, false),
            "Enter" | "Tab" if is_picking && !event.shift_key() => {
                if let Some(choice) = choices.get(self.chosen.get_untracked()) {
                    Picking::pick(self, choice);
                }
            }
            "Enter" if is_search => {}
            " " => {
                // The space itself is typed by the browser, behind what was put in.
                self.expand();
                return false;
            }
            _ => return false,
        }
        true
    }

    /// The text is another one; what is being picked for follows from it.
    pub(super) fn changed(self, text: String) {
        self.live.keep().keep_answer(self.id, &text);
        let token = picker::token(&text, caret(self.field, &text), false);
        self.draft.try_set(text);
        self.pick_for(token);
    }

    /// Opens the drop-down of all canned responses, or closes it.
    pub(super) fn offer_all(self) {
        if self.is_search() {
            self.token.set(None);
            return self.focus();
        }
        let text = self.draft.get_untracked();
        if let Some(search) = self.search.get_untracked() {
            search.set_value("");
        }
        self.pick_for(Some(picker::everything(&text, caret(self.field, &text), false)));
        // When it is there to be seen: what is hidden cannot have the focus.
        request_animation_frame(move || {
            if let Some(search) = self.search.try_get_untracked().flatten() {
                let _ = search.focus(); // a field that cannot take the focus leaves it where it is
            }
        });
    }

    /// Whether the drop-down is open; also asked when nothing of this is there any more.
    pub(super) fn is_search(self) -> bool {
        let is_search = |token: &Option<Token>| token.as_ref().is_some_and(Token::is_search);
        self.token.try_with_untracked(is_search).unwrap_or_default()
    }

    fn pick_for(self, token: Option<Token>) {
        self.chosen.try_set(0);
        self.token.try_set(token);
    }

    /// Only what can stand in a letter.
    pub(super) fn choices(self) -> Vec<Choice> {
        let Some(token) = self.token.get() else { return Vec::new() };
        let me = self.live.desk.me.read().id;
        let mut choices = picker::choices(&token, &self.live.own.canned.read(), me, &[]);
        choices.retain(|choice| matches!(choice, Choice::Canned(_)));
        choices
    }

    /// A space behind a shortcut puts in the response (manual A9).
    fn expand(self) {
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
        self.live.keep().keep_answer(self.id, &text);
        self.draft.set(text.clone());
        write(self.field, &text, token.start + replacement.len());
        self.focus();
    }

    fn filled_in(self, canned: &str) -> String {
        let me = self.live.desk.me.read_untracked();
        self.message.with_value(|message| {
            let site = untrack(|| self.live.desk.site_name(message.site));
            let department = message.department.as_ref().or(me.departments.first());
            let values = Values {
                visitor: &message.name,
                operator: &me.screen_name,
                department: department.map(String::as_str).unwrap_or_default(),
                site: &site,
                hour: local_time::hour(),
            };
            filled_in(canned, &values)
        })
    }

    /// Sends it. What cannot be sent stays in the field, and it is told why.
    pub(super) fn send(self, is_done: bool, is_checked: bool) {
        // While the spelling was checked another message may have been opened; the draft is kept.
        let Some(text) = self.draft.try_get_untracked() else { return };
        if self.is_sending.get_untracked() || wire::text::message(&text).is_err() {
            return;
        }
        if !is_checked && self.live.desk.preferences.read_untracked().checks_spelling {
            return self.check_spelling(Some(is_done));
        }
        let Some(now) = untrack(|| self.listed.message(self.id)) else { return };
        let before = self.sent.get_value().filter(|(_, sent)| *sent == text);
        let id = before.map_or_else(|| self.live.off_line.new_answer_id(), |(id, _)| id);
        self.sent.set_value(Some((id, text.clone())));
        self.fault.set(String::new());
        let reply = OffLineReply { message: self.id, seen: now.version, id, text, is_done };
        let is_sent = self.live.ask(Command::AnswerOffLine(reply), move |result| {
            self.is_sending.try_set(false);
            match result {
                Ok(_) => self.is_on_its_way(),
                Err(refusal) => {
                    if refusal == Refusal::NoMail {
                        self.listed.has_mail.try_set(false);
                    }
                    self.fault.try_set(refused(&refusal));
                }
            }
        });
        self.is_sending.set(is_sent);
    }

    fn is_on_its_way(self) {
        self.live.keep().keep_answer(self.id, "");
        self.draft.try_set(String::new());
        self.sent.try_set_value(None);
        self.voice.show(tr("The answer is on its way.").into());
    }

    /// Opens the Spell Checker window over the text, if there is something to look at (manual B7). `then_send`: it is sent
    /// afterwards, and whether nothing is left to do then.
    pub(super) fn check_spelling(self, then_send: Option<bool>) {
        let Writing { checker, window, voice, .. } = self;
        let text = self.draft.get_untracked();
        spawn_local(async move {
            let send = move || {
                if let Some(is_done) = then_send {
                    self.send(is_done, true);
                }
            };
            let then = move |text: String| {
                self.changed(text);
                send();
                // When the window is closed: that gives the focus back to where it was opened.
                request_animation_frame(move || self.focus());
            };
            match checker.check(&text, false).await {
                Ok(unknown) if !unknown.is_empty() => {
                    checker.spelled.begin(Review::new(text, &unknown), then);
                    window.set(Some(Window::Spelling));
                }
                // What cannot be checked is not held back.
                Ok(_) if then_send.is_some() => send(),
                Ok(_) => voice.show(tr("No misspelled word was found.").into()),
                Err(failed) => {
                    voice.show(failed.words().into());
                    send();
                }
            }
        });
    }

    pub(super) fn focus(self) {
        if let Some(field) = self.field.try_get_untracked().flatten() {
            let _ = field.focus(); // a field that cannot take the focus leaves it where it is
        }
    }
}
