//! A lock that somebody else's panic does not spoil.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What is behind these locks is whole after each statement, so a panic elsewhere leaves nothing half done.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
