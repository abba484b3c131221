//! Whom a request goes to (manual A10, A12, A13).
//!
//! | module | holds |
//! |---|---|
//! | `routing/plan.rs` | the settings of an account that routing depends on, cached in memory |
//! | `routing/pattern.rs` | which pages a rule matches |
//! | `routing/settings.rs` | an administrator sets routing and queueing |
//! | `routing/departments.rs` | an administrator manages departments |
//! | `routing/url_rules.rs` | an administrator manages the URL rules, and tests one |
//! | `routing/decision.rs` | the decisions and their reasons |
//!
//! Routing is decided from the database, in the transaction that begins the chat. The cached copy
//! only shows visitors in advance whether somebody is available. When requests are queued,
//! `queue.rs` decides *which* of the operators gets one.

pub(crate) mod decision;
pub mod departments;
pub(crate) mod plan;
pub mod settings;
pub mod url_rules;

mod pattern;

use std::collections::HashSet;

use wire::{
    AccountId, ChatView, DepartmentId, OperatorId, Routed, Routing, SiteId, UrlRuleId,
    routing::{ByRule, DepartmentChoice, DepartmentView, Otherwise, Why},
};

use crate::{Error, Seat, Switchboard};
use plan::Plan;

pub use departments::Department;
pub use pattern::BadPattern;
pub use url_rules::UrlRule;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Whence<'a> {
    pub(crate) site: SiteId,
    pub(crate) page: &'a str,
    pub(crate) department: Option<DepartmentId>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) routed: Routed,
    pub(crate) department: Option<DepartmentId>,
    pub(crate) why: Why,
}

/// What a visitor may know of who is available.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reception {
    /// Whether an operator is available whom a request from their page could go to.
    pub available: bool,
    /// The departments that they can choose from; empty: they are not asked.
    pub departments: Vec<DepartmentChoice>,
}

impl Reception {
    /// The same, with nobody available.
    pub(crate) fn closed(mut self) -> Reception {
        self.available = false;
        for department in &mut self.departments {
            department.available = false;
        }
        self
    }
}

impl Plan {
    /// Routes a request. It always goes to somebody: if no operator is left, it goes to everybody.
    pub(crate) fn route(&self, whence: Whence<'_>) -> Route {
        let mut by_rule = None;
        let (to, department, why) = match self.routing {
            Routing::Everybody => (None, None, Why::Everybody),
            Routing::Departments => match self.department(whence.department) {
                Some(chosen) => {
                    let why = Why::Department(chosen.name.clone());
                    (Some(chosen.operators.clone()), Some(chosen), why)
                }
                None => (None, None, Why::NoDepartment),
            },
            Routing::Urls => match self.rule(whence.site, whence.page) {
                Some((place, rule)) => {
                    let (pattern, page) = (rule.pattern.clone(), whence.page.to_owned());
                    let operators = rule.operators.clone();
                    by_rule = Some(ByRule { rule: rule.id, operators: operators.clone(), instead: None });
                    (Some(operators), None, Why::UrlRule { place, pattern, page })
                }
                None => (None, None, Why::NoRule { page: whence.page.to_owned() }),
            },
        };
        let queued = self.queueing.on;
        Route {
            routed: Routed { to, department: department.map(|chosen| chosen.name.clone()), queued, by_rule },
            department: department.map(|chosen| chosen.id),
            why,
        }
    }

    /// Routes a request that came by a rule: to the rule's operators, or to the alternative.
    pub(crate) fn instead(&self, routed: &Routed, by_rule: &ByRule, instead: Option<Otherwise>) -> Routed {
        let (to, department) = match instead {
            Some(Otherwise::Everybody) => (None, None),
            Some(Otherwise::Department(id)) => match self.department_instead(id) {
                Some(asked) => (Some(asked.operators.clone()), Some(asked.name.clone())),
                None => (None, None),
            },
            Some(Otherwise::Wait | Otherwise::OffLine) | None => (Some(by_rule.operators.clone()), None),
        };
        let by_rule = Some(ByRule { instead, ..by_rule.clone() });
        Routed { to, department, queued: routed.queued, by_rule }
    }

