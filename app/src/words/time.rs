//! Times in words and figures. Pure: the current time is an argument.

use std::fmt;

use wire::Timestamp;

use crate::texts::{tr, tr_with};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A duration in milliseconds as a stopwatch shows it: `0:07`, `12:34`, `1:02:03`.
pub(crate) struct Stopwatch(pub(crate) i64);

impl fmt::Display for Stopwatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.max(0) / SECOND;
        let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        if hours > 0 {
            write!(f, "{hours}:{minutes:02}:{seconds:02}")
        } else {
            write!(f, "{minutes}:{seconds:02}")
        }
    }
}

/// Remaining time, from milliseconds: `0:24 left`.
pub(crate) fn left(millis: i64) -> String {
    // Rounded up: it is over when nothing is left.
    tr_with("%1 left", &[&Stopwatch(millis + SECOND - 1)])
}

/// How long ago something was, coarsely: a list needs no seconds.
pub(crate) fn ago(now: Timestamp, then: Timestamp) -> String {
    match now.millis_since(then) {
        t if t < MINUTE => tr("just now").into(),
        t if t < HOUR => tr_with("%1 min ago", &[&(t / MINUTE)]),
        t if t < DAY => tr_with("%1 h ago", &[&(t / HOUR)]),
        t if t < 2 * DAY => tr("yesterday").into(),
        t => tr_with("%1 days ago", &[&(t / DAY)]),
    }
}

/// A timestamp for `<time datetime>`: `2025-11-21T10:04:05Z`.
pub(crate) fn iso(at: Timestamp) -> String {
    let (year, month, day) = civil(at.0.div_euclid(DAY));
    let t = at.0.rem_euclid(DAY);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
        t / HOUR,
        t % HOUR / MINUTE,
        t % MINUTE / SECOND
    )
}

/// Days since 1970-01-01 to a Gregorian date. Years are counted from March, so that the leap day is
/// the last day of the year and month lengths follow a straight line.
pub(crate) fn civil(days: i64) -> (i64, i64, i64) {
    let since_march_0000 = days + 719_468;
    let era = since_march_0000.div_euclid(146_097);
    let day_of_era = since_march_0000.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stopwatch_shows_hours_only_when_there_are_some() {
        assert_eq!(Stopwatch(-5).to_string(), "0:00");
        assert_eq!(Stopwatch(7_999).to_string(), "0:07");
        assert_eq!(Stopwatch(12 * MINUTE + 34 * SECOND).to_string(), "12:34");
        assert_eq!(Stopwatch(HOUR + 2 * MINUTE + 3 * SECOND).to_string(), "1:02:03");
    }

    #[test]
    fn what_is_left_is_there_until_it_is_over() {
        for (millis, told) in [
            (30 * SECOND, "0:30 left"),
            (29_001, "0:30 left"),
            (1, "0:01 left"),
            (0, "0:00 left"),
            (-1, "0:00 left"),
        ] {
            assert_eq!(left(millis), told);
        }
    }

    #[test]
    fn a_list_says_how_long_ago() {
        let now = Timestamp(10 * DAY);
        for (millis, words) in [
            (-3, "just now"),
            (59 * SECOND, "just now"),
            (MINUTE, "1 min ago"),
            (23 * HOUR, "23 h ago"),
            (DAY, "yesterday"),
            (3 * DAY, "3 days ago"),
        ] {
            assert_eq!(ago(now, now.plus_millis(-millis)), words);
        }
    }

    #[test]
    fn a_moment_has_its_date_in_utc() {
        assert_eq!(iso(Timestamp(0)), "1970-01-01T00:00:00Z");
        assert_eq!(iso(Timestamp(-1_000)), "1969-12-31T23:59:59Z");
        assert_eq!(iso(Timestamp(951_782_400_000)), "2000-02-29T00:00:00Z");
        assert_eq!(iso(Timestamp(1_763_719_445_678)), "2025-11-21T10:04:05Z");
        assert_eq!(iso(Timestamp(4_107_542_399_000)), "2100-02-28T23:59:59Z");
        assert_eq!(iso(Timestamp(4_107_542_400_000)), "2100-03-01T00:00:00Z");
    }
}
