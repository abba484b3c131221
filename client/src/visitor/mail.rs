//! The visitor has the chat sent to them by email.

use wire::{
    MessageId, text,
    visitor::{FromVisitor, MailTranscript, Refusal},
};

use super::{
    Effect, Hint, Panel,
    draft::{FieldErrors, NotTaken},
};
use crate::now::Now;

impl Panel {
    /// Whether the visitor can ask for it: an operator took part, the chat is over, and it was not
    /// sent yet.
    pub fn may_mail(&self) -> bool {
        let had = self.conversation.view().is_some_and(|view| view.operator.is_some());
        self.mails && had && self.mailed.is_none() && self.hint() == Some(Hint::Ended)
    }

    /// The address it is being sent to.
    pub fn mailed(&self) -> Option<&str> {
        self.mailed.as_deref()
    }

    /// The visitor asks for it. While that is unanswered, they need not ask again.
    pub fn mail(&mut self, now: &Now) {
        let Some(chat) = self.conversation.id().filter(|_| self.mailing.is_none()) else { return };
        self.field_errors = FieldErrors::default();
        match text::email(&self.draft.email) {
            Ok(email) => {
                self.mailing = Some(MailTranscript { id: now.message_id(), chat, email });
                self.ask_for_mail();
            }
            Err(bad) => self.field_errors.email = Some(bad),
        }
    }

    /// Sends the request, again after a lost connection: the server knows the id.
    pub(super) fn ask_for_mail(&mut self) {
        if let Some(wanted) = self.mailing.clone().filter(|_| self.connection.is_open()) {
            self.effects.push(Effect::Send(FromVisitor::MailTranscript(wanted)));
        }
    }

    /// The server answered a request; without a refusal, it is stored.
    pub(super) fn mail_answered(&mut self, id: MessageId, refused: Option<Refusal>) {
        let Some(wanted) = self.mailing.take_if(|wanted| wanted.id == id) else { return };
        match refused {
            None => self.mailed = Some(wanted.email),
            Some(Refusal::BadEmail(bad)) => self.field_errors.email = Some(bad),
            Some(Refusal::TooMany) => self.field_errors.other = Some(NotTaken::TooOften),
            Some(_) => self.field_errors.other = Some(NotTaken::Failed),
        }
    }
}
