//! A visitor's ended chats, page by page, whether or not the visitor and the operators are still
//! there (manual A6).
//!
//! Operators see the chats whose messages they may read (`over.rs`): administrators all of them,
//! other operators those that they took part in, and, if an administrator lets them, those of their
//! departments. Sites give no right to read.

use std::collections::HashMap;

use uuid::Uuid;
use wire::{
    AccountId, Body, ChatId, ChatView, Message, OperatorRef, Role, TagId, Timestamp, VisitorId,
    note::{PastChat, PastChats},
    rating::Rating,
};

use crate::{
    Error, Refused, SignedIn, Switchboard,
    content::plain_of_html,
    conversation, message,
    over::{self, Reads, may_read},
    rating,
    store::{Tx, sql},
    tag, visitor,
};

const PAGE: usize = 20;
/// The number of chats that are examined for a page of an operator who may not read all of them.
const LOOKED_AT: usize = 250;
/// The length of the excerpt of a chat's first line, in characters.
const QUESTION: usize = 120;

impl Switchboard {
    /// The page after the one with this [`PastChats::before`].
    pub async fn past_chats(
        &self,
        who: &SignedIn,
        visitor: VisitorId,
        before: (Timestamp, ChatId),
    ) -> Result<Result<PastChats, Refused>, Error> {
        let mut tx = self.store.read().await?;
        if !visitor::is_kept(&mut tx, who.account, visitor).await? {
            return Ok(Err(Refused::NotFound));
        }
        of(&mut tx, who, visitor, Some(before)).await.map(Ok)
    }

    /// A chat whose messages this operator may read.
    pub async fn past_chat(&self, who: &SignedIn, chat: ChatId) -> Result<Result<PastChat, Refused>, Error> {
        let mut tx = self.store.read().await?;
        let Some(view) = conversation::find(&mut tx, who.account, chat).await? else {
            return Ok(Err(Refused::NotFound));
        };
        let Some(reads) = over::reads(&mut tx, who, &view).await? else { return Ok(Err(Refused::NotFound)) };
        let told = told(&mut tx, who.account, vec![as_read(view, reads)]).await?;
        Ok(told.into_iter().next().ok_or(Refused::NotFound))
    }
}

/// A page of a visitor's ended chats. `before`: [`PastChats::before`] of the previous page.
pub(crate) async fn of(
    tx: &mut Tx,
    who: &SignedIn,
    visitor: VisitorId,
    before: Option<(Timestamp, ChatId)>,
) -> Result<PastChats, Error> {
    let (at, id) = before.map_or((i64::MAX, Uuid::max()), |(at, chat)| (at.0, chat.0));
    let is_administrator = who.role == Role::Administrator;
    let limit = if is_administrator { PAGE + 1 } else { LOOKED_AT };
    // The candidates; what may be read is decided below.
    let rows = sql!(
        tx,
        fetch_all as (Uuid, i64, i32),
        concat!(
            "select c.id, c.asked_at, case when $5 = 1 or ",
            may_read!("$6"),
            " then 1 else 0 end
             from chat c
             where c.account_id = $1 and c.visitor_id = $2 and c.state not in ('requesting', 'invited', 'active')
                   and c.asked_at <= $3 and (c.asked_at < $3 or c.id < $4)
             order by c.asked_at desc, c.id desc limit $7"
        ),
        who.account.0,
        visitor.0,
        at,
        id,
        i64::from(is_administrator),
        who.operator.0,
        limit as i64,
    )?;
    let (page, before) = page_of(&rows, limit);
    let keys: Vec<_> = page.into_iter().map(|chat| (who.account, chat)).collect();
    if keys.is_empty() {
        return Ok(PastChats { chats: Vec::new(), before });
    }
    let found = conversation::find_all(tx, &keys).await?;
    let mut found: HashMap<_, _> = found.into_iter().map(|(_, view)| (view.id, view)).collect();
    let found: Vec<_> = keys.iter().filter_map(|(_, chat)| found.remove(chat)).collect();
    let reads = over::reads_of(tx, who, &found).await?;
    let read = |view: ChatView| reads.get(&view.id).map(|reads| as_read(view, *reads));
    let views = found.into_iter().filter_map(read).collect();
    Ok(PastChats { chats: told(tx, who.account, views).await?, before })
}

