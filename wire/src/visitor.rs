//! The protocol of the visitor's socket, `GET /visitor`.
//!
//! The loader in the host page and the panel in its iframe speak the same protocol on sockets of their own. The first
//! frame of a client is [`FromVisitor::Hello`]; the server answers [`ToVisitor::Welcome`], or [`ToVisitor::Refused`]
//! and closes. What a client sends with an id ([`Ask`], [`Say`], [`OffLineForm`]) is answered, once it is stored, by
//! [`ToVisitor::Stored`] with that id, or by [`ToVisitor::Refused`]; until then the client keeps it and may repeat it.

use serde::{Deserialize, Serialize};

use crate::{
    ChatId, ChatState, DepartmentId, Language, Marks, Message, MessageId, OffLineMessageId, OperatorRef, Seq,
    Span, Timestamp, form::Form, language::Wish, list, routing::DepartmentChoice, text::BadText,
    welcome_screen::MAX_ANSWERS,
};

/// What a visitor's client sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FromVisitor {
    /// Who and where; the first frame.
    Hello(Hello),
    /// The visitor is on another page now (also within a single-page site).
    Page(Page),
    /// The Welcome Screen was sent: a chat is asked for, or one that has ended is reopened.
    Ask(Ask),
    /// A message in the open chat. In one that the visitor is invited to, it takes the invitation.
    Say(Say),
    /// The answer to an invitation (manual B2).
    AnswerInvitation {
        /// The chat that the visitor is invited to.
        chat: ChatId,
        /// Whether he takes it.
        accept: bool,
    },
    /// What the visitor is typing, or that he stopped. The text is empty unless [`Arrangement::previews`].
    Typing(Option<String>),
    /// How far the client has the messages of this chat.
    Mark {
        /// The chat.
        chat: ChatId,
        /// Up to where.
        marks: Marks,
    },
    /// The browser has loaded a pushed address (manual B6).
    Opened {
        /// The chat.
        chat: ChatId,
        /// The message that pushed it.
        seq: Seq,
    },
    /// Send me these messages of this chat.
    CatchUp {
        /// The chat.
        chat: ChatId,
        /// Which.
        span: Span,
    },
    /// The visitor ends the chat.
    End {
        /// The chat.
        chat: ChatId,
    },
    /// The off-line form was sent.
    LeaveMessage(OffLineForm),
    /// Send me my chat by e-mail. Only where [`Welcome::mails`].
    MailTranscript(MailTranscript),
}

/// The first frame of a visitor's client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// The site's key, from the snippet.
    pub site: String,
    /// The visitor's secret: 22 to 64 characters of the URL-safe base64 alphabet, made by the loader from at least 16
    /// random bytes and kept in the host page's own storage. Who knows it is the visitor.
    pub token: String,
    /// Which end this is.
    pub end: End,
    /// The page the visitor is on.
    pub page: Page,
    /// The chat that this client has already, and up to where; only what follows is sent again.
    pub has: Option<(ChatId, Seq)>,
    /// Which language it would like; the panel: the one that it is drawn in.
    #[serde(default)]
    pub language: Wish,
}

/// Which end of the visitor's side is speaking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The loader: gets `Welcome`, `Available`, and of chats only an invitation: `Chat` and `Message` while the visitor
    /// has one, and the `Chat` that ends it.
    Loader,
    /// The panel: gets everything.
    Panel,
}

/// A page of the host site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Its address.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Where the visitor came from, empty if unknown.
    #[serde(default)]
    pub referrer: String,
}

