//! Who took part in a chat (manual A15), and what operators may read. They can go on reading what
//! they took part in, and a chat that is over for them stays in their list until they remove it.
//!
//! Each operator of an active chat has a row, from then on for good. What they can read of a chat
//! that is no longer theirs ends at the point where they left it: what is said later is for its
//! operators alone.

mod put_away;

use std::{collections::HashMap, slice};

use uuid::Uuid;
use wire::{
    AccountId, ChatId, ChatState, ChatView, Marks, Message, OperatorId, OperatorRef, Routed, Seq, Span,
    Timestamp,
    operator::{Over, OverChat},
};

use self::put_away::put_away_the_oldest;
use crate::{
    Error, SignedIn, Speaker,
    bus::Event,
    column::{from_json, json_of},
    conversation::{self, seq_of},
    facts,
    life::Step,
    message,
    store::{Many, Tx, sql, sql_many},
};

/// What a step means to operators who are in the chat only before or only after it.
pub(crate) fn how(step: &Step, chat: &ChatView) -> Option<Over> {
    let has = || chat.operator.clone();
    match step {
        Step::CloseByVisitor => Some(Over::ByVisitor),
        Step::CloseByOperator(by) => Some(Over::ByOperator(by.clone())),
        Step::Miss => Some(Over::VisitorLeft),
        Step::Accept(_) | Step::Take(_) => has().map(Over::TakenBy),
        Step::Leave(_) | Step::Lose(_) if chat.state == ChatState::Active => has().map(Over::LeftTo),
        Step::Lose(_) => Some(Over::Lost),
        _ => None,
    }
}

/// Records who is in the chat now and for whom it is over, if a step has changed that. Returns the
/// events for their consoles. The caller holds the chat's lock and has taken the step.
pub(crate) async fn keep(
    tx: &mut Tx,
    account: AccountId,
    before: &ChatView,
    chat: &ChatView,
    how: Option<&Over>,
    now: Timestamp,
) -> Result<Vec<(OperatorId, Event)>, Error> {
    let (were, are) = (in_it(before), in_it(chat));
    if before.state == chat.state && were == are {
        return Ok(Vec::new());
    }
    let is_active = chat.state == ChatState::Active;
    for new in are.iter().filter(|one| is_active && !(before.state == chat.state && were.contains(one))) {
        sql!(
            tx,
            execute,
            "insert into took_part (operator_id, chat_id, account_id, at) values ($1, $2, $3, $4)
             on conflict (operator_id, chat_id)
             do update set at = excluded.at, until_seq = null, how = null, put_away = 0",
            new.0,
            chat.id.0,
            account.0,
            now.0,
        )?;
        facts::joins(tx, account, chat.id, *new, now).await?;
    }
    let was_active = before.state == ChatState::Active;
    for gone in were.iter().filter(|one| was_active && !(is_active && are.contains(one))) {
        facts::leaves(tx, account, chat.id, *gone, now).await?;
    }
    let left = were.iter().filter(|one| !are.contains(one));
    for left in left.clone() {
        sql!(
            tx,
            execute,
            "update took_part set until_seq = $4 where account_id = $1 and chat_id = $2 and operator_id = $3",
            account.0,
            chat.id.0,
            left.0,
            i64::from(chat.last_seq.0),
        )?;
    }
    // A reopened chat stays over, as before, for those who were in it when it ended.
    let over = left.filter(|_| before.state.is_open()).chain(are.iter().filter(|_| !chat.state.is_open()));
    let mut told = Vec::new();
    if let Some(how) = how {
        for over in over {
            sql!(
                tx,
                execute,
                "update took_part set how = $4, at = $5
                 where account_id = $1 and chat_id = $2 and operator_id = $3",
                account.0,
                chat.id.0,
                over.0,
                json_of(how),
                now.0,
            )?;
            let too_many = put_away_the_oldest(tx, account, *over).await?;
            told.extend((!too_many.is_empty()).then_some((*over, Event::PutAway(*over, too_many))));
        }
        // Those for whom the chat was lost now learn what became of it.
        sql!(
            tx,
            execute,
            "update took_part set how = $3 where account_id = $1 and chat_id = $2 and how = $4",
            account.0,
            chat.id.0,
            json_of(how),
            json_of(&Over::Lost),
        )?;
    }
    let rows = sql!(
        tx,
        fetch_all as (Uuid, Option<i64>, String, i64, Option<i64>),
        "select t.operator_id, t.until_seq, t.how, t.at, r.stars
         from took_part t left join rating r on r.chat_id = t.chat_id
         where t.account_id = $1 and t.chat_id = $2 and t.how is not null and t.put_away = 0",
        account.0,
        chat.id.0,
    )?;
    for (operator, until, how, at, stars) in rows {
        let over = shown(chat.clone(), until, &how, at, stars)?;
        told.push((operator.into(), Event::Over(operator.into(), over)));
    }
    Ok(told)
}

