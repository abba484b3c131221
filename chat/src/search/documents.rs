//! Documents in the store: written by the job, forgotten by an erasure.

use uuid::Uuid;
use wire::{AccountId, Answers, ChatId, NoteId, OffLineMessageId};

use super::words::{Field, Words};
use crate::{
    Error,
    column::from_json,
    content::plain_of_html,
    store::{Tx, erase_words, keep_note_if_free, keep_off_line_if_free, lock_chat_if_free, put_words, sql},
};

/// The most messages of a document.
const MESSAGES: i64 = 200;
/// A document with so many tokens takes no more messages. PostgreSQL knows 256 places of a word, and
/// places up to 16,383.
const TOKENS: usize = 4_000;
/// The first message of a document that is to be made anew.
const STALE: i64 = i32::MAX as i64;

/// What a document is made of.
struct Made<'a> {
    kind: &'static str,
    chat: Option<Uuid>,
    off_line: Option<Uuid>,
    note: Option<Uuid>,
    visitor: Uuid,
    segment: i64,
    /// The numbers of the first and the last message.
    span: (i64, i64),
    is_full: bool,
    at: i64,
    words: &'a Words,
}

impl Made<'_> {
    /// Stores it as a new document, or in place of an earlier one.
    async fn put(&self, tx: &mut Tx, account: AccountId, earlier: Option<i64>) -> Result<(), Error> {
        let doc = match earlier {
            Some(doc) => {
                sql!(
                    tx,
                    execute,
                    "update search_doc set first_seq = $3, last_seq = $4, is_full = $5, at = $6
                     where account_id = $1 and id = $2",
                    account.0,
                    doc,
                    self.span.0,
                    self.span.1,
                    i64::from(self.is_full),
                    self.at,
                )?;
                doc
            }
            None => {
                let (doc,) = sql!(
                    tx,
                    fetch_one as (i64,),
                    "insert into search_doc (account_id, kind, chat_id, off_line_message_id, note_id, visitor_id, segment,
                                             first_seq, last_seq, is_full, at)
                     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id",
                    account.0,
                    self.kind,
                    self.chat,
                    self.off_line,
                    self.note,
                    self.visitor,
                    self.segment,
                    self.span.0,
                    self.span.1,
                    i64::from(self.is_full),
                    self.at,
                )?;
                doc
            }
        };
        put_words(tx, account, doc, self.words).await
    }
}

/// Puts the messages of a chat into the index that are not there yet, until the bytes are used up.
/// Does nothing if the chat is being changed by another node: it comes again.
pub(crate) async fn index_chat(
    tx: &mut Tx,
    account: AccountId,
    chat: ChatId,
    bytes: &mut usize,
) -> Result<(), Error> {
    if !lock_chat_if_free(tx, chat).await? {
        return Ok(());
    }
    let row = sql!(
        tx,
        fetch_optional as (Uuid, i64, i64, i64, Option<String>, Option<String>, i32),
        "select c.visitor_id, c.asked_at, c.indexed_seq, c.last_seq, v.name, c.answers,
                case when c.state in ('requesting', 'invited', 'active') then 1 else 0 end
         from chat c join visitor v on v.id = c.visitor_id
         where c.account_id = $1 and c.id = $2 and c.unindexed = 1",
        account.0,
        chat.0,
    )?;
    let Some((visitor, at, mut indexed, last, name, answers, is_open)) = row else { return Ok(()) };
    if indexed == 0 {
        // Perhaps it is done once more, with another name: the documents keep their numbers.
        sql!(
            tx,
            execute,
            "update search_doc set first_seq = $3 where account_id = $1 and chat_id = $2",
            account.0,
            chat.0,
            STALE,
        )?;
    }
    while indexed < last && *bytes > 0 {
        let (segment, first) = match run_with(tx, account, chat, indexed).await? {
            None => (0, 1),
            Some((segment, _, true)) => (segment + 1, indexed + 1),
            Some((segment, first, false)) => (segment, first),
        };
        let mut words = Words::default();
        if segment == 0 {
            push_names(&mut words, name.as_deref(), answers.as_deref());
        }
        let (end, is_full) = push_messages(tx, account, chat, first, &mut words, bytes).await?;
        let made = Made {
            kind: "chat",
            chat: Some(chat.0),
            off_line: None,
            note: None,
            visitor,
            segment,
            span: (first, end),
            is_full,
            at,
            words: &words,
        };
        let earlier = sql!(
            tx,
            fetch_optional as (i64,),
            "select id from search_doc where account_id = $1 and chat_id = $2 and segment = $3",
            account.0,
            chat.0,
            segment,
        )?;
        made.put(tx, account, earlier.map(|(doc,)| doc)).await?;
        // Messages may have been removed since they were counted.
        indexed = if end > indexed { end } else { last };
    }
    if indexed >= last {
        forget_stale(tx, account, chat).await?;
    }
    // A chat that was continued stands at that time, with all that was said in it.
    sql!(
        tx,
        execute,
        "update search_doc set at = $3 where account_id = $1 and chat_id = $2 and at <> $3",
        account.0,
        chat.0,
        at,
    )?;
    let is_done = indexed >= last && is_open == 0;
    sql!(
        tx,
        execute,
        "update chat set indexed_seq = $3, unindexed = $4 where account_id = $1 and id = $2",
        account.0,
        chat.0,
        indexed,
        i64::from(!is_done),
    )
    .map(|_| ())
}

