//! What a site says in its own words.

use serde::{Deserialize, Serialize};

/// What a site says in its own words. What is empty it says in ours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SiteTexts {
    /// In the panel's head, in place of the site's name; at most [`crate::text::MAX_NAME`] characters.
    pub head: String,
    /// Below that, until somebody answers; at most [`crate::text::MAX_NAME`] characters.
    pub head_more: String,
    /// Above the Welcome Screen; at most [`crate::text::MAX_NAME`] characters.
    pub greeting: String,
    /// Below that; at most [`super::MAX_MORE`] characters.
    pub greeting_more: String,
    /// Above the off-line form; at most [`crate::text::MAX_NAME`] characters.
    pub leave: String,
    /// Below that; at most [`super::MAX_MORE`] characters.
    pub leave_more: String,
}
