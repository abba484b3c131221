//! Operators at the terminal, for the person who runs the installation, while the server runs.
//! Consoles that are open in another process learn of a change when they reconnect; the end of a
//! session is noticed within seconds.

use wire::{AccountId, OperatorId, Role, administration::Action};

use super::{AddOperator, SetPassword};
use crate::{
    Error, Refused, Switchboard,
    column::value_of,
    mail::address::normal,
    operator::{self, Login},
    store::{Tx, sql},
};

/// An operator, as the terminal lists them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedOperator {
    /// The name of their account.
    pub account: String,
    /// The address that they sign in with.
    pub email: String,
    /// The name that visitors see.
    pub screen_name: String,
    /// What they may do.
    pub role: Role,
    /// Whether they can sign in; if not, the account is deactivated.
    pub is_active: bool,
    /// Whether they were invited and have not chosen a password yet.
    pub is_invited: bool,
}

impl Switchboard {
    /// Adds an operator to this account; [`Switchboard::account_by_hand`] finds it.
    pub async fn add_operator_by_hand(
        &self,
        account: AccountId,
        add: AddOperator,
    ) -> Result<Result<OperatorId, Refused>, Error> {
        self.add_operator_as(self.entry(account, None, Action::OperatorAdded), add).await
    }

    /// Sets another password for the operator with this address. All their sessions end.
    pub async fn set_operator_password_by_hand(
        &self,
        email: &str,
        password: String,
    ) -> Result<Result<(), Refused>, Error> {
        let mut tx = self.store.read().await?;
        let found = operator::by_email(&mut tx, &normal(email)).await?;
        drop(tx);
        let Some(Login { account, operator, .. }) = found else { return Ok(Err(Refused::NotFound)) };
        let set = SetPassword { operator, password, must_change: false, keep: None };
        self.set_password_as(self.entry(account, None, Action::PasswordSet), set).await
    }

    /// All operators of the installation, by account and name.
    pub async fn operators_by_hand(&self) -> Result<Vec<ListedOperator>, Error> {
        let mut tx = self.store.read().await?;
        let rows = sql!(
            &mut tx,
            fetch_all as (String, String, String, String, Option<i64>, Option<i64>),
            "select a.name, o.email, o.screen_name, o.role, o.deactivated_at, o.invited_at
             from operator o join account a on a.id = o.account_id where o.deleted_at is null
             order by a.name, lower(o.screen_name), o.id",
        )?;
        rows.into_iter()
            .map(|(account, email, screen_name, role, deactivated_at, invited_at)| {
                let role = value_of(&role, "operator.role")?;
                let (is_active, is_invited) = (deactivated_at.is_none(), invited_at.is_some());
                Ok(ListedOperator { account, email, screen_name, role, is_active, is_invited })
            })
            .collect()
    }
}
