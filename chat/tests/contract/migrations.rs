//! The two folders of migrations, and databases that were used before.

use std::collections::{BTreeMap, BTreeSet};

use chat::{SignedIn, Sources, Speaker, Switchboard};
use sqlx::{PgPool, SqlitePool, migrate::Migrator, sqlite::SqliteConnectOptions};
use wire::{
    Content, Role, Seq, Span, Timestamp,
    look::{Look, Theme},
    note::PastChats,
    operator::{OffLineState, Over},
};

use crate::{
    on_each_database,
    support::{Stage, token},
};

static SQLITE: Migrator = sqlx_macros::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx_macros::migrate!("migrations/postgres");

on_each_database! {
    what_was_stored_is_there_after_opening_again
    rows_of_the_first_version_are_kept
}

/// In memory nothing is left after closing; the scenario then only opens a second installation.
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
        let (after, more) = again.catch_up(&vera, chat, Span::After(Seq(0))).await.unwrap().unwrap();
        assert_eq!((after, more), (before, false));
    }
    again.close_store().await;
}

/// The tables of the first version keep their rows through all later migrations.
async fn rows_of_the_first_version_are_kept(stage: &Stage) {
    let Some(url) = stage.empty_database().await else { return };
    let first = |migrator: &Migrator| {
        Migrator::with_migrations(
            migrator.iter().filter(|migration| migration.version == 1).cloned().collect(),
        )
    };
    let ids = [1_u8, 2, 3, 4, 5, 6, 7, 8, 9].map(|n| uuid::Uuid::from_bytes([n; 16]));
    let [account, site, operator, visitor, chat, message, olga, unread, read] = ids;
    macro_rules! insert {
        ($pool:expr, $sql:literal $(, $value:expr)*) => {
            sqlx::query($sql)$(.bind($value))*.execute(&$pool).await.unwrap();
        };
    }
    macro_rules! fill {
        ($pool:expr, $migrator:expr) => {{
            let pool = $pool;
            first(&$migrator).run(&pool).await.unwrap();
            insert!(pool, "insert into account (id, name, created_at) values ($1, 'Old', 1)", account);
            insert!(
                pool,
                "insert into site (id, account_id, key, name, created_at) values ($1, $2, 'key', 'Old', 1)",
                site,
                account
            );
            insert!(
                pool,
                "insert into operator (id, account_id, email, screen_name, password_hash, role, status, created_at)
                 values ($1, $2, 'a@b', 'Ann', '', 'administrator', 'online', 1)",
                operator,
                account
            );
            insert!(
                pool,
                "insert into visitor (id, account_id, site_id, name, created_at) values ($1, $2, $3, 'Vera', 1)",
                visitor,
                account,
                site
            );
            insert!(
                pool,
                "insert into chat (id, account_id, site_id, visitor_id, state, operator_id, last_seq, page, asked_at)
                 values ($1, $2, $3, $4, 'active', $5, 1, '', 1)",
                chat,
                account,
                site,
                visitor,
                operator
            );
            insert!(
                pool,
                "insert into message (chat_id, seq, account_id, id, author, kind, body, at)
                 values ($1, 1, $2, $3, 'visitor', 'text', 'kept', 1)",
                chat,
                account,
                message
            );
            for (id, name) in [(message, ""), (chat, "Olga"), (visitor, "")] {
                insert!(
                    pool,
                    "insert into off_line_message (id, account_id, site_id, visitor_id, name, email, body, page, at)
                     values ($1, $2, $3, $4, $5, 'o@b', 'Call me', '', 1)",
                    id,
                    account,
                    site,
                    olga,
                    name
                );
            }
            for (id, read_at) in [(unread, None), (read, Some(5_i64))] {
                insert!(
                    pool,
                    "insert into off_line_message (id, account_id, site_id, visitor_id, name, email, body, page, at, read_at)
                     values ($1, $2, $3, $4, 'Vera', 'vera@example.net', 'Call me', '', 1, $5)",
                    id,
                    account,
                    site,
                    visitor,
                    read_at
                );
            }
            pool.close().await;
        }};
    }
    if url.starts_with("sqlite:") {
        let options: SqliteConnectOptions = url.parse().unwrap();
        let pool =
            SqlitePool::connect_with(options.create_if_missing(true).foreign_keys(true)).await.unwrap();
        fill!(pool, SQLITE);
    } else {
        fill!(PgPool::connect(&url).await.unwrap(), POSTGRES);
    }
    let switchboard = Switchboard::open(&url, Sources::system()).await.unwrap();
    let session = [0; 32];
    let ann = SignedIn {
        account: account.into(),
        operator: operator.into(),
        name: "Ann".into(),
        role: Role::Administrator,
        session,
    };
    // Its appearance was not set, and the default has changed since; it keeps the old one.
    let sites = switchboard.sites(&ann).await.unwrap().unwrap();
    assert_eq!(sites[0].settings.look, Look { theme: Theme::System, ..Look::default() });
    let snapshot = switchboard.snapshot(&ann).await.unwrap();
    assert!(snapshot.colleagues.iter().all(|one| one.is_active) && snapshot.colleagues.len() == 1);
    // A visitor who left a message then is known now.
    let known = switchboard.dossier(&ann, olga.into()).await.unwrap().unwrap();
    assert_eq!((known.name.as_deref(), known.past), (Some("Olga"), PastChats::default()));
    assert_eq!(switchboard.off_line_messages(&ann).await.unwrap().len(), 5);
    // A message that somebody had read counted as done.
    assert_eq!(snapshot.open_off_line_messages, 4);
    for message in switchboard.off_line_messages(&ann).await.unwrap() {
        let (state, at) = match message.id.0 == read {
            true => (OffLineState::Done, Some(Timestamp(5))),
            false => (OffLineState::Open, None),
        };
        assert_eq!((message.state, message.state_at, message.owner, message.version), (state, at, None, 0));
    }
    let chats = snapshot.chats;
    assert_eq!(chats.len(), 1);
    assert_eq!((chats[0].operator.as_ref().unwrap().name.as_str(), chats[0].last_seq), ("Ann", Seq(1)));
    let speaker = Speaker::Operator(ann);
    let said = switchboard.say(speaker.clone(), chat.into(), stage.id(), Content::Text("new".into())).await;
    assert_eq!(said.unwrap().unwrap().place, Some((chat.into(), Seq(2))));
    let (messages, _) =
        switchboard.catch_up(&speaker, chat.into(), Span::After(Seq(0))).await.unwrap().unwrap();
    let said: Vec<_> = messages.iter().filter_map(|message| message.body.said()).collect();
    assert_eq!(said, ["kept", "new"]);
    // An operator in a chat takes part in it, although that was not recorded then.
    switchboard.close(speaker.clone(), chat.into()).await.unwrap().unwrap();
    let Speaker::Operator(ann) = speaker else { unreachable!("it is an operator") };
    let over = switchboard.snapshot(&ann).await.unwrap().over;
    assert_eq!(over.iter().map(|over| &over.how).collect::<Vec<_>>(), [&Over::ByOperator(ann.as_operator())]);
    switchboard.close_store().await;
}

