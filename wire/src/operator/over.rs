//! A chat that is over for an operator: it has ended, or continues without them (manual A15).

use serde::{Deserialize, Serialize};

use crate::{ChatView, OperatorRef, Timestamp};

/// A chat that is over for an operator. It stays in their list until they put it away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverChat {
    /// The chat as far as they may read it. If it continues without them: as it was when they left.
    pub chat: ChatView,
    /// How it ended for them.
    pub how: Over,
    /// When it ended for them.
    pub at: Timestamp,
    /// How the visitor rated it, 1 to [`BEST`](crate::rating::BEST); `None`: not yet.
    pub stars: Option<u8>,
}

/// How a chat ended for an operator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Over {
    /// The visitor ended it.
    ByVisitor,
    /// This operator ended it.
    ByOperator(OperatorRef),
    /// The visitor left while waiting for an operator.
    VisitorLeft,
    /// This operator has it now.
    TakenBy(OperatorRef),
    /// They left it, and this operator has it now.
    LeftTo(OperatorRef),
    /// Their connection was lost, and the visitor is waiting for an operator.
    Lost,
}

/// The maximum number of such chats in an operator's list; the latest are kept.
pub const MOST_OVER: i64 = 100;
