//! A slot for values that live in the browser's single thread: sockets, audio, closures that the
//! browser calls.
//!
//! On the server any thread may render a page, and another one may drop it. The slot stays empty
//! there.

use leptos::prelude::*;
use send_wrapper::SendWrapper;

/// A copyable handle to the slot, which ends with its owner.
pub(crate) struct BrowserOnly<T: 'static>(StoredValue<Option<SendWrapper<T>>>);

impl<T> Clone for BrowserOnly<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for BrowserOnly<T> {}

impl<T: 'static> BrowserOnly<T> {
    pub(crate) fn empty() -> Self {
        BrowserOnly(StoredValue::new(None))
    }

    /// A slot with a value. Browser only.
    pub(crate) fn filled(value: T) -> Self {
        let place = BrowserOnly::empty();
        place.set(value);
        place
    }

    /// Sets the value. Browser only.
    pub(crate) fn set(self, value: T) {
        self.0.set_value(Some(SendWrapper::new(value)));
    }

    pub(crate) fn clear(self) {
        self.0.try_set_value(None);
    }

    pub(crate) fn with<R>(self, with: impl FnOnce(&T) -> R) -> Option<R> {
        self.0.try_with_value(|value| value.as_deref().map(with)).flatten()
    }
}
