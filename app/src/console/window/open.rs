//! Which window is open.

use leptos::prelude::*;
use wire::{ChatId, OfferKind, VisitorId};

/// The window that is open; none: none is.
pub(crate) type OpenWindow = RwSignal<Option<Window>>;

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Window {
    /// Invite this visitor (manual B2).
    Invite(VisitorId),
    /// Label him (manual B9).
    Remark(VisitorId),
    /// What operators know of him (manual B5, B8).
    Notes(VisitorId),
    /// Hand the chat to a colleague (manual A15), or ask one to join.
    Offer(ChatId, OfferKind),
    /// Why the chat went where it did (manual A10, A12, B18).
    Why(ChatId),
    /// Go through the spelling of a text (manual B7).
    Spelling,
    /// Which columns the visitor list has (manual B1).
    Columns,
    /// All shortcut keys (manual B16).
    Help,
    /// Everything by a few letters of it (manual A15, B16).
    Palette,
}
