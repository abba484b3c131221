//! The protocol of the operator's socket, `GET /operator`.
//!
//! The session's cookie tells who it is. The server begins with [`ToOperator::Snapshot`]: all that this operator may
//! see now. What follows are changes to it. Each [`Request`] is answered by one [`ToOperator::Reply`] with its number;
//! a `Say` is answered after its commit, never before.

mod me;
mod off_line;
mod over;

use serde::{Deserialize, Serialize};

pub use self::{
    me::Me,
    off_line::{
        MOST_ANSWERS, MOST_OFF_LINE, OffLineAlert, OffLineAnswer, OffLineMessageView, OffLineMessages,
        OffLineNews, OffLineReply, OffLineState,
    },
    over::{MOST_OVER, Over, OverChat},
};

pub use crate::routing::OfferEnd;

use crate::{
    AnswerId, CannedId, ChatId, ChatView, Content, Marks, Message, MessageId, NoteId, OffLineMessageId,
    OfferKind, OperatorId, OperatorRef, Seq, SiteId, Span, Status, TalkView, Timestamp, VisitorId,
    canned::{BadCanned, Canned},
    colleague::Colleague,
    note::{Dossier, Note, PastChat, PastChats, Remark},
    preferences::Preferences,
    rates::Rated,
    routing::Decision,
    text::BadText,
    visitor::Page,
};

/// A numbered command. Numbers are the client's; the reply carries the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The number.
    pub nr: u32,
    /// What to do.
    pub command: Command,
}

