//! When something happens, and the randomness that goes with it. Both are arguments; nothing in the panel's state asks
//! a clock.

use wire::{ChatId, MessageId, OffLineMessageId};

/// One moment, as the browser tells it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    /// Milliseconds since the panel started. Never steps back.
    pub(crate) ticks: u64,
    /// Milliseconds since 1970 by the device's clock, which may be wrong: good for ids, for nothing else.
    pub(crate) millis: u64,
    /// Fresh random bytes, for a chat's id.
    pub(crate) chat: [u8; 10],
    /// Fresh random bytes, for a message's id.
    pub(crate) message: [u8; 10],
}

impl Moment {
    /// A chat's id.
    pub(crate) fn chat_id(&self) -> ChatId {
        ChatId::v7(self.millis, &self.chat)
    }

    /// A message's id.
    pub(crate) fn message_id(&self) -> MessageId {
        MessageId::v7(self.millis, &self.message)
    }

    /// An off-line message's id.
    pub(crate) fn off_line_message_id(&self) -> OffLineMessageId {
        OffLineMessageId::v7(self.millis, &self.message)
    }

    /// A number that nobody can foresee, for waits.
    pub(crate) fn chance(&self) -> u8 {
        self.message[0]
    }
}

/// The earlier of two moments, where there are any.
pub(crate) fn earliest(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
impl Moment {
    /// A moment of a test, its randomness derived from the time.
    pub(crate) fn at(ticks: u64) -> Moment {
        let mut message = [0; 10];
        message[2..].copy_from_slice(&ticks.to_be_bytes());
        Moment { ticks, millis: 1_700_000_000_000 + ticks, chat: message, message }
    }
}
