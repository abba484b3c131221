//! The days of a report and its steps, in its time zone. Days have 23 or 25 hours where the clocks
//! change.

use jiff::{
    Timestamp as Instant, ToSpan,
    civil::{Date, Weekday, date},
    tz::TimeZone,
};
use wire::{
    Timestamp,
    report::{Grouping, MOST_DAYS, MOST_STEPS, Period, ReportFilter},
};

const HOUR: i64 = 60 * 60 * 1_000;
/// The range of days that a report can have.
const RANGE: (Date, Date) = (date(1970, 1, 2), date(9000, 1, 1));

/// From the first day to the last one, both included.
pub(super) struct Days {
    pub(super) zone: TimeZone,
    pub(super) first: Date,
    pub(super) last: Date,
}

impl Days {
    /// The days that a filter asks for now. If what it names are no days, those of the default; if
    /// they are too many, the latest.
    pub(super) fn of(filter: &ReportFilter, zone: TimeZone, now: Timestamp) -> Days {
        let today = Instant::from_millisecond(now.0).map_or(RANGE.0, |now| zone.to_datetime(now).date());
        let week = (earlier(today, 6), today);
        let (first, last) = match filter.period {
            Period::Today => (today, today),
            Period::Yesterday => (earlier(today, 1), earlier(today, 1)),
            Period::Week => week,
            Period::Month => (earlier(today, 29), today),
            Period::ThisMonth => (today.first_of_month(), today),
            Period::LastMonth => {
                let last = earlier(today.first_of_month(), 1);
                (last.first_of_month(), last)
            }
            Period::Days => match (filter.first.parse::<Date>(), filter.last.parse::<Date>()) {
                (Ok(first), Ok(last)) => (first.min(last), first.max(last)),
                _ => week,
            },
        };
        let (first, last) = (first.clamp(RANGE.0, RANGE.1), last.clamp(RANGE.0, RANGE.1));
        Days { zone, first: first.max(earlier(last, MOST_DAYS - 1)), last }
    }

    /// The same number of days before these.
    pub(super) fn before(&self) -> Days {
        let days = self.first.until(self.last).map_or(0, |span| span.get_days());
        let first = earlier(self.first, days.saturating_add(1));
        Days { zone: self.zone.clone(), first, last: earlier(self.first, 1) }
    }

    /// From its beginning, included, to its end, excluded.
    pub(super) fn span(&self) -> (i64, i64) {
        (self.beginning(self.first), self.beginning(later(self.last)))
    }

    /// When each step begins, and after the last one the end; with the length of the steps, which is
    /// longer than asked for if they would be too many.
    pub(super) fn steps(&self, by: Grouping) -> (Grouping, Vec<i64>) {
        let longer = Grouping::ALL.into_iter().filter(|one| *one >= by);
        let mut all = longer.map(|by| (by, self.edges(by)));
        let fits = all.find(|(_, edges)| edges.len() <= MOST_STEPS + 1);
        fits.unwrap_or_else(|| (Grouping::Month, self.edges(Grouping::Month)))
    }

    /// A step by the time at which it begins.
    pub(super) fn name_of(&self, begins: i64, by: Grouping) -> String {
        let Ok(begins) = Instant::from_millisecond(begins) else { return String::new() };
        // In the night in which the clocks go back, an hour has its name twice without the offset.
        let format = if by == Grouping::Hour { "%Y-%m-%d %H:%M%:z" } else { "%Y-%m-%d" };
        begins.to_zoned_datetime(self.zone.clone()).strftime(format).to_string()
    }

    fn edges(&self, by: Grouping) -> Vec<i64> {
        let mut edges = Vec::new();
        let mut day = self.first;
        while day <= self.last {
            let (begins, next) = (self.beginning(day), later(day));
            let is_first = day == self.first;
            match by {
                Grouping::Hour => {
                    let (mut hour, end) = (begins, self.beginning(next));
                    while hour < end {
                        edges.push(hour);
                        hour += HOUR;
                    }
                }
                Grouping::Week if !is_first && day.weekday() != Weekday::Monday => {}
                Grouping::Month if !is_first && day.day() != 1 => {}
                Grouping::Day | Grouping::Week | Grouping::Month => edges.push(begins),
            }
            day = next;
        }
        edges.push(self.span().1);
        edges
    }

    /// The first moment of a day, also where there is no midnight because the clocks change then.
    fn beginning(&self, day: Date) -> i64 {
        self.zone.to_timestamp(day.at(0, 0, 0, 0)).map_or(0, |moment| moment.as_millisecond())
    }
}

fn earlier(day: Date, days: i32) -> Date {
    day.saturating_sub(days.days())
}

fn later(day: Date) -> Date {
    day.saturating_add(1.days())
}
