//! The messages that are listed, as the list and the open message share them.

use leptos::prelude::*;
use wire::{OffLineMessageId, operator::OffLineMessageView};

/// A cheap handle.
#[derive(Clone, Copy)]
pub(super) struct Listed {
    /// The newest first; none: not read yet.
    pub(super) messages: RwSignal<Option<Vec<OffLineMessageView>>>,
    /// Whether they can be answered by e-mail from here.
    pub(super) has_mail: RwSignal<bool>,
}

impl Listed {
    /// How this one is now; none: it is not in the list.
    pub(super) fn message(self, id: OffLineMessageId) -> Option<OffLineMessageView> {
        let messages = self.messages.read();
        messages.iter().flatten().find(|message| message.id == id).cloned()
    }
}
