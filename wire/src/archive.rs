//! The archive: every chat of the account, also long after it has ended.

use serde::{Deserialize, Serialize};

use crate::{
    ChatId, ChatState, DepartmentId, Marks, OperatorId, OperatorRef, Seq, SiteId, TagId, Timestamp, ViewId,
    VisitorId, note::Note, routing::Decision,
};

/// The most chats in an [`ArchivePage`].
pub const ARCHIVE_PAGE: usize = 50;
/// The longest search, in characters.
pub const MAX_WORDS: usize = 500;
/// The most hits that come with a chat of the list.
pub const MOST_HITS: usize = 3;
/// The most shared views of an account.
pub const MOST_SHARED_VIEWS: i64 = 100;
/// The most views that an operator has of their own.
pub const MOST_OWN_VIEWS: i64 = 50;

/// Which chats the archive lists. Every field narrows the list; the default lists all chats.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// What to search for, at most [`MAX_WORDS`] characters, in the syntax of `docs/OPERATORS.md`:
    /// words, "phrases", prefix*, -without, `from:`, `in:`, `tag:`, `before:`. Empty: anything.
    pub words: String,
    /// Asked for at this time or later.
    pub since: Option<Timestamp>,
    /// Asked for before this time.
    pub until: Option<Timestamp>,
    /// This operator took part.
    pub operator: Option<OperatorId>,
    /// It went to this department.
    pub department: Option<DepartmentId>,
    /// It began on this site.
    pub site: Option<SiteId>,
    /// It has this tag.
    pub tag: Option<TagId>,
    /// Its state.
    pub state: Option<ArchivedState>,
    /// The visitor's rating.
    pub rating: Option<RatingRange>,
    /// Only chats of visitors with a Client Note.
    pub with_note: bool,
}

/// The states that the archive tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArchivedState {
    /// Requesting, invited or active.
    Open,
    /// An operator was in it, and it has ended.
    Closed,
    /// It ended before an operator accepted it: the visitor left, or either side ended it.
    Missed,
    /// The visitor did not accept the invitation.
    Declined,
}

/// What the visitor rated the chat with, from 1 to 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RatingRange {
    /// It has a rating.
    Any,
    /// It has none.
    None,
    /// 1 or 2.
    Low,
    /// 3.
    Middle,
    /// 4 or 5.
    High,
}

/// A chat in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchivedChat {
    /// The id, for loading its messages.
    pub id: ChatId,
    /// The visitor.
    pub visitor: VisitorId,
    /// The name the visitor gave, if any.
    pub visitor_name: Option<String>,
    /// The site it began on.
    pub site: SiteId,
    /// The department it went to; none: to no department, or to one that was removed since.
    pub department: Option<DepartmentId>,
    /// Its state now.
    pub state: ChatState,
    /// The operators who took part, the last one to have the chat first; including deleted ones.
    pub operators: Vec<OperatorRef>,
    /// The address of the page on which it began.
    pub page: String,
    /// Its tags.
    pub tags: Vec<TagId>,
    /// The visitor's rating, from 1 to 5.
    pub rating: Option<u8>,
    /// Whether there is a Client Note about the visitor.
    pub has_note: bool,
    /// When the visitor asked for it or was invited; for a reopened chat, when it was reopened.
    pub asked_at: Timestamp,
    /// When an operator accepted it first.
    pub accepted_at: Option<Timestamp>,
    /// When it ended; none: it is open, or the operator who asks may not read it to its end.
    pub closed_at: Option<Timestamp>,
    /// The number of messages the operator may read.
    pub messages: u32,
    /// The first line somebody wrote, cut at 120 characters.
    pub question: String,
    /// Where the words were found, at most [`MOST_HITS`], in order; empty without a search.
    pub hits: Vec<Hit>,
}

/// A message that contains what was searched for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// The message.
    pub seq: Seq,
    /// The text around the first place where it was found.
    pub excerpt: Vec<Piece>,
}

/// A run of an excerpt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether it is what was searched for.
    pub is_hit: bool,
}

/// Where the next page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cursor {
    /// After the chat that was asked for then.
    At(Timestamp, ChatId),
    /// In a search: after the document with this number.
    Doc(i64),
}

/// A page of the archive, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchivePage {
    /// At most [`ARCHIVE_PAGE`].
    pub chats: Vec<ArchivedChat>,
    /// Where to continue; none: that was all.
    pub next: Option<Cursor>,
    /// A page covers a limited number of chats. Set if the limit was reached before the page was
    /// full: the time of the last chat that was looked at.
    pub looked_back_to: Option<Timestamp>,
}

/// What cannot be searched yet: a new installation of the search indexes the old chats, the oldest
/// first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backlog {
    /// How many ended chats are still to be indexed.
    pub chats: u32,
    /// When the oldest of them was asked for: those before it can be searched.
    pub before: Timestamp,
}

/// A chat of the archive with everything but its messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchivedDetail {
    /// The chat, without hits.
    pub chat: ArchivedChat,
    /// The notes about its visitor, the oldest first.
    pub notes: Vec<Note>,
    /// Which operators the request went to, and why; the oldest first.
    pub decisions: Vec<Decision>,
    /// How far the visitor, and how far the operators have received and read the messages.
    pub marks: (Marks, Marks),
    /// The last message the operator may read; none: they may read all of them.
    pub reads_until: Option<Seq>,
}

/// A filter with a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    /// Its id.
    pub id: ViewId,
    /// Its name, at most [`crate::text::MAX_NAME`] characters: unique among the shared views, or
    /// among the owner's.
    pub name: String,
    /// What it lists.
    pub filter: Filter,
    /// Whether all operators of the account have it. Administrators make these.
    pub is_shared: bool,
    /// Who made it.
    pub owner: OperatorRef,
}
