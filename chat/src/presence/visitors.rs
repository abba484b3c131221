//! Who is browsing: one row per visitor, however many tabs they have on however many nodes.
//!
//! Once all words have arrived, a row is the same on every node: it is computed from the reports of
//! the nodes that hold the visitor. The page comes from the latest turn among them, the activity
//! from the latest step of the visitor's chats, and the beginning of the visit from the node that
//! saw them first.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use wire::{
    AccountId, ChatState, ChatView, Seq, SiteId, Timestamp, VisitorId,
    operator::{VisitorStatus, VisitorView},
    visitor::Page,
};

use super::{Absence, Held, Outcome, Presence, Stamp, Teller, Word};
use crate::bus::Event;

/// What is known of a visitor when one of their sockets opens.
pub(crate) struct Arrival {
    pub(crate) visitor: VisitorId,
    pub(crate) site: SiteId,
    pub(crate) name: Option<String>,
    pub(crate) address: String,
    pub(crate) agent: String,
    pub(crate) page: Page,
    /// Their newest chat, open or not.
    pub(crate) chat: Option<ChatView>,
}

/// A node's report about a visitor: the row, and how new it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Row {
    view: VisitorView,
    /// The visitor's latest turn: all of the view except their name and status.
    pub(super) turn: Stamp,
    /// The step of the visitor's chats that name and status come from.
    step: Step,
}

/// When a visitor's newest chat was asked for, its version and its last message. It grows with each
/// step of each of their chats.
type Step = (Timestamp, u32, Seq);

#[derive(Debug)]
pub(super) struct Visitor {
    held: Held<Row>,
    name: Option<String>,
    status: VisitorStatus,
    /// The step that name and status come from.
    step: Step,
    /// The step at which what is kept of the visitor was erased. A name of that time does not come
    /// back: another node may tell it before it hears of the erasure.
    erased: Option<Step>,
}

impl Presence {
    pub(crate) fn visitor_arrived(
        &mut self,
        account: AccountId,
        arrival: Arrival,
        now: Timestamp,
        outcome: &mut Outcome,
    ) {
        let turn = self.stamp();
        let Arrival { visitor: id, site, name, address, agent, page, chat } = arrival;
        self.accounts.entry(account).or_default().visitors.entry(id).or_default();
        self.visitor_change(account, id, outcome, |visitor, outcome| {
            if let Some(chat) = &chat {
                visitor.step(chat);
            }
            visitor.name = name.or(visitor.name.take());
            let mut row = visitor.row().unwrap_or_else(|| visitor.first_row(id, site, now));
            (row.view.address, row.view.agent) = (address, agent);
            row.turn_to(page, turn);
            outcome.words.push(Word::Visitor(account, Box::new(row.clone())));
            visitor.held.open(row);
        });
    }

    pub(crate) fn visitor_turned_to(
        &mut self,
        account: AccountId,
        visitor: VisitorId,
        page: Page,
        outcome: &mut Outcome,
    ) {
        let turn = self.stamp();
        self.visitor_change(account, visitor, outcome, |visitor, outcome| {
            let Some(mut row) = visitor.row() else { return };
            row.turn_to(page, turn);
            outcome.words.push(Word::Visitor(account, Box::new(row.clone())));
            visitor.held.turn(row);
        });
    }

    /// A socket of a visitor closed here; if it was their last, the grace period begins.
    pub(crate) fn visitor_socket_closed(
        &mut self,
        account: AccountId,
        visitor: VisitorId,
    ) -> Option<Absence> {
        self.accounts.get_mut(&account)?.visitors.get_mut(&visitor)?.held.close()
    }

    /// The grace period of this absence ended.
    pub(crate) fn visitor_absent(
        &mut self,
        account: AccountId,
        id: VisitorId,
        absence: Absence,
        outcome: &mut Outcome,
    ) {
        self.visitor_change(account, id, outcome, |visitor, outcome| {
            if visitor.held.end(absence) {
                outcome.words.push(Word::VisitorLeft(account, id));
            }
        });
    }

    /// Updates a visitor's row from the state of a chat, if they are online.
    pub(crate) fn chat_changed(&mut self, account: AccountId, chat: &ChatView, outcome: &mut Outcome) {
        self.visitor_change(account, chat.visitor, outcome, |visitor, _| visitor.step(chat));
    }

    /// What a visitor once said of themselves was erased.
    pub(crate) fn visitor_erased(&mut self, account: AccountId, id: VisitorId, outcome: &mut Outcome) {
        self.visitor_change(account, id, outcome, |visitor, _| {
            (visitor.name, visitor.erased) = (None, Some(visitor.step));
        });
    }

