//! A visitor's ended chats, page by page, whether or not the visitor and the operators are still
//! there (manual A6).
//!
//! Operators see the chats whose messages they may read (`over.rs`): administrators all of them,
//! other operators those that they took part in. Departments and sites give no right to read.

use std::collections::HashMap;

use uuid::Uuid;
use wire::{
    AccountId, Body, ChatId, ChatView, Message, Role, Timestamp, VisitorId,
    note::{PastChat, PastChats},
};

use crate::{
    Error, Refused, SignedIn, Switchboard,
    content::plain_of_html,
    conversation, message,
    over::{self, Reads},
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
        let Some(view) = as_read(&mut tx, who, view).await? else { return Ok(Err(Refused::NotFound)) };
        let told = told(&mut tx, who.account, vec![view]).await?;
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
        "select c.id, c.asked_at,
                case when $5 = 1 or c.operator_id = $6
                          or exists (select 1 from participant p
                                     where p.chat_id = c.id and p.operator_id = $6)
                          or exists (select 1 from took_part t
                                     where t.chat_id = c.id and t.operator_id = $6 and t.until_seq is not null)
                     then 1 else 0 end
         from chat c
         where c.account_id = $1 and c.visitor_id = $2 and c.state not in ('requesting', 'invited', 'active')
               and c.asked_at <= $3 and (c.asked_at < $3 or c.id < $4)
         order by c.asked_at desc, c.id desc limit $7",
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
    let mut views = Vec::with_capacity(found.len());
    for view in found {
        views.extend(as_read(tx, who, view).await?);
    }
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

/// The part of a chat that this operator may read; `None`: nothing.
async fn as_read(tx: &mut Tx, who: &SignedIn, view: ChatView) -> Result<Option<ChatView>, Error> {
    Ok(over::reads(tx, who, &view).await?.map(|reads| match reads {
        Reads::All => view,
        Reads::Until(last_seq) => ChatView { last_seq, ..view },
    }))
}

async fn told(tx: &mut Tx, account: AccountId, views: Vec<ChatView>) -> Result<Vec<PastChat>, Error> {
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
    let told = views.into_iter().map(|view| {
        let mut operators: Vec<_> = view.operators().cloned().collect();
        for one in took_part.remove(&view.id).unwrap_or_default() {
            if !operators.contains(&one) {
                operators.push(one);
            }
        }
        let (said, last) = (beginnings.remove(&view.id).unwrap_or_default(), view.last_seq);
        let mut read = said.iter().filter(|message| message.seq <= last).map(first_line);
        PastChat {
            id: view.id,
            visitor: view.visitor,
            visitor_name: view.visitor_name,
            site: view.site,
            department: view.routed.department,
            state: view.state,
            operators,
            asked_at: view.asked_at,
            messages: last.0,
            question: read.find(|line| !line.is_empty()).unwrap_or_default(),
            tags: tags.remove(&view.id).unwrap_or_default(),
        }
    });
    Ok(told.collect())
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
