//! A conversation as its participants see it.

use serde::{Deserialize, Serialize};

use crate::{ChatId, OperatorId, Seq, SiteId, Timestamp, VisitorId};

/// Where a chat is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChatState {
    /// The visitor asked; nobody has accepted yet.
    Requesting,
    /// An operator has it.
    Active,
    /// Ended by either side.
    Closed,
}

impl ChatState {
    /// Whether something can still be said in it.
    pub fn is_open(self) -> bool {
        !matches!(self, ChatState::Closed)
    }
}

/// An operator as others see him.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OperatorRef {
    /// His id.
    pub id: OperatorId,
    /// His screen name (manual B17).
    pub name: String,
}

/// A chat without its messages.
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
    /// Who has it.
    pub operator: Option<OperatorRef>,
    /// The number of its newest message.
    pub last_seq: Seq,
    /// When the visitor asked.
    pub asked_at: Timestamp,
}
