//! The program `switchboard`: the server with the site in it.
//!
//! It is a crate of its own, so that everything else can be compiled while the site is being built.

use std::process::ExitCode;

use rust_embed::RustEmbed;

/// The files in `target/site`, each also compressed. A debug build reads them from that folder at
/// run time, so that a changed page needs no new server.
#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
struct Site;

#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    server::run(Site::get)
}
