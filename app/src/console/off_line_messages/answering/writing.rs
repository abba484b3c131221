//! Sends an answer, after a spell check if the operator wants one.

use std::rc::Rc;

use leptos::prelude::*;
use wire::operator::{Command, OffLineReply, Refusal};

use super::Writing;
use crate::{console::off_line_messages::detail::refused, live::keep::Draft, texts::tr};

impl Writing {
    /// Sends the answer. On failure the text stays in the field, with the reason.
    pub(super) fn send(self, is_done: bool, is_checked: bool) {
        // Another message may have been opened during the spell check; the draft is kept.
        let Some(text) = self.field.draft.try_get_untracked() else { return };
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
        self.live.keep().keep_draft(Draft::Answer(self.id), "");
        self.field.draft.try_set(String::new());
        self.sent.try_set_value(None);
        self.voice.show(tr("The answer is on its way.").into());
    }

    /// Opens the Spell Checker window over the text if it has unknown words (manual B7).
    /// `then_send`: send afterwards, and whether that also marks the message as done.
    pub(super) fn check_spelling(self, then_send: Option<bool>) {
        let Writing { checker, window, voice, .. } = self;
        let then_send =
            then_send.map(|is_done| -> Rc<dyn Fn()> { Rc::new(move || self.send(is_done, true)) });
        self.field.check_spelling(checker, window, voice, false, then_send);
    }
}