    /// The visitors who browse the account's sites now, those who came first at the top.
    pub(crate) fn visitors_of(&self, account: AccountId) -> Vec<VisitorView> {
        let visitors = self.accounts.get(&account).into_iter().flat_map(|account| account.visitors.values());
        let mut views: Vec<_> = visitors.filter_map(Visitor::row).map(|row| row.view).collect();
        views.sort_by_key(|view| (view.since, view.id));
        views
    }

    /// The site and the page of a visitor, if they are online.
    pub(crate) fn whereabouts_of(&self, account: AccountId, visitor: VisitorId) -> Option<(SiteId, Page)> {
        let view = &self.accounts.get(&account)?.visitors.get(&visitor)?.latest()?.view;
        Some((view.site, view.page.clone()))
    }

    /// The network address of a visitor, if they are online and it is known.
    pub(crate) fn address_of(&self, account: AccountId, visitor: VisitorId) -> Option<IpAddr> {
        self.accounts.get(&account)?.visitors.get(&visitor)?.latest()?.view.address.parse().ok()
    }

    /// The visitors connected to this node who are asking for a chat.
    pub(crate) fn visitors_here(&self) -> Vec<(AccountId, VisitorId)> {
        let asks = |visitor: &Visitor| {
            visitor.held.is_connected() && matches!(visitor.status, VisitorStatus::Requesting { .. })
        };
        let accounts = self.accounts.iter();
        let all = accounts.flat_map(|(account, of)| of.visitors.iter().map(|(id, of)| (*account, *id, of)));
        all.filter(|(.., visitor)| asks(visitor)).map(|(account, id, _)| (account, id)).collect()
    }

    pub(super) fn visitor_elsewhere(&mut self, from: Teller, word: Word, outcome: &mut Outcome) {
        match word {
            Word::Visitor(account, row) => {
                let id = row.view.id;
                self.accounts.entry(account).or_default().visitors.entry(id).or_default();
                self.visitor_change(account, id, outcome, |visitor, _| {
                    visitor.hear(&row);
                    visitor.held.is_there(from.node, from.census, *row);
                });
            }
            Word::VisitorLeft(account, id) => {
                self.visitor_change(account, id, outcome, |visitor, _| {
                    visitor.held.is_not_there(from.node);
                });
            }
            Word::Operator(..) | Word::OperatorLeft(..) | Word::Status(..) => {}
        }
    }

    pub(super) fn visitors_change(
        &mut self,
        account: AccountId,
        outcome: &mut Outcome,
        change: impl Fn(&mut Held<Row>),
    ) {
        let visitors = self.accounts.get(&account).into_iter().flat_map(|of| of.visitors.keys());
        for id in visitors.copied().collect::<Vec<_>>() {
            self.visitor_change(account, id, outcome, |visitor, _| change(&mut visitor.held));
        }
    }

    /// Changes something about a known visitor, and publishes what is visible of it: they changed,
    /// or they left.
    fn visitor_change(
        &mut self,
        account: AccountId,
        id: VisitorId,
        outcome: &mut Outcome,
        change: impl FnOnce(&mut Visitor, &mut Outcome),
    ) {
        let Some(of_account) = self.accounts.get_mut(&account) else { return };
        let Some(visitor) = of_account.visitors.get_mut(&id) else { return };
        let before = visitor.row();
        change(visitor, outcome);
        let after = visitor.row();
        if visitor.held.is_over() {
            of_account.visitors.remove(&id);
        }
        match (before, after) {
            (Some(_), None) => outcome.consoles(account, Event::VisitorLeft(id)),
            (before, Some(after)) if before.as_ref().is_none_or(|before| before.view != after.view) => {
                outcome.consoles(account, Event::Visitor(after.view));
            }
            _ => {}
        }
        self.tidy(account);
    }
}

impl Default for Visitor {
    fn default() -> Self {
        let (status, step) = (VisitorStatus::Online, (Timestamp(0), 0, Seq(0)));
        Visitor { held: Held::default(), name: None, status, step, erased: None }
    }
}

impl Visitor {
    /// This node's report, if the visitor is here.
    pub(super) fn own(&self) -> Option<Row> {
        self.held.own().map(|row| self.doing(row.clone()))
    }

    /// The sum of all nodes' reports; `None` if no node holds the visitor.
    fn row(&self) -> Option<Row> {
        let mut row = self.doing(self.latest()?.clone());
        row.view.since = self.held.all().map(|row| row.view.since).min()?;
        Some(row)
    }

    fn latest(&self) -> Option<&Row> {
        self.held.all().max_by_key(|row| row.turn)
    }

    fn doing(&self, mut row: Row) -> Row {
        (row.view.name, row.view.status, row.step) = (self.name.clone(), self.status.clone(), self.step);
        row
    }

