//! The index of words: FTS5 in SQLite, a `tsvector` with a GIN index in PostgreSQL. Why each query
//! is as it is: docs/decisions/100-search-by-own-tokens.md.
//!
//! Both get ready-made tokens, so that they agree, and neither's settings matter. The account is a
//! token of each document, so that a small account beside a large one reads only its own documents.

use std::fmt::Write;

use uuid::Uuid;
use wire::{AccountId, ChatId, NoteId, OffLineMessageId, VisitorId};

use crate::{
    Error,
    search::{
        query::{Query, Term, Who},
        words::{Field, Words},
    },
    store::{Tx, sql},
};

/// A candidate: its number; its kind; the chat, off-line message or note; the visitor; the first and
/// the last message; 1 if it fits.
pub(crate) type FoundRow = (i64, String, Option<Uuid>, Option<Uuid>, Option<Uuid>, Uuid, i64, i64, i32);

/// The most candidates for which PostgreSQL tries the newest documents first.
const FEW: i64 = 200;

/// Stands between two texts in FTS5, where a phrase must not reach across. No token has it.
const BETWEEN: &str = " \u{e000} ";

/// Stores the words of a document, in place of those that it may have.
pub(crate) async fn put_words(tx: &mut Tx, account: AccountId, doc: i64, words: &Words) -> Result<(), Error> {
    if let Tx::Postgres(_) = tx {
        return sql!(
            tx,
            execute,
            "update search_doc set words = $3::text::tsvector where account_id = $1 and id = $2",
            account.0,
            doc,
            vector(account, words),
        )
        .map(|_| ());
    }
    erase_words(tx, doc).await?;
    sql!(
        tx,
        execute,
        "insert into search_words (rowid, account, visitor, operators, names) values ($1, $2, $3, $4, $5)",
        doc,
        account.0.simple().to_string(),
        joined(words, Field::Visitor),
        joined(words, Field::Operators),
        joined(words, Field::Names),
    )
    .map(|_| ())
}

/// Removes the words of a document for good. The caller deletes its row in `search_doc`, which in
/// PostgreSQL has the words.
pub(crate) async fn erase_words(tx: &mut Tx, doc: i64) -> Result<(), Error> {
    match tx {
        Tx::Sqlite(_) => sql!(tx, execute, "delete from search_words where rowid = $1", doc).map(|_| ()),
        Tx::Postgres(_) => Ok(()),
    }
}

/// Removes all documents of the installation.
pub(crate) async fn clear_documents(tx: &mut Tx) -> Result<(), Error> {
    let texts: &[&'static str] = match tx {
        // As in the migration. Row by row it would take minutes.
        Tx::Sqlite(_) => &[
            "delete from search_doc",
            "drop table search_words",
            "create virtual table search_words using fts5 (
                 account, visitor, operators, names,
                 tokenize = 'ascii', columnsize = 0
             )",
            "insert into search_words (search_words, rank) values ('secure-delete', 1)",
        ],
        Tx::Postgres(_) => &["truncate search_doc"],
    };
    for text in texts {
        sql!(tx, execute, *text)?;
    }
    Ok(())
}

/// Whether this transaction may write documents: one node does so at a time.
pub(crate) async fn may_index(tx: &mut Tx) -> Result<bool, Error> {
    match tx {
        Tx::Sqlite(_) => Ok(true),
        Tx::Postgres(_) => {
            sql!(tx, fetch_one as (bool,), "select pg_try_advisory_xact_lock(5310)").map(|(may,)| may)
        }
    }
}

/// Locks a chat unless somebody else has it, without waiting; whether it did.
pub(crate) async fn lock_chat_if_free(tx: &mut Tx, chat: ChatId) -> Result<bool, Error> {
    match tx {
        Tx::Sqlite(_) => Ok(true),
        Tx::Postgres(_) => {
            let text = "select 1 from chat where id = $1 for no key update skip locked";
            sql!(tx, fetch_optional as (i32,), text, chat.0).map(|row| row.is_some())
        }
    }
}

/// Keeps an off-line message from being erased until the transaction ends, unless somebody else has
/// it, without waiting; whether it did.
pub(crate) async fn keep_off_line_if_free(tx: &mut Tx, message: OffLineMessageId) -> Result<bool, Error> {
    let text = "select 1 from off_line_message where id = $1 for key share skip locked";
    keep_if_free(tx, text, message.0).await
}

/// The same for an entry of a Client Note.
pub(crate) async fn keep_note_if_free(tx: &mut Tx, note: NoteId) -> Result<bool, Error> {
    keep_if_free(tx, "select 1 from note where id = $1 for key share skip locked", note.0).await
}

async fn keep_if_free(tx: &mut Tx, text: &'static str, id: Uuid) -> Result<bool, Error> {
    match tx {
        Tx::Sqlite(_) => Ok(true),
        Tx::Postgres(_) => sql!(tx, fetch_optional as (i32,), text, id).map(|row| row.is_some()),
    }
}

