//! What belongs to the operator: status, preferences, dictionary, canned responses.

use leptos::prelude::*;
use wire::{
    CannedId, Status,
    canned::Canned,
    operator::{Command, Done},
    preferences::Preferences,
};

use super::connection::Link;

#[derive(Clone, Copy)]
pub(crate) struct Own {
    link: Link,
    preferences: RwSignal<Preferences>,
    /// The operator's canned responses and URLs, by name.
    pub(crate) canned: RwSignal<Vec<Canned>>,
}

impl Own {
    pub(super) fn new(link: Link, preferences: RwSignal<Preferences>) -> Own {
        Own { link, preferences, canned: RwSignal::default() }
    }

    pub(crate) fn set_status(self, status: Status) {
        self.link.change(Command::SetStatus(status));
    }

    /// Changes the operator's preferences; takes effect here at once.
    pub(crate) fn set_preferences(self, change: impl FnOnce(&mut Preferences)) {
        let mut preferences = self.preferences.get_untracked();
        change(&mut preferences);
        if self.link.change(Command::SetPreferences(preferences.clone())) {
            self.preferences.set(preferences);
        }
    }

    /// Adds a word to the operator's own dictionary, or removes it.
    pub(crate) fn keep_word(self, word: String, known: bool) {
        self.link.change(Command::SetWord { word, known });
    }

    pub(crate) fn new_canned_id(self) -> CannedId {
        self.link.new_id()
    }

    pub(crate) fn remove_canned(self, id: CannedId) -> bool {
        self.link.change(Command::RemoveCanned { id })
    }

    pub(super) fn list_canned(self) {
        self.link.ask(Command::ListCanned, move |result| {
            if let Ok(Done::Canned(canned)) = result {
                self.canned.set(canned);
            }
        });
    }

    pub(super) fn hear_canned(self, canned: Canned) {
        self.canned.update(|all| {
            all.retain(|known| known.id != canned.id);
            let place = all.partition_point(|known| known.name.to_lowercase() <= canned.name.to_lowercase());
            all.insert(place, canned);
        });
    }

    pub(super) fn canned_gone(self, id: CannedId) {
        self.canned.update(|all| all.retain(|known| known.id != id));
    }
}
