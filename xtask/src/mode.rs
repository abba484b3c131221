//! For whom it is built.

/// How much the compilers optimise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// For users: small, fast, compressed.
    Release,
    /// For whoever works on it: quick to build, legible in a browser's tools, not compressed.
    Debug,
}
