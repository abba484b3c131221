//! Who is online, on this node and on the others: memory only, without clock, lock or network.
//!
//! | module | holds |
//! |---|---|
//! | `presence/visitors.rs` | who is browsing, on which page, since when, doing what |
//! | `presence/desks.rs` | who has a console open, and so whether anybody is available |
//! | `presence/held.rs` | which nodes hold sockets of one person |
//!
//! Each node owns the sockets that it holds and gives the others its [`Word`] on them. What every
//! node shows is the sum: a person is one row as long as any node holds a socket of theirs. When a
//! node is forgotten, its part of the sum goes as well. A [`census`](Presence::census) tells a node
//! that missed words all that another one holds.

mod desks;
mod held;
mod visitors;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use wire::{AccountId, OperatorId, VisitorId};

use crate::{
    bus::{Event, Topic},
    relay::NodeId,
};
use desks::{Desk, Said};
use held::Held;
use visitors::{Row, Visitor};

pub(crate) use held::Absence;
pub(crate) use visitors::Arrival;

/// The approximate size of one piece of a census, in bytes. NATS carries up to 1 MiB.
const PIECE: usize = 64 * 1024;

/// Who is online, as this node knows it.
#[derive(Debug)]
pub(crate) struct Presence {
    /// The latest stamp that was given or heard here.
    latest: Stamp,
    me: NodeId,
    accounts: HashMap<AccountId, Account>,
}

#[derive(Debug, Default)]
struct Account {
    visitors: HashMap<VisitorId, Visitor>,
    desks: HashMap<OperatorId, Desk>,
}

/// What one node reports about a person whose sockets it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Word {
    /// This visitor is on the sending node.
    Visitor(AccountId, Box<Row>),
    /// This visitor has left it.
    VisitorLeft(AccountId, VisitorId),
    /// This operator has a console open on the sending node.
    Operator(AccountId, OperatorId, Said),
    /// This operator has no console there now.
    OperatorLeft(AccountId, OperatorId),
    /// This operator has changed their status, wherever their consoles are.
    Status(AccountId, OperatorId, Said),
}

/// The node that a word comes from, and the number of its latest census that has begun.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Teller {
    pub(crate) node: NodeId,
    pub(crate) census: u32,
}

/// What must be published after a change: events here, then words to the other nodes.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) news: Vec<(Topic, Event)>,
    pub(crate) words: Vec<Word>,
}

impl Presence {
    pub(crate) fn new(me: NodeId) -> Presence {
        Presence { latest: Stamp::default(), me, accounts: HashMap::new() }
    }

    pub(crate) fn hear(&mut self, from: Teller, word: Word, outcome: &mut Outcome) {
        self.latest = self.latest.max(word.stamp());
        match word {
            Word::Visitor(..) | Word::VisitorLeft(..) => self.visitor_elsewhere(from, word, outcome),
            Word::Operator(..) | Word::OperatorLeft(..) | Word::Status(..) => {
                self.operator_elsewhere(from, &word, outcome);
            }
        }
    }

    /// Forgets another node with all that it held.
    pub(crate) fn forget(&mut self, node: NodeId, outcome: &mut Outcome) {
        for account in self.accounts.keys().copied().collect::<Vec<_>>() {
            self.each_desk_change(account, outcome, |held| held.is_not_there(node));
            self.visitors_change(account, outcome, |held| held.is_not_there(node));
        }
    }

    /// Ends a census of another node: it holds nobody whom it has not named.
    pub(crate) fn sweep(&mut self, from: Teller, outcome: &mut Outcome) {
        for account in self.accounts.keys().copied().collect::<Vec<_>>() {
            self.each_desk_change(account, outcome, |held| held.sweep(from.node, from.census));
            self.visitors_change(account, outcome, |held| held.sweep(from.node, from.census));
        }
    }

    /// All that this node holds, and what it knows of other nodes' operators, in pieces of bounded
    /// size.
    pub(crate) fn census(&self) -> Vec<Vec<Word>> {
        let mut pieces = vec![Vec::new()];
        let mut weight = 0;
        for (account, Account { visitors, desks }) in &self.accounts {
            let here = visitors.values().filter_map(Visitor::own);
            let visitors = here.map(|row| Word::Visitor(*account, Box::new(row)));
            let desks = desks.iter().filter_map(|(operator, desk)| desk.word(*account, *operator));
            for word in visitors.chain(desks) {
                weight += word.weight();
                if weight > PIECE {
                    weight = word.weight();
                    pieces.push(Vec::new());
                }
                pieces.last_mut().expect("there is a first piece").push(word);
            }
        }
        pieces
    }

    /// A stamp for a change made here: newer than all that this node knows.
    fn stamp(&mut self) -> Stamp {
        self.latest = Stamp(self.latest.0.saturating_add(1), self.me);
        self.latest
    }

    /// Frees the memory of an account in which nobody is online.
    fn tidy(&mut self, account: AccountId) {
        let is_empty = |of: &Account| of.visitors.is_empty() && of.desks.is_empty();
        if self.accounts.get(&account).is_some_and(is_empty) {
            self.accounts.remove(&account);
        }
    }
}

impl Outcome {
    fn consoles(&mut self, account: AccountId, event: Event) {
        self.news.push((Topic::Consoles(account), event));
    }

    fn visitors(&mut self, account: AccountId, event: Event) {
        self.news.push((Topic::Visitors(account), event));
    }
}

impl Word {
    pub(crate) fn account(&self) -> AccountId {
        match self {
            Word::Visitor(account, _)
            | Word::VisitorLeft(account, _)
            | Word::Operator(account, ..)
            | Word::OperatorLeft(account, _)
            | Word::Status(account, ..) => *account,
        }
    }

    fn stamp(&self) -> Stamp {
        match self {
            Word::Visitor(_, row) => row.turn,
            Word::Operator(_, _, said) | Word::Status(_, _, said) => said.stamp,
            Word::VisitorLeft(..) | Word::OperatorLeft(..) => Stamp::default(),
        }
    }

    fn weight(&self) -> usize {
        match self {
            Word::Visitor(_, row) => row.weight(),
            _ => 64,
        }
    }
}

/// The age of a value that several nodes may change: a counter that grows with each change that a
/// node makes or hears of (a Lamport clock, so the machines' clocks do not matter). Of two equal
/// counters that of the greater node is newer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Stamp(u64, NodeId);
