//! Whom offline messages go to (manual A11). The most specific rule that matches applies, so rules
//! need no order of their own.

use std::cmp::Reverse;

use async_trait::async_trait;
use uuid::Uuid;
use wire::{
    AccountId, DepartmentId, MailRuleId, OperatorId, SiteId,
    administration::Action,
    mail::{MAX_ADDRESSES, MAX_RULES, MailRuleView},
};

use super::address;
use crate::{
    Error, Refused, SignedIn, Switchboard,
    audit::{Entry, changed},
    column::{from_json, json_of},
    live::Live,
    members::{Members, are_all_of, names},
    routing::departments,
    site,
    store::{Tx, Write, lock_account, sql},
    versions::is_as_seen,
};

/// A rule as an administrator enters it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailRule {
    /// The site that it applies to; `None`: all sites.
    pub site: Option<SiteId>,
    /// The department that it applies to; `None`: all departments.
    pub department: Option<DepartmentId>,
    /// The operators whom messages go to.
    pub operators: Vec<OperatorId>,
    /// Further addresses. Operators and addresses together must not be empty.
    pub addresses: Vec<String>,
}

impl Switchboard {
    /// Adds a rule, or changes the version that the administrator has seen, unless somebody else
    /// has changed it since. Each pair of site and department has one rule. It applies to future
    /// messages; waiting emails keep their recipients.
    pub async fn save_mail_rule(
        &self,
        who: &SignedIn,
        seen: Option<MailRuleView>,
        rule: MailRule,
    ) -> Result<Result<MailRuleId, Refused>, Error> {
        let mut addresses: Vec<String> = Vec::new();
        for typed in &rule.addresses {
            match address::clean(typed) {
                Ok(address) if addresses.iter().any(|one| one.eq_ignore_ascii_case(&address)) => {}
                Ok(address) => match self.can_write_to(who.account, &address, true).await? {
                    Ok(()) => addresses.push(address),
                    Err(refused) => return Ok(Err(refused)),
                },
                Err(bad) => return Ok(Err(Refused::BadEmail(bad))),
            }
        }
        if addresses.len() > MAX_ADDRESSES {
            return Ok(Err(Refused::TooMany));
        }
        if rule.operators.is_empty() && addresses.is_empty() {
            return Ok(Err(Refused::NoOperators));
        }
        let rule = MailRule { addresses, ..rule };
        let action = if seen.is_some() { Action::MailRuleChanged } else { Action::MailRuleAdded };
        let id = seen.as_ref().map_or_else(|| self.sources.id(), |seen| seen.id);
        let entry = self.entry_by(who, action);
        self.administer(who, SaveWork { id, seen, rule, entry }).await
    }

    /// Removes a rule.
    pub async fn remove_mail_rule(
        &self,
        who: &SignedIn,
        id: MailRuleId,
    ) -> Result<Result<(), Refused>, Error> {
        let entry = self.entry_by(who, Action::MailRuleRemoved);
        self.administer(who, RemoveWork { id, entry }).await
    }
}

