//! How often strangers may do what costs others something: a request rings, an off-line message is read and sent by e-mail.

use serde::{Deserialize, Serialize};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rated {
    /// A chat is asked for, or one that has ended is taken up again.
    Request,
    /// An off-line message is left (manual A11).
    OffLineMessage,
    /// A visitor has their chat sent by e-mail.
    Transcript,
}

/// How often one thing may be done at one time; what is used up comes back evenly within an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// By one visitor.
    pub per_visitor: u32,
    /// From one network: an IPv4 address, or the /64 of an IPv6 address.
    pub per_network: u32,
    /// On the whole site.
    pub per_site: u32,
}

/// How often each thing may be done on a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rates {
    /// Chats are asked for.
    pub requests: Rate,
    /// Off-line messages are left.
    pub off_line_messages: Rate,
    /// Chats are sent by e-mail.
    pub transcripts: Rate,
}

/// What each number of a [`Rate`] may be.
pub const RATE: std::ops::RangeInclusive<u32> = 1..=100_000;

impl Default for Rates {
    fn default() -> Self {
        Rates {
            requests: Rate { per_visitor: 20, per_network: 100, per_site: 2_000 },
            off_line_messages: Rate { per_visitor: 10, per_network: 30, per_site: 500 },
            transcripts: Rate { per_visitor: 10, per_network: 30, per_site: 500 },
        }
    }
}

impl Rates {
    /// The rate of one thing.
    pub fn of(&self, what: Rated) -> Rate {
        match what {
            Rated::Request => self.requests,
            Rated::OffLineMessage => self.off_line_messages,
            Rated::Transcript => self.transcripts,
        }
    }
}
