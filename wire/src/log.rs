//! A client's copy of a chat, and the one rule by which it stays equal to the store.
//!
//! The socket is a hint, the database is the truth. A client knows the number of the newest message up to which it has
//! all. The next number is taken; an older one is a repetition; a later one shows a gap, and then the client asks for
//! everything after what it has. A reconnect is the same question. So losses, repetitions and delays end alike.

use crate::{Message, Seq};

/// The messages 1 … [`Log::last`] of one chat, or those after where the log was begun.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    messages: Vec<Message>,
    last: Seq,
}

/// What came of a message that was offered to a [`Log`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It was the next one and is kept.
    New,
    /// It is there already.
    Known,
    /// Something before it is missing: ask for all after [`Log::last`].
    Gap,
}

impl Log {
    /// The number of the newest message up to which nothing is missing.
    pub fn last(&self) -> Seq {
        self.last
    }

    /// The messages in their order.
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// Takes a message if it is the next one.
    pub fn hear(&mut self, message: Message) -> Heard {
        if message.seq <= self.last {
            Heard::Known
        } else if message.seq == self.last.next() {
            self.last = message.seq;
            self.messages.push(message);
            Heard::New
        } else {
            Heard::Gap
        }
    }

    /// Takes the answer to a catch-up, in its order; true if it left nothing open.
    pub fn hear_all(&mut self, messages: impl IntoIterator<Item = Message>) -> bool {
        messages.into_iter().all(|message| self.hear(message) != Heard::Gap)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Author, Body, ChatId, MessageId, Timestamp};

    fn message(seq: u32) -> Message {
        Message {
            id: MessageId::v7(seq.into(), &[0; 10]),
            chat: ChatId::v7(0, &[0; 10]),
            seq: Seq(seq),
            at: Timestamp(seq.into()),
            author: Author::Visitor,
            body: Body::Text(seq.to_string()),
        }
    }

    #[test]
    fn a_repeated_message_is_kept_once_and_a_gap_is_noticed() {
        let mut log = Log::default();
        assert_eq!(log.hear(message(1)), Heard::New);
        assert_eq!(log.hear(message(1)), Heard::Known);
        assert_eq!(log.hear(message(3)), Heard::Gap);
        assert_eq!(log.last(), Seq(1));
        assert!(log.hear_all([message(1), message(2), message(3)]));
        assert_eq!(log.messages().iter().map(|m| m.seq.0).collect::<Vec<_>>(), [1, 2, 3]);
        assert!(!log.hear_all([message(5)]));
    }
}
