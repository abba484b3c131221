//! The real program, as its users meet it: started, used over HTTP and WebSockets, killed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod addresses;
mod answers;
mod apart;
mod archive;
mod asleep;
mod bad_input;
mod bans;
mod colleagues;
mod console_language;
mod database_file;
mod desk;
#[cfg(target_os = "linux")] // the shim library needs Linux
mod disk;
#[cfg(target_os = "linux")] // the memory of a process is read from /proc
mod floods;
mod invitation;
mod languages;
mod log;
mod mail;
mod manage;
mod pictures;
mod previews;
mod redaction;
mod reports;
mod restart;
mod roles;
mod secrets;
mod sign_in;
mod sip;
mod start;
mod support;
