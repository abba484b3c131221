//! The price of an operator's account, set by whoever runs the installation.

use wire::fees::Currency;

/// The highest price, in the currency's smallest unit. At this price the cost of thousands of
/// accounts is still exact.
const HIGHEST: i64 = 1_000_000_000;

/// What an operator's account costs for a month; always more than zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// In the currency's smallest unit.
    pub(crate) units: i64,
    pub(crate) currency: Currency,
}

/// Why a price is invalid, for the person who set it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPrice {
    /// It is not a number made of digits with an optional decimal point.
    #[error("\"{0}\" is not an amount; it takes a number with a point before its decimals, such as 9.00")]
    NotAnAmount(String),
    /// It has more decimals than the currency.
    #[error("{0} has {1} decimals, and \"{2}\" has more")]
    TooManyDecimals(String, u8, String),
    /// Above the limit.
    #[error("\"{0}\" is too much; it takes at most {1}")]
    TooMuch(String, String),
    /// The price is not 0, and no currency is set.
    #[error("a price needs a currency; name it by its three letters (ISO 4217), such as EUR")]
    NoCurrency,
    /// There is no such currency, or it is not money.
    #[error("\"{0}\" is not a currency; it takes the three letters of ISO 4217, such as EUR")]
    NotACurrency(String),
}

impl BadPrice {
    /// Whether the currency is the setting that must be corrected.
    pub fn is_about_currency(&self) -> bool {
        matches!(self, BadPrice::NoCurrency | BadPrice::NotACurrency(_))
    }
}

impl Price {
    /// The price of this amount, such as `9.00`, in this currency (ISO 4217). `None`: the amount is
    /// 0.
    ///
    /// # Errors
    /// What is wrong with the amount or the currency.
    pub fn of(amount: &str, currency: Option<&str>) -> Result<Option<Price>, BadPrice> {
        let currency = currency.map(known).transpose()?;
        let decimals = decimals_of(amount)?;
        if decimals.is_zero() {
            return Ok(None);
        }
        let currency = currency.ok_or(BadPrice::NoCurrency)?;
        let units = decimals.in_units_of(&currency, amount)?;
        Ok(Some(Price { units, currency }))
    }
}

/// A currency that people pay with. Gold, special drawing rights and the like have no smallest
/// unit.
fn known(code: &str) -> Result<Currency, BadPrice> {
    let not_known = || BadPrice::NotACurrency(code.to_owned());
    let upper = code.trim().to_ascii_uppercase();
    let currency = iso_currency::Currency::from_code(&upper).ok_or_else(not_known)?;
    let digits = currency.exponent().ok_or_else(not_known)?;
    Ok(Currency { code: upper, digits: u8::try_from(digits).map_err(|_| not_known())? })
}

/// The digits before and after the point.
struct Decimals<'a> {
    whole: &'a str,
    rest: &'a str,
}

fn decimals_of(amount: &str) -> Result<Decimals<'_>, BadPrice> {
    let (whole, rest) = amount.trim().split_once('.').unwrap_or((amount.trim(), ""));
    let is_amount =
        !whole.is_empty() && [whole, rest].iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    let ends_well = !amount.trim().ends_with('.');
    match is_amount && ends_well {
        true => Ok(Decimals { whole, rest: rest.trim_end_matches('0') }),
        false => Err(BadPrice::NotAnAmount(amount.to_owned())),
    }
}

impl Decimals<'_> {
    fn is_zero(&self) -> bool {
        self.whole.bytes().chain(self.rest.bytes()).all(|digit| digit == b'0')
    }

    fn in_units_of(&self, currency: &Currency, amount: &str) -> Result<i64, BadPrice> {
        let digits = usize::from(currency.digits);
        if self.rest.len() > digits {
            return Err(BadPrice::TooManyDecimals(currency.code.clone(), currency.digits, amount.to_owned()));
        }
        let units = format!("{}{:0<digits$}", self.whole, self.rest).parse().ok();
        units
            .filter(|units| *units <= HIGHEST)
            .ok_or_else(|| BadPrice::TooMuch(amount.to_owned(), currency.amount(HIGHEST)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(amount: &str, currency: &str) -> Option<i64> {
        Price::of(amount, Some(currency)).unwrap().map(|price| price.units)
    }

    #[test]
    fn a_price_is_exact_in_the_smallest_unit_of_its_currency() {
        for (amount, currency, exact) in [
            ("9", "EUR", 900),
            ("9.5", "EUR", 950),
            ("9.50", "eur", 950),
            ("0.10", "USD", 10),
            ("0.07", "USD", 7),
            ("9.500000", "EUR", 950),
            ("1200", "JPY", 1_200),
            ("1200.00", "JPY", 1_200),
            ("1.234", "KWD", 1_234),
            ("10000000", "EUR", 1_000_000_000),
            (" 9.00 ", " CHF ", 900),
        ] {
            assert_eq!(units(amount, currency), Some(exact), "{amount} {currency}");
        }
    }

    #[test]
    fn nothing_is_free_whatever_its_currency() {
        for free in ["0", "0.00", "000.000", " 0 "] {
            assert_eq!(Price::of(free, None), Ok(None), "{free}");
            assert_eq!(Price::of(free, Some("EUR")), Ok(None), "{free}");
        }
    }

    #[test]
    fn what_is_no_price_is_told_to_who_can_mend_it() {
        for (amount, currency, hint, is_about_currency) in [
            ("", Some("EUR"), "such as 9.00", false),
            ("nine", Some("EUR"), "such as 9.00", false),
            ("9,00", Some("EUR"), "such as 9.00", false),
            ("-9", Some("EUR"), "such as 9.00", false),
            ("+9", Some("EUR"), "such as 9.00", false),
            ("9.", Some("EUR"), "such as 9.00", false),
            (".5", Some("EUR"), "such as 9.00", false),
            ("1e3", Some("EUR"), "such as 9.00", false),
            ("９", Some("EUR"), "such as 9.00", false),
            ("9.999", Some("EUR"), "EUR has 2 decimals", false),
            ("9.5", Some("JPY"), "JPY has 0 decimals", false),
            ("10000000.01", Some("EUR"), "at most 10,000,000.00", false),
            ("99999999999999999999999", Some("EUR"), "at most", false),
            ("9", None, "needs a currency", true),
            ("9", Some("EURO"), "ISO 4217", true),
            ("0", Some("QQQ"), "ISO 4217", true),
            ("9", Some("XAU"), "ISO 4217", true),
        ] {
            let bad = Price::of(amount, currency).unwrap_err();
            assert!(bad.to_string().contains(hint), "{amount} {currency:?}: {bad}");
            assert_eq!(bad.is_about_currency(), is_about_currency, "{amount} {currency:?}");
        }
    }
}
