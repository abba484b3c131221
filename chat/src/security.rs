//! What is logged of who gets in and who does not, under the target [`SECURITY`].
//!
//! Each line has a field `event`, and as far as they are known `account`, `operator` and `address`. Nothing that somebody typed
//! is in it: some type their password where their address belongs.

use std::net::IpAddr;

use tracing::{info, warn};
use wire::{AccountId, OperatorId};

use crate::{SignedIn, audit::Entry, limits::Rarely};

/// The target of these lines, by which a filter of the log knows them.
pub const SECURITY: &str = "security";

/// `is_known`: in a browser in which they have signed in before.
pub(crate) fn signed_in(account: AccountId, operator: OperatorId, address: IpAddr, is_known: bool) {
    info!(target: SECURITY, event = "signed_in", %account, %operator, %address, is_known, "an operator signed in");
}

/// `whose`: the operator whose password it is not; none: nobody has that address.
pub(crate) fn sign_in_refused(whose: Option<(AccountId, OperatorId)>, address: IpAddr) {
    match whose {
        Some((account, operator)) => {
            warn!(target: SECURITY, event = "sign_in_refused", %account, %operator, %address, "wrong password");
        }
        None => {
            warn!(target: SECURITY, event = "sign_in_refused", %address, "nobody signs in with this e-mail address");
        }
    }
}

/// Somebody knows the password of an account that is deactivated.
pub(crate) fn deactivated(account: AccountId, operator: OperatorId, address: IpAddr) {
    warn!(target: SECURITY, event = "sign_in_refused", %account, %operator, %address, "the account is deactivated");
}

/// Now and then, with how often it was, which it gives if it is told.
pub(crate) fn throttled(address: IpAddr) -> Option<u64> {
    static THROTTLED: Rarely = Rarely::new();
    let count = THROTTLED.happens()?;
    warn!(target: SECURITY, event = "sign_in_throttled", %address, count, "too many wrong passwords");
    Some(count)
}

/// `address`: with the port.
pub(crate) fn sip_signed_in(who: &SignedIn, address: &str) {
    let SignedIn { account, operator, .. } = who;
    info!(target: SECURITY, event = "sip_signed_in", %account, %operator, address, "a SIP client signed in");
}

pub(crate) fn signed_out(who: &SignedIn) {
    let SignedIn { account, operator, .. } = who;
    info!(target: SECURITY, event = "signed_out", %account, %operator, "an operator signed out");
}

/// As it is in the audit log; without a name it was done at the terminal.
pub(crate) fn password_set(entry: &Entry, operator: OperatorId) {
    let (account, by) = (entry.account, entry.by.as_ref().map(|by| by.id.to_string()));
    info!(target: SECURITY, event = "password_set", %account, %operator, by, "an operator was given another password");
}

/// Somebody who is signed in does not know the password that they want to change.
pub(crate) fn wrong_own_password(who: &SignedIn) {
    let SignedIn { account, operator, .. } = who;
    warn!(target: SECURITY, event = "password_change_refused", %account, %operator, "wrong password");
}
