//! How soon a search answers, and what indexing a message costs, on both databases, in a history of
//! which nothing is in the index at first.
//!
//! It calls `chat` as the server does: what is measured is a page of twenty chats with their hits.
#![expect(clippy::print_stdout, reason = "the table")]

use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use backing::{Postgres, Syncing, postgres::new_database_beside};
use chat::{FirstStart, Sources, Switchboard};
use clap::Args;

use crate::{
    stock::{self, EMAIL, MESSAGES, PASSWORD, Said},
    table,
};

/// What is searched for, and why.
const QUERIES: [(&str, &str); 10] = [
    ("a word in every message", "stock"),
    ("a word in every third", "order"),
    ("a rare word", "w12345"),
    ("three words", "stock order w77"),
    ("a phrase", "\"delivery date\""),
    ("a phrase of common words that nobody said", "\"stock the\""),
    ("the beginning of a word", "w123*"),
    ("Chinese", "想买"),
    ("one Chinese character", "鞋"),
    ("a word that nobody said", "xylophone"),
];

/// How much is searched, and how often.
#[derive(Args)]
pub(crate) struct Search {
    /// How many chats of 50 messages; the goals are for 100000
    #[arg(long, default_value_t = 5_000)]
    chats: u32,
    /// How many times each search is made
    #[arg(long, default_value_t = 40)]
    times: usize,
    /// Only these databases: sqlite, postgresql
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
}

/// The result for one database.
struct Figures {
    name: &'static str,
    /// Per message, in microseconds: in the large steps of a rebuild, and in the small ones of a
    /// running server.
    indexing: (f64, f64),
    /// The largest small step.
    step: Duration,
    /// For each query, in order.
    searches: Vec<Delays>,
}

struct Delays {
    p50: Duration,
    p95: Duration,
    max: Duration,
}

/// Measures and prints a table.
pub(crate) async fn run(search: Search) -> Result<()> {
    let wanted = |name: &str| search.only.is_empty() || search.only.iter().any(|only| only == name);
    let mut all = Vec::new();
    if wanted("sqlite") {
        let folder = tempfile::Builder::new().prefix("switchboard-bench-").tempdir()?;
        let url = format!("sqlite:{}", folder.path().join("switchboard.db").display());
        all.push(measure("sqlite", &url, &search).await?);
    }
    if wanted("postgresql") {
        let server = Postgres::start(Syncing::On)?;
        let url = new_database_beside(&server.url()).await?;
        all.push(measure("postgresql", &url, &search).await?);
    }
    print(&all);
    Ok(())
}

async fn measure(name: &'static str, url: &str, search: &Search) -> Result<Figures> {
    table::progress(&format!("filling {name} with {} chats", search.chats));
    let switchboard = Switchboard::open(url, Sources::system()).await?;
    let first = FirstStart { email: EMAIL.to_owned(), password: Some(PASSWORD.to_owned()) };
    switchboard.first_start(first).await.map_err(|error| anyhow!("{error}"))?;
    stock::fill(url, search.chats, Said::Varied).await?;
    let session = switchboard.sign_in(EMAIL, PASSWORD, [127, 0, 0, 1].into(), None).await;
    let session = session.map_err(|error| anyhow!("{error:?}"))?;
    let who = switchboard.signed_in(&session.token).await?.context("nobody is signed in")?;

    table::progress(&format!("indexing {name}"));
    // A tenth in the steps of a running server, the rest in those of a rebuild.
    let some = search.chats - search.chats / 10;
    let (begun, mut step) = (Instant::now(), Duration::ZERO);
    let left = loop {
        let before = Instant::now();
        let looked_at = switchboard.index().await?;
        step = step.max(before.elapsed());
        let left = switchboard.index_progress(&who).await?;
        if looked_at == 0 || left <= some {
            break left;
        }
    };
    let small = per_message(begun.elapsed(), search.chats - left);
    let begun = Instant::now();
    while switchboard.index_much().await? > 0 {}
    let large = per_message(begun.elapsed(), left);

    let mut searches = Vec::new();
    for (what, words) in QUERIES {
        table::progress(&format!("searching {name} for {what}"));
        let mut times = Vec::with_capacity(search.times);
        for _ in 0..search.times.max(1) {
            let begun = Instant::now();
            let found = switchboard.search(&who, words, None).await?;
            times.push(begun.elapsed());
            found.map_err(|error| anyhow!("{words}: {error}"))?;
        }
        times.sort_unstable();
        let at = |part: usize| times.get((times.len() - 1) * part / 100).copied().unwrap_or_default();
        searches.push(Delays { p50: at(50), p95: at(95), max: at(100) });
    }
    switchboard.close_store().await;
    Ok(Figures { name, indexing: (large, small), step, searches })
}

/// Microseconds for each message of so many chats.
fn per_message(time: Duration, chats: u32) -> f64 {
    time.as_secs_f64() * 1_000_000.0 / f64::from(chats.max(1) * MESSAGES)
}

fn print(all: &[Figures]) {
    let names: Vec<_> = all.iter().map(|figures| figures.name).collect();
    println!("| | {} |", names.join(" | "));
    println!("|---|{}", "--:|".repeat(all.len()));
    let row = |what: &str, figure: &dyn Fn(&Figures) -> String| {
        let cells: Vec<_> = all.iter().map(figure).collect();
        println!("| {what} | {} |", cells.join(" | "));
    };
    row("indexing a message, in the steps of a server, µs", &|f: &Figures| format!("{:.1}", f.indexing.1));
    row("… in those of a rebuild, µs", &|f: &Figures| format!("{:.1}", f.indexing.0));
    row("the longest step of a server, ms", &|f: &Figures| format!("{:.1}", millis(f.step)));
    for (place, (what, words)) in QUERIES.iter().enumerate() {
        row(&format!("{what}: `{words}`, p50 / p95 / max, ms"), &|f: &Figures| {
            let delays = f.searches.get(place);
            delays.map_or_else(String::new, |d| {
                format!("{:.1} / {:.1} / {:.1}", millis(d.p50), millis(d.p95), millis(d.max))
            })
        });
    }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
