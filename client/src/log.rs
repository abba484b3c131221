//! A client's copy of a chat, and the one rule that keeps it in step with the store.
//!
//! The socket is a hint; the database is the truth. A client knows the number up to which it has
//! every message. It takes the next number, ignores an older one as a duplicate, and treats a later
//! one as a gap: it then asks for everything after what it has. A reconnect asks the same question.
//! Losses, duplicates and delays are therefore handled alike.
//!
//! A log that starts with the newest messages also grows backwards, page by page, as far as the
//! reader scrolls.

use wire::{Message, Seq};

/// The messages of one chat up to [`Log::last`], without a gap: all of them, or those from where
/// the log was started.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    messages: Vec<Message>,
    last: Seq,
}

/// The outcome of offering a message to a [`Log`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It was the next message and is stored in the log.
    New,
    /// The log has it already.
    Known,
    /// An earlier message is missing: ask for all after [`Log::last`].
    Gap,
}

impl Log {
    /// The number up to which nothing is missing.
    pub fn last(&self) -> Seq {
        self.last
    }

    /// The messages in order.
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

    /// The messages from `first` to `last`, both included, as far as the log has them.
    pub fn between(&self, first: Seq, last: Seq) -> &[Message] {
        let from = self.messages.partition_point(|message| message.seq < first);
        let to = self.messages.partition_point(|message| message.seq <= last);
        self.messages.get(from..to).unwrap_or_default()
    }

    /// The number of the first message in the log.
    pub fn first(&self) -> Option<Seq> {
        self.messages.first().map(|message| message.seq)
    }

    /// Whether the log reaches back to the start of the chat.
    pub fn is_whole(&self) -> bool {
        self.first().is_none_or(|first| first <= Seq(1))
    }

    /// Starts an empty log with the newest messages, in order.
    pub fn begin(&mut self, newest: Vec<Message>) {
        if let (Some(last), Seq(0)) = (newest.last(), self.last) {
            self.last = last.seq;
            self.messages = newest;
        }
    }

    /// Takes the messages right before the first, in order; false if they do not connect.
    pub fn hear_earlier(&mut self, earlier: Vec<Message>) -> bool {
        let fits = earlier.last().is_some_and(|last| Some(last.seq.next()) == self.first());
        if fits {
            self.messages.splice(0..0, earlier);
        }
        fits
    }

    /// Takes the answer to a catch-up, in order; true if no gap is left.
    pub fn hear_all(&mut self, messages: impl IntoIterator<Item = Message>) -> bool {
        messages.into_iter().all(|message| self.hear(message) != Heard::Gap)
    }
}

#[cfg(test)]
mod tests {
    use wire::{Author, Body, ChatId, MessageId, Timestamp};

    use super::*;

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

    #[test]
    fn a_log_that_begins_with_the_newest_grows_both_ways() {
        let numbers = |messages: &[Message]| messages.iter().map(|m| m.seq.0).collect::<Vec<_>>();
        let mut log = Log::default();
        log.begin([5, 6].map(message).into());
        assert_eq!((log.first(), log.last(), log.is_whole()), (Some(Seq(5)), Seq(6), false));
        assert_eq!(log.hear(message(7)), Heard::New);
        assert!(!log.hear_earlier([2, 3].map(message).into()));
        assert!(log.hear_earlier([3, 4].map(message).into()));
        log.begin([8, 9].map(message).into());
        assert_eq!(numbers(log.messages()), [3, 4, 5, 6, 7]);
        assert_eq!(numbers(log.between(Seq(4), Seq(6))), [4, 5, 6]);
        assert_eq!(numbers(log.between(Seq(0), Seq(3))), [3]);
        assert!(log.between(Seq(8), Seq(9)).is_empty());
        assert!(log.hear_earlier([1, 2].map(message).into()));
        assert!(log.is_whole());
    }
}
