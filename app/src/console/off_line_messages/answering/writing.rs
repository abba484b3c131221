//! An answer is sent, after its spelling was checked if that is wanted.

use std::rc::Rc;

use leptos::prelude::*;
use wire::operator::{Command, OffLineReply, Refusal};

use super::Writing;
use crate::{console::off_line_messages::detail::refused, live::keep::Draft, texts::tr};

impl Writing {
    /// Sends it. What cannot be sent stays in the field, and it is told why.
    pub(super) fn send(self, is_done: bool, is_checked: bool) {
        // While the spelling was checked another message may have been opened; the draft is kept.
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

    /// Opens the Spell Checker window over the text, if there is something to look at (manual B7). `then_send`: it is sent
    /// afterwards, and whether nothing is left to do then.
    pub(super) fn check_spelling(self, then_send: Option<bool>) {
        let Writing { checker, window, voice, .. } = self;
        let then_send =
            then_send.map(|is_done| -> Rc<dyn Fn()> { Rc::new(move || self.send(is_done, true)) });
        self.field.check_spelling(checker, window, voice, false, then_send);
    }
}
