//! Whether to build for users or for developers.

/// How much the compilers optimise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// For users: small, fast, compressed.
    Release,
    /// For developers: quick to build, readable in a browser's tools, not compressed.
    Debug,
}
