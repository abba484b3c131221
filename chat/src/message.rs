//! Messages in the store: appended, never changed.

use std::{borrow::Cow, ops::Range};

use uuid::Uuid;
use wire::{
    AccountId, Author, Body, ChatId, Message, MessageId, OperatorRef, Seq, Span, Timestamp, visitor::Stored,
};

use crate::{
    Error,
    conversation::seq_of,
    store::{Many, Tx, sql, sql_many},
};

/// The most messages in one answer to a catch-up.
pub(crate) const PAGE: usize = 200;
/// The most bytes of text in it, unless a single message has more: it bounds what may wait for one
/// client.
pub(crate) const PAGE_BYTES: usize = 256 * 1024;

/// A message without its number.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) chat: ChatId,
    pub(crate) id: MessageId,
    pub(crate) author: Author,
    pub(crate) body: Body,
}

#[derive(Clone, Debug)]
pub(crate) enum Appended {
    New(Message),
    /// A message with this id is already stored in this chat.
    Known(Seq, Timestamp),
}

impl Appended {
    pub(crate) fn stored(&self, id: MessageId, chat: ChatId) -> Stored {
        let (seq, at) = match self {
            Appended::New(message) => (message.seq, message.at),
            Appended::Known(seq, at) => (*seq, *at),
        };
        Stored { id, place: Some((chat, seq)), at }
    }
}

/// Gives the draft the chat's next number and stores it. The same id again is the same message, not
/// a second one. The chat must exist.
pub(crate) async fn append(
    tx: &mut Tx,
    account: AccountId,
    draft: &Draft,
    now: Timestamp,
) -> Result<Appended, Error> {
    if let Some((seq, at)) = place_of(tx, draft.chat, draft.id).await? {
        return Ok(Appended::Known(seq, at));
    }
    let (seq,) = sql!(
        tx,
        fetch_one as (i64,),
        "update chat set last_seq = last_seq + 1 where account_id = $1 and id = $2 returning last_seq",
        account.0,
        draft.chat.0,
    )?;
    let message = Message {
        id: draft.id,
        chat: draft.chat,
        seq: seq_of(seq)?,
        at: now,
        author: draft.author.clone(),
        body: draft.body.clone(),
    };
    insert_all(tx, &[(account, &message)]).await?;
    Ok(Appended::New(message))
}

/// Up to [`PAGE`] messages and [`PAGE_BYTES`] of this span, in order, and whether there are later
/// ones. If the span is too large, the result is the part closest to where the span begins.
pub(crate) async fn within(
    tx: &mut Tx,
    account: AccountId,
    chat: ChatId,
    span: Span,
) -> Result<(Vec<Message>, bool), Error> {
    // Numbers have no gaps, so each span is a range of them.
    let page = PAGE as u32;
    let (first, end) = match span {
        Span::After(seq) => from(seq.0.saturating_add(1)),
        Span::Around(seq) => from(seq.0.saturating_sub(page / 2)),
        Span::Before(seq) => {
            let end = seq.0.min(newest(tx, account, chat).await?.next().0);
            (end.saturating_sub(page), end)
        }
    };
    let rows = sql!(
        tx,
        fetch_all as Row,
        "select chat_id, seq, id, author, operator_id, operator_name, kind, body, at from message
         where account_id = $1 and chat_id = $2 and seq >= $3 and seq <= $4 order by seq",
        account.0,
        chat.0,
        i64::from(first),
        i64::from(end),
    )?;
    // The extra row at the end only shows that there are later ones.
    let is_cut = rows.last().is_some_and(|row| row.seq == i64::from(end));
    let found = rows.len() - usize::from(is_cut);
    let sizes: Vec<_> = rows[..found].iter().map(|row| row.body.len()).collect();
    let begin = match span {
        Span::After(_) => 0,
        Span::Before(_) => found,
        Span::Around(seq) => rows[..found].partition_point(|row| row.seq < i64::from(seq.0)),
    };
    let wanted = closest(&sizes, begin, PAGE_BYTES);
    let more = is_cut || wanted.end < found;
    let wanted = rows.into_iter().take(wanted.end).skip(wanted.start);
    Ok((wanted.map(Row::message).collect::<Result<_, _>>()?, more))
}

