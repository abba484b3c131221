//! The only place that may ask which database it is.
//!
//! `dialect/index.rs` has the index of words.

mod index;

pub(crate) use index::{
    clear_documents, erase_words, find_documents, keep_note_if_free, keep_off_line_if_free,
    lock_chat_if_free, lock_notes, lock_off_line, may_index, put_words,
};

use uuid::Uuid;
use wire::{AccountId, ChatId};

use super::{Tx, sql};
use crate::Error;

/// Without `immediate`, SQLite begins by reading and fails to write if another connection has
/// written meanwhile.
pub(crate) const SQLITE_BEGIN_WRITE: &str = "begin immediate";

/// Serializes nodes that start at the same time on the same empty database.
pub(crate) async fn lock_installation(tx: &mut Tx) -> Result<(), Error> {
    match tx {
        // `begin immediate` has locked the file already.
        Tx::Sqlite(_) => Ok(()),
        Tx::Postgres(_) => sql!(tx, execute, "select pg_advisory_xact_lock(5309)").map(|_| ()),
    }
}

/// The same for what concerns a whole account: its queue, the order of its rules.
pub(crate) async fn lock_account(tx: &mut Tx, account: AccountId) -> Result<(), Error> {
    match tx {
        Tx::Sqlite(_) => Ok(()),
        // It does not block rows that only refer to the account, which each chat does.
        Tx::Postgres(_) => {
            sql!(tx, execute, "select 1 from account where id = $1 for no key update", account.0).map(|_| ())
        }
    }
}

/// The same for one chat.
pub(crate) async fn lock_chat(tx: &mut Tx, chat: ChatId) -> Result<(), Error> {
    lock_chats(tx, &[chat.0]).await
}

/// Keeps other nodes from changing these chats until the transaction ends. Locks them in the order
/// of their ids, so that two nodes that lock the same chats cannot deadlock.
pub(crate) async fn lock_chats(tx: &mut Tx, chats: &[Uuid]) -> Result<(), Error> {
    match tx {
        Tx::Sqlite(_) => Ok(()),
        Tx::Postgres(tx) => sqlx::query("select 1 from chat where id = any($1) order by id for update")
            .bind(chats)
            .execute(&mut **tx)
            .await
            .map(|_| ())
            .map_err(Error::from),
    }
}
