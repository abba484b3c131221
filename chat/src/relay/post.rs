//! Handling messages from other nodes, and the tasks done twice a second.

use std::{mem, time::Duration};

use tokio::time::Instant;

use super::{
    Letter, NodeId,
    letter::{Envelope, Piece, Unreadable},
    others::{Number, Others},
};
use crate::live::Live;

/// The interval of heartbeats; also how often missed messages are caught up with at most.
pub(crate) const BEAT: Duration = Duration::from_millis(500);
/// While nodes of another version are present, something counts as missed every this many beats.
const STRANGE: u32 = 10;

/// Reads and answers the messages of other nodes.
pub(crate) struct Post {
    me: NodeId,
    live: Live,
    others: Others,
    /// Messages were missed.
    has_missed: bool,
    /// Another node has asked for a census.
    is_asked: bool,
    /// For how many beats nodes of another version have been heard.
    strange: u32,
    hears_strangers: bool,
}

impl Post {
    pub(crate) fn new(me: NodeId, live: Live) -> Post {
        let others = Others::default();
        Post { me, live, others, has_missed: false, is_asked: false, strange: 0, hears_strangers: false }
    }

    /// The connection to the others is up (again); both sides may have missed anything.
    pub(crate) fn connected(&mut self) {
        (self.has_missed, self.is_asked) = (true, true);
    }

    pub(crate) fn arrived(&mut self, bytes: &[u8], now: Instant) {
        match Envelope::from_bytes(bytes) {
            Ok(envelope) if envelope.node == self.me => {}
            Ok(envelope) => self.read(envelope, now),
            Err(Unreadable::OtherVersion) => self.hears_strangers = true,
            Err(Unreadable::Malformed) => {
                tracing::warn!(bytes = bytes.len(), "something on NATS that is no letter of a node");
                self.has_missed = true;
            }
        }
    }

    /// Catches up with what was missed, answers questions and sends a heartbeat.
    pub(crate) fn beat(&mut self, now: Instant) {
        for node in self.others.forget_silent(now) {
            tracing::warn!(%node, "another node is silent; its visitors and operators count as gone");
            self.live.forget_node(node);
            // Its last messages may have been lost with it.
            self.has_missed = true;
        }
        self.hear_strangers();
        if mem::take(&mut self.has_missed) {
            self.live.lag();
            self.live.send(Letter::WhoIsThere);
        }
        if mem::take(&mut self.is_asked) {
            self.live.send_census();
        }
        self.live.send(Letter::Beat);
    }

    fn read(&mut self, Envelope { node, nr, letter }: Envelope, now: Instant) {
        match self.others.hear(node, nr, now) {
            Number::Old => return,
            Number::AfterGap => self.has_missed = true,
            Number::Next => {}
        }
        match letter {
            Letter::Event { account, topics, event } => self.live.hear_event(account, &topics, &event),
            Letter::Presence(word) => self.live.hear_word(self.others.teller(node), word),
            Letter::Census { piece, words } => self.read_census(node, piece, words),
            Letter::WhoIsThere => self.is_asked = true,
            Letter::Beat => {}
        }
    }

    fn read_census(&mut self, node: NodeId, piece: Piece, words: Vec<crate::presence::Word>) {
        self.others.census_begins(node, piece);
        let teller = self.others.teller(node);
        for word in words {
            self.live.hear_word(teller, word);
        }
        if self.others.census_ends(node, piece) {
            self.live.sweep_node(teller);
        }
    }

    /// While nodes run two versions (during a rolling update), each reads the database now and
    /// then, because it cannot understand the others.
    fn hear_strangers(&mut self) {
        if !mem::take(&mut self.hears_strangers) {
            return;
        }
        if self.strange.is_multiple_of(STRANGE) {
            tracing::warn!(
                "a node of another version is on this NATS; what happens there is seen some seconds late"
            );
            self.has_missed = true;
        }
        self.strange = self.strange.wrapping_add(1);
    }
}
