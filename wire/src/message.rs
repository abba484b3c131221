//! One line of a conversation.

use serde::{Deserialize, Serialize};

use crate::{ChatId, MessageId, OperatorRef, Timestamp};

/// The number of a message in its chat: 1, 2, 3 … without a gap, given by the store. 0 stands for "none yet".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(pub u32);

impl Seq {
    /// The number that follows.
    pub fn next(self) -> Seq {
        Seq(self.0 + 1)
    }
}

/// A message as the store has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Made by whoever wrote it, so that a repeated sending is the same message.
    pub id: MessageId,
    /// The chat it belongs to.
    pub chat: ChatId,
    /// Its place in that chat.
    pub seq: Seq,
    /// When it was stored.
    pub at: Timestamp,
    /// Who wrote it.
    pub author: Author,
    /// What it says.
    pub body: Body,
}

/// Who wrote a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// The visitor of this chat.
    Visitor,
    /// An operator, under the screen name he had then.
    Operator(OperatorRef),
    /// Switchboard itself.
    System,
}

/// What a message holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// Characters, shown as they are.
    Text(String),
    /// A system line, worded by whoever shows it in the reader's language.
    Notice(Notice),
}

/// What a system line tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// An operator took the chat.
    Accepted {
        /// His screen name.
        name: String,
    },
    /// An operator ended the chat.
    ClosedByOperator {
        /// His screen name.
        name: String,
    },
    /// The visitor ended the chat.
    ClosedByVisitor,
}
