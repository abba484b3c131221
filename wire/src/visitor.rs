//! The protocol of the visitor's socket, `GET /visitor`.
//!
//! The loader in the host page and the panel in its iframe speak the same protocol on separate
//! sockets. The client's first frame is [`FromVisitor::Hello`]. The server answers
//! [`ToVisitor::Welcome`], or [`ToVisitor::Refused`] and closes the connection. Frames with an id
//! ([`Ask`], [`Say`], [`OffLineForm`]) are answered by [`ToVisitor::Stored`] with that id once they
//! are stored, or by [`ToVisitor::Refused`]. Until then the client keeps them and may repeat them.

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
    /// The first frame: the visitor and their page.
    Hello(Hello),
    /// The visitor is on another page now (also within a single-page app).
    Page(Page),
    /// The visitor sent the Welcome Screen: they ask for a chat, or reopen one that has ended.
    Ask(Ask),
    /// A message in the open chat. In a chat the visitor is invited to, it accepts the invitation.
    Say(Say),
    /// The answer to an invitation (manual B2).
    AnswerInvitation {
        /// The chat the visitor is invited to.
        chat: ChatId,
        /// Whether the visitor accepts.
        accept: bool,
    },
    /// What the visitor is typing; none: they stopped. The text is empty unless
    /// [`Arrangement::previews`].
    Typing(Option<String>),
    /// How far the client has received and read the messages of this chat.
    Mark {
        /// The chat.
        chat: ChatId,
        /// The new marks.
        marks: Marks,
    },
    /// The browser has loaded a pushed address (manual B6).
    Opened {
        /// The chat.
        chat: ChatId,
        /// The message with the address.
        seq: Seq,
    },
    /// Load messages of this chat.
    CatchUp {
        /// The chat.
        chat: ChatId,
        /// Which messages.
        span: Span,
    },
    /// The visitor ends the chat.
    End {
        /// The chat.
        chat: ChatId,
    },
    /// The visitor sent the offline form.
    LeaveMessage(OffLineForm),
    /// Send the visitor's chat by email. Only if [`Welcome::mails`].
    MailTranscript(MailTranscript),
    /// Rate a chat that has ended, or change the rating; only while [`Arrangement::rating`] offers
    /// it. The text is a digit from 1 to 5 and directly after it what the visitor writes about it
    /// ([`crate::rating::read`]).
    Rate(Say),
}

/// The first frame of a visitor's client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// The site's key, from the embed code.
    pub site: String,
    /// The visitor's secret: 22 to 64 characters of the URL-safe base64 alphabet. The loader makes
    /// it from at least 16 random bytes and keeps it in the host page's own storage. Whoever knows
    /// it is the visitor.
    pub token: String,
    /// Which client this is.
    pub end: End,
    /// The page the visitor is on.
    pub page: Page,
    /// The chat that this client has already, and its last message there. Only later ones are sent
    /// again.
    pub has: Option<(ChatId, Seq)>,
    /// The preferred language; for the panel, the language it is shown in.
    #[serde(default)]
    pub language: Wish,
}

/// The two clients of the visitor's side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The loader. It gets `Welcome`, `Available`, and of chats only invitations: `Chat` and
    /// `Message` while the visitor is invited, and the `Chat` that ends the invitation.
    Loader,
    /// The panel. It gets everything.
    Panel,
}

/// A page of the host site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Its address.
    pub url: String,
    /// Its title.
    pub title: String,
    /// The page the visitor came from; empty: unknown.
    #[serde(default)]
    pub referrer: String,
}

