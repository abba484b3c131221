//! Which operators have a console open on any node, and so who is available to an account's
//! visitors.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};
use wire::{AccountId, OperatorId, Status};

use super::{Absence, Account, Held, Outcome, Presence, Stamp, Teller, Word};
use crate::bus::Event;

/// An operator's status, and its stamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Said {
    status: Status,
    pub(super) stamp: Stamp,
}

/// An operator who has a console open.
#[derive(Debug, Default)]
pub(super) struct Desk {
    held: Held<Said>,
}

impl Presence {
    pub(crate) fn console_opened(
        &mut self,
        account: AccountId,
        operator: OperatorId,
        status: Status,
        outcome: &mut Outcome,
    ) {
        let said = Said { status, stamp: self.stamp() };
        self.desks_change(account, outcome, |account_of, outcome| {
            let desk = account_of.desks.entry(operator).or_default();
            desk.held.open(said);
            outcome.words.push(Word::Operator(account, operator, said));
        });
    }

    /// A console of an operator closed here; if it was their last, the grace period begins.
    pub(crate) fn console_closed(&mut self, account: AccountId, operator: OperatorId) -> Option<Absence> {
        let desks = &mut self.accounts.get_mut(&account)?.desks;
        let absence = desks.get_mut(&operator)?.held.close();
        if desks.get(&operator).is_some_and(|desk| desk.held.is_over()) {
            desks.remove(&operator);
            self.tidy(account);
        }
        absence
    }

    /// The grace period of this absence ended.
    pub(crate) fn operator_absent(
        &mut self,
        account: AccountId,
        operator: OperatorId,
        absence: Absence,
        outcome: &mut Outcome,
    ) {
        self.desks_change(account, outcome, |account_of, outcome| {
            if account_of.desks.get_mut(&operator).is_some_and(|desk| desk.held.end(absence)) {
                outcome.words.push(Word::OperatorLeft(account, operator));
            }
        });
    }

    /// An operator changed their status, wherever their consoles are.
    pub(crate) fn operator_status(
        &mut self,
        account: AccountId,
        operator: OperatorId,
        status: Status,
        outcome: &mut Outcome,
    ) {
        let said = Said { status, stamp: self.stamp() };
        self.desks_change(account, outcome, |account_of, outcome| {
            if let Some(desk) = account_of.desks.get_mut(&operator) {
                desk.hear(said);
                outcome.words.push(Word::Status(account, operator, said));
            }
        });
    }

    /// An operator signed out of their last session. They are absent at once, although their
    /// consoles are still closing. Consoles on other nodes close when those nodes hear of it.
    pub(crate) fn operator_gone(&mut self, account: AccountId, operator: OperatorId, outcome: &mut Outcome) {
        self.desks_change(account, outcome, |account_of, outcome| {
            if account_of.desks.get_mut(&operator).is_some_and(|desk| desk.held.leave()) {
                outcome.words.push(Word::OperatorLeft(account, operator));
            }
        });
    }

    /// The operators who take requests of this account.
    pub(crate) fn available(&self, account: AccountId) -> HashSet<OperatorId> {
        self.accounts.get(&account).map(Account::available).unwrap_or_default()
    }

    /// The operators with a console open on any node, and their status.
    pub(crate) fn at_desks(&self, account: AccountId) -> BTreeMap<OperatorId, Status> {
        self.accounts.get(&account).map(Account::at_desks).unwrap_or_default()
    }

    /// Whether this operator has a console open on any node.
    pub(crate) fn is_at_desk(&self, account: AccountId, operator: OperatorId) -> bool {
        let desk = self.accounts.get(&account).and_then(|of_account| of_account.desks.get(&operator));
        desk.is_some_and(|desk| desk.held.is_anywhere())
    }

    pub(crate) fn operators_here(&self) -> Vec<OperatorId> {
        let desks = self.accounts.values().flat_map(|of_account| &of_account.desks);
        desks.filter(|(_, desk)| desk.held.is_connected()).map(|(operator, _)| *operator).collect()
    }

