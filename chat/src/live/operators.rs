//! Operators open and close their consoles, and say whether they take requests.

use std::collections::{BTreeMap, HashSet};

use wire::{AccountId, OperatorId, Status};

use super::{GRACE, Live};

impl Live {
    /// A console of an operator opened.
    pub(crate) fn console_opened(&self, account: AccountId, operator: OperatorId, status: Status) {
        self.change(|presence, outcome| presence.console_opened(account, operator, status, outcome));
    }

    /// A console of an operator closed. If it was the last here, he is absent from this node: at once if he has signed
    /// out of it, otherwise if none opens within the grace.
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

    /// An operator said something else of himself.
    pub(crate) fn operator_status(&self, account: AccountId, operator: OperatorId, status: Status) {
        self.change(|presence, outcome| presence.operator_status(account, operator, status, outcome));
    }

    /// An operator signed out of his last session: he is absent at once.
    pub(crate) fn operator_gone(&self, account: AccountId, operator: OperatorId) {
        self.change(|presence, outcome| presence.operator_gone(account, operator, outcome));
    }

    /// Whether this operator sits at a console, on whichever node: whatever he says of himself, he could take what is
    /// offered to him.
    pub(crate) fn is_at_desk(&self, account: AccountId, operator: OperatorId) -> bool {
        self.presence().is_at_desk(account, operator)
    }

    /// Who sits at a console, on whichever node, and what they say of themselves.
    pub(crate) fn at_desks(&self, account: AccountId) -> BTreeMap<OperatorId, Status> {
        self.presence().at_desks(account)
    }

    /// Who has a console open on this node.
    pub(crate) fn operators_here(&self) -> Vec<OperatorId> {
        self.presence().operators_here()
    }

    /// Who takes requests of this account, on whichever node.
    pub(crate) fn available(&self, account: AccountId) -> HashSet<OperatorId> {
        self.presence().available(account)
    }
}
