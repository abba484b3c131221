//! An administrator sets how requests are routed and whether they are queued (manual A13, B18).

use async_trait::async_trait;
use wire::{
    AccountId, Queueing, Role, Routing,
    administration::{Action, RoutingSettings},
    routing::{ANSWER_WITHIN_SECONDS, CHAT_LIMITS, OVERDUE_AFTER_SECONDS},
};

use super::{departments, url_rules};
use crate::{
    Error, Refused, SignedIn, Switchboard,
    audit::{Entry, changed},
    bus::Event,
    column::{text_of, value_of},
    live::Live,
    store::{Tx, Write, lock_account, sql},
};

impl Switchboard {
    /// All routing settings, for an administrator.
    pub async fn routing_settings(&self, who: &SignedIn) -> Result<Result<RoutingSettings, Refused>, Error> {
        if who.role != Role::Administrator {
            return Ok(Err(Refused::NotAllowed));
        }
        let mut tx = self.store.read().await?;
        let (routing, queueing) = of(&mut tx, who.account).await?;
        let departments = departments::all_of(&mut tx, who.account).await?;
        let rules = url_rules::all_of(&mut tx, who.account).await?;
        Ok(Ok(RoutingSettings { routing, queueing, departments, rules }))
    }

    /// Sets whom requests go to. Departments and URL rules cannot both be on (manual A13): while
    /// one is, the other is refused unless the administrator has confirmed that it replaces the
    /// first.
    pub async fn set_routing(
        &self,
        who: &SignedIn,
        routing: Routing,
        replace: bool,
    ) -> Result<Result<(), Refused>, Error> {
        let entry = self.entry_by(who, Action::RoutingChanged);
        self.administer(who, RoutingWork { routing, replace, entry }).await
    }

    /// Switches queueing on or off and sets its options, unless somebody else has changed them
    /// since they were `seen`.
    pub async fn set_queueing(
        &self,
        who: &SignedIn,
        seen: Queueing,
        queueing: Queueing,
    ) -> Result<Result<(), Refused>, Error> {
        if !CHAT_LIMITS.contains(&queueing.chat_limit)
            || !ANSWER_WITHIN_SECONDS.contains(&queueing.answer_within_seconds)
            || !OVERDUE_AFTER_SECONDS.contains(&queueing.overdue_after_seconds)
        {
            return Ok(Err(Refused::OutOfRange));
        }
        let entry = self.entry_by(who, Action::QueueingChanged);
        self.administer(who, QueueingWork { seen, queueing, entry }).await
    }
}

/// How an account's requests are routed, and whether they are queued.
pub(crate) async fn of(tx: &mut Tx, account: AccountId) -> Result<(Routing, Queueing), Error> {
    let (routing, on, limit, within, overdue_after) = sql!(
        tx,
        fetch_one as (String, i64, i64, i64, i64),
        "select routing, queueing, chat_limit, answer_within_seconds, overdue_after_seconds
         from account where id = $1",
        account.0,
    )?;
    let number = |column| u32::try_from(column).map_err(|_| Error::UnknownValue("account's queueing"));
    let queueing = Queueing {
        on: on != 0,
        chat_limit: number(limit)?,
        answer_within_seconds: number(within)?,
        overdue_after_seconds: number(overdue_after)?,
    };
    Ok((value_of(&routing, "account.routing")?, queueing))
}

struct RoutingWork {
    routing: Routing,
    replace: bool,
    entry: Entry,
}

#[async_trait]
impl Write for RoutingWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let (account, routing) = (self.entry.account, self.routing);
        lock_account(tx, account).await?;
        let (before, _) = of(tx, account).await?;
        let replaces = ![routing, Routing::Everybody].contains(&before) && routing != Routing::Everybody;
        if replaces && !self.replace {
            return Ok(Err(Refused::OtherRouting(before)));
        }
        sql!(tx, execute, "update account set routing = $2 where id = $1", account.0, text_of(&routing),)?;
        let changes = changed([("requests go to", text_of(&before), text_of(&routing))]);
        if !changes.is_empty() {
            self.entry.keep(tx, "Routing", changes).await?;
        }
        Ok(Ok(()))
    }

    fn announce(&self, done: &Self::Output, live: &Live) {
        if done.is_ok() {
            live.routing_changed(self.entry.account);
        }
    }
}

struct QueueingWork {
    seen: Queueing,
    queueing: Queueing,
    entry: Entry,
}

#[async_trait]
impl Write for QueueingWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let account = self.entry.account;
        lock_account(tx, account).await?;
        let (_, before) = of(tx, account).await?;
        if before != self.seen {
            return Ok(Err(Refused::Stale));
        }
        let Queueing { on, chat_limit, answer_within_seconds, overdue_after_seconds } = self.queueing;
        sql!(
            tx,
            execute,
            "update account set queueing = $2, chat_limit = $3, answer_within_seconds = $4,
                    overdue_after_seconds = $5
             where id = $1",
            account.0,
            i64::from(on),
            i64::from(chat_limit),
            i64::from(answer_within_seconds),
            i64::from(overdue_after_seconds),
        )?;
        let word = |on: bool| if on { "on".to_owned() } else { "off".to_owned() };
        let changes = changed([
            ("queueing", word(before.on), word(on)),
            ("chats at most", before.chat_limit.to_string(), chat_limit.to_string()),
            (
                "seconds to accept",
                before.answer_within_seconds.to_string(),
                answer_within_seconds.to_string(),
            ),
            (
                "seconds until administrators are called",
                before.overdue_after_seconds.to_string(),
                overdue_after_seconds.to_string(),
            ),
        ]);
        if !changes.is_empty() {
            self.entry.keep(tx, "Queueing", changes).await?;
        }
        Ok(Ok(()))
    }

    fn announce(&self, done: &Self::Output, live: &Live) {
        if done.is_ok() {
            live.routing_changed(self.entry.account);
            live.tell_consoles(self.entry.account, Event::Queueing(self.queueing.on));
        }
    }
}
