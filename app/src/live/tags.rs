//! The account's tags, and those of the chats.

use std::collections::BTreeMap;

use leptos::prelude::*;
use wire::{
    ChatId, TagId,
    operator::Command,
    tag::{Tag, Tags},
};

use super::{connection::Link, knowledge::Knowledge};

#[derive(Clone, Copy)]
pub(crate) struct ChatTags {
    link: Link,
    knowledge: Knowledge,
    /// The account's tags, by name.
    pub(crate) all: RwSignal<Vec<Tag>>,
    /// The tags of chats that are listed, or were tagged since. Earlier chats bring theirs along.
    chats: RwSignal<BTreeMap<ChatId, Vec<TagId>>>,
}

impl ChatTags {
    pub(super) fn new(link: Link, knowledge: Knowledge, tags: Tags) -> ChatTags {
        let chats = RwSignal::new(tags.chats.into_iter().collect());
        ChatTags { link, knowledge, all: RwSignal::new(tags.all), chats }
    }

    pub(super) fn replace(self, tags: Tags) {
        self.chats.set(tags.chats.into_iter().collect());
        self.all.set(tags.all);
    }

    pub(super) fn of_chat_are(self, chat: ChatId, tags: Vec<TagId>) {
        self.chats.update(|chats| drop(chats.insert(chat, tags)));
    }

    /// The tags of a chat in the operator's lists, by name.
    pub(crate) fn of(self, chat: ChatId) -> Vec<Tag> {
        self.chats.with(|chats| chats.get(&chat).map(|tags| self.named(tags))).unwrap_or_default()
    }

    /// The tags of any chat that is known here, by name.
    pub(crate) fn of_any(self, chat: ChatId) -> Vec<Tag> {
        let past = || self.knowledge.past_chat(chat).map(|past| past.tags);
        self.named(&self.told(chat).or_else(past).unwrap_or_default())
    }

    /// The tags of a chat, as far as the server has told of them.
    pub(crate) fn told(self, chat: ChatId) -> Option<Vec<TagId>> {
        self.chats.with(|chats| chats.get(&chat).cloned())
    }

    /// These chats were given a tag, or one was taken from them, by another way than
    /// [`ChatTags::put`].
    pub(crate) fn turn(self, turned: &[ChatId], tag: TagId, on: bool) {
        self.chats.update(|chats| {
            for (_, tags) in chats.iter_mut().filter(|(chat, _)| turned.contains(chat)) {
                tags.retain(|one| *one != tag);
                if on {
                    tags.push(tag);
                }
            }
        });
    }

    fn named(self, tags: &[TagId]) -> Vec<Tag> {
        self.all.with(|all| all.iter().filter(|tag| tags.contains(&tag.id)).cloned().collect())
    }

    /// Tags a chat, or removes the tag. Returns false if there is no connection.
    pub(crate) fn put(self, chat: ChatId, tag: TagId, on: bool) -> bool {
        self.link.change(Command::Tag { chat, tag, on })
    }
}
