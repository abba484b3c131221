//! What operators do with each other: they talk, and they pass chats on (manual A14, A15).

use leptos::prelude::*;
use wire::{
    ChatId, OfferKind, OperatorId,
    operator::{Command, Done},
};

use super::{connection::Link, desk::Desk};

#[derive(Clone, Copy)]
pub(crate) struct Colleagues {
    link: Link,
    desk: Desk,
}

impl Colleagues {
    pub(super) fn new(link: Link, desk: Desk) -> Colleagues {
        Colleagues { link, desk }
    }

    pub(crate) fn offer(self, chat: ChatId, to: OperatorId, kind: OfferKind) {
        self.link.change(Command::Offer { chat, to, kind });
    }

    pub(crate) fn take(self, chat: ChatId) {
        if self.link.change(Command::Take { chat }) {
            self.link.show(chat);
        }
    }

    /// Declines a chat that is offered or assigned, or withdraws the operator's own offer.
    pub(crate) fn refuse(self, chat: ChatId) {
        self.link.change(Command::Refuse { chat });
    }

    pub(crate) fn join(self, chat: ChatId) {
        self.link.change(Command::Join { chat });
    }

    pub(crate) fn leave(self, chat: ChatId) {
        self.link.change(Command::Leave { chat });
    }

    /// Opens the conversation with a colleague (manual A14).
    pub(crate) fn talk(self, with: OperatorId) {
        if let Some(talk) = untrack(|| self.desk.talk_with(with)) {
            return self.link.show(talk.id);
        }
        self.link.ask(Command::Talk { with }, move |result| {
            if let Ok(Done::Talk(talk)) = result {
                let id = talk.id;
                self.desk.talk_changed(talk);
                self.link.show(id);
            }
        });
    }
}
