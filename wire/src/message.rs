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
    /// HTML, only from operators, already reduced to what is safe (manual B13).
    Html(String),
    /// An address that the operator pushed: the visitor's browser loads it (manual B6). http or https.
    Url(String),
    /// A system line, worded by whoever shows it in the reader's language.
    Notice(Notice),
}

impl Body {
    /// What a person said; None for a system line. HTML as its source.
    pub fn said(&self) -> Option<&str> {
        match self {
            Body::Text(said) | Body::Html(said) | Body::Url(said) => Some(said),
            Body::Notice(_) => None,
        }
    }
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
    /// The visitor took the invitation.
    InvitationAccepted,
    /// The visitor did not want to be invited.
    InvitationDeclined,
    /// The visitor did not answer the invitation in time, or the operator took it back.
    InvitationWithdrawn,
    /// An operator joined those in the chat.
    Joined {
        /// His screen name.
        name: String,
    },
    /// An operator left the chat to the others in it.
    Left {
        /// His screen name.
        name: String,
    },
    /// The chat was transferred: somebody else speaks now (manual A15).
    Transferred {
        /// The screen name of who had it.
        from: String,
        /// The screen name of who has it now.
        to: String,
    },
    /// The connection to the operator was lost; the chat waits for somebody again, before all others.
    OperatorLost {
        /// His screen name.
        name: String,
    },
    /// Nobody accepted the request.
    Missed,
    /// The visitor came back to a chat that had ended.
    Reopened,
    /// The visitor asked for a chat, without a question, because the site asks for none (manual A18).
    Asked,
    /// The visitor's browser loaded a pushed address.
    Opened {
        /// The message that pushed it.
        seq: Seq,
    },
    /// An operator ended the chat.
    ClosedByOperator {
        /// His screen name.
        name: String,
    },
    /// The visitor ended the chat.
    ClosedByVisitor,
}

/// Which part of a chat is asked for. At most 200 messages come at once, in the order of their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// Those after this number: what a client lacks.
    After(Seq),
    /// The last ones before this number: the history above. Before a number that is not reached yet: the newest.
    Before(Seq),
    /// Those around this number: what a search has found.
    Around(Seq),
}

/// What an operator sends: the text of his input and what it is (manual B6, B13).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// Characters, at most [`crate::text::MAX_TEXT`].
    Text(String),
    /// HTML, at most [`crate::text::MAX_HTML`] characters; the server keeps the safe subset of it.
    Html(String),
    /// An http or https address to be loaded by the visitor's browser, at most [`crate::text::MAX_PAGE`] characters.
    Url(String),
}
