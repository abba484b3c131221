//! Who else is at a chat: colleagues who view it or type in it, and the same in the other
//! direction. Each side repeats its notification; without a repeat it expires.

use leptos::prelude::*;
use wire::{
    ChatId, OperatorRef, Timestamp,
    operator::{Command, LOOK_LASTS},
};

use super::{conversations::Conversations, thread::Beside};

/// Typing is repeated every four seconds; in milliseconds.
const TYPING_LASTS: i64 = 10_000;
/// How often this side repeats that it views a chat, in milliseconds.
const SAID_EVERY: i64 = LOOK_LASTS * 2 / 3;

impl Conversations {
    /// A colleague began or stopped typing.
    pub(super) fn colleague_types(self, chat: ChatId, operator: OperatorRef, on: bool) {
        let until = self.until(on, TYPING_LASTS);
        self.change_beside(chat, operator, |beside| beside.types_until = until);
    }

    /// A colleague began or stopped viewing a chat. A newcomer learns from the reply that this
    /// operator views it too.
    pub(super) fn colleague_looks(self, chat: ChatId, operator: OperatorRef, on: bool) {
        let now = self.link.clock.read();
        let known = self.thread(chat).beside.with_untracked(|all| {
            all.iter().any(|one| one.operator.id == operator.id && one.looks_until > now)
        });
        let until = self.until(on, LOOK_LASTS);
        self.change_beside(chat, operator, |beside| beside.looks_until = until);
        if on && !known && self.opened.get_value() == Some(chat) {
            self.say_look(chat, true);
        }
    }

    /// Sent when the operator opens or leaves a chat, and at intervals in between.
    pub(super) fn say_look(self, chat: ChatId, on: bool) {
        if self.desk.chat_untracked(chat).is_some_and(|view| view.state.is_open()) {
            self.looked_at.set_value(self.link.clock.read());
            self.link.command(Command::Look { chat, on });
        }
    }

    /// Called once a second.
    pub(super) fn go_on_looking(self) {
        if let Some(chat) = self.opened.get_value()
            && !document().hidden()
            && self.link.clock.read().millis_since(self.looked_at.get_value()) >= SAID_EVERY
        {
            self.say_look(chat, true);
        }
    }

    /// The names of those who type in a chat, and of those who only view it.
    pub(crate) fn beside(self, chat: ChatId) -> (Vec<String>, Vec<String>) {
        let now = self.link.clock.now();
        self.thread(chat).beside.with(|all| {
            let name = |one: &Beside| one.operator.name.clone();
            let types = |one: &&Beside| one.types_until > now;
            let looks = |one: &&Beside| one.types_until <= now && one.looks_until > now;
            (all.iter().filter(types).map(name).collect(), all.iter().filter(looks).map(name).collect())
        })
    }

    fn until(self, on: bool, lasts: i64) -> Timestamp {
        if on { self.link.clock.read().plus_millis(lasts) } else { Timestamp(0) }
    }

    fn change_beside(self, chat: ChatId, operator: OperatorRef, change: impl FnOnce(&mut Beside)) {
        self.thread(chat).beside.update(|all| {
            let place = all.iter().position(|one| one.operator.id == operator.id).unwrap_or_else(|| {
                all.push(Beside { operator, looks_until: Timestamp(0), types_until: Timestamp(0) });
                all.len() - 1
            });
            change(&mut all[place]);
        });
    }
}
