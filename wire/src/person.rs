//! An operator as others see them: their name, what they may do, whether they take requests.

use serde::{Deserialize, Serialize};

use crate::OperatorId;

/// An operator as others see him.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OperatorRef {
    /// His id.
    pub id: OperatorId,
    /// His screen name (manual B17).
    pub name: String,
}

/// What an operator may do (manual A3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Manages everything and sees every chat.
    Administrator,
    /// Sees requests and his own chats.
    Normal,
}

impl Role {
    /// What it is called wherever it is shown.
    pub fn name(self) -> &'static str {
        match self {
            Role::Administrator => "Administrator",
            Role::Normal => "Normal",
        }
    }
}

/// What an operator says of himself (manual B17).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Takes requests.
    #[default]
    Online,
    /// Not at the desk; no requests.
    Away,
    /// At the desk but has enough to do; no requests.
    Busy,
    /// Works unseen; no requests.
    Invisible,
}
