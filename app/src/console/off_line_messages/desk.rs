//! Which offline messages are shown, and which one is open. Survives a visit to another page.

use leptos::prelude::*;
use wire::{
    OffLineMessageId,
    operator::{OffLineAlert, OffLineMessages, OffLineNews},
    preferences::Occasion,
};

use crate::{
    alerts::{self, Alerts},
    live::Live,
    parts::voice::Voice,
    place::{Place, here::Here},
    words,
};

#[derive(Clone, Copy)]
pub(crate) struct OffLineDesk {
    pub(super) filter: RwSignal<Filter>,
    pub(super) opened: RwSignal<Option<OffLineMessageId>>,
    first: StoredValue<Option<OffLineMessages>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Filter {
    /// Messages waiting for an answer.
    #[default]
    Open,
    /// Messages assigned to this operator and not done.
    Mine,
    Done,
    All,
}

impl OffLineDesk {
    /// `first`: the messages in the first view.
    pub(crate) fn new(first: Option<OffLineMessages>) -> OffLineDesk {
        OffLineDesk {
            filter: RwSignal::default(),
            opened: RwSignal::default(),
            first: StoredValue::new(first),
        }
    }

    /// The messages in the first view; returned once, because later they are stale.
    pub(super) fn take_first(self) -> Option<OffLineMessages> {
        self.first.try_update_value(Option::take).flatten()
    }

    /// Alerts the operator unless they can see the message arrive.
    pub(crate) fn tell(self, live: Live, here: Here, alerts: Alerts, voice: Voice, alert: &OffLineAlert) {
        let title = words::off_line_news(alert);
        let is_here = here.place.get_untracked() == Place::OffLineMessages;
        if alert.why == OffLineNews::Left && is_here && alerts::has_attention() {
            return voice.announce(title);
        }
        let message = alert.message;
        alerts.tell_then(Occasion::OffLine, &title, &alert.begins, move || {
            self.opened.set(Some(message));
            live.go(Place::OffLineMessages);
        });
        voice.show(title);
    }
}
