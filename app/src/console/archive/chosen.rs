//! Which chats of the list are selected.

use leptos::prelude::*;
use uuid::Uuid;
use wire::{ChatId, bulk::MOST_BULK};

use crate::{
    parts::voice::Voice,
    texts::{tr_count, tr_with},
};

/// A copyable handle.
#[derive(Clone, Copy)]
pub(super) struct Chosen {
    /// At most [`MOST_BULK`], in the order in which they were selected.
    all: RwSignal<Vec<ChatId>>,
    /// The other end of a range: the chat that was selected, or not any more, by itself last.
    anchor: StoredValue<Option<ChatId>>,
    voice: Voice,
}

impl Chosen {
    pub(super) fn new() -> Chosen {
        Chosen { all: RwSignal::default(), anchor: StoredValue::new(None), voice: expect_context() }
    }

    pub(super) fn has(self, chat: ChatId) -> bool {
        self.all.with(|all| all.contains(&chat))
    }

    pub(super) fn count(self) -> usize {
        self.all.with(Vec::len)
    }

    pub(super) fn all(self) -> Vec<ChatId> {
        self.all.get()
    }

    /// Selects a chat, or does not any more; `to_here`: selects all of the list from the last one to
    /// this one.
    pub(super) fn turn(self, listed: &[ChatId], chat: ChatId, to_here: bool) {
        let anchor = self.anchor.get_value().filter(|_| to_here);
        self.put(turned(&self.all.get_untracked(), listed, anchor, chat));
        if anchor.is_none() {
            self.anchor.set_value(Some(chat));
        }
    }

    /// Selects all that are listed, besides those that are selected already.
    pub(super) fn add(self, listed: &[ChatId]) {
        self.put(joined(&self.all.get_untracked(), listed));
    }

    /// Selects none of these chats any more.
    pub(super) fn take_away(self, gone: &[Uuid]) {
        let is_gone = |chat: &ChatId| gone.contains(&chat.0);
        if self.all.with_untracked(|all| all.iter().any(is_gone)) {
            self.all.update(|all| all.retain(|chat| !is_gone(chat)));
        }
    }

    /// Selects none.
    pub(super) fn clear(self) {
        self.anchor.set_value(None);
        if self.all.with_untracked(|all| !all.is_empty()) {
            self.all.set(Vec::new());
        }
    }

    fn put(self, mut all: Vec<ChatId>) {
        if all.len() > MOST_BULK {
            all.truncate(MOST_BULK);
            self.voice.show(tr_with("At most %1 chats can be selected.", &[&MOST_BULK]));
        } else {
            self.voice.announce(selected(all.len()));
        }
        self.all.set(all);
    }
}

/// How many are selected, in words.
pub(super) fn selected(count: usize) -> String {
    tr_count(count, "%1 chat selected", "%1 chats selected")
}

/// What is selected once this chat has been turned. With an anchor, the chats from there to this one
/// are added.
fn turned(chosen: &[ChatId], listed: &[ChatId], anchor: Option<ChatId>, chat: ChatId) -> Vec<ChatId> {
    let place = |chat: ChatId| listed.iter().position(|one| *one == chat);
    if let Some((from, to)) = anchor.and_then(place).zip(place(chat)) {
        let range = listed.get(from.min(to)..=from.max(to)).unwrap_or_default();
        return joined(chosen, range);
    }
    match chosen.contains(&chat) {
        true => chosen.iter().copied().filter(|one| *one != chat).collect(),
        false => joined(chosen, &[chat]),
    }
}

fn joined(chosen: &[ChatId], more: &[ChatId]) -> Vec<ChatId> {
    let new = more.iter().filter(|one| !chosen.contains(one));
    chosen.iter().chain(new).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_turned_and_a_range_is_added() {
        let id = |nr: u8| ChatId::v7(1, &[nr; 10]);
        let ids = |numbers: &[u8]| numbers.iter().map(|nr| id(*nr)).collect::<Vec<_>>();
        let listed = ids(&[1, 2, 3, 4, 5]);
        let turn = |chosen: &[u8], anchor: Option<u8>, chat: u8| {
            turned(&ids(chosen), &listed, anchor.map(id), id(chat))
        };
        assert_eq!(turn(&[], None, 2), ids(&[2]));
        assert_eq!(turn(&[2, 4], None, 2), ids(&[4]));
        assert_eq!(turn(&[2], Some(2), 4), ids(&[2, 3, 4]));
        assert_eq!(turn(&[4], Some(4), 2), ids(&[4, 2, 3]), "upwards as well");
        assert_eq!(turn(&[2], Some(2), 2), ids(&[2]), "a range is never taken away");
        assert_eq!(turn(&[], Some(9), 3), ids(&[3]), "the anchor is not listed any more");
    }
}
