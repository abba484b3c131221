//! Tags: short coloured labels of chats, the same for all operators of an account.

use serde::{Deserialize, Serialize};

use crate::{
    ChatId, TagId,
    text::{self, BadText},
};

/// The most tags of an account.
pub const MOST_TAGS: usize = 200;
/// The most tags of a chat.
pub const MOST_OF_CHAT: usize = 20;
/// The longest name of a tag, in characters.
pub const MAX_TAG: usize = 40;

/// A tag of the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// Its id.
    pub id: TagId,
    /// Its name, at most [`MAX_TAG`] characters.
    pub name: String,
    /// Its colour.
    pub colour: TagColour,
}

/// The colour of a tag.
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

impl TagColour {
    /// All colours, in the order in which they are offered.
    pub const ALL: [TagColour; 8] = [
        TagColour::Grey,
        TagColour::Red,
        TagColour::Orange,
        TagColour::Yellow,
        TagColour::Green,
        TagColour::Teal,
        TagColour::Blue,
        TagColour::Violet,
    ];
}

/// The tags of an account, and those of the chats in an operator's lists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tags {
    /// All tags of the account, sorted by name; at most [`MOST_TAGS`].
    pub all: Vec<Tag>,
    /// The chats that have tags, each with at most [`MOST_OF_CHAT`].
    pub chats: Vec<(ChatId, Vec<TagId>)>,
}

/// Cleans the name of a tag: one line of at most [`MAX_TAG`] characters.
///
/// # Errors
/// If nothing visible is left, or it is too long.
pub fn name(name: &str) -> Result<String, BadText> {
    let clean = text::name(name).map_err(|bad| match bad {
        BadText::TooLong { .. } => BadText::TooLong { limit: MAX_TAG as u32 },
        bad => bad,
    })?;
    match text::length(&clean) > MAX_TAG {
        true => Err(BadText::TooLong { limit: MAX_TAG as u32 }),
        false => Ok(clean),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_short_line() {
        assert_eq!(name(" Late\n delivery "), Ok("Late  delivery".to_owned()));
        assert_eq!(name(" \u{200b} "), Err(BadText::Empty));
        assert!(name(&"ü".repeat(MAX_TAG)).is_ok());
        for length in [MAX_TAG + 1, text::MAX_NAME + 1] {
            assert_eq!(name(&"ü".repeat(length)), Err(BadText::TooLong { limit: 40 }), "{length}");
        }
    }

    #[test]
    fn every_colour_is_offered_once() {
        let all = TagColour::ALL;
        assert!((0..all.len()).all(|place| !all[..place].contains(&all[place])));
        assert_eq!(all[0], TagColour::default());
    }
}
