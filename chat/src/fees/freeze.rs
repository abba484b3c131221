//! Freezes statements: the statement of a month that has ended is written once, by whichever node
//! comes first.
//!
//! If no server ran at the end of a month, the next start writes all missing statements at the
//! price that it knows. A free month is written as well, at no cost, so that a later price does not
//! apply to it.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use uuid::Uuid;
use wire::{AccountId, Timestamp, fees::Month};

use super::{Price, month_in, seats};
use crate::{
    Error, Switchboard,
    column::json_of,
    live::Live,
    store::{Tx, Write, lock_account, sql},
};

/// How long after its end a month is frozen, in milliseconds. The clocks of several nodes differ a
/// little, and a change made in the month may still be on its way to the database.
const SETTLED: i64 = 10 * 60 * 1_000;

/// The first month that this node has not found frozen yet.
#[derive(Debug, Default)]
pub(crate) struct Frozen(Mutex<Option<Month>>);

impl Switchboard {
    pub(crate) async fn freeze_statements(&self, now: Timestamp) -> Result<(), Error> {
        let before = seats::month_of(now.plus_millis(-SETTLED));
        if self.frozen.is_done(before) {
            return Ok(());
        }
        let mut tx = self.store.read().await?;
        let accounts = sql!(&mut tx, fetch_all as (Uuid,), "select id from account")?;
        drop(tx);
        for (account,) in accounts {
            let work = FreezeWork { account: account.into(), before, price: self.price.clone(), now };
            self.store.write(work).await?;
        }
        self.frozen.done(before);
        Ok(())
    }
}

impl Frozen {
    fn is_done(&self, before: Month) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|done| done >= before)
    }

    fn done(&self, before: Month) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(before);
    }
}

struct FreezeWork {
    account: AccountId,
    /// The months before this one have ended.
    before: Month,
    price: Option<Price>,
    now: Timestamp,
}

#[async_trait]
impl Write for FreezeWork {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Error> {
        lock_account(tx, self.account).await?;
        let (last,) = sql!(
            tx,
            fetch_one as (Option<i64>,),
            "select max(month) from statement where account_id = $1",
            self.account.0,
        )?;
        let seats = seats::of(tx, self.account).await?;
        let first = match last {
            Some(last) => month_in(last)?.next(),
            // No operator, so nothing to pay.
            None => seats
                .iter()
                .flat_map(|seat| &seat.active)
                .map(|one| seats::month_of(one.since))
                .min()
                .unwrap_or(self.before),
        };
        for month in (first.0..self.before.0).map(Month) {
            self.keep(tx, &seats, month).await?;
        }
        Ok(())
    }

    fn announce(&self, (): &(), _: &Live) {}
}

impl FreezeWork {
    async fn keep(&self, tx: &mut Tx, seats: &[seats::OperatorSeat], month: Month) -> Result<(), Error> {
        let (units, code, digits, lines) = match &self.price {
            Some(Price { units, currency }) => {
                (*units, currency.code.as_str(), currency.digits, seats::lines(seats, month, *units))
            }
            None => (0, "", 0, Vec::new()),
        };
        sql!(
            tx,
            execute,
            "insert into statement (account_id, month, price, currency, digits, total, lines, frozen_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (account_id, month) do nothing",
            self.account.0,
            i64::from(month.0),
            units,
            code,
            i64::from(digits),
            seats::total(&lines),
            json_of(&lines),
            self.now.0,
        )
        .map(|_| ())
    }
}
