//! An operator removes chats that are over for them from their list, and the list removes what is
//! beyond its length.

use async_trait::async_trait;
use uuid::Uuid;
use wire::{AccountId, ChatId, OperatorId, operator::MOST_OVER};

use crate::{
    Error, Refused, SignedIn, Switchboard,
    bus::Event,
    live::Live,
    store::{Tx, Write, sql},
};

impl Switchboard {
    /// Removes a chat that is over for this operator from their list; `None`: all such chats but the
    /// snoozed ones. A chat that they are in stays.
    pub async fn put_away(&self, who: &SignedIn, chat: Option<ChatId>) -> Result<Result<(), Refused>, Error> {
        let work = PutAwayWork { account: who.account, operator: who.operator, chat };
        self.store.write(work).await.map(|away| away.map(|_| ()))
    }
}

/// Removes the oldest chats beyond what a list holds. Snoozed ones stay until they are back.
pub(super) async fn put_away_the_oldest(
    tx: &mut Tx,
    account: AccountId,
    operator: OperatorId,
) -> Result<Vec<ChatId>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (Uuid,),
        "update took_part set put_away = 1
         where account_id = $1 and operator_id = $2 and put_away = 0 and how is not null
               and not exists (select 1 from snooze s where s.operator_id = took_part.operator_id
                                      and s.chat_id = took_part.chat_id and s.back is null)
               and chat_id not in (
             select t.chat_id from took_part t
             where t.account_id = $1 and t.operator_id = $2 and t.put_away = 0 and t.how is not null
                   and not exists (select 1 from snooze s where s.operator_id = t.operator_id
                                          and s.chat_id = t.chat_id and s.back is null)
             order by t.at desc, t.chat_id desc limit $3)
         returning chat_id",
        account.0,
        operator.0,
        MOST_OVER,
    )?;
    if !rows.is_empty() {
        end_snoozes(tx, account, operator).await?;
    }
    Ok(rows.into_iter().map(|(chat,)| ChatId(chat)).collect())
}

/// Ends the snoozes of the chats that this operator has put away.
async fn end_snoozes(tx: &mut Tx, account: AccountId, operator: OperatorId) -> Result<(), Error> {
    sql!(
        tx,
        execute,
        "delete from snooze where account_id = $1 and operator_id = $2 and exists (
             select 1 from took_part t where t.operator_id = snooze.operator_id
                    and t.chat_id = snooze.chat_id and t.put_away = 1 and t.how is not null)",
        account.0,
        operator.0,
    )
    .map(|_| ())
}

struct PutAwayWork {
    account: AccountId,
    operator: OperatorId,
    chat: Option<ChatId>,
}

#[async_trait]
impl Write for PutAwayWork {
    /// The chats that were in the list until now.
    type Output = Result<Vec<ChatId>, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let rows = match self.chat {
            Some(chat) => {
                let known = sql!(
                    tx,
                    fetch_optional as (i64,),
                    "select put_away from took_part
                     where account_id = $1 and operator_id = $2 and chat_id = $3",
                    self.account.0,
                    self.operator.0,
                    chat.0,
                )?;
                if known.is_none() {
                    return Ok(Err(Refused::NotFound));
                }
                sql!(
                    tx,
                    fetch_all as (Uuid,),
                    "update took_part set put_away = 1
                     where account_id = $1 and operator_id = $2 and chat_id = $3 and put_away = 0
                           and how is not null
                     returning chat_id",
                    self.account.0,
                    self.operator.0,
                    chat.0,
                )?
            }
            None => sql!(
                tx,
                fetch_all as (Uuid,),
                "update took_part set put_away = 1
                 where account_id = $1 and operator_id = $2 and put_away = 0 and how is not null
                       and not exists (select 1 from snooze s where s.operator_id = took_part.operator_id
                                              and s.chat_id = took_part.chat_id and s.back is null)
                 returning chat_id",
                self.account.0,
                self.operator.0,
            )?,
        };
        end_snoozes(tx, self.account, self.operator).await?;
        Ok(Ok(rows.into_iter().map(|(chat,)| ChatId(chat)).collect()))
    }

    fn announce(&self, away: &Self::Output, live: &Live) {
        if let Ok(chats) = away
            && !chats.is_empty()
        {
            live.tell_operator(self.account, self.operator, Event::PutAway(self.operator, chats.clone()));
        }
    }
}