/// The page in these rows, and where the next page begins. Each row has the chat, when it was asked
/// for, and 1 if it is the operator's. `limit`: the number of rows that a full result has.
fn page_of(rows: &[(Uuid, i64, i32)], limit: usize) -> (Vec<ChatId>, Option<(Timestamp, ChatId)>) {
    let place = |&(id, at, _): &(Uuid, i64, i32)| (Timestamp(at), ChatId(id));
    let mut theirs = rows.iter().filter(|(.., is_theirs)| *is_theirs == 1).map(place);
    let page: Vec<_> = theirs.by_ref().take(PAGE).collect();
    let before = match theirs.next() {
        Some(_) => page.last().copied(),
        None => rows.last().filter(|_| rows.len() == limit).map(place),
    };
    (page.into_iter().map(|(_, chat)| chat).collect(), before)
}

/// The part of a chat that may be read.
pub(crate) fn as_read(view: ChatView, reads: Reads) -> ChatView {
    match reads {
        Reads::All => view,
        Reads::Until(last_seq) => ChatView { last_seq, ..view },
    }
}

async fn told(tx: &mut Tx, account: AccountId, views: Vec<ChatView>) -> Result<Vec<PastChat>, Error> {
    let told = outlined(tx, account, views).await?.into_iter().map(|outlined| {
        let Outlined { view, operators, question, tags, rating } = outlined;
        PastChat {
            id: view.id,
            visitor: view.visitor,
            visitor_name: view.visitor_name,
            site: view.site,
            department: view.routed.department,
            state: view.state,
            operators,
            asked_at: view.asked_at,
            messages: view.last_seq.0,
            question,
            tags,
            rating,
        }
    });
    Ok(told.collect())
}

/// A chat with what a list shows of its past.
pub(crate) struct Outlined {
    pub(crate) view: ChatView,
    /// Those who took part, the last one to have the chat first.
    pub(crate) operators: Vec<OperatorRef>,
    /// The first line that somebody wrote.
    pub(crate) question: String,
    pub(crate) tags: Vec<TagId>,
    pub(crate) rating: Option<Rating>,
}

/// These chats with what a list shows of them, in the same order. Only messages up to a view's last
/// one are read.
pub(crate) async fn outlined(
    tx: &mut Tx,
    account: AccountId,
    views: Vec<ChatView>,
) -> Result<Vec<Outlined>, Error> {
    let keys: Vec<_> = views.iter().map(|view| (account, view.id)).collect();
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let mut beginnings: HashMap<ChatId, Vec<Message>> = HashMap::new();
    for message in message::beginnings(tx, &keys).await? {
        beginnings.entry(message.chat).or_default().push(message);
    }
    let mut took_part = over::who_took_part(tx, &keys).await?;
    let chats: Vec<_> = keys.iter().map(|(_, chat)| *chat).collect();
    let mut tags = tag::of_chats(tx, account, &chats).await?;
    let mut ratings = rating::of_all(tx, &keys).await?;
    let outlined = views.into_iter().map(|view| {
        let mut operators: Vec<_> = view.operators().cloned().collect();
        for one in took_part.remove(&view.id).unwrap_or_default() {
            if !operators.contains(&one) {
                operators.push(one);
            }
        }
        let (said, last) = (beginnings.remove(&view.id).unwrap_or_default(), view.last_seq);
        let mut read = said.iter().filter(|message| message.seq <= last).map(first_line);
        let question = read.find(|line| !line.is_empty()).unwrap_or_default();
        let (tags, rating) = (tags.remove(&view.id).unwrap_or_default(), ratings.remove(&view.id));
        Outlined { view, operators, question, tags, rating }
    });
    Ok(outlined.collect())
}

/// The first line of a message that is not blank.
fn first_line(message: &Message) -> String {
    let said = match &message.body {
        Body::Html(html) => plain_of_html(html),
        other => other.said().unwrap_or_default().to_owned(),
    };
    let line = said.lines().map(str::trim).find(|line| !line.is_empty());
    line.unwrap_or_default().chars().take(QUESTION).collect()
}
