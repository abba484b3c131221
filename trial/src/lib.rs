//! Fault tests of a whole installation: real processes, real clients over real sockets, and faults.
//!
//! | module | holds |
//! |---|---|
//! | [`installation`] | one node or several on a private database; kills and restarts |
//! | [`socket`] | a client's end of a WebSocket |
//! | [`visitor`] | visitors with the panel's own client (the crate `client`) on a real socket |
//! | [`operator`] | clients that follow the console's rules; `client.rs` has their connection |
//! | [`guest`] | one participant, frame by frame, for scenarios with few people |
//! | [`crowd`] | many at once, writing until they have written enough |
//! | [`database`], [`invariants`] | what is stored, read past the server; its invariants |
//! | [`proxy`] | a bad network between clients and server |
//! | [`crash`], [`bad_network`] | scenarios: a crowd writes under faults, then all is compared |
//! | [`chance`] | one seed for everything random |
//!
//! The tests in `tests/` and the program `soak` run the scenarios with different numbers.

pub mod bad_network;
pub mod chance;
mod client;
pub mod crash;
pub mod crowd;
pub mod database;
pub mod guest;
pub mod installation;
pub mod invariants;
pub mod operator;
pub mod proxy;
pub mod socket;
pub mod visitor;
