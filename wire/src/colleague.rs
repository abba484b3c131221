//! The operators of an account, as their colleagues see them (manual A1, A14, A15).

use serde::{Deserialize, Serialize};

use crate::{OperatorId, Role, Status};

/// An operator of the account. The operator who receives the list is in it too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    /// The operator's id.
    pub id: OperatorId,
    /// Their screen name (manual B17).
    pub name: String,
    /// The address of their picture, or of their initials.
    pub face: String,
    /// Their login.
    pub login: String,
    /// What they may do.
    pub role: Role,
    /// The names of their departments, sorted.
    pub departments: Vec<String>,
    /// Whether they can sign in. False: their account is deactivated (manual A7).
    pub is_active: bool,
    /// Whether they are invited and have not chosen a password yet. Until then they cannot sign in.
    pub is_invited: bool,
    /// Their status while they have a console open. None: they have none open, or are invisible to
    /// the operator who receives this.
    pub status: Option<Status>,
}
