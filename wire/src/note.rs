//! What operators know of a visitor: his earlier chats, the pages of this visit, notes and a remark.

use serde::{Deserialize, Serialize};

use crate::{Answers, ChatId, ChatState, NoteId, OperatorRef, SiteId, Timestamp, VisitorId};

/// All that is known of a visitor, for the operator who asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dossier {
    /// What operators noted about him, the oldest first.
    pub notes: Vec<Note>,
    /// The asking operator's own label for him (manual B9); empty if he gave none.
    pub remark: String,
    /// The name he gave once, if any.
    pub name: Option<String>,
    /// The newest of his chats that have ended.
    pub past: PastChats,
    /// What he answered on the Welcome Screen of his newest chat in which he was asked something, of those that the
    /// operator may read.
    pub answers: Answers,
    /// The pages of this visit in their order, at most the last 30; the last is the one he is on.
    pub pages: Vec<SeenPage>,
}

/// A line of the Client Note (manual B5, B8). All operators of the account see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Made by who wrote it, UUIDv7; a repetition carries the same.
    pub id: NoteId,
    /// About whom.
    pub visitor: VisitorId,
    /// Who wrote it, under the screen name he has now.
    pub by: OperatorRef,
    /// What it says.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// An operator's own label for a visitor (manual B9). No other operator sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// For whom.
    pub visitor: VisitorId,
    /// The label, at most [`crate::text::MAX_NAME`] characters; empty: none any more.
    pub text: String,
}

/// Some of a visitor's chats that have ended, the newest first: only those whose messages the operator may read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastChats {
    /// At most 20.
    pub chats: Vec<PastChat>,
    /// Before which one to look for earlier ones ([`crate::operator::Command::PastChats`]); none: there are no earlier ones.
    /// It may be there although `chats` is empty, because one answer looks at a limited number of chats.
    pub before: Option<(Timestamp, ChatId)>,
}

/// A chat that has ended, or goes on without the operator who asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastChat {
    /// Its id, by which its messages can be read.
    pub id: ChatId,
    /// Whose it was.
    pub visitor: VisitorId,
    /// The name that the visitor gave, if any.
    pub visitor_name: Option<String>,
    /// The site it began on.
    pub site: SiteId,
    /// The department that the visitor chose, under the name it had then.
    pub department: Option<String>,
    /// How it ended.
    pub state: ChatState,
    /// Who took part in it, first who had it last; also those who were deleted since.
    pub operators: Vec<OperatorRef>,
    /// When the visitor asked.
    pub asked_at: Timestamp,
    /// How many messages the operator may read of it.
    pub messages: u32,
    /// The first line that somebody said in it, cut at 120 characters.
    pub question: String,
}

/// A page that a visitor has been on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenPage {
    /// Its address.
    pub url: String,
    /// Its title.
    pub title: String,
    /// When he came to it.
    pub at: Timestamp,
}
