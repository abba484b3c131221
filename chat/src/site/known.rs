//! The cache of the sites' settings.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use wire::{AccountId, SiteId, Timestamp, note::SeenPage};

use super::{Site, one_of, seen::Sight};
use crate::{Error, cache::Cache, store::Store};

/// Recently used sites, and where their snippets were seen; cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Sites {
    copies: Cache<SiteId, Site>,
    known: Arc<Mutex<Known>>,
}

#[derive(Debug, Default)]
struct Known {
    /// The last published state of each site: open or closed.
    told: HashMap<SiteId, (AccountId, bool)>,
    sights: HashMap<SiteId, Sight>,
    /// The latest page that was turned away because the site's domains do not include it.
    turned_away: HashMap<SiteId, SeenPage>,
}

impl Sites {
    pub(crate) async fn of(&self, account: AccountId, id: SiteId, store: &Store) -> Result<Arc<Site>, Error> {
        let read = async {
            // A seat names its site, and sites keep their rows.
            one_of(&mut store.read().await?, account, id).await?.ok_or(Error::UnknownValue("site.id"))
        };
        self.copies.of(id, read).await
    }

    pub(crate) fn forget(&self, id: SiteId) {
        self.copies.forget(&id);
    }

    /// Forgets all sites, because any may have changed.
    pub(crate) fn forget_all(&self) {
        self.copies.forget_all();
    }

    /// Records the published state of a site: open or closed.
    pub(crate) fn tells(&self, account: AccountId, id: SiteId, is_open: bool) {
        self.known().told.insert(id, (account, is_open));
    }

    pub(crate) fn told(&self) -> Vec<(AccountId, SiteId, bool)> {
        self.known().told.iter().map(|(id, (account, is_open))| (*account, *id, *is_open)).collect()
    }

    /// Records that the site's snippet was seen on this page.
    pub(crate) fn saw(&self, id: SiteId, page: SeenPage) {
        let sights = &mut self.known().sights;
        match sights.get_mut(&id) {
            Some(sight) => sight.page = page,
            None => drop(sights.insert(id, Sight { page, written_at: None })),
        }
    }

    /// Records a page that got no chat because the site's domains do not include its host.
    pub(crate) fn turned_away(&self, id: SiteId, page: SeenPage) {
        self.known().turned_away.insert(id, page);
    }

    /// The latest such page on this node.
    pub(crate) fn turned_away_from(&self, id: SiteId) -> Option<SeenPage> {
        self.known().turned_away.get(&id).cloned()
    }

    /// The latest sighting on this node.
    pub(crate) fn sight_of(&self, id: SiteId) -> Option<Sight> {
        self.known().sights.get(&id).cloned()
    }

    /// The latest sighting of each site.
    pub(crate) fn sights(&self) -> Vec<(SiteId, Sight)> {
        self.known().sights.iter().map(|(id, sight)| (*id, sight.clone())).collect()
    }

    /// Records that these sightings were stored.
    pub(crate) fn written(&self, ids: &[SiteId], at: Timestamp) {
        let sights = &mut self.known().sights;
        for id in ids {
            if let Some(sight) = sights.get_mut(id) {
                sight.written_at = Some(at);
            }
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // Each statement leaves the map consistent, so a poisoned lock is safe to use.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
