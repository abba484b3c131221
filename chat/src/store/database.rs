//! The two databases, and a transaction on either.

use futures::future::BoxFuture;
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};

use super::{dialect, file::DatabaseFile};
use crate::Error;

/// The two databases. SQLite has one connection for writing and several for reading; in memory they
/// are the same one.
#[derive(Clone)]
pub(crate) enum Database {
    Sqlite { read: SqlitePool, write: SqlitePool, file: Option<DatabaseFile> },
    Postgres(PgPool),
}

/// A transaction on either. [`super::sql!`] runs queries; aggregates are plain functions over
/// `&mut Tx`.
pub(crate) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Database {
    /// A transaction for reading. Boxed, so that opening a connection is compiled here and not in
    /// every crate that reads.
    pub(crate) fn begin_read(&self) -> BoxFuture<'_, Result<Tx, Error>> {
        Box::pin(async move {
            Ok(match self {
                Database::Sqlite { read, .. } => Tx::Sqlite(read.begin().await?),
                Database::Postgres(pool) => Tx::Postgres(pool.begin().await?),
            })
        })
    }

    pub(crate) async fn begin_write(&self) -> Result<Tx, Error> {
        self.is_there()?;
        Ok(match self {
            Database::Sqlite { write, .. } => {
                Tx::Sqlite(write.begin_with(dialect::SQLITE_BEGIN_WRITE).await?)
            }
            Database::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// An error if nobody would find what is written.
    pub(crate) fn is_there(&self) -> Result<(), Error> {
        match self {
            Database::Sqlite { file: Some(file), .. } => file.is_there(),
            _ => Ok(()),
        }
    }

    /// Copies the write-ahead log into the database and empties it; false if somebody reads or
    /// writes just now. Only an SQLite file has such a log.
    pub(crate) async fn empty_log(&self) -> Result<bool, Error> {
        let Database::Sqlite { read, file: Some(_), .. } = self else { return Ok(true) };
        let mut connection = read.acquire().await?;
        // Without waiting for others, because they would wait for this.
        sqlx::query("pragma busy_timeout = 0").execute(&mut *connection).await?;
        let emptied = sqlx::query_as::<_, (i64, i64, i64)>("pragma wal_checkpoint(truncate)")
            .fetch_one(&mut *connection)
            .await;
        sqlx::query("pragma busy_timeout = 10000").execute(&mut *connection).await?;
        // The first column is 1 if it could not be done. A locked database is an error.
        Ok(emptied.is_ok_and(|(is_busy, ..)| is_busy == 0))
    }

    pub(crate) async fn close(&self) {
        match self {
            Database::Sqlite { read, write, .. } => {
                read.close().await;
                write.close().await;
            }
            Database::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    pub(crate) async fn commit(self) -> Result<(), Error> {
        match self {
            Tx::Sqlite(tx) => tx.commit().await?,
            Tx::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    pub(crate) async fn rollback(self) -> Result<(), Error> {
        match self {
            Tx::Sqlite(tx) => tx.rollback().await?,
            Tx::Postgres(tx) => tx.rollback().await?,
        }
        Ok(())
    }
}
