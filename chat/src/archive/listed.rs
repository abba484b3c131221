//! A page of the chats that fit a filter, newest first.
//!
//! A page looks at the chats in strides over the index of `chat.asked_at`: mostly the first stride
//! fills it. If few chats fit, the page ends after the last stride and says how far it has looked,
//! so that no filter makes the database read all chats at once.

use std::collections::HashMap;

use uuid::Uuid;
use wire::{
    AccountId, ChatId, ChatView, Role, Timestamp,
    archive::{ARCHIVE_PAGE, Filter},
};

use super::filter::fits;
use crate::{
    Error, SignedIn,
    column::text_of,
    conversation,
    over::{self, Reads},
    store::{Tx, sql},
};

/// How many chats are looked at for a page, stride by stride.
const STRIDES: [i64; 3] = [1_000, 4_000, 15_000];

/// The place of a chat in the order of the list.
pub(super) type Place = (Timestamp, ChatId);

#[derive(Default)]
pub(super) struct Listed {
    pub(super) chats: Vec<(ChatView, Reads)>,
    /// The place after which the next page begins; `None`: that was all.
    pub(super) next: Option<Place>,
    /// Set if the page ends before it is full.
    pub(super) looked_back_to: Option<Timestamp>,
}

/// The page after this place.
pub(super) async fn page(
    tx: &mut Tx,
    who: &SignedIn,
    filter: &Filter,
    after: Option<Place>,
) -> Result<Listed, Error> {
    let mut found: Vec<(Place, (ChatView, Reads))> = Vec::new();
    let mut top = top(filter, after);
    for stride in STRIDES {
        let Some((floor, is_last)) = floor(tx, who.account, filter, top, stride).await? else {
            return Ok(ended(found));
        };
        loop {
            // One more than the page shows whether there is another page.
            let room = ARCHIVE_PAGE + 1 - found.len();
            let fitting = between(tx, who, filter, top, floor, room).await?;
            found.extend(readable(tx, who, &fitting).await?);
            if found.len() > ARCHIVE_PAGE {
                found.truncate(ARCHIVE_PAGE);
                let next = found.last().map(|(place, _)| *place);
                return Ok(Listed { next, ..ended(found) });
            }
            match fitting.last() {
                // Some of them may not be read after all.
                Some(last) if fitting.len() == room => top = *last,
                _ => break,
            }
        }
        if is_last {
            return Ok(ended(found));
        }
        top = floor;
    }
    let looked_back_to = (found.len() < ARCHIVE_PAGE).then_some(top.0);
    Ok(Listed { next: Some(top), looked_back_to, ..ended(found) })
}

fn ended(found: Vec<(Place, (ChatView, Reads))>) -> Listed {
    Listed { chats: found.into_iter().map(|(_, chat)| chat).collect(), ..Listed::default() }
}

/// The place after which the filter's chats begin.
fn top(filter: &Filter, after: Option<Place>) -> Place {
    let until = filter.until.map(|until| (until, ChatId(Uuid::nil())));
    let above_all = (Timestamp(i64::MAX), ChatId(Uuid::max()));
    [after, until].into_iter().flatten().min().unwrap_or(above_all)
}

/// The last place of the stride after `top`, and whether there is none after it; `None`: there are
/// no chats after `top`.
async fn floor(
    tx: &mut Tx,
    account: AccountId,
    filter: &Filter,
    top: Place,
    stride: i64,
) -> Result<Option<(Place, bool)>, Error> {
    let row = sql!(
        tx,
        fetch_optional as (i64, Uuid, i64),
        "select k.asked_at, k.id, count(*) over () from (
             select c.asked_at, c.id from chat c
             where c.account_id = $1 and c.visitor_id is not null and c.state <> '' and c.asked_at >= $2
                   and c.asked_at <= $3 and (c.asked_at < $3 or c.id < $4)
             order by c.asked_at desc, c.id desc limit $5) k
         order by k.asked_at, k.id limit 1",
        account.0,
        filter.since.map_or(i64::MIN, |since| since.0),
        top.0.0,
        top.1.0,
        stride,
    )?;
    Ok(row.map(|(at, chat, looked_at)| ((Timestamp(at), ChatId(chat)), looked_at < stride)))
}

/// The places of the first chats after `top`, down to `floor`, that fit the filter.
async fn between(
    tx: &mut Tx,
    who: &SignedIn,
    filter: &Filter,
    top: Place,
    floor: Place,
    limit: usize,
) -> Result<Vec<Place>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (i64, Uuid),
        concat!(
            "select c.asked_at, c.id from chat c
             where c.account_id = $1 and c.visitor_id is not null and c.state <> ''
                   and c.asked_at <= $9 and (c.asked_at < $9 or c.id < $10)
                   and c.asked_at >= $11 and (c.asked_at > $11 or c.id >= $12) and ",
            fits!("$2", "$3", "$4", "$5", "$6", "$7", "$8", "$14", "$15"),
            " order by c.asked_at desc, c.id desc limit $13"
        ),
        who.account.0,
        i64::from(who.role == Role::Administrator),
        who.operator.0,
        filter.state.as_ref().map(text_of),
        filter.operator.map(|operator| operator.0),
        filter.department.map(|department| department.0),
        filter.site.map(|site| site.0),
        filter.with_note.then_some(1_i64),
        top.0.0,
        top.1.0,
        floor.0.0,
        floor.1.0,
        limit as i64,
        filter.tag.map(|tag| tag.0),
        filter.rating.as_ref().map(text_of),
    )?;
    Ok(rows.into_iter().map(|(at, chat)| (Timestamp(at), ChatId(chat))).collect())
}

/// Those of these chats that the operator may read, in the same order.
async fn readable(
    tx: &mut Tx,
    who: &SignedIn,
    places: &[Place],
) -> Result<Vec<(Place, (ChatView, Reads))>, Error> {
    let keys: Vec<_> = places.iter().map(|(_, chat)| (who.account, *chat)).collect();
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let views: Vec<_> = conversation::find_all(tx, &keys).await?.into_iter().map(|(_, view)| view).collect();
    let reads = over::reads_of(tx, who, &views).await?;
    let mut views: HashMap<_, _> = views.into_iter().map(|view| (view.id, view)).collect();
    let read = |place: &Place| Some((*place, (views.remove(&place.1)?, *reads.get(&place.1)?)));
    Ok(places.iter().filter_map(read).collect())
}
