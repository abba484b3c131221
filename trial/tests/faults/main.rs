//! Fault tests of a whole installation. They are one program, because most of what each would link
//! is the same.
//!
//! | module | holds |
//! |---|---|
//! | `crash` | `kill -9` of the server and of PostgreSQL |
//! | `network` | a network that cuts, stalls, repeats and loses |
//! | `nodes` | two nodes, of which any part may break |
//! | `bad_input` | invalid input |

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bad_input;
mod crash;
mod network;
mod nodes;
