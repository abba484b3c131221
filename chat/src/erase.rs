//! Erases what visitors said and what is known about them, in small writes that hold nobody up.
//!
//! What goes is found from chats, off-line messages and visitors. A new table that holds something
//! of one of them is entered below: in [`OF_CHAT`], [`OF_OFF_LINE`] or [`OF_VISITOR`] if its rows
//! are simply deleted, otherwise as a function in one of the lists of [`Forget`]s. A contract test
//! reads the schema and fails for a table that is missing.
//!
//! | module | holds |
//! |---|---|
//! | `erase/visitor.rs` | everything about one visitor, for administrators |

mod visitor;

use futures::{TryFutureExt, future::BoxFuture};
use uuid::Uuid;
use wire::{
    AccountId, ChatId, ChatState, NoteId, OffLineMessageId, VisitorId, administration::Change, erasure::Kept,
};

use crate::{
    Error, audit, ban,
    column::value_of,
    facts,
    search::documents,
    store::{Tx, lock_chats, lock_notes, lock_off_line, sql},
};

/// About how many rows one write removes.
const ROWS: i64 = 500;
/// The number of chats, or of offline messages, that one write looks at.
pub(crate) const AT_ONCE: i64 = 50;

/// The rows of a table that go with what this column names.
struct Rows {
    table: &'static str,
    /// `$1` is the account, `$2` the value of the column.
    delete: &'static str,
}

macro_rules! rows {
    ($table:literal by $column:literal) => {
        Rows {
            table: $table,
            delete: concat!("delete from ", $table, " where account_id = $1 and ", $column, " = $2"),
        }
    };
}

const OF_CHAT: [Rows; 10] = [
    rows!("letter" by "chat_id"),
    rows!("decision" by "chat_id"),
    rows!("participant" by "chat_id"),
    rows!("took_part" by "chat_id"),
    rows!("chat_tag" by "chat_id"),
    rows!("snooze" by "chat_id"),
    rows!("rating" by "chat_id"),
    rows!("waited" by "chat_id"),
    rows!("in_chat" by "chat_id"),
    rows!("request_pass" by "chat_id"),
];

const OF_OFF_LINE: [Rows; 2] =
    [rows!("letter" by "off_line_message_id"), rows!("off_line_answer" by "off_line_message_id")];

const OF_VISITOR: [Rows; 1] = [rows!("remark" by "visitor_id")];

/// Makes a part of the program forget what it holds of these, in the same transaction. Returns the
/// number of rows that are gone.
type Forget<T> = for<'a> fn(&'a mut Tx, AccountId, &'a [T]) -> BoxFuture<'a, Result<u64, Error>>;

const FORGET_CHATS: [Forget<ChatId>; 3] = [
    // Before the emails go, by which they are found.
    |tx, account, chats| Box::pin(addresses_in_the_log(tx, account, chats)),
    |tx, account, chats| Box::pin(documents::forget_chats(tx, account, chats).map_ok(|()| 0)),
    |tx, account, chats| Box::pin(rows_of_chats(tx, account, chats)),
];

const FORGET_OFF_LINE: [Forget<OffLineMessageId>; 3] = [
    |tx, account, messages| Box::pin(documents::forget_off_line(tx, account, messages).map_ok(|()| 0)),
    |tx, account, messages| Box::pin(letters_of_off_line(tx, account, messages)),
    |tx, account, messages| Box::pin(rows_of_off_line(tx, account, messages)),
];

const FORGET_VISITORS: [Forget<VisitorId>; 2] = [
    |tx, account, visitors| Box::pin(rows_of_visitors(tx, account, visitors)),
    |tx, account, visitors| Box::pin(names_in_bans(tx, account, visitors)),
];

/// The columns that tie a row to a chat, an off-line message or a visitor.
pub const TAKES_ALONG: [&str; 5] =
    ["chat_id", "off_line_message_id", "visitor_id", "answer_id", "carried_by"];

/// The tables from which erasing removes rows by one of [`TAKES_ALONG`].
pub fn tables_of_visitors() -> Vec<&'static str> {
    let here = ["message", "chat", "off_line_message", "note", "erasure", "search_doc", "ban"];
    let listed = OF_CHAT.iter().chain(&OF_OFF_LINE).chain(&OF_VISITOR);
    here.into_iter().chain(listed.map(|rows| rows.table)).collect()
}

