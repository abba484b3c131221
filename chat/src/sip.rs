//! Operators in ordinary SIP clients (manual A5, A16): the stored part. This crate speaks no SIP.
//!
//! | module | holds |
//! |---|---|
//! | `sip/credential.rs` | an operator's password for SIP clients, and how to set one up |
//! | `sip/device.rs` | the clients that are signed in |
//! | `sip/alias.rs` | the numbers of visitors and colleagues in SIP clients |
//!
//! To the rest of this crate a signed-in client is what a browser's session is: a
//! [`crate::SignedIn`] with a session of its own. So an operator who is only in a SIP client opens
//! a [`crate::Console`] there, is present by it and receives its events, and its session ends by
//! the same event.

mod alias;
mod credential;
mod device;

pub use alias::{Alias, Subject};
pub use credential::{Credential, ha1};
pub use device::Device;

pub(crate) use device::{end_all, has_device};

use std::sync::Arc;

use wire::{OperatorId, Role, sip::SipServer};

use crate::{SignedIn, Switchboard};

impl Switchboard {
    /// Sets the server that SIP clients connect to.
    pub fn with_sip(mut self, server: SipServer) -> Switchboard {
        self.sip = Some(Arc::new(server));
        self
    }

    /// Whether there is a gateway for SIP clients.
    pub fn has_sip(&self) -> bool {
        self.sip.is_some()
    }
}

/// Operators manage what is theirs, and administrators that of all.
fn may_manage(who: &SignedIn, operator: OperatorId) -> bool {
    who.operator == operator || who.role == Role::Administrator
}
