//! How a request stands, and what a round makes of it.

use wire::{ChatId, ChatView, OperatorRef, Routed, Timestamp, routing::Decision};

/// What of a request a round decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Whom it is assigned to.
    pub(crate) operator: Option<OperatorRef>,
    /// Whom it goes to.
    pub(crate) routed: Routed,
    /// Until when it stays with whom it is assigned to.
    pub(crate) accept_by: Option<Timestamp>,
    /// Whether it has waited for too long.
    pub(crate) is_overdue: bool,
}

impl Standing {
    /// As it stands now.
    pub(super) fn of(chat: &ChatView) -> Standing {
        Standing {
            operator: chat.operator.clone(),
            routed: chat.routed.clone(),
            accept_by: chat.accept_by,
            is_overdue: chat.is_overdue,
        }
    }
}

/// What becomes of a request in a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) chat: ChatId,
    /// How it stood.
    pub(super) from: Standing,
    /// How it stands now.
    pub(super) to: Standing,
    /// What was decided about it, in this order.
    pub(super) decisions: Vec<Decision>,
}

impl Change {
    /// Nothing yet.
    pub(super) fn none(chat: &ChatView) -> Change {
        let from = Standing::of(chat);
        Change { chat: chat.id, to: from.clone(), from, decisions: Vec::new() }
    }

    /// Whether it stands as it stood.
    pub(super) fn is_none(&self) -> bool {
        self.from == self.to && self.decisions.is_empty()
    }
}