    /// What happens to the requests of this rule when none of its operators is there. If the rule
    /// was removed, or its alternative is an empty department, they go to everybody.
    pub(crate) fn otherwise(&self, rule: UrlRuleId) -> Otherwise {
        let set = self.rules.iter().find(|one| one.id == rule).map(|rule| rule.otherwise);
        match set.unwrap_or_default() {
            Otherwise::Department(id) if self.department_instead(id).is_none() => Otherwise::Everybody,
            otherwise => otherwise,
        }
    }

    /// Whether somebody is there for such a request, as far as its visitor may know.
    fn is_there_for(&self, routed: &Routed, available: &HashSet<OperatorId>) -> bool {
        let has = |operators: &[OperatorId]| operators.iter().any(|one| available.contains(one));
        match &routed.by_rule {
            Some(by_rule) if !has(&by_rule.operators) => match self.otherwise(by_rule.rule) {
                // They wait for an operator as long as anybody is there to see them.
                Otherwise::Wait | Otherwise::Everybody => !available.is_empty(),
                Otherwise::Department(id) => {
                    self.department_instead(id).is_some_and(|one| has(&one.operators))
                }
                Otherwise::OffLine => false,
            },
            Some(_) => true,
            None => routed.to.as_deref().map_or(!available.is_empty(), has),
        }
    }

    fn department_instead(&self, id: DepartmentId) -> Option<&DepartmentView> {
        self.departments.iter().find(|one| one.id == id && !one.operators.is_empty())
    }

    /// What a visitor on this page may know.
    pub(crate) fn reception(&self, site: SiteId, page: &str, available: &HashSet<OperatorId>) -> Reception {
        let has = |operators: &[OperatorId]| operators.iter().any(|one| available.contains(one));
        let departments = self.departments_with_somebody().map(|department| DepartmentChoice {
            id: department.id,
            name: department.name.clone(),
            description: department.description.clone(),
            available: has(&department.operators),
        });
        let departments: Vec<_> = departments.collect();
        let available = if departments.is_empty() {
            let routed = self.route(Whence { site, page, department: None }).routed;
            let waits = |by_rule: &ByRule| {
                self.otherwise(by_rule.rule) == Otherwise::Wait && !has(&by_rule.operators)
            };
            // A visitor must not begin to wait for an operator who is not there.
            self.is_there_for(&routed, available) && !routed.by_rule.as_ref().is_some_and(waits)
        } else {
            departments.iter().any(|department| department.available)
        };
        Reception { available, departments }
    }

    fn department(&self, chosen: Option<DepartmentId>) -> Option<&DepartmentView> {
        self.departments_with_somebody().find(|department| Some(department.id) == chosen)
    }

    fn departments_with_somebody(&self) -> impl Iterator<Item = &DepartmentView> {
        let on = self.routing == Routing::Departments;
        self.departments.iter().filter(move |department| on && !department.operators.is_empty())
    }

    /// The first rule that matches, and its position in the list.
    pub(crate) fn rule(&self, site: SiteId, page: &str) -> Option<(u32, &wire::routing::UrlRuleView)> {
        let rules = (1..).zip(&self.rules);
        rules.into_iter().find(|(_, rule)| {
            rule.site.is_none_or(|only| only == site)
                && !rule.operators.is_empty()
                && pattern::fits(&rule.pattern, page)
        })
    }
}

impl Switchboard {
    /// What this visitor may know of who is available, on their present page.
    pub async fn reception(&self, seat: Seat) -> Result<Reception, Error> {
        let whereabouts = self.live.whereabouts_of(seat.account, seat.visitor);
        let page = whereabouts.map(|(_, page)| page.url).unwrap_or_default();
        self.reception_at(seat.account, seat.site, &page).await
    }

    pub(crate) async fn reception_at(
        &self,
        account: AccountId,
        site: SiteId,
        page: &str,
    ) -> Result<Reception, Error> {
        let plan = self.caches.plans.of(account, &self.store).await?;
        let reception = plan.reception(site, page, &self.live.available(account));
        // Outside the business hours nobody counts as available (manual A18).
        Ok(if self.is_open(account, site).await? { reception } else { reception.closed() })
    }

    /// Whether somebody is there for a waiting request, whatever page its visitor is on now.
    pub(crate) async fn is_there_for(&self, account: AccountId, request: &ChatView) -> Result<bool, Error> {
        let plan = self.caches.plans.of(account, &self.store).await?;
        let is_there = plan.is_there_for(&request.routed, &self.live.available(account));
        Ok(is_there && self.is_open(account, request.site).await?)
    }
}

#[cfg(test)]
mod tests;
