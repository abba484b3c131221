//! Redaction: what is replaced in texts before they are stored or shown to anybody.

use serde::{Deserialize, Serialize};

/// The most patterns of an account.
pub const MAX_PATTERNS: usize = 20;
/// The longest pattern, in characters.
pub const MAX_PATTERN: usize = 200;
/// What stands for what was redacted.
pub const HIDDEN: &str = "●●●●";

/// What an account redacts; the default redacts nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redaction {
    /// Card numbers: 13 to 19 digits with a valid check digit (ISO/IEC 7812-1).
    pub cards: bool,
    /// Whether the last four digits of a card number stay.
    pub last_four: bool,
    /// International bank account numbers (ISO 13616).
    pub ibans: bool,
    /// Regular expressions in the syntax of Rust's `regex` crate; at most [`MAX_PATTERNS`].
    pub patterns: Vec<String>,
}

/// Why redaction settings are refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BadRedaction {
    /// There are more than [`MAX_PATTERNS`] patterns.
    TooMany,
    /// This pattern is longer than [`MAX_PATTERN`] characters, or takes too much memory.
    TooLarge(String),
    /// This pattern is not a regular expression.
    NotAPattern(String),
    /// This pattern fits where there is nothing.
    FitsNothing(String),
}