/// A filled-in Welcome Screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// The new chat's id, or that of a chat of his that has ended, to reopen it. If the visitor has an open chat already,
    /// the question goes there instead.
    pub chat: ChatId,
    /// The visitor's name; empty is allowed.
    pub name: String,
    /// The department he chose (manual A10).
    #[serde(default)]
    pub department: Option<DepartmentId>,
    /// The id of the question, which is the chat's first message.
    pub id: MessageId,
    /// The question; may be empty where the site asks for none.
    pub text: String,
    /// His e-mail address, where the site asks for it.
    #[serde(default)]
    pub email: String,
    /// What was put into the other fields of the form, by their [names](crate::form::Form::markup). What he has agreed to
    /// has any answer that is not empty. Others are left alone. At most [`MAX_ANSWERS`].
    #[serde(default, deserialize_with = "list::at_most::<MAX_ANSWERS, _, _>")]
    pub answers: Vec<(String, String)>,
}

/// A message to be stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Say {
    /// The chat.
    pub chat: ChatId,
    /// Made by the sender, UUIDv7; a repetition carries the same.
    pub id: MessageId,
    /// At most [`crate::text::MAX_TEXT`] characters.
    pub text: String,
}

/// A filled-in off-line form (manual A11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffLineForm {
    /// Made by the panel, UUIDv7; a repetition carries the same.
    pub id: OffLineMessageId,
    /// The visitor's name; empty is allowed.
    pub name: String,
    /// Where he wants the answer.
    pub email: String,
    /// The department that he chose, if any (manual A10).
    #[serde(default)]
    pub department: Option<DepartmentId>,
    /// What he wants to say.
    pub text: String,
    /// What he has agreed to, as in [`Ask::answers`].
    #[serde(default, deserialize_with = "list::at_most::<MAX_ANSWERS, _, _>")]
    pub answers: Vec<(String, String)>,
}

/// The visitor wants to have a chat of his by e-mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailTranscript {
    /// Made by the panel, UUIDv7; a repetition carries the same.
    pub id: MessageId,
    /// The chat; an operator must have accepted it.
    pub chat: ChatId,
    /// Where to.
    pub email: String,
}

/// What the server sends to a visitor's client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToVisitor {
    /// The answer to `Hello`.
    Welcome(Box<Welcome>),
    /// What carried this id is stored, durably.
    Stored(Stored),
    /// Not done, and why.
    Refused {
        /// The id of the `Ask` (its question's), `Say`, `LeaveMessage` or `MailTranscript` that is meant; none for others.
        id: Option<MessageId>,
        /// Why.
        why: Refusal,
    },
    /// The visitor's chat is new or changed.
    Chat(VisitorChat),
    /// A message of the visitor's chat, his own included.
    Message(Message),
    /// The answer to `CatchUp`.
    Messages {
        /// The chat.
        chat: ChatId,
        /// In the order of their numbers.
        messages: Vec<Message>,
        /// Whether there are later ones. (Earlier ones there are if the first is not number 1.)
        more: bool,
    },
    /// An operator began or stopped typing.
    Typing(bool),
    /// Whether an operator is available changed.
    Available(bool),
    /// The departments that the visitor can choose from changed. The panel only.
    Departments(Vec<DepartmentChoice>),
    /// An administrator has changed how the site wants its chat to be.
    Site(Arrangement),
    /// The visitor's place in the queue changed, from 1; it holds until an operator has accepted (manual B18).
    Place(u32),
}

/// How a site wants its chat to be (manual A18).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrangement {
    /// The site's name, or what it has in its own words in place of that, for the panel's head.
    pub name: String,
    /// The address of its logo; empty: it has none. The panel only.
    pub logo: String,
    /// What stands below the name until somebody answers. The panel only.
    pub greeting: String,
    /// How it looks, as a style: the panel's root has it, the loader puts it behind its style sheet.
    pub look: String,
    /// Whether operators see who is browsing. Without it the loader has no connection until the visitor shows that he wants
    /// to chat.
    pub is_tracked: bool,
    /// What the visitor is asked before a chat begins. The panel only.
    pub welcome: Form,
    /// What he is asked when nobody is there. The panel only.
    pub off_line: Form,
    /// Whether operators see what the visitor types before he sends it; then the panel says so. The panel only.
    pub previews: bool,
}

