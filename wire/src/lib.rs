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
//! | [`session`] | where an operator is signed in |
//! | [`sip`] | operators with a SIP client |
//! | [`rates`] | rate limits for visitors |
//! | [`administration`] | what administrators see and change, and the audit log |
//! | [`archive`] | what is found of what was said |
//! | [`guide`] | the first steps with a new installation |
//! | [`language`] | [`Language`]: the languages of the visitor's side |
//! | [`fees`] | what the installation charges for its operators |
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
pub mod canned;
pub mod chat;
pub mod colleague;
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
pub mod routing;
pub mod session;
pub mod sip;
pub mod site;
pub mod text;
pub mod time;
pub mod visitor;
pub mod welcome_screen;

pub use chat::{ChatState, ChatView, Marks, Offer, OfferKind, TalkView};
pub use id::{
    AccountId, AnswerId, AuditId, CannedId, ChatId, DepartmentId, LetterId, MailRuleId, MessageId, NoteId,
    OffLineMessageId, OperatorId, SiteId, UrlRuleId, VisitorId,
};
pub use language::{Language, SiteLanguage};
pub use message::{Author, Body, Content, Message, Notice, Seq, Span};
pub use person::{OperatorRef, Role, Status};
pub use routing::{Queueing, Routed, Routing};
pub use site::SiteSettings;
pub use time::Timestamp;
pub use welcome_screen::{Answers, WelcomeScreen};