/// A filled-in Welcome Screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// The id of the new chat, or of the visitor's ended chat to reopen. If the visitor has an open
    /// chat already, the question goes there instead.
    pub chat: ChatId,
    /// The visitor's name; empty is allowed.
    pub name: String,
    /// The department the visitor chose (manual A10).
    #[serde(default)]
    pub department: Option<DepartmentId>,
    /// The id of the question, which is the chat's first message.
    pub id: MessageId,
    /// The question; may be empty if the site asks for none.
    pub text: String,
    /// The visitor's email address, if the site asks for it.
    #[serde(default)]
    pub email: String,
    /// The answers to the other fields, by their [names](crate::form::Form::markup). Any answer
    /// that is not empty gives the consent. Unknown names are ignored. At most [`MAX_ANSWERS`].
    #[serde(default, deserialize_with = "list::at_most::<MAX_ANSWERS, _, _>")]
    pub answers: Vec<(String, String)>,
}

/// A message to be stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Say {
    /// The chat.
    pub chat: ChatId,
    /// Generated by the client, UUIDv7. A repeated request has the same id.
    pub id: MessageId,
    /// The text, at most [`crate::text::MAX_TEXT`] characters.
    pub text: String,
}

/// A filled-in offline form (manual A11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffLineForm {
    /// Generated by the panel, UUIDv7. A repeated request has the same id.
    pub id: OffLineMessageId,
    /// The visitor's name; empty is allowed.
    pub name: String,
    /// The email address for the answer.
    pub email: String,
    /// The department the visitor chose, if any (manual A10).
    #[serde(default)]
    pub department: Option<DepartmentId>,
    /// The text.
    pub text: String,
    /// The answers to the other fields and the consent, as in [`Ask::answers`].
    #[serde(default, deserialize_with = "list::at_most::<MAX_ANSWERS, _, _>")]
    pub answers: Vec<(String, String)>,
}

/// A request for a chat by email.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailTranscript {
    /// Generated by the panel, UUIDv7. A repeated request has the same id.
    pub id: MessageId,
    /// The chat; an operator must have accepted it.
    pub chat: ChatId,
    /// The email address.
    pub email: String,
}

/// What the server sends to a visitor's client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToVisitor {
    /// The answer to `Hello`.
    Welcome(Box<Welcome>),
    /// The request with this id is stored durably.
    Stored(Stored),
    /// The request was refused.
    Refused {
        /// The id of the `Ask` (its question's), `Say`, `LeaveMessage`, `MailTranscript` or `Rate`;
        /// none for others.
        id: Option<MessageId>,
        /// The reason.
        why: Refusal,
    },
    /// The visitor's chat is new or has changed.
    Chat(VisitorChat),
    /// A message of the visitor's chat, including the visitor's own.
    Message(Message),
    /// The answer to `CatchUp`.
    Messages {
        /// The chat.
        chat: ChatId,
        /// The messages in order of their numbers.
        messages: Vec<Message>,
        /// Whether there are later ones. (There are earlier ones if the first is not number 1.)
        more: bool,
    },
    /// Whether an operator is typing.
    Typing(bool),
    /// Whether an operator is available.
    Available(bool),
    /// The departments the visitor can choose from changed. The panel only.
    Departments(Vec<DepartmentChoice>),
    /// An administrator has changed the site's settings.
    Site(Arrangement),
    /// The visitor's new position in the queue, from 1, until an operator accepts (manual B18).
    Place(u32),
}

/// How a site's chat is set up (manual A18).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrangement {
    /// The title of the panel: the site's name or the site's own text.
    pub name: String,
    /// The address of its logo; empty: none. The panel only.
    pub logo: String,
    /// The line below the title until an operator answers. The panel only.
    pub greeting: String,
    /// The look as CSS: the style of the panel's root, or an addition to the loader's style sheet.
    pub look: String,
    /// Whether operators see who is browsing. Without it, the loader connects only when the visitor
    /// opens the chat.
    pub is_tracked: bool,
    /// The Welcome Screen. The panel only.
    pub welcome: Form,
    /// The form for when nobody is available. The panel only.
    pub off_line: Form,
    /// Whether operators see what the visitor types before it is sent; the panel then says so. The
    /// panel only.
    pub previews: bool,
    /// The form to rate the visitor's chat that has ended, as HTML (`languages/src/rating.rs`);
    /// empty: there is nothing to rate. The panel only.
    pub rating: String,
}

