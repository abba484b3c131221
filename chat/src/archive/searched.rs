//! A page of the chats in which words were found and that fit a filter, newest first.
//!
//! The index of words gives candidates, which a page looks at until it is full, or up to a limit. A
//! candidate is a run of messages, so a long chat may come on more than one page.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;
use wire::{
    AccountId, ChatId, ChatView, Role, Timestamp,
    archive::{ARCHIVE_PAGE, Filter, Hit},
};

use super::filter::fits;
use crate::{
    Error, Refused, SignedIn,
    column::text_of,
    conversation,
    over::{self, Reads},
    search::{
        self, Found, Place, What,
        query::{Query, alike},
    },
    store::{Many, Tx, sql, sql_many},
    tag,
};

/// How many candidates are asked for at once, and how many are looked at for a page.
const CANDIDATES: usize = 200;
const LOOKED_AT: usize = 2_000;
/// How many of those that fit the filter are read for a page, to see who said the words. An
/// unsuccessful `from:` could otherwise read every message of all candidates.
const READ: usize = 500;

#[derive(Default)]
pub(super) struct Searched {
    pub(super) chats: Vec<(ChatView, Reads)>,
    /// Where the words were found in each of them.
    pub(super) hits: HashMap<ChatId, Vec<Hit>>,
    /// The document after which the next page begins; `None`: that was all.
    pub(super) next: Option<i64>,
    /// Set if the page ends before it is full.
    pub(super) looked_back_to: Option<Timestamp>,
}

/// Moves what the words say about times and a tag into the filter. `None`: the account has no such
/// tag, so there are no chats with it. A tag that is not the filter's is refused.
pub(super) async fn merge(
    tx: &mut Tx,
    account: AccountId,
    query: &mut Query,
    filter: &Filter,
) -> Result<Result<Option<Filter>, Refused>, Error> {
    let mut merged = filter.clone();
    merged.since = [filter.since, query.narrowed.after.take()].into_iter().flatten().max();
    merged.until = [filter.until, query.narrowed.before.take()].into_iter().flatten().min();
    let Some(name) = query.narrowed.tag.take() else { return Ok(Ok(Some(merged))) };
    let all = tag::of_account(tx, account, &[]).await?.all;
    let named = all.into_iter().find(|tag| alike(&tag.name) == alike(&name)).map(|tag| tag.id);
    Ok(match (filter.tag, named) {
        (Some(chosen), Some(typed)) if chosen != typed => Err(Refused::BadFilter),
        (_, Some(typed)) => Ok(Some(Filter { tag: Some(typed), ..merged })),
        (_, None) => Ok(None),
    })
}

/// The page after this document.
pub(super) async fn page(
    tx: &mut Tx,
    who: &SignedIn,
    query: &Query,
    filter: &Filter,
    after: Option<i64>,
) -> Result<Searched, Error> {
    let (mut found, mut hits, mut before, mut looked_at) = (Vec::new(), HashMap::new(), after, 0);
    let mut asked = search::as_asked(query, who);
    // A document has the time of its chat. When the chat is continued, and moves on, the document
    // follows within a minute; like the new words, it is not found until then.
    (asked.narrowed.before, asked.narrowed.after) = (filter.until, filter.since);
    let mut read_so_far = 0;
    let (next, looked_back_to) = 'page: loop {
        // Mostly the first ones fill the page.
        let most = if looked_at == 0 { CANDIDATES } else { LOOKED_AT - looked_at };
        let candidates = search::find(tx, who.account, &asked, before, most).await?;
        looked_at += candidates.looked_at;
        for some in candidates.found.chunks(CANDIDATES) {
            let fitting = fitting(tx, who, filter, some).await?;
            let fitting = search::in_place(tx, query, fitting).await?;
            let readable = read(tx, who, &fitting).await?;
            for Found { doc, what } in some {
                let What::Chat(chat, first, last) = what else { continue };
                let Some((view, reads)) = readable.get(chat).filter(|_| !hits.contains_key(chat)) else {
                    continue;
                };
                read_so_far += 1;
                let place = search::in_chat(tx, who, query, (view, *reads), *first, *last).await?;
                if let Some(Place::Chat { hits: those, .. }) = place {
                    hits.insert(*chat, those);
                    found.push((view.clone(), *reads));
                }
                let is_last = candidates.is_all && candidates.last == Some(*doc);
                if found.len() == ARCHIVE_PAGE {
                    break 'page ((!is_last).then_some(*doc), None);
                }
                if read_so_far == READ && !is_last {
                    break 'page (Some(*doc), time_of(tx, who.account, *doc).await?);
                }
            }
        }
        before = candidates.last.or(before);
        if candidates.is_all {
            break (None, None);
        }
        if looked_at >= LOOKED_AT {
            let looked_back_to = match before {
                Some(last) => time_of(tx, who.account, last).await?,
                None => None,
            };
            break (before, looked_back_to);
        }
    };
    Ok(Searched { chats: found, hits, next, looked_back_to })
}

