//! The SIP gateway: operators use an ordinary SIP client instead of the browser console (manual A5,
//! A16).
//!
//! When a client registers, its operator becomes available. A visitor's message reaches them as a
//! SIP MESSAGE (RFC 3428), and their answer is handled like one from a console. [`Gateway`] is the
//! only handle, and is cheap to clone.
//!
//! | module | holds |
//! |---|---|
//! | [`gateway`](Gateway) | listens, answers each request, authenticates clients |
//! | [`settings`](Settings), `certificate.rs` | addresses, host name and TLS certificate |
//! | `state.rs`, `lock.rs` | the shared state of the gateway, and its locks |
//! | `desk.rs` | an operator's desk: their clients, what these are sent, what the operator does |
//! | `outbox.rs` | what goes to one client: one request at a time, in order |
//! | `flow.rs` | a flow to a client: a connection, or the source of its datagrams |
//! | `exchange.rs` | transactions: no request is done twice, each is repeated until answered |
//! | `registrar.rs` | what a REGISTER asks for, and what it is granted |
//! | `digest.rs` | authentication; the limits on wrong passwords are in `chat::limits` |
//! | `message.rs`, `framing.rs`, `field.rs` | messages on the wire, framing, header fields |
//! | `body.rs`, `presence.rs`, `ids.rs` | the bodies of messages, and their ids |
//! | `name.rs`, `command.rs`, `split.rs` | people's addresses and names, commands, long texts |
//!
//! The crate knows the domain (`chat`) and the boundary types (`wire`). It contains no SQL, no
//! pages and no axum: WebSocket connections are handed to it.

mod body;
mod certificate;
#[cfg(test)]
mod chance;
mod command;
mod desk;
mod digest;
mod exchange;
mod field;
mod flow;
mod framing;
mod gateway;
mod ids;
mod lock;
mod message;
mod name;
mod outbox;
mod presence;
mod registrar;
mod settings;
mod split;
mod state;

pub use gateway::{Gateway, WebSocket};
pub use settings::{Certificate, Settings, StartError};
