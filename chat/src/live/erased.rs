//! What was erased is shown nowhere any more.

use wire::{AccountId, ChatId, VisitorId};

use super::{Event, Live, Topic};

impl Live {
    /// Chats were erased, or everything that was known about a visitor. Consoles remove it at once;
    /// the visitor's panels connect again and find nothing.
    pub(crate) fn erased(&self, account: AccountId, visitor: Option<VisitorId>, chats: Vec<ChatId>) {
        if let Some(visitor) = visitor {
            self.forget_visitor(account, visitor);
        }
        let topics = [Topic::Consoles(account)].into_iter().chain(visitor.map(Topic::Visitor)).collect();
        self.tell(account, topics, Event::Erased { visitor, chats });
    }

    /// Forgets a visitor's name and the pages they have seen. Where they are now is not kept
    /// anyway.
    pub(crate) fn forget_visitor(&self, account: AccountId, visitor: VisitorId) {
        self.change(|presence, outcome| presence.visitor_erased(account, visitor, outcome));
        self.trails().forget(visitor);
    }
}
