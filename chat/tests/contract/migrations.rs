//! The two folders of migrations, and databases that were used before.

use std::collections::BTreeMap;

use chat::{Sources, Speaker, Switchboard};

use crate::{
    on_each_database,
    support::{Stage, token},
};

on_each_database! {
    what_was_stored_is_there_after_opening_again
}

/// In memory there is nothing left after closing; the play then only opens a second installation.
async fn what_was_stored_is_there_after_opening_again(stage: &Stage) {
    let visit = stage.visit(&token("vera")).await;
    let vera = Speaker::Visitor(visit.seat);
    let (chat, _) = stage.ask(visit.seat, "still here?").await;
    let before = stage.read(&vera, chat).await;
    stage.switchboard.close_store().await;
    assert!(!stage.switchboard.is_healthy().await);
    let again = Switchboard::open(&stage.url, Sources::system()).await.unwrap();
    assert!(again.is_healthy().await);
    if stage.url.contains(":memory:") {
        assert!(again.demo_site().await.unwrap().is_none());
    } else {
        let (after, more) = again.catch_up(&vera, chat, wire::Seq(0)).await.unwrap().unwrap();
        assert_eq!((after, more), (before, false));
    }
    again.close_store().await;
}

/// Both databases go through the same steps, make the same tables and columns, and every table has its account.
#[test]
fn the_two_folders_of_migrations_agree() {
    let (sqlite, postgres) = (migrations("sqlite"), migrations("postgres"));
    assert_eq!(sqlite.keys().collect::<Vec<_>>(), postgres.keys().collect::<Vec<_>>());
    for (name, text) in &sqlite {
        assert_eq!(tables(text), tables(&postgres[name]), "{name}");
        for (table, columns) in tables(text) {
            assert!(
                table == "account" || columns.iter().any(|column| column == "account_id"),
                "{table} has no account"
            );
        }
    }
    assert!(!sqlite.is_empty());
}

fn migrations(folder: &str) -> BTreeMap<String, String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(folder);
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            (entry.file_name().into_string().unwrap(), std::fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

/// The tables of `create table` statements with the names of their columns.
fn tables(sql: &str) -> BTreeMap<String, Vec<String>> {
    sql.split("create table ")
        .skip(1)
        .map(|statement| {
            let (name, rest) = statement.split_once(" (").unwrap();
            let (body, _) = rest.split_once("\n)").unwrap();
            let columns = body
                .lines()
                .filter_map(|line| line.split_whitespace().next())
                .filter(|word| !matches!(*word, "primary" | "unique" | "check"))
                .map(str::to_owned)
                .collect();
            (name.to_owned(), columns)
        })
        .collect()
}