/// What an operator's client can ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Take a requesting visitor's chat (manual B4).
    Accept {
        /// The chat.
        chat: ChatId,
    },
    /// A message to the visitor, or in a conversation between operators.
    Say {
        /// The chat.
        chat: ChatId,
        /// Made by the sender, UUIDv7; a repetition carries the same.
        id: MessageId,
        /// What it says.
        content: Content,
    },
    /// Invite a visitor who is browsing (manual B2).
    Invite {
        /// Whom.
        visitor: VisitorId,
        /// The new chat's id, made by the sender, UUIDv7.
        chat: ChatId,
        /// The id of the invitation, which is the chat's first message.
        id: MessageId,
        /// The invitation, at most [`crate::text::MAX_TEXT`] characters.
        text: String,
    },
    /// Offer an active chat to another operator (manual A15). It replaces an earlier offer.
    Offer {
        /// The chat.
        chat: ChatId,
        /// To whom.
        to: OperatorId,
        /// What taking it does.
        kind: OfferKind,
    },
    /// Take the chat that is offered to me.
    Take {
        /// The chat.
        chat: ChatId,
    },
    /// Do not take the chat that is offered or assigned to me, or take back what I have offered.
    Refuse {
        /// The chat.
        chat: ChatId,
    },
    /// Join those in an active chat; administrators only, others are asked by an offer.
    Join {
        /// The chat.
        chat: ChatId,
    },
    /// Leave an active chat to the others in it.
    Leave {
        /// The chat.
        chat: ChatId,
    },
    /// How far this client has the messages of a chat.
    Mark {
        /// The chat.
        chat: ChatId,
        /// Up to where.
        marks: Marks,
    },
    /// Begin a conversation with a colleague, or find the one there is (manual A14).
    Talk {
        /// With whom.
        with: OperatorId,
    },
    /// The operator began or stopped typing.
    Typing {
        /// The chat.
        chat: ChatId,
        /// Began or stopped.
        on: bool,
    },
    /// End the chat.
    Close {
        /// The chat.
        chat: ChatId,
    },
    /// Send me these messages of this chat.
    CatchUp {
        /// The chat.
        chat: ChatId,
        /// Which.
        span: Span,
    },
    /// Tell me why this chat went where it did.
    Decisions {
        /// The chat.
        chat: ChatId,
    },
    /// I am looking at this chat; repeated every [`LOOK_LASTS`] for as long as it is so.
    Look {
        /// The chat.
        chat: ChatId,
        /// Began, or stopped.
        on: bool,
    },
    /// Tell me what is known of this visitor.
    Dossier {
        /// Whom.
        visitor: VisitorId,
    },
    /// Tell me of the visitor's chats that ended earlier than those that I know (manual A6).
    PastChats {
        /// Whose.
        visitor: VisitorId,
        /// As [`PastChats::before`].
        before: (Timestamp, ChatId),
    },
    /// Tell me what this chat was, whose messages I may read.
    PastChat {
        /// Which.
        chat: ChatId,
    },
    /// Note something about a visitor, for all operators (manual B8).
    Note {
        /// About whom.
        visitor: VisitorId,
        /// Made by the sender, UUIDv7; a repetition carries the same.
        id: NoteId,
        /// What, at most [`crate::text::MAX_TEXT`] characters.
        text: String,
    },
    /// Label a visitor for myself (manual B9).
    SetRemark(Remark),
    /// Tell me all canned responses and URLs that I have (manual A9, B15).
    ListCanned,
    /// Add a canned response or URL, or change the one of this id. Shared ones: administrators only.
    SaveCanned(Canned),
    /// Remove a canned response or URL.
    RemoveCanned {
        /// Which.
        id: CannedId,
    },
    /// Change my preferences.
    SetPreferences(Preferences),
    /// Tell me the words of my own dictionary (manual B7).
    ListWords,
    /// Put a word into my own dictionary, or take it out.
    SetWord {
        /// The word, at most [`crate::text::MAX_NAME`] characters.
        word: String,
        /// Whether it is right.
        known: bool,
    },
    /// Change my status.
    SetStatus(Status),
    /// The off-line message was read.
    MarkRead {
        /// Which.
        message: OffLineMessageId,
    },
    /// Take a chat that is over for me out of my list; what was said stays readable. One that I am in stays.
    PutAway {
        /// Which; none: all of them.
        chat: Option<ChatId>,
    },
    /// Give an off-line message to an operator, or back to nobody (manual A11).
    AssignOffLine {
        /// Which.
        message: OffLineMessageId,
        /// The version of it that I have seen.
        seen: i64,
        /// To whom; none: to nobody.
        to: Option<OperatorId>,
    },
    /// Answer an off-line message by e-mail. One that is nobody's becomes mine.
    AnswerOffLine(OffLineReply),
    /// Nothing is left to do about an off-line message, or there is again.
    SetOffLineDone {
        /// Which.
        message: OffLineMessageId,
        /// The version of it that I have seen.
        seen: i64,
        /// Whether nothing is left to do.
        done: bool,
    },
    /// Send an answer once more that was not delivered, or try at once what waits.
    ResendAnswer {
        /// To which off-line message.
        message: OffLineMessageId,
        /// Which answer.
        answer: AnswerId,
    },
}

/// For how long a [`Command::Look`] holds, in milliseconds.
pub const LOOK_LASTS: i64 = 30_000;

