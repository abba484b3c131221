//! One seed for everything that is left to chance, so that a run that failed can be begun again alike.
//!
//! The threads' and the network's timing is not part of the seed: the same seed makes the same faults at about the same
//! moments, not the same run bit by bit.

use anyhow::Context;
use chat::Sources;

/// The environment variable that gives the seed.
pub const VARIABLE: &str = "TRIAL_SEED";

/// The seed of `TRIAL_SEED`, or another one each time.
pub fn seed() -> anyhow::Result<u64> {
    match std::env::var(VARIABLE) {
        Ok(text) => text.parse().with_context(|| format!("{VARIABLE} takes a number")),
        Err(_) => Ok(u64::from_ne_bytes(Sources::system().bytes()) >> 32),
    }
}
