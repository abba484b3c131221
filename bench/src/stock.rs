//! What a database holds in advance, written straight into its tables: operators, and perhaps a
//! long history. Also the sign-in data.

use anyhow::{Context, Result};
use chat::Sources;
use sqlx::{Connection, Executor, PgConnection, SqliteConnection};
use uuid::Uuid;

/// The administrator's address for the sign-in.
pub(crate) const EMAIL: &str = "ann@example.org";
/// Everybody's password.
pub(crate) const PASSWORD: &str = "correct horse battery";
pub(crate) const OPERATORS: usize = 10;
/// How many messages each chat of the history has.
pub(crate) const MESSAGES: u32 = 50;

/// An operator's address for the sign-in.
pub(crate) fn email(number: usize) -> String {
    format!("operator{number}@example.org")
}

/// What is said in the history.
#[derive(Clone, Copy)]
pub(crate) enum Said {
    /// The same everywhere; it counts as indexed for the search, so that the index is not made
    /// during a measurement.
    Same,
    /// Words of different frequency, and Chinese; for the search to index.
    Varied,
}

impl Said {
    /// The SQL expression of message `i`.
    fn body(self) -> &'static str {
        match self {
            Said::Same => "'Is the green one in stock in the size that I asked for?'",
            Said::Varied => {
                "'Is the w' || (i * 7919 % 20011) || ' or w' || (i * 104729 % 997) || ' in stock '
                 || case when i % 3 = 0 then 'for my order' else 'with w' || (i * 31 % 101) end
                 || case when i % 40 = 0 then ' delivery date' else '' end
                 || case when i % 25 = 0 then ' 我想买一双新鞋' else '' end"
            }
        }
    }

    /// A chat's `indexed_seq` and `unindexed`.
    fn indexed(self) -> &'static str {
        match self {
            Said::Same => "50, 0",
            Said::Varied => "0, 1",
        }
    }
}

/// Adds the operators, with the administrator's password, and this many ended chats; returns the
/// site's key.
pub(crate) async fn fill(url: &str, chats: u32, said: Said) -> Result<String> {
    if url.starts_with("sqlite:") {
        let mut database = SqliteConnection::connect(url).await?;
        for number in 0..OPERATORS {
            sqlx::query(OPERATOR).bind(id()).bind(email(number)).execute(&mut database).await?;
        }
        if chats > 0 {
            for text in history(&SQLITE, chats, said) {
                database.execute(sqlx::AssertSqlSafe(text)).await?;
            }
            database.execute("pragma wal_checkpoint(truncate)").await?;
        }
        let (key,) = sqlx::query_as(KEY).fetch_one(&mut database).await.context("no site")?;
        database.close().await?;
        Ok(key)
    } else {
        let mut database = PgConnection::connect(url).await?;
        for number in 0..OPERATORS {
            sqlx::query(OPERATOR).bind(id()).bind(email(number)).execute(&mut database).await?;
        }
        if chats > 0 {
            for text in history(&POSTGRES, chats, said) {
                database.execute(sqlx::AssertSqlSafe(text)).await?;
            }
            // Otherwise this would happen during a measurement.
            database.execute("vacuum analyze").await?;
            database.execute("checkpoint").await?;
        }
        let (key,) = sqlx::query_as(KEY).fetch_one(&mut database).await.context("no site")?;
        database.close().await?;
        Ok(key)
    }
}

const OPERATOR: &str =
    "insert into operator (id, account_id, email, screen_name, password_hash, role, status, created_at)
     select $1, account_id, $2, $2, password_hash, 'normal', 'online', created_at
     from operator where role = 'administrator'";
const KEY: &str = "select key from site";

fn id() -> Uuid {
    Sources::system().id()
}

/// The SQL expressions in which the databases differ.
struct Dialect {
    /// Rows `i` from 0 to below `{n}`, as the head of a `with`.
    numbers: &'static str,
    /// A UUIDv7 of the time `{at}` whose random part is the kind `{kind}` and the number `{i}`.
    id: &'static str,
}

const SQLITE: Dialect = Dialect {
    numbers: "with recursive n(i) as (select 0 union all select i + 1 from n where i + 1 < {n})",
    id: "unhex(printf('%012x70008%03x%012x', {at}, {kind}, {i}))",
};
const POSTGRES: Dialect = Dialect {
    numbers: "with n(i) as (select generate_series(0::bigint, {n}::bigint - 1))",
    id: "(lpad(to_hex({at}), 12, '0') || '70008' || lpad(to_hex({kind}), 3, '0') || lpad(to_hex({i}), 12, '0'))::uuid",
};

/// A visitor, a chat and its messages for each number; chats are a minute apart, messages a second.
fn history(dialect: &Dialect, chats: u32, said: Said) -> [String; 3] {
    let (body, indexed) = (said.body(), said.indexed());
    let id = |kind: u32, at: &str, i: &str| {
        dialect.id.replace("{kind}", &kind.to_string()).replace("{at}", at).replace("{i}", i)
    };
    let begun = "(1600000000000 + CHAT * 60000)";
    let rows = |n: u32, insert: &str, select: &str, chat: &str| {
        let text = format!("{insert} {} {select}", dialect.numbers.replace("{n}", &n.to_string()));
        text.replace("CHAT", chat)
    };
    let (visitor, chat) = (id(1, begun, "CHAT"), id(2, begun, "CHAT"));
    let message = id(3, &format!("({begun} + (i % {MESSAGES}) * 1000)"), "i");
    [
        rows(
            chats,
            "insert into visitor (id, account_id, site_id, name, created_at)",
            &format!("select {visitor}, s.account_id, s.id, 'Vera', {begun} from n cross join site s"),
            "i",
        ),
        rows(
            chats,
            "insert into chat (id, account_id, site_id, visitor_id, state, last_seq, page, asked_at, closed_at,
                               indexed_seq, unindexed)",
            &format!(
                "select {chat}, s.account_id, s.id, {visitor}, 'closed', {MESSAGES}, 'https://shop.example/',
                        {begun}, {begun} + 60000, {indexed}
                 from n cross join site s"
            ),
            "i",
        ),
        rows(
            chats * MESSAGES,
            "insert into message (chat_id, seq, account_id, id, author, kind, body, at)",
            &format!(
                "select {chat}, i % {MESSAGES} + 1, s.account_id, {message}, 'visitor', 'text',
                        {body}, {begun} + (i % {MESSAGES}) * 1000
                 from n cross join site s"
            ),
            &format!("(i / {MESSAGES})"),
        ),
    ]
}
