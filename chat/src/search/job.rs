//! The job that keeps the index up to date, a little at a time.
//!
//! What has no document yet is marked in its own row (`unindexed`), and each write takes some of it,
//! oldest first: so it goes on after a crash where it was, and an old database is indexed in the same
//! way. A chat that goes on is indexed at its end, and before that whenever its last document has
//! doubled or a minute has passed, because a document can only be replaced as a whole.

use async_trait::async_trait;
use uuid::Uuid;
use wire::{AccountId, Timestamp, archive::Backlog};

use super::{documents, tokens::RULES};
use crate::{
    Error, SignedIn, Switchboard,
    live::Live,
    store::{Tx, Write, clear_documents, lock_installation, may_index, sql},
};

/// How many chats, off-line messages and notes a write looks at.
const ROUND: i64 = 200;
/// How many bytes of text a write indexes, apart from the last document.
const BYTES: usize = 32 * 1024;
/// The same for a program that has nothing else to do.
const MANY_BYTES: usize = 128 * 1024;
/// So many chats are indexed in moments: nobody needs to be told of them.
const FEW: u32 = 200;
/// How long nothing must have been said in an open chat, in milliseconds.
const QUIET: i64 = 3_000;
/// How long a message of an open chat waits at most, in milliseconds.
const WAITS: i64 = 60_000;

impl Switchboard {
    /// Indexes a little of what is new. Gives the number of chats, off-line messages and notes that
    /// were looked at; 0: nothing is to be done now, or another node does it.
    pub async fn index(&self) -> Result<usize, Error> {
        self.index_up_to(BYTES).await
    }

    /// The same with larger steps, for a program that has nothing else to do.
    pub async fn index_much(&self) -> Result<usize, Error> {
        self.index_up_to(MANY_BYTES).await
    }

    async fn index_up_to(&self, bytes: usize) -> Result<usize, Error> {
        let mut tx = self.store.read().await?;
        let rules = rules_of(&mut tx).await?;
        let due = due(&mut tx, self.sources.now()).await?;
        drop(tx);
        if due.is_empty() && rules >= RULES {
            return Ok(0);
        }
        self.store.write(IndexWork { due, bytes }).await
    }

    /// Empties the index of the whole installation; [`Switchboard::index`] makes it anew.
    pub async fn empty_index(&self) -> Result<(), Error> {
        self.store.write(EmptyWork).await
    }

    /// How many ended chats of this operator's account cannot be searched yet.
    pub async fn index_progress(&self, who: &SignedIn) -> Result<u32, Error> {
        Ok(progress(&mut self.store.read().await?, Some(who.account)).await?.0)
    }

    /// The same for the whole installation.
    pub async fn index_progress_of_all(&self) -> Result<u32, Error> {
        Ok(progress(&mut self.store.read().await?, None).await?.0)
    }

    /// What of this operator's account cannot be searched yet; `None` if it is 200 chats or fewer,
    /// as while people talk.
    pub async fn index_backlog(&self, who: &SignedIn) -> Result<Option<Backlog>, Error> {
        let (chats, oldest) = progress(&mut self.store.read().await?, Some(who.account)).await?;
        Ok(oldest.filter(|_| chats > FEW).map(|before| Backlog { chats, before }))
    }
}

/// How many ended chats of an account, or of all, are still to be indexed, and when the oldest of
/// them was asked for.
async fn progress(tx: &mut Tx, account: Option<AccountId>) -> Result<(u32, Option<Timestamp>), Error> {
    let (count, oldest) = sql!(
        tx,
        fetch_one as (i64, Option<i64>),
        "select count(*), min(asked_at) from chat
         where unindexed = 1 and visitor_id is not null and state not in ('requesting', 'invited', 'active')
               and ($2 = 1 or account_id = $1)",
        account.map_or(Uuid::nil(), |account| account.0),
        i64::from(account.is_none()),
    )?;
    Ok((u32::try_from(count).unwrap_or(u32::MAX), oldest.map(Timestamp)))
}

