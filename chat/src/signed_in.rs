//! The operator who makes a request: proved by a cookie, or by a SIP client's registration.

use wire::{AccountId, ChatView, OperatorId, OperatorRef, Role};

use crate::bus::Audience;

/// The operator whom a request's cookie proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Their account.
    pub account: AccountId,
    /// Their id.
    pub operator: OperatorId,
    /// Their screen name.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The session of the request.
    pub session: [u8; 32],
}

impl SignedIn {
    /// How others see them.
    pub fn as_operator(&self) -> OperatorRef {
        OperatorRef { id: self.operator, name: self.name.clone() }
    }

    /// Whether they may see this chat (manual A3). Requests are for everybody. A chat that somebody
    /// has is for its operators, for the operator whom it is offered to, and for administrators.
    pub fn may_see(&self, chat: &ChatView) -> bool {
        self.may_hear(&Audience::of(chat))
    }

    pub(crate) fn may_hear(&self, audience: &Audience) -> bool {
        audience.has(self.operator, self.role)
    }
}
