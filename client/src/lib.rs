//! The rules of a client, free of the browser, Leptos and tokio: events go in, effects come out.
//! Time and randomness are arguments.
//!
//! | module | holds |
//! |---|---|
//! | [`visitor`] | a visitor's client: events in, effects out |
//! | [`connection`] | when to connect, when to give up, what to say about it |
//! | [`outbox`] | what is not acknowledged yet |
//! | [`log`] | the copy of a chat, and how it stays in step with the store |
//! | [`backoff`] | how long to wait before the next try |
//! | [`now`] | time and randomness of an event |
//! | [`strings`] | numbers as text and back, with little code |
//!
//! The panel (`widget/`) draws the state and carries out the effects. The fault tests (`trial/`)
//! carry out the same effects over real sockets, so their results hold for the program that
//! visitors load.

pub mod backoff;
pub mod connection;
pub mod log;
pub mod now;
pub mod outbox;
pub mod strings;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod visitor;