/// The answer to [`Hello`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// How the site's chat is set up.
    pub site: Arrangement,
    /// The language the visitor gets.
    pub language: Language,
    /// Texts in that language by name (`languages/en.toml`): for the loader, all that it needs. The
    /// panel has its own in its page.
    pub texts: Vec<(String, String)>,
    /// Whether the visitor can have a chat sent by email ([`FromVisitor::MailTranscript`]).
    pub mails: bool,
    /// Whether an operator is available for a request from this page.
    pub available: bool,
    /// The departments the visitor can choose from (manual A10); empty: no choice. The panel only.
    pub departments: Vec<DepartmentChoice>,
    /// The visitor's position in the queue, from 1, if they are waiting in it and it is known
    /// already.
    pub place: Option<u32>,
    /// The visitor's newest chat if it is open or ended recently; for the loader, only an
    /// invitation.
    pub chat: Option<VisitorChat>,
    /// That chat's messages that the client does not have yet.
    pub messages: Vec<Message>,
    /// Whether there are more.
    pub more: bool,
}

/// What a visitor may know about their chat, without its messages. Offers between operators,
/// routing and assignment are not included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitorChat {
    /// Its id.
    pub id: ChatId,
    /// The state of the chat.
    pub state: ChatState,
    /// The operator who answers, or has invited the visitor.
    pub operator: Option<OperatorRef>,
    /// The screen names of the operators who have joined.
    pub others: Vec<String>,
    /// How far the visitor has received and read the messages.
    pub visitor_marks: Marks,
    /// How far the operators have received and read the messages.
    pub operator_marks: Marks,
    /// The number of the newest message.
    pub last_seq: Seq,
    /// Grows with every change of the fields above except `last_seq`.
    pub version: u32,
    /// When the visitor asked for the chat or was invited. Reset when the visitor reopens it.
    pub asked_at: Timestamp,
}

impl VisitorChat {
    /// Whether this is a later state of the chat than `other`. Two changes may arrive out of order.
    pub fn is_newer_than(&self, other: &VisitorChat) -> bool {
        (self.version, self.last_seq) > (other.version, other.last_seq)
    }
}

/// The acknowledgement. It is sent after the commit, never before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// The id that the client chose.
    pub id: MessageId,
    /// The chat and the number in it; none for an offline message, a transcript or a rating.
    pub place: Option<(ChatId, Seq)>,
    /// When it was stored.
    pub at: Timestamp,
}

/// Why a visitor's request was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No site has this key. Whoever added the embed code can fix that.
    UnknownSite,
    /// The site does not allow its chat on pages of this host (manual A18). An administrator can
    /// allow it.
    DomainNotAllowed,
    /// The token does not have the form that [`Hello::token`] requires.
    BadToken,
    /// An operator has banned the visitor, or the address they come from.
    Banned,
    /// The chat does not exist, or is another visitor's.
    UnknownChat,
    /// The chat has ended.
    ChatClosed,
    /// The name is not valid.
    BadName(BadText),
    /// The text is not valid.
    BadText(BadText),
    /// The email address is not valid.
    BadEmail(BadText),
    /// The answer to one of the site's own fields is not valid, or the consent is missing.
    BadAnswer {
        /// Its position in the form, from 0.
        field: u32,
        /// The reason.
        why: BadText,
    },
    /// The limit is reached, so it is not done again.
    TooMany,
    /// Too many requests in too short a time. The client repeats it later.
    TooFast,
    /// Storing failed, and nothing was stored. The client repeats it later.
    TryAgain,
}

impl Refusal {
    /// Whether the same request may succeed later.
    pub fn is_passing(self) -> bool {
        matches!(self, Refusal::TooFast | Refusal::TryAgain)
    }
}

impl From<OffLineMessageId> for MessageId {
    /// `Stored` and `Refused` use the same type of id for offline messages.
    fn from(id: OffLineMessageId) -> Self {
        MessageId(id.0)
    }
}
