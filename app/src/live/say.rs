//! Sends messages: from the composer to the outbox and on to the server, again after a reconnect,
//! until each is acknowledged or rejected.

use leptos::prelude::*;
use wire::{
    Author, Body, ChatId, Content, Message, MessageId, OperatorRef, Seq, Timestamp,
    operator::{Command, Refusal},
};

use super::{
    conversations::Conversations,
    outbox::{Entry, is_passing},
};

impl Conversations {
    /// Sends a message. It is stored until the server has it, even across a reload.
    pub(crate) fn say(self, chat: ChatId, content: Content) {
        let at = self.link.clock.read();
        let id = self.link.new_id();
        self.keep().keep_unsent(chat, id, &content);
        self.outbox.update(|outbox| outbox.say(chat, id, content.clone(), at));
        self.thread(chat).said.update(|said| *said += 1);
        self.link.command(Command::Say { chat, id, content });
    }

    pub(crate) fn say_again(self, id: MessageId) {
        let entry = self.outbox.try_update(|outbox| outbox.again(id)).flatten();
        if let Some(Entry { chat, id, content, .. }) = entry {
            self.link.command(Command::Say { chat, id, content });
        }
    }

    pub(crate) fn discard(self, chat: ChatId, id: MessageId) {
        self.outbox.update(|outbox| outbox.remove(id));
        self.keep().forget_unsent(chat, id);
    }

    /// On a new connection, sends everything unacknowledged, in order and with the original ids.
    pub(super) fn send_waiting(self) {
        let waiting: Vec<_> = self.outbox.with_untracked(|outbox| outbox.waiting().cloned().collect());
        for Entry { chat, id, content, .. } in waiting {
            self.link.command(Command::Say { chat, id, content });
        }
    }

    /// A message that will never be accepted is not retried after a reload.
    pub(super) fn not_taken(self, chat: ChatId, id: MessageId, why: Refusal) {
        if !is_passing(&why) {
            self.keep().forget_unsent(chat, id);
        }
        self.outbox.update(|outbox| outbox.refused(id, why));
    }

    /// Acknowledged. If it is the next message, it is added to the log at once. `at`: when it was
    /// stored; `None`: as another text.
    pub(super) fn stored(self, chat: ChatId, id: MessageId, seq: Seq, at: Option<Timestamp>) {
        let content = self.outbox.with_untracked(|outbox| {
            outbox.of(chat).find(|entry| entry.id == id).map(|entry| entry.content.clone())
        });
        self.outbox.update(|outbox| outbox.stored(id, seq));
        self.keep().forget_unsent(chat, id);
        // The server's version of HTML, a URL or a redacted text is not known here.
        let (Some(Content::Text(text)), Some(at)) = (content, at) else { return self.follow(chat) };
        let me = self.desk.me.with_untracked(|me| OperatorRef { id: me.id, name: me.screen_name.clone() });
        self.put(Message { id, chat, seq, at, author: Author::Operator(me), body: Body::Text(text) });
    }
}
