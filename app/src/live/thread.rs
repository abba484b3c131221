//! One chat's messages as this client has them.

use leptos::prelude::*;
use wire::{Log, Timestamp, operator::Refusal};

/// A cheap handle; all copies are the same thread.
#[derive(Clone)]
pub(crate) struct Thread {
    pub(crate) log: ArcRwSignal<Log>,
    /// Whether the log can be shown.
    pub(crate) state: ArcRwSignal<Loaded>,
    /// Since when the visitor is typing.
    pub(crate) typing: ArcRwSignal<Option<Timestamp>>,
    /// Whether a catch-up is under way; a second one would bring the same.
    pub(crate) catching_up: ArcStoredValue<bool>,
}

/// How far a log is loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Loaded {
    /// Not yet.
    Not,
    /// Once complete; from then on a gap is filled without being shown.
    Yes,
    /// The server will not show it.
    Refused(Refusal),
}

impl Thread {
    pub(crate) fn new() -> Thread {
        Thread {
            log: ArcRwSignal::default(),
            state: ArcRwSignal::new(Loaded::Not),
            typing: ArcRwSignal::new(None),
            catching_up: ArcStoredValue::new(false),
        }
    }
}
