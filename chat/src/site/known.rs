//! How sites are set up: a copy in memory of those that are needed.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use wire::{AccountId, SiteId, Timestamp, note::SeenPage};

use super::{Site, one_of, seen::Sight};
use crate::{Error, cache::Cache, store::Store};

/// The sites that were needed lately, and what was seen of them; cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Sites {
    copies: Cache<SiteId, Site>,
    known: Arc<Mutex<Known>>,
}

#[derive(Debug, Default)]
struct Known {
    /// Whether they were open, by their business hours, when that was told last.
    told: HashMap<SiteId, (AccountId, bool)>,
    sights: HashMap<SiteId, Sight>,
    /// The pages that came last from where a site's domains do not let them have its chat.
    turned_away: HashMap<SiteId, SeenPage>,
}

impl Sites {
    /// The site.
    pub(crate) async fn of(&self, account: AccountId, id: SiteId, store: &Store) -> Result<Arc<Site>, Error> {
        let read = async {
            // A seat names its site, and sites keep their rows.
            one_of(&mut store.read().await?, account, id).await?.ok_or(Error::UnknownValue("site.id"))
        };
        self.copies.of(id, read).await
    }

    /// It was changed.
    pub(crate) fn forget(&self, id: SiteId) {
        self.copies.forget(&id);
    }

    /// Each may have been changed.
    pub(crate) fn forget_all(&self) {
        self.copies.forget_all();
    }

    /// It is told that this site is open, or closed.
    pub(crate) fn tells(&self, account: AccountId, id: SiteId, is_open: bool) {
        self.known().told.insert(id, (account, is_open));
    }

    /// What was told.
    pub(crate) fn told(&self) -> Vec<(AccountId, SiteId, bool)> {
        self.known().told.iter().map(|(id, (account, is_open))| (*account, *id, *is_open)).collect()
    }

    /// The site's snippet was seen in this page.
    pub(crate) fn saw(&self, id: SiteId, page: SeenPage) {
        let sights = &mut self.known().sights;
        match sights.get_mut(&id) {
            Some(sight) => sight.page = page,
            None => drop(sights.insert(id, Sight { page, written_at: None })),
        }
    }

    /// A page got no chat, because the site's domains do not name its host.
    pub(crate) fn turned_away(&self, id: SiteId, page: SeenPage) {
        self.known().turned_away.insert(id, page);
    }

    /// The latest of them here.
    pub(crate) fn turned_away_from(&self, id: SiteId) -> Option<SeenPage> {
        self.known().turned_away.get(&id).cloned()
    }

    /// The latest sight of it here.
    pub(crate) fn sight_of(&self, id: SiteId) -> Option<Sight> {
        self.known().sights.get(&id).cloned()
    }

    /// The latest sight of each.
    pub(crate) fn sights(&self) -> Vec<(SiteId, Sight)> {
        self.known().sights.iter().map(|(id, sight)| (*id, sight.clone())).collect()
    }

    /// These were written.
    pub(crate) fn written(&self, ids: &[SiteId], at: Timestamp) {
        let sights = &mut self.known().sights;
        for id in ids {
            if let Some(sight) = sights.get_mut(id) {
                sight.written_at = Some(at);
            }
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // The map is whole after each statement, so a panic elsewhere leaves nothing half done.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