/// The document with this message: its segment, its first message, and whether it is full.
async fn run_with(
    tx: &mut Tx,
    account: AccountId,
    chat: ChatId,
    seq: i64,
) -> Result<Option<(i64, i64, bool)>, Error> {
    let row = sql!(
        tx,
        fetch_optional as (i64, i64, i64),
        "select segment, first_seq, is_full from search_doc
         where account_id = $1 and chat_id = $2 and first_seq <= $3 order by segment desc limit 1",
        account.0,
        chat.0,
        seq,
    )?;
    Ok(row.map(|(segment, first, is_full)| (segment, first, is_full == 1)))
}

/// The visitor's name and what they answered on the Welcome Screen.
fn push_names(words: &mut Words, name: Option<&str>, answers: Option<&str>) {
    words.push(Field::Names, name.unwrap_or_default());
    // Of a later version: its words wait for that version.
    let answers: Answers = answers.and_then(|json| from_json(json, "chat.answers").ok()).unwrap_or_default();
    words.push(Field::Names, &answers.email);
    for (_, answer) in &answers.fields {
        words.push(Field::Names, answer);
    }
}

/// Adds the words of the messages from this number on, until the document is full. Gives the last
/// message, and whether the document is full.
async fn push_messages(
    tx: &mut Tx,
    account: AccountId,
    chat: ChatId,
    first: i64,
    words: &mut Words,
    bytes: &mut usize,
) -> Result<(i64, bool), Error> {
    let rows = sql!(
        tx,
        fetch_all as (i64, String, String, String),
        "select seq, author, kind, body from message
         where account_id = $1 and chat_id = $2 and seq >= $3 and seq < $4 order by seq",
        account.0,
        chat.0,
        first,
        first + MESSAGES,
    )?;
    let mut end = first - 1;
    for (seq, author, kind, body) in rows {
        *bytes = bytes.saturating_sub(body.len().max(1));
        if let Some(field) = field_of(&author) {
            push_body(words, field, &kind, &body);
        }
        end = seq;
        if words.count() >= TOKENS {
            return Ok((end, true));
        }
    }
    Ok((end, end + 1 >= first + MESSAGES))
}

/// Whose words a message has; `None`: nobody's.
fn field_of(author: &str) -> Option<Field> {
    match author {
        "visitor" => Some(Field::Visitor),
        "operator" => Some(Field::Operators),
        _ => None,
    }
}

fn push_body(words: &mut Words, field: Field, kind: &str, body: &str) {
    match kind {
        "html" => words.push(field, &plain_of_html(body)),
        "text" | "url" => words.push(field, body),
        _ => {}
    }
}

/// Puts an off-line message into the index. Does nothing if it is just being erased.
pub(crate) async fn index_off_line(
    tx: &mut Tx,
    account: AccountId,
    message: OffLineMessageId,
    bytes: &mut usize,
) -> Result<(), Error> {
    if !keep_off_line_if_free(tx, message).await? {
        return Ok(());
    }
    let row = sql!(
        tx,
        fetch_optional as (Uuid, String, String, String, i64),
        "select visitor_id, name, email, body, at from off_line_message
         where account_id = $1 and id = $2 and unindexed = 1",
        account.0,
        message.0,
    )?;
    let Some((visitor, name, email, body, at)) = row else { return Ok(()) };
    *bytes = bytes.saturating_sub(body.len().max(1));
    let mut words = Words::default();
    words.push(Field::Names, &name);
    words.push(Field::Names, &email);
    words.push(Field::Visitor, &body);
    let made = Made {
        kind: "off_line",
        chat: None,
        off_line: Some(message.0),
        note: None,
        visitor,
        segment: 0,
        span: (0, 0),
        is_full: true,
        at,
        words: &words,
    };
    let earlier = off_line_doc(tx, account, message).await?;
    made.put(tx, account, earlier).await?;
    sql!(
        tx,
        execute,
        "update off_line_message set unindexed = 0 where account_id = $1 and id = $2",
        account.0,
        message.0,
    )
    .map(|_| ())
}

