//! Whether *as HTML* is ticked (manual B13), shared by all chats.

use leptos::prelude::*;

use crate::live::Live;

#[derive(Clone, Copy)]
pub(crate) struct AsHtml(pub(super) RwSignal<bool>);

impl AsHtml {
    pub(crate) fn new(live: Live) -> AsHtml {
        AsHtml(RwSignal::new(live.desk.preferences.read_untracked().as_html))
    }

    /// Restores the choice made on this machine, if any. Browser only.
    pub(crate) fn restore(self, live: Live) {
        if let Some(kept) = live.keep().as_html() {
            self.0.set(kept);
        }
    }
}
