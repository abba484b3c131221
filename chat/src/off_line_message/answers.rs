//! Operators' answers to offline messages, with what became of their emails.

use std::collections::HashMap;

use uuid::Uuid;
use wire::{
    AccountId, AnswerId, OffLineMessageId, OperatorId, OperatorRef, Timestamp, operator::OffLineAnswer,
};

use crate::{
    Error, account,
    mail::letter,
    store::{Tx, sql},
};

/// A query for [`Row`]s, with the text after its `where`. An answer and its email are written
/// together.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select a.id, a.off_line_message_id as message, a.operator_id, o.screen_name as operator_name, a.at,
                    a.body, l.recipient, l.state, l.attempts, l.due_at, l.done_at, l.answer
             from off_line_answer a join operator o on o.id = a.operator_id join letter l on l.answer_id = a.id
             where ",
            $rest
        )
    };
}

/// The answers to one message, oldest first.
pub(super) async fn to_message(
    tx: &mut Tx,
    account: AccountId,
    message: OffLineMessageId,
    is_installations: bool,
) -> Result<Vec<OffLineAnswer>, Error> {
    let is_set_up = account::mails(tx, account, is_installations).await?;
    let rows = sql!(
        tx,
        fetch_all as Row,
        select!("a.account_id = $1 and a.off_line_message_id = $2 order by a.at, a.id"),
        account.0,
        message.0,
    )?;
    rows.into_iter().map(|row| row.answer(is_set_up)).collect()
}

/// The same for each message that the console lists, up to a limit.
pub(super) async fn to_listed(
    tx: &mut Tx,
    account: AccountId,
    so_many: i64,
    is_installations: bool,
) -> Result<HashMap<OffLineMessageId, Vec<OffLineAnswer>>, Error> {
    let is_set_up = account::mails(tx, account, is_installations).await?;
    let rows = sql!(
        tx,
        fetch_all as Row,
        select!(
            "a.account_id = $1 and a.off_line_message_id in (
                 select id from off_line_message where account_id = $1
                 order by case when state = 'open' then 0 else 1 end, at desc, id desc limit $2
             )
             order by a.at, a.id"
        ),
        account.0,
        so_many,
    )?;
    let mut answers: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        answers.entry(row.message.into()).or_default().push(row.answer(is_set_up)?);
    }
    Ok(answers)
}

/// Whether an answer has this id already, in any account.
pub(super) async fn is_there(tx: &mut Tx, id: AnswerId) -> Result<bool, Error> {
    let row = sql!(tx, fetch_optional as (i32,), "select 1 from off_line_answer where id = $1", id.0)?;
    Ok(row.is_some())
}

/// Stores an answer. The caller writes its email.
pub(super) async fn insert(
    tx: &mut Tx,
    account: AccountId,
    message: OffLineMessageId,
    by: OperatorId,
    id: AnswerId,
    text: &str,
    at: Timestamp,
) -> Result<(), Error> {
    sql!(
        tx,
        execute,
        "insert into off_line_answer (id, account_id, off_line_message_id, operator_id, at, body)
         values ($1, $2, $3, $4, $5, $6)",
        id.0,
        account.0,
        message.0,
        by.0,
        at.0,
        text,
    )
    .map(|_| ())
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    id: Uuid,
    message: Uuid,
    operator_id: Uuid,
    operator_name: String,
    at: i64,
    body: String,
    recipient: String,
    state: String,
    attempts: i64,
    due_at: i64,
    done_at: Option<i64>,
    answer: String,
}

impl Row {
    fn answer(self, is_set_up: bool) -> Result<OffLineAnswer, Error> {
        let Row { message, recipient, state, attempts, due_at, done_at, answer, .. } = self;
        let letter = letter::Row { message, recipient, state, attempts, due_at, done_at, answer };
        Ok(OffLineAnswer {
            id: self.id.into(),
            by: OperatorRef { id: self.operator_id.into(), name: self.operator_name },
            at: Timestamp(self.at),
            text: self.body,
            letter: letter.view(is_set_up)?,
        })
    }
}
