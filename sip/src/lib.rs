//! The SIP gateway: operators use an ordinary SIP client instead of the browser console (manual A5, A16).
//!
//! A client registers, and its operator is at his desk; what a visitor says comes to him as a SIP MESSAGE (RFC 3428), and what
//! he answers goes the same way as what is said in a console. [`Gateway`] is the one handle, cheap to clone.
//!
//! | module | holds |
//! |---|---|
//! | [`gateway`](Gateway) | listens, answers each request, has clients prove who they are |
//! | [`settings`](Settings), `certificate.rs` | where it listens, under which name, and as whom it shows itself over TLS |
//! | `state.rs`, `lock.rs` | what everything in the gateway has at hand, and how it is locked |
//! | `desk.rs` | an operator's desk: his clients, what they are told, what he does in them |
//! | `outbox.rs` | what goes to one client: one request at a time, in order |
//! | `flow.rs` | a way to a client: a connection, or where its datagrams come from |
//! | `exchange.rs` | requests and their answers: none is done twice, and each is repeated until it is answered |
//! | `registrar.rs` | what a REGISTER asks for, and what it is granted |
//! | `digest.rs` | who proves their identity; how often they may be wrong is in `chat::limits` |
//! | `message.rs`, `framing.rs`, `field.rs` | messages as they stand on the wire, out of streams, and what stands in their fields |
//! | `body.rs`, `presence.rs`, `ids.rs` | what messages hold, and which ids they get |
//! | `name.rs`, `command.rs`, `split.rs` | under which names people appear, what a message means, long texts |
//!
//! It knows the domain (`chat`) and what crosses its boundary (`wire`). It names no SQL, no pages and no axum: connections over
//! WebSocket are handed to it.

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
