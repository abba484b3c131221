use proptest::{collection::vec, option, prelude::*};

use super::*;

const PRICE: i64 = 900;

fn month(year: u32, number: u32) -> Month {
    Month::new(year, number).unwrap()
}

fn beginning(month: Month) -> Timestamp {
    Timestamp(first_day(month) * DAY)
}

/// The time this many milliseconds after the beginning of this day of the month.
fn at(of: Month, day: i64, millis: i64) -> Timestamp {
    beginning(of).plus_millis((day - 1) * DAY + millis)
}

fn seat(nr: u64, since: Timestamp, until: Option<Timestamp>) -> OperatorSeat {
    with_breaks(nr, since, until, &[])
}

/// The same seat, deactivated during these periods.
fn with_breaks(
    nr: u64,
    since: Timestamp,
    until: Option<Timestamp>,
    breaks: &[(Timestamp, Timestamp)],
) -> OperatorSeat {
    OperatorSeat {
        name: format!("Operator {nr}"),
        login: String::new(),
        active: between(since, until, breaks),
    }
}

/// The first and last day on which an account was active in the month, and its cost.
fn counted(of: Month, since: Timestamp, until: Option<Timestamp>) -> Option<(u8, u8, i64)> {
    let lines = lines(&[seat(1, since, until)], of, PRICE);
    assert!(lines.len() <= 1);
    lines.first().map(|line| (line.from, line.until, line.amount))
}

#[test]
fn a_month_has_its_days() {
    for (year, number, days) in
        [(2026, 1, 31), (2026, 2, 28), (2024, 2, 29), (2000, 2, 29), (2100, 2, 28), (2026, 11, 30)]
    {
        assert_eq!(length(month(year, number)), days, "{year}-{number}");
    }
    assert_eq!(beginning(month(1970, 1)), Timestamp(0));
    assert_eq!(beginning(month(2024, 3)), Timestamp(1_709_251_200_000));
}

#[test]
fn a_month_begins_and_ends_with_its_moments_in_utc() {
    for (moment, of) in [
        (Timestamp(0), month(1970, 1)),
        (Timestamp(1_709_251_199_999), month(2024, 2)),
        (Timestamp(1_709_251_200_000), month(2024, 3)),
        (Timestamp(1_767_225_599_999), month(2025, 12)),
        (Timestamp(1_767_225_600_000), month(2026, 1)),
    ] {
        assert_eq!(month_of(moment), of, "{moment:?}");
    }
}

#[test]
fn who_was_there_all_month_costs_the_price() {
    let april = month(2026, 4);
    let long_ago = at(month(2019, 7), 3, 5);
    assert_eq!(counted(april, long_ago, None), Some((1, 30, 900)));
    assert_eq!(counted(april, at(april, 1, 0), None), Some((1, 30, 900)));
    assert_eq!(counted(april, long_ago, Some(at(april, 30, DAY - 1))), Some((1, 30, 900)));
    assert_eq!(counted(april, long_ago, Some(at(month(2026, 5), 1, 0))), Some((1, 30, 900)));
    assert_eq!(counted(april, at(april, 1, DAY - 1), Some(at(month(2026, 6), 9, 0))), Some((1, 30, 900)));
}

#[test]
fn who_was_there_for_a_part_of_a_day_is_counted_for_that_day() {
    let april = month(2026, 4);
    let long_ago = at(month(2019, 7), 3, 5);
    assert_eq!(counted(april, at(april, 16, 0), None), Some((16, 30, 450)));
    assert_eq!(counted(april, at(april, 16, DAY - 1), None), Some((16, 30, 450)));
    assert_eq!(counted(april, at(april, 30, DAY - 1), None), Some((30, 30, 30)));
    assert_eq!(counted(april, at(april, 9, 7), Some(at(april, 9, 8))), Some((9, 9, 30)));
    assert_eq!(
        counted(april, at(april, 9, 0), Some(at(april, 9, 0))),
        Some((9, 9, 30)),
        "added and taken back at once"
    );
    assert_eq!(counted(april, long_ago, Some(at(april, 1, 1))), Some((1, 1, 30)));
    assert_eq!(
        counted(april, long_ago, Some(at(april, 11, 0))),
        Some((1, 10, 300)),
        "gone as the 11th begins"
    );
}

#[test]
fn who_was_not_there_in_the_month_is_not_on_it() {
    let april = month(2026, 4);
    assert_eq!(counted(april, at(month(2026, 5), 1, 0), None), None);
    assert_eq!(counted(april, at(month(2026, 3), 1, 0), Some(at(month(2026, 3), 31, DAY - 1))), None);
    assert_eq!(
        counted(april, at(month(2026, 3), 1, 0), Some(at(april, 1, 0))),
        None,
        "gone as the month begins"
    );
    assert_eq!(counted(april, at(april, 1, 0), Some(at(april, 1, 0))), Some((1, 1, 30)));
}

