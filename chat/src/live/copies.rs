//! Copies of what is stored are forgotten when it has changed, here or on another node.

use wire::{AccountId, SiteId};

/// What has changed since it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stale {
    /// How an account's requests are routed.
    Routing(AccountId),
    /// How a web site is set up.
    Site(SiteId),
    /// Something that another node told was missed: it may be anything.
    Everything,
}

/// Whoever keeps copies of what is stored. It is told before anybody hears of the change, so that whoever asks then reads anew.
pub(crate) trait Copies: Send + Sync {
    /// Forgets the copy of this.
    fn forget(&self, stale: Stale);
}
