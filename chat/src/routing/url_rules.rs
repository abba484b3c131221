//! An administrator manages the rules of URL routing (manual A12). The first rule that matches
//! applies.

use async_trait::async_trait;
use uuid::Uuid;
use wire::{
    AccountId, DepartmentId, OperatorId, Role, SiteId, UrlRuleId,
    administration::Action,
    routing::{DepartmentView, Otherwise, UrlRuleView},
};

use super::{departments, pattern, plan::Plan};
use crate::{
    Error, Refused, SignedIn, Switchboard,
    audit::{Entry, changed},
    column::{text_of, value_of},
    live::Live,
    members::{Members, are_all_of, names},
    site,
    store::{Tx, Write, lock_account, sql},
    versions::is_as_seen,
};

/// A rule as an administrator enters it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlRule {
    /// The site that it applies to; `None`: all sites.
    pub site: Option<SiteId>,
    /// The pages that it matches; empty: all.
    pub pattern: String,
    /// The operators whom requests go to; at least one.
    pub operators: Vec<OperatorId>,
    /// What happens to them when none of these operators is there.
    pub otherwise: Otherwise,
}

impl Switchboard {
    /// Adds a rule at the end, or changes the version that the administrator has seen, unless
    /// somebody else has changed it since.
    pub async fn save_url_rule(
        &self,
        who: &SignedIn,
        seen: Option<UrlRuleView>,
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
        let action = if seen.is_some() { Action::UrlRuleChanged } else { Action::UrlRuleAdded };
        let id = seen.as_ref().map_or_else(|| self.sources.id(), |seen| seen.id);
        let entry = self.entry_by(who, action);
        self.administer(who, SaveWork { id, seen, rule, entry }).await
    }

    /// Moves a rule to this position, from 1; later rules move down. A position after the last is
    /// the last.
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

    /// The rule that a request from this page would match, and its position in the list, whether
    /// URL routing is on or not.
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
        if site::all_of(&mut tx, who.account).await?.iter().all(|one| one.view.id != site) {
            return Ok(Err(Refused::NotFound));
        }
        let rules = all_of(&mut tx, who.account).await?;
        let plan = Plan { rules, ..Plan::read(&mut tx, who.account).await? };
        let plan = plan.without_kept_out(&mut tx, who.account).await?;
        Ok(Ok(plan.rule(site, page).map(|(place, rule)| (place, rule.clone()))))
    }

    async fn change_order(
        &self,
        who: &SignedIn,
        id: UrlRuleId,
        place: Option<u32>,
    ) -> Result<Result<(), Refused>, Error> {
        let action = if place.is_some() { Action::UrlRuleMoved } else { Action::UrlRuleRemoved };
        self.administer(who, OrderWork { id, place, entry: self.entry_by(who, action) }).await
    }
}

/// The account's rules in order.
pub(super) async fn all_of(tx: &mut Tx, account: AccountId) -> Result<Vec<UrlRuleView>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (Uuid, Option<Uuid>, String, String, Option<Uuid>),
        "select id, site_id, pattern, otherwise, otherwise_department_id from url_rule
         where account_id = $1 order by place, id",
        account.0,
    )?;
    let mut members = MEMBERS.all_of(tx, account).await?;
    rows.into_iter()
        .map(|(id, site, pattern, otherwise, department)| {
            let operators = members.remove(&id).unwrap_or_default();
            let otherwise = otherwise_of(&otherwise, department)?;
            Ok(UrlRuleView { id: id.into(), site: site.map(SiteId), pattern, operators, otherwise })
        })
        .collect()
}

/// The value of the column for a department, whose id is in a column of its own.
const DEPARTMENT: &str = "department";

fn otherwise_of(column: &str, department: Option<Uuid>) -> Result<Otherwise, Error> {
    match (column, department) {
        (DEPARTMENT, Some(department)) => Ok(Otherwise::Department(department.into())),
        // The department was removed meanwhile.
        (DEPARTMENT, None) => Ok(Otherwise::default()),
        _ => value_of(column, "url_rule.otherwise"),
    }
}

fn otherwise_columns(otherwise: Otherwise) -> (String, Option<DepartmentId>) {
    match otherwise {
        Otherwise::Department(department) => (DEPARTMENT.to_owned(), Some(department)),
        Otherwise::Wait | Otherwise::Everybody | Otherwise::OffLine => (text_of(&otherwise), None),
    }
}

struct SaveWork {
    id: UrlRuleId,
    seen: Option<UrlRuleView>,
    rule: UrlRule,
    entry: Entry,
}