/// What the server sends to an operator's client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToOperator {
    /// All that this operator may see now; replaces what the client had, but for the messages.
    Snapshot(Snapshot),
    /// The answer to the request of this number.
    Reply {
        /// The number.
        nr: u32,
        /// What came of it.
        result: Result<Done, Refusal>,
    },
    /// The operator's own details or status changed (perhaps from another window of his).
    Me(Me),
    /// A visitor came or changed.
    Visitor(VisitorView),
    /// A visitor left the site.
    VisitorLeft(VisitorId),
    /// A chat is new to this operator, or changed. One that is closed leaves the lists.
    Chat(ChatView),
    /// A chat is no longer to be seen by this operator (another one took it).
    ChatGone(ChatId),
    /// A message of a chat that this operator may see, his own included.
    Message(Message),
    /// What the visitor of a chat is typing (nothing of it unless previews are on), or that he stopped.
    VisitorTyping {
        /// The chat.
        chat: ChatId,
        /// The text so far.
        text: Option<String>,
    },
    /// A colleague who may see the chat began or stopped typing in it.
    ColleagueTyping {
        /// The chat.
        chat: ChatId,
        /// Who.
        operator: OperatorRef,
        /// Began or stopped.
        on: bool,
    },
    /// A colleague who may see the chat looks at it; that holds for [`LOOK_LASTS`].
    ColleagueLooking {
        /// The chat.
        chat: ChatId,
        /// Who.
        operator: OperatorRef,
        /// Began or stopped.
        on: bool,
    },
    /// A colleague came to his desk or left it, or says something else of himself.
    ColleagueStatus {
        /// Who.
        operator: OperatorId,
        /// As [`Colleague::status`].
        status: Option<Status>,
    },
    /// Operators were added, changed or removed: all of them, by name.
    Colleagues(Vec<Colleague>),
    /// The sites of the account changed.
    Sites(Vec<SiteView>),
    /// Somebody noted something about a visitor.
    Note(Note),
    /// This operator labelled a visitor (perhaps in another window of his).
    Remark(Remark),
    /// A canned response or URL that this operator has is new or changed.
    Canned(Canned),
    /// It is gone.
    CannedGone(CannedId),
    /// This operator's preferences changed (perhaps in another window of his).
    Preferences(Preferences),
    /// What this operator offered was not taken; the chat stays with who has it.
    OfferEnded {
        /// The chat.
        chat: ChatId,
        /// To whom it was offered.
        to: OperatorRef,
        /// Why it ended.
        how: OfferEnd,
    },
    /// A conversation between operators is new or changed.
    Talk(TalkView),
    /// An off-line message came or changed.
    OffLineMessage(OffLineMessageView),
    /// More was refused than before.
    Flood(Flood),
    /// Queueing was switched on or off (manual B18).
    Queueing(bool),
    /// A chat that this operator was in is over for them, or it is told anew how.
    Over(OverChat),
    /// These chats that were over are no longer in this operator's list.
    PutAway(Vec<ChatId>),
    /// How many off-line messages are open now.
    OpenOffLineMessages(u32),
    /// Several off-line messages changed at once; whoever shows them lists them anew.
    OffLineMessagesChanged,
    /// There is something about an off-line message that this operator should notice.
    OffLineAlert(OffLineAlert),
}

/// What an operator may see now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The server's clock, from which times on line are counted.
    pub now: Timestamp,
    /// Who he is.
    pub me: Me,
    /// The account's sites.
    pub sites: Vec<SiteView>,
    /// Who is browsing now.
    pub visitors: Vec<VisitorView>,
    /// The open chats that he may see.
    pub chats: Vec<ChatView>,
    /// His conversations with colleagues.
    pub talks: Vec<TalkView>,
    /// The operators of the account, himself among them, by name.
    pub colleagues: Vec<Colleague>,
    /// How he labelled visitors; the newest 1,000.
    pub remarks: Vec<Remark>,
    /// What he has chosen for himself.
    pub preferences: Preferences,
    /// How many off-line messages are open.
    pub open_off_line_messages: u32,
    /// Whether operators cost something, and he may know it (manual A3, A7).
    pub has_fees: bool,
    /// What was refused within the last hour because it came too often, the latest first.
    pub floods: Vec<Flood>,
    /// Whether queueing is on (manual B18).
    pub is_queueing: bool,
    /// The chats that are over for them and not put away, the latest last; at most [`MOST_OVER`].
    pub over: Vec<OverChat>,
    /// Whether they are led through the first steps with a new installation, as administrators are until these are done.
    pub has_guide: bool,
}

/// A web site of the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteView {
    /// Its id.
    pub id: SiteId,
    /// Its name.
    pub name: String,
    /// The key that the snippet carries.
    pub key: String,
    /// It was removed (manual A18): nobody comes from it any more, and what was said on it stays.
    pub is_removed: bool,
    /// It has its chat now, by its business hours (manual A18).
    pub is_open: bool,
}

