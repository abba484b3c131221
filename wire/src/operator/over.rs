//! A chat that goes on without an operator who was in it, or has ended (manual A15).

use serde::{Deserialize, Serialize};

use crate::{ChatView, OperatorRef, Timestamp};

/// A chat that an operator took part in and has not put away. It is in their list until they do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverChat {
    /// The chat as far as it is theirs to read: of one that goes on without them, as it was when they were in it last.
    pub chat: ChatView,
    /// How it came to its end for them.
    pub how: Over,
    /// When.
    pub at: Timestamp,
}

/// How a chat came to its end for an operator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Over {
    /// The visitor ended it.
    ByVisitor,
    /// This operator ended it.
    ByOperator(OperatorRef),
    /// The visitor left while they waited for somebody.
    VisitorLeft,
    /// This operator has it now.
    TakenBy(OperatorRef),
    /// They left it to this operator, who has it now.
    LeftTo(OperatorRef),
    /// Their connection was lost, and the visitor waits for somebody.
    Lost,
}

/// How many such chats an operator has in their list at most, the latest.
pub const MOST_OVER: i64 = 100;
