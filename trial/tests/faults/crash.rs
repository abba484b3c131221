//! `kill -9` at random moments while 50 visitors and 5 operators write: nothing acknowledged is
//! missing, duplicated or out of order, and every client's copy equals the database.
//!
//! `TRIAL_SEED` takes the seed that a failed run printed.

use std::time::Duration;

use trial::{
    chance,
    crash::{self, Plan},
    crowd,
    installation::Kind,
    invariants::Report,
};

const KILLS: u32 = 20;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_by_kills_on_sqlite() {
    let report = crash(Kind::Sqlite, 0).await;
    assert!(report.kills >= KILLS);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_by_kills_on_postgres() {
    let report = crash(Kind::Postgres, 0).await;
    assert!(report.kills >= KILLS);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_when_postgres_crashes() {
    let report = crash(Kind::Postgres, 5).await;
    assert_eq!(report.database_crashes, 5);
}

/// With database crashes there are fewer kills of the server, so that each crash hits a live
/// server.
async fn crash(kind: Kind, database_crashes: u32) -> Report {
    let seed = chance::seed().unwrap();
    eprintln!("{}={seed}", chance::VARIABLE);
    let plan = Plan {
        kind,
        nodes: 1,
        kills: if database_crashes == 0 { KILLS } else { 2 },
        database_crashes,
        nats_outages: 0,
        crowd: crowd::Plan {
            visitors: 50,
            operators: 5,
            messages: if database_crashes == 0 { 10_000 } else { 4_000 },
            visitor_pause: Duration::from_millis(120),
            operator_pause: Duration::from_millis(120),
            seed,
        },
        settings: Vec::new(),
    };
    let report = crash::run(&plan, |_| {}).await.unwrap();
    eprintln!("{report}");
    report
}
