//! The SIP gateway.

mod body;
#[cfg(test)]
mod chance;
mod command;
mod digest;
mod exchange;
mod field;
mod flow;
mod framing;
mod guesses;
mod message;
mod name;
mod presence;
mod registrar;
mod split;
