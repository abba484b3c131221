//! The program `switchboard`: the server, with the site inside it.
//!
//! It is a crate of its own, so that all else is compiled while the site is being made.

use std::process::ExitCode;

use rust_embed::RustEmbed;

/// What the build put into `target/site`, each file also compressed. A debug build reads them from that folder while it runs, so that
/// a changed page needs no new server.
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
