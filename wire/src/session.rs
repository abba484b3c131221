//! Where an operator is signed in.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// A session of an operator, as they see it themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    /// By which it is ended.
    pub session: [u8; 32],
    /// Whether it is the one that asks.
    pub is_this: bool,
    /// The browser, as it names itself; empty: not known.
    pub agent: String,
    /// The network address from which it was last used; empty: not known.
    pub address: String,
    /// Since when.
    pub since: Timestamp,
    /// When it was last used, to some minutes; none: not known.
    pub last: Option<Timestamp>,
}
