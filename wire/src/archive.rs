//! What is found of what was said.

use serde::{Deserialize, Serialize};

use crate::Seq;

/// A message that contains what was searched for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// Its number in its chat.
    pub seq: Seq,
    /// What stands around the words.
    pub excerpt: Vec<Piece>,
}

/// A run of an excerpt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Plain text.
    pub text: String,
    /// Whether it is what was searched for.
    pub is_hit: bool,
}
