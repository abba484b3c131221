//! The server functions that the console calls outside its socket, with their parameters and
//! results.
//!
//! | module | holds |
//! |---|---|
//! | [`first_view`] | the console's initial state, sent within the page |
//! | [`operators`], [`departments`], [`routing`], [`sites`] | administration |
//! | [`mail`], [`fees`], [`audit`], [`tags`] | administration |
//! | [`bulk`] | one action on many chats |
//! | [`mail`], [`fees`], [`audit`] | administration |
//! | [`bans`] | who may not chat |
//! | [`redaction`] | what is redacted in texts |
//! | [`guide`], [`invitations`] | the first steps, and inviting colleagues |
//! | [`off_line_messages`] | messages that visitors left |
//! | [`archive`] | all chats, and saved views of them |
//! | [`transcripts`] | chats that are sent by email |
//! | [`pictures`] | an operator's picture |
//! | [`reports`] | figures of the account's chats |
//! | [`installation`] | what administrators should know about the server |
//! | [`language`] | the console's language |
//! | [`sip`] | an operator's SIP Info |
//! | [`erasure`] | erasing a visitor |
//! | [`fault`] | what the server rejected in a form, and why |
//!
//! On the server a function is its body; in the browser it is a request to that body. Each body
//! checks who may call it.

pub(crate) mod account;
pub(crate) mod archive;
pub(crate) mod audit;
pub(crate) mod bans;
pub(crate) mod bulk;
pub(crate) mod departments;
pub(crate) mod erasure;
pub(crate) mod fault;
pub(crate) mod fees;
pub(crate) mod first_view;
pub(crate) mod guide;
pub(crate) mod installation;
pub(crate) mod invitations;
pub(crate) mod language;
pub(crate) mod mail;
pub(crate) mod off_line_messages;
pub(crate) mod operators;
pub(crate) mod pictures;
pub(crate) mod redaction;
pub(crate) mod reports;
pub(crate) mod routing;
pub(crate) mod sip;
pub(crate) mod sites;
pub(crate) mod tags;
pub(crate) mod transcripts;