/// The range of messages whose total size is within `limit`, extended from `begin` to both sides in
/// turn; at least one.
fn closest(sizes: &[usize], begin: usize, limit: usize) -> Range<usize> {
    let begin = begin.min(sizes.len());
    let (mut taken, mut total) = (begin..begin, 0);
    let (mut before, mut after) = (true, true);
    while before || after {
        let mut fits = |place: Option<usize>| {
            let size = place.and_then(|place| sizes.get(place));
            let fits = size.is_some_and(|size| total + size <= limit || total == 0);
            total += size.filter(|_| fits).unwrap_or(&0);
            fits
        };
        after = after && fits(Some(taken.end));
        taken.end += usize::from(after);
        before = before && fits(taken.start.checked_sub(1));
        taken.start -= usize::from(before);
    }
    taken
}

/// A page that begins with this number, and its end.
fn from(first: u32) -> (u32, u32) {
    (first, first.max(1).saturating_add(PAGE as u32))
}

async fn newest(tx: &mut Tx, account: AccountId, chat: ChatId) -> Result<Seq, Error> {
    let newest = sql!(
        tx,
        fetch_optional as (i64,),
        "select last_seq from chat where account_id = $1 and id = $2",
        account.0,
        chat.0,
    )?;
    newest.map_or(Ok(Seq(0)), |(seq,)| seq_of(seq))
}

/// The messages from the first to the last number, in order. The caller knows that they are few.
pub(crate) async fn run(
    tx: &mut Tx,
    account: AccountId,
    chat: ChatId,
    first: Seq,
    last: Seq,
) -> Result<Vec<Message>, Error> {
    let rows = sql!(
        tx,
        fetch_all as Row,
        "select chat_id, seq, id, author, operator_id, operator_name, kind, body, at from message
         where account_id = $1 and chat_id = $2 and seq >= $3 and seq <= $4 order by seq",
        account.0,
        chat.0,
        i64::from(first.0),
        i64::from(last.0),
    )?;
    rows.into_iter().map(Row::message).collect()
}

pub(crate) async fn at(
    tx: &mut Tx,
    account: AccountId,
    chat: ChatId,
    seq: Seq,
) -> Result<Option<Message>, Error> {
    let row = sql!(
        tx,
        fetch_optional as Row,
        "select chat_id, seq, id, author, operator_id, operator_name, kind, body, at from message
         where account_id = $1 and chat_id = $2 and seq = $3",
        account.0,
        chat.0,
        i64::from(seq.0),
    )?;
    row.map(Row::message).transpose()
}

/// The number and the time of the message with this id in the chat.
pub(crate) async fn place_of(
    tx: &mut Tx,
    chat: ChatId,
    id: MessageId,
) -> Result<Option<(Seq, Timestamp)>, Error> {
    let place = sql!(
        tx,
        fetch_optional as (i64, i64),
        "select seq, at from message where chat_id = $1 and id = $2",
        chat.0,
        id.0,
    )?;
    place.map(|(seq, at)| Ok((seq_of(seq)?, Timestamp(at)))).transpose()
}

/// The same for several messages, as far as they exist.
pub(crate) async fn places_of(
    tx: &mut Tx,
    messages: &[(ChatId, MessageId)],
) -> Result<Vec<((ChatId, MessageId), (Seq, Timestamp))>, Error> {
    static PLACES_OF: Many = Many::new(
        "with w(chat_id, id) as (values ",
        2,
        ") select m.chat_id, m.id, m.seq, m.at from w cross join message m where m.chat_id = w.chat_id and m.id = w.id",
    );
    let places = sql_many!(
        tx,
        fetch_all as (Uuid, Uuid, i64, i64),
        PLACES_OF,
        messages,
        |row| row.map(|(chat, _)| chat.0),
        row.map(|(_, id)| id.0),
    )?;
    places
        .into_iter()
        .map(|(chat, id, seq, at)| Ok(((chat.into(), id.into()), (seq_of(seq)?, Timestamp(at)))))
        .collect()
}

/// What people said among the first eight messages of each of these chats, in order. A chat may
/// begin with system messages.
pub(crate) async fn beginnings(tx: &mut Tx, chats: &[(AccountId, ChatId)]) -> Result<Vec<Message>, Error> {
    static BEGINNINGS: Many = Many::new(
        "with w(account_id, chat_id) as (values ",
        2,
        ") select m.chat_id, m.seq, m.id, m.author, m.operator_id, m.operator_name, m.kind, m.body, m.at
           from w cross join message m
           where m.chat_id = w.chat_id and m.account_id = w.account_id and m.seq <= 8 and m.kind <> 'notice'
           order by m.chat_id, m.seq",
    );
    let rows = sql_many!(
        tx,
        fetch_all as Row,
        BEGINNINGS,
        chats,
        |row| row.map(|(account, _)| account.0),
        row.map(|(_, chat)| chat.0),
    )?;
    rows.into_iter().map(Row::message).collect()
}

