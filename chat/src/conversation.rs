//! Visitor chats in the store: reading them, beginning them, and storing their state.
//!
//! `life.rs` decides which steps are possible; `step.rs` carries them out.

use std::collections::HashMap;

use uuid::Uuid;
use wire::{
    AccountId, Answers, ChatId, ChatState, ChatView, DepartmentId, Marks, Offer, OperatorRef, Routed, Seq,
    Timestamp, VisitorId,
};

use crate::{
    Error,
    column::{from_json, json_of, text_of, value_of},
    facts,
    life::Life,
    queue::Standing,
    store::{Many, Tx, sql, sql_many},
};

/// The text of a query for chats, to be read as [`Row`]s.
macro_rules! chats_where {
    ($condition:literal) => {
        chats!("chat c", $condition)
    };
}

/// The same, joined with other tables; the chat is `c`.
macro_rules! chats {
    ($from:literal, $condition:literal) => {
        concat!(
            "select c.id, c.account_id, c.site_id, c.visitor_id, v.name as visitor_name, c.state, c.operator_id, c.routed,
                    o.screen_name as operator_name, c.offer_kind, c.offer_by, ob.screen_name as offer_by_name,
                    c.offer_to, ot.screen_name as offer_to_name, c.visitor_delivered, c.visitor_read,
                    c.operator_delivered, c.operator_read, c.last_seq, c.version, c.asked_at, c.due_at, c.accept_by,
                    c.is_overdue
             from ",
            $from,
            " join visitor v on v.id = c.visitor_id left join operator o on o.id = c.operator_id
                  left join operator ob on ob.id = c.offer_by left join operator ot on ot.id = c.offer_to where ",
            $condition
        )
    };
}

pub(crate) async fn find(tx: &mut Tx, account: AccountId, chat: ChatId) -> Result<Option<ChatView>, Error> {
    let row =
        sql!(tx, fetch_optional as Row, chats_where!("c.account_id = $1 and c.id = $2"), account.0, chat.0)?;
    with_others(tx, row).await
}

/// Those of these chats that exist in these accounts.
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
    static OTHERS: Many = Many::new(
        "with w(chat_id) as (values ",
        1,
        ") select p.chat_id, o.id, o.screen_name from w cross join participant p join operator o on o.id = p.operator_id
           where p.chat_id = w.chat_id order by p.joined_at, o.id",
    );
    let joined =
        sql_many!(tx, fetch_all as (Uuid, Uuid, String), OTHERS, chats, |row| row.map(|(_, chat)| chat.0),)?;
    let mut others = by_chat(joined);
    rows.into_iter()
        .map(|row| {
            let others = others.remove(&row.id).unwrap_or_default();
            Ok((row.account_id.into(), row.view(others)?))
        })
        .collect()
}

/// A chat's new last message number, and when one of its operators said something in it.
pub(crate) struct Counted {
    pub(crate) account: AccountId,
    pub(crate) chat: ChatId,
    pub(crate) last: Seq,
    pub(crate) answered_at: Option<Timestamp>,
}

/// Stores the last message number of these chats, and the time of the first answer.
pub(crate) async fn count_up(tx: &mut Tx, chats: &[Counted]) -> Result<(), Error> {
    static COUNT_UP: Many = Many::new(
        "with w(account_id, chat_id, last_seq, answered_at) as (values ",
        4,
        ") update chat set last_seq = w.last_seq, first_answer_at = coalesce(chat.first_answer_at, w.answered_at) from w
           where chat.id = w.chat_id and chat.account_id = w.account_id",
    );
    sql_many!(
        tx,
        execute,
        COUNT_UP,
        chats,
        |row| row.map(|row| row.account.0),
        row.map(|row| row.chat.0),
        row.map(|row| i64::from(row.last.0)),
        row.and_then(|row| row.answered_at).map(|at| at.0),
    )
    .map(|_| ())
}

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
    with_others(tx, row).await
}

