//! Tells the other side that the operator is typing.

use std::time::Duration;

use leptos::prelude::*;
use wire::{ChatId, Timestamp};

use crate::live::Live;

/// Interval at which a typing notification is repeated, in milliseconds.
const TOLD_LASTS: i64 = 4_000;
/// An operator who has not pressed a key for this long has stopped typing.
const PAUSE: Duration = Duration::from_secs(6);

/// Notifies the other side when typing starts, at intervals, and when it stops.
#[derive(Clone, Copy)]
pub(super) struct Typing {
    live: Live,
    chat: ChatId,
    told_at: StoredValue<Option<Timestamp>>,
    pause: StoredValue<Option<TimeoutHandle>>,
}

impl Typing {
    pub(super) fn new(live: Live, chat: ChatId) -> Typing {
        Typing { live, chat, told_at: StoredValue::new(None), pause: StoredValue::new(None) }
    }

    /// The draft has changed; `holds` tells whether it has any text.
    pub(super) fn changed(self, holds: bool) {
        if !holds {
            return self.stop();
        }
        let now = self.live.clock.read();
        if self.told_at.get_value().is_none_or(|told| now.millis_since(told) >= TOLD_LASTS) {
            self.live.conversations.typing(self.chat, true);
            self.told_at.set_value(Some(now));
        }
        self.set_pause(set_timeout_with_handle(move || self.stop(), PAUSE).ok());
    }

    pub(super) fn stop(self) {
        self.set_pause(None);
        if self.told_at.try_get_value().flatten().is_some() {
            self.told_at.set_value(None);
            self.live.conversations.typing(self.chat, false);
        }
    }

    fn set_pause(self, timer: Option<TimeoutHandle>) {
        if let Some(before) = self.pause.try_get_value().flatten() {
            before.clear();
        }
        self.pause.try_set_value(timer);
    }
}
