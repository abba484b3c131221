//! Days of the calendar, and the spans of days that the archive offers. Pure: when a day begins is
//! an argument.

use std::fmt;

use wire::Timestamp;

use crate::words::civil;

/// A day: the number of days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Day(pub(super) i64);

impl Day {
    /// The inverse of [`civil`]. Days beyond the end of a month are days of the next.
    pub(super) fn of(year: i64, month: i64, day: i64) -> Day {
        let year = if month <= 2 { year - 1 } else { year };
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let month_from_march = (month + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Day(era * 146_097 + day_of_era - 719_468)
    }

    /// Reads `2026-05-03`, the value of a date field; `None` for anything else.
    pub(super) fn parse(text: &str) -> Option<Day> {
        // Longer numbers could be larger than a day can be.
        let is_short = text.len() == "2026-05-03".len();
        let mut parts = text.split('-').map(str::parse::<i64>);
        let (Some(Ok(year)), Some(Ok(month)), Some(Ok(day)), None, true) =
            (parts.next(), parts.next(), parts.next(), parts.next(), is_short)
        else {
            return None;
        };
        let day = Day::of(year, month, day);
        // A date that does not exist, such as 30 February, is another day.
        (day.to_string() == text).then_some(day)
    }

    fn plus(self, days: i64) -> Day {
        Day(self.0 + days)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil(self.0);
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// A span that follows the calendar: a bookmark of *Today* is about the day it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lately {
    Today,
    Yesterday,
    LastSevenDays,
    ThisMonth,
    LastYear,
}

impl Lately {
    pub(super) const ALL: [Lately; 5] =
        [Lately::Today, Lately::Yesterday, Lately::LastSevenDays, Lately::ThisMonth, Lately::LastYear];

    /// Its name in an address.
    pub(super) fn name(self) -> &'static str {
        match self {
            Lately::Today => "today",
            Lately::Yesterday => "yesterday",
            Lately::LastSevenDays => "last-7-days",
            Lately::ThisMonth => "this-month",
            Lately::LastYear => "last-year",
        }
    }

    /// The first day, and the day after the last.
    fn days(self, today: Day) -> (Day, Day) {
        let (year, month, _) = civil(today.0);
        match self {
            Lately::Today => (today, today.plus(1)),
            Lately::Yesterday => (today.plus(-1), today),
            Lately::LastSevenDays => (today.plus(-6), today.plus(1)),
            Lately::ThisMonth => {
                let next = if month == 12 { Day::of(year + 1, 1, 1) } else { Day::of(year, month + 1, 1) };
                (Day::of(year, month, 1), next)
            }
            Lately::LastYear => (Day::of(year - 1, 1, 1), Day::of(year, 1, 1)),
        }
    }
}

/// When the listed chats were asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum When {
    #[default]
    Always,
    Lately(Lately),
    /// From the first to the last day, both included; `None`: open at this end.
    Between(Option<Day>, Option<Day>),
}

impl When {
    /// The times at which it begins and ends, the end excluded. `start` says when a day begins.
    pub(super) fn span(
        self,
        today: Day,
        start: impl Fn(Day) -> Timestamp,
    ) -> (Option<Timestamp>, Option<Timestamp>) {
        match self {
            When::Always => (None, None),
            When::Lately(lately) => {
                let (first, after) = lately.days(today);
                (Some(start(first)), Some(start(after)))
            }
            When::Between(first, last) => (first.map(&start), last.map(|last| start(last.plus(1)))),
        }
    }

    /// The days that contain these times; the end is excluded.
    pub(super) fn of_span(
        since: Option<Timestamp>,
        until: Option<Timestamp>,
        day: impl Fn(Timestamp) -> Day,
    ) -> When {
        match (since, until) {
            (None, None) => When::Always,
            _ => When::Between(since.map(&day), until.map(|until| day(until.plus_millis(-1)))),
        }
    }

    /// Whether it leaves anything out.
    pub(super) fn narrows(self) -> bool {
        !matches!(self, When::Always | When::Between(None, None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 60 * 60 * 1_000;

    /// Berlin in 2026: clocks go forward on 29 March and back on 25 October, at 01:00 UTC.
    fn in_berlin(day: Day) -> Timestamp {
        let is_summer = day > Day::of(2026, 3, 29) && day <= Day::of(2026, 10, 25);
        Timestamp(day.0 * 24 * HOUR - if is_summer { 2 * HOUR } else { HOUR })
    }

    fn berlin_day(at: Timestamp) -> Day {
        let utc = at.0.div_euclid(24 * HOUR);
        if at >= in_berlin(Day(utc + 1)) { Day(utc + 1) } else { Day(utc) }
    }

    #[test]
    fn a_date_is_read_as_it_is_written() {
        for text in ["1970-01-01", "1999-12-31", "2000-02-29", "2026-05-03", "2028-02-29", "9999-12-31"] {
            assert_eq!(Day::parse(text).map(|day| day.to_string()).as_deref(), Some(text));
        }
        assert_eq!(Day::parse("1970-01-02"), Some(Day(1)));
        for text in [
            "",
            "x",
            "2026",
            "2026-05",
            "2026-5-3",
            "2026-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-05-00",
            "2026-05-03-1",
            "-026-05-03",
            "+026-05-03",
            "99999-1-01",
            "2026-05-3x",
            "٢٠٢٦-05-03",
        ] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_is_as_long_as_its_clocks_make_it() {
        for (today, lately, hours) in [
            ((2026, 3, 28), Lately::Today, 24),
            ((2026, 3, 29), Lately::Today, 23),
            ((2026, 10, 25), Lately::Today, 25),
            ((2026, 3, 30), Lately::Yesterday, 23),
            ((2026, 4, 1), Lately::LastSevenDays, 7 * 24 - 1),
            ((2026, 10, 27), Lately::LastSevenDays, 7 * 24 + 1),
            ((2026, 3, 1), Lately::ThisMonth, 31 * 24 - 1),
            ((2026, 10, 31), Lately::ThisMonth, 31 * 24 + 1),
            ((2026, 12, 5), Lately::ThisMonth, 31 * 24),
            ((2027, 1, 1), Lately::LastYear, 365 * 24),
        ] {
            let (year, month, day) = today;
            let (since, until) = When::Lately(lately).span(Day::of(year, month, day), in_berlin);
            let (since, until) = (since.unwrap_or_default(), until.unwrap_or_default());
            assert_eq!(until.millis_since(since), hours * HOUR, "{lately:?} on {today:?}");
        }
    }

    #[test]
    fn a_span_of_days_includes_the_last() {
        let (first, last) = (Day::of(2026, 3, 29), Day::of(2026, 3, 29));
        let (since, until) = When::Between(Some(first), Some(last)).span(first, in_berlin);
        assert_eq!(since, Some(in_berlin(first)));
        assert_eq!(until, Some(in_berlin(Day::of(2026, 3, 30))));
        assert_eq!(When::Between(None, Some(last)).span(first, in_berlin).0, None);
    }

    #[test]
    fn a_stored_span_is_shown_as_its_days() {
        for (first, last) in [
            (Some(Day::of(2026, 3, 29)), Some(Day::of(2026, 10, 25))),
            (Some(Day::of(2026, 3, 1)), None),
            (None, Some(Day::of(2026, 12, 31))),
        ] {
            let between = When::Between(first, last);
            let (since, until) = between.span(Day(0), in_berlin);
            assert_eq!(When::of_span(since, until, berlin_day), between);
        }
        assert_eq!(When::of_span(None, None, berlin_day), When::Always);
    }
}
