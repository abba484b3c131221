//! The only place that may ask which database it is.

use wire::{AccountId, ChatId};

use super::{Tx, sql};
use crate::Error;

/// SQLite would else begin to read and fail to write when another connection has written meanwhile.
pub(crate) const SQLITE_BEGIN_WRITE: &str = "begin immediate";

/// Makes nodes that start at the same time on the same empty database go one after the other.
pub(crate) async fn lock_installation(tx: &mut Tx) -> Result<(), Error> {
    match tx {
        // `begin immediate` has locked the file already.
        Tx::Sqlite(_) => Ok(()),
        Tx::Postgres(_) => sql!(tx, execute, "select pg_advisory_xact_lock(5309)").map(|_| ()),
    }
}

/// Until the transaction ends nobody else changes this chat: what is read of it now stays true.
pub(crate) async fn lock_chat(tx: &mut Tx, account: AccountId, chat: ChatId) -> Result<(), Error> {
    match tx {
        // `begin immediate` has locked the file already.
        Tx::Sqlite(_) => Ok(()),
        Tx::Postgres(_) => sql!(
            tx,
            execute,
            "select 1 from chat where account_id = $1 and id = $2 for update",
            account.0,
            chat.0,
        )
        .map(|_| ()),
    }
}
