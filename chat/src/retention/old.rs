//! What is too old by a site's rule.

use uuid::Uuid;
use wire::{
    AccountId, ChatId, OffLineMessageId, SiteId, Timestamp, VisitorId,
    erasure::Kept,
    retention::{Days, DryRun},
};

use crate::{
    Error,
    erase::AT_ONCE,
    store::{Tx, sql},
};

const DAY: i64 = 24 * 60 * 60 * 1_000;

/// What ended, was done, was left or was first seen before these times is too old. In
/// milliseconds; the least number: nothing is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Old {
    chats: i64,
    done: i64,
    off_line: i64,
    visitors: i64,
}

impl Old {
    pub(super) fn of(days: Days, now: Timestamp) -> Old {
        let [chats, done, off_line, visitors] = days.all().map(|days| match days {
            None | Some(0) => i64::MIN,
            Some(days) => now.plus_millis(-i64::from(days) * DAY).0,
        });
        Old { chats, done, off_line, visitors }
    }

    /// How much there is of it.
    pub(super) async fn count(self, tx: &mut Tx, account: AccountId, site: SiteId) -> Result<DryRun, Error> {
        // Messages are numbered from 1 without a gap.
        let (chats, messages, oldest_chat) = sql!(
            &mut *tx,
            fetch_one as (i64, i64, Option<i64>),
            "select count(*), cast(coalesce(sum(last_seq), 0) as bigint), min(closed_at) from chat
             where account_id = $1 and site_id = $2 and closed_at < $3 and visitor_id is not null
                   and state not in ('requesting', 'invited', 'active')",
            account.0,
            site.0,
            self.chats,
        )?;
        let (off_line, oldest_left) = sql!(
            &mut *tx,
            fetch_one as (i64, Option<i64>),
            "select count(*), min(at) from off_line_message
             where account_id = $1 and site_id = $2
                   and (at < $3 or state = 'done' and coalesce(state_at, at) < $4)",
            account.0,
            site.0,
            self.off_line,
            self.done,
        )?;
        let (visitors, notes) = sql!(
            &mut *tx,
            fetch_one as (i64, i64),
            "select count(*), cast(coalesce(sum((select count(*) from note n where n.visitor_id = v.id)), 0) as bigint)
             from visitor v
             where v.account_id = $1 and v.site_id = $2 and v.created_at < $3
                   and not exists (select 1 from note n where n.visitor_id = v.id and n.at >= $3)
                   and not exists (
                       select 1 from chat c
                       where c.visitor_id = v.id and not (
                           c.closed_at is not null and c.closed_at < $4
                           and c.state not in ('requesting', 'invited', 'active')))
                   and not exists (
                       select 1 from off_line_message m
                       where m.visitor_id = v.id and not (
                           m.at < $5 or m.state = 'done' and coalesce(m.state_at, m.at) < $6))",
            account.0,
            site.0,
            self.visitors,
            self.chats,
            self.off_line,
            self.done,
        )?;
        let [visitors, chats, messages, off_line_messages, notes] =
            [visitors, chats, messages, off_line, notes].map(i64::unsigned_abs);
        let oldest = [oldest_chat, oldest_left].into_iter().flatten().min().map(Timestamp);
        Ok(DryRun { kept: Kept { visitors, chats, messages, off_line_messages, notes }, oldest })
    }

    /// Some chats, the oldest first.
    pub(super) async fn chats(
        self,
        tx: &mut Tx,
        account: AccountId,
        site: SiteId,
    ) -> Result<Vec<ChatId>, Error> {
        let rows = sql!(
            tx,
            fetch_all as (Uuid,),
            "select id from chat
             where account_id = $1 and site_id = $2 and closed_at < $3 and visitor_id is not null
                   and state not in ('requesting', 'invited', 'active')
             order by closed_at, id limit $4",
            account.0,
            site.0,
            self.chats,
            AT_ONCE,
        )?;
        Ok(rows.into_iter().map(|(id,)| ChatId(id)).collect())
    }

    /// Some offline messages, the oldest first.
    pub(super) async fn off_line(
        self,
        tx: &mut Tx,
        account: AccountId,
        site: SiteId,
    ) -> Result<Vec<OffLineMessageId>, Error> {
        let rows = sql!(
            tx,
            fetch_all as (Uuid,),
            "select id from off_line_message
             where account_id = $1 and site_id = $2
                   and (at < $3 or state = 'done' and coalesce(state_at, at) < $4)
             order by at, id limit $5",
            account.0,
            site.0,
            self.off_line,
            self.done,
            AT_ONCE,
        )?;
        Ok(rows.into_iter().map(|(id,)| OffLineMessageId(id)).collect())
    }

    /// Some visitors of whom nothing else is left.
    pub(super) async fn visitors(
        self,
        tx: &mut Tx,
        account: AccountId,
        site: SiteId,
    ) -> Result<Vec<VisitorId>, Error> {
        let rows = sql!(
            tx,
            fetch_all as (Uuid,),
            "select v.id from visitor v
             where v.account_id = $1 and v.site_id = $2 and v.created_at < $3
                   and not exists (select 1 from note n where n.visitor_id = v.id and n.at >= $3)
                   and not exists (select 1 from chat c where c.visitor_id = v.id)
                   and not exists (select 1 from off_line_message m where m.visitor_id = v.id)
             order by v.created_at, v.id limit $4",
            account.0,
            site.0,
            self.visitors,
            AT_ONCE,
        )?;
        Ok(rows.into_iter().map(|(id,)| VisitorId(id)).collect())
    }
}
