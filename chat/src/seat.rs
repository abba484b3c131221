//! The visitor who makes a request.

use std::net::IpAddr;

use wire::{AccountId, SiteId, VisitorId};

/// The identity behind a visitor's socket: derived from the site's key and the secret token, never
/// claimed by the client.
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
