//! This console's chats: which one is open, their messages, how far each was read, and how they
//! end.
//!
//! Messages arrive in `follow.rs` and leave in `say.rs`; who else is at a chat is in `beside.rs`.

use std::{collections::BTreeMap, time::Duration};

use leptos::prelude::*;
use wire::{ChatId, Marks, Message, Seq, Timestamp, operator::Command};

use super::{
    connection::Link,
    desk::{Desk, Share},
    following::Following,
    keep::Keep,
    outbox::Outbox,
    thread::Thread,
};

/// Delay before reporting how far a chat was received and read.
const MARKS_AFTER: Duration = Duration::from_millis(300);

#[derive(Clone, Copy)]
pub(crate) struct Conversations {
    pub(super) link: Link,
    pub(super) desk: Desk,
    pub(crate) outbox: RwSignal<Outbox>,
    pub(super) opened: StoredValue<Option<ChatId>>,
    /// When viewing it was last reported.
    pub(super) looked_at: StoredValue<Timestamp>,
    threads: StoredValue<BTreeMap<ChatId, Thread>>,
    pub(super) following: StoredValue<Following>,
}

impl Conversations {
    pub(super) fn new(link: Link, desk: Desk) -> Conversations {
        Conversations {
            link,
            desk,
            outbox: RwSignal::default(),
            opened: StoredValue::default(),
            looked_at: StoredValue::new(Timestamp(0)),
            threads: StoredValue::default(),
            following: StoredValue::default(),
        }
    }

    /// Restores what was unsent before a reload. Browser only.
    pub(super) fn restore(self) {
        self.outbox.update(|outbox| outbox.restore(self.keep().unsent()));
    }

    pub(super) fn keep(self) -> Keep {
        Keep::of(self.desk.me.read_untracked().id)
    }

    /// Records which chat is open, if any; returns false if that was already so.
    pub(super) fn open(self, chat: Option<ChatId>) -> bool {
        let before = self.opened.get_value();
        self.opened.set_value(chat);
        if before == chat {
            return false;
        }
        if let Some(before) = before {
            self.say_look(before, false);
        }
        if let Some(before) = before
            && self.desk.talk_untracked(before).is_none()
            && self
                .desk
                .chat_untracked(before)
                .is_none_or(|view| !view.state.is_open() || self.desk.is_given_away(&view))
        {
            if !self.desk.is_over_untracked(before) {
                self.desk.chat_gone(before);
            }
            self.forget(before);
        }
        if let Some(chat) = chat {
            self.follow(chat);
            self.say_look(chat, true);
        }
        true
    }

    /// Shows the one of these chats that is this many positions after the given one, wrapping
    /// around.
    pub(crate) fn show_beside(self, mine: &[ChatId], chat: Option<ChatId>, steps: isize) {
        let here = mine.iter().position(|one| Some(*one) == chat);
        let next = here.map_or(steps.min(0), |here| here as isize + steps);
        if !mine.is_empty() {
            self.link.show(mine[next.rem_euclid(mine.len() as isize) as usize]);
        }
    }

    /// A chat's messages, loaded once it is opened or belongs to this operator.
    pub(crate) fn thread(self, chat: ChatId) -> Thread {
        if let Some(known) = self.threads.with_value(|threads| threads.get(&chat).cloned()) {
            return known;
        }
        let thread = Thread::new();
        self.threads.update_value(|threads| {
            threads.insert(chat, thread.clone());
        });
        thread
    }

    pub(crate) fn close(self, chat: ChatId) {
        self.link.change(Command::Close { chat });
    }

    /// Removes an ended chat from the list; `None` removes all of them.
    pub(crate) fn put_away(self, chat: Option<ChatId>) {
        self.link.change(Command::PutAway { chat });
    }

    /// Not repeated after a failure: a typing notification that arrives late is useless.
    pub(crate) fn typing(self, chat: ChatId, on: bool) {
        self.link.command(Command::Typing { chat, on });
    }

    /// The operator has seen everything up to this number.
    pub(crate) fn mark_read(self, chat: ChatId, seq: Seq) {
        let read = self.thread(chat).read;
        if read.get_untracked() < Some(seq) {
            read.set(Some(seq));
            self.keep().keep_read_up_to(chat, seq);
            self.tell_marks(chat);
        }
    }

    /// Reports how far this side has a chat, after a short delay that combines several updates.
    pub(super) fn tell_marks(self, chat: ChatId) {
        let thread = self.thread(chat);
        if thread.marking.get_value() {
            return;
        }
        thread.marking.set_value(true);
        set_timeout(
            move || {
                thread.marking.set_value(false);
                let delivered = thread.log.read_untracked().last();
                let read = thread.read.get_untracked().unwrap_or_default().min(delivered);
                self.link.command(Command::Mark { chat, marks: Marks { delivered, read } });
            },
            MARKS_AFTER,
        );
    }

    /// The number of visitor messages that the operator has not seen in any window or browser.
    pub(crate) fn unread(self, chat: ChatId) -> usize {
        let thread = self.thread(chat);
        let elsewhere = self.desk.chat(chat).filter(|chat| chat.others.is_empty());
        let elsewhere = elsewhere.map_or_else(Seq::default, |chat| chat.operator_marks.read);
        let read = thread.read.get().unwrap_or_default().max(elsewhere);
        thread.log.with(|log| {
            log.messages()
                .iter()
                .rev()
                .take_while(|message| message.seq > read)
                .filter(|m| is_visitors(m))
                .count()
        })
    }

    /// The time left on an offer or assignment, in milliseconds.
    pub(crate) fn left(self, chat: ChatId) -> Option<i64> {
        let chat = self.desk.chat(chat)?;
        let ends_at = chat.offer.map(|offer| offer.ends_at).or(chat.accept_by)?;
        Some(ends_at.millis_since(self.link.clock.now()))
    }

    /// Whether to load a chat's messages: the operator's own chats, waiting ones, and the open one.
    pub(super) fn wants(self, chat: ChatId) -> bool {
        let share = self.desk.chat_untracked(chat).map(|view| self.desk.share(&view));
        matches!(share, Some(Share::Requesting | Share::Offered | Share::Mine))
            || self.opened.get_value() == Some(chat)
    }

    pub(super) fn forget(self, chat: ChatId) {
        self.threads.update_value(|threads| {
            threads.remove(&chat);
        });
        self.keep().forget_chat(chat);
    }

    pub(super) fn lost(self) {
        self.following.update_value(Following::clear);
        self.threads.with_value(|threads| {
            for thread in threads.values() {
                thread.loads_earlier.set(false);
                thread.typing.set(None);
            }
        });
    }
}

pub(super) fn is_visitors(message: &Message) -> bool {
    message.author == wire::Author::Visitor
}
