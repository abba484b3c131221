//! Which off-line messages are shown, and which one is open. It stays so while the operator is elsewhere.

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

/// A cheap handle.
#[derive(Clone, Copy)]
pub(crate) struct OffLineDesk {
    pub(super) filter: RwSignal<Filter>,
    pub(super) opened: RwSignal<Option<OffLineMessageId>>,
    first: StoredValue<Option<OffLineMessages>>,
}

/// Which are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Filter {
    /// Those that wait for an answer.
    #[default]
    Open,
    /// Those that are this operator's, and not done.
    Mine,
    Done,
    All,
}

impl OffLineDesk {
    /// `first`: what the first view knew of them.
    pub(crate) fn new(first: Option<OffLineMessages>) -> OffLineDesk {
        OffLineDesk {
            filter: RwSignal::default(),
            opened: RwSignal::default(),
            first: StoredValue::new(first),
        }
    }

    /// What the first view knew of them; once, because later it is out of date.
    pub(super) fn take_first(self) -> Option<OffLineMessages> {
        self.first.try_update_value(Option::take).flatten()
    }

    /// Calls the operator, unless they see it come.
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