/// A row of the visitor list (manual B1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitorView {
    /// Who.
    pub id: VisitorId,
    /// The site he browses.
    pub site: SiteId,
    /// The name he gave once, if any.
    pub name: Option<String>,
    /// His network address.
    pub address: String,
    /// His browser, as it names itself.
    pub agent: String,
    /// The page he is on.
    pub page: Page,
    /// How many pages of this visit he has seen.
    pub pages: u32,
    /// When this visit began.
    pub since: Timestamp,
    /// What he is doing.
    pub status: VisitorStatus,
}

/// What a visitor is doing (manual B1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VisitorStatus {
    /// Browsing.
    Online,
    /// Asked for a chat and waits.
    Requesting {
        /// The chat.
        chat: ChatId,
        /// The operator (his screen name) whom it is assigned to (manual B1, B18).
        assigned: Option<String>,
    },
    /// Is invited by this operator (his screen name) and has not answered.
    Invited(String),
    /// In a chat with this operator (his screen name).
    Chatting(String),
}

/// What was refused because it came more often than the site's [`crate::rates::Rates`] allow. Site, thing and sender tell one
/// flood from another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flood {
    /// On which site.
    pub site: SiteId,
    /// What.
    pub what: Rated,
    /// From which network: an IPv4 address, or the first address of an IPv6 /64. None: from several, or there was too much
    /// on the whole site.
    pub from: Option<String>,
    /// How often.
    pub count: u32,
    /// When the first one was refused.
    pub since: Timestamp,
    /// When the latest one was.
    pub last: Timestamp,
}

/// What a request brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Done {
    /// It is done.
    Ok,
    /// The message is stored under this number.
    Said {
        /// Its number in the chat.
        seq: Seq,
        /// When.
        at: Timestamp,
    },
    /// The answer to `CatchUp`.
    Messages {
        /// In the order of their numbers.
        messages: Vec<Message>,
        /// Whether there are later ones. (Earlier ones there are if the first is not number 1.)
        more: bool,
    },
    /// The conversation that was begun or found.
    Talk(TalkView),
    /// Why the chat went where it did, the oldest decision first.
    Decisions(Vec<Decision>),
    /// What is known of the visitor.
    Dossier(Dossier),
    /// Further chats of the visitor that have ended.
    PastChats(PastChats),
    /// What the chat was.
    PastChat(PastChat),
    /// All canned responses and URLs that this operator has, by name.
    Canned(Vec<Canned>),
    /// The words of his own dictionary, sorted.
    Words(Vec<String>),
}

/// Why a request was not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// There is none, or this operator may not see it.
    NotFound,
    /// Another operator was faster (manual B4), or the request is assigned to him (B18); his screen name.
    TakenBy(String),
    /// The request goes to other operators (manual A10, A12), or waits in the queue (B18).
    ForOthers,
    /// The chat has ended.
    ChatClosed,
    /// The chat is not accepted yet; accept it first.
    NotAccepted,
    /// The operator it is meant for is not at his desk, or is in the chat already.
    NotAvailable(String),
    /// Only an administrator may.
    NotAllowed,
    /// Nothing is offered to this operator, or no longer.
    NoOffer,
    /// The visitor is gone, or has a chat already.
    CannotInvite,
    /// He is the only one in the chat: transfer or end it instead.
    LastOperator,
    /// The text was not taken.
    BadText(BadText),
    /// There are as many already as there may be.
    TooMany,
    /// The canned response was not taken.
    BadCanned(BadCanned),
    /// Somebody else has changed it since it was seen; nothing was overwritten.
    Stale,
    /// E-mail is not set up.
    NoMail,
    /// Too much in too short a time; send it again later.
    TooFast,
    /// Storing failed; nothing is kept. Send it again later.
    TryAgain,
}