/// Locks off-line messages that are to be erased. Without it, a document that another node is just
/// writing for one of them would be missed, and would then refer to nothing.
pub(crate) async fn lock_off_line(tx: &mut Tx, messages: &[OffLineMessageId]) -> Result<(), Error> {
    if let Tx::Postgres(_) = tx {
        let mut ids: Vec<_> = messages.iter().map(|message| message.0).collect();
        ids.sort_unstable();
        for id in ids {
            sql!(tx, execute, "select 1 from off_line_message where id = $1 for update", id)?;
        }
    }
    Ok(())
}

/// The same for the Client Note about a visitor.
pub(crate) async fn lock_notes(tx: &mut Tx, account: AccountId, visitor: VisitorId) -> Result<(), Error> {
    match tx {
        Tx::Sqlite(_) => Ok(()),
        Tx::Postgres(_) => {
            let text = "select 1 from note where account_id = $1 and visitor_id = $2 order by id for update";
            sql!(tx, execute, text, account.0, visitor.0).map(|_| ())
        }
    }
}

/// The newest documents of the account below this number that may fit the query, at most `limit`.
/// SQLite's index knows where words stand. PostgreSQL's only knows which words a document has, and
/// to check the rest means to read the document's words: so each candidate counts there, whether it
/// fits or not.
pub(crate) async fn find_documents(
    tx: &mut Tx,
    account: AccountId,
    query: &Query,
    before: i64,
    limit: i64,
) -> Result<Vec<FoundRow>, Error> {
    let since = query.narrowed.after.map_or(i64::MIN, |at| at.0);
    let until = query.narrowed.before.map_or(i64::MAX, |at| at.0);
    if let Tx::Sqlite(_) = tx {
        // `cross join` keeps the index as the outer loop, which goes backwards by itself and ends
        // at the limit.
        return sql!(
            tx,
            fetch_all as FoundRow,
            "select d.id, d.kind, d.chat_id, d.off_line_message_id, d.note_id, d.visitor_id, d.first_seq, d.last_seq, 1
             from search_words f cross join search_doc d
             where f.search_words match $1 and f.rowid < $2 and d.id = f.rowid and d.account_id = $3
                   and d.at >= $4 and d.at < $5
             order by f.rowid desc limit $6",
            expression(account, query),
            before,
            account.0,
            since,
            until,
            limit,
        );
    }
    // What is in every other document is found among the newest; the index would first gather all.
    let (loose, strict) = (loose(account, query), strict(account, query));
    let newest = match limit <= FEW {
        true => {
            newest(tx, account, strict.as_deref().unwrap_or(&loose), before, (since, until), limit).await?
        }
        false => Vec::new(),
    };
    if i64::try_from(newest.len()).is_ok_and(|found| found >= limit) {
        return Ok(newest);
    }
    sql!(
        tx,
        fetch_all as FoundRow,
        "select d.id, d.kind, d.chat_id, d.off_line_message_id, d.note_id, d.visitor_id, d.first_seq, d.last_seq,
                case when $3::text is null or d.words @@ $3::text::tsquery then 1 else 0 end
         from search_hits($2::text::tsquery, null::tsquery, $4, $5, $6, $7) h(id) join search_doc d on d.id = h.id
         where d.account_id = $1
         order by d.id desc",
        account.0,
        loose.as_str(),
        strict.as_deref(),
        before,
        since,
        until,
        limit,
    )
}

/// Those of the newest documents that fit, in PostgreSQL.
async fn newest(
    tx: &mut Tx,
    account: AccountId,
    query: &str,
    before: i64,
    (since, until): (i64, i64),
    limit: i64,
) -> Result<Vec<FoundRow>, Error> {
    sql!(
        tx,
        fetch_all as FoundRow,
        "select d.id, d.kind, d.chat_id, d.off_line_message_id, d.note_id, d.visitor_id, d.first_seq, d.last_seq, 1
         from (select * from search_doc where account_id = $1 and id < $2 order by id desc limit $3) d
         where d.words @@ $4::text::tsquery and d.at >= $5 and d.at < $6
         order by d.id desc limit $7",
        account.0,
        before,
        limit.saturating_mul(2),
        query,
        since,
        until,
        limit,
    )
}

/// All texts of a field, for FTS5.
fn joined(words: &Words, field: Field) -> String {
    let texts = words.texts().filter(|(of, _)| *of == field).map(|(_, tokens)| tokens.join(" "));
    texts.collect::<Vec<_>>().join(BETWEEN)
}