/// The answer to [`Hello`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// How the site wants its chat to be.
    pub site: Arrangement,
    /// The language that the visitor gets.
    pub language: Language,
    /// Texts in that language: for the loader all of its own, by their names (`languages/en.toml`). The panel has its own in
    /// its page.
    pub texts: Vec<(String, String)>,
    /// Whether the visitor can have a chat sent to him by e-mail ([`FromVisitor::MailTranscript`]).
    pub mails: bool,
    /// Whether an operator is available now to whom a request from this page could go.
    pub available: bool,
    /// The departments that the visitor can choose from (manual A10); none: he is not asked. The panel only.
    pub departments: Vec<DepartmentChoice>,
    /// The visitor's place in the queue, from 1, if he waits in it and it is known already.
    pub place: Option<u32>,
    /// The visitor's newest chat, if one is open or ended lately; for the loader, if it is an invitation.
    pub chat: Option<VisitorChat>,
    /// That chat's messages after what the client has, or all.
    pub messages: Vec<Message>,
    /// Whether there are further ones.
    pub more: bool,
}

/// What a visitor may know of his chat, without its messages. What operators offer each other, and to whom his request
/// goes or is assigned, is no matter of his.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitorChat {
    /// Its id.
    pub id: ChatId,
    /// Where it is in its life.
    pub state: ChatState,
    /// Who answers, or has invited.
    pub operator: Option<OperatorRef>,
    /// The screen names of those who have joined him.
    pub others: Vec<String>,
    /// How far the visitor's side has it.
    pub visitor_marks: Marks,
    /// How far the operators' side has it.
    pub operator_marks: Marks,
    /// The number of its newest message.
    pub last_seq: Seq,
    /// Grows with every change of the fields above but `last_seq`.
    pub version: u32,
    /// When the visitor asked, or was invited; anew when he reopens it.
    pub asked_at: Timestamp,
}

impl VisitorChat {
    /// Whether this is a later state of the chat than that one: two changes may be heard in the wrong order.
    pub fn is_newer_than(&self, other: &VisitorChat) -> bool {
        (self.version, self.last_seq) > (other.version, other.last_seq)
    }
}

/// The acknowledgement: sent after the commit, never before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// The id that the client gave.
    pub id: MessageId,
    /// The chat and the number in it; none for an off-line message.
    pub place: Option<(ChatId, Seq)>,
    /// When.
    pub at: Timestamp,
}

/// Why something a visitor's client sent was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No site has this key. Whoever pasted the snippet can mend it.
    UnknownSite,
    /// The site's chat is not for pages of this host (manual A18). An administrator can allow it.
    DomainNotAllowed,
    /// The token is not of the form that [`Hello::token`] tells.
    BadToken,
    /// The chat is not this visitor's, or not at all.
    UnknownChat,
    /// The chat has ended.
    ChatClosed,
    /// The name was not taken.
    BadName(BadText),
    /// The text was not taken.
    BadText(BadText),
    /// The e-mail address was not taken.
    BadEmail(BadText),
    /// What was put into a field of the site's own was not taken, or what has to be agreed to was not.
    BadAnswer {
        /// Its place in the form, from 0.
        field: u32,
        /// Why.
        why: BadText,
    },
    /// It was done so often already that it is not done again.
    TooMany,
    /// Too much in too short a time; the client repeats it later.
    TooFast,
    /// Storing failed; nothing is kept. The client repeats it later.
    TryAgain,
}

impl Refusal {
    /// Whether the same thing may be taken when it is sent again later.
    pub fn is_passing(self) -> bool {
        matches!(self, Refusal::TooFast | Refusal::TryAgain)
    }
}

impl From<OffLineMessageId> for MessageId {
    /// `Stored` and `Refused` name off-line messages by the same kind of id.
    fn from(id: OffLineMessageId) -> Self {
        MessageId(id.0)
    }
}
