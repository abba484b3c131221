//! An operator as others see them: name, role and status.

use serde::{Deserialize, Serialize};

use crate::OperatorId;

/// An operator as others see them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OperatorRef {
    /// The operator's id.
    pub id: OperatorId,
    /// Their screen name (manual B17).
    pub name: String,
}

/// What an operator may do (manual A3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Manages everything and sees every chat.
    Administrator,
    /// Sees requests and their own chats.
    Normal,
}

impl Role {
    /// Its name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Role::Administrator => "Administrator",
            Role::Normal => "Normal",
        }
    }
}

/// The status an operator shows (manual B17).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Takes requests.
    #[default]
    Online,
    /// Not at the desk; no requests.
    Away,
    /// At the desk but busy; no requests.
    Busy,
    /// Works unseen; no requests.
    Invisible,
}
