//! Operator accounts (manual A1–A7).

use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use serde::{Deserialize, Serialize};
use wire::{OperatorId, Role, administration::OperatorAccount};

use super::fault::Fault;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NewOperator {
    pub(crate) email: String,
    pub(crate) screen_name: String,
    /// Empty: the server generates one.
    pub(crate) password: String,
    pub(crate) confirmed: String,
    /// Whether the operator must choose their own password at the first sign-in.
    pub(crate) must_change: bool,
    pub(crate) role: Role,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Details {
    pub(crate) version: i64,
    pub(crate) email: String,
    pub(crate) screen_name: String,
    pub(crate) role: Role,
    /// As typed; empty means the account's default.
    pub(crate) chat_limit: String,
    /// Whether they may read the ended chats of their departments.
    pub(crate) department_archive: bool,
}

/// Adds an operator. Returns their password if the server generated it.
#[server(prefix = "/api", endpoint = "add_operator", input = Postcard, output = Postcard)]
pub(crate) async fn add_operator(new: NewOperator) -> Result<Result<Option<String>, Fault>, ServerFnError> {
    use crate::request;

    let (who, switchboard) = (request::who()?, request::switchboard()?);
    let NewOperator { email, screen_name, password, confirmed, must_change, role } = new;
    if password != confirmed {
        return Ok(Err(request::not_confirmed()));
    }
    let made = password.is_empty().then(|| switchboard.random_password());
    let password = made.clone().unwrap_or(password);
    let add = chat::AddOperator { email, screen_name, password, must_change_password: must_change, role };
    let added = switchboard.add_operator(&who, add).await;
    request::outcome(added, "adding an operator").map(|added| added.map(|_| made))
}

#[server(name = GetOperator, prefix = "/api", endpoint = "operator", input = PostUrl, output = Postcard)]
pub(crate) async fn operator(id: OperatorId) -> Result<Result<OperatorAccount, Fault>, ServerFnError> {
    use crate::request;

    let account = request::switchboard()?.operator_account(&request::who()?, id).await;
    request::outcome(account, "reading an operator's account")
}

#[server(prefix = "/api", endpoint = "edit_operator", input = Postcard, output = Postcard)]
pub(crate) async fn edit_operator(
    id: OperatorId,
    details: Details,
) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let Details { version, email, screen_name, role, chat_limit, department_archive } = details;
    let chat_limit = match chat_limit.trim() {
        "" => None,
        // Anything that is not a number is out of range, like a number that is too large.
        number => Some(number.parse().unwrap_or(u32::MAX)),
    };
    let edit = chat::EditOperator { version, email, screen_name, role, chat_limit, department_archive };
    let edited = request::switchboard()?.edit_operator(&request::who()?, id, edit).await;
    request::outcome(edited, "changing an operator's account")
}

/// Sets an operator's password, which they may have to change at the next sign-in. Returns it if
/// the server generated it.
#[server(prefix = "/api", endpoint = "set_operator_password", input = Postcard, output = Postcard)]
pub(crate) async fn set_operator_password(
    id: OperatorId,
    password: String,
    confirmed: String,
    must_change: bool,
) -> Result<Result<Option<String>, Fault>, ServerFnError> {
    use crate::request;

    let (who, switchboard) = (request::who()?, request::switchboard()?);
    if password != confirmed {
        return Ok(Err(request::not_confirmed()));
    }
    let made = password.is_empty().then(|| switchboard.random_password());
    let password = made.clone().unwrap_or(password);
    let set = switchboard.set_operator_password(&who, id, password, must_change).await;
    request::outcome(set, "giving an operator another password").map(|set| set.map(|()| made))
}

#[server(prefix = "/api", endpoint = "set_operator_activity", input = Postcard, output = Postcard)]
pub(crate) async fn set_operator_activity(
    id: OperatorId,
    active: bool,
) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let (who, switchboard) = (request::who()?, request::switchboard()?);
    let set = match active {
        true => switchboard.activate_operator(&who, id).await,
        false => switchboard.deactivate_operator(&who, id).await,
    };
    request::outcome(set, "activating or deactivating an operator")
}

#[server(prefix = "/api", endpoint = "delete_operator", input = Postcard, output = Postcard)]
pub(crate) async fn delete_operator(id: OperatorId) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let deleted = request::switchboard()?.delete_operator(&request::who()?, id).await;
    request::outcome(deleted, "deleting an operator")
}
