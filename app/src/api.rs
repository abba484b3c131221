//! What the console asks of the server beside its socket: server functions, and what they take and answer.
//!
//! | module | holds |
//! |---|---|
//! | [`first_view`] | what a console begins with; it travels in the page |
//! | [`operators`], [`departments`], [`routing`], [`sites`], [`mail`], [`fees`], [`audit`] | the administration |
//! | [`guide`], [`invitations`] | the first steps, and colleagues who are invited |
//! | [`off_line_messages`] | what visitors left |
//! | [`pictures`] | an operator's picture |
//! | [`installation`] | what administrators should know of the server |
//! | [`language`] | the console's language |
//! | [`sip`] | an operator's SIP Info |
//! | [`fault`] | what was not taken of a form, and why |
//!
//! In the server a function is its body, in the browser a request to it. Who may call one is asked in its body.

pub(crate) mod account;
pub(crate) mod audit;
pub(crate) mod departments;
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
pub(crate) mod routing;
pub(crate) mod sip;
pub(crate) mod sites;
