//! The operators of a department or of a rule.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;
use wire::{AccountId, OperatorId};

use crate::{
    Error, operator,
    store::{Tx, sql},
};

/// The statements over one of the two tables.
pub(crate) struct Members {
    /// All of an account: group and operator.
    pub(crate) all: &'static str,
    /// Removes all operators from a group of an account.
    pub(crate) clear: &'static str,
    /// Adds an operator to a group of an account.
    pub(crate) add: &'static str,
}

impl Members {
    /// The operators of each of the account's groups.
    pub(crate) async fn all_of(
        &self,
        tx: &mut Tx,
        account: AccountId,
    ) -> Result<HashMap<Uuid, Vec<OperatorId>>, Error> {
        let mut groups: HashMap<_, Vec<_>> = HashMap::new();
        for (group, operator) in sql!(tx, fetch_all as (Uuid, Uuid), self.all, account.0)? {
            groups.entry(group).or_default().push(OperatorId(operator));
        }
        Ok(groups)
    }

    pub(crate) async fn set(
        &self,
        tx: &mut Tx,
        account: AccountId,
        group: Uuid,
        operators: &[OperatorId],
    ) -> Result<(), Error> {
        sql!(tx, execute, self.clear, account.0, group)?;
        for operator in operators.iter().collect::<BTreeSet<_>>() {
            sql!(tx, execute, self.add, account.0, group, operator.0)?;
        }
        Ok(())
    }
}

/// The screen names of these operators, sorted, for the audit log.
pub(crate) async fn names(
    tx: &mut Tx,
    account: AccountId,
    operators: &[OperatorId],
) -> Result<String, Error> {
    let mut names = Vec::new();
    for operator in operators {
        names.extend(operator::name_of(tx, account, *operator).await?);
    }
    names.sort();
    Ok(names.join(", "))
}

pub(crate) async fn are_all_of(
    tx: &mut Tx,
    account: AccountId,
    operators: &[OperatorId],
) -> Result<bool, Error> {
    for operator in operators {
        if operator::name_of(tx, account, *operator).await?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}
