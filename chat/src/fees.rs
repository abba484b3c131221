//! What the installation charges an account for its operators (manual A7), by month, in UTC.
//!
//! | module | holds |
//! |---|---|
//! | [`price`] | the price of an operator's account, set by whoever runs the installation |
//! | [`seats`] | what a month costs: pure functions over the active periods of accounts |
//! | [`freeze`] | freezes the statement of a month that has ended, once |
//!
//! An operator's account counts from its creation to its deletion. Periods in which it was
//! deactivated, or in which an invitation was not yet accepted, do not count. All of these are rows
//! that are never deleted, so any month can be computed at any time, including one in which the
//! server was down.

mod freeze;
mod price;
mod seats;

pub(crate) use freeze::Frozen;
pub use price::{BadPrice, Price};

use wire::{
    AccountId, Role, Timestamp,
    fees::{Currency, Fees, Month, Statement, StatementHead, StatementLine},
};

use crate::{
    Error, Refused, SignedIn, Switchboard, account,
    column::from_json,
    store::{Tx, sql},
};

impl Switchboard {
    /// Sets the monthly price of each operator's account.
    pub fn charging(self, price: Option<Price>) -> Switchboard {
        Switchboard { price, ..self }
    }

    /// Whether operators' accounts cost anything.
    pub fn has_fees(&self) -> bool {
        self.price.is_some()
    }

    /// The present monthly cost of the account's operators, and its past months.
    /// [`Refused::NotFound`]: nothing is charged. For administrators only.
    pub async fn fees(&self, who: &SignedIn) -> Result<Result<Fees, Refused>, Error> {
        let price = match self.price_for(who) {
            Ok(price) => price,
            Err(refused) => return Ok(Err(refused)),
        };
        let now = self.sources.now();
        let month = seats::month_of(now);
        let mut tx = self.store.read().await?;
        let seats = seats::of(&mut tx, who.account).await?;
        let active = seats.iter().filter(|seat| seat.is_active()).count();
        Ok(Ok(Fees {
            currency: price.currency.clone(),
            price: price.units,
            month,
            active: u32::try_from(active).unwrap_or(u32::MAX),
            expected: seats::total(&seats::lines(&seats, month, price.units)),
            statements: heads(&mut tx, who.account).await?,
        }))
    }

    /// The statement of a past month. [`Refused::NotFound`]: there is no statement for it, or
    /// nothing is charged. For administrators only.
    pub async fn statement(&self, who: &SignedIn, month: Month) -> Result<Result<Statement, Refused>, Error> {
        if let Err(refused) = self.price_for(who) {
            return Ok(Err(refused));
        }
        let mut tx = self.store.read().await?;
        let row = sql!(
            &mut tx,
            fetch_optional as (i64, String, i64, i64, String, i64),
            "select price, currency, digits, total, lines, frozen_at from statement
             where account_id = $1 and month = $2 and price > 0",
            who.account.0,
            i64::from(month.0),
        )?;
        let Some((price, code, digits, total, lines, frozen_at)) = row else {
            return Ok(Err(Refused::NotFound));
        };
        Ok(Ok(Statement {
            account: account::name_of(&mut tx, who.account).await?,
            month,
            days: seats::length(month),
            currency: currency(code, digits)?,
            price,
            lines: from_json(&lines, "statement.lines")?,
            total,
            frozen_at: Timestamp(frozen_at),
        }))
    }

    /// The price, for operators who may know the fees (manual A3).
    fn price_for(&self, who: &SignedIn) -> Result<&Price, Refused> {
        match who.role {
            Role::Administrator => self.price.as_ref().ok_or(Refused::NotFound),
            Role::Normal => Err(Refused::NotAllowed),
        }
    }
}

/// The statements of the months that cost something, newest first.
async fn heads(tx: &mut Tx, account: AccountId) -> Result<Vec<StatementHead>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (i64, String, i64, i64, String),
        "select month, currency, digits, total, lines from statement
         where account_id = $1 and price > 0 order by month desc",
        account.0,
    )?;
    rows.into_iter()
        .map(|(month, code, digits, total, lines)| {
            let lines: Vec<StatementLine> = from_json(&lines, "statement.lines")?;
            Ok(StatementHead {
                month: month_in(month)?,
                accounts: u32::try_from(lines.len()).unwrap_or(u32::MAX),
                total,
                currency: currency(code, digits)?,
            })
        })
        .collect()
}

fn month_in(column: i64) -> Result<Month, Error> {
    u32::try_from(column).map(Month).map_err(|_| Error::UnknownValue("statement.month"))
}

fn currency(code: String, digits: i64) -> Result<Currency, Error> {
    let digits = u8::try_from(digits).map_err(|_| Error::UnknownValue("statement.digits"))?;
    Ok(Currency { code, digits })
}
