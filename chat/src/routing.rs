//! Whom a request goes to (manual A10, A12, A13).
//!
//! | module | holds |
//! |---|---|
//! | `routing/plan.rs` | what an account has set, as far as it decides; a copy of it in memory |
//! | `routing/pattern.rs` | which pages a rule fits |
//! | `routing/settings.rs` | an administrator chooses how requests are routed and whether they are queued |
//! | `routing/departments.rs` | an administrator manages departments |
//! | `routing/url_rules.rs` | an administrator manages the rules of the URL routing, and tries one |
//! | `routing/decision.rs` | what was decided, and why |
//!
//! It is decided from the database, in the transaction that begins the chat. The copy in memory only tells visitors
//! beforehand whether somebody is available for them. Which *one* of those it goes to when requests are queued is
//! decided in `queue.rs`.

pub(crate) mod decision;
pub mod departments;
pub(crate) mod plan;
pub mod settings;
pub mod url_rules;

mod pattern;

use std::collections::HashSet;

use wire::{
    AccountId, DepartmentId, OperatorId, Routed, Routing, SiteId,
    routing::{DepartmentChoice, DepartmentView, Why},
};

use crate::{Error, Seat, Switchboard};
use plan::Plan;

pub use departments::Department;
pub use pattern::BadPattern;
pub use url_rules::UrlRule;

/// Where a request comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Whence<'a> {
    pub(crate) site: SiteId,
    pub(crate) page: &'a str,
    pub(crate) department: Option<DepartmentId>,
}

/// Whom it goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) routed: Routed,
    pub(crate) department: Option<DepartmentId>,
    pub(crate) why: Why,
}

/// What a visitor may know of who is there for him.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reception {
    /// Whether somebody is available to whom a request from his page could go.
    pub available: bool,
    /// The departments that he can choose from; none: he is not asked.
    pub departments: Vec<DepartmentChoice>,
}

impl Reception {
    fn closed(mut self) -> Reception {
        self.available = false;
        for department in &mut self.departments {
            department.available = false;
        }
        self
    }
}

impl Plan {
    /// Whom a request goes to. Never to nobody: where there is no operator left, it goes to everybody.
    pub(crate) fn route(&self, whence: Whence<'_>) -> Route {
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
                    (Some(rule.operators.clone()), None, Why::UrlRule { place, pattern, page })
                }
                None => (None, None, Why::NoRule { page: whence.page.to_owned() }),
            },
        };
        let queued = self.queueing.on;
        Route {
            routed: Routed { to, department: department.map(|chosen| chosen.name.clone()), queued },
            department: department.map(|chosen| chosen.id),
            why,
        }
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
            let route = self.route(Whence { site, page, department: None });
            route.routed.to.map_or(!available.is_empty(), |operators| has(&operators))
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

    /// The first rule that fits, and its place in the list.
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
    /// What this visitor may know of who is there for him, on the page he is on.
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
        let plan = self.live.plans().of(account, &self.store).await?;
        let reception = plan.reception(site, page, &self.live.available(account));
        // Outside of its business hours it is as if nobody were there (manual A18).
        Ok(if self.is_open(account, site).await? { reception } else { reception.closed() })
    }
}

#[cfg(test)]
mod tests;