/// The account's rules, most specific first.
pub(super) async fn all_of(tx: &mut Tx, account: AccountId) -> Result<Vec<MailRuleView>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (Uuid, Option<Uuid>, Option<Uuid>, String),
        "select id, site_id, department_id, addresses from mail_rule where account_id = $1
         order by created_at, id",
        account.0,
    )?;
    let mut members = MEMBERS.all_of(tx, account).await?;
    let mut rules = rows
        .into_iter()
        .map(|(id, site, department, addresses)| {
            Ok(MailRuleView {
                id: id.into(),
                site: site.map(SiteId),
                department: department.map(DepartmentId),
                operators: members.remove(&id).unwrap_or_default(),
                addresses: from_json(&addresses, "mail_rule.addresses")?,
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    rules.sort_by_key(|rule| Reverse(how_special(rule)));
    Ok(rules)
}

/// The addresses that get an offline message of this site and department: never empty as long as
/// there is an administrator.
pub(crate) async fn recipients(
    tx: &mut Tx,
    account: AccountId,
    site: SiteId,
    department: Option<DepartmentId>,
) -> Result<Vec<String>, Error> {
    let rules = all_of(tx, account).await?;
    let mut to = Vec::new();
    if let Some(rule) = first_fit(&rules, site, department) {
        for operator in &rule.operators {
            let row = sql!(
                tx,
                fetch_optional as (String,),
                "select email from operator where account_id = $1 and id = $2 and deleted_at is null
                       and deactivated_at is null and invited_at is null",
                account.0,
                operator.0,
            )?;
            to.extend(row.map(|(email,)| email));
        }
        to.extend(rule.addresses.iter().cloned());
    }
    if to.is_empty() {
        let rows = sql!(
            tx,
            fetch_all as (String,),
            "select email from operator where account_id = $1 and role = 'administrator' and deleted_at is null
                   and deactivated_at is null and invited_at is null
             order by created_at, id",
            account.0,
        )?;
        to.extend(rows.into_iter().map(|(email,)| email));
    }
    let mut each: Vec<String> = Vec::new();
    for address in to {
        if !each.iter().any(|one| one.eq_ignore_ascii_case(&address)) {
            each.push(address);
        }
    }
    Ok(each)
}

/// The first mailbox that the rule for this site and department names besides operators: that of a
/// team.
pub(super) async fn shared_mailbox(
    tx: &mut Tx,
    account: AccountId,
    site: SiteId,
    department: Option<DepartmentId>,
) -> Result<Option<String>, Error> {
    let rules = all_of(tx, account).await?;
    Ok(first_fit(&rules, site, department).and_then(|rule| rule.addresses.first().cloned()))
}

/// The rule for this site and department, from sorted rules.
fn first_fit(
    rules: &[MailRuleView],
    site: SiteId,
    department: Option<DepartmentId>,
) -> Option<&MailRuleView> {
    rules.iter().find(|rule| {
        rule.site.is_none_or(|of| of == site) && rule.department.is_none_or(|of| Some(of) == department)
    })
}

/// A department says more about who should read a message than a site.
fn how_special(rule: &MailRuleView) -> (bool, bool) {
    (rule.department.is_some(), rule.site.is_some())
}

struct SaveWork {
    id: MailRuleId,
    seen: Option<MailRuleView>,
    rule: MailRule,
    entry: Entry,
}

#[async_trait]
impl Write for SaveWork {
    type Output = Result<MailRuleId, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let (account, id, rule) = (self.entry.account, self.id, &self.rule);
        lock_account(tx, account).await?;
        let rules = all_of(tx, account).await?;
        let before = rules.iter().find(|one| one.id == id);
        if let Err(refused) = is_as_seen(self.seen.as_ref(), before) {
            return Ok(Err(refused));
        }
        if self.seen.is_none() && rules.len() >= MAX_RULES {
            return Ok(Err(Refused::TooMany));
        }
        let names_of = Names::read(tx, account).await?;
        if !names_of.has(rule.site, rule.department) || !are_all_of(tx, account, &rule.operators).await? {
            return Ok(Err(Refused::NotFound));
        }
        let same = |one: &MailRuleView| (one.site, one.department) == (rule.site, rule.department);
        if rules.iter().any(|one| one.id != id && same(one)) {
            return Ok(Err(Refused::RuleExists));
        }
        sql!(
            tx,
            execute,
            "insert into mail_rule (id, account_id, site_id, department_id, addresses, created_at)
             values ($1, $2, $3, $4, $5, $6)
             on conflict (id) do update set site_id = excluded.site_id, department_id = excluded.department_id,
                                            addresses = excluded.addresses",
            id.0,
            account.0,
            rule.site.map(|site| site.0),
            rule.department.map(|department| department.0),
            json_of(&rule.addresses),
            self.entry.at.0,
        )?;
        MEMBERS.set(tx, account, id.0, &rule.operators).await?;
        let (had, fitted, went) = match before {
            Some(before) => (
                names(tx, account, &before.operators).await?,
                names_of.shown(before.site, before.department),
                before.addresses.join(", "),
            ),
            None => Default::default(),
        };
        let fits = names_of.shown(rule.site, rule.department);
        let changes = changed([
            ("for", fitted.clone(), fits.clone()),
            ("operators", had, names(tx, account, &rule.operators).await?),
            ("addresses", went, rule.addresses.join(", ")),
        ]);
        if !changes.is_empty() {
            self.entry.keep(tx, if fitted.is_empty() { &fits } else { &fitted }, changes).await?;
        }
        Ok(Ok(id))
    }

    fn announce(&self, _: &Self::Output, _: &Live) {}
}

struct RemoveWork {
    id: MailRuleId,
    entry: Entry,
}

#[async_trait]
impl Write for RemoveWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let account = self.entry.account;
        lock_account(tx, account).await?;
        let rules = all_of(tx, account).await?;
        let Some(rule) = rules.iter().find(|rule| rule.id == self.id) else {
            return Ok(Err(Refused::NotFound));
        };
        let had = names(tx, account, &rule.operators).await?;
        sql!(tx, execute, "delete from mail_rule where account_id = $1 and id = $2", account.0, self.id.0,)?;
        let fitted = Names::read(tx, account).await?.shown(rule.site, rule.department);
        let changes = changed([
            ("operators", had, String::new()),
            ("addresses", rule.addresses.join(", "), String::new()),
        ]);
        self.entry.keep(tx, &fitted, changes).await.map(Ok)
    }

    fn announce(&self, _: &Self::Output, _: &Live) {}
}

struct Names {
    sites: Vec<(SiteId, String)>,
    departments: Vec<(DepartmentId, String)>,
}

impl Names {
    async fn read(tx: &mut Tx, account: AccountId) -> Result<Names, Error> {
        let sites = site::all_of(tx, account).await?;
        let departments = departments::all_of(tx, account).await?;
        Ok(Names {
            sites: sites.into_iter().map(|site| (site.view.id, site.view.name)).collect(),
            departments: departments.into_iter().map(|one| (one.id, one.name)).collect(),
        })
    }

    fn has(&self, site: Option<SiteId>, department: Option<DepartmentId>) -> bool {
        site.is_none_or(|site| self.sites.iter().any(|(id, _)| *id == site))
            && department.is_none_or(|department| self.departments.iter().any(|(id, _)| *id == department))
    }

    /// What a rule applies to, for the audit log.
    fn shown(&self, site: Option<SiteId>, department: Option<DepartmentId>) -> String {
        let department = self.departments.iter().find(|(id, _)| Some(*id) == department);
        let site = self.sites.iter().find(|(id, _)| Some(*id) == site);
        match (department, site) {
            (Some((_, department)), Some((_, site))) => format!("{department} on {site}"),
            (Some((_, one)), None) | (None, Some((_, one))) => one.clone(),
            (None, None) => "all off-line messages".into(),
        }
    }
}

const MEMBERS: Members = Members {
    all: "select mail_rule_id, operator_id from mail_rule_operator where account_id = $1
          order by mail_rule_id, operator_id",
    clear: "delete from mail_rule_operator where account_id = $1 and mail_rule_id = $2",
    add: "insert into mail_rule_operator (account_id, mail_rule_id, operator_id) values ($1, $2, $3)",
};