/// All open chats of the account, oldest first.
pub(crate) async fn open_ones(tx: &mut Tx, account: AccountId) -> Result<Vec<ChatView>, Error> {
    let rows = sql!(
        tx,
        fetch_all as Row,
        chats_where!(
            "c.account_id = $1 and c.state in ('requesting', 'invited', 'active') order by c.asked_at, c.id"
        ),
        account.0,
    )?;
    let joined = sql!(
        tx,
        fetch_all as (Uuid, Uuid, String),
        "select p.chat_id, o.id, o.screen_name from participant p join chat c on c.id = p.chat_id
              join operator o on o.id = p.operator_id
         where c.account_id = $1 and c.state in ('requesting', 'invited', 'active') order by p.joined_at, o.id",
        account.0,
    )?;
    let mut others = by_chat(joined);
    rows.into_iter()
        .map(|row| {
            let others = others.remove(&row.id).unwrap_or_default();
            row.view(others)
        })
        .collect()
}

/// Whether this id is taken by a chat of another account or by a conversation between operators.
/// Clients choose the ids of new chats and must not learn whose the existing ones are.
pub(crate) async fn is_anothers(tx: &mut Tx, chat: ChatId) -> Result<bool, Error> {
    let row = sql!(tx, fetch_optional as (i32,), "select 1 from chat where id = $1", chat.0)?;
    Ok(row.is_some())
}

/// Begins a chat. `due` is the time of its next timed step.
pub(crate) async fn begin(
    tx: &mut Tx,
    account: AccountId,
    chat: &ChatView,
    department: Option<DepartmentId>,
    page: &str,
    answers: &Answers,
    due: Timestamp,
) -> Result<(), Error> {
    sql!(
        tx,
        execute,
        "insert into chat (id, account_id, site_id, visitor_id, state, operator_id, last_seq, page, asked_at, due_at,
                           department_id, routed, answers, is_invitation)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        chat.id.0,
        account.0,
        chat.site.0,
        chat.visitor.0,
        text_of(&chat.state),
        chat.operator.as_ref().map(|operator| operator.id.0),
        i64::from(chat.last_seq.0),
        page,
        chat.asked_at.0,
        due.0,
        department.map(|department| department.0),
        routed_column(&chat.routed),
        (!answers.is_empty()).then(|| json_of(answers)),
        i64::from(chat.state == ChatState::Invited),
    )?;
    match chat.state {
        ChatState::Requesting => facts::waits(tx, account, chat.id, chat.asked_at).await,
        _ => Ok(()),
    }
}

/// The visitor's answers on the Welcome Screen of their latest chats, newest first.
pub(crate) async fn answers_of(
    tx: &mut Tx,
    account: AccountId,
    visitor: VisitorId,
    limit: i64,
) -> Result<Vec<(ChatId, Answers)>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (Uuid, String),
        "select id, answers from chat where account_id = $1 and visitor_id = $2 and answers is not null
         order by asked_at desc, id desc limit $3",
        account.0,
        visitor.0,
        limit,
    )?;
    rows.into_iter().map(|(id, answers)| Ok((id.into(), from_json(&answers, "chat.answers")?))).collect()
}

pub(crate) async fn route(
    tx: &mut Tx,
    account: AccountId,
    chat: ChatId,
    routed: &Routed,
    department: Option<DepartmentId>,
) -> Result<(), Error> {
    sql!(
        tx,
        execute,
        "update chat set routed = $3, department_id = $4, version = version + 1
         where account_id = $1 and id = $2",
        account.0,
        chat.0,
        routed_column(routed),
        department.map(|department| department.0),
    )
    .map(|_| ())
}

/// Changes how a request stands in the queue, except for its assignment, which is a step in its
/// life.
pub(crate) async fn stand(
    tx: &mut Tx,
    account: AccountId,
    chat: ChatId,
    standing: &Standing,
) -> Result<(), Error> {
    sql!(
        tx,
        execute,
        "update chat set routed = $3, accept_by = $4, is_overdue = $5, version = version + 1
         where account_id = $1 and id = $2",
        account.0,
        chat.0,
        routed_column(&standing.routed),
        standing.accept_by.map(|at| at.0),
        i64::from(standing.is_overdue),
    )
    .map(|_| ())
}

