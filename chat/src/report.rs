//! Reports: figures of an account's chats, offline messages and operators over a span of days.
//!
//! | module | holds |
//! |---|---|
//! | `report/days.rs` | the days of a report and its steps, in its time zone |
//! | `report/read.rs` | what is read for it |
//! | `report/erased.rs` | how much of it has been erased since |
//! | `report/figures.rs` | the figures: pure functions over what was read |
//! | `report/table.rs` | its tables, for files |
//! | `report/saved.rs` | the files' names, and the entry in the audit log |
//! | `report/opinions.rs` | ratings and tags, counted by the database |
//!
//! Most of what is read is stored for reports when it happens (`facts.rs`). It is read in pages, as
//! a few numbers a row, and computed here, so both databases agree. A report holds at most
//! [`read::MOST`] rows of a kind, which takes some 20 MB.

mod days;
mod erased;
mod figures;
mod opinions;
mod read;
mod saved;
mod table;

pub use table::{Cell, Table};

use jiff::tz::TimeZone;
use uuid::Uuid;
use wire::{
    AccountId, DepartmentId, OperatorId, OperatorRef, Role, SiteId,
    report::{Erased, Grouping, Report, ReportFilter, RuleFigures},
};

use crate::{
    Error, Refused, SignedIn, Switchboard, site,
    store::{Tx, sql},
};
use days::Days;
use read::{Facts, Scope};

impl Switchboard {
    /// Computes a report. Operators who are not administrators get their own figures, whatever they
    /// ask for. Its days are those of the time zone of the site's business hours, or of another
    /// site's if it has none, or of the reader.
    ///
    /// [`Refused::NotFound`]: the account has no such site, department or operator.
    pub async fn report(
        &self,
        who: &SignedIn,
        filter: &ReportFilter,
    ) -> Result<Result<Report, Refused>, Error> {
        let (account, now) = (who.account, self.sources.now());
        let is_administrator = who.role == Role::Administrator;
        let operator = if is_administrator { filter.operator } else { Some(who.operator) };
        let scope = Scope { account, site: filter.site, department: filter.department, operator, now };
        let mut tx = self.store.read().await?;
        if !exists(&mut tx, &scope).await? {
            return Ok(Err(Refused::NotFound));
        }
        let sites = site::all_of(&mut tx, account).await?;
        let days = Days::of(filter, zone_of(&sites, filter), now);
        let (by, edges) = days.steps(filter.by);
        let (begin, end) = days.span();

        let earlier = days.before().span();
        let facts_before = Facts::read(&mut tx, &scope, earlier).await?;
        let before = figures::within(&facts_before, earlier.0, earlier.1);
        let was_cut = facts_before.is_cut;
        drop(facts_before);

        let mut facts = Facts::read(&mut tx, &scope, (begin, end)).await?;
        facts.read_times(&mut tx, &scope, (begin, end)).await?;
        let mut names = names_of(&mut tx, account).await?;
        names.retain(|(one, _)| is_administrator || one.id == who.operator);
        let people = names.iter().map(|(one, _)| one.clone()).collect();
        let rules = if is_administrator {
            rules_of(&mut tx, account, filter.site, &facts).await?
        } else {
            Vec::new()
        };
        let ratings = opinions::ratings(&mut tx, &scope, (begin, end)).await?;
        let mut operators = figures::operators(&facts, begin, end, names, operator);
        for of in &mut operators {
            of.ratings = ratings.operators.get(&of.operator.id).copied().unwrap_or_default();
        }
        Ok(Ok(Report {
            first: days.first.to_string(),
            last: days.last.to_string(),
            zone: days.zone.iana_name().unwrap_or("UTC").to_owned(),
            by,
            is_cut: facts.is_cut || was_cut,
            erased: if is_administrator {
                erased::within(&mut tx, &scope, (begin, end)).await?
            } else {
                Erased::default()
            },
            figures: figures::within(&facts, begin, end),
            before,
            steps: figures::steps(
                &facts,
                &edges,
                |begins| days.name_of(begins, by),
                |at| days.name_of(at, Grouping::Day),
            ),
            hours: figures::hours(&facts, &days.zone),
            operators,
            pages: facts.most_pages(),
            rules,
            ratings: ratings.all,
            site_ratings: ratings.sites,
            tags: opinions::tags(&mut tx, &scope, (begin, end)).await?,
            sites: sites.into_iter().map(|site| (site.view.id, site.view.name)).collect(),
            departments: departments_of(&mut tx, account).await?,
            people,
        }))
    }
}

/// Whether the account has what the report is narrowed to.
async fn exists(tx: &mut Tx, scope: &Scope) -> Result<bool, Error> {
    let row = sql!(
        tx,
        fetch_optional as (i32,),
        "select 1 from account a where a.id = $1
             and ($2 is null or exists (select 1 from site s where s.account_id = a.id and s.id = $2))
             and ($3 is null or exists (select 1 from department d where d.account_id = a.id and d.id = $3))
             and ($4 is null or exists (select 1 from operator o where o.account_id = a.id and o.id = $4))",
        scope.account.0,
        scope.site.map(|id| id.0),
        scope.department.map(|id| id.0),
        scope.operator.map(|id| id.0),
    )?;
    Ok(row.is_some())
}

fn zone_of(sites: &[site::Site], filter: &ReportFilter) -> TimeZone {
    let zone = |site: &site::Site| TimeZone::get(&site.settings.hours.as_ref()?.zone).ok();
    let of_site = sites.iter().filter(|site| Some(site.view.id) == filter.site).find_map(zone);
    let of_account = of_site.or_else(|| sites.iter().find_map(zone));
    of_account.or_else(|| TimeZone::get(&filter.zone).ok()).unwrap_or(TimeZone::UTC)
}

/// All operators by name, and whether each is still there.
async fn names_of(tx: &mut Tx, account: AccountId) -> Result<Vec<(OperatorRef, bool)>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (Uuid, String, Option<i64>),
        "select id, screen_name, deleted_at from operator where account_id = $1 order by lower(screen_name), id",
        account.0,
    )?;
    let named = |(id, name, deleted_at): (Uuid, String, Option<i64>)| {
        (OperatorRef { id: OperatorId(id), name }, deleted_at.is_none())
    };
    Ok(rows.into_iter().map(named).collect())
}

async fn departments_of(tx: &mut Tx, account: AccountId) -> Result<Vec<(DepartmentId, String)>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (Uuid, String),
        "select id, name from department where account_id = $1 order by lower(name), id",
        account.0,
    )?;
    Ok(rows.into_iter().map(|(id, name)| (DepartmentId(id), name)).collect())
}

/// The rules that can match a page of the site, with the chats that each matched.
async fn rules_of(
    tx: &mut Tx,
    account: AccountId,
    site: Option<SiteId>,
    facts: &Facts,
) -> Result<Vec<RuleFigures>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (Uuid, i64, Option<Uuid>, String),
        "select id, place, site_id, pattern from url_rule
         where account_id = $1 and ($2 is null or site_id is null or site_id = $2) order by place, id",
        account.0,
        site.map(|id| id.0),
    )?;
    let figures = |(id, place, site, pattern): (Uuid, i64, Option<Uuid>, String)| RuleFigures {
        place: u32::try_from(place).unwrap_or(u32::MAX),
        site: site.map(SiteId),
        pattern,
        matched: facts.matched_by(id.into()),
    };
    Ok(rows.into_iter().map(figures).collect())
}
