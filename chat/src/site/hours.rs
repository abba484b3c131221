//! When a web site has its chat, on the clocks of its place (manual A18).

use jiff::{Timestamp as Instant, civil::Date, tz::TimeZone};
use wire::{
    Timestamp,
    hours::{BusinessHours, MAX_EXCEPTIONS},
};

/// Why the hours of a site were not taken, for the person who typed them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadHours {
    /// There is no such time zone.
    #[error("there is no time zone “{0}”; it is named like Europe/Berlin")]
    NoZone(String),
    /// These are no times, or they overlap.
    #[error("“{0}” are no times like 09:00-12:30, 14:00-18:00")]
    NoTimes(String),
    /// This is no exception, or its day is there twice.
    #[error("“{0}” is no exception like 2026-12-25 or 2026-12-24 09:00-12:00, each day once")]
    NoException(String),
    /// There are more than [`MAX_EXCEPTIONS`] exceptions.
    #[error("these are more than {MAX_EXCEPTIONS} exceptions")]
    TooMany,
}

/// From this minute of the day until before that one.
type Opening = (u16, u16);

/// The hours as they are kept: each time as `09:00`, in order, exceptions by day.
pub(crate) fn normal(hours: BusinessHours) -> Result<BusinessHours, BadHours> {
    let zone = hours.zone.trim();
    let Some(zone) = TimeZone::get(zone).ok().and_then(|zone| zone.iana_name().map(str::to_owned)) else {
        return Err(BadHours::NoZone(shown(zone)));
    };
    let mut week: [String; 7] = Default::default();
    for (day, times) in week.iter_mut().zip(&hours.week) {
        *day = written(&openings(times).ok_or_else(|| BadHours::NoTimes(shown(times)))?);
    }
    let mut exceptions: Vec<(Date, Vec<Opening>)> = Vec::new();
    for line in hours.exceptions.iter().filter(|line| !line.trim().is_empty()) {
        match exception(line) {
            Some((day, times)) if exceptions.iter().all(|(other, _)| *other != day) => {
                exceptions.push((day, times));
            }
            _ => return Err(BadHours::NoException(shown(line))),
        }
    }
    if exceptions.len() > MAX_EXCEPTIONS {
        return Err(BadHours::TooMany);
    }
    exceptions.sort();
    let exceptions =
        exceptions.iter().map(|(day, times)| format!("{day} {}", written(times)).trim().to_owned());
    Ok(BusinessHours { zone, week, exceptions: exceptions.collect() })
}

/// Whether the site has its chat now. Hours that this version cannot read are no reason to turn visitors away.
pub(crate) fn is_open(hours: &BusinessHours, now: Timestamp) -> bool {
    let (Ok(zone), Ok(now)) = (TimeZone::get(&hours.zone), Instant::from_millisecond(now.0)) else {
        return true;
    };
    let there = zone.to_datetime(now);
    let exception =
        hours.exceptions.iter().filter_map(|line| exception(line)).find(|(day, _)| *day == there.date());
    let weekday = there.date().weekday().to_monday_zero_offset();
    let openings = match exception {
        Some((_, openings)) => openings,
        None => match usize::try_from(weekday)
            .ok()
            .and_then(|day| hours.week.get(day))
            .and_then(|times| openings(times))
        {
            Some(openings) => openings,
            None => return true,
        },
    };
    let minute = i32::from(there.hour()) * 60 + i32::from(there.minute());
    openings.iter().any(|(from, to)| (i32::from(*from)..i32::from(*to)).contains(&minute))
}

/// What it says, in words for the record.
pub(crate) fn in_words(hours: Option<&BusinessHours>) -> String {
    let Some(hours) = hours else { return "always".into() };
    let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let week = names.iter().zip(&hours.week).filter(|(_, times)| !times.is_empty());
    let week: Vec<_> = week.map(|(day, times)| format!("{day} {times}")).collect();
    let exceptions = hours.exceptions.join("; ");
    let but = if exceptions.is_empty() { String::new() } else { format!("; {exceptions}") };
    format!("{} ({}){but}", week.join("; "), hours.zone)
}