#[test]
fn who_was_deactivated_for_a_while_costs_the_other_days() {
    let april = month(2026, 4);
    let long_ago = at(month(2019, 7), 3, 5);
    let of = |until: Option<Timestamp>, breaks: &[(Timestamp, Timestamp)]| {
        let mut lines = lines(&[with_breaks(1, long_ago, until, breaks)], april, PRICE);
        assert!(lines.len() <= 1);
        lines.pop().map(|line| (line.stretches(), line.days(), line.amount))
    };
    let away = |from: i64, until: i64| (at(april, from, 7), at(april, until, 7));
    assert_eq!(of(None, &[away(5, 11)]), Some((vec![(1, 5), (11, 30)], 25, 750)), "both days are paid for");
    assert_eq!(
        of(None, &[away(5, 5), away(9, 10)]),
        Some((vec![(1, 30)], 30, 900)),
        "on every day for a part"
    );
    let gone = Some(at(april, 29, 0));
    let twice = [away(3, 9), (at(april, 11, 0), at(april, 27, 1))];
    assert_eq!(of(gone, &twice), Some((vec![(1, 3), (9, 10), (27, 28)], 7, 210)));
    let before = (at(month(2026, 2), 1, 0), at(april, 16, 0));
    assert_eq!(of(None, &[before]), Some((vec![(16, 30)], 15, 450)));
    assert_eq!(of(None, &[(at(april, 16, 0), at(month(2026, 5), 2, 0))]), Some((vec![(1, 15)], 15, 450)));
    assert_eq!(of(None, &[(at(month(2026, 3), 9, 0), at(month(2026, 5), 2, 0))]), None, "away all month");
    assert_eq!(of(gone, &[away(1, 1), (at(april, 29, 0), at(april, 29, 0))]), Some((vec![(1, 29)], 29, 870)));
}

#[test]
fn who_was_invited_costs_something_from_the_day_on_which_they_came() {
    let (march, april) = (month(2026, 3), month(2026, 4));
    let invited = at(march, 20, 5);
    let of = |until: Option<Timestamp>, breaks: &[(Timestamp, Timestamp)]| {
        let seat = with_breaks(1, came(invited, breaks), until, breaks);
        let lines = [march, april].map(|of| lines(std::slice::from_ref(&seat), of, PRICE));
        lines.map(|lines| lines.first().map(|line| line.stretches()))
    };
    let until_they_came = (invited, at(april, 16, 9));
    assert_eq!(of(None, &[until_they_came]), [None, Some(vec![(16, 30)])]);
    assert_eq!(of(None, &[(invited, at(march, 20, 9))]), [Some(vec![(20, 31)]), Some(vec![(1, 30)])]);
    assert_eq!(of(Some(at(april, 18, 0)), &[until_they_came]), [None, Some(vec![(16, 17)])]);
    let away = (at(april, 20, 1), at(april, 25, 1));
    assert_eq!(of(None, &[until_they_came, away]), [None, Some(vec![(16, 20), (25, 30)])]);
    // The invitation was suspended for a while before the operator accepted; the breaks in either
    // order.
    let before = (at(march, 25, 0), at(march, 28, 0));
    assert_eq!(of(None, &[until_they_came, before]), [None, Some(vec![(16, 30)])]);
    let over = (at(march, 25, 0), at(april, 21, 0));
    assert_eq!(of(None, &[until_they_came, over]), [None, Some(vec![(21, 30)])]);
    assert_eq!(of(Some(at(march, 25, 0)), &[until_they_came]), [None, None], "it rests still");
}

#[test]
fn a_leap_year_has_one_more_day_to_pay_for() {
    let (common, leap) = (month(2026, 2), month(2024, 2));
    assert_eq!(counted(common, at(common, 15, 0), None), Some((15, 28, 450)));
    assert_eq!(counted(leap, at(leap, 15, 0), None), Some((15, 29, 466)), "900 × 15 ÷ 29 = 465.5");
    assert_eq!(counted(leap, at(leap, 29, 0), None), Some((29, 29, 31)));
}

#[test]
fn halves_are_rounded_up_and_only_they() {
    assert_eq!(part_of(1, 15, 30), 1);
    assert_eq!(part_of(1, 14, 30), 0);
    assert_eq!(part_of(100, 1, 31), 3);
    assert_eq!(part_of(1_000_000_000, 31, 31), 1_000_000_000);
}

/// Any account in the years around 2026.
fn any_seat() -> impl Strategy<Value = (Timestamp, Option<Timestamp>)> {
    let from = beginning(month(2024, 1)).0;
    let until = beginning(month(2028, 6)).0;
    (from..until, option::of(0..3 * 366 * DAY))
        .prop_map(|(since, lasts)| (Timestamp(since), lasts.map(|lasts| Timestamp(since + lasts))))
}

fn any_seats() -> impl Strategy<Value = Vec<OperatorSeat>> {
    vec(any_seat(), 0..12).prop_map(|seats| {
        seats.into_iter().zip(0..).map(|((since, until), nr)| seat(nr, since, until)).collect()
    })
}

