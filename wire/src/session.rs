//! Where an operator is signed in.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// A session of an operator, as they see it themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    /// The id for ending it.
    pub session: [u8; 32],
    /// Whether it is the session that asks.
    pub is_this: bool,
    /// The browser's user agent; empty: unknown.
    pub agent: String,
    /// The network address from which it was last used; empty: unknown.
    pub address: String,
    /// When the operator signed in.
    pub since: Timestamp,
    /// When it was last used, accurate to a few minutes; none: unknown.
    pub last: Option<Timestamp>,
}
