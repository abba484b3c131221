//! The real program, as its users meet it: started, spoken to over HTTP and WebSockets, killed.

mod addresses;
mod bad_input;
mod restart;
mod sign_in;
mod start;
mod support;
