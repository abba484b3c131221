//! An administrator chooses how requests are routed and whether they are queued (manual A13, B18).

use wire::{
    AccountId, OperatorId, Queueing, Role, Routing,
    routing::{ANSWER_WITHIN_SECONDS, CHAT_LIMITS, DepartmentView, UrlRuleView},
};

use super::{departments, url_rules};
use crate::{
    Error, Refused, SignedIn, Switchboard,
    column::{text_of, value_of},
    live::Live,
    store::{Tx, Write, sql},
};

/// All that an account has set about its requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whom they go to.
    pub routing: Routing,
    /// Whether they are assigned one at a time.
    pub queueing: Queueing,
    /// The departments, by name.
    pub departments: Vec<DepartmentView>,
    /// The rules of the URL routing, in their order.
    pub rules: Vec<UrlRuleView>,
}

impl Switchboard {
    /// All that is set, for an administrator.
    pub async fn routing_settings(&self, who: &SignedIn) -> Result<Result<Settings, Refused>, Error> {
        if who.role != Role::Administrator {
            return Ok(Err(Refused::NotAllowed));
        }
        let mut tx = self.store.read().await?;
        let (routing, queueing) = of(&mut tx, who.account).await?;
        let departments = departments::all_of(&mut tx, who.account).await?;
        let rules = url_rules::all_of(&mut tx, who.account).await?;
        Ok(Ok(Settings { routing, queueing, departments, rules }))
    }

    /// Chooses whom requests go to. Departments and URL rules cannot both be on (manual A13): while one is, the other
    /// is refused unless the administrator has said that it shall be replaced.
    pub async fn set_routing(
        &self,
        who: &SignedIn,
        routing: Routing,
        replace: bool,
    ) -> Result<Result<(), Refused>, Error> {
        self.set(who, Setting::Routing { routing, replace }).await
    }

    /// Switches queueing on or off, and says how.
    pub async fn set_queueing(
        &self,
        who: &SignedIn,
        queueing: Queueing,
    ) -> Result<Result<(), Refused>, Error> {
        if !CHAT_LIMITS.contains(&queueing.chat_limit)
            || !ANSWER_WITHIN_SECONDS.contains(&queueing.answer_within_seconds)
        {
            return Ok(Err(Refused::OutOfRange));
        }
        self.set(who, Setting::Queueing(queueing)).await
    }

    /// How many chats this operator has at most when requests are queued; none: as many as the account says.
    pub async fn set_chat_limit(
        &self,
        who: &SignedIn,
        operator: OperatorId,
        limit: Option<u32>,
    ) -> Result<Result<(), Refused>, Error> {
        if limit.is_some_and(|limit| !CHAT_LIMITS.contains(&limit)) {
            return Ok(Err(Refused::OutOfRange));
        }
        self.set(who, Setting::ChatLimit(operator, limit)).await
    }

    async fn set(&self, who: &SignedIn, setting: Setting) -> Result<Result<(), Refused>, Error> {
        self.administer(who, SetWork { account: who.account, setting }).await
    }
}

/// How an account's requests are routed, and whether they are queued.
pub(super) async fn of(tx: &mut Tx, account: AccountId) -> Result<(Routing, Queueing), Error> {
    let (routing, on, limit, within) = sql!(
        tx,
        fetch_one as (String, i64, i64, i64),
        "select routing, queueing, chat_limit, answer_within_seconds from account where id = $1",
        account.0,
    )?;
    let number = |column| u32::try_from(column).map_err(|_| Error::UnknownValue("account's queueing"));
    let queueing =
        Queueing { on: on != 0, chat_limit: number(limit)?, answer_within_seconds: number(within)? };
    Ok((value_of(&routing, "account.routing")?, queueing))
}

enum Setting {
    Routing { routing: Routing, replace: bool },
    Queueing(Queueing),
    ChatLimit(OperatorId, Option<u32>),
}

struct SetWork {
    account: AccountId,
    setting: Setting,
}

impl Write for SetWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let account = self.account.0;
        match &self.setting {
            Setting::Routing { routing, replace } => {
                // The condition is in the statement itself, so that of two administrators at once one is refused.
                let done = sql!(
                    tx,
                    execute,
                    "update account set routing = $2
                     where id = $1 and (routing in ($2, 'everybody') or $2 = 'everybody' or $3 = 1)",
                    account,
                    text_of(routing),
                    i64::from(*replace),
                )?;
                if done == 0 {
                    let (on, _) = of(tx, self.account).await?;
                    return Ok(Err(Refused::OtherRouting(on)));
                }
            }
            Setting::Queueing(Queueing { on, chat_limit, answer_within_seconds }) => {
                sql!(
                    tx,
                    execute,
                    "update account set queueing = $2, chat_limit = $3, answer_within_seconds = $4 where id = $1",
                    account,
                    i64::from(*on),
                    i64::from(*chat_limit),
                    i64::from(*answer_within_seconds),
                )?;
            }
            Setting::ChatLimit(operator, limit) => {
                let done = sql!(
                    tx,
                    execute,
                    "update operator set chat_limit = $3 where account_id = $1 and id = $2",
                    account,
                    operator.0,
                    limit.map(i64::from),
                )?;
                if done == 0 {
                    return Ok(Err(Refused::NotFound));
                }
            }
        }
        Ok(Ok(()))
    }

    fn announce(&self, done: &Self::Output, live: &Live) {
        if done.is_ok() {
            live.routing_changed(self.account);
        }
    }
}
