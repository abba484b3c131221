//! The listed messages, shared by the list and the open message.

use leptos::prelude::*;
use wire::{OffLineMessageId, operator::OffLineMessageView};

#[derive(Clone, Copy)]
pub(super) struct Listed {
    /// Newest first; `None` until loaded.
    pub(super) messages: RwSignal<Option<Vec<OffLineMessageView>>>,
    /// Whether they can be answered by email from here.
    pub(super) has_mail: RwSignal<bool>,
}

impl Listed {
    /// The current state of a message; `None` if it is not listed.
    pub(super) fn message(self, id: OffLineMessageId) -> Option<OffLineMessageView> {
        let messages = self.messages.read();
        messages.iter().flatten().find(|message| message.id == id).cloned()
    }
}
