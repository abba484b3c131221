//! One chat's messages as this client has them.

use client::log::Log;
use leptos::prelude::*;
use wire::{OperatorRef, Seq, Timestamp, operator::Refusal};

/// A cheap handle; all clones share the same thread.
#[derive(Clone)]
pub(crate) struct Thread {
    pub(crate) log: ArcRwSignal<Log>,
    pub(crate) state: ArcRwSignal<Loaded>,
    /// When the visitor started typing, and their text if previews are on.
    pub(crate) typing: ArcRwSignal<Option<(Timestamp, String)>>,
    /// The colleagues who view the chat or type in it.
    pub(crate) beside: ArcRwSignal<Vec<Beside>>,
    /// How far the operator has read; `None` until looked up.
    pub(crate) read: ArcRwSignal<Option<Seq>>,
    /// Incremented with each message that the operator sends in this window.
    pub(crate) said: ArcRwSignal<u32>,
    /// Whether the page before the first message is loading.
    pub(crate) loads_earlier: ArcRwSignal<bool>,
    /// Whether a report of how far this side has the chat is pending.
    pub(crate) marking: ArcStoredValue<bool>,
    /// What the operator was alerted to: the visitor's request, and whether also that it is
    /// overdue.
    pub(crate) told: ArcStoredValue<Option<bool>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Loaded {
    Not,
    /// Loaded completely once; from then on a gap is filled without showing it.
    Yes,
    Refused(Refusal),
}

impl Thread {
    pub(crate) fn new() -> Thread {
        Thread {
            log: ArcRwSignal::default(),
            state: ArcRwSignal::new(Loaded::Not),
            typing: ArcRwSignal::new(None),
            beside: ArcRwSignal::default(),
            read: ArcRwSignal::new(None),
            said: ArcRwSignal::new(0),
            loads_earlier: ArcRwSignal::new(false),
            marking: ArcStoredValue::new(false),
            told: ArcStoredValue::new(None),
        }
    }
}

/// A colleague at the same chat. Since no one reports that they vanished, each state expires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Beside {
    pub(crate) operator: OperatorRef,
    pub(crate) looks_until: Timestamp,
    pub(crate) types_until: Timestamp,
}