struct IndexWork {
    due: Vec<Due>,
    bytes: usize,
}

#[async_trait]
impl Write for IndexWork {
    type Output = usize;

    async fn run(&self, tx: &mut Tx) -> Result<usize, Error> {
        if !may_index(tx).await? {
            return Ok(0);
        }
        match rules_of(tx).await? {
            // Another node runs a later version.
            later if later > RULES => return Ok(0),
            RULES => {}
            // So far there is no document.
            0 => set_rules(tx).await?,
            _ => empty(tx).await?,
        }
        let mut bytes = self.bytes;
        let mut looked_at = 0;
        for Due { kind, account_id, id } in &self.due {
            if bytes == 0 {
                break;
            }
            let (account, id) = (AccountId(*account_id), *id);
            match kind {
                0 => documents::index_chat(tx, account, id.into(), &mut bytes).await?,
                1 => documents::index_off_line(tx, account, id.into(), &mut bytes).await?,
                _ => documents::index_note(tx, account, id.into(), &mut bytes).await?,
            }
            looked_at += 1;
        }
        Ok(looked_at)
    }

    fn announce(&self, _: &usize, _: &Live) {}
}

/// Something to be indexed.
#[derive(sqlx_macros::FromRow)]
struct Due {
    /// 0: a chat, 1: an off-line message, 2: a note.
    kind: i32,
    account_id: Uuid,
    id: Uuid,
}

/// What is to be indexed now, oldest first.
async fn due(tx: &mut Tx, now: Timestamp) -> Result<Vec<Due>, Error> {
    sql!(
        tx,
        fetch_all as Due,
        "select * from (
             select 0 as kind, c.account_id, c.id, c.asked_at as at from chat c
             where c.unindexed = 1 and c.visitor_id is not null and (
                 c.state not in ('requesting', 'invited', 'active')
                 or exists (
                     select 1 from message f
                     where f.chat_id = c.id and f.seq = c.indexed_seq + 1 and f.at <= $1
                 )
                 or c.last_seq > c.indexed_seq and c.last_seq - c.indexed_seq >= coalesce((
                     select c.indexed_seq + 1 - max(d.first_seq) from search_doc d
                     where d.chat_id = c.id and d.is_full = 0
                 ), 0) and exists (
                     select 1 from message l where l.chat_id = c.id and l.seq = c.last_seq and l.at <= $2
                 )
             )
             order by c.asked_at, c.id limit $3
         ) chats
         union all
         select * from (
             select 1 as kind, m.account_id, m.id, m.at from off_line_message m
             where m.unindexed = 1 order by m.at, m.id limit $3
         ) messages
         union all
         select * from (
             select 2 as kind, n.account_id, n.id, n.at from note n
             where n.unindexed = 1 order by n.at, n.id limit $3
         ) notes
         order by at, id limit $3",
        now.plus_millis(-WAITS).0,
        now.plus_millis(-QUIET).0,
        ROUND,
    )
}

/// The rules by which the documents were made.
async fn rules_of(tx: &mut Tx) -> Result<i64, Error> {
    sql!(tx, fetch_one as (i64,), "select rules from search_rules").map(|(rules,)| rules)
}

/// Empties the index and marks everything.
async fn empty(tx: &mut Tx) -> Result<(), Error> {
    clear_documents(tx).await?;
    for text in [
        "update chat set indexed_seq = 0, unindexed = 1 where visitor_id is not null",
        "update off_line_message set unindexed = 1",
        "update note set unindexed = 1",
    ] {
        sql!(tx, execute, text)?;
    }
    set_rules(tx).await
}

async fn set_rules(tx: &mut Tx) -> Result<(), Error> {
    sql!(tx, execute, "update search_rules set rules = $1", RULES).map(|_| ())
}

struct EmptyWork;

#[async_trait]
impl Write for EmptyWork {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Error> {
        lock_installation(tx).await?;
        empty(tx).await
    }

    fn announce(&self, (): &(), _: &Live) {}
}
