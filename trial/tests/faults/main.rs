//! A whole installation under trial. All trials are one program: most of what each would link is the same.
//!
//! | module | holds |
//! |---|---|
//! | `crash` | `kill -9` of the server and of PostgreSQL |
//! | `network` | a network that cuts, stalls, repeats and loses |
//! | `nodes` | two nodes, of which each part may break |
//! | `bad_input` | what nobody should send |

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bad_input;
mod crash;
mod network;
mod nodes;
