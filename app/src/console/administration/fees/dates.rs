//! Months and days in words.

use wire::{Timestamp, fees::Month};

use crate::{
    texts::{tr_later, tr_with},
    words,
};

/// `%1` is the year.
const MONTHS: [&str; 12] = [
    tr_later("January %1"),
    tr_later("February %1"),
    tr_later("March %1"),
    tr_later("April %1"),
    tr_later("May %1"),
    tr_later("June %1"),
    tr_later("July %1"),
    tr_later("August %1"),
    tr_later("September %1"),
    tr_later("October %1"),
    tr_later("November %1"),
    tr_later("December %1"),
];

/// `%1` is the day and `%2` the year.
const DAYS: [&str; 12] = [
    tr_later("%1 January %2"),
    tr_later("%1 February %2"),
    tr_later("%1 March %2"),
    tr_later("%1 April %2"),
    tr_later("%1 May %2"),
    tr_later("%1 June %2"),
    tr_later("%1 July %2"),
    tr_later("%1 August %2"),
    tr_later("%1 September %2"),
    tr_later("%1 October %2"),
    tr_later("%1 November %2"),
    tr_later("%1 December %2"),
];

/// A month: `October 2026`.
pub(super) fn in_words(month: Month) -> String {
    MONTHS.get(place(month)).copied().map(|text| tr_with(text, &[&month.year()])).unwrap_or_default()
}

/// The UTC day of a timestamp: `1 November 2026`.
pub(super) fn day(at: Timestamp) -> String {
    let date = words::iso(at);
    let (month, day) = (Month::of_key(&date[..7]), date[8..10].trim_start_matches('0'));
    let told =
        month.and_then(|month| Some(tr_with(DAYS.get(place(month)).copied()?, &[&day, &month.year()])));
    told.unwrap_or_default()
}

/// The month's index in the year, from 0.
fn place(month: Month) -> usize {
    month.number() as usize - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_in_words() {
        assert_eq!(day(Timestamp(0)), "1 January 1970");
        assert_eq!(day(Timestamp(1_763_719_445_678)), "21 November 2025");
    }

    #[test]
    fn a_month_is_written_in_words() {
        for key in ["2026-01", "2026-10", "2026-12"] {
            let month = Month::of_key(key).expect("it is a month's");
            assert_eq!(in_words(month), month.to_string());
        }
    }
}
