//! Properties that hold for any input; each module says which.
//!
//! Proptest records failures beside these files, with the smallest input that shows them. Commit
//! what it writes.

// Proptest is not built for the browser; the manifest says why.
#![cfg(not(target_family = "wasm"))]

mod frames;
mod memory;
mod values;
