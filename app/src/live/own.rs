//! What is the operator's own: status, preferences, dictionary, canned responses.

use leptos::prelude::*;
use wire::{
    CannedId, Status,
    canned::Canned,
    operator::{Command, Done},
    preferences::Preferences,
};

use super::connection::Link;

/// A cheap handle.
#[derive(Clone, Copy)]
pub(crate) struct Own {
    link: Link,
    preferences: RwSignal<Preferences>,
    /// The canned responses and URLs that he has, by name.
    pub(crate) canned: RwSignal<Vec<Canned>>,
}

impl Own {
    /// `preferences`: as the desk has them.
    pub(super) fn new(link: Link, preferences: RwSignal<Preferences>) -> Own {
        Own { link, preferences, canned: RwSignal::default() }
    }

    pub(crate) fn set_status(self, status: Status) {
        self.link.change(Command::SetStatus(status));
    }

    /// Chooses something for himself; it is so here at once.
    pub(crate) fn set_preferences(self, change: impl FnOnce(&mut Preferences)) {
        let mut preferences = self.preferences.get_untracked();
        change(&mut preferences);
        if self.link.change(Command::SetPreferences(preferences.clone())) {
            self.preferences.set(preferences);
        }
    }

    /// Keeps a word in the operator's own dictionary, or takes it out.
    pub(crate) fn keep_word(self, word: String, known: bool) {
        self.link.change(Command::SetWord { word, known });
    }

    pub(crate) fn new_canned_id(self) -> CannedId {
        self.link.new_id()
    }

    pub(crate) fn remove_canned(self, id: CannedId) -> bool {
        self.link.change(Command::RemoveCanned { id })
    }

    /// Asks for all of them.
    pub(super) fn list_canned(self) {
        self.link.ask(Command::ListCanned, move |result| {
            if let Ok(Done::Canned(canned)) = result {
                self.canned.set(canned);
            }
        });
    }

    /// One is new or changed.
    pub(super) fn hear_canned(self, canned: Canned) {
        self.canned.update(|all| {
            all.retain(|known| known.id != canned.id);
            let place = all.partition_point(|known| known.name.to_lowercase() <= canned.name.to_lowercase());
            all.insert(place, canned);
        });
    }

    /// One is no more.
    pub(super) fn canned_gone(self, id: CannedId) {
        self.canned.update(|all| all.retain(|known| known.id != id));
    }
}