/// A query in FTS5's language.
fn expression(account: AccountId, query: &Query) -> String {
    const ALL: &str = "{visitor operators names}";
    let said_by = match query.narrowed.from {
        Some(Who::Visitor) => "{visitor}",
        Some(Who::Operator | Who::Me) => "{operators}",
        Some(Who::Named(_)) | None => ALL,
    };
    let term = |columns: &str, term: &Term| {
        let end = if term.is_prefix { " *" } else { "" };
        format!("{columns} : \"{}\"{end}", term.tokens.join(" "))
    };
    let mut text = format!("({{account}} : \"{}\"", account.0.simple());
    for wanted in &query.terms {
        text += " AND ";
        text += &term(said_by, wanted);
    }
    text.push(')');
    if !query.without.is_empty() {
        let without: Vec<_> = query.without.iter().map(|unwanted| term(ALL, unwanted)).collect();
        text += &format!(" NOT ({})", without.join(" OR "));
    }
    text
}

/// A document's words as PostgreSQL reads a `tsvector`: positions, with a letter for the field, and
/// a gap between two texts.
fn vector(account: AccountId, words: &Words) -> String {
    let mut text = lexeme(account);
    let mut place = 0;
    for (field, tokens) in words.texts() {
        let letter = match field {
            Field::Visitor => 'A',
            Field::Operators => 'B',
            Field::Names => 'C',
        };
        for token in tokens {
            place += 1;
            write!(text, " '{token}':{place}{letter}").expect("a String takes everything");
        }
        place += 1;
    }
    text
}

/// The token of an account; no word has an `@`.
fn lexeme(account: AccountId) -> String {
    format!("'@{}'", account.0.simple())
}

/// What the GIN index can answer by itself: it knows neither the places of words nor their fields.
fn loose(account: AccountId, query: &Query) -> String {
    let mut text = lexeme(account);
    for term in &query.terms {
        text += " & ";
        text += &side_by_side(term, " & ", "");
    }
    for term in query.without.iter().filter(|term| term.tokens.len() == 1) {
        text += " & !";
        text += &side_by_side(term, "", "");
    }
    text
}

/// The whole query; `None` if it says no more than [`loose`].
fn strict(account: AccountId, query: &Query) -> Option<String> {
    let letter = match query.narrowed.from {
        Some(Who::Visitor) => "A",
        Some(Who::Operator | Who::Me) => "B",
        Some(Who::Named(_)) | None => "",
    };
    let mut all = query.terms.iter().chain(&query.without);
    if letter.is_empty() && all.all(|term| term.tokens.len() == 1) {
        return None;
    }
    let mut text = lexeme(account);
    for term in &query.terms {
        text += &format!(" & ({})", side_by_side(term, " <-> ", letter));
    }
    for term in &query.without {
        text += &format!(" & !({})", side_by_side(term, " <-> ", ""));
    }
    Some(text)
}

/// The term's tokens, as PostgreSQL reads a `tsquery`.
fn side_by_side(term: &Term, between: &str, letter: &str) -> String {
    let last = term.tokens.len().saturating_sub(1);
    let token = |(place, token): (usize, &String)| match (place == last && term.is_prefix, letter) {
        (true, letter) => format!("'{token}':*{letter}"),
        (false, "") => format!("'{token}'"),
        (false, letter) => format!("'{token}':{letter}"),
    };
    term.tokens.iter().enumerate().map(token).collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> AccountId {
        AccountId(Uuid::from_bytes([10; 16]))
    }

    const TOKEN: &str = "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a";

    #[test]
    fn a_query_is_written_in_both_languages() {
        let query = Query::parse("Red \"big shoes\" siz* -blue -\"dark green\" from:visitor").unwrap();
        let all = "{visitor operators names}";
        assert_eq!(
            expression(account(), &query),
            format!(
                "({{account}} : \"{TOKEN}\" AND {{visitor}} : \"red\" AND {{visitor}} : \"big shoes\" \
                 AND {{visitor}} : \"siz\" *) NOT ({all} : \"blue\" OR {all} : \"dark green\")"
            )
        );
        assert_eq!(
            loose(account(), &query),
            format!("'@{TOKEN}' & 'red' & 'big' & 'shoes' & 'siz':* & !'blue'")
        );
        assert_eq!(
            strict(account(), &query).unwrap(),
            format!(
                "'@{TOKEN}' & ('red':A) & ('big':A <-> 'shoes':A) & ('siz':*A) & !('blue') & !('dark' <-> 'green')"
            )
        );
        let plain = Query::parse("red siz* -blue").unwrap();
        assert_eq!(strict(account(), &plain), None);
    }

    #[test]
    fn words_have_places_and_a_gap_between_texts() {
        let mut words = Words::default();
        words.push(Field::Visitor, "Red shoes");
        words.push(Field::Operators, "");
        words.push(Field::Operators, "Yes");
        words.push(Field::Visitor, "Fine");
        assert_eq!(vector(account(), &words), format!("'@{TOKEN}' 'red':1A 'shoes':2A 'yes':4B 'fine':6A"));
        assert_eq!(joined(&words, Field::Visitor), "red shoes \u{e000} fine");
        assert_eq!(words.count(), 4);
    }
}
