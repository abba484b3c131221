//! An operator puts a chat aside until a time, or until the visitor writes. It then comes back, and
//! is marked until the operator has opened it.
//!
//! Each operator has their own. What is due is found by `tend.rs`, so that messages cost nothing
//! more. Only a visitor who asks for another chat wakes their ended ones at once (`ask.rs`).

use async_trait::async_trait;
use uuid::Uuid;
use wire::{
    AccountId, ChatId, ChatState, ChatView, OperatorId, Role, Timestamp, VisitorId,
    operator::{Back, LONGEST_SNOOZE, MOST_SNOOZED, OverChat, Snooze},
};

use crate::{
    Error, Refused, SignedIn, Switchboard,
    bus::Event,
    column::value_of,
    conversation,
    live::Live,
    over,
    store::{Tx, Write, lock_chat, sql},
};

/// The number of snoozed chats that one round lets come back.
const ROUND: i64 = 200;

impl Switchboard {
    /// Snoozes a chat that this operator is in, or that they were in to its end, until this time;
    /// `None`: ends the snooze. Administrators snooze any chat that they may read, apart from
    /// requests. A time in the past is now.
    pub async fn snooze(
        &self,
        who: &SignedIn,
        chat: ChatId,
        until: Option<Timestamp>,
    ) -> Result<Result<(), Refused>, Error> {
        let now = self.sources.now();
        let until = until.map(|until| until.clamp(now, now.plus_millis(LONGEST_SNOOZE)));
        let work = SnoozeWork { who: who.clone(), chat, until };
        self.store.write(work).await.map(|done| done.map(|_| ()))
    }

    /// Lets snoozed chats come back that are due, or whose visitor has written.
    pub(crate) async fn let_snoozed_come_back(&self, now: Timestamp) -> Result<(), Error> {
        let mut tx = self.store.read().await?;
        let due = sql!(
            &mut tx,
            fetch_all as (Uuid, Uuid, Uuid),
            "select s.account_id, s.operator_id, s.chat_id
             from snooze s join chat c on c.id = s.chat_id
             where s.back is null and (
                 s.until <= $1
                 or c.last_seq > s.seq and (c.state = 'requesting' or exists (
                     select 1 from message m
                     where m.chat_id = s.chat_id and m.seq > s.seq and m.author = 'visitor'
                           and not exists (
                         select 1 from took_part t where t.operator_id = s.operator_id
                                and t.chat_id = s.chat_id and t.until_seq < m.seq))))
             limit $2",
            now.0,
            ROUND,
        )?;
        drop(tx);
        if due.is_empty() {
            return Ok(());
        }
        let due =
            due.into_iter().map(|(account, operator, chat)| (account.into(), operator.into(), chat.into()));
        self.store.write(BackWork { due: due.collect(), now }).await.map(|_| ())
    }
}

/// The snoozed chats of an operator.
pub(crate) async fn all_of(
    tx: &mut Tx,
    account: AccountId,
    operator: OperatorId,
) -> Result<Vec<Snooze>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (Uuid, i64, Option<String>, Uuid, Option<String>),
        "select s.chat_id, s.until, s.back, v.id, v.name
         from snooze s join chat c on c.id = s.chat_id join visitor v on v.id = c.visitor_id
         where s.account_id = $1 and s.operator_id = $2 order by s.until, s.chat_id",
        account.0,
        operator.0,
    )?;
    rows.into_iter().map(snooze_of).collect()
}

async fn one(
    tx: &mut Tx,
    account: AccountId,
    operator: OperatorId,
    chat: ChatId,
) -> Result<Option<Snooze>, Error> {
    let row = sql!(
        tx,
        fetch_optional as (Uuid, i64, Option<String>, Uuid, Option<String>),
        "select s.chat_id, s.until, s.back, v.id, v.name
         from snooze s join chat c on c.id = s.chat_id join visitor v on v.id = c.visitor_id
         where s.account_id = $1 and s.operator_id = $2 and s.chat_id = $3",
        account.0,
        operator.0,
        chat.0,
    )?;
    row.map(snooze_of).transpose()
}

