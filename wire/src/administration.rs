//! What administrators see and change (manual A), and the record of it.

use serde::{Deserialize, Serialize};

use crate::{AuditId, OperatorId, Role, Timestamp};

/// An operator's account, as an administrator edits it (manual A5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperatorAccount {
    /// Who.
    pub id: OperatorId,
    /// The address he signs in with.
    pub email: String,
    /// What visitors see (manual B17).
    pub screen_name: String,
    /// What he may do.
    pub role: Role,
    /// How many chats he has at most when requests are queued; none: as many as the account says.
    pub chat_limit: Option<u32>,
    /// The names of his departments, sorted.
    pub departments: Vec<String>,
    /// Grows with each change. Whoever saves says which version he has seen, and overwrites no other.
    pub version: i64,
}

/// Something that an administrator did, or whoever runs the installation did at the terminal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Its id, UUIDv7.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// Who, under the name he had then; none: at the terminal.
    pub by: Option<String>,
    /// What.
    pub action: Action,
    /// To whom or what, under the name it had then.
    pub subject: String,
    /// What it changed. Secrets are never in it.
    pub changes: Vec<Change>,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// An operator was added (manual A2).
    OperatorAdded,
    /// An operator's account was changed (manual A5).
    OperatorChanged,
    /// An operator was given another password.
    PasswordSet,
    /// An operator was deleted (manual A6).
    OperatorDeleted,
}

/// A detail before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which, in English words.
    pub what: String,
    /// What it was; empty: nothing.
    pub before: String,
    /// What it is now; empty: nothing.
    pub after: String,
}
