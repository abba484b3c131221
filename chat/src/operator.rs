//! Operators in the store.

use std::collections::HashSet;

use uuid::Uuid;
use wire::{AccountId, OperatorId, Role, Status, Timestamp, operator::Me};

use crate::{
    Error,
    column::{text_of, value_of},
    mail::for_mail_servers,
    picture,
    store::{Tx, sql},
};

pub(crate) struct NewOperator {
    pub(crate) id: OperatorId,
    pub(crate) account: AccountId,
    pub(crate) email: String,
    pub(crate) screen_name: String,
    pub(crate) password_hash: String,
    /// Whether the first sign-in asks for a new password.
    pub(crate) must_change_password: bool,
    pub(crate) role: Role,
}

/// The stored data that a sign-in is checked against.
#[derive(Clone, Debug)]
pub(crate) struct Login {
    pub(crate) account: AccountId,
    pub(crate) operator: OperatorId,
    pub(crate) password_hash: String,
    /// Whether the password was set by somebody else, so that the next sign-in asks for a new one.
    pub(crate) must_change_password: bool,
    /// Whether they may sign in; if not, the account is deactivated (manual A7).
    pub(crate) is_active: bool,
    /// Whether they were invited and have not chosen a password yet.
    pub(crate) is_invited: bool,
}

pub(crate) async fn insert(tx: &mut Tx, operator: &NewOperator, now: Timestamp) -> Result<(), Error> {
    sql!(
        tx,
        execute,
        "insert into operator (id, account_id, email, screen_name, password_hash, role, status, created_at,
                               must_change_password)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        operator.id.0,
        operator.account.0,
        operator.email.as_str(),
        operator.screen_name.as_str(),
        operator.password_hash.as_str(),
        text_of(&operator.role),
        text_of(&Status::Online),
        now.0,
        i64::from(operator.must_change_password),
    )
    .map(|_| ())
}

/// The screen name of an operator of this account, unless they are deleted: what others see of
/// them.
pub(crate) async fn name_of(
    tx: &mut Tx,
    account: AccountId,
    operator: OperatorId,
) -> Result<Option<String>, Error> {
    let row = sql!(
        tx,
        fetch_optional as (String,),
        "select screen_name from operator where account_id = $1 and id = $2 and deleted_at is null",
        account.0,
        operator.0,
    )?;
    Ok(row.map(|(name,)| name))
}

/// Whether the account has this operator and they can sign in.
pub(crate) async fn is_active(tx: &mut Tx, account: AccountId, operator: OperatorId) -> Result<bool, Error> {
    let row = sql!(
        tx,
        fetch_optional as (i32,),
        "select 1 from operator where account_id = $1 and id = $2 and deleted_at is null and deactivated_at is null",
        account.0,
        operator.0,
    )?;
    Ok(row.is_some())
}

/// The names of an operator's departments, sorted.
pub(crate) async fn departments_of(
    tx: &mut Tx,
    account: AccountId,
    operator: OperatorId,
) -> Result<Vec<String>, Error> {
    let departments = sql!(
        tx,
        fetch_all as (String,),
        "select d.name from department_operator m join department d on d.id = m.department_id
         where m.account_id = $1 and m.operator_id = $2 order by d.name",
        account.0,
        operator.0,
    )?;
    Ok(departments.into_iter().map(|(name,)| name).collect())
}

pub(crate) async fn me(tx: &mut Tx, account: AccountId, operator: OperatorId) -> Result<Me, Error> {
    let departments = departments_of(tx, account, operator).await?;
    let (login, screen_name, role, status, account, hash) = sql!(
        tx,
        fetch_one as (String, String, String, String, String, Option<String>),
        "select o.email, o.screen_name, o.role, o.status, a.name, p.hash
         from operator o join account a on a.id = o.account_id left join picture p on p.owner_id = o.id
         where o.account_id = $1 and o.id = $2",
        account.0,
        operator.0,
    )?;
    Ok(Me {
        id: operator,
        face: picture::face_address(operator, &screen_name, hash.as_deref()),
        login,
        screen_name,
        account,
        role: value_of(&role, "operator.role")?,
        status: value_of(&status, "operator.status")?,
        departments,
    })
}

/// The operators who cannot sign in: their accounts are deactivated (manual A7), or their
/// invitations are not accepted yet.
pub(crate) async fn kept_out(tx: &mut Tx, account: AccountId) -> Result<HashSet<OperatorId>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (Uuid,),
        "select id from operator where account_id = $1 and (deactivated_at is not null or invited_at is not null)",
        account.0,
    )?;
    Ok(rows.into_iter().map(|(id,)| OperatorId(id)).collect())
}

pub(crate) async fn set_status(
    tx: &mut Tx,
    account: AccountId,
    operator: OperatorId,
    status: Status,
) -> Result<(), Error> {
    sql!(
        tx,
        execute,
        "update operator set status = $3 where account_id = $1 and id = $2",
        account.0,
        operator.0,
        text_of(&status),
    )
    .map(|_| ())
}

/// The operator with this address, whether or not the account is active. Earlier versions stored a
/// domain beyond ASCII as it came, in Punycode.
pub(crate) async fn by_email(tx: &mut Tx, email: &str) -> Result<Option<Login>, Error> {
    let row = sql!(
        tx,
        fetch_optional as (Uuid, Uuid, String, i64, Option<i64>, Option<i64>),
        "select account_id, id, password_hash, must_change_password, deactivated_at, invited_at from operator
         where email in ($1, $2) and deleted_at is null order by email = $1 desc",
        email,
        for_mail_servers(email),
    )?;
    Ok(row.map(|(account, operator, password_hash, must_change, deactivated_at, invited_at)| Login {
        account: account.into(),
        operator: operator.into(),
        password_hash,
        must_change_password: must_change != 0,
        is_active: deactivated_at.is_none(),
        is_invited: invited_at.is_some(),
    }))
}

/// Whether an operator of any account signs in with this address.
pub(crate) async fn is_email_taken(tx: &mut Tx, email: &str) -> Result<bool, Error> {
    let row = sql!(
        tx,
        fetch_optional as (i32,),
        "select 1 from operator where email in ($1, $2)",
        email,
        for_mail_servers(email)
    )?;
    Ok(row.is_some())
}