/// The chats of these candidates that fit the filter, and that the operator may read any of.
async fn fitting(
    tx: &mut Tx,
    who: &SignedIn,
    filter: &Filter,
    candidates: &[Found],
) -> Result<Vec<(AccountId, ChatId)>, Error> {
    static FITTING: Many = Many::new(
        "with w(account_id, chat_id, is_administrator, reader, since, until, state, operator, department, site, with_note,
                tag, rating) as (values ",
        13,
        concat!(
            ") select c.id from w cross join chat c
               where c.id = w.chat_id and c.account_id = w.account_id and c.asked_at >= w.since and c.asked_at < w.until
                     and ",
            fits!(
                "w.is_administrator",
                "w.reader",
                "w.state",
                "w.operator",
                "w.department",
                "w.site",
                "w.with_note",
                "w.tag",
                "w.rating",
            ),
        ),
    );
    let chats: HashSet<_> = candidates
        .iter()
        .filter_map(|found| match found.what {
            What::Chat(chat, ..) => Some(chat),
            What::OffLine(_) | What::Note(..) => None,
        })
        .collect();
    let chats: Vec<_> = chats.into_iter().collect();
    if chats.is_empty() {
        return Ok(Vec::new());
    }
    let is_administrator = i64::from(who.role == Role::Administrator);
    let (since, until) =
        (filter.since.map_or(i64::MIN, |since| since.0), filter.until.map_or(i64::MAX, |until| until.0));
    let rows = sql_many!(
        tx,
        fetch_all as (Uuid,),
        FITTING,
        &chats,
        |row| row.map(|_| who.account.0),
        row.map(|chat| chat.0),
        row.map(|_| is_administrator),
        row.map(|_| who.operator.0),
        row.map(|_| since),
        row.map(|_| until),
        row.and(filter.state.as_ref()).map(text_of),
        row.and(filter.operator).map(|operator| operator.0),
        row.and(filter.department).map(|department| department.0),
        row.and(filter.site).map(|site| site.0),
        row.filter(|_| filter.with_note).map(|_| 1_i64),
        row.and(filter.tag).map(|tag| tag.0),
        row.and(filter.rating.as_ref()).map(text_of),
    )?;
    Ok(rows.into_iter().map(|(chat,)| (who.account, ChatId(chat))).collect())
}

/// Those of these chats that the operator may read, and how far.
async fn read(
    tx: &mut Tx,
    who: &SignedIn,
    found: &[(AccountId, ChatId)],
) -> Result<HashMap<ChatId, (ChatView, Reads)>, Error> {
    if found.is_empty() {
        return Ok(HashMap::new());
    }
    let views: Vec<_> = conversation::find_all(tx, found).await?.into_iter().map(|(_, view)| view).collect();
    let reads = over::reads_of(tx, who, &views).await?;
    let read = |view: ChatView| Some((view.id, (reads.get(&view.id).copied()?, view)));
    let read = views.into_iter().filter_map(read);
    Ok(read.map(|(chat, (reads, view))| (chat, (view, reads))).collect())
}

/// When the chat of a document was asked for, or the rest was written.
async fn time_of(tx: &mut Tx, account: AccountId, doc: i64) -> Result<Option<Timestamp>, Error> {
    let text = "select at from search_doc where account_id = $1 and id = $2";
    let row = sql!(tx, fetch_optional as (i64,), text, account.0, doc)?;
    Ok(row.map(|(at,)| Timestamp(at)))
}
