//! The business hours of a website, in its own time zone (manual A18).

use jiff::{Timestamp as Instant, civil::Date, tz::TimeZone};
use wire::{
    Timestamp,
    hours::{BusinessHours, MAX_EXCEPTIONS},
};

/// Why the hours of a site are not accepted, for the person who typed them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadHours {
    /// There is no such time zone.
    #[error("there is no time zone “{0}”; it is named like Europe/Berlin")]
    NoZone(String),
    /// These are not times.
    #[error("“{0}” are no times like 09:00-12:30, 14:00-18:00, or 21:00-02:00 over midnight")]
    NoTimes(String),
    /// They begin and end at the same time.
    #[error("in “{0}” something begins and ends at the same time; a whole day is 00:00-24:00")]
    NoLength(String),
    /// One begins before another one ends.
    #[error("in “{0}” one time begins before another one ends")]
    Overlap(String),
    /// This is not an exception, or its day occurs twice.
    #[error("“{0}” is no exception like 2026-12-25 or 2026-12-24 09:00-12:00, each day once")]
    NoException(String),
    /// There are more than [`MAX_EXCEPTIONS`] exceptions.
    #[error("these are more than {MAX_EXCEPTIONS} exceptions")]
    TooMany,
}

/// From the first minute of the day, included, to the second, excluded. If the second is the
/// smaller one, it is on the next day.
type Opening = (u16, u16);

const DAY: u16 = 24 * 60;

/// The stored form of the hours: each time as `09:00`, sorted, exceptions by day.
pub(crate) fn normal(hours: BusinessHours) -> Result<BusinessHours, BadHours> {
    let zone = hours.zone.trim();
    let Some(zone) = TimeZone::get(zone).ok().and_then(|zone| zone.iana_name().map(str::to_owned)) else {
        return Err(BadHours::NoZone(shown(zone)));
    };
    let mut week: [String; 7] = Default::default();
    for (day, times) in week.iter_mut().zip(&hours.week) {
        *day = written(&openings(times)?);
    }
    let mut exceptions: Vec<(Date, Vec<Opening>)> = Vec::new();
    for line in hours.exceptions.iter().filter(|line| !line.trim().is_empty()) {
        let (day, times) = exception(line)?;
        if exceptions.iter().any(|(other, _)| *other == day) {
            return Err(BadHours::NoException(shown(line)));
        }
        exceptions.push((day, times));
    }
    if exceptions.len() > MAX_EXCEPTIONS {
        return Err(BadHours::TooMany);
    }
    exceptions.sort();
    let exceptions =
        exceptions.iter().map(|(day, times)| format!("{day} {}", written(times)).trim().to_owned());
    Ok(BusinessHours { zone, week, exceptions: exceptions.collect() })
}

/// Whether the site is open now. Hours that this version cannot read must not turn visitors away,
/// so they count as open.
pub(crate) fn is_open(hours: &BusinessHours, now: Timestamp) -> bool {
    let (Ok(zone), Ok(now)) = (TimeZone::get(&hours.zone), Instant::from_millisecond(now.0)) else {
        return true;
    };
    let there = zone.to_datetime(now);
    let today = there.date();
    // What began yesterday may still go on.
    let (Some(began), Some(begins)) =
        (today.yesterday().ok().and_then(|day| on(hours, day)), on(hours, today))
    else {
        return true;
    };
    let Ok(minute) = u16::try_from(i32::from(there.hour()) * 60 + i32::from(there.minute())) else {
        return true;
    };
    let is_in = |(from, to): &Opening, minute: u16| (*from..end(*from, *to)).contains(&minute);
    begins.iter().any(|one| is_in(one, minute)) || began.iter().any(|one| is_in(one, minute + DAY))
}

/// The openings that begin on this day, which are an exception's own if there is one; `None` if
/// this version cannot read them.
fn on(hours: &BusinessHours, day: Date) -> Option<Vec<Opening>> {
    let mut exceptions = hours.exceptions.iter().filter_map(|line| exception(line).ok());
    match exceptions.find(|(of, _)| *of == day) {
        Some((_, openings)) => Some(openings),
        None => {
            let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).ok()?;
            openings(hours.week.get(weekday)?).ok()
        }
    }
}

/// The end in minutes of the day on which it begins, up to two days.
fn end(from: u16, to: u16) -> u16 {
    if to > from { to } else { to + DAY }
}

pub(crate) fn in_words(hours: Option<&BusinessHours>) -> String {
    let Some(hours) = hours else { return "always".into() };
    let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let week = names.iter().zip(&hours.week).filter(|(_, times)| !times.is_empty());
    let week: Vec<_> = week.map(|(day, times)| format!("{day} {times}")).collect();
    let exceptions = hours.exceptions.join("; ");
    let but = if exceptions.is_empty() { String::new() } else { format!("; {exceptions}") };
    format!("{} ({}){but}", week.join("; "), hours.zone)
}

fn exception(line: &str) -> Result<(Date, Vec<Opening>), BadHours> {
    let line = line.trim();
    let (day, times) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let day = day.parse().map_err(|_| BadHours::NoException(shown(line)))?;
    Ok((day, openings(times)?))
}

