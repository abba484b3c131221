//! A whole installation under trial: real processes, real clients over real sockets, and faults.
//!
//! | module | holds |
//! |---|---|
//! | [`installation`] | the program as one node or several, on a private database; killed and started again |
//! | [`socket`] | a client's end of a WebSocket |
//! | [`visitor`] | visitors with the panel's own client (the crate `client`), over a real socket |
//! | [`operator`] | clients that follow the rules of the console, and `client.rs` their connection |
//! | [`guest`] | one of them by the frame, for plays with few people |
//! | [`crowd`] | many of them at once, writing until they have written enough |
//! | [`database`], [`invariants`] | what is stored, read past the server, and what must be true of it |
//! | [`proxy`] | a bad network between clients and server |
//! | [`crash`], [`bad_network`] | the plays: a crowd writes while something breaks, then all is compared |
//! | [`chance`] | one seed for everything that is left to chance |
//!
//! The tests in `tests/` and the program `soak` call the plays with different numbers.

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