/// The chats that are over for an operator and still in their list, latest last.
pub(crate) async fn all_of(
    tx: &mut Tx,
    account: AccountId,
    operator: OperatorId,
) -> Result<Vec<OverChat>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (Uuid, Option<i64>, String, i64, Option<i64>),
        "select t.chat_id, t.until_seq, t.how, t.at, r.stars
         from took_part t left join rating r on r.chat_id = t.chat_id
         where t.account_id = $1 and t.operator_id = $2 and t.put_away = 0 and t.how is not null
         order by t.at, t.chat_id",
        account.0,
        operator.0,
    )?;
    let keys: Vec<_> = rows.iter().map(|(chat, ..)| (account, ChatId(*chat))).collect();
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let chats = conversation::find_all(tx, &keys).await?;
    let find = |id: Uuid| chats.iter().find(|(_, chat)| chat.id.0 == id).map(|(_, chat)| chat.clone());
    let listed = rows.into_iter();
    listed
        .filter_map(|(id, until, how, at, stars)| find(id).map(|chat| shown(chat, until, &how, at, stars)))
        .collect()
}

/// A chat that is over for an operator, and whether they have put it away; `None`: it is not over
/// for them.
pub(crate) async fn of(
    tx: &mut Tx,
    account: AccountId,
    operator: OperatorId,
    chat: ChatView,
) -> Result<Option<(OverChat, bool)>, Error> {
    let row = sql!(
        tx,
        fetch_optional as (Option<i64>, String, i64, i64, Option<i64>),
        "select t.until_seq, t.how, t.at, t.put_away, r.stars
         from took_part t left join rating r on r.chat_id = t.chat_id
         where t.account_id = $1 and t.operator_id = $2 and t.chat_id = $3 and t.how is not null",
        account.0,
        operator.0,
        chat.id.0,
    )?;
    row.map(|(until, how, at, put_away, stars)| Ok((shown(chat, until, &how, at, stars)?, put_away == 1)))
        .transpose()
}

/// Puts a chat that was put away back into the list.
pub(crate) async fn list_again(
    tx: &mut Tx,
    account: AccountId,
    operator: OperatorId,
    chat: ChatId,
) -> Result<(), Error> {
    sql!(
        tx,
        execute,
        "update took_part set put_away = 0 where account_id = $1 and operator_id = $2 and chat_id = $3",
        account.0,
        operator.0,
        chat.0,
    )
    .map(|_| ())
}

