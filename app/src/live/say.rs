//! A message on its way: from the composer into the outbox, to the server, again after a reconnect, until it is
//! acknowledged or refused.

use leptos::prelude::*;
use uuid::Uuid;
use wire::{
    ChatId, Content, MessageId,
    operator::{Command, Refusal},
};

use super::{
    Live,
    outbox::{Entry, is_passing},
};

impl Live {
    /// Says something. It is kept from now on, also over a reload, until the server has it.
    pub(crate) fn say(self, chat: ChatId, content: Content) {
        let at = self.clock.read();
        let id = self.new_id();
        self.keep().keep_unsent(chat, id, &content);
        self.outbox.update(|outbox| outbox.say(chat, id, content.clone(), at));
        self.thread(chat).said.update(|said| *said += 1);
        self.command(Command::Say { chat, id, content });
    }

    /// The same message once more, after it was refused.
    pub(crate) fn say_again(self, id: MessageId) {
        let entry = self.outbox.try_update(|outbox| outbox.again(id)).flatten();
        if let Some(Entry { chat, id, content, .. }) = entry {
            self.command(Command::Say { chat, id, content });
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
            self.command(Command::Say { chat, id, content });
        }
    }

    /// What will never be taken is not tried again after a reload.
    pub(super) fn not_taken(self, chat: ChatId, id: MessageId, why: Refusal) {
        if !is_passing(&why) {
            self.keep().forget_unsent(chat, id);
        }
        self.outbox.update(|outbox| outbox.refused(id, why));
    }

    /// Ids in the order of saying, even for two within a millisecond.
    pub(super) fn new_id<T: From<Uuid>>(self) -> T {
        let now = self.clock.read().0.max(self.last_id.get_value() + 1);
        self.last_id.set_value(now);
        MessageId::v7(now as u64, &random()).0.into()
    }
}

fn random() -> [u8; 10] {
    let mut bytes = [0; 10];
    let crypto = window().crypto().expect("every browser that runs WebAssembly has a crypto object");
    crypto.get_random_values_with_u8_array(&mut bytes).expect("ten bytes are below the quota of 65,536");
    bytes
}
