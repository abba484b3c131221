//! The visitor who asks.

use std::net::IpAddr;

use wire::{AccountId, SiteId, VisitorId};

/// Who a visitor's socket is: derived from the site's key and the secret token, never claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The account.
    pub account: AccountId,
    /// The site.
    pub site: SiteId,
    /// The visitor.
    pub visitor: VisitorId,
    /// The network address, if it is known.
    pub address: Option<IpAddr>,
}
