//! When a snoozed chat comes back, in words and in the operator's time zone.

use js_sys::Date;
use wasm_bindgen::JsValue;
use wire::Timestamp;

use crate::texts::{tr, tr_later};

/// The hour at which a day begins.
const MORNING: u32 = 9;
const MINUTE: i64 = 60_000;
/// In minutes.
const DAY: i64 = 24 * 60;
/// The most minutes that can be typed: more than the longest snooze.
const MOST: i64 = 400 * DAY;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// After this many minutes.
    In(i64),
    /// On the morning after this one.
    Tomorrow,
    /// On the morning of the next such day, not of today: 0 is Sunday.
    Weekday(u32),
    /// The snooze ends.
    Now,
}

const DAYS: [&str; 7] = [
    tr_later("Sunday"),
    tr_later("Monday"),
    tr_later("Tuesday"),
    tr_later("Wednesday"),
    tr_later("Thursday"),
    tr_later("Friday"),
    tr_later("Saturday"),
];

/// Parses `30m`, `2h`, `3d`, `1w`, `tomorrow`, a day of the week, or `off`; words in English or in
/// the operator's language.
pub(crate) fn parse(typed: &str) -> Option<When> {
    let typed = typed.trim().to_lowercase();
    let is = |word: &str| word.to_lowercase() == typed;
    if is("off") {
        return Some(When::Now);
    }
    if is("tomorrow") || is(tr("Tomorrow")) {
        return Some(When::Tomorrow);
    }
    if let Some((day, _)) = (0..).zip(DAYS).find(|&(_, day)| is(day) || is(tr(day))) {
        return Some(When::Weekday(day));
    }
    let digits = typed.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = typed.split_at(digits);
    let unit = match unit.trim() {
        "m" | "min" => 1,
        "h" => 60,
        "d" => DAY,
        "w" => 7 * DAY,
        _ => return None,
    };
    let minutes = number.parse::<i64>().ok()?.saturating_mul(unit);
    (1..=MOST).contains(&minutes).then_some(When::In(minutes))
}

/// A time that is offered while one is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Suggested {
    /// What is typed for it.
    pub(crate) typed: String,
    pub(crate) words: &'static str,
    pub(crate) when: When,
}

/// The times that begin like what is typed, in lower case; of nothing, the usual ones.
pub(crate) fn suggested(typed: &str) -> Vec<Suggested> {
    let one = |typed: &str, words, when| Suggested { typed: typed.to_lowercase(), words, when };
    let mut all = vec![
        one("1h", tr("In one hour"), When::In(60)),
        one(tr("Tomorrow"), tr("Tomorrow morning"), When::Tomorrow),
        one(tr("Monday"), tr("Monday morning"), When::Weekday(1)),
    ];
    if !typed.is_empty() {
        let others = (0..).zip(DAYS).filter(|(day, _)| *day != 1);
        all.extend(others.map(|(day, name)| one(tr(name), tr(name), When::Weekday(day))));
        all.push(one("off", tr("End the snooze"), When::Now));
    }
    all.retain(|one| one.typed.starts_with(typed) || one.words.to_lowercase().starts_with(typed));
    all
}

/// The point in time; `None`: the snooze ends. Whole days keep the time of day, also when the clocks
/// change meanwhile. Browser only, except for other numbers of minutes.
pub(crate) fn at(when: When, now: Timestamp) -> Option<Timestamp> {
    match when {
        When::Now => None,
        When::In(minutes) if minutes % DAY == 0 => Some(time_of(&days_later(now, minutes / DAY))),
        When::In(minutes) => Some(now.plus_millis(minutes * MINUTE)),
        When::Tomorrow => Some(morning(now, 1)),
        When::Weekday(day) => Some(morning(now, days_until(date(now).get_day(), day))),
    }
}

/// What a `datetime-local` field holds, in the operator's time zone; `None` if that is no time.
/// Browser only.
pub(crate) fn of_field(value: &str) -> Option<Timestamp> {
    let at = Date::parse(value);
    (!value.is_empty() && at.is_finite()).then_some(Timestamp(at as i64))
}

/// From one day of the week to the next such day: 1 to 7.
fn days_until(today: u32, day: u32) -> u32 {
    match (day + 7 - today) % 7 {
        0 => 7,
        days => days,
    }
}

fn morning(now: Timestamp, days: u32) -> Timestamp {
    let date = days_later(now, i64::from(days));
    date.set_hours(MORNING);
    date.set_minutes(0);
    date.set_seconds(0);
    date.set_milliseconds(0);
    time_of(&date)
}

fn days_later(now: Timestamp, days: i64) -> Date {
    let date = date(now);
    date.set_date(date.get_date() + days as u32);
    date
}

fn time_of(date: &Date) -> Timestamp {
    Timestamp(date.get_time() as i64)
}

fn date(at: Timestamp) -> Date {
    Date::new(&JsValue::from_f64(at.0 as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_typed_in_few_letters() {
        for (typed, when) in [
            ("30m", When::In(30)),
            (" 2 h ", When::In(120)),
            ("3D", When::In(3 * 24 * 60)),
            ("1w", When::In(7 * 24 * 60)),
            ("Tomorrow", When::Tomorrow),
            ("monday", When::Weekday(1)),
            ("Sunday", When::Weekday(0)),
            ("off", When::Now),
        ] {
            assert_eq!(parse(typed), Some(when), "{typed}");
        }
        for typed in [
            "",
            "2",
            "h",
            "0h",
            "-2h",
            "2x",
            "2hh",
            "1.5h",
            "99999999999999999999h",
            "9999w",
            "someday",
            "2ü",
        ] {
            assert_eq!(parse(typed), None, "{typed}");
        }
    }

    #[test]
    fn what_is_suggested_is_understood() {
        let typed = |begun: &str| suggested(begun).into_iter().map(|one| one.typed).collect::<Vec<_>>();
        assert_eq!(typed(""), ["1h", "tomorrow", "monday"]);
        assert_eq!(typed("t"), ["tomorrow", "tuesday", "thursday"]);
        assert_eq!(typed("in o"), ["1h"]);
        assert_eq!(typed("o"), ["off"]);
        assert_eq!(typed("2h"), Vec::<String>::new());
        for begun in ["", "1", "t", "m", "w", "f", "s", "o"] {
            for one in suggested(begun) {
                assert_eq!(parse(&one.typed), Some(one.when), "{}", one.typed);
            }
        }
    }

    #[test]
    fn the_same_day_of_the_week_is_the_next_one() {
        assert_eq!(days_until(1, 1), 7);
        assert_eq!(days_until(0, 1), 1);
        assert_eq!(days_until(2, 1), 6);
        assert_eq!(days_until(6, 0), 1);
    }

    #[test]
    fn a_number_of_minutes_needs_no_calendar() {
        assert_eq!(at(When::In(90), Timestamp(5)), Some(Timestamp(5 + 90 * MINUTE)));
        assert_eq!(at(When::Now, Timestamp(5)), None);
    }
}
