//! A website's business hours (manual A18). Outside of them the site counts as offline, even if
//! operators are available.

use serde::{Deserialize, Serialize};

/// The hours of a site, in one time zone. Times are written `09:00-12:30, 14:00-18:00`; empty:
/// closed. `21:00-02:00` ends on the next day and belongs to the day on which it begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BusinessHours {
    /// The IANA time zone, such as `Europe/Berlin`.
    pub zone: String,
    /// Monday to Sunday.
    pub week: [String; 7],
    /// Days with other hours: `2026-12-25` alone means closed; times after the date replace those
    /// of the week. At most [`MAX_EXCEPTIONS`].
    pub exceptions: Vec<String>,
}

/// The maximum number of exceptions.
pub const MAX_EXCEPTIONS: usize = 200;
