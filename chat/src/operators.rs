//! An administrator manages the operators of their account (manual A1–A7).
//!
//! | file | does |
//! |---|---|
//! | `add.rs` | adds an operator |
//! | `edit.rs` | reads and changes an account, sets another password |
//! | `own.rs` | an operator changes their own password and screen name |
//! | `reset.rs` | an operator sets a new password by a link in an email |
//! | `invitation.rs` | invites colleagues, who set their password by a link |
//! | `delete.rs` | deletes an operator; what they said stays |
//! | `deactivate.rs` | deactivates an operator, who keeps all data and costs no fee, and back |
//! | `by_hand.rs` | adds operators, lists them and sets passwords at the terminal |

mod add;
mod by_hand;
mod deactivate;
mod delete;
mod edit;
mod invitation;
mod own;
mod reset;

pub use add::AddOperator;
pub use by_hand::ListedOperator;
pub use edit::EditOperator;
pub(crate) use edit::SetPassword;
pub use invitation::{Invitation, InviteOperator};

use wire::{AccountId, OperatorId, Role};

use crate::{
    Error,
    store::{Tx, sql},
};

/// Whether this operator is the only administrator of the account who can sign in. The account's
/// lock must be held.
async fn is_last_administrator(tx: &mut Tx, account: AccountId, operator: OperatorId) -> Result<bool, Error> {
    let other = sql!(
        tx,
        fetch_optional as (i32,),
        "select 1 from operator
         where account_id = $1 and id <> $2 and role = $3 and deleted_at is null and deactivated_at is null
               and invited_at is null limit 1",
        account.0,
        operator.0,
        crate::column::text_of(&Role::Administrator),
    )?;
    Ok(other.is_none())
}
