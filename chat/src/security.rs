//! The security log: who signs in and who fails to, under the target [`SECURITY`].
//!
//! Each line has a field `event` and, as far as they are known, `account`, `operator` and
//! `address`. It contains nothing that a person typed, because some type their password into the
//! address field.

use std::net::IpAddr;

use tracing::{info, warn};
use wire::{AccountId, OperatorId};

use crate::{SignedIn, audit::Entry, limits::Rarely};

/// The target of these lines, for log filters.
pub const SECURITY: &str = "security";

/// `is_known`: in a browser in which they have signed in before.
pub(crate) fn signed_in(account: AccountId, operator: OperatorId, address: IpAddr, is_known: bool) {
    info!(target: SECURITY, event = "signed_in", %account, %operator, %address, is_known, "an operator signed in");
}

/// `whose`: the operator whose password was tried; `None`: no operator has that address.
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

/// A sign-in with the correct password of a deactivated account.
pub(crate) fn deactivated(account: AccountId, operator: OperatorId, address: IpAddr) {
    warn!(target: SECURITY, event = "sign_in_refused", %account, %operator, %address, "the account is deactivated");
}

/// Logged now and then with a count, which is returned when it is logged.
pub(crate) fn throttled(address: IpAddr) -> Option<u64> {
    static THROTTLED: Rarely = Rarely::new();
    let count = THROTTLED.happens()?;
    warn!(target: SECURITY, event = "sign_in_throttled", %address, count, "too many wrong passwords");
    Some(count)
}

/// `address` includes the port.
pub(crate) fn sip_signed_in(who: &SignedIn, address: &str) {
    let SignedIn { account, operator, .. } = who;
    info!(target: SECURITY, event = "sip_signed_in", %account, %operator, address, "a SIP client signed in");
}

pub(crate) fn signed_out(who: &SignedIn) {
    let SignedIn { account, operator, .. } = who;
    info!(target: SECURITY, event = "signed_out", %account, %operator, "an operator signed out");
}

/// As in the audit log; an entry without a name was made at the terminal.
pub(crate) fn password_set(entry: &Entry, operator: OperatorId) {
    let (account, by) = (entry.account, entry.by.as_ref().map(|by| by.id.to_string()));
    info!(target: SECURITY, event = "password_set", %account, %operator, by, "an operator was given another password");
}

/// An operator who is signed in entered a wrong present password when changing it.
pub(crate) fn wrong_own_password(who: &SignedIn) {
    let SignedIn { account, operator, .. } = who;
    warn!(target: SECURITY, event = "password_change_refused", %account, %operator, "wrong password");
}
