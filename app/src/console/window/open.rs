//! Which window is open.

use leptos::prelude::*;
use wire::{ChatId, OfferKind, VisitorId};

/// `None`: no window is open.
pub(crate) type OpenWindow = RwSignal<Option<Window>>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Window {
    /// Invite this visitor (manual B2).
    Invite(VisitorId),
    /// Label this visitor (manual B9).
    Remark(VisitorId),
    /// What operators know about this visitor (manual B5, B8).
    Notes(VisitorId),
    /// Erase everything about this visitor. For administrators.
    Erase(VisitorId),
    /// Transfer the chat to a colleague (manual A15), or ask one to join.
    Offer(ChatId, OfferKind),
    /// Ban this visitor, or any network.
    Ban(Option<VisitorId>),
    /// Send the chat by email.
    Send(ChatId),
    /// Why the chat went where it did (manual A10, A12, B18).
    Why(ChatId),
    /// Tag this chat.
    Tags(ChatId),
    /// Snooze this chat.
    Snooze(ChatId),
    /// Check the spelling of a text (manual B7).
    Spelling,
    /// The visitor list's columns (manual B1).
    Columns,
    /// All shortcut keys (manual B16).
    Help,
    /// The command palette (manual A15, B16).
    Palette,
}
