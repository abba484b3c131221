//! An administrator manages the operators of their account (manual A1–A7).
//!
//! | file | does |
//! |---|---|
//! | `add.rs` | adds one |
//! | `edit.rs` | reads and changes an account, gives another password |
//! | `own.rs` | an operator changes their own password and screen name |
//! | `reset.rs` | an operator who has forgotten their password sets another one by a link in an e-mail |
//! | `invitation.rs` | invites colleagues, who choose their password by a link |
//! | `delete.rs` | takes one away; what he said stays |
//! | `deactivate.rs` | deactivates one, who keeps everything and costs nothing, and activates them again |
//! | `by_hand.rs` | adds, lists and gives passwords at the terminal |

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

/// Whether an account would be without an administrator who can sign in if it were not for this one. Its lock must be held.
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
