//! The visitor has the chat sent to him by e-mail.

use wire::{
    MessageId, text,
    visitor::{FromVisitor, MailTranscript, Refusal},
};

use super::{Effect, Hint, Panel};
use crate::{draft::Faults, moment::Moment, texts::Text};

impl Panel {
    /// Whether it can be asked for: an operator has had it, it is over, and it was not sent yet.
    pub(crate) fn may_mail(&self) -> bool {
        let had = self.conversation.view().is_some_and(|view| view.operator.is_some());
        self.mails && had && self.mailed.is_none() && self.hint() == Some(Hint::Ended)
    }

    /// The address that it is on its way to.
    pub(crate) fn mailed(&self) -> Option<&str> {
        self.mailed.as_deref()
    }

    /// The visitor wants it; while that is not answered, he need not say so again.
    pub(crate) fn mail(&mut self, now: &Moment) {
        let Some(chat) = self.conversation.id().filter(|_| self.mailing.is_none()) else { return };
        self.faults = Faults::default();
        match text::email(&self.draft.email) {
            Ok(email) => {
                self.mailing = Some(MailTranscript { id: now.message_id(), chat, email });
                self.ask_for_mail();
            }
            Err(bad) => self.faults.email = Some(bad),
        }
    }

    /// Asks for it, again after a lost connection: the server knows the id.
    pub(super) fn ask_for_mail(&mut self) {
        if let Some(wanted) = self.mailing.clone().filter(|_| self.link.is_open()) {
            self.effects.push(Effect::Send(FromVisitor::MailTranscript(wanted)));
        }
    }

    /// The server has answered something; none: it is stored.
    pub(super) fn heard_of_mail(&mut self, id: MessageId, refused: Option<Refusal>) {
        let Some(wanted) = self.mailing.take_if(|wanted| wanted.id == id) else { return };
        match refused {
            None => self.mailed = Some(wanted.email),
            Some(Refusal::BadEmail(bad)) => self.faults.email = Some(bad),
            Some(Refusal::TooMany) => self.faults.other = Some(Text::TOO_OFTEN),
            Some(_) => self.faults.other = Some(Text::FAILED),
        }
    }
}
