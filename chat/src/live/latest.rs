//! The latest published version of each chat.
//!
//! Two nodes may change a chat one after the other, and their events may arrive in the wrong order.
//! A client that has the chat sees by its version that an event is old. A client that has lost
//! access to the chat cannot see that. So old versions are not published at all, and the last
//! version that a node publishes is the newest that it knows.

use std::collections::HashMap;

use wire::{ChatId, ChatView, Seq};

/// The least number of chats that are remembered, the latest ones. Events in the wrong order are
/// only seconds apart.
const REMEMBERED: usize = 4_096;

#[derive(Debug, Default)]
pub(super) struct Latest {
    recent: HashMap<ChatId, (u32, Seq)>,
    /// The older half; dropped when the recent half is full.
    before: HashMap<ChatId, (u32, Seq)>,
}

impl Latest {
    /// Whether this is the latest version of the chat so far; if so, it is remembered.
    pub(super) fn is_news(&mut self, chat: &ChatView) -> bool {
        let step = (chat.version, chat.last_seq);
        let known = self.recent.get(&chat.id).or_else(|| self.before.get(&chat.id));
        if known.is_some_and(|known| *known > step) {
            return false;
        }
        if self.recent.len() >= REMEMBERED && !self.recent.contains_key(&chat.id) {
            self.before = std::mem::take(&mut self.recent);
        }
        self.recent.insert(chat.id, step);
        true
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use wire::{AccountId, ChatState, Marks, Routed, SiteId, Timestamp, VisitorId};

    use super::*;
    use crate::{
        Sources,
        bus::{Event, Topic},
        caches::Caches,
        live::Live,
        relay::Alone,
    };

    fn chat(n: u64, version: u32) -> ChatView {
        ChatView {
            id: ChatId::v7(n, &[0; 10]),
            site: SiteId::v7(1, &[0; 10]),
            visitor: VisitorId::v7(1, &[0; 10]),
            visitor_name: None,
            state: ChatState::Requesting,
            operator: None,
            routed: Routed::default(),
            others: Vec::new(),
            offer: None,
            visitor_marks: Marks::default(),
            operator_marks: Marks::default(),
            last_seq: Seq(1),
            version,
            asked_at: Timestamp(1),
            accept_by: None,
            is_overdue: false,
        }
    }

    #[test]
    fn what_is_older_is_no_news() {
        let mut latest = Latest::default();
        assert!(latest.is_news(&chat(1, 2)) && latest.is_news(&chat(1, 2)), "the same may be told again");
        assert!(!latest.is_news(&chat(1, 1)) && latest.is_news(&chat(2, 1)));
        (10..10 + REMEMBERED as u64).for_each(|n| assert!(latest.is_news(&chat(n, 1))));
        assert!(!latest.is_news(&chat(1, 1)), "it is remembered for a while");
        assert!(latest.recent.len() <= REMEMBERED && latest.before.len() <= REMEMBERED);
    }

    #[tokio::test]
    async fn of_two_nodes_that_change_a_chat_the_later_change_is_heard_last() {
        let live = Live::new(Arc::new(Alone), Sources::system(), Arc::new(Caches::default()));
        let account = AccountId::v7(1, &[0; 10]);
        let mut console = live.subscribe(Topic::Administrators(account));
        live.hear_event(account, &[Topic::Consoles(account)], &Arc::new(Event::Chat(chat(1, 2))));
        live.chat_changed(account, &chat(1, 1));
        live.chat_changed(account, &chat(1, 3));
        for version in [2, 3] {
            let event = console.next().await.unwrap();
            assert!(matches!(&*event, Event::Chat(chat) if chat.version == version), "{event:?}");
        }
    }
}
