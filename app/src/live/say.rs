//! A message on its way: from the composer into the outbox, to the server, again after a reconnect, until it is
//! acknowledged or refused.

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
    /// Says something. It is kept from now on, also over a reload, until the server has it.
    pub(crate) fn say(self, chat: ChatId, content: Content) {
        let at = self.link.clock.read();
        let id = self.link.new_id();
        self.keep().keep_unsent(chat, id, &content);
        self.outbox.update(|outbox| outbox.say(chat, id, content.clone(), at));
        self.thread(chat).said.update(|said| *said += 1);
        self.link.command(Command::Say { chat, id, content });
    }

    /// The same message once more, after it was refused.
    pub(crate) fn say_again(self, id: MessageId) {
        let entry = self.outbox.try_update(|outbox| outbox.again(id)).flatten();
        if let Some(Entry { chat, id, content, .. }) = entry {
            self.link.command(Command::Say { chat, id, content });
        }
    }

    /// The operator does not want to say it any more.
    pub(crate) fn discard(self, chat: ChatId, id: MessageId) {
        self.outbox.update(|outbox| outbox.remove(id));
        self.keep().forget_unsent(chat, id);
    }

    /// On a new connection: everything that was not acknowledged, in its order, with the ids it had.
    pub(super) fn send_waiting(self) {
        let waiting: Vec<_> = self.outbox.with_untracked(|outbox| outbox.waiting().cloned().collect());
        for Entry { chat, id, content, .. } in waiting {
            self.link.command(Command::Say { chat, id, content });
        }
    }

    /// What will never be taken is not tried again after a reload.
    pub(super) fn not_taken(self, chat: ChatId, id: MessageId, why: Refusal) {
        if !is_passing(&why) {
            self.keep().forget_unsent(chat, id);
        }
        self.outbox.update(|outbox| outbox.refused(id, why));
    }

    /// Acknowledged. If it is the next one, it takes its place in the log at once.
    pub(super) fn stored(self, chat: ChatId, id: MessageId, seq: Seq, at: Timestamp) {
        let content = self.outbox.with_untracked(|outbox| {
            outbox.of(chat).find(|entry| entry.id == id).map(|entry| entry.content.clone())
        });
        self.outbox.update(|outbox| outbox.stored(id, seq));
        self.keep().forget_unsent(chat, id);
        // What became of HTML or an address on the server is not known here.
        let Some(Content::Text(text)) = content else { return self.follow(chat) };
        let me = self.desk.me.with_untracked(|me| OperatorRef { id: me.id, name: me.screen_name.clone() });
        self.put(Message { id, chat, seq, at, author: Author::Operator(me), body: Body::Text(text) });
    }
}
