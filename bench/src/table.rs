//! The medians of all rounds, printed as a table that can go into a page unchanged.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it talks to whoever waits for it")]

use crate::{
    idle::Idle,
    load::{Delays, Saturation},
    target::Server,
};

/// The result of one round for one server.
pub(crate) struct Figures {
    pub(crate) saturation: Saturation,
    pub(crate) calm: Delays,
    pub(crate) busy: Delays,
    pub(crate) idle: Option<Idle>,
}

/// Reports progress outside the table.
pub(crate) fn progress(what: &str) {
    eprintln!("{what}");
}

/// One line for each figure, one column for each server.
pub(crate) fn print(servers: &[Server]) {
    let names: Vec<&str> = servers.iter().map(|server| server.name.as_str()).collect();
    println!("| | {} |", names.join(" | "));
    println!("|---|{}", "--:|".repeat(servers.len()));
    row(servers, "messages a second at saturation", |f| Some(f.saturation.per_second), 0);
    if let Some(limit) = servers.iter().find(|server| server.name == "limit") {
        let most = median(limit, |f| Some(f.saturation.per_second)).unwrap_or(f64::NAN);
        row(servers, "… as a part of the limit", |f| Some(f.saturation.per_second / most), 2);
    }
    row(servers, "server CPU for a message, µs", |f| Some(f.saturation.cpu_micros), 1);
    row(servers, "messages that operators had to ask for, %", |f| Some(100.0 * f.saturation.caught_up), 1);
    row(servers, "visitor to operator at 1,000/s, p50, ms", |f| Some(f.calm.p50), 2);
    row(servers, "visitor to operator at 1,000/s, p99, ms", |f| Some(f.calm.p99), 2);
    row(servers, "visitor to operator at 5,000/s, p50, ms", |f| Some(f.busy.p50), 2);
    row(servers, "visitor to operator at 5,000/s, p99, ms", |f| Some(f.busy.p99), 2);
    row(servers, "memory of an idle visitor, KiB", |f| f.idle.as_ref().map(|idle| idle.memory / 1024.0), 1);
    row(
        servers,
        "CPU of an idle visitor, µs in a second",
        |f| f.idle.as_ref().map(|idle| idle.cpu_micros),
        2,
    );
}

fn row(servers: &[Server], what: &str, figure: impl Fn(&Figures) -> Option<f64>, decimals: usize) {
    let cells: Vec<String> = servers
        .iter()
        .map(|server| median(server, &figure).map_or("–".to_owned(), |value| format!("{value:.decimals$}")))
        .collect();
    println!("| {what} | {} |", cells.join(" | "));
}

fn median(server: &Server, figure: impl Fn(&Figures) -> Option<f64>) -> Option<f64> {
    let mut values: Vec<f64> = server.figures.iter().filter_map(figure).collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 {
        values.get(middle).copied()
    } else {
        Some((values.get(middle.checked_sub(1)?)? + values.get(middle)?) / 2.0)
    }
}
