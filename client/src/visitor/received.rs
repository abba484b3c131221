//! Handles the server's frames.

use wire::{
    Author, Body, ChatId, ChatState, Message, MessageId, Notice, Seq, Timestamp,
    visitor::{Refusal, Stored, ToVisitor, Welcome},
};

use super::{
    Effect, Panel,
    draft::{FieldErrors, NotTaken},
    rating::Rated,
    storage,
};
use crate::{
    now::Now,
    outbox::{Failure, Item, What},
};

impl Panel {
    /// The server sent a frame.
    pub fn received(&mut self, now: &Now, frame: ToVisitor) {
        self.last_received = now.ticks;
        match frame {
            ToVisitor::Welcome(welcome) => self.received_welcome(now, *welcome),
            ToVisitor::Stored(stored) => {
                self.mail_answered(stored.id, None);
                self.received_stored(now, stored);
            }
            ToVisitor::Refused { id: Some(id), why } => {
                self.mail_answered(id, Some(why));
                if self.outbox.refused(now, id, why) {
                    self.failed(id);
                }
            }
            ToVisitor::Refused { id: None, why } => {
                if matches!(
                    why,
                    Refusal::UnknownSite | Refusal::DomainNotAllowed | Refusal::BadToken | Refusal::Banned
                ) {
                    self.stopped = Some(why);
                }
            }
            ToVisitor::Chat(view) => {
                let is_answered = view.state == ChatState::Active;
                self.conversation.describe(view);
                if is_answered {
                    self.thanked = None;
                }
                if !self.conversation.is_requesting() {
                    self.place = None;
                    self.wait_on();
                }
            }
            ToVisitor::Message(message) => self.received_message(now, message),
            ToVisitor::Messages { chat, messages, more } => {
                let before = self.conversation.last();
                self.arrived(&messages);
                self.conversation.hear_all(chat, messages);
                if more && self.conversation.last() > before {
                    self.catch_up(now, true);
                }
            }
            ToVisitor::Typing(on) => self.typing.heard(now.ticks, on),
            ToVisitor::Available(available) => self.available = available,
            ToVisitor::Site(site) => self.site = site,
            ToVisitor::Place(place) => self.place = Some(place),
            // The Welcome Screen does not ask for a department yet, and a chat without one goes to
            // everybody.
            ToVisitor::Departments(departments) => self.departments = departments,
        }
    }

    /// An item failed for good. A message stays in the thread and says so; what should have started
    /// something goes back into its form.
    pub(super) fn failed(&mut self, id: MessageId) {
        let Some(item) = self.outbox.items().iter().find(|item| item.what.id() == id) else { return };
        if matches!(item.what, What::Say(_)) {
            return self.effects.push(Effect::persist_item(item));
        }
        let failure = item.failed;
        match self.take_back(id) {
            None | Some(What::Say(_)) => {}
            Some(What::Rate(say)) => self.rated = Some((say.chat, Rated::Failed)),
            Some(What::Ask(ask)) => {
                self.draft.name = ask.name;
                self.draft.email = ask.email;
                self.draft.answers = ask.answers;
                let mut text = ask.text;
                let follows = |item: &Item| item.failed.is_none() && item.what.chat() == Some(ask.chat);
                while let Some(what) = self.outbox.take_first(follows) {
                    self.unpost(what.id());
                    join(&mut text, what.text());
                }
                self.prepend(&text);
                self.conversation.forget();
                self.field_errors = field_errors(failure);
            }
            Some(What::Leave(form)) => {
                (self.draft.name, self.draft.email, self.draft.text) = (form.name, form.email, form.text);
                self.leaving = self.conversation.is_open();
                self.field_errors = field_errors(failure);
            }
        }
    }

    /// Removes an item from the outbox and from storage.
    pub(super) fn take_back(&mut self, id: MessageId) -> Option<What> {
        let what = self.outbox.take(id)?;
        self.unpost(id);
        Some(what)
    }