/// The chat, until when, why it is back, and its visitor with their name.
type Row = (Uuid, i64, Option<String>, Uuid, Option<String>);

fn snooze_of((chat, until, back, visitor, visitor_name): Row) -> Result<Snooze, Error> {
    let back = back.map(|back| value_of::<Back>(&back, "snooze.back")).transpose()?;
    Ok(Snooze { chat: ChatId(chat), visitor: visitor.into(), visitor_name, until: Timestamp(until), back })
}

/// Lets a visitor's ended chats come back because the visitor has asked for this other one. Returns
/// what the operators who snoozed them must hear.
pub(crate) async fn wake(
    tx: &mut Tx,
    account: AccountId,
    visitor: VisitorId,
    asked: ChatId,
) -> Result<Vec<(OperatorId, Snooze)>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (Uuid, Uuid),
        "update snooze set back = 'visitor_wrote'
         where account_id = $1 and back is null and chat_id in (
             select c.id from chat c where c.account_id = $1 and c.visitor_id = $2 and c.id <> $3
                    and c.state not in ('requesting', 'invited', 'active'))
         returning operator_id, chat_id",
        account.0,
        visitor.0,
        asked.0,
    )?;
    let mut woken = Vec::new();
    for (operator, chat) in rows {
        let operator = OperatorId(operator);
        woken.extend(one(tx, account, operator, ChatId(chat)).await?.map(|snooze| (operator, snooze)));
    }
    Ok(woken)
}

/// Ends the snoozes of chats that this operator was never in: they are no administrator any more.
pub(crate) async fn keep_own(tx: &mut Tx, account: AccountId, operator: OperatorId) -> Result<(), Error> {
    sql!(
        tx,
        execute,
        "delete from snooze where account_id = $1 and operator_id = $2
            and not exists (select 1 from took_part t where t.operator_id = snooze.operator_id
                                   and t.chat_id = snooze.chat_id)
            and not exists (select 1 from chat c where c.id = snooze.chat_id
                                   and c.operator_id = snooze.operator_id)",
        account.0,
        operator.0,
    )
    .map(|_| ())
}

struct SnoozeWork {
    who: SignedIn,
    chat: ChatId,
    until: Option<Timestamp>,
}

/// What a change of a snooze has done.
enum Done {
    /// There was none to end.
    Nothing,
    Ended,
    /// With the chat, if it is in the operator's list again.
    Begun(Snooze, Option<Box<OverChat>>),
}

#[async_trait]
impl Write for SnoozeWork {
    type Output = Result<Done, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let (account, operator) = (self.who.account, self.who.operator);
        let Some(until) = self.until else {
            let ended = sql!(
                tx,
                execute,
                "delete from snooze where account_id = $1 and operator_id = $2 and chat_id = $3",
                account.0,
                operator.0,
                self.chat.0,
            )?;
            return Ok(Ok(if ended > 0 { Done::Ended } else { Done::Nothing }));
        };
        lock_chat(tx, self.chat).await?;
        let Some(chat) = conversation::find(tx, account, self.chat).await? else {
            return Ok(Err(Refused::NotFound));
        };
        let last = i64::from(chat.last_seq.0);
        let (visitor, visitor_name) = (chat.visitor, chat.visitor_name.clone());
        let again = match self.listed(tx, chat).await? {
            Ok(again) => again,
            Err(refused) => return Ok(Err(refused)),
        };
        let (others,) = sql!(
            tx,
            fetch_one as (i64,),
            "select count(*) from snooze where account_id = $1 and operator_id = $2 and chat_id <> $3",
            account.0,
            operator.0,
            self.chat.0,
        )?;
        if others >= MOST_SNOOZED as i64 {
            return Ok(Err(Refused::TooMany));
        }
        if again.is_some() {
            over::list_again(tx, account, operator, self.chat).await?;
        }
        sql!(
            tx,
            execute,
            "insert into snooze (operator_id, chat_id, account_id, until, seq, back) values ($1, $2, $3, $4, $5, null)
             on conflict (operator_id, chat_id)
             do update set until = excluded.until, seq = excluded.seq, back = null",
            operator.0,
            self.chat.0,
            account.0,
            until.0,
            last,
        )?;
        let snooze = Snooze { chat: self.chat, visitor, visitor_name, until, back: None };
        Ok(Ok(Done::Begun(snooze, again.map(Box::new))))
    }

    fn announce(&self, done: &Self::Output, live: &Live) {
        let (account, operator) = (self.who.account, self.who.operator);
        match done {
            Ok(Done::Begun(snooze, again)) => {
                if let Some(again) = again {
                    live.tell_operator(account, operator, Event::Over(operator, (**again).clone()));
                }
                live.tell_operator(account, operator, Event::Snoozed(operator, snooze.clone()));
            }
            Ok(Done::Ended) => {
                live.tell_operator(account, operator, Event::SnoozeEnded(operator, self.chat));
            }
            Ok(Done::Nothing) | Err(_) => {}
        }
    }
}

