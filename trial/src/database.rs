//! What is stored, read past the server.

use anyhow::{Context, bail};
use chat::Sources;
use sqlx::{PgPool, SqlitePool, sqlite::SqliteConnectOptions};
use uuid::Uuid;
use wire::{Author, Body, ChatId, Message, OperatorRef, Seq, Timestamp};

/// Runs the same query on either database.
macro_rules! on {
    ($database:expr, $pool:ident => $query:expr) => {
        match &$database.0 {
            Pool::Sqlite($pool) => $query.await,
            Pool::Postgres($pool) => $query.await,
        }
    };
}

/// An open database.
pub struct Database(Pool);

enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// A chat's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredChat {
    /// The chat's id.
    pub id: ChatId,
    /// `requesting`, `active` or `closed`.
    pub state: String,
    /// The number of the newest message according to the row.
    pub last_seq: Seq,
}

impl Database {
    /// Opens the existing database of this URL.
    pub async fn open(url: &str) -> anyhow::Result<Database> {
        Ok(Database(if url.starts_with("sqlite:") {
            // Not `read_only`: reading a journal that a killed process left requires writing its
            // index.
            let options: SqliteConnectOptions = url.parse()?;
            Pool::Sqlite(
                SqlitePool::connect_with(options.busy_timeout(std::time::Duration::from_secs(10))).await?,
            )
        } else {
            Pool::Postgres(PgPool::connect(url).await?)
        }))
    }

    /// Closes the database.
    pub async fn close(self) {
        match self.0 {
            Pool::Sqlite(pool) => pool.close().await,
            Pool::Postgres(pool) => pool.close().await,
        }
    }

    /// All chats, oldest first.
    pub async fn chats(&self) -> anyhow::Result<Vec<StoredChat>> {
        let text = "select id, state, last_seq from chat order by asked_at, id";
        let rows: Vec<(Uuid, String, i64)> = on!(self, pool => sqlx::query_as(text).fetch_all(pool))?;
        let chat = |(id, state, last): (Uuid, String, i64)| {
            Ok(StoredChat { id: id.into(), state, last_seq: Seq(last.try_into()?) })
        };
        rows.into_iter().map(chat).collect()
    }

    /// A chat's messages in order of their numbers.
    pub async fn messages_of(&self, chat: ChatId) -> anyhow::Result<Vec<Message>> {
        let text = "select id, seq, at, author, operator_id, operator_name, kind, body
                    from message where chat_id = $1 order by seq";
        let rows: Vec<Row> = on!(self, pool => sqlx::query_as(text).bind(chat.0).fetch_all(pool))?;
        rows.into_iter().map(|row| message(chat, row)).collect()
    }

    /// How many messages there are in total.
    pub async fn count_messages(&self) -> anyhow::Result<i64> {
        let text = "select count(*) from message";
        Ok(on!(self, pool => sqlx::query_scalar(text).fetch_one(pool))?)
    }

    /// The ids that this query returns.
    pub async fn ids(&self, query: &'static str) -> anyhow::Result<Vec<Uuid>> {
        Ok(on!(self, pool => sqlx::query_scalar(query).fetch_all(pool))?)
    }

    /// How many off-line messages there are.
    pub async fn count_off_line_messages(&self) -> anyhow::Result<i64> {
        let text = "select count(*) from off_line_message";
        Ok(on!(self, pool => sqlx::query_scalar(text).fetch_one(pool))?)
    }

    /// Adds a normal operator with the account and password of this operator.
    pub async fn add_operator(&self, like: &str, email: &str, screen_name: &str) -> anyhow::Result<()> {
        let text = "insert into operator (id, account_id, email, screen_name, password_hash, role, status, created_at)
                    select $1, account_id, $2, $3, password_hash, 'normal', 'online', created_at
                    from operator where email = $4";
        let id: Uuid = Sources::system().id();
        let rows = match &self.0 {
            Pool::Sqlite(pool) => {
                let query = sqlx::query(text).bind(id).bind(email).bind(screen_name).bind(like);
                query.execute(pool).await?.rows_affected()
            }
            Pool::Postgres(pool) => {
                let query = sqlx::query(text).bind(id).bind(email).bind(screen_name).bind(like);
                query.execute(pool).await?.rows_affected()
            }
        };
        if rows != 1 {
            bail!("there is no operator {like}");
        }
        Ok(())
    }
}

type Row = (Uuid, i64, i64, String, Option<Uuid>, Option<String>, String, String);

fn message(chat: ChatId, row: Row) -> anyhow::Result<Message> {
    let (id, seq, at, author, operator, name, kind, body) = row;
    let author = match (author.as_str(), operator, name) {
        ("visitor", ..) => Author::Visitor,
        ("operator", Some(id), Some(name)) => Author::Operator(OperatorRef { id: id.into(), name }),
        ("system", ..) => Author::System,
        (other, ..) => bail!("an author {other}"),
    };
    let body = match kind.as_str() {
        "text" => Body::Text(body),
        "html" => Body::Html(body),
        "url" => Body::Url(body),
        "notice" => Body::Notice(serde_json::from_str(&body).context("a notice")?),
        other => bail!("a kind {other}"),
    };
    Ok(Message { id: id.into(), chat, seq: Seq(seq.try_into()?), at: Timestamp(at), author, body })
}
