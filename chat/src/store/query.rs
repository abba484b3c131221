//! One SQL text on two databases.
//!
//! How a query is run is compiled here, once for each database: of the query itself only its values and its rows are compiled
//! where it stands, and again in each crate that calls what it stands in.

use futures::future::BoxFuture;
use sqlx::{FromRow, Row};

/// Runs queries on one of the databases.
macro_rules! on {
    ($database:ident, $type:ty, $arguments:ty, $connection:ty, $row:ty) => {
        pub(crate) mod $database {
            use super::BoxFuture;

            type Query<'a> = sqlx::query::Query<'a, $type, $arguments>;
            type Answer<'a, T> = BoxFuture<'a, Result<T, sqlx::Error>>;

            /// The number of rows that were touched.
            pub(crate) fn execute<'a>(query: Query<'a>, on: &'a mut $connection) -> Answer<'a, u64> {
                Box::pin(async move { query.execute(on).await.map(|done| done.rows_affected()) })
            }

            pub(crate) fn fetch_all<'a>(query: Query<'a>, on: &'a mut $connection) -> Answer<'a, Vec<$row>> {
                Box::pin(query.fetch_all(on))
            }

            pub(crate) fn fetch_one<'a>(query: Query<'a>, on: &'a mut $connection) -> Answer<'a, $row> {
                Box::pin(query.fetch_one(on))
            }

            pub(crate) fn fetch_optional<'a>(
                query: Query<'a>,
                on: &'a mut $connection,
            ) -> Answer<'a, Option<$row>> {
                Box::pin(query.fetch_optional(on))
            }
        }
    };
}

on!(sqlite, sqlx::Sqlite, sqlx::sqlite::SqliteArguments, sqlx::SqliteConnection, sqlx::sqlite::SqliteRow);
on!(postgres, sqlx::Postgres, sqlx::postgres::PgArguments, sqlx::PgConnection, sqlx::postgres::PgRow);

/// What a query gives, as what it is wanted as.
pub(crate) mod read {
    use super::{FromRow, Row};

    pub(crate) fn fetch_all<R: Row, T: for<'r> FromRow<'r, R>>(rows: Vec<R>) -> Result<Vec<T>, sqlx::Error> {
        rows.iter().map(T::from_row).collect()
    }

    pub(crate) fn fetch_one<R: Row, T: for<'r> FromRow<'r, R>>(row: R) -> Result<T, sqlx::Error> {
        T::from_row(&row)
    }

    pub(crate) fn fetch_optional<R: Row, T: for<'r> FromRow<'r, R>>(
        row: Option<R>,
    ) -> Result<Option<T>, sqlx::Error> {
        row.as_ref().map(T::from_row).transpose()
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
                $crate::store::query::sqlite::execute(sqlx::query($sql)$(.bind($value))*, &mut **tx).await
            }
            Tx::Postgres(tx) => {
                $crate::store::query::postgres::execute(sqlx::query($sql)$(.bind($value))*, &mut **tx).await
            }
        }
        .map_err($crate::Error::from)
    };
    ($tx:expr, $fetch:ident as $row:ty, $sql:expr $(, $value:expr)* $(,)?) => {
        match $tx {
            Tx::Sqlite(tx) => {
                $crate::store::query::sqlite::$fetch(sqlx::query($sql)$(.bind($value))*, &mut **tx)
                    .await
                    .and_then($crate::store::query::read::$fetch::<_, $row>)
            }
            Tx::Postgres(tx) => {
                $crate::store::query::postgres::$fetch(sqlx::query($sql)$(.bind($value))*, &mut **tx)
                    .await
                    .and_then($crate::store::query::read::$fetch::<_, $row>)
            }
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
                let query = $crate::store::query::bind_many!(InOrder, $many, $rows, |$row| $($value),+);
                $crate::store::query::sqlite::execute(query, &mut **tx).await
            }
            Tx::Postgres(tx) => {
                let query = $crate::store::query::bind_many!(Numbered, $many, $rows, |$row| $($value),+);
                $crate::store::query::postgres::execute(query, &mut **tx).await
            }
        }
        .map_err($crate::Error::from)
    };
    ($tx:expr, fetch_all as $type:ty, $many:expr, $rows:expr, |$row:ident| $($value:expr),+ $(,)?) => {
        match $tx {
            Tx::Sqlite(tx) => {
                let query = $crate::store::query::bind_many!(InOrder, $many, $rows, |$row| $($value),+);
                $crate::store::query::sqlite::fetch_all(query, &mut **tx)
                    .await
                    .and_then($crate::store::query::read::fetch_all::<_, $type>)
            }
            Tx::Postgres(tx) => {
                let query = $crate::store::query::bind_many!(Numbered, $many, $rows, |$row| $($value),+);
                $crate::store::query::postgres::fetch_all(query, &mut **tx)
                    .await
                    .and_then($crate::store::query::read::fetch_all::<_, $type>)
            }
        }
        .map_err($crate::Error::from)
    };
}
pub(crate) use sql_many;

macro_rules! bind_many {
    ($values:ident, $many:expr, $rows:expr, |$row:ident| $($value:expr),+) => {{
        let rows = $rows;
        let (text, size) = $many.text($crate::store::Values::$values, rows.len());
        let mut query = sqlx::query(text);
        for place in 0..size {
            let $row = rows.get(place);
            $(query = query.bind($value);)+
        }
        query
    }};
}
pub(crate) use bind_many;