/// What one write has removed.
#[derive(Debug, Default)]
pub(crate) struct Gone {
    pub(crate) kept: Kept,
    /// The chats of which nothing is left.
    pub(crate) chats: Vec<ChatId>,
}

/// Removes these chats of the account with all that belongs to them, as far as one write goes. What
/// is left is removed when it is called again. A chat that is open stays as it is.
pub(crate) async fn chats(tx: &mut Tx, account: AccountId, chats: &[ChatId]) -> Result<Gone, Error> {
    let ids: Vec<Uuid> = chats.iter().map(|chat| chat.0).collect();
    lock_chats(tx, &ids).await?;
    let mut gone = Gone::default();
    let mut room = ROWS;
    for chat in chats {
        if !has_ended(tx, account, *chat).await? {
            continue;
        }
        let messages = sql!(
            tx,
            execute,
            "delete from message where account_id = $1 and chat_id = $2 and seq in (
                 select seq from message where chat_id = $2 order by seq desc limit $3)",
            account.0,
            chat.0,
            room,
        )?;
        gone.kept.messages += messages;
        room -= rows(messages);
        if room <= 0 {
            // There may be more of them.
            break;
        }
        for forget in FORGET_CHATS {
            room -= rows(forget(tx, account, std::slice::from_ref(chat)).await?);
        }
        facts::forgets_chat(tx, account, *chat).await?;
        gone.kept.chats +=
            sql!(tx, execute, "delete from chat where account_id = $1 and id = $2", account.0, chat.0)?;
        gone.chats.push(*chat);
        if room <= 0 {
            break;
        }
    }
    Ok(gone)
}

/// Removes these offline messages with their answers and emails. Returns how many there were. At
/// most [`AT_ONCE`].
pub(crate) async fn off_line_messages(
    tx: &mut Tx,
    account: AccountId,
    messages: &[OffLineMessageId],
) -> Result<u64, Error> {
    lock_off_line(tx, messages).await?;
    for forget in FORGET_OFF_LINE {
        forget(tx, account, messages).await?;
    }
    let mut gone = 0;
    for message in messages {
        facts::forgets_off_line(tx, account, *message).await?;
        gone += sql!(
            tx,
            execute,
            "delete from off_line_message where account_id = $1 and id = $2",
            account.0,
            message.0,
        )?;
    }
    Ok(gone)
}

/// Removes a visitor of whom neither chats nor offline messages are left; `None`: there are some.
/// `nobody`: an id that nobody has.
pub(crate) async fn rest_of_visitor(
    tx: &mut Tx,
    account: AccountId,
    visitor: VisitorId,
    nobody: Uuid,
) -> Result<Option<Kept>, Error> {
    lock_notes(tx, account, visitor).await?;
    if !is_alone(tx, account, visitor).await? {
        return Ok(None);
    }
    let written = sql!(
        tx,
        fetch_all as (Uuid,),
        "select id from note where account_id = $1 and visitor_id = $2",
        account.0,
        visitor.0,
    )?;
    let written: Vec<_> = written.into_iter().map(|(note,)| NoteId::from(note)).collect();
    documents::forget_notes(tx, account, &written).await?;
    let notes = sql!(
        tx,
        execute,
        "delete from note where account_id = $1 and visitor_id = $2",
        account.0,
        visitor.0,
    )?;
    for forget in FORGET_VISITORS {
        forget(tx, account, &[visitor]).await?;
    }
    // SIP clients may still have a conversation under this number, so nobody else gets it.
    sql!(
        tx,
        execute,
        "update sip_alias set subject_id = $3 where account_id = $1 and kind = 'visitor' and subject_id = $2",
        account.0,
        visitor.0,
        nobody,
    )?;
    let visitors =
        sql!(tx, execute, "delete from visitor where account_id = $1 and id = $2", account.0, visitor.0)?;
    Ok(Some(Kept { visitors, notes, ..Kept::default() }))
}

