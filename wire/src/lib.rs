//! What crosses a boundary between two parts of Switchboard, and nothing else.
//!
//! | module | holds |
//! |---|---|
//! | [`id`] | the id of each thing: one newtype each, all UUIDs |
//! | [`time`] | [`Timestamp`]: milliseconds since 1970, UTC |
//! | [`text`] | what a name and a text may be: limits and cleaning, the same at both ends |
//! | [`links`] | which parts of a text are addresses of the web |
//! | [`message`] | [`Message`], who wrote it, what it holds |
//! | [`person`] | [`OperatorRef`], [`Role`], [`Status`] |
//! | [`chat`] | [`ChatView`], [`ChatState`] |
//! | [`routing`] | whom requests go to, and why |
//! | [`note`], [`canned`], [`colleague`], [`preferences`] | what an operator works with |
//! | [`mail`] | how e-mail goes out, to whom, and what became of it |
//! | [`site`] | web sites, as administrators set them up |
//! | [`session`] | where an operator is signed in |
//! | [`sip`] | operators in an ordinary SIP client |
//! | [`rates`] | how often strangers may do what costs others something |
//! | [`administration`] | what administrators see and change, and the record of it |
//! | [`guide`] | the first steps with a new installation |
//! | [`language`] | [`Language`]: what the visitor's side speaks, and which he gets |
//! | [`fees`] | what the installation charges for its operators |
//! | [`hours`] | when a site has its chat |
//! | [`look`] | how a site's launcher and panel look |
//! | [`picture`] | an operator's picture, a site's logo: limits, and where they are |
//! | [`welcome_screen`] | what a site asks a visitor before a chat begins, and his answers |
//! | [`visitor`] | the protocol of the visitor's socket |
//! | [`operator`] | the protocol of the operator's socket |
//! | [`form`] | the panel's forms, ready to be drawn |
//! | [`frame`] | how a protocol value becomes a frame: subprotocols, version, close codes |
//!
//! The crate compiles for the browser and stays small there: no time source, no randomness, no JSON unless asked.

pub mod administration;
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
