//! What operators with a SIP client can rely on, and what attackers cannot do to them. The tests
//! use a real gateway on loopback, a database in memory, and clients that write their messages by
//! hand (`client.rs`). Well-known programs are tested elsewhere, with the programs themselves.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod client;
mod conversations;
mod hostile;
mod libpurple;
mod many;
mod presence;
mod registering;
mod stage;
