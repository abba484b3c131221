//! The operator who asks: proved by a cookie, or by a SIP client's registration.

use wire::{AccountId, ChatView, OperatorId, OperatorRef, Role};

use crate::bus::Audience;

/// The operator whom a request's cookie proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// His account.
    pub account: AccountId,
    /// Who he is.
    pub operator: OperatorId,
    /// His screen name.
    pub name: String,
    /// What he may do.
    pub role: Role,
    /// Which of his sessions it is.
    pub session: [u8; 32],
}

impl SignedIn {
    /// How others see him.
    pub fn as_operator(&self) -> OperatorRef {
        OperatorRef { id: self.operator, name: self.name.clone() }
    }

    /// Requests are everybody's; a chat that somebody has is its operators', of him to whom it is offered, and the
    /// administrators' (manual A3).
    pub fn may_see(&self, chat: &ChatView) -> bool {
        self.may_hear(&Audience::of(chat))
    }

    pub(crate) fn may_hear(&self, audience: &Audience) -> bool {
        audience.has(self.operator, self.role)
    }
}
