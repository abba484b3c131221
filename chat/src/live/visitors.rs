//! Visitors arrive, change pages and leave.

use std::net::IpAddr;

use wire::{AccountId, ChatView, SiteId, VisitorId, note::SeenPage, operator::VisitorView, visitor::Page};

use super::{Arrival, GRACE, Live};

impl Live {
    pub(crate) fn visitor_arrived(&self, account: AccountId, arrival: Arrival) {
        let now = self.sources.now();
        self.change(|presence, outcome| presence.visitor_arrived(account, arrival, now, outcome));
    }

    pub(crate) fn visitor_turned_to(&self, account: AccountId, visitor: VisitorId, page: Page) {
        self.change(|presence, outcome| presence.visitor_turned_to(account, visitor, page, outcome));
    }

    /// A socket of a visitor closed. If none opens within the grace period, they have left this
    /// node.
    pub(crate) fn visitor_socket_closed(&self, account: AccountId, visitor: VisitorId) {
        let Some(absence) = self.presence().visitor_socket_closed(account, visitor) else { return };
        let live = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(GRACE).await;
            live.change(|presence, outcome| presence.visitor_absent(account, visitor, absence, outcome));
        });
    }

    /// Updates the visitor list from a chat, as the database or another node has it.
    pub(crate) fn chat_is(&self, account: AccountId, chat: &ChatView) {
        self.change(|presence, outcome| presence.chat_changed(account, chat, outcome));
    }

    /// The visitors who browse the account's sites now, those who came first at the top.
    pub(crate) fn visitors_of(&self, account: AccountId) -> Vec<VisitorView> {
        self.presence().visitors_of(account)
    }

    /// The site and the page of a visitor, if they are online.
    pub(crate) fn whereabouts_of(&self, account: AccountId, visitor: VisitorId) -> Option<(SiteId, Page)> {
        self.presence().whereabouts_of(account, visitor)
    }

    /// The network address of a visitor, if they are online and it is known.
    pub(crate) fn address_of(&self, account: AccountId, visitor: VisitorId) -> Option<IpAddr> {
        self.presence().address_of(account, visitor)
    }

    /// The pages of a visitor's visit, as far as this node remembers them.
    pub(crate) fn trail_of(&self, visitor: VisitorId) -> Vec<SeenPage> {
        self.trails().of(visitor)
    }

    /// The visitors connected to this node who are asking for a chat.
    pub(crate) fn visitors_here(&self) -> Vec<(AccountId, VisitorId)> {
        self.presence().visitors_here()
    }
}
