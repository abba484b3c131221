//! A site's own texts for its panel.

use serde::{Deserialize, Serialize};

/// A site's own texts. An empty text stands for our default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SiteTexts {
    /// The title of the panel, instead of the site's name; at most [`crate::text::MAX_NAME`]
    /// characters.
    pub head: String,
    /// The line below the title until an operator answers; at most [`crate::text::MAX_NAME`]
    /// characters.
    pub head_more: String,
    /// The heading of the Welcome Screen; at most [`crate::text::MAX_NAME`] characters.
    pub greeting: String,
    /// The text below that heading; at most [`super::MAX_MORE`] characters.
    pub greeting_more: String,
    /// The heading of the offline form; at most [`crate::text::MAX_NAME`] characters.
    pub leave: String,
    /// The text below that heading; at most [`super::MAX_MORE`] characters.
    pub leave_more: String,
    /// The question below an ended chat ([`crate::rating`]); at most [`crate::text::MAX_NAME`]
    /// characters.
    pub rating: String,
}
