//! An in-memory cache for data that is read far more often than it changes.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::OnceCell;

use crate::Error;

/// Recently used values by their key; cheap to clone. Whoever changes a value makes every node
/// forget it.
pub(crate) struct Cache<K, V>(Arc<Mutex<Cells<K, V>>>);

type Cells<K, V> = HashMap<K, Arc<OnceCell<Arc<V>>>>;

impl<K: Eq + Hash, V> Cache<K, V> {
    /// The value of this key. Concurrent callers share one `read`. Errors are not cached.
    pub(crate) async fn of<F>(&self, key: K, read: F) -> Result<Arc<V>, Error>
    where
        F: Future<Output = Result<V, Error>>,
    {
        let cell = self.cells().entry(key).or_default().clone();
        cell.get_or_try_init(|| async { read.await.map(Arc::new) }).await.cloned()
    }

    /// Forgets a changed value. A read in progress may still return the old value to its callers,
    /// but it is not cached.
    pub(crate) fn forget(&self, key: &K) {
        self.cells().remove(key);
    }

    /// Forgets all values, because any may have changed.
    pub(crate) fn forget_all(&self) {
        self.cells().clear();
    }

    fn cells(&self) -> MutexGuard<'_, Cells<K, V>> {
        // Each statement leaves the map consistent, so a poisoned lock is safe to use.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K, V> Clone for Cache<K, V> {
    fn clone(&self) -> Self {
        Cache(self.0.clone())
    }
}

impl<K, V> Default for Cache<K, V> {
    fn default() -> Self {
        Cache(Arc::default())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    /// Counts the reads from the store.
    #[derive(Default)]
    struct Asked(AtomicU32);

    impl Asked {
        async fn read(&self, result: Result<&'static str, Error>) -> Result<&'static str, Error> {
            self.0.fetch_add(1, Ordering::Relaxed);
            // Lets the other tasks run before this read ends.
            tokio::task::yield_now().await;
            result
        }

        fn times(&self) -> u32 {
            self.0.load(Ordering::Relaxed)
        }
    }

    #[tokio::test]
    async fn what_many_ask_for_at_once_is_read_once() {
        let (cache, asked) = (Cache::default(), Asked::default());
        let same = cache.clone();
        let both = tokio::join!(cache.of(1, asked.read(Ok("one"))), same.of(1, asked.read(Ok("one"))));
        assert_eq!((*both.0.unwrap(), *both.1.unwrap(), asked.times()), ("one", "one", 1));
        assert_eq!((*cache.of(2, asked.read(Ok("two"))).await.unwrap(), asked.times()), ("two", 2));
    }

    #[tokio::test]
    async fn what_was_forgotten_is_read_anew_and_nothing_else_is() {
        let (cache, asked) = (Cache::default(), Asked::default());
        for key in [1, 2] {
            cache.of(key, asked.read(Ok("old"))).await.unwrap();
        }
        cache.forget(&1);
        assert_eq!(*cache.of(1, asked.read(Ok("new"))).await.unwrap(), "new");
        assert_eq!(*cache.of(2, asked.read(Ok("new"))).await.unwrap(), "old");
        cache.forget_all();
        assert_eq!(*cache.of(2, asked.read(Ok("new"))).await.unwrap(), "new");
        assert_eq!(asked.times(), 4);
    }

    #[tokio::test]
    async fn what_could_not_be_read_is_tried_again() {
        let (cache, asked) = (Cache::default(), Asked::default());
        assert!(cache.of(1, asked.read(Err(Error::Closed))).await.is_err());
        assert_eq!(*cache.of(1, asked.read(Ok("there"))).await.unwrap(), "there");
    }
}