fn exception(line: &str) -> Option<(Date, Vec<Opening>)> {
    let line = line.trim();
    let (day, times) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    Some((day.parse().ok()?, openings(times)?))
}

/// In order, none over another.
fn openings(times: &str) -> Option<Vec<Opening>> {
    if times.trim().is_empty() {
        return Some(Vec::new());
    }
    let mut all = times.split(',').map(opening).collect::<Option<Vec<_>>>()?;
    all.sort_unstable();
    all.is_sorted_by(|one, next| one.1 <= next.0).then_some(all)
}

fn opening(times: &str) -> Option<Opening> {
    let (from, to) = times.split_once(['-', '–'])?;
    let (from, to) = (minute(from)?, minute(to)?);
    (from < to).then_some((from, to))
}

/// `9`, `09:00`; also the day's end, `24:00`.
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
        for bad in ["9", "9-25", "12-9", "9-9", "9-12, 11-13", "9:60-10", "x", "-", "009-10", "+9-10"] {
            assert_eq!(normal(hours("UTC", bad, &[])), Err(BadHours::NoTimes(bad.into())), "{bad}");
        }
        for bad in
            [&["tomorrow"][..], &["2026-02-30"], &["2026-12-25", "2026-12-25 9-12"], &["2026-12-25 noon"]]
        {
            assert!(matches!(normal(hours("UTC", "", bad)), Err(BadHours::NoException(_))), "{bad:?}");
        }
        assert_eq!(normal(hours("Mars/Base", "", &[])), Err(BadHours::NoZone("Mars/Base".into())));
        let days: Vec<_> =
            (1..=9).flat_map(|m| (1..=28).map(move |d| format!("2027-{m:02}-{d:02}"))).collect();
        let many = BusinessHours { exceptions: days, ..hours("UTC", "", &[]) };
        assert_eq!(normal(many), Err(BadHours::TooMany));
    }

    #[test]
    fn the_clocks_of_the_place_count_in_summer_and_in_winter() {
        let berlin = hours("Europe/Berlin", "09:00-17:00", &[]);
        // 9 o'clock is 8 UTC in winter and 7 UTC in summer; the change was on 29 March 2026, a Sunday.
        assert!(!is_open_at(&berlin, "2026-03-27T07:59:59Z") && is_open_at(&berlin, "2026-03-27T08:00:00Z"));
        assert!(!is_open_at(&berlin, "2026-03-30T06:59:59Z") && is_open_at(&berlin, "2026-03-30T07:00:00Z"));
        assert!(is_open_at(&berlin, "2026-03-30T14:59:59Z") && !is_open_at(&berlin, "2026-03-30T15:00:00Z"));
        assert!(!is_open_at(&berlin, "2026-03-29T10:00:00Z"), "on Sundays it is closed");
    }

    #[test]
    fn in_the_night_of_the_change_each_minute_has_its_place() {
        let mut night = hours("Europe/Berlin", "", &[]);
        night.week[6] = "02:30-03:30".into();
        // In spring there is no 2:30: at 01:00 UTC it is 3 o'clock.
        assert!(!is_open_at(&night, "2026-03-29T00:59:00Z") && is_open_at(&night, "2026-03-29T01:00:00Z"));
        assert!(!is_open_at(&night, "2026-03-29T01:30:00Z"));
        // In autumn there are two: at 00:30 and at 01:30 UTC.
        for utc in ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:29:00Z"] {
            assert!(is_open_at(&night, utc), "{utc}");
        }
        assert!(!is_open_at(&night, "2026-10-25T01:00:00Z"), "it is 2 o'clock for the second time");
    }

    #[test]
    fn on_an_exception_its_own_times_hold() {
        let shop = hours("Asia/Tokyo", "09:00-24:00", &["2026-12-24 10:00-11:00", "2026-12-25"]);
        assert!(is_open_at(&shop, "2026-12-23T14:59:00Z") && !is_open_at(&shop, "2026-12-23T15:00:00Z"));
        assert!(!is_open_at(&shop, "2026-12-24T00:30:00Z") && is_open_at(&shop, "2026-12-24T01:30:00Z"));
        assert!(!is_open_at(&shop, "2026-12-25T01:30:00Z"));
    }
}