/// Sorted, without overlap.
fn openings(times: &str) -> Result<Vec<Opening>, BadHours> {
    if times.trim().is_empty() {
        return Ok(Vec::new());
    }
    let all = times.split(',').map(opening).collect::<Option<Vec<_>>>();
    let mut all = all.ok_or_else(|| BadHours::NoTimes(shown(times)))?;
    all.sort_unstable();
    if all.iter().any(|(from, to)| from == to) {
        return Err(BadHours::NoLength(shown(times)));
    }
    match all.is_sorted_by(|one, next| end(one.0, one.1) <= next.0) {
        true => Ok(all),
        false => Err(BadHours::Overlap(shown(times))),
    }
}

fn opening(times: &str) -> Option<Opening> {
    let (from, to) = times.split_once(['-', '–'])?;
    let (from, to) = (minute(from)?, minute(to)?);
    (from < DAY).then_some((from, to))
}

/// `9` or `09:00`; also the end of the day, `24:00`.
fn minute(time: &str) -> Option<u16> {
    let (hour, minute) = time.trim().split_once(':').unwrap_or((time.trim(), "0"));
    let number = |digits: &str| {
        let plain = (1..=2).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit());
        plain.then(|| digits.parse::<u16>().ok()).flatten()
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    (minute < 60 && hour * 60 + minute <= 24 * 60).then_some(hour * 60 + minute)
}

fn written(openings: &[Opening]) -> String {
    let time = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let all: Vec<_> = openings.iter().map(|(from, to)| format!("{}-{}", time(*from), time(*to))).collect();
    all.join(", ")
}

fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(zone: &str, times: &str, exceptions: &[&str]) -> BusinessHours {
        let exceptions = exceptions.iter().map(|line| (*line).to_owned()).collect();
        let mut week: [String; 7] = std::array::from_fn(|_| times.to_owned());
        week[6].clear();
        BusinessHours { zone: zone.into(), week, exceptions }
    }

    fn is_open_at(hours: &BusinessHours, utc: &str) -> bool {
        is_open(hours, Timestamp(utc.parse::<Instant>().unwrap().as_millisecond()))
    }

    #[test]
    fn hours_are_kept_as_everybody_writes_them() {
        let typed = hours(" europe/berlin ", "14–18:30,9-12", &["2026-12-31 9-12 ", "", "2026-12-25"]);
        let kept = normal(typed).unwrap();
        assert_eq!(
            (kept.zone.as_str(), kept.week[0].as_str()),
            ("Europe/Berlin", "09:00-12:00, 14:00-18:30")
        );
        assert_eq!(kept.exceptions, ["2026-12-25", "2026-12-31 09:00-12:00"]);
        assert_eq!(kept.week[6], "");
    }

    #[test]
    fn what_is_no_time_is_named() {
        for bad in
            ["9", "9-25", "24-2", "24:00-24:00", "9:60-10", "x", "-", "9-12-14", "9-12,", "009-10", "+9-10"]
        {
            assert_eq!(normal(hours("UTC", bad, &[])), Err(BadHours::NoTimes(bad.into())), "{bad}");
        }
        for bad in ["9-9", "0-0", "21:00-02:00, 3-3"] {
            assert_eq!(normal(hours("UTC", bad, &[])), Err(BadHours::NoLength(bad.into())), "{bad}");
        }
        for bad in ["9-12, 11-13", "21-2, 22-23", "22-23, 21-2", "20-2, 22-1", "9-8, 8-9:30"] {
            assert_eq!(normal(hours("UTC", bad, &[])), Err(BadHours::Overlap(bad.into())), "{bad}");
        }
        let eve = &["2026-12-24 9-12, 10-11"];
        assert_eq!(normal(hours("UTC", "", eve)), Err(BadHours::Overlap("9-12, 10-11".into())));
        for bad in [&["tomorrow"][..], &["2026-02-30"], &["2026-12-25", "2026-12-25 9-12"]] {
            assert!(matches!(normal(hours("UTC", "", bad)), Err(BadHours::NoException(_))), "{bad:?}");
        }
        assert_eq!(normal(hours("UTC", "", &["2026-12-25 noon"])), Err(BadHours::NoTimes("noon".into())));
        assert_eq!(normal(hours("Mars/Base", "", &[])), Err(BadHours::NoZone("Mars/Base".into())));
        let days: Vec<_> =
            (1..=9).flat_map(|m| (1..=28).map(move |d| format!("2027-{m:02}-{d:02}"))).collect();
        let many = BusinessHours { exceptions: days, ..hours("UTC", "", &[]) };
        assert_eq!(normal(many), Err(BadHours::TooMany));
    }

    #[test]
    fn the_clocks_of_the_place_count_in_summer_and_in_winter() {
        let berlin = hours("Europe/Berlin", "09:00-17:00", &[]);
        // 9:00 is 8:00 UTC in winter and 7:00 UTC in summer. The clocks changed on Sunday, 29 March
        // 2026.
        assert!(!is_open_at(&berlin, "2026-03-27T07:59:59Z") && is_open_at(&berlin, "2026-03-27T08:00:00Z"));
        assert!(!is_open_at(&berlin, "2026-03-30T06:59:59Z") && is_open_at(&berlin, "2026-03-30T07:00:00Z"));
        assert!(is_open_at(&berlin, "2026-03-30T14:59:59Z") && !is_open_at(&berlin, "2026-03-30T15:00:00Z"));
        assert!(!is_open_at(&berlin, "2026-03-29T10:00:00Z"), "on Sundays it is closed");
    }

    #[test]
    fn in_the_night_of_the_change_each_minute_has_its_place() {
        let mut night = hours("Europe/Berlin", "", &[]);
        night.week[6] = "02:30-03:30".into();
        // In spring there is no 2:30: at 01:00 UTC it is 3:00.
        assert!(!is_open_at(&night, "2026-03-29T00:59:00Z") && is_open_at(&night, "2026-03-29T01:00:00Z"));
        assert!(!is_open_at(&night, "2026-03-29T01:30:00Z"));
        // In autumn there are two: at 00:30 and at 01:30 UTC.
        for utc in ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:29:00Z"] {
            assert!(is_open_at(&night, utc), "{utc}");
        }
        assert!(!is_open_at(&night, "2026-10-25T01:00:00Z"), "it is 2 o'clock for the second time");
    }

    #[test]
    fn a_night_belongs_to_the_day_on_which_it_begins() {
        let typed = hours(" UTC", "21-2, 09:00-12:00", &["2026-12-24 20:00-01:00", "2026-12-25"]);
        let bar = normal(typed).unwrap();
        assert_eq!(bar.week[0], "09:00-12:00, 21:00-02:00");
        assert_eq!(bar.exceptions[0], "2026-12-24 20:00-01:00");
        // Saturday night lasts into Sunday, on which nothing begins, so nothing is left of it on
        // Monday.
        for (utc, open) in [
            ("2026-06-06T20:59:59Z", false),
            ("2026-06-06T21:00:00Z", true),
            ("2026-06-06T23:59:59Z", true),
            ("2026-06-07T00:00:00Z", true),
            ("2026-06-07T01:59:59Z", true),
            ("2026-06-07T02:00:00Z", false),
            ("2026-06-07T21:30:00Z", false),
            ("2026-06-08T01:00:00Z", false),
            ("2026-06-09T01:00:00Z", true),
            // The night before Christmas Eve is ordinary, that of Christmas Eve is not, and on
            // Christmas Day none begins.
            ("2026-12-24T01:30:00Z", true),
            ("2026-12-24T20:30:00Z", true),
            ("2026-12-25T00:59:59Z", true),
            ("2026-12-25T01:00:00Z", false),
            ("2026-12-25T22:00:00Z", false),
            ("2026-12-26T01:00:00Z", false),
            ("2026-12-26T22:00:00Z", true),
        ] {
            assert_eq!(is_open_at(&bar, utc), open, "{utc}");
        }
        let midnight = normal(hours("UTC", "22:00-00:00", &[])).unwrap();
        assert_eq!(midnight.week[0], "22:00-00:00", "as it was typed");
        assert!(
            is_open_at(&midnight, "2026-06-08T23:59:59Z") && !is_open_at(&midnight, "2026-06-09T00:00:00Z")
        );
    }

    #[test]
    fn a_night_in_which_the_clocks_change_ends_by_the_clocks() {
        let mut bar = hours("Europe/Berlin", "", &[]);
        bar.week[5] = "21:00-03:30".into();
        // In spring it is an hour shorter: at 01:00 UTC it is 3:00.
        for (utc, open) in [
            ("2026-03-28T19:59:59Z", false),
            ("2026-03-28T20:00:00Z", true),
            ("2026-03-29T00:59:59Z", true),
            ("2026-03-29T01:29:59Z", true),
            ("2026-03-29T01:30:00Z", false),
            // In autumn it is an hour longer: 3:00 is at 02:00 UTC.
            ("2026-10-24T18:59:59Z", false),
            ("2026-10-24T19:00:00Z", true),
            ("2026-10-25T00:30:00Z", true),
            ("2026-10-25T01:30:00Z", true),
            ("2026-10-25T02:29:59Z", true),
            ("2026-10-25T02:30:00Z", false),
        ] {
            assert_eq!(is_open_at(&bar, utc), open, "{utc}");
        }
    }

    #[test]
    fn on_an_exception_its_own_times_hold() {
        let shop = hours("Asia/Tokyo", "09:00-24:00", &["2026-12-24 10:00-11:00", "2026-12-25"]);
        assert!(is_open_at(&shop, "2026-12-23T14:59:00Z") && !is_open_at(&shop, "2026-12-23T15:00:00Z"));
        assert!(!is_open_at(&shop, "2026-12-24T00:30:00Z") && is_open_at(&shop, "2026-12-24T01:30:00Z"));
        assert!(!is_open_at(&shop, "2026-12-25T01:30:00Z"));
    }
}
