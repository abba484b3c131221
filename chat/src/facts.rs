//! What reports count, stored when it happens: the times in which a chat waited to be accepted and
//! in which an operator was in it, requests that their operator did not accept, and the times in
//! which operators were connected; and how many of the chats and offline messages have been erased
//! since. `report.rs` reads it.

use wire::{
    AccountId, ChatId, OffLineMessageId, OperatorId, Timestamp,
    routing::{Decided, Decision},
};

use crate::{
    Error,
    column::text_of,
    store::{Tx, sql},
};

/// An operator without a sign of life for this long was not connected meanwhile, in milliseconds.
/// It is longer than a restart of the server or of a browser takes.
const BREAK: i64 = 60 * 1_000;

/// The chat waits for somebody to accept it from now on.
pub(crate) async fn waits(
    tx: &mut Tx,
    account: AccountId,
    chat: ChatId,
    now: Timestamp,
) -> Result<(), Error> {
    sql!(
        tx,
        execute,
        "insert into waited (account_id, chat_id, since) values ($1, $2, $3)
         on conflict (chat_id, since) do update set until = null",
        account.0,
        chat.0,
        now.0,
    )
    .map(|_| ())
}

/// The chat was accepted or has ended.
pub(crate) async fn waits_no_more(
    tx: &mut Tx,
    account: AccountId,
    chat: ChatId,
    now: Timestamp,
) -> Result<(), Error> {
    sql!(
        tx,
        execute,
        "update waited set until = $3 where account_id = $1 and chat_id = $2 and until is null",
        account.0,
        chat.0,
        now.0,
    )
    .map(|_| ())
}

/// The operator is in this active chat from now on.
pub(crate) async fn joins(
    tx: &mut Tx,
    account: AccountId,
    chat: ChatId,
    operator: OperatorId,
    now: Timestamp,
) -> Result<(), Error> {
    sql!(
        tx,
        execute,
        "insert into in_chat (account_id, chat_id, operator_id, since) values ($1, $2, $3, $4)
         on conflict (chat_id, operator_id, since) do update set until = null",
        account.0,
        chat.0,
        operator.0,
        now.0,
    )
    .map(|_| ())
}

/// The operator has left the chat, or it has ended.
pub(crate) async fn leaves(
    tx: &mut Tx,
    account: AccountId,
    chat: ChatId,
    operator: OperatorId,
    now: Timestamp,
) -> Result<(), Error> {
    sql!(
        tx,
        execute,
        "update in_chat set until = $4
         where account_id = $1 and chat_id = $2 and operator_id = $3 and until is null",
        account.0,
        chat.0,
        operator.0,
        now.0,
    )
    .map(|_| ())
}

/// Records who did not accept a request, if the decision says so.
pub(crate) async fn passes(
    tx: &mut Tx,
    account: AccountId,
    chat: ChatId,
    decision: &Decision,
) -> Result<(), Error> {
    let (Decided::Assigned { after: Some(passed), .. } | Decided::Waits { after: Some(passed) }) =
        &decision.what
    else {
        return Ok(());
    };
    sql!(
        tx,
        execute,
        "insert into request_pass (account_id, chat_id, operator_id, at, how) values ($1, $2, $3, $4, $5)
         on conflict (chat_id, operator_id, at) do nothing",
        account.0,
        chat.0,
        passed.operator.id.0,
        decision.at.0,
        text_of(&passed.how),
    )
    .map(|_| ())
}

/// The chat is about to be erased.
pub(crate) async fn forgets_chat(tx: &mut Tx, account: AccountId, chat: ChatId) -> Result<(), Error> {
    sql!(
        tx,
        execute,
        "insert into erased_fact (account_id, site_id, kind, hour, erased)
         select account_id, site_id, 'chat', asked_at / 3600000, 1 from chat
         where account_id = $1 and id = $2 and visitor_id is not null and is_invitation = 0
         on conflict (account_id, kind, hour, site_id) do update set erased = erased_fact.erased + 1",
        account.0,
        chat.0,
    )
    .map(|_| ())
}

/// The offline message is about to be erased.
pub(crate) async fn forgets_off_line(
    tx: &mut Tx,
    account: AccountId,
    message: OffLineMessageId,
) -> Result<(), Error> {
    sql!(
        tx,
        execute,
        "insert into erased_fact (account_id, site_id, kind, hour, erased)
         select account_id, site_id, 'off_line_message', at / 3600000, 1 from off_line_message
         where account_id = $1 and id = $2
         on conflict (account_id, kind, hour, site_id) do update set erased = erased_fact.erased + 1",
        account.0,
        message.0,
    )
    .map(|_| ())
}

/// The operator is connected now, under the status that is stored.
pub(crate) async fn is_connected(tx: &mut Tx, operator: OperatorId, now: Timestamp) -> Result<(), Error> {
    let goes_on = sql!(
        tx,
        execute,
        "update operator_online set until = case when until < $2 then $2 else until end
         where operator_id = $1 and since = (select max(since) from operator_online where operator_id = $1)
               and until >= $3 and status = (select status from operator where id = $1)",
        operator.0,
        now.0,
        now.plus_millis(-BREAK).0,
    )?;
    if goes_on == 0 { is_on_line_since(tx, operator, now).await } else { Ok(()) }
}

/// The operator has another status now. It is stored, and does not count unless they are connected.
pub(crate) async fn has_status(tx: &mut Tx, operator: OperatorId, now: Timestamp) -> Result<(), Error> {
    let ended = sql!(
        tx,
        execute,
        "update operator_online set until = case when until < $2 then $2 else until end
         where operator_id = $1 and since = (select max(since) from operator_online where operator_id = $1)
               and until >= $3 and status <> (select status from operator where id = $1)",
        operator.0,
        now.0,
        now.plus_millis(-BREAK).0,
    )?;
    if ended > 0 { is_on_line_since(tx, operator, now).await } else { Ok(()) }
}

async fn is_on_line_since(tx: &mut Tx, operator: OperatorId, now: Timestamp) -> Result<(), Error> {
    sql!(
        tx,
        execute,
        "insert into operator_online (operator_id, account_id, since, until, status)
         select id, account_id, $2, $2, status from operator where id = $1
         on conflict (operator_id, since) do update set status = excluded.status",
        operator.0,
        now.0,
    )
    .map(|_| ())
}
