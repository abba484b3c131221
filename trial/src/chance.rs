//! One seed for everything random, so that a failed run can be repeated.
//!
//! The timing of threads and of the network is not part of the seed: the same seed makes the same
//! faults at about the same time, not the same run bit by bit.

use anyhow::Context;
use chat::Sources;

/// The environment variable that holds the seed.
pub const VARIABLE: &str = "TRIAL_SEED";

/// The seed from `TRIAL_SEED`, or a new one each time.
pub fn seed() -> anyhow::Result<u64> {
    match std::env::var(VARIABLE) {
        Ok(text) => text.parse().with_context(|| format!("{VARIABLE} takes a number")),
        Err(_) => Ok(u64::from_ne_bytes(Sources::system().bytes()) >> 32),
    }
}