/// Stores messages that already have their number.
pub(crate) async fn insert_all(tx: &mut Tx, messages: &[(AccountId, &Message)]) -> Result<(), Error> {
    static INSERT_ALL: Many = Many::new(
        "with w(chat_id, seq, account_id, id, author, operator_id, operator_name, kind, body, at) as (values ",
        10,
        ") insert into message (chat_id, seq, account_id, id, author, operator_id, operator_name, kind, body, at)
           select chat_id, seq, account_id, id, author, operator_id, operator_name, kind, body, at
           from w where chat_id is not null",
    );
    let rows = messages.iter().map(|(account, message)| Columns::of(*account, message));
    let rows = rows.collect::<Result<Vec<_>, Error>>()?;
    sql_many!(
        tx,
        execute,
        INSERT_ALL,
        &rows,
        |row| row.map(|row| row.message.chat.0),
        row.map(|row| i64::from(row.message.seq.0)),
        row.map(|row| row.account.0),
        row.map(|row| row.message.id.0),
        row.map(|row| row.author),
        row.and_then(|row| row.operator).map(|operator| operator.id.0),
        row.and_then(|row| row.operator).map(|operator| operator.name.as_str()),
        row.map(|row| row.kind),
        row.map(|row| &*row.body),
        row.map(|row| row.message.at.0),
    )
    .map(|_| ())
}

struct Columns<'a> {
    account: AccountId,
    message: &'a Message,
    author: &'static str,
    operator: Option<&'a OperatorRef>,
    kind: &'static str,
    body: Cow<'a, str>,
}

impl Columns<'_> {
    fn of(account: AccountId, message: &Message) -> Result<Columns<'_>, Error> {
        let (author, operator) = match &message.author {
            Author::Visitor => ("visitor", None),
            Author::Operator(operator) => ("operator", Some(operator)),
            Author::System => ("system", None),
        };
        let (kind, body) = match &message.body {
            Body::Text(text) => ("text", Cow::from(text)),
            Body::Html(html) => ("html", Cow::from(html)),
            Body::Url(url) => ("url", Cow::from(url)),
            Body::Notice(notice) => {
                let json = serde_json::to_string(notice).map_err(|_| Error::UnknownValue("message.body"))?;
                ("notice", Cow::from(json))
            }
        };
        Ok(Columns { account, message, author, operator, kind, body })
    }
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    chat_id: Uuid,
    seq: i64,
    id: Uuid,
    author: String,
    operator_id: Option<Uuid>,
    operator_name: Option<String>,
    kind: String,
    body: String,
    at: i64,
}

impl Row {
    fn message(self) -> Result<Message, Error> {
        let author = match (self.author.as_str(), self.operator_id, self.operator_name) {
            ("visitor", ..) => Author::Visitor,
            ("operator", Some(id), Some(name)) => Author::Operator(OperatorRef { id: id.into(), name }),
            ("system", ..) => Author::System,
            _ => return Err(Error::UnknownValue("message.author")),
        };
        let body = match self.kind.as_str() {
            "text" => Body::Text(self.body),
            "html" => Body::Html(self.body),
            "url" => Body::Url(self.body),
            "notice" => Body::Notice(
                serde_json::from_str(&self.body).map_err(|_| Error::UnknownValue("message.body"))?,
            ),
            _ => return Err(Error::UnknownValue("message.kind")),
        };
        Ok(Message {
            id: self.id.into(),
            chat: self.chat_id.into(),
            seq: seq_of(self.seq)?,
            at: Timestamp(self.at),
            author,
            body,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_cut_at_the_end_that_is_farther_away() {
        let sizes = [3, 1, 1, 1, 3];
        assert_eq!(closest(&sizes, 0, 5), 0..3);
        assert_eq!(closest(&sizes, 5, 5), 2..5);
        assert_eq!(closest(&sizes, 2, 3), 1..4);
        assert_eq!(closest(&sizes, 2, 9), 0..5);
        assert_eq!(closest(&sizes, 9, 4), 3..5);
        assert_eq!(closest(&[], 0, 5), 0..0);
    }

    #[test]
    fn one_message_always_fits() {
        assert_eq!(closest(&[9, 9], 0, 5), 0..1);
        assert_eq!(closest(&[9, 9], 2, 5), 1..2);
        assert_eq!(closest(&[0, 9, 0], 1, 5), 1..2);
    }
}
