//! What the installation charges for its operators (manual A7). Prices and amounts are whole
//! numbers of the currency's smallest unit, so rounding happens only where a rule says so.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// A calendar month in UTC: 12 × year + month counted from 0. Consecutive months have consecutive
/// numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Month(pub u32);

impl Month {
    /// The month of this year with this number, from 1 to 12.
    pub fn new(year: u32, number: u32) -> Option<Month> {
        ((1..=12).contains(&number) && year <= 9_999).then(|| Month(year * 12 + number - 1))
    }

    /// Parses `2026-10`.
    pub fn of_key(key: &str) -> Option<Month> {
        let (year, number) = key.split_once('-')?;
        let is_plain =
            |text: &str, digits: usize| text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
        let is_key = is_plain(year, 4) && is_plain(number, 2);
        Month::new(year.parse().ok()?, number.parse().ok()?).filter(|_| is_key)
    }

    /// The form used in URLs: `2026-10`.
    pub fn key(self) -> String {
        format!("{:04}-{:02}", self.year(), self.number())
    }

    /// Its year.
    pub fn year(self) -> u32 {
        self.0 / 12
    }

    /// Its number in the year, from 1 to 12.
    pub fn number(self) -> u32 {
        self.0 % 12 + 1
    }

    /// Its name in English.
    pub fn name(self) -> &'static str {
        const NAMES: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        NAMES[(self.0 % 12) as usize]
    }

    /// The following month.
    pub fn next(self) -> Month {
        Month(self.0 + 1)
    }
}

impl fmt::Display for Month {
    /// The form for people: `October 2026`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name(), self.year())
    }
}

/// A currency (ISO 4217).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Currency {
    /// Its three letters.
    pub code: String,
    /// The number of decimal places of its amounts: 2 for EUR, 0 for JPY, 3 for KWD.
    pub digits: u8,
}

impl Currency {
    /// An amount in the smallest unit, formatted for people: `1,234.50 EUR`, with a non-breaking
    /// space.
    pub fn amount(&self, units: i64) -> String {
        let one = 10_u64.pow(u32::from(self.digits));
        let (whole, rest) = (units.unsigned_abs() / one, units.unsigned_abs() % one);
        let sign = if units < 0 { "−" } else { "" };
        let point = if self.digits == 0 {
            String::new()
        } else {
            format!(".{rest:0width$}", width = usize::from(self.digits))
        };
        format!("{sign}{}{point}\u{a0}{}", grouped(whole), self.code)
    }
}

fn grouped(whole: u64) -> String {
    let digits = whole.to_string();
    let mut text = String::new();
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// What an account's operators cost at present.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fees {
    /// The currency of all amounts.
    pub currency: Currency,
    /// The monthly price of one operator's account.
    pub price: i64,
    /// The current month.
    pub month: Month,
    /// The number of operator accounts that are active now.
    pub active: u32,
    /// What the current month will have cost at its end if nothing changes until then.
    pub expected: i64,
    /// The statements of past months with costs, the newest first.
    pub statements: Vec<StatementHead>,
}

impl Fees {
    /// The cost of a whole month with the present number of accounts.
    pub fn monthly(&self) -> i64 {
        self.price * i64::from(self.active)
    }
}

/// A statement in the list of statements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementHead {
    /// The month it covers.
    pub month: Month,
    /// The number of operator accounts on it.
    pub accounts: u32,
    /// The total cost of the month.
    pub total: i64,
    /// The currency of the total.
    pub currency: Currency,
}

/// The cost of a past month. It is written once, soon after the end of the month, and never
/// changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The account's present name.
    pub account: String,
    /// The month it covers.
    pub month: Month,
    /// The number of days in the month.
    pub days: u8,
    /// The currency of all amounts.
    pub currency: Currency,
    /// The monthly price of one operator's account when the statement was written.
    pub price: i64,
    /// A line for each operator account that was active, sorted by name.
    pub lines: Vec<StatementLine>,
    /// The sum of the lines.
    pub total: i64,
    /// When the statement was written.
    pub frozen_at: Timestamp,
}

/// An operator's account in one month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementLine {
    /// The operator's screen name when the statement was written.
    pub name: String,
    /// Their login; empty if their account was deleted.
    pub login: String,
    /// The first day of the month on which the account was active, from 1.
    pub from: u8,
    /// The last day on which it was active.
    pub until: u8,
    /// The ranges of days between those two on which the account was deactivated: first and last
    /// day of each, in order. Statements older than deactivation have none.
    #[serde(default)]
    pub breaks: Vec<(u8, u8)>,
    /// The cost: price × days ÷ days of the month, rounded to the smallest unit, halves up.
    pub amount: i64,
}

impl StatementLine {
    /// The number of days on which the account was active, including the first and the last.
    pub fn days(&self) -> u8 {
        self.stretches().iter().map(|(from, until)| until - from + 1).sum()
    }

    /// The ranges of days on which the account was active: first and last day of each, in order.
    pub fn stretches(&self) -> Vec<(u8, u8)> {
        let begins = [self.from].into_iter().chain(self.breaks.iter().map(|(_, last)| last + 1));
        let ends = self.breaks.iter().map(|(first, _)| first - 1).chain([self.until]);
        begins.zip(ends).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn currency(code: &str, digits: u8) -> Currency {
        Currency { code: code.into(), digits }
    }

    #[test]
    fn an_amount_is_grouped_and_has_the_digits_of_its_currency() {
        for (code, digits, units, shown) in [
            ("EUR", 2, 0, "0.00 EUR"),
            ("EUR", 2, 5, "0.05 EUR"),
            ("EUR", 2, 99_999, "999.99 EUR"),
            ("EUR", 2, 100_000, "1,000.00 EUR"),
            ("EUR", 2, 123_456_789, "1,234,567.89 EUR"),
            ("EUR", 2, -123_450, "−1,234.50 EUR"),
            ("JPY", 0, 1_200, "1,200 JPY"),
            ("KWD", 3, 1_234_567, "1,234.567 KWD"),
            ("EUR", 2, i64::MIN, "−92,233,720,368,547,758.08 EUR"),
        ] {
            assert_eq!(currency(code, digits).amount(units).replace('\u{a0}', " "), shown);
        }
    }

    #[test]
    fn a_month_is_read_as_it_is_written() {
        let october = Month::new(2026, 10).unwrap();
        assert_eq!((october.key().as_str(), october.to_string().as_str()), ("2026-10", "October 2026"));
        assert_eq!(Month::of_key("2026-10"), Some(october));
        assert_eq!(Month::new(2026, 12).unwrap().next(), Month::new(2027, 1).unwrap());
        for bad in ["", "2026", "2026-13", "2026-00", "2026-1", "26-10", "+026-10", "2026-10-01", "2026-１０"]
        {
            assert_eq!(Month::of_key(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_line_tells_the_days_on_which_the_account_was_active() {
        // The format before accounts could be deactivated.
        let old = r#"{"name":"Ben","login":"","from":16,"until":30,"amount":450}"#;
        let line: StatementLine = serde_json::from_str(old).unwrap();
        assert_eq!((line.stretches(), line.days()), (vec![(16, 30)], 15));
        let line = StatementLine { breaks: vec![(17, 19), (25, 29)], ..line };
        assert_eq!((line.stretches(), line.days()), (vec![(16, 16), (20, 24), (30, 30)], 7));
        let json = serde_json::to_string(&line).unwrap();
        assert_eq!(serde_json::from_str::<StatementLine>(&json).unwrap(), line);
    }
}
