//! Tags: an account's own words for what its chats are about.

use serde::{Deserialize, Serialize};

use crate::TagId;

/// A tag of the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// Its id.
    pub id: TagId,
    /// Its name, unique in the account; at most [`crate::text::MAX_NAME`] characters.
    pub name: String,
    /// Its colour.
    pub colour: TagColour,
}

/// The colour of a tag. The console has one for the light and one for the dark appearance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TagColour {
    /// Grey.
    #[default]
    Grey,
    /// Red.
    Red,
    /// Orange.
    Orange,
    /// Yellow.
    Yellow,
    /// Green.
    Green,
    /// Teal.
    Teal,
    /// Blue.
    Blue,
    /// Violet.
    Violet,
}
