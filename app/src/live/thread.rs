//! One chat's messages as this client has them.

use client::log::Log;
use leptos::prelude::*;
use wire::{OperatorRef, Seq, Timestamp, operator::Refusal};

/// A cheap handle; all copies are the same thread.
#[derive(Clone)]
pub(crate) struct Thread {
    pub(crate) log: ArcRwSignal<Log>,
    /// Whether the log can be shown.
    pub(crate) state: ArcRwSignal<Loaded>,
    /// Since when the visitor is typing, and what as far as it is shown.
    pub(crate) typing: ArcRwSignal<Option<(Timestamp, String)>>,
    /// The colleagues who look at the chat or type in it.
    pub(crate) beside: ArcRwSignal<Vec<Beside>>,
    /// How far the operator has read; none before it was looked up.
    pub(crate) read: ArcRwSignal<Option<Seq>>,
    /// How often he has said something in this window; grows with each.
    pub(crate) said: ArcRwSignal<u32>,
    /// Whether the page before the first message is on its way.
    pub(crate) loads_earlier: ArcRwSignal<bool>,
    /// Whether the other side is about to be told how far this one has it.
    pub(crate) marking: ArcStoredValue<bool>,
    /// What the operator was told: that the visitor asks for this chat, and whether also that it has waited for too long.
    pub(crate) told: ArcStoredValue<Option<bool>>,
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
            beside: ArcRwSignal::default(),
            read: ArcRwSignal::new(None),
            said: ArcRwSignal::new(0),
            loads_earlier: ArcRwSignal::new(false),
            marking: ArcStoredValue::new(false),
            told: ArcStoredValue::new(None),
        }
    }
}

/// A colleague at the same chat. Neither is told when he has vanished, so each runs out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Beside {
    pub(crate) operator: OperatorRef,
    pub(crate) looks_until: Timestamp,
    pub(crate) types_until: Timestamp,
}
