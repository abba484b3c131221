//! What a month costs: pure functions over the times in which operators' accounts were active.
//!
//! Days are those of UTC. An account that was active at any time of a day counts for that day. Each operator is one line:
//! price × days ÷ days of the month, rounded to the currency's smallest unit, halves up. The sum of the lines is the total.

use std::ops::Range;

use time::{Date, OffsetDateTime};
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

/// An operator's account, from its creation to its deletion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OperatorSeat {
    pub(super) name: String,
    /// Empty if he is deleted: his address is free for others then, and not kept.
    pub(super) login: String,
    pub(super) since: Timestamp,
    /// None: it is active.
    pub(super) until: Option<Timestamp>,
}

/// All that an account has ever had, by name.
pub(super) async fn of(tx: &mut Tx, account: AccountId) -> Result<Vec<OperatorSeat>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (String, String, i64, Option<i64>),
        "select screen_name, email, created_at, deleted_at from operator
         where account_id = $1 order by lower(screen_name), id",
        account.0,
    )?;
    let seat = |(name, email, since, until): (String, String, i64, Option<i64>)| OperatorSeat {
        name,
        login: if until.is_none() { email } else { String::new() },
        since: Timestamp(since),
        until: until.map(Timestamp),
    };
    Ok(rows.into_iter().map(seat).collect())
}

/// The month that this moment is in.
pub(super) fn month_of(at: Timestamp) -> Month {
    let date =
        OffsetDateTime::from_unix_timestamp(at.0.div_euclid(1_000)).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let year = u32::try_from(date.year()).unwrap_or_default();
    Month(year * 12 + u32::from(u8::from(date.month())) - 1)
}

/// How many days it has.
pub(super) fn length(month: Month) -> u8 {
    let days = days_of(month);
    u8::try_from(days.end - days.start).expect("a month has 28 to 31 days")
}

/// What each operator's account costs in this month, in the order of the seats. Those that are active now are counted to
/// the month's end.
pub(super) fn lines(seats: &[OperatorSeat], month: Month, price: i64) -> Vec<StatementLine> {
    seats
        .iter()
        .filter_map(|seat| {
            let (from, until) = seat.days_in(month)?;
            let OperatorSeat { name, login, .. } = seat.clone();
            let amount = part_of(price, i64::from(until - from + 1), i64::from(length(month)));
            Some(StatementLine { name, login, from, until, amount })
        })
        .collect()
}

/// What they cost together.
pub(super) fn total(lines: &[StatementLine]) -> i64 {
    lines.iter().map(|line| line.amount).sum()
}

impl OperatorSeat {
    /// The first and the last day of the month on which it was active, from 1.
    fn days_in(&self, month: Month) -> Option<(u8, u8)> {
        let days = days_of(month);
        let first = day_of(self.since);
        // Whoever is deleted as a day begins was not there on it, unless he came with it.
        let last = self.until.map_or(i64::MAX, |until| day_of(until.plus_millis(-1)).max(first));
        let (from, until) = (first.max(days.start), last.min(days.end - 1));
        let number = |day: i64| u8::try_from(day - days.start + 1).expect("a month has 31 days at most");
        (from <= until).then(|| (number(from), number(until)))
    }
}

/// So many days' part of a month's price, halves up.
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
