//! For how long an account keeps what visitors said.

use serde::{Deserialize, Serialize};

use crate::{SiteId, Timestamp, erasure::Kept};

/// The largest number of days: about a hundred years.
pub const MOST_DAYS: u32 = 36_500;

/// For how many days things are kept; 0: for ever. None: as the account's rule says, and in that
/// one, for ever.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Days {
    /// Chats, after they ended. An open chat is always kept.
    pub chats: Option<u32>,
    /// Offline messages, after they were done.
    pub done: Option<u32>,
    /// Offline messages in any state, after they were left.
    pub off_line: Option<u32>,
    /// Visitors of whom neither chats nor offline messages are kept, with their notes: after they
    /// first wrote, or the last note about them.
    pub visitors: Option<u32>,
}

/// The rules of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retention {
    /// The rule of all sites.
    pub account: Days,
    /// The rules of single sites, where they differ.
    pub sites: Vec<(SiteId, Days)>,
}

impl Days {
    /// What holds on a site with these days, where `account` is the account's rule.
    pub fn or(self, account: Days) -> Days {
        Days {
            chats: self.chats.or(account.chats),
            done: self.done.or(account.done),
            off_line: self.off_line.or(account.off_line),
            visitors: self.visitors.or(account.visitors),
        }
    }

    /// All of them.
    pub fn all(self) -> [Option<u32>; 4] {
        [self.chats, self.done, self.off_line, self.visitors]
    }
}

impl Retention {
    /// What holds on a site.
    pub fn on(&self, site: SiteId) -> Days {
        let own = self.sites.iter().find(|(id, _)| *id == site).map(|(_, days)| *days);
        own.unwrap_or_default().or(self.account)
    }
}

/// What would go if rules held now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DryRun {
    /// How much.
    pub kept: Kept,
    /// When the oldest chat that would go ended, or the oldest offline message was left.
    pub oldest: Option<Timestamp>,
}
