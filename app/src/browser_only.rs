//! A place for what lives in the browser's one thread: sockets, audio, closures that the browser calls.
//!
//! On the server a page is rendered by whatever thread is free, and dropped by another; there the place stays empty.

use leptos::prelude::*;
use send_wrapper::SendWrapper;

/// A cheap handle to the place; it ends with its owner.
pub(crate) struct BrowserOnly<T: 'static>(StoredValue<Option<SendWrapper<T>>>);

impl<T> Clone for BrowserOnly<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for BrowserOnly<T> {}

impl<T: 'static> BrowserOnly<T> {
    /// An empty place.
    pub(crate) fn empty() -> Self {
        BrowserOnly(StoredValue::new(None))
    }

    /// A place that is filled. Only in a browser.
    pub(crate) fn filled(value: T) -> Self {
        let place = BrowserOnly::empty();
        place.set(value);
        place
    }

    /// Fills it. Only in a browser.
    pub(crate) fn set(self, value: T) {
        self.0.set_value(Some(SendWrapper::new(value)));
    }

    /// Empties it.
    pub(crate) fn clear(self) {
        self.0.try_set_value(None);
    }

    /// What is in it, if it was filled.
    pub(crate) fn with<R>(self, with: impl FnOnce(&T) -> R) -> Option<R> {
        self.0.try_with_value(|value| value.as_deref().map(with)).flatten()
    }
}