impl SnoozeWork {
    /// The chat as it is put back into the operator's list, if it was put away; refused if it is
    /// not theirs to snooze.
    async fn listed(&self, tx: &mut Tx, chat: ChatView) -> Result<Result<Option<OverChat>, Refused>, Error> {
        let (account, operator) = (self.who.account, self.who.operator);
        let is_theirs = chat.operators().any(|one| one.id == operator);
        let reads_all = self.who.role == Role::Administrator;
        if (is_theirs || reads_all) && matches!(chat.state, ChatState::Invited | ChatState::Active) {
            return Ok(Ok(None));
        }
        if chat.state.is_open() {
            let reads = over::reads(tx, &self.who, &chat).await?;
            return Ok(Err(match (reads, chat.operator) {
                (None, _) => Refused::NotFound,
                (Some(_), Some(has)) => Refused::TakenBy(has.name),
                (Some(_), None) => Refused::NotAccepted,
            }));
        }
        Ok(match over::of(tx, account, operator, chat).await? {
            Some((over, is_put_away)) => Ok(is_put_away.then_some(over)),
            None if reads_all => Ok(None),
            None => Err(Refused::NotFound),
        })
    }
}

/// Lets chats come back, if they are still snoozed and due.
struct BackWork {
    due: Vec<(AccountId, OperatorId, ChatId)>,
    now: Timestamp,
}

#[async_trait]
impl Write for BackWork {
    type Output = Vec<(AccountId, OperatorId, Snooze)>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let mut all = Vec::new();
        for (account, operator, chat) in &self.due {
            let row = sql!(
                tx,
                fetch_optional as (Uuid,),
                "update snooze set back = case when until <= $4 then 'in_time' else 'visitor_wrote' end
                 where account_id = $1 and operator_id = $2 and chat_id = $3 and back is null and (
                     until <= $4
                     or exists (select 1 from chat c where c.id = snooze.chat_id and c.state = 'requesting'
                                       and c.last_seq > snooze.seq)
                     or exists (select 1 from message m
                                where m.chat_id = snooze.chat_id and m.seq > snooze.seq and m.author = 'visitor'
                                      and not exists (
                                    select 1 from took_part t where t.operator_id = snooze.operator_id
                                           and t.chat_id = snooze.chat_id and t.until_seq < m.seq)))
                 returning chat_id",
                account.0,
                operator.0,
                chat.0,
                self.now.0,
            )?;
            if row.is_some()
                && let Some(snooze) = one(tx, *account, *operator, *chat).await?
            {
                all.push((*account, *operator, snooze));
            }
        }
        Ok(all)
    }

    fn announce(&self, all: &Self::Output, live: &Live) {
        for (account, operator, snooze) in all {
            live.tell_operator(*account, *operator, Event::Snoozed(*operator, snooze.clone()));
        }
    }
}