/// Puts an entry of a Client Note into the index. Does nothing if it is just being erased.
pub(crate) async fn index_note(
    tx: &mut Tx,
    account: AccountId,
    note: NoteId,
    bytes: &mut usize,
) -> Result<(), Error> {
    if !keep_note_if_free(tx, note).await? {
        return Ok(());
    }
    let row = sql!(
        tx,
        fetch_optional as (Uuid, String, i64),
        "select visitor_id, body, at from note where account_id = $1 and id = $2 and unindexed = 1",
        account.0,
        note.0,
    )?;
    let Some((visitor, body, at)) = row else { return Ok(()) };
    *bytes = bytes.saturating_sub(body.len().max(1));
    let mut words = Words::default();
    words.push(Field::Operators, &body);
    let made = Made {
        kind: "note",
        chat: None,
        off_line: None,
        note: Some(note.0),
        visitor,
        segment: 0,
        span: (0, 0),
        is_full: true,
        at,
        words: &words,
    };
    let earlier = note_doc(tx, account, note).await?;
    made.put(tx, account, earlier).await?;
    let text = "update note set unindexed = 0 where account_id = $1 and id = $2";
    sql!(tx, execute, text, account.0, note.0).map(|_| ())
}

/// Removes the documents of these chats: nothing of their words stays in the index.
pub(crate) async fn forget_chats(tx: &mut Tx, account: AccountId, chats: &[ChatId]) -> Result<(), Error> {
    for chat in chats {
        let docs = sql!(
            tx,
            fetch_all as (i64,),
            "select id from search_doc where account_id = $1 and chat_id = $2",
            account.0,
            chat.0,
        )?;
        for (doc,) in docs {
            forget(tx, account, doc).await?;
        }
    }
    Ok(())
}

/// The same for off-line messages.
pub(crate) async fn forget_off_line(
    tx: &mut Tx,
    account: AccountId,
    messages: &[OffLineMessageId],
) -> Result<(), Error> {
    for message in messages {
        if let Some(doc) = off_line_doc(tx, account, *message).await? {
            forget(tx, account, doc).await?;
        }
    }
    Ok(())
}

/// The same for entries of Client Notes.
pub(crate) async fn forget_notes(tx: &mut Tx, account: AccountId, notes: &[NoteId]) -> Result<(), Error> {
    for note in notes {
        if let Some(doc) = note_doc(tx, account, *note).await? {
            forget(tx, account, doc).await?;
        }
    }
    Ok(())
}

/// Removes what a chat that was indexed once more has no messages for.
async fn forget_stale(tx: &mut Tx, account: AccountId, chat: ChatId) -> Result<(), Error> {
    let docs = sql!(
        tx,
        fetch_all as (i64,),
        "select id from search_doc where account_id = $1 and chat_id = $2 and first_seq = $3",
        account.0,
        chat.0,
        STALE,
    )?;
    for (doc,) in docs {
        forget(tx, account, doc).await?;
    }
    Ok(())
}

async fn forget(tx: &mut Tx, account: AccountId, doc: i64) -> Result<(), Error> {
    erase_words(tx, doc).await?;
    sql!(tx, execute, "delete from search_doc where account_id = $1 and id = $2", account.0, doc).map(|_| ())
}

async fn off_line_doc(
    tx: &mut Tx,
    account: AccountId,
    message: OffLineMessageId,
) -> Result<Option<i64>, Error> {
    let text = "select id from search_doc where account_id = $1 and off_line_message_id = $2";
    let row = sql!(tx, fetch_optional as (i64,), text, account.0, message.0)?;
    Ok(row.map(|(doc,)| doc))
}

async fn note_doc(tx: &mut Tx, account: AccountId, note: NoteId) -> Result<Option<i64>, Error> {
    let text = "select id from search_doc where account_id = $1 and note_id = $2";
    let row = sql!(tx, fetch_optional as (i64,), text, account.0, note.0)?;
    Ok(row.map(|(doc,)| doc))
}
