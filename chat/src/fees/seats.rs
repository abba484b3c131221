//! What a month costs: pure functions over the periods in which operators' accounts were active.
//!
//! Days are UTC days. An account that was active at any time of a day counts for that day. Each
//! operator is one line: price × days ÷ days of the month, rounded half up to the currency's
//! smallest unit. The total is the sum of the lines.

use std::{collections::HashMap, ops::Range};

use time::{Date, OffsetDateTime};
use uuid::Uuid;
use wire::{
    AccountId, Timestamp,
    fees::{Month, StatementLine},
};

use crate::{
    Error,
    store::{Tx, sql},
};

const DAY: i64 = 24 * 60 * 60 * 1_000;
/// The Julian day of 1970-01-01, from which days are counted here.
const EPOCH: i64 = 2_440_588;

/// An operator's account and when it was active: from its creation (or, for an invited operator,
/// their first password) to its deletion, without the periods in which it was deactivated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OperatorSeat {
    pub(super) name: String,
    /// Empty if the operator is deleted: the address is then free for others and not kept.
    pub(super) login: String,
    /// In order, without overlap. Empty: the operator was invited and has never accepted.
    pub(super) active: Vec<Active>,
}

/// A period in which an account was active, without its end. `None`: it still is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Active {
    pub(super) since: Timestamp,
    pub(super) until: Option<Timestamp>,
}

/// A range of days in a month, both included.
type Stretch = (u8, u8);

/// All operators that an account has ever had, by name.
pub(super) async fn of(tx: &mut Tx, account: AccountId) -> Result<Vec<OperatorSeat>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (Uuid, String, String, i64, Option<i64>, Option<i64>, Option<i64>),
        "select id, screen_name, email, created_at, deleted_at, deactivated_at, invited_at from operator
         where account_id = $1 order by lower(screen_name), id",
        account.0,
    )?;
    let mut breaks = breaks(tx, account).await?;
    let seats = rows.into_iter().map(|(id, name, email, created, deleted_at, deactivated_at, invited_at)| {
        let login = if deleted_at.is_none() { email } else { String::new() };
        // An operator who is deleted while deactivated was active until the deactivation.
        let until = deactivated_at.or(deleted_at).map(Timestamp);
        let breaks = breaks.remove(&id).unwrap_or_default();
        let active = match invited_at {
            Some(_) => Vec::new(),
            None => between(came(Timestamp(created), &breaks), until, &breaks),
        };
        OperatorSeat { name, login, active }
    });
    Ok(seats.collect())
}

/// The periods in which each operator's account was deactivated or waited for an invitation to be
/// accepted, in order.
async fn breaks(
    tx: &mut Tx,
    account: AccountId,
) -> Result<HashMap<Uuid, Vec<(Timestamp, Timestamp)>>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (Uuid, i64, i64),
        "select operator_id, since, until from deactivation where account_id = $1 order by since, until",
        account.0,
    )?;
    let mut breaks: HashMap<_, Vec<_>> = HashMap::new();
    for (operator, since, until) in rows {
        breaks.entry(operator).or_default().push((Timestamp(since), Timestamp(until)));
    }
    Ok(breaks)
}

/// When an account began to count. A break that begins with its creation lasts until the invitation
/// was accepted.
fn came(created: Timestamp, breaks: &[(Timestamp, Timestamp)]) -> Timestamp {
    breaks.iter().find(|(begun, _)| *begun == created).map_or(created, |(_, ended)| *ended)
}

/// What is left of this period without these breaks, which are sorted. An invited operator may have
/// been deactivated before they accepted.
fn between(since: Timestamp, until: Option<Timestamp>, breaks: &[(Timestamp, Timestamp)]) -> Vec<Active> {
    let (mut since, mut active) = (since, Vec::new());
    for &(begun, ended) in breaks {
        if begun >= since {
            active.push(Active { since, until: Some(begun) });
        }
        since = since.max(ended);
    }
    if until.is_none_or(|until| until >= since) {
        active.push(Active { since, until });
    }
    active
}

pub(super) fn month_of(at: Timestamp) -> Month {
    let date =
        OffsetDateTime::from_unix_timestamp(at.0.div_euclid(1_000)).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let year = u32::try_from(date.year()).unwrap_or_default();
    Month(year * 12 + u32::from(u8::from(date.month())) - 1)
}

pub(super) fn length(month: Month) -> u8 {
    let days = days_of(month);
    u8::try_from(days.end - days.start).expect("a month has 28 to 31 days")
}

/// What each operator's account costs in this month, in the order of the seats. Accounts that are
/// active now are counted to the end of the month.
pub(super) fn lines(seats: &[OperatorSeat], month: Month, price: i64) -> Vec<StatementLine> {
    seats
        .iter()
        .filter_map(|seat| {
            let (from, until, breaks) = seat.days_in(month)?;
            let OperatorSeat { name, login, .. } = seat.clone();
            let mut line = StatementLine { name, login, from, until, breaks, amount: 0 };
            line.amount = part_of(price, i64::from(line.days()), i64::from(length(month)));
            Some(line)
        })
        .collect()
}

pub(super) fn total(lines: &[StatementLine]) -> i64 {
    lines.iter().map(|line| line.amount).sum()
}

impl OperatorSeat {
    pub(super) fn is_active(&self) -> bool {
        self.active.last().is_some_and(|last| last.until.is_none())
    }

    /// The first and the last day of the month on which it was active, from 1, and the ranges of
    /// days between on which it was not, in order.
    fn days_in(&self, month: Month) -> Option<(u8, u8, Vec<Stretch>)> {
        let mut stretches = self.active.iter().filter_map(|active| active.days_in(month));
        let (from, mut until) = stretches.next()?;
        let mut breaks = Vec::new();
        for (first, last) in stretches {
            // Deactivation and activation may be on the same day or on two consecutive days.
            if first > until + 1 {
                breaks.push((until + 1, first - 1));
            }
            until = until.max(last);
        }
        Some((from, until, breaks))
    }
}

impl Active {
    /// The first and the last day of the month that the period touches, from 1.
    fn days_in(&self, month: Month) -> Option<Stretch> {
        let days = days_of(month);
        let first = day_of(self.since);
        // A period that ends as a day begins does not touch that day, unless it also began then.
        let last = self.until.map_or(i64::MAX, |until| day_of(until.plus_millis(-1)).max(first));
        let (from, until) = (first.max(days.start), last.min(days.end - 1));
        let number = |day: i64| u8::try_from(day - days.start + 1).expect("a month has 31 days at most");
        (from <= until).then(|| (number(from), number(until)))
    }
}

/// The share of a month's price for this number of days, rounded half up.
fn part_of(price: i64, days: i64, all: i64) -> i64 {
    (2 * price * days + all) / (2 * all)
}

fn day_of(at: Timestamp) -> i64 {
    at.0.div_euclid(DAY)
}

/// Its days, counted from 1970-01-01.
fn days_of(month: Month) -> Range<i64> {
    first_day(month)..first_day(month.next())
}

fn first_day(month: Month) -> i64 {
    let year = i32::try_from(month.year()).unwrap_or(i32::MAX);
    let number = u8::try_from(month.number()).ok().and_then(|number| time::Month::try_from(number).ok());
    let date = Date::from_calendar_date(year, number.unwrap_or(time::Month::January), 1);
    i64::from(date.unwrap_or(Date::MAX).to_julian_day()) - EPOCH
}

#[cfg(test)]
mod tests;
