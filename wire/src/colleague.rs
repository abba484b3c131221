//! The operators of an account, as their colleagues see them (manual A1, A14, A15).

use serde::{Deserialize, Serialize};

use crate::{OperatorId, Role, Status};

/// An operator, the asking one among them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    /// Who.
    pub id: OperatorId,
    /// His screen name (manual B17).
    pub name: String,
    /// The address of their picture, or of their initials.
    pub face: String,
    /// His login.
    pub login: String,
    /// What he may do.
    pub role: Role,
    /// The names of his departments, sorted.
    pub departments: Vec<String>,
    /// Whether they can sign in; else their account is deactivated (manual A7).
    pub is_active: bool,
    /// Whether they are invited, and have not chosen a password yet: nobody signs in as them before.
    pub is_invited: bool,
    /// What he says of himself while he has a console open; none while he has not, or is invisible to the asking one.
    pub status: Option<Status>,
}
