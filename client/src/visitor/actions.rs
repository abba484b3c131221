//! What the visitor does.

use wire::{
    Author, Body, Message, MessageId,
    text::{self, BadText, is_picture},
    visitor::{Ask, OffLineForm, Say},
};

use super::{
    Effect, Panel, Screen, Step, WhatNext,
    draft::{Draft, FieldErrors, Fields},
    pushed::Address,
    received::join,
    storage,
};
use crate::{now::Now, outbox::What};

impl Panel {
    /// What is typed and not sent.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// What is wrong with the form that was last sent.
    pub fn field_errors(&self) -> &FieldErrors {
        &self.field_errors
    }

    /// The text changed, in the form or in the chat's input.
    pub fn typed_text(&mut self, now: &Now, text: String) {
        self.draft.text = text;
        self.field_errors.text = None;
        if self.connection.is_open() && self.screen() == Screen::Chat {
            let report = self.typing.typed(now.ticks, self.draft.text.is_empty(), self.site.previews);
            self.report_typing(report);
        }
    }

    /// The name changed.
    pub fn typed_name(&mut self, name: String) {
        self.draft.name = name;
        self.field_errors.name = None;
    }

    /// The email address changed.
    pub fn typed_email(&mut self, email: String) {
        self.draft.email = email;
        self.field_errors.email = None;
    }

    /// The value of the site's custom field with this name changed.
    pub fn typed_answer(&mut self, name: String, answer: String) {
        match self.draft.answers.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = answer,
            None => self.draft.answers.push((name, answer)),
        }
    }

    /// A department was chosen, by name.
    pub fn chose_department(&mut self, name: String) {
        self.draft.department = name;
        self.field_errors.department = None;
    }

    /// The Welcome Screen or the off-line form was submitted.
    pub fn submit(&mut self, now: &Now) {
        let Screen::Form { leave, sending: false } = self.screen() else { return };
        let is_asked = !leave && !self.departments.is_empty();
        let department = (is_asked && self.department().is_none()).then_some(BadText::Empty);
        match self.draft.fields(self.asked(leave)) {
            Ok(fields) if department.is_none() => {
                self.field_errors = FieldErrors::default();
                if leave { self.leave(now, fields) } else { self.ask(now, fields) }
            }
            other => self.field_errors = FieldErrors { department, ..other.err().unwrap_or_default() },
        }
    }

    /// The chat's input was submitted. True if it was accepted.
    pub fn send(&mut self, now: &Now) -> bool {
        let Some(chat) = self.conversation.id().filter(|_| self.conversation.is_open()) else { return false };
        let Ok(text) = text::message(&self.draft.text) else { return false };
        self.draft.text.clear();
        // The message itself implies that typing has ended.
        self.typing.stopped();
        self.post(What::Say(Say { chat, id: now.message_id(), text }).into());
        true
    }

    /// A refused message goes back into the input. If its chat has ended, it goes into a new one.
    pub fn edit(&mut self, id: MessageId) {
        if !self.conversation.is_open() {
            self.start_anew();
        } else if let Some(what) = self.take_back(id) {
            self.prepend(what.text());
        }
    }

    /// The visitor ends the chat.
    pub fn end(&mut self) {
        self.take(WhatNext::End);
    }

    /// The visitor accepts or declines the invitation.
    pub fn answer_invitation(&mut self, accept: bool) {
        self.take(WhatNext::Answer { accept });
    }

    /// Loads the address that this message pushed, because it was pushed just now or because the
    /// visitor wants it. A picture is shown rather than loaded, unless the visitor asks for it.
    pub fn go(&mut self, id: MessageId, is_wanted: bool) {
        let Some(Message { body: Body::Url(url), .. }) = self.conversation.message(id) else { return };
        if is_wanted || !is_picture(url) {
            let address = Address { id, url: url.clone() };
            self.persist(storage::PUSHED, Some(storage::write_pushed(&address)), true);
            self.effects.push(Effect::Go(address.url.clone()));
            self.pushed.ask(address);
        }
    }

    /// The loader reports the outcome while the page stays.
    pub fn went(&mut self, was_loaded: bool) {
        self.pushed.answered(was_loaded);
        self.persist(storage::PUSHED, None, true);
    }

    /// The picture that this message pushed is in view.
    pub fn pictured(&mut self, id: MessageId) {
        let is_known = |message: &Message| self.conversation.was_opened(message.seq);
        if !self.conversation.message(id).is_some_and(is_known) {
            self.pushed.loaded(id);
        }
    }

    /// The visitor leaves the ended chat to start a new one. Unsent text comes along.
    pub fn start_anew(&mut self) {
        let mut text = String::new();
        while let Some(what) = self.outbox.take_first(|item| item.failed.is_some()) {
            self.unpost(what.id());
            join(&mut text, what.text());
        }
        self.prepend(&text);
        (self.thanked, self.mailed) = (None, None);
        if !self.conversation.is_open() {
            self.draft.left = self.conversation.id();
        }
    }

    /// Nobody comes, and the visitor would rather leave a message. It starts with what they asked.
    pub fn leave_instead(&mut self) {
        if !self.leaving && self.conversation.is_requesting() {
            self.leaving = true;
            self.prepend(&self.written());
        }
    }

    /// The visitor keeps waiting, or somebody came after all: what was put into the message is
    /// already in the chat.
    pub fn wait_on(&mut self) {
        if core::mem::take(&mut self.leaving)
            && let Some(rest) = self.draft.text.strip_prefix(&self.written())
        {
            self.draft.text = rest.trim_start_matches('\n').to_owned();
        }
    }

    fn take(&mut self, what: WhatNext) {
        let Some(chat) = self.conversation.id().filter(|_| self.conversation.is_open()) else { return };
        if self.step.as_ref().is_none_or(|step| (step.chat, step.what) != (chat, what)) {
            self.step = Some(Step { chat, what, sent: None });
        }
    }

    fn ask(&mut self, now: &Now, fields: Fields) {
        let chat = now.chat_id();
        self.draft.text.clear();
        self.draft.left = None;
        self.conversation.turn_to(chat);
        let Fields { name, email, text, answers } = fields;
        let (id, department) = (now.message_id(), self.department().map(|chosen| chosen.id));
        self.post(What::Ask(Ask { chat, name, id, text, department, email, answers }).into());
    }

    /// The draft stays until the message is stored, so that a refused one can be corrected.
    fn leave(&mut self, now: &Now, fields: Fields) {
        let Fields { name, email, text, answers } = fields;
        let department = self.department().map(|chosen| chosen.id);
        let id = now.off_line_message_id();
        self.post(What::Leave(OffLineForm { id, name, email, department, text, answers }).into());
    }

    /// Inserts a text before the draft.
    pub(super) fn prepend(&mut self, text: &str) {
        let mut all = text.to_owned();
        join(&mut all, &self.draft.text);
        self.draft.text = all;
    }

    /// Everything the visitor wrote in this chat.
    fn written(&self) -> String {
        let mut all = String::new();
        for message in self.conversation.messages() {
            if let (Author::Visitor, Body::Text(text)) = (&message.author, &message.body) {
                join(&mut all, text);
            }
        }
        for item in self.outbox.items() {
            if item.failed.is_none() && item.what.chat().is_some() {
                join(&mut all, item.what.text());
            }
        }
        all
    }
}
