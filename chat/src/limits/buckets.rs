//! Allowances that are used up and refill evenly. For each key only the time is stored at which its
//! allowance is full again.

use std::{collections::HashMap, hash::Hash};

use wire::Timestamp;

/// Keys with a full allowance are removed once more keys than this are stored. After that it
/// happens again when there are twice as many as were left, so that the cost per key stays
/// constant.
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
    /// The time until this key has its full allowance again.
    pub(super) fn used(&self, key: &K, now: Timestamp) -> i64 {
        self.full_at.get(key).map_or(0, |full_at| (full_at - now.0).max(0))
    }

    /// Uses up what takes this long to refill.
    pub(super) fn take(&mut self, key: K, lasts: i64, now: Timestamp) {
        let used = self.used(&key, now);
        self.full_at.insert(key, now.0 + used + lasts);
    }

    /// Undoes a use.
    pub(super) fn give_back(&mut self, key: &K, lasts: i64) {
        if let Some(full_at) = self.full_at.get_mut(key) {
            *full_at -= lasts;
        }
    }

    /// Removes the keys with a full allowance, if there are many keys.
    pub(super) fn tidy(&mut self, now: Timestamp) {
        if self.full_at.len() > self.tidy_at.max(TIDY_AT) {
            self.full_at.retain(|_, full_at| *full_at > now.0);
            self.tidy_at = 2 * self.full_at.len();
        }
    }

    pub(super) fn len(&self) -> usize {
        self.full_at.len()
    }
}
