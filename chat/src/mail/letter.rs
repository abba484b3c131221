//! Emails in the store: written with what they are about, and looked up with what became of them.

use std::collections::HashMap;

use uuid::Uuid;
use wire::{
    AccountId, AnswerId, ChatId, LetterId, OffLineMessageId, OperatorId, Timestamp,
    mail::{LetterState, LetterView},
};

use crate::{
    Error, account,
    column::value_of,
    store::{Tx, sql},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum About {
    /// A visitor has left an offline message (manual A11).
    OffLineMessage(OffLineMessageId),
    /// A visitor has asked for the transcript of their chat.
    Transcript(ChatId),
    /// This operator sends a chat to an address.
    TranscriptBy(ChatId, OperatorId),
    /// An operator has forgotten their password and gets a link to a new one.
    PasswordReset(OperatorId),
    /// A person is invited to be an operator and gets a link to set a password.
    Invitation(OperatorId),
    Answer(AnswerId),
    Trial,
}

impl About {
    /// The columns: the kind, and the id of what it is about.
    fn columns(self) -> (&'static str, AboutIds) {
        let none = AboutIds::default();
        match self {
            About::OffLineMessage(message) => {
                ("off_line_message", AboutIds { message: Some(message.0), ..none })
            }
            About::Transcript(chat) => ("transcript", AboutIds { chat: Some(chat.0), ..none }),
            About::TranscriptBy(chat, operator) => {
                ("transcript", AboutIds { chat: Some(chat.0), operator: Some(operator.0), ..none })
            }
            About::PasswordReset(operator) => {
                ("password_reset", AboutIds { operator: Some(operator.0), ..none })
            }
            About::Invitation(operator) => ("invitation", AboutIds { operator: Some(operator.0), ..none }),
            About::Answer(answer) => ("answer", AboutIds { answer: Some(answer.0), ..none }),
            About::Trial => ("trial", none),
        }
    }

    pub(super) fn of_columns(kind: &str, ids: AboutIds) -> Result<About, Error> {
        match (kind, ids) {
            ("off_line_message", AboutIds { message: Some(message), .. }) => {
                Ok(About::OffLineMessage(message.into()))
            }
            ("transcript", AboutIds { chat: Some(chat), operator: Some(operator), .. }) => {
                Ok(About::TranscriptBy(chat.into(), operator.into()))
            }
            ("transcript", AboutIds { chat: Some(chat), .. }) => Ok(About::Transcript(chat.into())),
            ("password_reset", AboutIds { operator: Some(operator), .. }) => {
                Ok(About::PasswordReset(operator.into()))
            }
            ("invitation", AboutIds { operator: Some(operator), .. }) => {
                Ok(About::Invitation(operator.into()))
            }
            ("answer", AboutIds { answer: Some(answer), .. }) => Ok(About::Answer(answer.into())),
            ("trial", _) => Ok(About::Trial),
            _ => Err(Error::UnknownValue("letter.kind")),
        }
    }
}

/// At most one of these columns is set, and for a chat also the operator who sends it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct AboutIds {
    pub(super) message: Option<Uuid>,
    pub(super) chat: Option<Uuid>,
    pub(super) operator: Option<Uuid>,
    pub(super) answer: Option<Uuid>,
}

/// Writes an email to one address, due at once.
pub(crate) async fn write(
    tx: &mut Tx,
    id: LetterId,
    account: AccountId,
    about: About,
    to: &str,
    now: Timestamp,
) -> Result<(), Error> {
    insert(tx, id, account, about, to, now, None).await
}

/// Writes an email about an offline message to one address. It is due at once, unless one of that
/// kind left for this address within the last `gathering` milliseconds. In that case it leaves when
/// they are over, together with all that are written until then.
pub(crate) async fn gather(
    tx: &mut Tx,
    id: LetterId,
    account: AccountId,
    message: OffLineMessageId,
    to: &str,
    now: Timestamp,
    gathering: i64,
) -> Result<(), Error> {
    let about = About::OffLineMessage(message);
    if gathering == 0 {
        return insert(tx, id, account, about, to, now, None).await;
    }
    let (latest,) = sql!(
        tx,
        fetch_one as (Option<i64>,),
        "select max(gather_at) from letter where account_id = $1 and recipient = $2",
        account.0,
        to,
    )?;
    let leaves = match latest {
        Some(latest) if latest > now.0 => latest,
        Some(latest) if latest + gathering > now.0 => latest + gathering,
        _ => now.0,
    };
    insert(tx, id, account, about, to, now, Some(leaves)).await
}

