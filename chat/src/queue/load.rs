//! The load of an account's operators.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;
use wire::{AccountId, OperatorId, OperatorRef, Routed, Status, Timestamp, routing::Candidate};

use crate::{
    Error,
    column::value_of,
    store::{Tx, sql},
};

#[derive(Clone, Debug)]
pub(crate) struct Load {
    pub(super) operator: OperatorRef,
    /// The number of chats that they are in or are assigned.
    pub(super) chats: u32,
    /// The most chats that they have when requests are queued.
    pub(super) limit: u32,
    /// The database says that they are certainly absent: they take no requests, have signed out, or
    /// no node has signed for them for too long. This node alone might just not have heard of an
    /// operator on another node.
    pub(super) is_gone: bool,
}

/// An operator without a sign of life for this long is absent, in milliseconds. Every node signs
/// every 20 seconds for those who are connected to it (`tend.rs`).
const SILENT: i64 = 30 * 1_000;

pub(super) async fn loads(tx: &mut Tx, account: AccountId, now: Timestamp) -> Result<Vec<Load>, Error> {
    let operators = sql!(
        tx,
        fetch_all as (Uuid, String, i64, String, i64, i64),
        "select o.id, o.screen_name, coalesce(o.chat_limit, a.chat_limit), o.status, coalesce(o.seen_at, 0),
                cast(case when exists (select 1 from session s where s.operator_id = o.id)
                            or exists (select 1 from sip_device d where d.account_id = o.account_id
                                       and d.operator_id = o.id and d.expires_at > $2)
                     then 1 else 0 end as bigint)
         from operator o join account a on a.id = o.account_id where o.account_id = $1 and o.deleted_at is null
               and o.deactivated_at is null and o.invited_at is null order by o.id",
        account.0,
        now.0,
    )?;
    // Counts from the open chats, of which there are few however long the history is.
    let counts = sql!(
        tx,
        fetch_all as (Uuid, i64),
        "select operator_id, cast(count(*) as bigint) from (
             select c.operator_id from chat c
             where c.account_id = $1 and c.state in ('requesting', 'invited', 'active') and c.state <> 'invited'
                   and c.operator_id is not null
             union all
             select p.operator_id from chat c join participant p on p.chat_id = c.id
             where c.account_id = $1 and c.state in ('requesting', 'invited', 'active') and c.state <> 'invited'
                   and c.visitor_id is not null
         ) has group by operator_id",
        account.0,
    )?;
    let counts: HashMap<_, _> = counts.into_iter().collect();
    let number = |column: i64| u32::try_from(column).map_err(|_| Error::UnknownValue("an operator's chats"));
    operators
        .into_iter()
        .map(|(id, name, limit, status, seen_at, is_signed_in)| {
            let chats = number(counts.get(&id).copied().unwrap_or_default())?;
            let status: Status = value_of(&status, "operator.status")?;
            let is_silent = now.millis_since(Timestamp(seen_at)) >= SILENT;
            let is_gone = status != Status::Online || is_silent || is_signed_in == 0;
            Ok(Load { operator: OperatorRef { id: id.into(), name }, chats, limit: number(limit)?, is_gone })
        })
        .collect()
}

/// The operators whom such a request goes to, with their load.
pub(crate) async fn candidates_for(
    tx: &mut Tx,
    account: AccountId,
    routed: &Routed,
    available: &HashSet<OperatorId>,
    now: Timestamp,
) -> Result<Vec<Candidate>, Error> {
    Ok(candidates(&loads(tx, account, now).await?, routed, available, &HashMap::new()))
}

/// The same from these loads. For a request that goes to everybody, absent operators are left out:
/// they do not explain the decision.
pub(super) fn candidates(
    loads: &[Load],
    routed: &Routed,
    available: &HashSet<OperatorId>,
    assigned_before: &HashMap<OperatorId, u32>,
) -> Vec<Candidate> {
    let is_one = |load: &&Load| match &routed.to {
        Some(operators) => operators.contains(&load.operator.id),
        None => available.contains(&load.operator.id),
    };
    loads
        .iter()
        .filter(is_one)
        .map(|load| Candidate {
            operator: load.operator.clone(),
            available: available.contains(&load.operator.id),
            chats: load.chats,
            limit: routed.queued.then_some(load.limit),
            assigned_before: assigned_before.get(&load.operator.id).copied().unwrap_or_default(),
        })
        .collect()
}