    pub(super) fn operator_elsewhere(&mut self, from: Teller, word: &Word, outcome: &mut Outcome) {
        match *word {
            Word::Operator(account, operator, said) => {
                self.desks_change(account, outcome, |account_of, _| {
                    let held = &mut account_of.desks.entry(operator).or_default().held;
                    // It may not have heard yet of a status set on another node.
                    let said = held.told_by(from.node).map_or(said, |before| before.later(said));
                    held.is_there(from.node, from.census, said);
                })
            }
            Word::Status(account, operator, said) => {
                self.desks_change(account, outcome, |account_of, outcome| {
                    let Some(desk) = account_of.desks.get_mut(&operator) else { return };
                    let own = desk.held.own().copied();
                    desk.hear(said);
                    if own != desk.held.own().copied() {
                        // Nodes that missed it hear it from the node of the console.
                        outcome.words.extend(desk.word(account, operator));
                    }
                });
            }
            Word::OperatorLeft(account, operator) => self.desks_change(account, outcome, |account_of, _| {
                if let Some(desk) = account_of.desks.get_mut(&operator) {
                    desk.held.is_not_there(from.node);
                }
            }),
            Word::Visitor(..) | Word::VisitorLeft(..) => {}
        }
    }

    pub(super) fn each_desk_change(
        &mut self,
        account: AccountId,
        outcome: &mut Outcome,
        change: impl Fn(&mut Held<Said>),
    ) {
        self.desks_change(account, outcome, |account_of, _| {
            account_of.desks.values_mut().for_each(|desk| change(&mut desk.held));
        });
    }

    /// Changes who is present. Notifies the consoles, and every visitor if the available operators
    /// change.
    fn desks_change(
        &mut self,
        account: AccountId,
        outcome: &mut Outcome,
        change: impl FnOnce(&mut Account, &mut Outcome),
    ) {
        let of_account = self.accounts.entry(account).or_default();
        let before = of_account.at_desks();
        change(of_account, outcome);
        of_account.desks.retain(|_, desk| !desk.held.is_over());
        let after = of_account.at_desks();
        let mut is_other_reception = false;
        for operator in before.keys().chain(after.keys().filter(|operator| !before.contains_key(operator))) {
            let (was, is) = (before.get(operator).copied(), after.get(operator).copied());
            if was != is {
                outcome.consoles(account, Event::Desk(*operator, is));
                is_other_reception |= (was == Some(Status::Online)) != (is == Some(Status::Online));
            }
        }
        if is_other_reception {
            outcome.visitors(account, Event::Reception);
        }
        self.tidy(account);
    }
}

impl Account {
    fn available(&self) -> HashSet<OperatorId> {
        let all = self.at_desks().into_iter();
        all.filter(|(_, status)| *status == Status::Online).map(|(operator, _)| operator).collect()
    }

    fn at_desks(&self) -> BTreeMap<OperatorId, Status> {
        let said = |(operator, desk): (&OperatorId, &Desk)| Some((*operator, desk.said()?.status));
        self.desks.iter().filter_map(said).collect()
    }
}

impl Desk {
    /// What this node reports about this operator.
    pub(super) fn word(&self, account: AccountId, operator: OperatorId) -> Option<Word> {
        // The node of the console may have missed a status that was set on this one.
        let elsewhere = || self.said().map(|said| Word::Status(account, operator, said));
        self.held.own().map(|said| Word::Operator(account, operator, *said)).or_else(elsewhere)
    }

    /// The latest status, if any node holds this operator.
    fn said(&self) -> Option<Said> {
        self.held.all().copied().reduce(Said::later)
    }

    /// Takes in a status, wherever the operator's consoles are.
    fn hear(&mut self, said: Said) {
        self.held.all_mut().for_each(|before| *before = before.later(said));
    }
}

impl Said {
    fn later(self, other: Said) -> Said {
        if other.stamp > self.stamp { other } else { self }
    }
}