pub(crate) async fn department_of(
    tx: &mut Tx,
    account: AccountId,
    chat: ChatId,
) -> Result<Option<DepartmentId>, Error> {
    let row = sql!(
        tx,
        fetch_optional as (Option<Uuid>,),
        "select department_id from chat where account_id = $1 and id = $2",
        account.0,
        chat.0,
    )?;
    Ok(row.and_then(|(department,)| department).map(DepartmentId))
}

/// The account's requests in the order of the queue.
pub(crate) async fn requests(tx: &mut Tx, account: AccountId) -> Result<Vec<ChatView>, Error> {
    let rows = sql!(
        tx,
        fetch_all as Row,
        chats_where!("c.account_id = $1 and c.state = 'requesting' order by c.asked_at, c.id"),
        account.0,
    )?;
    // A request has no operators besides the one it is assigned to.
    rows.into_iter().map(|row| row.view(Vec::new())).collect()
}

/// Whether the time of its next timed step has come.
pub(crate) async fn is_due(
    tx: &mut Tx,
    account: AccountId,
    chat: ChatId,
    now: Timestamp,
) -> Result<bool, Error> {
    let due = sql!(
        tx,
        fetch_optional as (i64,),
        "select due_at from chat where account_id = $1 and id = $2 and due_at <= $3",
        account.0,
        chat.0,
        now.0,
    )?;
    Ok(due.is_some())
}

/// Stores the new state of a chat. The caller holds its lock (`dialect::lock_chat`) and has read
/// `before`.
pub(crate) async fn keep(
    tx: &mut Tx,
    account: AccountId,
    before: &ChatView,
    life: &Life,
    due: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), Error> {
    let offer = life.offer.as_ref();
    let is = |state| life.state == state;
    // A reopened chat counts as asked for now. One that lost its operator keeps its time, and so
    // comes first in the queue.
    let asked_at = if before.state.is_open() { before.asked_at } else { now };
    sql!(
        tx,
        execute,
        "update chat set state = $3, operator_id = $4, offer_kind = $5, offer_by = $6, offer_to = $7, due_at = $8,
                asked_at = $9, version = version + 1, accept_by = null, unindexed = 1,
                is_overdue = case when $13 = 1 then is_overdue else 0 end,
                accepted_at = case when $10 = 1 then coalesce(accepted_at, $12) else accepted_at end,
                closed_at = case when $11 = 1 then null else $12 end,
                is_invitation = case when $14 = 1 then 0 else is_invitation end,
                taken_at = case when $14 = 1 then null when $10 = 1 then coalesce(taken_at, $12) else taken_at end,
                first_answer_at = case when $14 = 1 then null else first_answer_at end
         where account_id = $1 and id = $2",
        account.0,
        before.id.0,
        text_of(&life.state),
        life.operator.as_ref().map(|operator| operator.id.0),
        offer.map(|offer| text_of(&offer.kind)),
        offer.map(|offer| offer.by.id.0),
        offer.map(|offer| offer.to.id.0),
        due.map(|due| due.0),
        asked_at.0,
        i64::from(is(ChatState::Active)),
        i64::from(life.state.is_open()),
        now.0,
        i64::from(is(ChatState::Requesting) && before.state == ChatState::Requesting),
        i64::from(life.state.is_open() && !before.state.is_open()),
    )?;
    match (before.state == ChatState::Requesting, is(ChatState::Requesting)) {
        (false, true) => facts::waits(tx, account, before.id, now).await?,
        (true, false) => facts::waits_no_more(tx, account, before.id, now).await?,
        _ => {}
    }
    for gone in before.others.iter().filter(|one| !life.others.contains(one)) {
        sql!(
            tx,
            execute,
            "delete from participant where account_id = $1 and chat_id = $2 and operator_id = $3",
            account.0,
            before.id.0,
            gone.id.0,
        )?;
    }
    for new in life.others.iter().filter(|one| !before.others.contains(one)) {
        sql!(
            tx,
            execute,
            "insert into participant (account_id, chat_id, operator_id, joined_at) values ($1, $2, $3, $4)",
            account.0,
            before.id.0,
            new.id.0,
            now.0,
        )?;
    }
    Ok(())
}

