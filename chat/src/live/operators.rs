//! Who sits at a console, and so whether anybody is available to an account's visitors.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use wire::{AccountId, OperatorId, Status};

use super::{Event, GRACE, Live, Topic};

#[derive(Clone, Default)]
pub(super) struct Operators {
    accounts: Arc<Mutex<HashMap<AccountId, HashMap<OperatorId, AtDesk>>>>,
}

struct AtDesk {
    status: Status,
    /// How many consoles he has open; 0 during the grace after the last one closed.
    consoles: u32,
    absences: u32,
}

impl Live {
    /// A console of an operator opened.
    pub(crate) fn console_opened(&self, account: AccountId, operator: OperatorId, status: Status) {
        self.operators_change(account, |operators| {
            let desk = operators.entry(operator).or_insert(AtDesk { status, consoles: 0, absences: 0 });
            desk.status = status;
            desk.consoles += 1;
        });
    }

    /// A console of an operator closed. If none opens within the grace, he is absent.
    pub(crate) fn console_closed(&self, account: AccountId, operator: OperatorId) {
        let absence = self.operators_change(account, |operators| {
            let desk = operators.get_mut(&operator)?;
            desk.consoles = desk.consoles.saturating_sub(1);
            if desk.consoles > 0 {
                return None;
            }
            desk.absences += 1;
            Some(desk.absences)
        });
        let Some(absence) = absence else { return };
        let live = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(GRACE).await;
            live.operators_change(account, |operators| {
                if operators.get(&operator).is_some_and(|desk| desk.consoles == 0 && desk.absences == absence)
                {
                    operators.remove(&operator);
                }
            });
        });
    }

    /// An operator said something else of himself.
    pub(crate) fn operator_status(&self, account: AccountId, operator: OperatorId, status: Status) {
        self.operators_change(account, |operators| {
            if let Some(desk) = operators.get_mut(&operator) {
                desk.status = status;
            }
        });
    }

    /// An operator signed out everywhere: he is absent at once.
    pub(crate) fn operator_gone(&self, account: AccountId, operator: OperatorId) {
        self.operators_change(account, |operators| operators.remove(&operator));
    }

    /// Whether this operator sits at a console: whatever he says of himself, he could take what is offered to him.
    pub(crate) fn is_at_desk(&self, account: AccountId, operator: OperatorId) -> bool {
        self.operators.lock().get(&account).is_some_and(|operators| operators.contains_key(&operator))
    }

    /// Who has a console open on this node.
    pub(crate) fn operators_here(&self) -> Vec<OperatorId> {
        let accounts = self.operators.lock();
        let desks = accounts.values().flatten().filter(|(_, desk)| desk.consoles > 0);
        desks.map(|(operator, _)| *operator).collect()
    }

    /// Whether a visitor of this account would find somebody.
    pub(crate) fn is_available(&self, account: AccountId) -> bool {
        self.operators.lock().get(&account).is_some_and(anybody)
    }

    /// Changes who is there, and tells every visitor if that changes whether anybody is available.
    fn operators_change<T>(
        &self,
        account: AccountId,
        change: impl FnOnce(&mut HashMap<OperatorId, AtDesk>) -> T,
    ) -> T {
        let mut accounts = self.operators.lock();
        let operators = accounts.entry(account).or_default();
        let before = anybody(operators);
        let result = change(operators);
        let after = anybody(operators);
        if operators.is_empty() {
            accounts.remove(&account);
        }
        // Told under the lock, so that two changes are heard in the order in which they were made.
        if before != after {
            self.bus.publish([Topic::Visitors(account)], Event::Available(after));
        }
        result
    }
}

impl Operators {
    fn lock(&self) -> MutexGuard<'_, HashMap<AccountId, HashMap<OperatorId, AtDesk>>> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn anybody(operators: &HashMap<OperatorId, AtDesk>) -> bool {
    operators.values().any(|desk| desk.status == Status::Online)
}