/// The operators who were in each of these accepted chats, including those deleted since.
pub(crate) async fn who_took_part(
    tx: &mut Tx,
    chats: &[(AccountId, ChatId)],
) -> Result<HashMap<ChatId, Vec<OperatorRef>>, Error> {
    static TOOK_PART: Many = Many::new(
        "with w(account_id, chat_id) as (values ",
        2,
        ") select t.chat_id, o.id, o.screen_name from w cross join took_part t join operator o on o.id = t.operator_id
           where t.chat_id = w.chat_id and t.account_id = w.account_id order by t.at, o.id",
    );
    let rows = sql_many!(
        tx,
        fetch_all as (Uuid, Uuid, String),
        TOOK_PART,
        chats,
        |row| row.map(|(account, _)| account.0),
        row.map(|(_, chat)| chat.0),
    )?;
    let mut all: HashMap<_, Vec<_>> = HashMap::new();
    for (chat, id, name) in rows {
        all.entry(ChatId(chat)).or_default().push(OperatorRef { id: id.into(), name });
    }
    Ok(all)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reads {
    All,
    Until(Seq),
}

impl Reads {
    /// These marks, as far as they concern messages that may be read.
    pub(crate) fn of(self, marks: Marks) -> Marks {
        match self {
            Reads::All => marks,
            Reads::Until(until) => {
                Marks { delivered: marks.delivered.min(until), read: marks.read.min(until) }
            }
        }
    }
}

/// The SQL condition for chats `c` that an operator may read any of, apart from requests and from
/// chats that are offered to them: a preselection for what [`reads_of`] decides. Takes the
/// operator, as the text names it.
macro_rules! may_read {
    ($operator:literal) => {
        concat!(
            "(c.operator_id = ",
            $operator,
            " or exists (select 1 from participant p where p.chat_id = c.id and p.operator_id = ",
            $operator,
            ") or exists (select 1 from took_part t
                          where t.chat_id = c.id and t.until_seq is not null and t.operator_id = ",
            $operator,
            ") or (c.state not in ('requesting', 'invited', 'active') and c.department_id in (
                   select d.department_id from department_operator d join operator o on o.id = d.operator_id
                   where o.department_archive = 1 and o.id = ",
            $operator,
            ")))"
        )
    };
}
pub(crate) use may_read;

/// How much of each of these chats this operator may read, at most 1,024 chats; nothing of those
/// that are missing. This is the one rule for all that shows what was said, to whoever it is:
///
/// - all of what they may see now ([`SignedIn::may_see`]);
/// - all of an ended chat of a department that they are in now, if an administrator lets them read
///   these;
/// - what they took part in, up to where they left it.
pub(crate) async fn reads_of(
    tx: &mut Tx,
    who: &SignedIn,
    chats: &[ChatView],
) -> Result<HashMap<ChatId, Reads>, Error> {
    static READ: Many = Many::new(
        "with w(account_id, operator_id, chat_id) as (values ",
        3,
        ") select c.id, t.until_seq,
                  case when exists (
                      select 1 from department_operator d join operator o on o.id = d.operator_id
                      where d.department_id = c.department_id and d.operator_id = w.operator_id
                            and o.account_id = w.account_id and o.department_archive = 1) then 1 else 0 end
           from w cross join chat c left join took_part t on t.chat_id = c.id and t.operator_id = w.operator_id
           where c.id = w.chat_id and c.account_id = w.account_id",
    );
    let (seen, others): (Vec<&ChatView>, Vec<&ChatView>) = chats.iter().partition(|chat| who.may_see(chat));
    let mut all: HashMap<_, _> = seen.into_iter().map(|chat| (chat.id, Reads::All)).collect();
    if others.is_empty() {
        return Ok(all);
    }
    let rows = sql_many!(
        tx,
        fetch_all as (Uuid, Option<i64>, i32),
        READ,
        &others,
        |row| row.map(|_| who.account.0),
        row.map(|_| who.operator.0),
        row.map(|chat| chat.id.0),
    )?;
    let rows: HashMap<_, _> = rows.into_iter().map(|(chat, until, is_of)| (chat, (until, is_of))).collect();
    for chat in others {
        let reads = match rows.get(&chat.id.0) {
            Some((_, 1)) if !chat.state.is_open() => Reads::All,
            Some((Some(until), _)) => Reads::Until(seq_of(*until)?),
            _ => continue,
        };
        all.insert(chat.id, reads);
    }
    Ok(all)
}

/// The operators who may read a part of a chat at least, apart from administrators and from those
/// to whom a request goes or a chat is offered: those who took part in it, and if it has ended
/// those of its department whom an administrator lets read such chats.
pub(crate) async fn readers(tx: &mut Tx, account: AccountId, chat: ChatId) -> Result<Vec<OperatorId>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (Uuid,),
        "select operator_id from took_part where account_id = $1 and chat_id = $2
         union
         select d.operator_id from chat c
         join department_operator d on d.department_id = c.department_id
         join operator o on o.id = d.operator_id
         where c.account_id = $1 and c.id = $2 and c.state not in ('requesting', 'invited', 'active')
               and o.account_id = $1 and o.department_archive = 1",
        account.0,
        chat.0,
    )?;
    Ok(rows.into_iter().map(|(operator,)| OperatorId(operator)).collect())
}

