//! Chats that were selected in the list, as a table. Times are in UTC (RFC 3339).

use std::collections::{HashMap, HashSet};

use uuid::Uuid;
use wire::{AccountId, ChatId, TagId, Timestamp, archive::ArchivedChat, bulk::MOST_BULK};

use super::shown;
use crate::{
    Cell, Error, Refused, SignedIn, Switchboard, Table,
    column::text_of,
    conversation, over,
    store::{Tx, sql},
    tag,
};

const HEAD: [&str; 15] = [
    "chat",
    "state",
    "asked_at",
    "accepted_at",
    "ended_at",
    "visitor",
    "visitor_id",
    "site",
    "department",
    "operators",
    "page",
    "tags",
    "rating",
    "messages",
    "question",
];

impl Switchboard {
    /// Those of at most [`MOST_BULK`] chats that the operator may read, in the same order, as far as
    /// they may read them. A chat that occurs twice counts once.
    ///
    /// # Errors
    /// [`Refused::TooMany`] with more chats, and [`Refused::NotFound`] if the operator may read none
    /// of them.
    pub async fn archive_table(
        &self,
        who: &SignedIn,
        chats: &[ChatId],
    ) -> Result<Result<Table, Refused>, Error> {
        if chats.len() > MOST_BULK {
            return Ok(Err(Refused::TooMany));
        }
        let mut once = HashSet::new();
        let keys: Vec<_> =
            chats.iter().filter(|chat| once.insert(**chat)).map(|chat| (who.account, *chat)).collect();
        if keys.is_empty() {
            return Ok(Err(Refused::NotFound));
        }
        let mut tx = self.store.read().await?;
        let found = conversation::find_all(&mut tx, &keys).await?;
        let views: Vec<_> = found.into_iter().map(|(_, view)| view).collect();
        let reads = over::reads_of(&mut tx, who, &views).await?;
        let mut views: HashMap<_, _> = views.into_iter().map(|view| (view.id, view)).collect();
        let read = |(_, chat): &(AccountId, ChatId)| Some((views.remove(chat)?, *reads.get(chat)?));
        let read: Vec<_> = keys.iter().filter_map(read).collect();
        if read.is_empty() {
            return Ok(Err(Refused::NotFound));
        }
        let shown = shown::all(&mut tx, who.account, read).await?;
        let names = Names::of(&mut tx, who.account).await?;
        let head = HEAD.map(str::to_owned).into();
        Ok(Ok(Table { head, rows: shown.iter().map(|chat| names.row(chat)).collect() }))
    }
}

/// What the account's things are called.
struct Names {
    /// Of sites and departments.
    places: HashMap<Uuid, String>,
    tags: HashMap<TagId, String>,
}

impl Names {
    async fn of(tx: &mut Tx, account: AccountId) -> Result<Names, Error> {
        let places = sql!(
            tx,
            fetch_all as (Uuid, String),
            "select id, name from site where account_id = $1
             union all select id, name from department where account_id = $1",
            account.0,
        )?;
        let tags = tag::of_account(tx, account, &[]).await?.all;
        Ok(Names {
            places: places.into_iter().collect(),
            tags: tags.into_iter().map(|tag| (tag.id, tag.name)).collect(),
        })
    }

    fn row(&self, chat: &ArchivedChat) -> Vec<Cell> {
        let place = |id: Uuid| self.places.get(&id).map(|name| Cell::Text(name.clone()));
        let operators: Vec<_> = chat.operators.iter().map(|one| one.name.as_str()).collect();
        let tags: Vec<_> =
            chat.tags.iter().filter_map(|tag| self.tags.get(tag)).map(String::as_str).collect();
        vec![
            Cell::Text(chat.id.to_string()),
            Cell::Text(text_of(&chat.state)),
            moment(Some(chat.asked_at)),
            moment(chat.accepted_at),
            moment(chat.closed_at),
            chat.visitor_name.clone().map_or(Cell::Nothing, Cell::Text),
            Cell::Text(chat.visitor.to_string()),
            place(chat.site.0).unwrap_or(Cell::Nothing),
            chat.department.and_then(|id| place(id.0)).unwrap_or(Cell::Nothing),
            list(&operators),
            text(&chat.page),
            list(&tags),
            chat.rating.map_or(Cell::Nothing, |stars| Cell::Number(stars.into())),
            Cell::Number(chat.messages.into()),
            text(&chat.question),
        ]
    }
}

fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Nothing } else { Cell::Text(text.to_owned()) }
}

fn list(names: &[&str]) -> Cell {
    text(&names.join(", "))
}

fn moment(at: Option<Timestamp>) -> Cell {
    let at = at.and_then(|at| jiff::Timestamp::from_millisecond(at.0).ok());
    at.map_or(Cell::Nothing, |at| Cell::Text(at.to_string()))
}
