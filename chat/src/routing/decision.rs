//! Routing decisions and their reasons: stored with the chat, never changed.

use std::collections::HashMap;

use uuid::Uuid;
use wire::{AccountId, ChatId, routing::Decision};

use crate::{
    Error, Refused, SignedIn, Switchboard,
    column::{from_json, json_of},
    conversation, facts, message,
    over::{self, Reads},
    store::{Tx, sql},
};

impl Switchboard {
    /// The decisions about a chat that this operator may read, oldest first: up to where they may
    /// read it.
    pub async fn decisions(
        &self,
        who: &SignedIn,
        chat: ChatId,
    ) -> Result<Result<Vec<Decision>, Refused>, Error> {
        let mut tx = self.store.read().await?;
        let Some(view) = conversation::find(&mut tx, who.account, chat).await? else {
            return Ok(Err(Refused::NotFound));
        };
        let Some(reads) = over::reads(&mut tx, who, &view).await? else { return Ok(Err(Refused::NotFound)) };
        of(&mut tx, who.account, chat, reads).await.map(Ok)
    }
}

/// The decisions about a chat, oldest first, as far as it may be read.
pub(crate) async fn of(
    tx: &mut Tx,
    account: AccountId,
    chat: ChatId,
    reads: Reads,
) -> Result<Vec<Decision>, Error> {
    let until = match reads {
        Reads::All => i64::MAX,
        Reads::Until(seq) => message::at(tx, account, chat, seq).await?.map_or(0, |last| last.at.0),
    };
    let rows = sql!(
        tx,
        fetch_all as (String,),
        "select body from decision where account_id = $1 and chat_id = $2 and at <= $3 order by nr",
        account.0,
        chat.0,
        until,
    )?;
    rows.into_iter().map(|(body,)| from_json(&body, "decision.body")).collect()
}

/// Stores a decision. The caller holds the chat's lock or has just begun the chat.
pub(crate) async fn keep(
    tx: &mut Tx,
    account: AccountId,
    chat: ChatId,
    decision: &Decision,
) -> Result<(), Error> {
    sql!(
        tx,
        execute,
        "insert into decision (chat_id, nr, account_id, at, body)
         values ($1, (select count(*) + 1 from decision where chat_id = $1), $2, $3, $4)",
        chat.0,
        account.0,
        decision.at.0,
        json_of(decision),
    )?;
    facts::passes(tx, account, chat, decision).await
}

/// The decisions about each of the account's requests since it was asked for, oldest first.
pub(crate) async fn of_requests(
    tx: &mut Tx,
    account: AccountId,
) -> Result<HashMap<ChatId, Vec<Decision>>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (Uuid, String),
        "select d.chat_id, d.body from chat c join decision d on d.chat_id = c.id
         where c.account_id = $1 and c.state = 'requesting' and d.at >= c.asked_at order by d.chat_id, d.nr",
        account.0,
    )?;
    let mut all: HashMap<_, Vec<_>> = HashMap::new();
    for (chat, body) in rows {
        all.entry(ChatId(chat)).or_default().push(from_json(&body, "decision.body")?);
    }
    Ok(all)
}
