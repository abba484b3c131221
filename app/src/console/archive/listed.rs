//! The listed chats, a page at a time.

use crate::api::archive::archive;
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;
use wire::{
    ChatId, ChatState, Timestamp,
    archive::{ArchivePage, ArchivedChat, Cursor, Filter},
    bulk::BulkAction,
};

use crate::parts::fault::{Field, answer};

/// A copyable handle to the list.
#[derive(Clone, Copy)]
pub(super) struct Listed {
    /// Newest first; `None` until the first page is there.
    pub(super) chats: RwSignal<Option<Vec<ArchivedChat>>>,
    /// Where the next page begins; `None`: that was all.
    pub(super) next: RwSignal<Option<Cursor>>,
    /// How far back a search has looked, if it has stopped before its page was full.
    pub(super) looked_back_to: RwSignal<Option<Timestamp>>,
    /// Whether a page is loading.
    pub(super) is_loading: RwSignal<bool>,
    /// Why the last page could not be read; empty: it could.
    pub(super) fault: RwSignal<String>,
    /// Whether that is due to what was searched for.
    pub(super) is_bad_search: RwSignal<bool>,
    /// The number of the current question. Answers to earlier ones are ignored.
    round: StoredValue<u32>,
    filter: StoredValue<Filter>,
}

impl Listed {
    pub(super) fn new() -> Listed {
        Listed {
            chats: RwSignal::new(None),
            next: RwSignal::new(None),
            looked_back_to: RwSignal::new(None),
            is_loading: RwSignal::new(false),
            fault: RwSignal::default(),
            is_bad_search: RwSignal::new(false),
            round: StoredValue::new(0),
            filter: StoredValue::default(),
        }
    }

    /// Lists other chats. Those that are listed stay until the first page is there.
    pub(super) fn begin(self, filter: Filter) {
        self.filter.set_value(filter);
        self.round.update_value(|round| *round += 1);
        self.load(None);
    }

    /// The next page, unless it is loading or there is none.
    pub(super) fn more(self) {
        let next = self.next.get_untracked();
        if next.is_some() && !self.is_loading.get_untracked() {
            self.load(next);
        }
    }

    /// Asks once more for what could not be read.
    pub(super) fn again(self) {
        let is_begun = self.chats.with_untracked(Option::is_some) && self.next.get_untracked().is_some();
        self.load(self.next.get_untracked().filter(|_| is_begun));
    }

    /// The ids of the listed chats, in their order.
    pub(super) fn ids(self) -> Vec<ChatId> {
        self.chats.with(|chats| chats.iter().flatten().map(|chat| chat.id).collect())
    }

    /// Lists none of these chats, or of these visitors.
    pub(super) fn take_away(self, gone: &[Uuid]) {
        let is_gone = |chat: &ArchivedChat| gone.contains(&chat.id.0) || gone.contains(&chat.visitor.0);
        if self.chats.with_untracked(|chats| chats.iter().flatten().any(is_gone)) {
            self.chats.update(|chats| {
                if let Some(chats) = chats {
                    chats.retain(|chat| !is_gone(chat));
                }
            });
        }
    }

    /// Takes into the list what was done with these chats. Chats that do not fit the filter any more
    /// stay until it is asked again.
    pub(super) fn done(self, with: &[ChatId], action: BulkAction, now: Timestamp) {
        self.chats.update(|chats| {
            for chat in chats.iter_mut().flatten().filter(|chat| with.contains(&chat.id)) {
                match action {
                    BulkAction::Tag(tag) if !chat.tags.contains(&tag) => chat.tags.push(tag),
                    BulkAction::Untag(tag) => chat.tags.retain(|one| *one != tag),
                    BulkAction::Close if chat.state == ChatState::Active => {
                        chat.state = ChatState::Closed;
                        chat.closed_at = Some(now);
                    }
                    BulkAction::Tag(_) | BulkAction::Close => {}
                }
            }
        });
    }

    /// Distinguishes the rows of one question from those of the next.
    pub(super) fn round(self) -> u32 {
        self.round.get_value()
    }

    /// Whether the last page could not be read.
    pub(super) fn has_failed(self) -> bool {
        self.fault.with_untracked(|fault| !fault.is_empty())
    }

    fn load(self, after: Option<Cursor>) {
        let (round, filter) = (self.round.get_value(), self.filter.get_value());
        self.is_loading.set(true);
        spawn_local(async move {
            let page = answer(archive(filter, after).await);
            // The page, and its signals, may be gone by now.
            if self.round.try_get_value() != Some(round) {
                return;
            }
            self.is_loading.set(false);
            match page {
                Ok(page) => self.put(page, after.is_some()),
                Err(fault) => {
                    self.is_bad_search.set(fault.field != Field::Whole);
                    self.fault.set(fault.words);
                    if after.is_none() {
                        self.put_nothing();
                    }
                }
            }
        });
    }

    fn put(self, page: ArchivePage, goes_on: bool) {
        self.fault.set(String::new());
        self.looked_back_to.set(page.looked_back_to);
        self.next.set(page.next);
        self.chats.update(|chats| {
            let chats = chats.get_or_insert_default();
            if !goes_on {
                chats.clear();
            }
            // A chat that was asked for again has moved, and may come twice.
            let is_new = |one: &ArchivedChat| chats.iter().all(|known| known.id != one.id);
            let new: Vec<_> = page.chats.into_iter().filter(is_new).collect();
            chats.extend(new);
        });
    }

    fn put_nothing(self) {
        self.next.set(None);
        self.looked_back_to.set(None);
        self.chats.set(None);
    }
}
