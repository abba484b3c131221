//! The real program, as its users meet it: started, spoken to over HTTP and WebSockets, killed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod addresses;
mod apart;
mod bad_input;
mod desk;
mod disk;
mod invitation;
mod languages;
mod mail;
mod manage;
mod restart;
mod roles;
mod sign_in;
mod sip;
mod start;
mod support;
