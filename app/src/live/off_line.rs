//! Notifications about offline messages while the console is open (manual A11).

use leptos::prelude::*;
use wire::{
    AnswerId, OffLineMessageId,
    operator::{Command, OffLineMessageView},
};

use super::connection::Link;

#[derive(Clone, Copy)]
pub(crate) struct OffLine {
    link: Link,
    /// The message that came or changed last.
    pub(crate) latest: RwSignal<Option<OffLineMessageView>>,
    /// Incremented when several changed at once, so that they must be listed again.
    pub(crate) changes: RwSignal<u32>,
}

impl OffLine {
    pub(super) fn new(link: Link) -> OffLine {
        OffLine { link, latest: RwSignal::default(), changes: RwSignal::default() }
    }

    pub(crate) fn mark_read(self, message: OffLineMessageId) {
        self.link.command(Command::MarkRead { message });
    }

    pub(crate) fn new_answer_id(self) -> AnswerId {
        self.link.new_id()
    }
}
