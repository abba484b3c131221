//! One action on many chats at once.

use serde::{Deserialize, Serialize};

use crate::{TagId, operator::Refusal};

/// The most chats of one request.
pub const MOST_BULK: usize = 200;

/// What is done with each chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BulkAction {
    /// Tag it.
    Tag(TagId),
    /// Remove the tag.
    Untag(TagId),
    /// End it.
    Close,
}

/// The outcome of a bulk action.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bulk {
    /// The number of chats for which it was done, or was so already.
    pub done: u32,
    /// The chats for which it was refused, by their position in the request, from 0, and why.
    pub refused: Vec<(u32, Refusal)>,
}
