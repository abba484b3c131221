//! What must hold for any input: see each module's own words.
//!
//! Failures are kept by proptest beside these files, with the smallest input that shows them; commit
//! what it writes.

// Randomness is not built for the browser; the manifest says why.
#![cfg(not(target_family = "wasm"))]

mod catch_up;
