//! The operator who is signed in.

use serde::{Deserialize, Serialize};

use crate::{OperatorId, Role, Status};

/// The signed-in operator himself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// His id.
    pub id: OperatorId,
    /// His login: the e-mail address he signs in with.
    pub login: String,
    /// What visitors see.
    pub screen_name: String,
    /// The account's name.
    pub account: String,
    /// What he may do.
    pub role: Role,
    /// What he says of himself.
    pub status: Status,
    /// The names of his departments, sorted.
    pub departments: Vec<String>,
}

impl Me {
    /// *login @ account [department]* (manual B17).
    pub fn line(&self) -> String {
        let Me { login, account, departments, .. } = self;
        match departments.is_empty() {
            true => format!("{login} @ {account}"),
            false => format!("{login} @ {account} [{}]", departments.join(", ")),
        }
    }
}
