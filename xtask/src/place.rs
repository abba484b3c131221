//! The folders of the clone, wherever the command was started.

use std::path::{Path, PathBuf};

pub(crate) fn root() -> PathBuf {
    // Read at run time, because a clone may be moved after xtask was compiled.
    let crate_folder = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let crate_folder = crate_folder.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    crate_folder.parent().map(Path::to_owned).unwrap_or(crate_folder)
}

/// Where cargo puts what it compiles.
pub(crate) fn target() -> PathBuf {
    root().join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// The files that the server embeds. Its `rust-embed` attribute names this folder, so it is always
/// here.
pub(crate) fn site() -> PathBuf {
    root().join("target/site")
}

/// What xtask stores between two runs, beside cargo's files, so that a new clone finds both.
pub(crate) fn memory() -> PathBuf {
    target().join("xtask")
}

/// An empty folder for the calling test.
#[cfg(test)]
pub(crate) fn empty() -> PathBuf {
    let test = std::thread::current().name().expect("a test's thread has its name").replace("::", ".");
    let folder = memory().join("tests").join(test);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
