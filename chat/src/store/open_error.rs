//! Why a database could not be opened.

use sqlx::migrate::MigrateError;

/// Why the database could not be opened, for the person who wrote its URL.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL is neither SQLite nor PostgreSQL.
    #[error("\"{0}\" is neither sqlite:PATH nor postgres://USER@HOST/NAME")]
    UnknownUrl(String),
    /// The folder of the SQLite file could not be created.
    #[error("the folder {0} cannot be made: {1}")]
    Folder(String, std::io::Error),
    /// The file exists, but is not a database.
    #[error("{0} is not an SQLite database; name another file, or move this one away")]
    NotADatabase(String),
    /// Another server uses it.
    #[error(
        "the database {file} is in use by another switchboard ({by}); stop that one, or name another database"
    )]
    InUse {
        /// The database.
        file: String,
        /// The process that uses it.
        by: String,
    },
    /// It cannot be found out whether another server uses it.
    #[error("{0} cannot be made or locked: {1}")]
    Lock(String, std::io::Error),
    /// The disk is full.
    #[error("the disk that holds {0} is full; make room on it, then start again")]
    Full(String),
    /// The user who runs the program cannot write it.
    #[error(
        "{0} cannot be written: the file, its folder or its disk is read-only for the user who starts this program"
    )]
    ReadOnly(String),
    /// The database could not be reached.
    #[error("{0}: {1}")]
    Unreachable(String, sqlx::Error),
    /// Several nodes were configured, which cannot share a file.
    #[error(
        "several nodes (NATS) share one PostgreSQL database, an SQLite file belongs to one node alone; name a \
         postgres:// database, or leave NATS out"
    )]
    NotShared,
    /// It was written by a later version of Switchboard.
    #[error(
        "the database was written by a later version of Switchboard; start that version, or restore a backup"
    )]
    FromLaterVersion,
    /// The tables could not be migrated.
    #[error("the tables could not be brought up to date: {0}")]
    Migration(MigrateError),
}
