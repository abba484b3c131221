//! What other nodes send. Nothing is forwarded: each node sends to all others itself.

use std::sync::Arc;

use wire::AccountId;

use super::{Event, Live, Stale, Topic};
use crate::{
    presence::{Teller, Word},
    relay::{Letter, NodeId, Piece},
};

impl Live {
    pub(crate) fn hear_event(&self, account: AccountId, topics: &[Topic], event: &Arc<Event>) {
        if **event == Event::Reception {
            self.copies.forget(Stale::Routing(account));
        }
        if **event == Event::Bans {
            self.copies.forget(Stale::Bans(account));
        }
        if **event == Event::Redaction {
            self.copies.forget(Stale::Redaction(account));
        }
        if let Event::Site(site) = **event {
            self.copies.forget(Stale::Site(site));
        }
        if let Event::Erased { visitor: Some(visitor), .. } = **event {
            self.forget_visitor(account, visitor);
        }
        self.publish(topics, event);
        if let Event::Chat(chat) = &**event {
            self.chat_is(account, chat);
        }
    }

    pub(crate) fn hear_word(&self, teller: Teller, word: Word) {
        self.change(|presence, outcome| presence.hear(teller, word, outcome));
    }

    /// Another node has named everybody whom it holds.
    pub(crate) fn sweep_node(&self, teller: Teller) {
        self.change(|presence, outcome| presence.sweep(teller, outcome));
    }

    pub(crate) fn forget_node(&self, node: NodeId) {
        self.change(|presence, outcome| presence.forget(node, outcome));
    }

    /// Events of other nodes were missed: everybody whom they may have concerned reads again.
    pub(crate) fn lag(&self) {
        self.copies.forget(Stale::Everything);
        self.bus.lag();
    }

    pub(crate) fn send_census(&self) {
        // Sent under the lock, so that later changes are sent later.
        let presence = self.presence();
        let pieces = presence.census();
        let last = pieces.len() - 1;
        for (n, words) in pieces.into_iter().enumerate() {
            let piece = Piece { first: n == 0, last: n == last };
            self.relay.send(Letter::Census { piece, words });
        }
    }

    pub(crate) fn send(&self, letter: Letter) {
        self.relay.send(letter);
    }
}
