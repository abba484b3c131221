//! One SQL text on two databases.

use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};

use super::{dialect, file::DatabaseFile};
use crate::Error;

/// The two databases. SQLite has one connection that writes and several that read; in memory they are the same one.
#[derive(Clone)]
pub(crate) enum Database {
    Sqlite { read: SqlitePool, write: SqlitePool, file: Option<DatabaseFile> },
    Postgres(PgPool),
}

/// A transaction on either. Queries are run by [`sql!`]; aggregates are plain functions over `&mut Tx`.
pub(crate) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Database {
    /// A transaction to read in.
    pub(crate) async fn begin_read(&self) -> Result<Tx, Error> {
        Ok(match self {
            Database::Sqlite { read, .. } => Tx::Sqlite(read.begin().await?),
            Database::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// A transaction to write in.
    pub(crate) async fn begin_write(&self) -> Result<Tx, Error> {
        self.is_there()?;
        Ok(match self {
            Database::Sqlite { write, .. } => {
                Tx::Sqlite(write.begin_with(dialect::SQLITE_BEGIN_WRITE).await?)
            }
            Database::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// An error if what is written would be found by nobody.
    pub(crate) fn is_there(&self) -> Result<(), Error> {
        match self {
            Database::Sqlite { file: Some(file), .. } => file.is_there(),
            _ => Ok(()),
        }
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

/// Runs one SQL text (`$1`, `$2` … stand for the values) in a [`Tx`].
///
/// `sql!(tx, fetch_all as Row, "select …", value, …)` gives rows (`fetch_one`, `fetch_optional` likewise);
/// `sql!(tx, execute, "update …", value, …)` gives the number of rows that were touched.
/// Times and ids are always values bound here, never made by SQL: the two databases would write them differently.
macro_rules! sql {
    ($tx:expr, execute, $sql:expr $(, $value:expr)* $(,)?) => {
        match $tx {
            Tx::Sqlite(tx) => {
                sqlx::query($sql)$(.bind($value))*.execute(&mut **tx).await.map(|done| done.rows_affected())
            }
            Tx::Postgres(tx) => {
                sqlx::query($sql)$(.bind($value))*.execute(&mut **tx).await.map(|done| done.rows_affected())
            }
        }
        .map_err($crate::Error::from)
    };
    ($tx:expr, $fetch:ident as $row:ty, $sql:expr $(, $value:expr)* $(,)?) => {
        match $tx {
            Tx::Sqlite(tx) => sqlx::query_as::<_, $row>($sql)$(.bind($value))*.$fetch(&mut **tx).await,
            Tx::Postgres(tx) => sqlx::query_as::<_, $row>($sql)$(.bind($value))*.$fetch(&mut **tx).await,
        }
        .map_err($crate::Error::from)
    };
}
pub(crate) use sql;

/// Runs one text of [`super::Many`] with values for each of several rows:
/// `sql_many!(tx, execute, TEXT, rows, |row| value, value, …)`, and `fetch_all as Row` likewise.
/// The values are given of an `Option` of a row, and are `Option`s: the text is padded with rows that hold nothing.
macro_rules! sql_many {
    ($tx:expr, execute, $many:expr, $rows:expr, |$row:ident| $($value:expr),+ $(,)?) => {
        match $tx {
            Tx::Sqlite(tx) => {
                let query = $crate::store::bind_many!(InOrder, sqlx::query, $many, $rows, |$row| $($value),+);
                query.execute(&mut **tx).await.map(|done| done.rows_affected())
            }
            Tx::Postgres(tx) => {
                let query = $crate::store::bind_many!(Numbered, sqlx::query, $many, $rows, |$row| $($value),+);
                query.execute(&mut **tx).await.map(|done| done.rows_affected())
            }
        }
        .map_err($crate::Error::from)
    };
    ($tx:expr, fetch_all as $type:ty, $many:expr, $rows:expr, |$row:ident| $($value:expr),+ $(,)?) => {
        match $tx {
            Tx::Sqlite(tx) => {
                let query =
                    $crate::store::bind_many!(InOrder, sqlx::query_as::<_, $type>, $many, $rows, |$row| $($value),+);
                query.fetch_all(&mut **tx).await
            }
            Tx::Postgres(tx) => {
                let query =
                    $crate::store::bind_many!(Numbered, sqlx::query_as::<_, $type>, $many, $rows, |$row| $($value),+);
                query.fetch_all(&mut **tx).await
            }
        }
        .map_err($crate::Error::from)
    };
}
pub(crate) use sql_many;

macro_rules! bind_many {
    ($values:ident, $query:expr, $many:expr, $rows:expr, |$row:ident| $($value:expr),+) => {{
        let rows = $rows;
        let (text, size) = $many.text($crate::store::Values::$values, rows.len());
        let mut query = $query(text);
        for place in 0..size {
            let $row = rows.get(place);
            $(query = query.bind($value);)+
        }
        query
    }};
}
pub(crate) use bind_many;
