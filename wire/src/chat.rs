//! A conversation as its participants see it.

use serde::{Deserialize, Serialize};

use crate::{ChatId, OperatorRef, Routed, Seq, SiteId, Timestamp, VisitorId};

/// Where a chat is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChatState {
    /// The visitor asked; nobody has accepted yet.
    Requesting,
    /// An operator invited the visitor, who has not answered yet (manual B2).
    Invited,
    /// An operator has it.
    Active,
    /// Ended by either side.
    Closed,
    /// Nobody accepted the request in time, or the visitor was gone before.
    Missed,
    /// The visitor did not take the invitation.
    Declined,
}

impl ChatState {
    /// Whether something can still be said in it. One that is not can be reopened by its visitor.
    pub fn is_open(self) -> bool {
        matches!(self, ChatState::Requesting | ChatState::Invited | ChatState::Active)
    }
}

/// A chat without its messages, as operators see it; its visitor is told a [`crate::visitor::VisitorChat`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatView {
    /// Its id, made by the visitor's panel.
    pub id: ChatId,
    /// The site it began on.
    pub site: SiteId,
    /// Who asked.
    pub visitor: VisitorId,
    /// The name he gave on the Welcome Screen, if any.
    pub visitor_name: Option<String>,
    /// Where it is in its life.
    pub state: ChatState,
    /// Who has it: answers, has invited, or is assigned the request (manual B18).
    pub operator: Option<OperatorRef>,
    /// Whom the request goes to, or went.
    pub routed: Routed,
    /// Who has joined him.
    pub others: Vec<OperatorRef>,
    /// What is offered to another operator.
    pub offer: Option<Offer>,
    /// How far the visitor's side has it.
    pub visitor_marks: Marks,
    /// How far the operators' side has it: the furthest of them.
    pub operator_marks: Marks,
    /// The number of its newest message.
    pub last_seq: Seq,
    /// Grows with every change of the fields above but `last_seq`.
    pub version: u32,
    /// When the visitor asked, or was invited; anew when he reopens it.
    pub asked_at: Timestamp,
    /// Until when a request stays with whom it is assigned to; then it goes to the next (manual B18).
    pub accept_by: Option<Timestamp>,
    /// The request has waited for too long: administrators can accept it, whomever it goes to.
    pub is_overdue: bool,
}

impl ChatView {
    /// Whether this is a later state of the chat than that one: two changes may be heard in the wrong order.
    pub fn is_newer_than(&self, other: &ChatView) -> bool {
        (self.version, self.last_seq) > (other.version, other.last_seq)
    }

    /// The operators in it, first the one who has it.
    pub fn operators(&self) -> impl Iterator<Item = &OperatorRef> {
        self.operator.iter().chain(&self.others)
    }
}

/// An active chat is offered to another operator, who takes it, refuses it, or lets it run out (manual A15).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// What taking it does.
    pub kind: OfferKind,
    /// Who offers.
    pub by: OperatorRef,
    /// Who may take it.
    pub to: OperatorRef,
    /// When it runs out.
    pub ends_at: Timestamp,
}

/// What taking an [`Offer`] does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferKind {
    /// The chat becomes his.
    Transfer,
    /// He joins those who are in it.
    Join,
}

/// How far one side has the messages of a chat. Marks only grow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Marks {
    /// Up to this number they have arrived at a client.
    pub delivered: Seq,
    /// Up to this number they were in front of somebody's eyes.
    pub read: Seq,
}

impl Marks {
    /// These and those: the further of each. What was read has arrived.
    #[must_use]
    pub fn and(self, other: Marks) -> Marks {
        let read = self.read.max(other.read);
        Marks { delivered: self.delivered.max(other.delivered).max(read), read }
    }
}

/// A conversation between operators (manual A14). Its messages, numbers and catch-up are those of any chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TalkView {
    /// Its id.
    pub id: ChatId,
    /// Who is in it, by name.
    pub members: Vec<OperatorRef>,
    /// The number of its newest message.
    pub last_seq: Seq,
    /// Up to where the operator who gets this has read it.
    pub read: Seq,
}
