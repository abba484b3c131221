//! Operators open and close their consoles, and set their status.

use std::collections::{BTreeMap, HashSet};

use wire::{AccountId, OperatorId, Status};

use super::{GRACE, Live};

impl Live {
    pub(crate) fn console_opened(&self, account: AccountId, operator: OperatorId, status: Status) {
        self.change(|presence, outcome| presence.console_opened(account, operator, status, outcome));
    }

    /// A console of an operator closed. If it was their last on this node, they are absent from
    /// this node: at once if they signed out, otherwise if no console opens within the grace
    /// period.
    pub(crate) fn console_closed(&self, account: AccountId, operator: OperatorId, has_signed_out: bool) {
        let Some(absence) = self.presence().console_closed(account, operator) else { return };
        let live = self.clone();
        let end = move || {
            live.change(|presence, outcome| presence.operator_absent(account, operator, absence, outcome));
        };
        if has_signed_out {
            end();
        } else {
            tokio::spawn(async move {
                tokio::time::sleep(GRACE).await;
                end();
            });
        }
    }

    pub(crate) fn operator_status(&self, account: AccountId, operator: OperatorId, status: Status) {
        self.change(|presence, outcome| presence.operator_status(account, operator, status, outcome));
    }

    /// An operator signed out of their last session and is absent at once.
    pub(crate) fn operator_gone(&self, account: AccountId, operator: OperatorId) {
        self.change(|presence, outcome| presence.operator_gone(account, operator, outcome));
    }

    /// Whether this operator has a console open on any node. If so, they can accept an offer,
    /// whatever their status.
    pub(crate) fn is_at_desk(&self, account: AccountId, operator: OperatorId) -> bool {
        self.presence().is_at_desk(account, operator)
    }

    /// The operators with a console open on any node, and their status.
    pub(crate) fn at_desks(&self, account: AccountId) -> BTreeMap<OperatorId, Status> {
        self.presence().at_desks(account)
    }

    pub(crate) fn operators_here(&self) -> Vec<OperatorId> {
        self.presence().operators_here()
    }

    /// The operators of this account on any node who take requests.
    pub(crate) fn available(&self, account: AccountId) -> HashSet<OperatorId> {
        self.presence().available(account)
    }
}
