//! What is kept of visitors, in numbers: shown before it is erased, and the proof that it was.

use serde::{Deserialize, Serialize};

/// How many of what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    /// Visitors who have written, or about whom operators have.
    pub visitors: u64,
    /// Their chats, open or ended.
    pub chats: u64,
    /// The messages in these chats.
    pub messages: u64,
    /// Their offline messages (manual A11).
    pub off_line_messages: u64,
    /// Entries of their Client Notes (manual B8).
    pub notes: u64,
}

impl Kept {
    /// Adds what was counted elsewhere.
    pub fn add(&mut self, more: Kept) {
        self.visitors += more.visitors;
        self.chats += more.chats;
        self.messages += more.messages;
        self.off_line_messages += more.off_line_messages;
        self.notes += more.notes;
    }
}
