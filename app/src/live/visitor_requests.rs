//! Requests between visitors and operators: accepting requests and inviting visitors.

use leptos::prelude::*;
use wire::{
    ChatId, MessageId, VisitorId,
    operator::{Command, Done, Refusal},
};

use super::{connection::Link, news::News};
use crate::words;

#[derive(Clone, Copy)]
pub(crate) struct VisitorRequests {
    link: Link,
    /// The chat whose acceptance is pending.
    pub(crate) accepting: RwSignal<Option<ChatId>>,
}

impl VisitorRequests {
    pub(super) fn new(link: Link) -> VisitorRequests {
        VisitorRequests { link, accepting: RwSignal::default() }
    }

    pub(crate) fn accept(self, chat: ChatId) {
        if self.link.command(Command::Accept { chat }) {
            self.accepting.set(Some(chat));
        } else {
            self.link.tell_not_connected();
        }
    }

    pub(super) fn accepted(self, chat: ChatId, result: Result<Done, Refusal>) {
        self.accepting.set(None);
        match result {
            Ok(_) => self.link.show(chat),
            Err(refusal) => self.link.tell(News::Refused(words::refusal(&refusal))),
        }
    }

    /// Invites a visitor, with the first message of the chat (manual B2).
    pub(crate) fn invite(self, visitor: VisitorId, text: String) {
        let (chat, id): (ChatId, MessageId) = (self.link.new_id(), self.link.new_id());
        self.link.change(Command::Invite { visitor, chat, id, text });
    }
}