fn any_month() -> impl Strategy<Value = Month> {
    (month(2023, 12).0..=month(2028, 12).0).prop_map(Month)
}

proptest! {
    #[test]
    fn every_day_is_in_the_month_that_it_is_said_to_be_in(millis in 0..beginning(month(2100, 1)).0) {
        let of = month_of(Timestamp(millis));
        prop_assert!(days_of(of).contains(&day_of(Timestamp(millis))));
        prop_assert!((28..=31).contains(&length(of)));
        prop_assert_eq!(month_of(beginning(of)), of);
        prop_assert_eq!(month_of(beginning(of.next()).plus_millis(-1)), of);
    }

    #[test]
    fn the_total_is_the_sum_of_the_lines_and_nobody_is_on_it_twice(
        seats in any_seats(), of in any_month(), price in 1_i64..1_000_000,
    ) {
        let lines = lines(&seats, of, price);
        let mut names: Vec<_> = lines.iter().map(|line| &line.name).collect();
        names.sort_unstable();
        names.dedup();
        prop_assert_eq!(names.len(), lines.len());
        prop_assert_eq!(total(&lines), lines.iter().map(|line| line.amount).sum::<i64>());
        for line in &lines {
            prop_assert!(1 <= line.from && line.from <= line.until && line.until <= length(of));
            prop_assert!((0..=price).contains(&line.amount), "nobody costs more than the price");
            prop_assert!(line.days() < length(of) || line.amount == price, "a whole month costs just the price");
            let (exact, all) = (price * i64::from(line.days()), i64::from(length(of)));
            prop_assert!((2 * (line.amount * all - exact)).abs() <= all, "no further off than half a unit");
        }
    }

    /// Computed in another way: looks at each day of the month.
    #[test]
    fn the_days_are_those_on_which_the_account_was_active(one in any_seat(), of in any_month()) {
        let (since, until) = one;
        let active = |day: i64| {
            let (begins, ends) = (day * DAY, (day + 1) * DAY);
            // It began on this day, or before it and had not ended by then.
            (begins..ends).contains(&since.0) || since.0 < begins && until.is_none_or(|until| until.0 > begins)
        };
        let days: Vec<_> = days_of(of).filter(|day| active(*day)).collect();
        let found = seat(1, since, until).days_in(of).map(|(from, until, _)| (from, until));
        let number = |day: i64| u8::try_from(day - days_of(of).start + 1).unwrap();
        prop_assert_eq!(found, days.first().map(|first| (number(*first), number(days[days.len() - 1]))));
        prop_assert_eq!(days.len(), found.map_or(0, |(from, until)| usize::from(until - from + 1)));
    }

    #[test]
    fn no_day_is_paid_for_twice_over_the_months(one in any_seat()) {
        let (since, until) = one;
        let until = until.unwrap_or(beginning(month(2028, 12)));
        let seat = seat(1, since, Some(until));
        let days: i64 = (month_of(since).0..=month_of(until).0)
            .filter_map(|of| seat.days_in(Month(of)))
            .map(|(from, until, _)| i64::from(until - from + 1))
            .sum();
        let all = day_of(until.plus_millis(-1)).max(day_of(since)) - day_of(since) + 1;
        prop_assert_eq!(days, all);
    }

    /// Computed in another way: looks at each day of the month.
    #[test]
    fn breaks_are_the_days_on_which_the_account_was_never_active(
        one in any_seat(), steps in vec(0..40 * DAY, 0..8), of in any_month(), price in 1_i64..1_000_000,
    ) {
        let (since, until) = one;
        let mut at = since;
        let mut breaks = Vec::new();
        for pair in steps.chunks_exact(2) {
            let (begin, end) = (at.plus_millis(pair[0]), at.plus_millis(pair[0] + pair[1]));
            if until.is_some_and(|until| end > until) {
                break;
            }
            breaks.push((begin, end));
            at = end;
        }
        let seat = with_breaks(1, since, until, &breaks);
        let active = |day: i64| {
            let (begins, ends) = (day * DAY, (day + 1) * DAY);
            seat.active.iter().any(|one| {
                (begins..ends).contains(&one.since.0)
                    || one.since.0 < begins && one.until.is_none_or(|until| until.0 > begins)
            })
        };
        let number = |day: i64| u8::try_from(day - days_of(of).start + 1).unwrap();
        let days: Vec<_> = days_of(of).filter(|day| active(*day)).map(number).collect();
        let lines = lines(std::slice::from_ref(&seat), of, price);
        let told: Vec<_> = lines.iter().flat_map(StatementLine::stretches).flat_map(|(from, until)| from..=until).collect();
        prop_assert_eq!(&told, &days);
        for line in &lines {
            prop_assert_eq!(usize::from(line.days()), days.len());
            prop_assert!(line.stretches().is_sorted_by(|one, next| one.1 + 1 < next.0), "each stretch as long as it is");
            prop_assert!(line.days() < length(of) || line.amount == price);
        }
    }
}
