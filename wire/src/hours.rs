//! When a web site has its chat (manual A18). Outside of these hours it counts as off line, whoever is at his desk.

use serde::{Deserialize, Serialize};

/// The hours of a site, on the clocks of one place. Times are written `09:00-12:30, 14:00-18:00`; empty: closed.
/// `21:00-02:00` ends on the next day, and belongs to the day on which it begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BusinessHours {
    /// The place, as the IANA time zone database names it: `Europe/Berlin`.
    pub zone: String,
    /// Monday to Sunday.
    pub week: [String; 7],
    /// Days on which it is otherwise: `2026-12-25` alone is closed, with times behind it those hold. At most
    /// [`MAX_EXCEPTIONS`].
    pub exceptions: Vec<String>,
}

/// How many exceptions there may be.
pub const MAX_EXCEPTIONS: usize = 200;
