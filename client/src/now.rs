//! The time of an event and the randomness that goes with it. Both are arguments: nothing in this
//! crate reads a clock.

use wire::{ChatId, MessageId, OffLineMessageId};

/// The time of an event, with fresh randomness.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// Milliseconds since the client started. Monotonic.
    pub ticks: u64,
    /// Milliseconds since 1970 by the device's clock, which may be wrong: use it for ids only.
    pub millis: u64,
    /// Fresh random bytes for a chat's id.
    pub chat: [u8; 10],
    /// Fresh random bytes for a message's id.
    pub message: [u8; 10],
}

impl Now {
    /// A new chat id.
    pub fn chat_id(&self) -> ChatId {
        ChatId::v7(self.millis, &self.chat)
    }

    /// A new message id.
    pub fn message_id(&self) -> MessageId {
        MessageId::v7(self.millis, &self.message)
    }

    /// A new off-line message id.
    pub fn off_line_message_id(&self) -> OffLineMessageId {
        OffLineMessageId::v7(self.millis, &self.message)
    }

    /// The random part of a wait.
    pub fn jitter(&self) -> u8 {
        self.message[0]
    }
}

/// The earlier of two instants; none if neither is given.
pub fn earliest(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

#[cfg(any(test, feature = "testing"))]
impl Now {
    /// A time for tests, with randomness derived from it.
    pub fn at(ticks: u64) -> Now {
        let mut message = [0; 10];
        message[2..].copy_from_slice(&ticks.to_be_bytes());
        Now { ticks, millis: 1_700_000_000_000 + ticks, chat: message, message }
    }
}
