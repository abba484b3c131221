//! The contract of the store and of the domain above it, the same on SQLite in memory, SQLite in a
//! file and PostgreSQL; and of what people on one node and on several may expect (`nodes.rs`).
//!
//! Each test is written once, as a scenario on a [`Stage`], and runs on all three; none is skipped.
//! Each has its own database on a PostgreSQL that the tests of a run share, or on the one that
//! `TEST_DATABASE_URL` names. Each has a private NATS, or its own prefix on the one that
//! `TEST_NATS_URL` (nats://HOST:PORT) names.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod accounts;
mod archive;
mod bans;
mod batches;
mod chats;
mod deactivated;
mod desk;
mod erasure;
mod export;
mod fees;
mod first_steps;
mod invitations;
mod life;
mod mail;
mod migrations;
mod nodes;
mod off_line;
mod off_line_work;
mod operators;
mod over;
mod past;
mod pictures;
mod presence;
mod rating;
mod redaction;
mod reports;
mod retention;
mod routing;
mod search;
mod sessions;
mod sip;
mod sites;
mod snooze;
mod storage_away;
mod support;
mod tags;
mod views;
mod waiting;

/// Runs a scenario on each database.
macro_rules! on_each_database {
    ($($play:ident)*) => {$(
        mod $play {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite_in_memory() {
                super::$play(&$crate::support::Stage::in_memory().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite_in_a_file() {
                super::$play(&$crate::support::Stage::in_a_file().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgresql() {
                super::$play(&$crate::support::Stage::postgresql().await).await;
            }
        }
    )*};
}
pub(crate) use on_each_database;