/// `leaves`: the common time at which gathered emails leave.
async fn insert(
    tx: &mut Tx,
    id: LetterId,
    account: AccountId,
    about: About,
    to: &str,
    now: Timestamp,
    leaves: Option<i64>,
) -> Result<(), Error> {
    let (kind, ids) = about.columns();
    sql!(
        tx,
        execute,
        "insert into letter (id, account_id, kind, off_line_message_id, chat_id, operator_id, answer_id, recipient, state,
                             attempts, since, due_at, gather_at, answer)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', 0, $9, $10, $11, '') on conflict (id) do nothing",
        id.0,
        account.0,
        kind,
        ids.message,
        ids.chat,
        ids.operator,
        ids.answer,
        to,
        now.0,
        leaves.unwrap_or(now.0),
        leaves,
    )
    .map(|_| ())
}

/// Makes every waiting email of the account due now: the cause of the delay may be repaired.
pub(super) async fn try_at_once(tx: &mut Tx, account: AccountId, now: Timestamp) -> Result<(), Error> {
    sql!(
        tx,
        execute,
        "update letter set due_at = $2 where account_id = $1 and state = 'waiting' and due_at > $2",
        account.0,
        now.0,
    )
    .map(|_| ())
}

/// Tries the undelivered emails about an offline message again, each on its own; whether there were
/// any.
pub(crate) async fn try_again(
    tx: &mut Tx,
    account: AccountId,
    message: OffLineMessageId,
    now: Timestamp,
) -> Result<bool, Error> {
    let tried = sql!(
        tx,
        execute,
        "update letter set state = 'waiting', since = $3, due_at = $3, done_at = null, gather_at = null, carried_by = null
         where account_id = $1 and off_line_message_id = $2 and state <> 'sent'",
        account.0,
        message.0,
        now.0,
    )?;
    Ok(tried > 0)
}

/// Tries the email with this answer again, unless a mail server has accepted it; whether it does.
pub(crate) async fn try_answer_again(
    tx: &mut Tx,
    account: AccountId,
    answer: AnswerId,
    now: Timestamp,
) -> Result<bool, Error> {
    let tried = sql!(
        tx,
        execute,
        "update letter set state = 'waiting', since = $3, due_at = $3, done_at = null
         where account_id = $1 and answer_id = $2 and state <> 'sent'",
        account.0,
        answer.0,
        now.0,
    )?;
    Ok(tried > 0)
}

/// The latest accepted email with an earlier answer to the same offline message.
pub(super) async fn before_answer(
    tx: &mut Tx,
    account: AccountId,
    answer: AnswerId,
) -> Result<Option<LetterId>, Error> {
    let row = sql!(
        tx,
        fetch_optional as (Uuid,),
        "select l.id
         from off_line_answer a
              join off_line_answer earlier on earlier.off_line_message_id = a.off_line_message_id
              join letter l on l.answer_id = earlier.id
         where a.account_id = $1 and a.id = $2 and earlier.at < a.at and l.state = 'sent'
         order by earlier.at desc limit 1",
        account.0,
        answer.0,
    )?;
    Ok(row.map(|(id,)| id.into()))
}

/// The offline messages that are added to this email, oldest first.
pub(super) async fn carried_by(
    tx: &mut Tx,
    account: AccountId,
    letter: LetterId,
) -> Result<Vec<OffLineMessageId>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (Uuid,),
        "select off_line_message_id from letter
         where account_id = $1 and carried_by = $2 and off_line_message_id is not null order by id",
        account.0,
        letter.0,
    )?;
    Ok(rows.into_iter().map(|(message,)| message.into()).collect())
}