    fn received_welcome(&mut self, now: &Now, welcome: Welcome) {
        self.connection.welcomed(now);
        self.welcomed = true;
        self.site = welcome.site;
        self.available = welcome.available;
        self.departments = welcome.departments;
        self.mails = welcome.mails;
        self.place = welcome.place;
        if self.reloads > 0 {
            self.reloads = 0;
            self.persist(storage::RELOADS, None, true);
        }
        if let Some(step) = &mut self.step {
            step.sent = None;
        }
        let named = welcome.chat.as_ref().map(|view| view.id);
        // An open chat is always named, so without a name there is none any more. What is kept from
        // before, or has ended, may be gone as well.
        let may_be_gone =
            named.is_none() || self.conversation.view().is_none_or(|view| !view.state.is_open());
        if may_be_gone && self.outbox.next_waiting().is_none() && self.conversation.id() != named {
            self.conversation.forget();
        }
        self.arrived(&welcome.messages);
        if let Some(view) = welcome.chat {
            let chat = view.id;
            self.conversation.describe(view);
            self.conversation.hear_all(chat, welcome.messages);
        }
        self.catch_up(now, welcome.more);
        self.ask_for_mail();
    }

    fn received_stored(&mut self, now: &Now, stored: Stored) {
        let Some(what) = self.stored(stored.id, stored.place) else { return };
        if let Some((chat, seq)) = stored.place {
            self.hear(now, mine(what, chat, seq, stored.at));
        }
    }

    fn received_message(&mut self, now: &Now, message: Message) {
        if !matches!(message.author, Author::Visitor) {
            self.typing.heard(now.ticks, false);
        }
        self.arrived(core::slice::from_ref(&message));
        let id = message.id;
        // Only what is pushed now is loaded: what arrives by a catch-up or a reload was pushed
        // earlier.
        if self.hear(now, message) {
            self.go(id, false);
        }
    }

    /// True if the message is new and nothing before it is missing.
    fn hear(&mut self, now: &Now, message: Message) -> bool {
        let seq = message.seq;
        let is_news = self.conversation.hear(message);
        let is_next = self.conversation.last() == seq;
        if is_news && !is_next {
            self.catch_up(now, true);
        }
        is_news && is_next
    }

    /// What comes back as a message is stored, acknowledged or not.
    fn arrived(&mut self, messages: &[Message]) {
        for message in messages {
            if matches!(message.author, Author::Visitor) {
                self.stored(message.id, Some((message.chat, message.seq)));
            }
        }
    }

    fn stored(&mut self, id: MessageId, place: Option<(ChatId, Seq)>) -> Option<What> {
        let what = self.take_back(id)?;
        match &what {
            What::Ask(ask) => {
                if let Some((chat, _)) = place {
                    self.conversation.turn_to(chat);
                    self.readdress(ask.chat, chat);
                }
            }
            What::Leave(form) => {
                self.thanked = Some(form.email.clone());
                self.draft.text.clear();
                if core::mem::take(&mut self.leaving) {
                    self.end();
                }
            }
            What::Say(_) | What::Rate(_) => {}
        }
        Some(what)
    }

    fn readdress(&mut self, from: ChatId, to: ChatId) {
        if from == to {
            return;
        }
        self.outbox.readdress(from, to);
        if let Some(step) = self.step.as_mut().filter(|step| step.chat == from) {
            step.chat = to;
        }
        for item in self.outbox.items() {
            self.effects.push(Effect::persist_item(item));
        }
    }
}

/// Appends a text on a line of its own.
pub(super) fn join(text: &mut String, more: &str) {
    if !text.is_empty() && !more.is_empty() {
        text.push('\n');
    }
    text.push_str(more);
}

/// The message that an acknowledged item has become.
fn mine(what: What, chat: ChatId, seq: Seq, at: Timestamp) -> Message {
    // Where no question is asked, the server adds the notice that a chat was requested.
    let (author, body) = match what.text() {
        "" => (Author::System, Body::Notice(Notice::Asked)),
        text => (Author::Visitor, Body::Text(text.to_owned())),
    };
    Message { id: what.id(), chat, seq, at, author, body }
}

/// The errors of a form that is open again because its item failed.
fn field_errors(failure: Option<Failure>) -> FieldErrors {
    let mut errors = FieldErrors::default();
    match failure {
        Some(Failure::Refused(Refusal::BadName(bad))) => errors.name = Some(bad),
        Some(Failure::Refused(Refusal::BadEmail(bad))) => errors.email = Some(bad),
        Some(Failure::Refused(Refusal::BadText(bad))) => errors.text = Some(bad),
        // The fields limit the length themselves, so an answer must be missing.
        Some(Failure::Refused(Refusal::BadAnswer { .. })) => errors.answers = true,
        Some(Failure::Refused(Refusal::TooMany)) => errors.other = Some(NotTaken::TooOften),
        _ => errors.other = Some(NotTaken::Failed),
    }
    errors
}
