//! Invalidation: copies of stored data are forgotten when it has changed, here or on another node.

use wire::{AccountId, SiteId};

/// What has changed since it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stale {
    Routing(AccountId),
    Site(SiteId),
    Bans(AccountId),
    Redaction(AccountId),
    /// Possibly everything: events of another node were missed.
    Everything,
}

/// A holder of copies of stored data. It is called before anybody learns of the change, so that
/// whoever asks then reads again.
pub(crate) trait Copies: Send + Sync {
    fn forget(&self, stale: Stale);
}
