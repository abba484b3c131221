//! What visitors left while nobody was available, as work that gets done (manual A11).

use serde::{Deserialize, Serialize};

use crate::{AnswerId, OffLineMessageId, OperatorRef, SiteId, Timestamp, VisitorId, mail::LetterView};

/// How many answers an off-line message has at most.
pub const MOST_ANSWERS: usize = 20;
/// How many off-line messages the console lists at most: first the open ones, then the rest, the newest of each.
pub const MOST_OFF_LINE: usize = 500;

/// The off-line messages as the console lists them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffLineMessages {
    /// The newest first; at most [`MOST_OFF_LINE`].
    pub messages: Vec<OffLineMessageView>,
    /// Whether e-mail is set up, so that they can be answered from the console.
    pub has_mail: bool,
}

/// An off-line message as the console lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffLineMessageView {
    /// Which.
    pub id: OffLineMessageId,
    /// The visitor who left it.
    pub visitor: VisitorId,
    /// The site it was left on.
    pub site: SiteId,
    /// Who left it.
    pub name: String,
    /// Where he wants the answer.
    pub email: String,
    /// What he says.
    pub text: String,
    /// The department that he chose, under the name it had then.
    pub department: Option<String>,
    /// The page he was on.
    pub page: String,
    /// What he agreed to, as he read it; empty: nothing was asked of him (manual A18).
    pub consent: String,
    /// When.
    pub at: Timestamp,
    /// Whether an operator has read it.
    pub read: bool,
    /// The e-mails that told operators of it, one for each address, the oldest first.
    pub letters: Vec<LetterView>,
    /// Whose work it is; none: nobody's yet.
    pub owner: Option<OperatorRef>,
    /// How far it is.
    pub state: OffLineState,
    /// Since when it is so far; none: since it was left.
    pub state_at: Option<Timestamp>,
    /// Who brought it so far; none: nobody did, or that was not written down yet.
    pub state_by: Option<OperatorRef>,
    /// What was answered, the oldest first; at most [`MOST_ANSWERS`].
    pub answers: Vec<OffLineAnswer>,
    /// Grows whenever its owner, its state or its answers change. Whoever changes it says which version they have seen, and
    /// overwrites no other.
    pub version: i64,
}

/// How far an off-line message is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OffLineState {
    /// It waits for an answer.
    #[default]
    Open,
    /// It was answered, and perhaps there is more to do.
    Answered,
    /// Nothing is left to do.
    Done,
}

/// An answer to an off-line message, which went to the visitor by e-mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffLineAnswer {
    /// Which.
    pub id: AnswerId,
    /// Who wrote it.
    pub by: OperatorRef,
    /// When.
    pub at: Timestamp,
    /// What it says.
    pub text: String,
    /// What became of its e-mail.
    pub letter: LetterView,
}

/// An answer that an operator sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffLineReply {
    /// To which off-line message.
    pub message: OffLineMessageId,
    /// The version of it that they have seen.
    pub seen: i64,
    /// Made by the sender, UUIDv7; a repetition carries the same.
    pub id: AnswerId,
    /// What it says, at most [`crate::text::MAX_TEXT`] characters.
    pub text: String,
    /// Whether nothing is left to do after it.
    pub is_done: bool,
}

/// Something about an off-line message that the operator should notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffLineAlert {
    /// Which message.
    pub message: OffLineMessageId,
    /// Who left it: the name that they gave, else their e-mail address.
    pub who: String,
    /// How it begins: its first line, at most [`crate::text::MAX_NAME`] characters.
    pub begins: String,
    /// What there is to notice.
    pub why: OffLineNews,
}

/// What there is to notice about an off-line message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OffLineNews {
    /// It was just left.
    Left,
    /// This colleague assigned it to the operator.
    Assigned(OperatorRef),
    /// Its answer could not be delivered, so it is open again.
    NotDelivered,
}