/// How much of a chat this operator may read; `None`: nothing.
pub(crate) async fn reads(tx: &mut Tx, who: &SignedIn, chat: &ChatView) -> Result<Option<Reads>, Error> {
    Ok(reads_of(tx, who, slice::from_ref(chat)).await?.remove(&chat.id))
}

/// The same for a visitor or an operator.
pub(crate) async fn speaker_reads(
    tx: &mut Tx,
    speaker: &Speaker,
    chat: &ChatView,
) -> Result<Option<Reads>, Error> {
    match speaker {
        Speaker::Visitor(seat) => Ok((chat.visitor == seat.visitor).then_some(Reads::All)),
        Speaker::Operator(who) => reads(tx, who, chat).await,
    }
}

/// [`message::within`], limited to what may be read.
pub(crate) async fn within(
    tx: &mut Tx,
    account: AccountId,
    chat: ChatId,
    span: Span,
    reads: Reads,
) -> Result<(Vec<Message>, bool), Error> {
    let Reads::Until(until) = reads else { return message::within(tx, account, chat, span).await };
    let span = match span {
        Span::After(seq) => Span::After(seq),
        Span::Before(seq) => Span::Before(seq.min(until.next())),
        Span::Around(seq) => Span::Around(seq.min(until)),
    };
    let (mut messages, more) = message::within(tx, account, chat, span).await?;
    let found = messages.len();
    messages.retain(|message| message.seq <= until);
    let is_all = messages.len() < found || messages.last().is_some_and(|last| last.seq == until);
    Ok((messages, more && !is_all))
}

/// The operators who are in an accepted chat, or were in it to its end, sorted.
fn in_it(chat: &ChatView) -> Vec<OperatorId> {
    let was_accepted = matches!(chat.state, ChatState::Active | ChatState::Closed);
    let mut all: Vec<_> = chat.operators().filter(|_| was_accepted).map(|operator| operator.id).collect();
    all.sort_unstable();
    all
}

/// The chat as a former participant sees it. `until`: the last message that they may read, if the
/// chat is no longer theirs.
fn shown(
    chat: ChatView,
    until: Option<i64>,
    how: &str,
    at: i64,
    stars: Option<i64>,
) -> Result<OverChat, Error> {
    let (how, at) = (from_json(how, "took_part.how")?, Timestamp(at));
    let stars = stars.map(u8::try_from).transpose().map_err(|_| Error::UnknownValue("rating.stars"))?;
    let Some(until) = until.map(seq_of).transpose()? else { return Ok(OverChat { chat, how, at, stars }) };
    let (state, operator): (_, Option<OperatorRef>) = match &how {
        Over::TakenBy(has) | Over::LeftTo(has) => (ChatState::Active, Some(has.clone())),
        Over::ByVisitor | Over::ByOperator(_) | Over::VisitorLeft | Over::Lost => (ChatState::Closed, None),
    };
    let reads = Reads::Until(until);
    let chat = ChatView {
        state,
        operator,
        routed: Routed::default(),
        others: Vec::new(),
        offer: None,
        visitor_marks: reads.of(chat.visitor_marks),
        operator_marks: reads.of(chat.operator_marks),
        last_seq: until,
        accept_by: None,
        is_overdue: false,
        ..chat
    };
    Ok(OverChat { chat, how, at, stars })
}