/// Whether neither chats nor offline messages of a visitor are left. None come from other nodes
/// until the transaction ends: whoever begins one writes the visitor's row first.
async fn is_alone(tx: &mut Tx, account: AccountId, visitor: VisitorId) -> Result<bool, Error> {
    let lock = "update visitor set name = name where account_id = $1 and id = $2";
    sql!(&mut *tx, execute, lock, account.0, visitor.0)?;
    let (left,) = sql!(
        tx,
        fetch_one as (i64,),
        "select (select count(*) from chat where account_id = $1 and visitor_id = $2)
                + (select count(*) from off_line_message where account_id = $1 and visitor_id = $2)",
        account.0,
        visitor.0,
    )?;
    Ok(left == 0)
}

/// How many of what, for the audit log: the numbers that are not 0.
pub(crate) fn proof(kept: &Kept) -> Vec<Change> {
    let Kept { visitors, chats, messages, off_line_messages, notes } = kept;
    [
        ("visitors", visitors),
        ("chats", chats),
        ("messages", messages),
        ("off-line messages", off_line_messages),
        ("entries of the Client Note", notes),
    ]
    .into_iter()
    .filter(|(_, count)| **count > 0)
    .map(|(what, count)| Change { what: what.into(), before: count.to_string(), after: String::new() })
    .collect()
}

async fn has_ended(tx: &mut Tx, account: AccountId, chat: ChatId) -> Result<bool, Error> {
    let row = sql!(
        tx,
        fetch_optional as (String,),
        "select state from chat where account_id = $1 and id = $2 and visitor_id is not null",
        account.0,
        chat.0,
    )?;
    let Some((state,)) = row else { return Ok(false) };
    Ok(!value_of::<ChatState>(&state, "chat.state")?.is_open())
}

async fn addresses_in_the_log(tx: &mut Tx, account: AccountId, chats: &[ChatId]) -> Result<u64, Error> {
    let mut changed = 0;
    for chat in chats {
        changed += audit::forget_addresses(tx, account, *chat).await?;
    }
    Ok(changed)
}

async fn rows_of_chats(tx: &mut Tx, account: AccountId, chats: &[ChatId]) -> Result<u64, Error> {
    let mut gone = 0;
    for chat in chats {
        for rows in OF_CHAT {
            gone += sql!(tx, execute, rows.delete, account.0, chat.0)?;
        }
    }
    Ok(gone)
}

async fn rows_of_off_line(
    tx: &mut Tx,
    account: AccountId,
    messages: &[OffLineMessageId],
) -> Result<u64, Error> {
    let mut gone = 0;
    for message in messages {
        for rows in OF_OFF_LINE {
            gone += sql!(tx, execute, rows.delete, account.0, message.0)?;
        }
    }
    Ok(gone)
}

/// The emails with the answers; and what waits to leave together with an email that goes leaves by
/// itself.
async fn letters_of_off_line(
    tx: &mut Tx,
    account: AccountId,
    messages: &[OffLineMessageId],
) -> Result<u64, Error> {
    let mut gone = 0;
    for message in messages {
        sql!(
            tx,
            execute,
            "update letter set carried_by = null where account_id = $1 and carried_by in (
                 select id from letter where account_id = $1 and off_line_message_id = $2)",
            account.0,
            message.0,
        )?;
        gone += sql!(
            tx,
            execute,
            "delete from letter where account_id = $1 and answer_id in (
                 select id from off_line_answer where account_id = $1 and off_line_message_id = $2)",
            account.0,
            message.0,
        )?;
    }
    Ok(gone)
}

async fn rows_of_visitors(tx: &mut Tx, account: AccountId, visitors: &[VisitorId]) -> Result<u64, Error> {
    let mut gone = 0;
    for visitor in visitors {
        for rows in OF_VISITOR {
            gone += sql!(tx, execute, rows.delete, account.0, visitor.0)?;
        }
    }
    Ok(gone)
}

/// The bans of a visitor stay, without their name.
async fn names_in_bans(tx: &mut Tx, account: AccountId, visitors: &[VisitorId]) -> Result<u64, Error> {
    let mut changed = 0;
    for visitor in visitors {
        changed += ban::forget_name(tx, account, *visitor).await?;
    }
    Ok(changed)
}

fn rows(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
