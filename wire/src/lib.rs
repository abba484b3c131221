//! The types that cross a boundary between two parts of Switchboard, and nothing else.
//!
//! | module | holds |
//! |---|---|
//! | [`id`] | the ids, one type for each kind, all UUIDs |
//! | [`time`] | [`Timestamp`]: milliseconds since 1970, UTC |
//! | [`text`] | limits and cleaning of names and texts, the same at both ends |
//! | [`links`] | which parts of a text are web addresses |
//! | [`message`] | [`Message`], its author and its body |
//! | [`person`] | [`OperatorRef`], [`Role`], [`Status`] |
//! | [`chat`] | [`ChatView`], [`ChatState`] |
//! | [`routing`] | which operators requests go to, and why |
//! | [`note`], [`canned`], [`colleague`], [`preferences`] | what an operator works with |
//! | [`mail`] | email: the mail server, the recipients, the state of each email |
//! | [`site`] | websites, as administrators set them up |
//! | [`tag`] | tags of chats |
//! | [`bulk`] | one action on many chats |
//! | [`session`] | where an operator is signed in |
//! | [`sip`] | operators with a SIP client |
//! | [`redaction`] | what is replaced in texts before they are stored |
//! | [`rates`] | rate limits for visitors |
//! | [`archive`] | which chats the archive lists, and how |
//! | [`tag`] | tags for chats |
//! | [`rating`] | what visitors think of a chat |
//! | [`ban`] | who may not chat |
//! | [`administration`] | what administrators see and change, and the audit log |
//! | [`erasure`] | what is kept of visitors, in numbers |
//! | [`archive`] | what is found of what was said |
//! | [`guide`] | the first steps with a new installation |
//! | [`language`] | [`Language`]: the languages of the visitor's side |
//! | [`fees`] | what the installation charges for its operators |
//! | [`retention`] | for how long things are kept |
//! | [`report`] | figures of an account's chats |
//! | [`hours`] | a site's business hours |
//! | [`look`] | how a site's launcher and panel look |
//! | [`picture`] | operators' pictures and sites' logos: limits and addresses |
//! | [`welcome_screen`] | what a site asks a visitor before a chat begins, and their answers |
//! | [`visitor`] | the protocol of the visitor's socket |
//! | [`operator`] | the protocol of the operator's socket |
//! | [`form`] | the panel's forms, ready to be shown |
//! | [`frame`] | encoding of frames: subprotocols, version, close codes |
//!
//! The crate compiles for the browser and stays small there: no clock, no randomness, and JSON only
//! as a feature.

pub mod administration;
pub mod archive;
pub mod ban;
pub mod bulk;
pub mod canned;
pub mod chat;
pub mod colleague;
pub mod erasure;
pub mod fees;
pub mod form;
pub mod frame;
pub mod guide;
pub mod hours;
pub mod id;
pub mod language;
pub mod links;
mod list;
pub mod look;
pub mod mail;
pub mod message;
pub mod note;
pub mod operator;
pub mod person;
pub mod picture;
pub mod preferences;
pub mod rates;
pub mod rating;
pub mod redaction;
pub mod report;
pub mod retention;
pub mod routing;
pub mod session;
pub mod sip;
pub mod site;
pub mod tag;
pub mod text;
pub mod time;
pub mod visitor;
pub mod welcome_screen;

pub use chat::{ChatState, ChatView, Marks, Offer, OfferKind, TalkView};
pub use id::{
    AccountId, AnswerId, AuditId, BanId, CannedId, ChatId, DepartmentId, LetterId, MailRuleId, MessageId,
    NoteId, OffLineMessageId, OperatorId, SiteId, TagId, UrlRuleId, ViewId, VisitorId,
};
pub use language::{Language, SiteLanguage};
pub use message::{Author, Body, Content, Message, Notice, Seq, Span};
pub use person::{OperatorRef, Role, Status};
pub use routing::{Queueing, Routed, Routing};
pub use site::SiteSettings;
pub use time::Timestamp;
pub use welcome_screen::{Answers, WelcomeScreen};