/// Whether this email was written already.
pub(super) async fn is_there(tx: &mut Tx, account: AccountId, id: LetterId) -> Result<bool, Error> {
    view_of(tx, account, id).await.map(|view| view.is_some())
}

pub(super) async fn count_of_chat(tx: &mut Tx, account: AccountId, chat: ChatId) -> Result<i64, Error> {
    let (count,) = sql!(
        tx,
        fetch_one as (i64,),
        "select count(*) from letter where account_id = $1 and chat_id = $2 and operator_id is null",
        account.0,
        chat.0,
    )?;
    Ok(count)
}

/// How many chats this operator has sent since then.
pub(super) async fn count_of_operator(
    tx: &mut Tx,
    account: AccountId,
    operator: OperatorId,
    since: Timestamp,
) -> Result<i64, Error> {
    // Ids grow with time.
    let first = LetterId::v7(since.0.try_into().unwrap_or_default(), &[0; 10]);
    let (count,) = sql!(
        tx,
        fetch_one as (i64,),
        "select count(*) from letter
         where account_id = $1 and operator_id = $2 and kind = 'transcript' and id > $3",
        account.0,
        operator.0,
        first.0,
    )?;
    Ok(count)
}

/// What became of the emails about this offline message, oldest first.
pub(crate) async fn about_message(
    tx: &mut Tx,
    account: AccountId,
    message: OffLineMessageId,
    is_installations: bool,
) -> Result<Vec<LetterView>, Error> {
    let is_set_up = account::mails(tx, account, is_installations).await?;
    let rows = sql!(
        tx,
        fetch_all as Row,
        "select off_line_message_id as message, recipient, state, attempts, due_at, done_at, answer from letter
         where account_id = $1 and off_line_message_id = $2 order by id",
        account.0,
        message.0,
    )?;
    rows.into_iter().map(|row| row.view(is_set_up)).collect()
}

/// The same for each of the offline messages that the console lists, up to a limit.
pub(crate) async fn about_listed(
    tx: &mut Tx,
    account: AccountId,
    so_many: i64,
    is_installations: bool,
) -> Result<HashMap<OffLineMessageId, Vec<LetterView>>, Error> {
    let is_set_up = account::mails(tx, account, is_installations).await?;
    let rows = sql!(
        tx,
        fetch_all as Row,
        "select off_line_message_id as message, recipient, state, attempts, due_at, done_at, answer from letter
         where account_id = $1 and off_line_message_id in (
             select id from off_line_message where account_id = $1
             order by case when state = 'open' then 0 else 1 end, at desc, id desc limit $2
         )
         order by id",
        account.0,
        so_many,
    )?;
    let mut letters: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        letters.entry(row.message.into()).or_default().push(row.view(is_set_up)?);
    }
    Ok(letters)
}

pub(super) async fn view_of(
    tx: &mut Tx,
    account: AccountId,
    id: LetterId,
) -> Result<Option<LetterView>, Error> {
    let row = sql!(
        tx,
        fetch_optional as Row,
        "select id as message, recipient, state, attempts, due_at, done_at, answer from letter
         where account_id = $1 and id = $2",
        account.0,
        id.0,
    )?;
    row.map(|row| row.view(true)).transpose()
}

#[derive(sqlx_macros::FromRow)]
pub(crate) struct Row {
    pub(crate) message: Uuid,
    pub(crate) recipient: String,
    pub(crate) state: String,
    pub(crate) attempts: i64,
    pub(crate) due_at: i64,
    pub(crate) done_at: Option<i64>,
    pub(crate) answer: String,
}

impl Row {
    pub(crate) fn view(self, is_set_up: bool) -> Result<LetterView, Error> {
        let state = match value_of(&self.state, "letter.state")? {
            LetterState::Waiting if !is_set_up => LetterState::NotSetUp,
            state => state,
        };
        Ok(LetterView {
            to: self.recipient,
            state,
            attempts: u32::try_from(self.attempts).unwrap_or(u32::MAX),
            at: Timestamp(self.done_at.unwrap_or(self.due_at)),
            answer: self.answer,
        })
    }
}