    fn first_row(&self, id: VisitorId, site: SiteId, now: Timestamp) -> Row {
        let view = VisitorView {
            id,
            site,
            name: None,
            address: String::new(),
            agent: String::new(),
            page: Page::default(),
            pages: 0,
            since: now,
            status: VisitorStatus::Online,
        };
        self.doing(Row { view, turn: Stamp::default(), step: self.step })
    }

    fn step(&mut self, chat: &ChatView) {
        let step = (chat.asked_at, chat.version, chat.last_seq);
        if step >= self.step {
            (self.step, self.status) = (step, status_in(chat));
            self.name = chat.visitor_name.clone().or(self.name.take());
        }
    }

    /// Another node may know of a later step.
    fn hear(&mut self, row: &Row) {
        let is_later = self.erased.is_none_or(|erased| row.step > erased);
        let told = row.view.name.clone().filter(|_| is_later);
        if row.step > self.step {
            (self.step, self.status) = (row.step, row.view.status.clone());
            self.name = told.or(self.name.take());
        } else if self.name.is_none() {
            self.name = told;
        }
    }
}

impl Row {
    /// The panel's socket and the loader's report the same page; it counts once. The first referrer
    /// is where the visitor came from.
    fn turn_to(&mut self, page: Page, turn: Stamp) {
        let view = &mut self.view;
        if page.url != view.page.url {
            view.pages += 1;
        }
        let referrer = if view.pages > 1 { std::mem::take(&mut view.page.referrer) } else { page.referrer };
        view.page = Page { referrer, ..page };
        self.turn = turn;
    }

    /// Its approximate size on the way to another node, in bytes.
    pub(super) fn weight(&self) -> usize {
        let VisitorView { address, agent, page, .. } = &self.view;
        200 + address.len() + agent.len() + page.url.len() + page.title.len() + page.referrer.len()
    }
}

fn status_in(chat: &ChatView) -> VisitorStatus {
    match chat {
        ChatView { state: ChatState::Requesting, id, operator, .. } => {
            let assigned = operator.as_ref().map(|operator| operator.name.clone());
            VisitorStatus::Requesting { chat: *id, assigned }
        }
        ChatView { state: ChatState::Active, operator: Some(operator), .. } => {
            VisitorStatus::Chatting(operator.name.clone())
        }
        ChatView { state: ChatState::Invited, operator: Some(operator), .. } => {
            VisitorStatus::Invited(operator.name.clone())
        }
        _ => VisitorStatus::Online,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use wire::{Marks, Routed};

    use super::*;
    use crate::relay::NodeId;

    fn account() -> AccountId {
        AccountId::v7(1, &[0; 10])
    }

    fn vera() -> VisitorId {
        VisitorId::v7(2, &[0; 10])
    }

    fn arrival(name: &str) -> Arrival {
        Arrival {
            visitor: vera(),
            site: SiteId::v7(1, &[0; 10]),
            name: Some(name.to_owned()),
            address: String::new(),
            agent: String::new(),
            page: Page::default(),
            chat: None,
        }
    }

    fn chat(name: &str) -> ChatView {
        ChatView {
            id: wire::ChatId::v7(3, &[0; 10]),
            site: SiteId::v7(1, &[0; 10]),
            visitor: vera(),
            visitor_name: Some(name.to_owned()),
            state: ChatState::Requesting,
            operator: None,
            routed: Routed::default(),
            others: Vec::new(),
            offer: None,
            visitor_marks: Marks::default(),
            operator_marks: Marks::default(),
            last_seq: Seq(1),
            version: 0,
            asked_at: Timestamp(9),
            accept_by: None,
            is_overdue: false,
        }
    }

    #[test]
    fn a_name_that_was_erased_does_not_come_back_from_another_node() {
        let [here, there] = [1, 2].map(|n| NodeId(Uuid::from_u128(n)));
        let (mut one, mut two) = (Presence::new(here), Presence::new(there));
        let from_one = Teller { node: here, census: 0 };
        let name = |presence: &Presence| presence.visitors_of(account())[0].name.clone();
        let mut told = Outcome::default();
        one.visitor_arrived(account(), arrival("Vera"), Timestamp(1), &mut told);
        let word = told.words.remove(0);
        two.hear(from_one, word.clone(), &mut told);
        assert_eq!(name(&two).as_deref(), Some("Vera"));
        two.visitor_erased(account(), vera(), &mut told);
        // Told before the other node has heard of it.
        two.hear(from_one, word, &mut told);
        assert_eq!(name(&two), None);
        // What they call themselves in a later chat is another matter.
        let mut told = Outcome::default();
        one.chat_changed(account(), &chat("Olga"), &mut told);
        one.visitor_turned_to(account(), vera(), Page::default(), &mut told);
        two.hear(from_one, told.words.remove(0), &mut told);
        assert_eq!(name(&two).as_deref(), Some("Olga"));
    }
}
