//! A chat in the store: reading it, and the steps of its life.
//!
//! ```text
//! requesting ──accept──▶ active ──close──▶ closed
//!      └──────────────────close───────────────▲
//! ```
//!
//! Each step is one `update` that names the state it starts from, so that of two who try at once one succeeds. Each
//! step also appends a notice (see `accept.rs`, `close.rs`): so `last_seq` grows with every change, and a client that
//! hears of two changes in the wrong order keeps the one with the larger number.

use uuid::Uuid;
use wire::{
    AccountId, ChatId, ChatState, ChatView, OperatorId, OperatorRef, Seq, SiteId, Timestamp, VisitorId,
};

use crate::{
    Error,
    column::{text_of, value_of},
    store::{Many, Tx, sql, sql_many},
};

/// The text of a query for chats, ready to be read as [`Row`]s.
macro_rules! chats_where {
    ($condition:literal) => {
        chats!("chat c", $condition)
    };
}

/// The same out of other tables among which `c` is the chat.
macro_rules! chats {
    ($from:literal, $condition:literal) => {
        concat!(
            "select c.id, c.account_id, c.site_id, c.visitor_id, v.name as visitor_name, c.state, c.operator_id,
                    o.screen_name as operator_name, c.last_seq, c.asked_at
             from ",
            $from,
            " join visitor v on v.id = c.visitor_id left join operator o on o.id = c.operator_id where ",
            $condition
        )
    };
}

/// A chat of this account.
pub(crate) async fn find(tx: &mut Tx, account: AccountId, chat: ChatId) -> Result<Option<ChatView>, Error> {
    let row =
        sql!(tx, fetch_optional as Row, chats_where!("c.account_id = $1 and c.id = $2"), account.0, chat.0,)?;
    row.map(Row::view).transpose()
}

/// Those of these chats that there are in these accounts.
pub(crate) async fn find_all(
    tx: &mut Tx,
    chats: &[(AccountId, ChatId)],
) -> Result<Vec<(AccountId, ChatView)>, Error> {
    // `cross join` keeps SQLite from reading all chats to find these few.
    static FIND_ALL: Many = Many::new(
        "with w(account_id, chat_id) as (values ",
        2,
        concat!(") ", chats!("w cross join chat c", "c.id = w.chat_id and c.account_id = w.account_id")),
    );
    let rows = sql_many!(
        tx,
        fetch_all as Row,
        FIND_ALL,
        chats,
        |row| row.map(|(account, _)| account.0),
        row.map(|(_, chat)| chat.0),
    )?;
    rows.into_iter().map(|row| Ok((row.account_id, row.view()?))).collect()
}

/// Writes down how far these chats have got.
pub(crate) async fn count_up(tx: &mut Tx, chats: &[(AccountId, ChatId, Seq)]) -> Result<(), Error> {
    static COUNT_UP: Many = Many::new(
        "with w(account_id, chat_id, last_seq) as (values ",
        3,
        ") update chat set last_seq = w.last_seq from w
           where chat.id = w.chat_id and chat.account_id = w.account_id",
    );
    sql_many!(
        tx,
        execute,
        COUNT_UP,
        chats,
        |row| row.map(|(account, ..)| account.0),
        row.map(|(_, chat, _)| chat.0),
        row.map(|(.., seq)| i64::from(seq.0)),
    )
    .map(|_| ())
}

/// The visitor's newest chat.
pub(crate) async fn newest_of(
    tx: &mut Tx,
    account: AccountId,
    visitor: VisitorId,
) -> Result<Option<ChatView>, Error> {
    let row = sql!(
        tx,
        fetch_optional as Row,
        chats_where!("c.account_id = $1 and c.visitor_id = $2 order by c.asked_at desc, c.id desc limit 1"),
        account.0,
        visitor.0,
    )?;
    row.map(Row::view).transpose()
}

/// All open chats of the account, the oldest first.
pub(crate) async fn open_ones(tx: &mut Tx, account: AccountId) -> Result<Vec<ChatView>, Error> {
    let rows = sql!(
        tx,
        fetch_all as Row,
        chats_where!("c.account_id = $1 and c.state <> 'closed' order by c.asked_at, c.id"),
        account.0,
    )?;
    rows.into_iter().map(Row::view).collect()
}

/// Begins a chat.
pub(crate) async fn begin(tx: &mut Tx, account: AccountId, chat: &ChatView, page: &str) -> Result<(), Error> {
    sql!(
        tx,
        execute,
        "insert into chat (id, account_id, site_id, visitor_id, state, last_seq, page, asked_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        chat.id.0,
        account.0,
        chat.site.0,
        chat.visitor.0,
        text_of(&chat.state),
        i64::from(chat.last_seq.0),
        page,
        chat.asked_at.0,
    )
    .map(|_| ())
}

/// requesting → active; false if it was not requesting.
pub(crate) async fn accept(
    tx: &mut Tx,
    account: AccountId,
    chat: ChatId,
    operator: OperatorId,
    now: Timestamp,
) -> Result<bool, Error> {
    sql!(
        tx,
        execute,
        "update chat set state = 'active', operator_id = $3, accepted_at = $4
         where account_id = $1 and id = $2 and state = 'requesting'",
        account.0,
        chat.0,
        operator.0,
        now.0,
    )
    .map(|rows| rows == 1)
}

/// requesting or active → closed; false if it was closed already.
pub(crate) async fn close(
    tx: &mut Tx,
    account: AccountId,
    chat: ChatId,
    now: Timestamp,
) -> Result<bool, Error> {
    sql!(
        tx,
        execute,
        "update chat set state = 'closed', closed_at = $3 where account_id = $1 and id = $2 and state <> 'closed'",
        account.0,
        chat.0,
        now.0,
    )
    .map(|rows| rows == 1)
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(try_from = "Uuid")]
    id: ChatId,
    #[sqlx(try_from = "Uuid")]
    account_id: AccountId,
    #[sqlx(try_from = "Uuid")]
    site_id: SiteId,
    #[sqlx(try_from = "Uuid")]
    visitor_id: VisitorId,
    visitor_name: Option<String>,
    state: String,
    operator_id: Option<Uuid>,
    operator_name: Option<String>,
    last_seq: i64,
    asked_at: i64,
}

impl Row {
    fn view(self) -> Result<ChatView, Error> {
        let operator =
            self.operator_id.zip(self.operator_name).map(|(id, name)| OperatorRef { id: id.into(), name });
        Ok(ChatView {
            id: self.id,
            site: self.site_id,
            visitor: self.visitor_id,
            visitor_name: self.visitor_name,
            state: value_of::<ChatState>(&self.state, "chat.state")?,
            operator,
            last_seq: seq_of(self.last_seq)?,
            asked_at: Timestamp(self.asked_at),
        })
    }
}

/// A message's number from its column.
pub(crate) fn seq_of(column: i64) -> Result<Seq, Error> {
    u32::try_from(column).map(Seq).map_err(|_| Error::UnknownValue("a message's number"))
}
