//! From a URL to an open, migrated database.

use std::{str::FromStr, time::Duration};

use sqlx::{
    Connection, Database as Driver,
    migrate::MigrateError,
    pool::PoolOptions,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{
    database::Database,
    file::{DatabaseFile, path_of},
    open_error::OpenError,
    writer::BATCH,
};

/// The number of connections that read from an SQLite file, or that a node holds to PostgreSQL.
const CONNECTIONS: u32 = 8;

pub(crate) async fn open(url: &str) -> Result<Database, OpenError> {
    if url.starts_with("sqlite:") {
        open_sqlite(url).await
    } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        open_postgres(url).await
    } else {
        Err(OpenError::UnknownUrl(url.to_owned()))
    }
}

async fn open_sqlite(url: &str) -> Result<Database, OpenError> {
    let unreachable = |error| sqlite_error(url, error);
    let options = SqliteConnectOptions::from_str(url)
        .map_err(unreachable)?
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        // In WAL mode NORMAL may lose the newest commits when the power fails, but acknowledged
        // means durable.
        .synchronous(SqliteSynchronous::Full)
        // Open chats are written again and again. The longer the log may grow (32 MiB rather than
        // 4), the less often their pages are copied into the database.
        .pragma("wal_autocheckpoint", "8192")
        // What is deleted is overwritten with zeros, so that nothing of it can be read from the
        // file. Only erasing deletes much.
        .pragma("secure_delete", "on")
        .busy_timeout(Duration::from_secs(10));
    let file = path_of(url);
    if let Some(path) = &file {
        DatabaseFile::prepare(path)?;
    }
    // A later connection must not create a file in place of one that is gone.
    let options = options.create_if_missing(file.is_none());
    // Only one connection: SQLite has one writer at a time, and each connection to `:memory:` is a
    // database of its own.
    let mut one = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
    if file.is_some() {
        one = without_the_broken(one);
    }
    let write = one
        .connect_with(
            options
                .clone()
                // 32 MiB (the unit is KiB) hold the pages that hundreds of open chats are written
                // to; the default is 2.
                .pragma("cache_size", "-32768")
                // A statement over several rows keeps the pages that it changes, to restore them if
                // it fails. In a temporary file this took a sixth of the whole program's time, so
                // it is kept in memory.
                .pragma("temp_store", "memory")
                // A batch finds this many chats; with the default of 50 the reader is woken once
                // for every 50.
                .row_buffer_size(BATCH),
        )
        .await
        .map_err(unreachable)?;
    sqlx_macros::migrate!("migrations/sqlite").run(&write).await.map_err(|error| match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => sqlite_error(url, error),
        error => migration_error(error),
    })?;
    let read = if file.is_none() {
        write.clone()
    } else {
        without_the_broken(SqlitePoolOptions::new())
            .max_connections(CONNECTIONS)
            .connect_with(options)
            .await
            .map_err(unreachable)?
    };
    Ok(Database::Sqlite { read, write, file: file.as_deref().map(DatabaseFile::opened) })
}

async fn open_postgres(url: &str) -> Result<Database, OpenError> {
    let unreachable = |error| OpenError::Unreachable(without_password(url), error);
    let options = PgConnectOptions::from_str(url).map_err(unreachable)?;
    let pool = without_the_broken(PgPoolOptions::new())
        .max_connections(CONNECTIONS)
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(options)
        .await
        .map_err(unreachable)?;
    sqlx_macros::migrate!("migrations/postgres").run(&pool).await.map_err(migration_error)?;
    Ok(Database::Postgres(pool))
}

/// Discards broken connections. When the disk is full or broken, SQLite rolls back by itself, and
/// the rollback after it fails. The connection then still counts a transaction, and would refuse
/// the next one or begin it inside one that never ends. Another connection is opened in its place.
fn without_the_broken<D: Driver>(options: PoolOptions<D>) -> PoolOptions<D> {
    options.before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
}

fn migration_error(error: MigrateError) -> OpenError {
    match error {
        MigrateError::VersionMissing(_) => OpenError::FromLaterVersion,
        error => OpenError::Migration(error),
    }
}

/// By SQLite's result codes (<https://www.sqlite.org/rescode.html>): the lowest byte of an extended
/// code is its kind.
fn sqlite_error(url: &str, error: sqlx::Error) -> OpenError {
    const READONLY: u32 = 8;
    const FULL: u32 = 13;
    const NOTADB: u32 = 26;
    let code = error.as_database_error().and_then(|error| error.code()?.parse::<u32>().ok());
    let file = || url.trim_start_matches("sqlite:").trim_start_matches("//").to_owned();
    match code.map(|code| code & 0xff) {
        Some(FULL) => OpenError::Full(file()),
        Some(READONLY) => OpenError::ReadOnly(file()),
        Some(NOTADB) => OpenError::NotADatabase(file()),
        _ => OpenError::Unreachable(url.to_owned(), error),
    }
}

/// The URL for messages: what stands between `:` and `@` is hidden.
fn without_password(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if scheme + 3 < at => {
            let user = url[scheme + 3..at].split(':').next().unwrap_or_default();
            format!("{}{user}{}", &url[..scheme + 3], &url[at..])
        }
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_never_shows_the_password() {
        assert_eq!(without_password("postgres://me:se:cr@et@db/chat"), "postgres://me@db/chat");
        assert_eq!(without_password("postgres://db/chat"), "postgres://db/chat");
    }

    #[tokio::test]
    async fn a_file_that_is_something_else_is_named_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("holiday.jpg");
        std::fs::write(&file, "not a database, but 100 bytes or more of something else ".repeat(40)).unwrap();
        let as_it_is = || (std::fs::read(&file).unwrap(), std::fs::metadata(&file).unwrap().permissions());
        let before = as_it_is();
        let error = open(&format!("sqlite:{}", file.display())).await.err().unwrap();
        assert!(matches!(&error, OpenError::NotADatabase(name) if name.ends_with("holiday.jpg")), "{error}");
        assert_eq!(as_it_is(), before);
    }

    #[tokio::test]
    async fn an_unknown_kind_of_database_is_named() {
        let error = open("mysql://localhost/chat").await.err().unwrap();
        assert!(error.to_string().contains("mysql://localhost/chat"));
    }
}
