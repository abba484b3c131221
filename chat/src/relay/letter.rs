//! A message from one node to the others, and its form on the wire.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use wire::{AccountId, frame};

use super::node::NodeId;
use crate::{
    bus::{Event, Topic},
    presence::Word,
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Letter {
    /// An event, as it was published to the subscribers here.
    Event {
        /// The account.
        account: AccountId,
        /// The subscribers that it reaches.
        topics: Vec<Topic>,
        /// The event.
        event: Arc<Event>,
    },
    /// A person arrived, changed or left.
    Presence(Word),
    /// Everybody whom this node holds, or a piece of that.
    Census {
        /// Which piece.
        piece: Piece,
        /// The words in it.
        words: Vec<Word>,
    },
    /// Asks who is there. Each node answers with its census.
    WhoIsThere,
    /// A heartbeat.
    Beat,
}

/// The position of a piece in a census.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Piece {
    pub(crate) first: bool,
    pub(crate) last: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Envelope {
    pub(crate) node: NodeId,
    /// 1, 2, 3 … for each sender. A missing number stands for a message that was not sent.
    pub(crate) nr: u64,
    pub(crate) letter: Letter,
}

/// Nodes understand each other if both bytes are equal: the version of this module's types, raised
/// with every change to them or to [`Event`], and the version of the protocols, whose types the
/// events contain.
const VERSION: [u8; 2] = [6, frame::VERSION as u8];
/// The largest message that is read, in bytes: NATS' default limit.
const MAX: usize = 1024 * 1024;

/// Received bytes that are not a message which this node understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    OtherVersion,
    Malformed,
}

impl Letter {
    /// The account that it concerns, if it is only one.
    pub(crate) fn account(&self) -> Option<AccountId> {
        match self {
            Letter::Event { account, .. } => Some(*account),
            Letter::Presence(word) => Some(word.account()),
            Letter::Census { .. } | Letter::WhoIsThere | Letter::Beat => None,
        }
    }
}

impl Envelope {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        [VERSION.as_slice(), &frame::to_postcard(self)].concat()
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Envelope, Unreadable> {
        let Some((version, rest)) = bytes.split_first_chunk() else { return Err(Unreadable::Malformed) };
        if *version != VERSION {
            return Err(Unreadable::OtherVersion);
        }
        if bytes.len() > MAX {
            return Err(Unreadable::Malformed);
        }
        frame::from_postcard(rest).map_err(|_| Unreadable::Malformed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bus::Audience;
    use uuid::Uuid;
    use wire::{Body, ChatId, Message, MessageId, Seq, Timestamp};

    fn letter() -> Envelope {
        let account = AccountId::v7(1, &[1; 10]);
        let message = Message {
            id: MessageId::v7(2, &[2; 10]),
            chat: ChatId::v7(3, &[3; 10]),
            seq: Seq(7),
            at: Timestamp(8),
            author: wire::Author::Visitor,
            body: Body::Text("☎ hello".into()),
        };
        let event = Arc::new(Event::Message(message, Audience::All));
        let letter = Letter::Event { account, topics: vec![Topic::Consoles(account)], event };
        Envelope { node: NodeId(Uuid::from_u128(9)), nr: 3, letter }
    }

    #[test]
    fn a_letter_arrives_as_it_was_sent() {
        assert_eq!(Envelope::from_bytes(&letter().to_bytes()), Ok(letter()));
    }

    #[test]
    fn what_is_no_letter_is_not_believed() {
        let bytes = letter().to_bytes();
        for length in 0..bytes.len() {
            assert!(Envelope::from_bytes(&bytes[..length]).is_err(), "cut after {length}");
        }
        assert_eq!(Envelope::from_bytes(&[&bytes[..], &[0]].concat()), Err(Unreadable::Malformed));
        assert_eq!(Envelope::from_bytes(b"hello"), Err(Unreadable::OtherVersion));
        let mut other = bytes.clone();
        other[0] += 1;
        assert_eq!(Envelope::from_bytes(&other), Err(Unreadable::OtherVersion));
        let huge = [&VERSION[..], &vec![0xff; MAX]].concat();
        assert_eq!(Envelope::from_bytes(&huge), Err(Unreadable::Malformed));
    }
}