#[async_trait]
impl Write for SaveWork {
    type Output = Result<UrlRuleId, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let (account, id) = (self.entry.account, self.id);
        let UrlRule { site, pattern, operators, otherwise } = &self.rule;
        lock_account(tx, account).await?;
        let rules = all_of(tx, account).await?;
        let before = rules.iter().find(|rule| rule.id == id);
        if let Err(refused) = is_as_seen(self.seen.as_ref(), before) {
            return Ok(Err(refused));
        }
        let sites = site::all_of(tx, account).await?;
        let knows_site = site.is_none_or(|site| sites.iter().any(|one| one.view.id == site));
        if !knows_site || !are_all_of(tx, account, operators).await? {
            return Ok(Err(Refused::NotFound));
        }
        let departments = departments::all_of(tx, account).await?;
        let (otherwise_column, department) = otherwise_columns(*otherwise);
        if department.is_some_and(|named| departments.iter().all(|one| one.id != named)) {
            return Ok(Err(Refused::NotFound));
        }
        sql!(
            tx,
            execute,
            "insert into url_rule (id, account_id, place, site_id, pattern, created_at, otherwise,
                                   otherwise_department_id)
             values ($1, $2, $3, $4, $5, $6, $7, $8)
             on conflict (id) do update set site_id = excluded.site_id, pattern = excluded.pattern,
                    otherwise = excluded.otherwise, otherwise_department_id = excluded.otherwise_department_id",
            id.0,
            account.0,
            i64::try_from(rules.len() + 1).unwrap_or(i64::MAX),
            site.map(|site| site.0),
            pattern.as_str(),
            self.entry.at.0,
            otherwise_column.as_str(),
            department.map(|department| department.0),
        )?;
        MEMBERS.set(tx, account, id.0, operators).await?;
        let site_name = |site: Option<SiteId>| {
            let known = sites.iter().find(|one| Some(one.view.id) == site);
            known.map(|one| one.view.name.clone()).unwrap_or_default()
        };
        let had = match before {
            Some(before) => names(tx, account, &before.operators).await?,
            None => String::new(),
        };
        let changes = changed([
            ("page", before.map(|before| shown(&before.pattern)).unwrap_or_default(), shown(pattern)),
            ("site", before.map(|before| site_name(before.site)).unwrap_or_default(), site_name(*site)),
            ("operators", had, names(tx, account, operators).await?),
            (
                "if none of them is there",
                before.map(|before| instead(before.otherwise, &departments)).unwrap_or_default(),
                instead(*otherwise, &departments),
            ),
        ]);
        if !changes.is_empty() {
            self.entry.keep(tx, &shown(before.map_or(pattern, |before| &before.pattern)), changes).await?;
        }
        Ok(Ok(id))
    }

    fn announce(&self, saved: &Self::Output, live: &Live) {
        if saved.is_ok() {
            live.routing_changed(self.entry.account);
        }
    }
}

fn shown(pattern: &str) -> String {
    if pattern.is_empty() { "every page".into() } else { pattern.to_owned() }
}

fn instead(otherwise: Otherwise, departments: &[DepartmentView]) -> String {
    match otherwise {
        Otherwise::Wait => "nobody else".into(),
        Otherwise::Everybody => "everybody".into(),
        Otherwise::Department(id) => {
            let name = departments.iter().find(|one| one.id == id).map(|one| one.name.as_str());
            format!("the department {}", name.unwrap_or_default())
        }
        Otherwise::OffLine => "the off-line form".into(),
    }
}

/// Takes a rule out of the list, and inserts it at another position if one is given.
struct OrderWork {
    id: UrlRuleId,
    place: Option<u32>,
    entry: Entry,
}

#[async_trait]
impl Write for OrderWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let account = self.entry.account;
        lock_account(tx, account).await?;
        let mut rules = all_of(tx, account).await?;
        let Some(was) = rules.iter().position(|rule| rule.id == self.id) else {
            return Ok(Err(Refused::NotFound));
        };
        let rule = rules.remove(was);
        let mut rest: Vec<_> = rules.into_iter().map(|rule| rule.id).collect();
        let is = self.place.map(|place| {
            let at = usize::try_from(place.saturating_sub(1)).unwrap_or(rest.len()).min(rest.len());
            rest.insert(at, self.id);
            at
        });
        if is.is_none() {
            sql!(
                tx,
                execute,
                "delete from url_rule where account_id = $1 and id = $2",
                account.0,
                self.id.0,
            )?;
        }
        for (place, id) in (1_i64..).zip(rest) {
            sql!(
                tx,
                execute,
                "update url_rule set place = $3 where account_id = $1 and id = $2",
                account.0,
                id.0,
                place,
            )?;
        }
        let place = |at: usize| (at + 1).to_string();
        let mut changes = changed([("place", place(was), is.map(place).unwrap_or_default())]);
        if is.is_none() {
            let had = names(tx, account, &rule.operators).await?;
            changes.extend(changed([("operators", had, String::new())]));
        }
        if !changes.is_empty() {
            self.entry.keep(tx, &shown(&rule.pattern), changes).await?;
        }
        Ok(Ok(()))
    }

    fn announce(&self, changed: &Self::Output, live: &Live) {
        if changed.is_ok() {
            live.routing_changed(self.entry.account);
        }
    }
}

const MEMBERS: Members = Members {
    all: "select url_rule_id, operator_id from url_rule_operator where account_id = $1
          order by url_rule_id, operator_id",
    clear: "delete from url_rule_operator where account_id = $1 and url_rule_id = $2",
    add: "insert into url_rule_operator (account_id, url_rule_id, operator_id) values ($1, $2, $3)",
};
