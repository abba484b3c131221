//! Rate limits for visitors, whose requests cost operators attention: a chat request rings, and an
//! offline message has to be read and is sent by email.

use serde::{Deserialize, Serialize};

/// What a rate limit applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rated {
    /// Asking for a chat, or reopening one that has ended.
    Request,
    /// Leaving an offline message (manual A11).
    OffLineMessage,
    /// Having a chat sent by email.
    Transcript,
    /// Rating a chat, or changing the rating. As many as transcripts.
    Rating,
}

/// The burst size of a rate limit. The allowance is restored evenly within an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// For one visitor.
    pub per_visitor: u32,
    /// For one network: an IPv4 address, or the /64 of an IPv6 address.
    pub per_network: u32,
    /// For the whole site.
    pub per_site: u32,
}

/// The rate limits of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rates {
    /// For chat requests.
    pub requests: Rate,
    /// For offline messages.
    pub off_line_messages: Rate,
    /// For chats sent by email, and as many ratings.
    pub transcripts: Rate,
}

/// The allowed values of each number of a [`Rate`].
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
    /// The rate limit for one kind of request.
    pub fn of(&self, what: Rated) -> Rate {
        match what {
            Rated::Request => self.requests,
            Rated::OffLineMessage => self.off_line_messages,
            Rated::Transcript | Rated::Rating => self.transcripts,
        }
    }
}
