//! The operator who is signed in.

use serde::{Deserialize, Serialize};

use crate::{OperatorId, Role, Status};

/// The signed-in operator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// Their id.
    pub id: OperatorId,
    /// Their login: the email address they sign in with.
    pub login: String,
    /// The name that visitors see.
    pub screen_name: String,
    /// The address of their picture, or of their initials.
    pub face: String,
    /// The account's name.
    pub account: String,
    /// What they may do.
    pub role: Role,
    /// The status they chose.
    pub status: Status,
    /// The names of their departments, sorted.
    pub departments: Vec<String>,
}

impl Me {
    /// The line *login @ account [department]* (manual B17).
    pub fn line(&self) -> String {
        let Me { login, account, departments, .. } = self;
        match departments.is_empty() {
            true => format!("{login} @ {account}"),
            false => format!("{login} @ {account} [{}]", departments.join(", ")),
        }
    }
}
