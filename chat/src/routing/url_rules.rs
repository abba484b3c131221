//! An administrator manages the rules of the URL routing (manual A12). Of all rules the first that fits is the one.

use uuid::Uuid;
use wire::{AccountId, OperatorId, Role, SiteId, Timestamp, UrlRuleId, routing::UrlRuleView};

use super::{
    members::{Members, are_all_of},
    pattern,
    plan::Plan,
};
use crate::{
    Error, Refused, SignedIn, Switchboard,
    live::Live,
    site,
    store::{Tx, Write, lock_account, sql},
};

/// What an administrator enters of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlRule {
    /// It fits only on this site; none: on all.
    pub site: Option<SiteId>,
    /// The pages it fits; empty: all.
    pub pattern: String,
    /// Whom requests go to; at least one.
    pub operators: Vec<OperatorId>,
}

impl Switchboard {
    /// Adds a rule after the others, or changes the one of this id.
    pub async fn save_url_rule(
        &self,
        who: &SignedIn,
        id: Option<UrlRuleId>,
        rule: UrlRule,
    ) -> Result<Result<UrlRuleId, Refused>, Error> {
        let pattern = match pattern::normal(&rule.pattern) {
            Ok(pattern) => pattern,
            Err(bad) => return Ok(Err(Refused::BadPattern(bad))),
        };
        if rule.operators.is_empty() {
            return Ok(Err(Refused::NoOperators));
        }
        let rule = UrlRule { pattern, ..rule };
        let is_new = id.is_none();
        let id = id.unwrap_or_else(|| self.sources.id());
        let work = SaveWork { account: who.account, id, is_new, rule, now: self.sources.now() };
        self.administer(who, work).await
    }

    /// Puts a rule at this place, from 1; those behind it move on. A place behind the last is the last.
    pub async fn move_url_rule(
        &self,
        who: &SignedIn,
        id: UrlRuleId,
        place: u32,
    ) -> Result<Result<(), Refused>, Error> {
        self.change_order(who, id, Some(place)).await
    }

    /// Removes a rule.
    pub async fn remove_url_rule(&self, who: &SignedIn, id: UrlRuleId) -> Result<Result<(), Refused>, Error> {
        self.change_order(who, id, None).await
    }

    /// Which rule a request from this page would hit, and its place in the list; whether URL routing is on or not.
    pub async fn try_url(
        &self,
        who: &SignedIn,
        site: SiteId,
        page: &str,
    ) -> Result<Result<Option<(u32, UrlRuleView)>, Refused>, Error> {
        if who.role != Role::Administrator {
            return Ok(Err(Refused::NotAllowed));
        }
        let mut tx = self.store.read().await?;
        let rules = all_of(&mut tx, who.account).await?;
        let plan = Plan { rules, ..Plan::read(&mut tx, who.account).await? };
        Ok(Ok(plan.rule(site, page).map(|(place, rule)| (place, rule.clone()))))
    }

    async fn change_order(
        &self,
        who: &SignedIn,
        id: UrlRuleId,
        place: Option<u32>,
    ) -> Result<Result<(), Refused>, Error> {
        self.administer(who, OrderWork { account: who.account, id, place }).await
    }
}

/// The account's rules in their order.
pub(super) async fn all_of(tx: &mut Tx, account: AccountId) -> Result<Vec<UrlRuleView>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (Uuid, Option<Uuid>, String),
        "select id, site_id, pattern from url_rule where account_id = $1 order by place, id",
        account.0,
    )?;
    let mut members = MEMBERS.all_of(tx, account).await?;
    Ok(rows
        .into_iter()
        .map(|(id, site, pattern)| {
            let operators = members.remove(&id).unwrap_or_default();
            UrlRuleView { id: id.into(), site: site.map(SiteId), pattern, operators }
        })
        .collect())
}

struct SaveWork {
    account: AccountId,
    id: UrlRuleId,
    is_new: bool,
    rule: UrlRule,
    now: Timestamp,
}

impl Write for SaveWork {
    type Output = Result<UrlRuleId, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let (account, id, UrlRule { site, pattern, operators }) = (self.account, self.id, &self.rule);
        lock_account(tx, account).await?;
        let rules = all_of(tx, account).await?;
        let is_there = rules.iter().any(|rule| rule.id == id);
        let knows_site = match site {
            Some(site) => site::all_of(tx, account).await?.iter().any(|one| one.id == *site),
            None => true,
        };
        if !knows_site || is_there == self.is_new || !are_all_of(tx, account, operators).await? {
            return Ok(Err(Refused::NotFound));
        }
        let site = site.map(|site| site.0);
        if self.is_new {
            sql!(
                tx,
                execute,
                "insert into url_rule (id, account_id, place, site_id, pattern, created_at)
                 values ($1, $2, $3, $4, $5, $6)",
                id.0,
                account.0,
                i64::try_from(rules.len() + 1).unwrap_or(i64::MAX),
                site,
                pattern.as_str(),
                self.now.0,
            )?;
        } else {
            sql!(
                tx,
                execute,
                "update url_rule set site_id = $3, pattern = $4 where account_id = $1 and id = $2",
                account.0,
                id.0,
                site,
                pattern.as_str(),
            )?;
        }
        MEMBERS.set(tx, account, id.0, operators).await?;
        Ok(Ok(id))
    }

    fn announce(&self, saved: &Self::Output, live: &Live) {
        if saved.is_ok() {
            live.routing_changed(self.account);
        }
    }
}

/// Takes a rule out of the list, and puts it in at another place if there is one for it.
struct OrderWork {
    account: AccountId,
    id: UrlRuleId,
    place: Option<u32>,
}

impl Write for OrderWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        lock_account(tx, self.account).await?;
        let rules = all_of(tx, self.account).await?;
        let (these, mut rest): (Vec<_>, Vec<_>) =
            rules.into_iter().map(|rule| rule.id).partition(|id| *id == self.id);
        if these.is_empty() {
            return Ok(Err(Refused::NotFound));
        }
        match self.place {
            Some(place) => {
                let at = usize::try_from(place.saturating_sub(1)).unwrap_or(rest.len()).min(rest.len());
                rest.insert(at, self.id);
            }
            None => {
                let (account, id) = (self.account.0, self.id.0);
                sql!(tx, execute, "delete from url_rule where account_id = $1 and id = $2", account, id)?;
            }
        }
        for (place, id) in (1_i64..).zip(rest) {
            sql!(
                tx,
                execute,
                "update url_rule set place = $3 where account_id = $1 and id = $2",
                self.account.0,
                id.0,
                place,
            )?;
        }
        Ok(Ok(()))
    }

    fn announce(&self, changed: &Self::Output, live: &Live) {
        if changed.is_ok() {
            live.routing_changed(self.account);
        }
    }
}

const MEMBERS: Members = Members {
    all: "select url_rule_id, operator_id from url_rule_operator where account_id = $1
          order by url_rule_id, operator_id",
    clear: "delete from url_rule_operator where account_id = $1 and url_rule_id = $2",
    add: "insert into url_rule_operator (account_id, url_rule_id, operator_id) values ($1, $2, $3)",
};
