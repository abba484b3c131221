//! The source of truth: what is stored, on SQLite or PostgreSQL, from one SQL text.
//!
//! | module | holds |
//! |---|---|
//! | `database.rs` | [`Database`] and [`Tx`]: an enum over the two |
//! | `query.rs` | the macro `sql!` that runs one text on either; `sql_many!` for several rows |
//! | `dialect.rs`, `dialect/` | the only place that may ask which database it is |
//! | `open.rs` | from a URL to an open, migrated database, with errors for its author |
//! | `open_error.rs` | [`OpenError`] |
//! | `file.rs` | the file of an SQLite database: permissions, the server that uses it, existence |
//! | `many.rs` | [`Many`]: one text over several rows |
//! | `writer.rs` | the one writer: group commit, and publishing in the order of the commits |

mod database;
mod dialect;
mod file;
mod many;
mod open;
mod open_error;
pub(crate) mod query; // named by the expansions of its macros
mod writer;

pub use file::Claim;
pub use open_error::OpenError;
pub(crate) use {
    database::Tx,
    dialect::{
        clear_documents, erase_words, find_documents, keep_note_if_free, keep_off_line_if_free, lock_account,
        lock_chat, lock_chat_if_free, lock_chats, lock_installation, lock_notes, lock_off_line, may_index,
        put_words,
    },
    file::{beside, keep_private, path_of as database_file},
    many::{Many, Values},
    query::{sql, sql_many},
    writer::Write,
};

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use crate::{Error, live::Live};
use database::Database;

/// The handle of the store; cheap to clone.
#[derive(Clone)]
pub struct Store {
    database: Database,
    writer: writer::Writer,
    /// Something was erased that the write-ahead log may still contain.
    is_unclean: Arc<AtomicBool>,
}

impl Store {
    /// Opens the database of this URL and starts its writer, which publishes to `live` what it has
    /// committed.
    pub(crate) async fn open(url: &str, live: Live) -> Result<Store, OpenError> {
        let database = open::open(url).await?;
        let writer = writer::Writer::start(database.clone(), live);
        Ok(Store { database, writer, is_unclean: Arc::default() })
    }

    /// A transaction for reading. It sees one snapshot and is rolled back when dropped.
    pub(crate) async fn read(&self) -> Result<Tx, Error> {
        self.database.begin_read().await
    }

    /// Has the writer run this work. Returns when it is committed and published.
    pub(crate) async fn write<W: Write>(&self, work: W) -> Result<W::Output, Error> {
        self.writer.write(work).await
    }

    /// Something was erased: [`Store::clean`] has work to do.
    pub(crate) fn erased(&self) {
        self.is_unclean.store(true, Ordering::Relaxed);
    }

    /// Removes what was erased from the write-ahead log as well. While others read, it waits for
    /// the next call.
    pub(crate) async fn clean(&self) -> Result<(), Error> {
        if self.is_unclean.swap(false, Ordering::Relaxed) && !self.database.empty_log().await? {
            self.erased();
        }
        Ok(())
    }

    /// Whether it can be read and written.
    pub(crate) async fn is_healthy(&self) -> bool {
        self.answers().await.is_ok() && self.database.is_there().is_ok() && self.writer.can_write().await
    }

    async fn answers(&self) -> Result<(), Error> {
        let mut tx = self.read().await?;
        sql!(&mut tx, fetch_one as (i32,), "select 1").map(|_| ())
    }

    /// Ends the writer after the queued works, and closes the connections.
    pub(crate) async fn close(&self) {
        self.writer.finish().await;
        self.database.close().await;
    }
}
