//! What operators may expect who are in a SIP client, and what nobody may do to them: plays with a real gateway on loopback, a
//! database in memory, and clients that write their messages by hand (`client.rs`). What well-known programs do with it is
//! tried out elsewhere, with these programs themselves.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod client;
mod conversations;
mod hostile;
mod libpurple;
mod many;
mod presence;
mod registering;
mod stage;
