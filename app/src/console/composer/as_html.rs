//! Whether *as HTML* is ticked (manual B13), in every chat alike.

use leptos::prelude::*;

use crate::live::Live;

/// A cheap handle.
#[derive(Clone, Copy)]
pub(crate) struct AsHtml(pub(super) RwSignal<bool>);

impl AsHtml {
    /// As the operator prefers it.
    pub(crate) fn new(live: Live) -> AsHtml {
        AsHtml(RwSignal::new(live.desk.preferences.read_untracked().as_html))
    }

    /// As it was left on this machine, if it was ever touched here. Only in a browser.
    pub(crate) fn restore(self, live: Live) {
        if let Some(kept) = live.keep().as_html() {
            self.0.set(kept);
        }
    }
}
