//! What is used up and comes back evenly: of each key is known until when it would have all of it again.

use std::{collections::HashMap, hash::Hash};

use wire::Timestamp;

/// From how many remembered keys on those are forgotten that have all of it again; after that when there are twice as many as
/// were left, so that counting costs no more where there are many.
pub(super) const TIDY_AT: usize = 10_000;

/// Times are in milliseconds.
#[derive(Debug)]
pub(super) struct Buckets<K> {
    full_at: HashMap<K, i64>,
    tidy_at: usize,
}

impl<K> Default for Buckets<K> {
    fn default() -> Self {
        Buckets { full_at: HashMap::new(), tidy_at: 0 }
    }
}

impl<K: Eq + Hash> Buckets<K> {
    /// In how long this key has all of it again.
    pub(super) fn used(&self, key: &K, now: Timestamp) -> i64 {
        self.full_at.get(key).map_or(0, |full_at| (full_at - now.0).max(0))
    }

    /// Uses up what takes so long to come back.
    pub(super) fn take(&mut self, key: K, lasts: i64, now: Timestamp) {
        let used = self.used(&key, now);
        self.full_at.insert(key, now.0 + used + lasts);
    }

    /// It was not used after all.
    pub(super) fn give_back(&mut self, key: &K, lasts: i64) {
        if let Some(full_at) = self.full_at.get_mut(key) {
            *full_at -= lasts;
        }
    }

    /// Forgets those that have all of it again, if there are many.
    pub(super) fn tidy(&mut self, now: Timestamp) {
        if self.full_at.len() > self.tidy_at.max(TIDY_AT) {
            self.full_at.retain(|_, full_at| *full_at > now.0);
            self.tidy_at = 2 * self.full_at.len();
        }
    }

    /// How many are remembered.
    pub(super) fn len(&self) -> usize {
        self.full_at.len()
    }
}
