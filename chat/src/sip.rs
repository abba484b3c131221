//! Operators in an ordinary SIP client (manual A5, A16): what is kept of it. This crate speaks no SIP.
//!
//! | module | holds |
//! |---|---|
//! | `sip/credential.rs` | an operator's password for SIP clients, and all that he needs to set one up |
//! | `sip/device.rs` | the clients that are signed in |
//! | `sip/alias.rs` | under which numbers they know visitors and colleagues |
//!
//! A client that is signed in is to the rest of this crate what a browser's session is: a [`crate::SignedIn`] with a session of its
//! own. So an operator who is only in a SIP client opens a [`crate::Console`] there, is present by it, hears what it hears, and its
//! session ends by the same event.

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
    /// The same, to which SIP clients may connect there.
    pub fn with_sip(mut self, server: SipServer) -> Switchboard {
        self.sip = Some(Arc::new(server));
        self
    }

    /// Whether there is a gateway for SIP clients.
    pub fn has_sip(&self) -> bool {
        self.sip.is_some()
    }
}

/// What belongs to an operator is his own matter, and the administrators'.
fn may_manage(who: &SignedIn, operator: OperatorId) -> bool {
    who.operator == operator || who.role == Role::Administrator
}
