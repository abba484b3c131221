//! The speaker in a chat: its visitor, or an operator.

use wire::{AccountId, ChatView};

use crate::{Seat, SignedIn};

/// Who is speaking.
#[derive(Clone, Debug)]
pub enum Speaker {
    /// The visitor of the chat.
    Visitor(Seat),
    /// An operator who has the chat.
    Operator(SignedIn),
}

impl Speaker {
    pub(crate) fn account(&self) -> AccountId {
        match self {
            Speaker::Visitor(seat) => seat.account,
            Speaker::Operator(who) => who.account,
        }
    }

    /// Whether they may see this chat at all.
    pub(crate) fn may_see(&self, chat: &ChatView) -> bool {
        match self {
            Speaker::Visitor(seat) => chat.visitor == seat.visitor,
            Speaker::Operator(who) => who.may_see(chat),
        }
    }
}
