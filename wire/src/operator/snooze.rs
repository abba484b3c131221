//! A chat that an operator has snoozed: put aside until a time, or until the visitor writes.

use serde::{Deserialize, Serialize};

use crate::{ChatId, Timestamp, VisitorId};

/// The maximum number of snoozed chats of an operator.
pub const MOST_SNOOZED: usize = 100;
/// The longest snooze, in milliseconds. A later time is cut.
pub const LONGEST_SNOOZE: i64 = 366 * 24 * 60 * 60 * 1_000;

/// A snoozed chat of an operator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snooze {
    /// The chat.
    pub chat: ChatId,
    /// Its visitor. The chat itself need not be in the operator's lists.
    pub visitor: VisitorId,
    /// The name the visitor gave, if any.
    pub visitor_name: Option<String>,
    /// When it comes back, or would have.
    pub until: Timestamp,
    /// Why it has come back; none: it is still put aside.
    pub back: Option<Back>,
}

/// Why a snoozed chat has come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Back {
    /// Its time has come.
    InTime,
    /// The visitor has written, has asked for the chat again, or for another one after it had ended.
    VisitorWrote,
}