/// Most requests go to everybody; then the column is null.
fn routed_column(routed: &Routed) -> Option<String> {
    (*routed != Routed::default()).then(|| json_of(routed))
}

fn by_chat(joined: Vec<(Uuid, Uuid, String)>) -> HashMap<Uuid, Vec<OperatorRef>> {
    let mut others: HashMap<_, Vec<_>> = HashMap::new();
    for (chat, id, name) in joined {
        others.entry(chat).or_default().push(OperatorRef { id: id.into(), name });
    }
    others
}

async fn with_others(tx: &mut Tx, row: Option<Row>) -> Result<Option<ChatView>, Error> {
    let Some(row) = row else { return Ok(None) };
    let others = sql!(
        tx,
        fetch_all as (Uuid, String),
        "select o.id, o.screen_name from participant p join operator o on o.id = p.operator_id
         where p.chat_id = $1 order by p.joined_at, o.id",
        row.id,
    )?;
    row.view(others.into_iter().map(|(id, name)| OperatorRef { id: id.into(), name }).collect()).map(Some)
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    id: Uuid,
    account_id: Uuid,
    site_id: Uuid,
    visitor_id: Uuid,
    visitor_name: Option<String>,
    state: String,
    operator_id: Option<Uuid>,
    operator_name: Option<String>,
    routed: Option<String>,
    offer_kind: Option<String>,
    offer_by: Option<Uuid>,
    offer_by_name: Option<String>,
    offer_to: Option<Uuid>,
    offer_to_name: Option<String>,
    visitor_delivered: i64,
    visitor_read: i64,
    operator_delivered: i64,
    operator_read: i64,
    last_seq: i64,
    version: i64,
    asked_at: i64,
    due_at: Option<i64>,
    accept_by: Option<i64>,
    is_overdue: i64,
}

impl Row {
    fn view(self, others: Vec<OperatorRef>) -> Result<ChatView, Error> {
        let offer = match (
            self.offer_kind,
            operator(self.offer_by, self.offer_by_name),
            operator(self.offer_to, self.offer_to_name),
            // While an offer is open, its end is the next timed step.
            self.due_at.map(Timestamp),
        ) {
            (Some(kind), Some(by), Some(to), Some(ends_at)) => {
                Some(Offer { kind: value_of(&kind, "chat.offer_kind")?, by, to, ends_at })
            }
            _ => None,
        };
        let marks =
            |delivered, read| Ok::<_, Error>(Marks { delivered: seq_of(delivered)?, read: seq_of(read)? });
        Ok(ChatView {
            id: self.id.into(),
            site: self.site_id.into(),
            visitor: self.visitor_id.into(),
            visitor_name: self.visitor_name,
            state: value_of::<ChatState>(&self.state, "chat.state")?,
            operator: operator(self.operator_id, self.operator_name),
            routed: match self.routed {
                Some(json) => from_json(&json, "chat.routed")?,
                None => Routed::default(),
            },
            others,
            offer,
            visitor_marks: marks(self.visitor_delivered, self.visitor_read)?,
            operator_marks: marks(self.operator_delivered, self.operator_read)?,
            last_seq: seq_of(self.last_seq)?,
            version: u32::try_from(self.version).map_err(|_| Error::UnknownValue("chat.version"))?,
            asked_at: Timestamp(self.asked_at),
            accept_by: self.accept_by.map(Timestamp),
            is_overdue: self.is_overdue != 0,
        })
    }
}

fn operator(id: Option<Uuid>, name: Option<String>) -> Option<OperatorRef> {
    id.zip(name).map(|(id, name)| OperatorRef { id: id.into(), name })
}

pub(crate) fn seq_of(column: i64) -> Result<Seq, Error> {
    u32::try_from(column).map(Seq).map_err(|_| Error::UnknownValue("a message's number"))
}