/// Both databases go through the same steps and end with the same tables and columns, and every
/// table has its account.
#[tokio::test]
async fn the_two_folders_of_migrations_agree() {
    let names = |migrator: &Migrator| -> Vec<_> {
        migrator.iter().map(|migration| (migration.version, migration.description.clone())).collect()
    };
    assert_eq!(names(&SQLITE), names(&POSTGRES));

    let (sqlite, postgres) = (Stage::in_a_file().await, Stage::postgresql().await);
    let pool = SqlitePool::connect(&sqlite.url).await.unwrap();
    let columns: Vec<(String, String)> = sqlx::query_as(
        "select t.name, c.name from sqlite_schema t join pragma_table_info(t.name) c where t.type = 'table'",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    let in_sqlite = tables(columns);
    let pool = PgPool::connect(&postgres.url).await.unwrap();
    let columns: Vec<(String, String)> = sqlx::query_as(
        "select table_name::text, column_name::text from information_schema.columns where table_schema = 'public'",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    assert_eq!(in_sqlite, tables(columns));
    for (table, columns) in &in_sqlite {
        let is_of_all = ["account", "search_rules"].contains(&table.as_str());
        assert!(is_of_all || columns.contains("account_id"), "{table} has no account");
    }
    assert!(in_sqlite.contains_key("message"));
}

/// The columns of each table, except for sqlx's own, and for the index of words: tables of FTS5 in
/// SQLite, a column in PostgreSQL.
fn tables(columns: Vec<(String, String)>) -> BTreeMap<String, BTreeSet<String>> {
    let mut tables: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for (table, column) in columns {
        let is_index = table.starts_with("search_words") || (table == "search_doc" && column == "words");
        if table != "_sqlx_migrations" && !is_index {
            tables.entry(table).or_default().insert(column);
        }
    }
    tables
}
