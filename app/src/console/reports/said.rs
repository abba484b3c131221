//! Figures in words.

use wire::report::{Durations, Grouping, Period, Stars};

use crate::texts::tr;

pub(super) fn period(period: Period) -> &'static str {
    match period {
        Period::Today => tr("Today"),
        Period::Yesterday => tr("Yesterday"),
        Period::Week => tr("Last 7 days"),
        Period::Month => tr("Last 30 days"),
        Period::ThisMonth => tr("This month"),
        Period::LastMonth => tr("Last month"),
        Period::Days => tr("Days"),
    }
}

pub(super) fn grouping(by: Grouping) -> &'static str {
    match by {
        Grouping::Hour => tr("Hours"),
        Grouping::Day => tr("Days"),
        Grouping::Week => tr("Weeks"),
        Grouping::Month => tr("Months"),
    }
}

/// Monday to Sunday.
pub(super) fn weekdays() -> [&'static str; 7] {
    [tr("Monday"), tr("Tuesday"), tr("Wednesday"), tr("Thursday"), tr("Friday"), tr("Saturday"), tr("Sunday")]
}

/// A value of these durations; a dash if there were none.
pub(super) fn of(durations: Durations, value: i64) -> String {
    if durations.count == 0 { "–".to_owned() } else { duration(value) }
}

/// A duration in its two largest units, whose signs are the same in every language.
pub(super) fn duration(millis: i64) -> String {
    let seconds = millis.max(0) / 1_000;
    let (hours, minutes) = (seconds / 3_600, seconds / 60);
    match (hours, minutes) {
        (0, 0) => format!("{seconds} s"),
        (0, _) => format!("{minutes} min {} s", seconds % 60),
        _ => format!("{hours} h {} min", minutes % 60),
    }
}

/// A mean rating, in stars; a dash if there is none.
pub(super) fn mean(stars: &Stars) -> String {
    let hundredths = wire::report::mean(stars);
    hundredths.map_or_else(|| "–".to_owned(), |all| format!("{}.{:02}", all / 100, all % 100))
}

/// The mean number of something that took `all` together, while there was any of it: `1.4`.
pub(super) fn at_once(all: i64, any: i64) -> String {
    let tenths = if any > 0 { (all * 10 + any / 2) / any } else { 0 };
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_two_units() {
        for (millis, words) in [
            (-5, "0 s"),
            (999, "0 s"),
            (59_999, "59 s"),
            (60_000, "1 min 0 s"),
            (3_599_000, "59 min 59 s"),
            (3_600_000, "1 h 0 min"),
            (90_061_000, "25 h 1 min"),
        ] {
            assert_eq!(duration(millis), words);
        }
        assert_eq!(of(Durations::default(), 0), "–");
    }

    #[test]
    fn a_rating_has_two_places() {
        assert_eq!(mean(&[0; 5]), "–");
        assert_eq!(mean(&[0, 0, 0, 0, 1]), "5.00");
        assert_eq!(mean(&[1, 1, 0, 0, 1]), "2.67");
    }

    #[test]
    fn a_mean_is_rounded_to_tenths() {
        assert_eq!(at_once(0, 0), "0.0");
        assert_eq!(at_once(120, 60), "2.0");
        assert_eq!(at_once(145, 100), "1.5");
    }
}
