//! What is read for a report: a few numbers of each row of a span, in order of time.

use std::collections::HashMap;

use uuid::Uuid;
use wire::{
    AccountId, ChatState, DepartmentId, OperatorId, Routed, SiteId, Status, Timestamp, UrlRuleId,
    routing::OfferEnd,
};

use crate::{
    Error,
    column::{from_json, value_of},
    store::{Tx, sql},
};

/// The most rows of a kind that a report reads.
pub(crate) const MOST: usize = 200_000;
/// The rows of one query.
const PAGE: i64 = 2_000;
/// The most pages that are told apart, and how many of them a report lists.
const MOST_PAGES: usize = 10_000;
const LISTED_PAGES: usize = 25;
/// The most characters of a page's address.
const PAGE_LENGTH: usize = 200;

/// Whose figures.
pub(super) struct Scope {
    pub(super) account: AccountId,
    pub(super) site: Option<SiteId>,
    pub(super) department: Option<DepartmentId>,
    pub(super) operator: Option<OperatorId>,
    pub(super) now: Timestamp,
}

/// Each list is in order of time, `online` aside.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) chats: Vec<ChatFact>,
    /// From when until when a chat waited. Those that still wait are not in it.
    pub(super) waits: Vec<(i64, i64)>,
    pub(super) passes: Vec<Pass>,
    /// The times of operators in chats that reach into the span.
    pub(super) stays: Vec<Stay>,
    /// Their connections that do, in order of their ends.
    pub(super) online: Vec<Connected>,
    pub(super) off_line: Vec<Left>,
    pub(super) is_cut: bool,
    pages: HashMap<String, u32>,
    rules: HashMap<UrlRuleId, u32>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct ChatFact {
    pub(super) asked_at: i64,
    pub(super) taken_at: Option<i64>,
    pub(super) answered_at: Option<i64>,
    pub(super) closed_at: Option<i64>,
    pub(super) is_open: bool,
    pub(super) is_invitation: bool,
    /// Who has it, or had it last.
    pub(super) operator: Option<OperatorId>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Pass {
    pub(super) at: i64,
    pub(super) operator: OperatorId,
    pub(super) how: OfferEnd,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Stay {
    pub(super) since: i64,
    pub(super) until: i64,
    pub(super) operator: OperatorId,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Connected {
    pub(super) since: i64,
    pub(super) until: i64,
    pub(super) operator: OperatorId,
    pub(super) is_online: bool,
}

/// An offline message.
#[derive(Clone, Copy, Debug)]
pub(super) struct Left {
    pub(super) at: i64,
    pub(super) done_at: Option<i64>,
}

impl Facts {
    /// Reads what belongs to a span, from its beginning, included, to its end, excluded; without the
    /// times of operators.
    pub(super) async fn read(tx: &mut Tx, scope: &Scope, span: (i64, i64)) -> Result<Facts, Error> {
        let mut facts = Facts::default();
        facts.read_chats(tx, scope, span).await?;
        facts.read_waits(tx, scope, span).await?;
        facts.read_passes(tx, scope, span).await?;
        facts.read_off_line(tx, scope, span).await?;
        Ok(facts)
    }

    /// Reads the times of operators in chats and on line.
    pub(super) async fn read_times(
        &mut self,
        tx: &mut Tx,
        scope: &Scope,
        span: (i64, i64),
    ) -> Result<(), Error> {
        self.read_stays(tx, scope, span).await?;
        self.read_online(tx, scope, span).await
    }

    /// The pages on which most chats began.
    pub(super) fn most_pages(&self) -> Vec<(String, u32)> {
        let mut pages: Vec<_> = self.pages.iter().map(|(page, chats)| (page.clone(), *chats)).collect();
        pages.sort_by(|one, next| next.1.cmp(&one.1).then_with(|| one.0.cmp(&next.0)));
        pages.truncate(LISTED_PAGES);
        pages
    }

    pub(super) fn matched_by(&self, rule: UrlRuleId) -> u32 {
        self.rules.get(&rule).copied().unwrap_or_default()
    }

    async fn read_chats(
        &mut self,
        tx: &mut Tx,
        scope: &Scope,
        (begin, end): (i64, i64),
    ) -> Result<(), Error> {
        let mut after = (begin - 1, Uuid::max());
        loop {
            let rows = sql!(
                tx,
                fetch_all as ChatRow,
                "select c.id, c.asked_at, c.taken_at, c.first_answer_at, c.closed_at, c.state, c.is_invitation,
                        c.operator_id, c.routed, c.page
                 from chat c where c.account_id = $1 and c.visitor_id is not null and c.state <> ''
                       and (c.asked_at, c.id) > ($2, $3) and c.asked_at < $4
                       and ($5 is null or c.site_id = $5) and ($6 is null or c.department_id = $6)
                       and ($7 is null or c.operator_id = $7)
                 order by c.asked_at, c.id limit $8",
                scope.account.0,
                after.0,
                after.1,
                end,
                scope.site.map(|id| id.0),
                scope.department.map(|id| id.0),
                scope.operator.map(|id| id.0),
                PAGE,
            )?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = (last.asked_at, last.id);
            for row in rows {
                self.add_chat(row)?;
            }
            if self.is_full(self.chats.len()) {
                return Ok(());
            }
        }
    }

    fn add_chat(&mut self, row: ChatRow) -> Result<(), Error> {
        let state: ChatState = value_of(&row.state, "chat.state")?;
        if row.is_invitation == 0 {
            let page = shown(&row.page);
            if !page.is_empty() && (self.pages.len() < MOST_PAGES || self.pages.contains_key(&page)) {
                *self.pages.entry(page).or_default() += 1;
            }
        }
        if let Some(routed) = &row.routed
            && let Some(by_rule) = from_json::<Routed>(routed, "chat.routed")?.by_rule
        {
            *self.rules.entry(by_rule.rule).or_default() += 1;
        }
        self.chats.push(ChatFact {
            asked_at: row.asked_at,
            taken_at: row.taken_at,
            answered_at: row.first_answer_at,
            closed_at: row.closed_at,
            is_open: state.is_open(),
            is_invitation: row.is_invitation != 0,
            operator: row.operator_id.map(OperatorId),
        });
        Ok(())
    }

    async fn read_waits(
        &mut self,
        tx: &mut Tx,
        scope: &Scope,
        (begin, end): (i64, i64),
    ) -> Result<(), Error> {
        let mut after = (begin - 1, Uuid::max());
        loop {
            let rows = sql!(
                tx,
                fetch_all as (i64, Uuid, i64),
                "select w.since, w.chat_id, w.until from waited w join chat c on c.id = w.chat_id
                 where w.account_id = $1 and (w.since, w.chat_id) > ($2, $3) and w.since < $4
                       and w.until is not null
                       and ($5 is null or c.site_id = $5) and ($6 is null or c.department_id = $6)
                       and ($7 is null or c.operator_id = $7)
                 order by w.since, w.chat_id limit $8",
                scope.account.0,
                after.0,
                after.1,
                end,
                scope.site.map(|id| id.0),
                scope.department.map(|id| id.0),
                scope.operator.map(|id| id.0),
                PAGE,
            )?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = (last.0, last.1);
            self.waits.extend(rows.iter().map(|(since, _, until)| (*since, *until)));
            if self.is_full(self.waits.len()) {
                return Ok(());
            }
        }
    }

    async fn read_passes(
        &mut self,
        tx: &mut Tx,
        scope: &Scope,
        (begin, end): (i64, i64),
    ) -> Result<(), Error> {
        let mut after = (begin - 1, Uuid::max(), Uuid::max());
        loop {
            let rows = sql!(
                tx,
                fetch_all as (i64, Uuid, Uuid, String),
                "select p.at, p.chat_id, p.operator_id, p.how from request_pass p join chat c on c.id = p.chat_id
                 where p.account_id = $1 and (p.at, p.chat_id, p.operator_id) > ($2, $3, $4) and p.at < $5
                       and ($6 is null or c.site_id = $6) and ($7 is null or c.department_id = $7)
                       and ($8 is null or p.operator_id = $8)
                 order by p.at, p.chat_id, p.operator_id limit $9",
                scope.account.0,
                after.0,
                after.1,
                after.2,
                end,
                scope.site.map(|id| id.0),
                scope.department.map(|id| id.0),
                scope.operator.map(|id| id.0),
                PAGE,
            )?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = (last.0, last.1, last.2);
            for (at, _, operator, how) in rows {
                let how = value_of(&how, "request_pass.how")?;
                self.passes.push(Pass { at, operator: operator.into(), how });
            }
            if self.is_full(self.passes.len()) {
                return Ok(());
            }
        }
    }

    async fn read_stays(
        &mut self,
        tx: &mut Tx,
        scope: &Scope,
        (begin, end): (i64, i64),
    ) -> Result<(), Error> {
        let lasting = sql!(
            tx,
            fetch_all as (i64, Uuid),
            "select i.since, i.operator_id from in_chat i join chat c on c.id = i.chat_id
             where i.account_id = $1 and i.until is null and i.since < $2
                   and ($3 is null or c.site_id = $3) and ($4 is null or c.department_id = $4)
                   and ($5 is null or i.operator_id = $5)
             limit $6",
            scope.account.0,
            end,
            scope.site.map(|id| id.0),
            scope.department.map(|id| id.0),
            scope.operator.map(|id| id.0),
            MOST as i64,
        )?;
        let lasting = lasting.into_iter().map(|(since, operator)| Stay {
            since,
            until: scope.now.0,
            operator: OperatorId(operator),
        });
        self.stays.extend(lasting);
        let mut after = (begin - 1, Uuid::max(), Uuid::max(), i64::MAX);
        while !self.is_full(self.stays.len()) {
            let rows = sql!(
                tx,
                fetch_all as (i64, Uuid, Uuid, i64),
                "select i.until, i.chat_id, i.operator_id, i.since from in_chat i join chat c on c.id = i.chat_id
                 where i.account_id = $1 and (i.until, i.chat_id, i.operator_id, i.since) > ($2, $3, $4, $5)
                       and i.since < $6
                       and ($7 is null or c.site_id = $7) and ($8 is null or c.department_id = $8)
                       and ($9 is null or i.operator_id = $9)
                 order by i.until, i.chat_id, i.operator_id, i.since limit $10",
                scope.account.0,
                after.0,
                after.1,
                after.2,
                after.3,
                end,
                scope.site.map(|id| id.0),
                scope.department.map(|id| id.0),
                scope.operator.map(|id| id.0),
                PAGE,
            )?;
            let Some(last) = rows.last() else { break };
            after = *last;
            let stays = rows.iter().map(|(until, _, operator, since)| Stay {
                since: *since,
                until: *until,
                operator: OperatorId(*operator),
            });
            self.stays.extend(stays);
        }
        self.stays.sort_by_key(|stay| stay.since);
        Ok(())
    }

    async fn read_online(
        &mut self,
        tx: &mut Tx,
        scope: &Scope,
        (begin, end): (i64, i64),
    ) -> Result<(), Error> {
        let mut after = (begin - 1, Uuid::max(), i64::MAX);
        loop {
            let rows = sql!(
                tx,
                fetch_all as (i64, Uuid, i64, String),
                "select until, operator_id, since, status from operator_online
                 where account_id = $1 and (until, operator_id, since) > ($2, $3, $4) and since < $5
                       and ($6 is null or operator_id = $6)
                 order by until, operator_id, since limit $7",
                scope.account.0,
                after.0,
                after.1,
                after.2,
                end,
                scope.operator.map(|id| id.0),
                PAGE,
            )?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = (last.0, last.1, last.2);
            for (until, operator, since, status) in rows {
                let is_online = value_of::<Status>(&status, "operator_online.status")? == Status::Online;
                self.online.push(Connected { since, until, operator: operator.into(), is_online });
            }
            if self.is_full(self.online.len()) {
                return Ok(());
            }
        }
    }

    async fn read_off_line(
        &mut self,
        tx: &mut Tx,
        scope: &Scope,
        (begin, end): (i64, i64),
    ) -> Result<(), Error> {
        let mut after = (begin - 1, Uuid::max());
        loop {
            let rows = sql!(
                tx,
                fetch_all as (i64, Uuid, Option<i64>),
                "select m.at, m.id, case when m.state = 'open' then null else coalesce(
                            (select min(a.at) from off_line_answer a where a.off_line_message_id = m.id),
                            m.state_at) end
                 from off_line_message m
                 where m.account_id = $1 and (m.at, m.id) > ($2, $3) and m.at < $4
                       and ($5 is null or m.site_id = $5) and ($6 is null or m.department_id = $6)
                       and ($7 is null or m.state_by = $7)
                 order by m.at, m.id limit $8",
                scope.account.0,
                after.0,
                after.1,
                end,
                scope.site.map(|id| id.0),
                scope.department.map(|id| id.0),
                scope.operator.map(|id| id.0),
                PAGE,
            )?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = (last.0, last.1);
            self.off_line.extend(rows.iter().map(|(at, _, done_at)| Left { at: *at, done_at: *done_at }));
            if self.is_full(self.off_line.len()) {
                return Ok(());
            }
        }
    }

    fn is_full(&mut self, rows: usize) -> bool {
        self.is_cut |= rows >= MOST;
        rows >= MOST
    }
}

/// A page without its query and fragment, which differ for each visitor.
fn shown(page: &str) -> String {
    page.split(['?', '#']).next().unwrap_or_default().chars().take(PAGE_LENGTH).collect()
}

#[derive(sqlx_macros::FromRow)]
struct ChatRow {
    id: Uuid,
    asked_at: i64,
    taken_at: Option<i64>,
    first_answer_at: Option<i64>,
    closed_at: Option<i64>,
    state: String,
    is_invitation: i64,
    operator_id: Option<Uuid>,
    routed: Option<String>,
    page: String,
}
