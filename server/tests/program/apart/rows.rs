//! All of a company's rows, read directly from the database.

use std::collections::BTreeMap;

use sqlx::{AssertSqlSafe, SqlitePool};

use crate::support::Program;

/// Columns that the server itself keeps writing: for connected clients, for emails that it tries to
/// send, and for the search index.
const SIGNS_OF_LIFE: [&str; 6] = ["seen_at", "due_at", "attempts", "answer", "indexed_seq", "unindexed"];

/// The rows of each table as text.
pub(super) async fn of(program: &Program, company: &str) -> BTreeMap<String, Vec<String>> {
    let pool = SqlitePool::connect(&program.database()).await.unwrap();
    let (account,): (String,) = sqlx::query_as("select quote(id) from account where name = $1")
        .bind(company)
        .fetch_one(&pool)
        .await
        .unwrap();
    let columns: Vec<(String, String)> = sqlx::query_as(
        "select t.name, c.name from sqlite_schema t join pragma_table_info(t.name) c
         where t.type = 'table' and t.name <> '_sqlx_migrations' and t.name not like 'search~_%' escape '~'
         order by t.name, c.cid",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (table, column) in columns {
        tables.entry(table).or_default().push(column);
    }
    let mut rows = BTreeMap::new();
    for (table, columns) in tables {
        // As `seen_at`, it grows while an operator is connected.
        if table == "operator_online" {
            continue;
        }
        let whose = if table == "account" { "id" } else { "account_id" };
        assert!(columns.iter().any(|column| column == whose), "{table} has no account");
        let kept = columns.iter().filter(|column| !SIGNS_OF_LIFE.contains(&column.as_str()));
        let text = kept.map(|column| format!("'{column}=' || quote({column})")).collect::<Vec<_>>();
        let select =
            format!("select {} from {table} where {whose} = {account} order by 1", text.join(" || ' ' || "));
        let found: Vec<(String,)> = sqlx::query_as(AssertSqlSafe(select)).fetch_all(&pool).await.unwrap();
        rows.insert(table, found.into_iter().map(|(row,)| row).collect());
    }
    pool.close().await;
    rows
}

/// A company with one of everything has rows in at least these tables.
#[tokio::test]
async fn a_company_has_one_of_everything() {
    let scene = super::Scene::begin().await;
    let rows = of(&scene.program, scene.acme.name).await;
    for table in [
        "account",
        "audit",
        "ban",
        "canned",
        "chat",
        "chat_tag",
        "decision",
        "in_chat",
        "known_device",
        "letter",
        "mail_rule",
        "mail_rule_operator",
        "department",
        "department_operator",
        "message",
        "note",
        "off_line_answer",
        "off_line_message",
        "operator",
        "participant",
        "password_reset",
        "saved_view",
        "session",
        "sip_credential",
        "sip_device",
        "site",
        "tag",
        "took_part",
        "url_rule",
        "url_rule_operator",
        "visitor",
        "waited",
    ] {
        assert!(!rows[table].is_empty(), "{table}");
    }
    assert_ne!(rows, of(&scene.program, scene.birch.name).await);
}
