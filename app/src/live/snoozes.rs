//! The operator's snoozed chats.

use std::collections::BTreeMap;

use leptos::prelude::*;
use wire::{
    ChatId, Timestamp,
    operator::{Command, Snooze},
};

use super::connection::Link;

#[derive(Clone, Copy)]
pub(crate) struct Snoozes {
    link: Link,
    all: RwSignal<BTreeMap<ChatId, Snooze>>,
}

impl Snoozes {
    pub(super) fn new(link: Link, all: Vec<Snooze>) -> Snoozes {
        let snoozes = Snoozes { link, all: RwSignal::default() };
        snoozes.replace(all);
        snoozes
    }

    pub(super) fn replace(self, all: Vec<Snooze>) {
        self.all.set(all.into_iter().map(|snooze| (snooze.chat, snooze)).collect());
    }

    pub(super) fn changed(self, snooze: Snooze) {
        self.all.update(|all| {
            all.insert(snooze.chat, snooze);
        });
    }

    pub(super) fn ended(self, chat: ChatId) {
        if self.all.with_untracked(|all| all.contains_key(&chat)) {
            self.all.update(|all| {
                all.remove(&chat);
            });
        }
    }

    /// Until when a chat is put aside; `None` if it is not, or is back.
    pub(crate) fn until(self, chat: ChatId) -> Option<Timestamp> {
        self.all.with(|all| all.get(&chat).filter(|snooze| snooze.back.is_none()).map(|snooze| snooze.until))
    }

    /// Whether a chat has come back and was not opened since.
    pub(crate) fn is_back(self, chat: ChatId) -> bool {
        self.all.with(|all| all.get(&chat).is_some_and(|snooze| snooze.back.is_some()))
    }

    /// The chats that are put aside, the next to come back first.
    pub(crate) fn asleep(self) -> Vec<Snooze> {
        let mut asleep: Vec<_> =
            self.all.with(|all| all.values().filter(|snooze| snooze.back.is_none()).cloned().collect());
        asleep.sort_by_key(|snooze| snooze.until);
        asleep
    }

    /// The chats that have come back and were not opened since.
    pub(crate) fn back(self) -> Vec<Snooze> {
        self.all.with(|all| all.values().filter(|snooze| snooze.back.is_some()).cloned().collect())
    }

    /// Snoozes a chat; `None` ends the snooze. Returns false if there is no connection.
    pub(crate) fn set(self, chat: ChatId, until: Option<Timestamp>) -> bool {
        self.link.change(Command::Snooze { chat, until })
    }

    /// The operator looks at a chat: if it has come back, it is an ordinary one now.
    pub(super) fn seen(self, chat: ChatId) {
        if untrack(|| self.is_back(chat)) {
            self.link.command(Command::Snooze { chat, until: None });
        }
    }
}
