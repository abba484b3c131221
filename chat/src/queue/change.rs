//! How a request stands, and what a round makes of it.

use wire::{ChatId, ChatView, OperatorRef, Routed, Timestamp, routing::Decision};

/// The part of a request that a round decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) operator: Option<OperatorRef>,
    pub(crate) routed: Routed,
    /// Until when it stays assigned to that operator.
    pub(crate) accept_by: Option<Timestamp>,
    /// Whether it has waited too long.
    pub(crate) is_overdue: bool,
}

impl Standing {
    pub(super) fn of(chat: &ChatView) -> Standing {
        Standing {
            operator: chat.operator.clone(),
            routed: chat.routed.clone(),
            accept_by: chat.accept_by,
            is_overdue: chat.is_overdue,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) chat: ChatId,
    pub(super) from: Standing,
    pub(super) to: Standing,
    /// The decisions about it, in order.
    pub(super) decisions: Vec<Decision>,
}

impl Change {
    pub(super) fn none(chat: &ChatView) -> Change {
        let from = Standing::of(chat);
        Change { chat: chat.id, to: from.clone(), from, decisions: Vec::new() }
    }

    pub(super) fn is_none(&self) -> bool {
        self.from == self.to && self.decisions.is_empty()
    }
}
