//! What `in:` narrows to: the chats, off-line messages and notes of a site or a department.

use std::collections::HashSet;

use uuid::Uuid;
use wire::{AccountId, ChatId, OffLineMessageId, VisitorId};

use super::query::{Query, is_called};
use crate::{
    Error,
    store::{Many, Tx, sql, sql_many},
};

/// Those of these chats, at most 1,024, that are where `in:` says.
pub(crate) async fn in_place(
    tx: &mut Tx,
    query: &Query,
    chats: Vec<(AccountId, ChatId)>,
) -> Result<Vec<(AccountId, ChatId)>, Error> {
    static NAMES: Many = Many::new(
        "with w(account_id, chat_id) as (values ",
        2,
        ") select c.id, s.name, d.name
           from w cross join chat c join site s on s.id = c.site_id left join department d on d.id = c.department_id
           where c.id = w.chat_id and c.account_id = w.account_id",
    );
    let Some(wanted) = query.narrowed.place.as_ref().filter(|_| !chats.is_empty()) else { return Ok(chats) };
    let rows = sql_many!(
        tx,
        fetch_all as (Uuid, String, Option<String>),
        NAMES,
        &chats,
        |row| row.map(|(account, _)| account.0),
        row.map(|(_, chat)| chat.0),
    )?;
    let is_there = |site: &str, department: Option<&str>| {
        is_called(site, wanted) || department.is_some_and(|name| is_called(name, wanted))
    };
    let there: HashSet<_> = rows
        .into_iter()
        .filter(|(_, site, department)| is_there(site, department.as_deref()))
        .map(|(chat, ..)| ChatId(chat))
        .collect();
    Ok(chats.into_iter().filter(|(_, chat)| there.contains(chat)).collect())
}

/// What `in:` is asked of.
pub(super) enum PlaceOf {
    Chat(ChatId),
    OffLine(OffLineMessageId),
    Note(VisitorId),
}

/// Whether it belongs to the site or the department of `in:`.
pub(super) async fn is_in_place(
    tx: &mut Tx,
    account: AccountId,
    query: &Query,
    of: &PlaceOf,
) -> Result<bool, Error> {
    let Some(wanted) = &query.narrowed.place else { return Ok(true) };
    let names = match of {
        PlaceOf::Chat(chat) => sql!(
            tx,
            fetch_optional as (String, Option<String>),
            "select s.name, d.name from chat c join site s on s.id = c.site_id
                    left join department d on d.id = c.department_id
             where c.account_id = $1 and c.id = $2",
            account.0,
            chat.0,
        )?,
        PlaceOf::OffLine(message) => sql!(
            tx,
            fetch_optional as (String, Option<String>),
            "select s.name, m.department from off_line_message m join site s on s.id = m.site_id
             where m.account_id = $1 and m.id = $2",
            account.0,
            message.0,
        )?,
        PlaceOf::Note(visitor) => sql!(
            tx,
            fetch_optional as (String, Option<String>),
            "select s.name, null from visitor v join site s on s.id = v.site_id
             where v.account_id = $1 and v.id = $2",
            account.0,
            visitor.0,
        )?,
    };
    let Some((site, department)) = names else { return Ok(false) };
    Ok(is_called(&site, wanted) || department.is_some_and(|name| is_called(&name, wanted)))
}
