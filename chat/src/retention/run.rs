//! The write that removes a part of what is too old.

use async_trait::async_trait;
use uuid::Uuid;
use wire::{AccountId, ChatId, SiteId, Timestamp, VisitorId, administration::Change, erasure::Kept};

use super::{name_of, old::Old, rules, shown};
use crate::{
    Error,
    audit::Entry,
    bus::Event,
    column::{from_json, json_of},
    erase,
    live::Live,
    store::{Tx, Write, lock_account, sql},
};

/// What a write has removed.
pub(super) enum Piece {
    Part(Gone),
    /// There was nothing, or nothing is left.
    Nothing,
}

#[derive(Default)]
pub(super) struct Gone {
    chats: Vec<ChatId>,
    visitors: Vec<VisitorId>,
    is_off_line: bool,
}

pub(super) struct RunWork {
    pub(super) site: SiteId,
    pub(super) now: Timestamp,
    /// Ids that nobody has, one for each visitor of a write.
    pub(super) nobodies: Vec<Uuid>,
    /// The proof.
    pub(super) entry: Entry,
}

#[async_trait]
impl Write for RunWork {
    type Output = Piece;

    async fn run(&self, tx: &mut Tx) -> Result<Piece, Error> {
        let (account, site) = (self.entry.account, self.site);
        // Of several nodes one removes at a time, and finds what the other has left.
        lock_account(tx, account).await?;
        let days = rules::of(tx, account).await?.on(site);
        let old = Old::of(days, self.now);
        let mut kept = Kept::default();
        let mut gone = Gone::default();

        let chats = old.chats(tx, account, site).await?;
        if !chats.is_empty() {
            let erased = erase::chats(tx, account, &chats).await?;
            (kept, gone.chats) = (erased.kept, erased.chats);
        } else {
            let messages = old.off_line(tx, account, site).await?;
            if !messages.is_empty() {
                kept.off_line_messages = erase::off_line_messages(tx, account, &messages).await?;
                gone.is_off_line = true;
            } else {
                let visitors = old.visitors(tx, account, site).await?;
                for (visitor, nobody) in visitors.into_iter().zip(&self.nobodies) {
                    if let Some(rest) = erase::rest_of_visitor(tx, account, visitor, *nobody).await? {
                        kept.add(rest);
                        gone.visitors.push(visitor);
                    }
                }
            }
        }
        if kept != Kept::default() {
            count(tx, account, site, kept).await?;
            return Ok(Piece::Part(gone));
        }
        if let Some(run) = take(tx, account, site).await? {
            let mut changes = vec![Change { what: "rule".into(), before: String::new(), after: shown(days) }];
            changes.extend(erase::proof(&run));
            let name = name_of(tx, &self.entry, site).await?;
            self.entry.keep(tx, &name, changes).await?;
        }
        Ok(Piece::Nothing)
    }

    fn announce(&self, piece: &Piece, live: &Live) {
        let Piece::Part(gone) = piece else { return };
        let account = self.entry.account;
        if !gone.chats.is_empty() {
            live.erased(account, None, gone.chats.clone());
        }
        if gone.is_off_line {
            live.tell_consoles(account, Event::OffLineMessages);
            live.tell_consoles(account, Event::OffLineOpen);
        }
        for visitor in &gone.visitors {
            live.erased(account, Some(*visitor), Vec::new());
        }
    }
}

/// Adds to what has gone in the present run.
async fn count(tx: &mut Tx, account: AccountId, site: SiteId, kept: Kept) -> Result<(), Error> {
    let mut run = so_far(tx, account, site).await?.unwrap_or_default();
    run.add(kept);
    sql!(
        tx,
        execute,
        "insert into retention_run (account_id, site_id, gone) values ($1, $2, $3)
         on conflict (account_id, site_id) do update set gone = excluded.gone",
        account.0,
        site.0,
        json_of(&run),
    )
    .map(|_| ())
}

/// Ends the present run, if there is one.
async fn take(tx: &mut Tx, account: AccountId, site: SiteId) -> Result<Option<Kept>, Error> {
    let run = so_far(tx, account, site).await?;
    sql!(tx, execute, "delete from retention_run where account_id = $1 and site_id = $2", account.0, site.0,)?;
    Ok(run)
}

async fn so_far(tx: &mut Tx, account: AccountId, site: SiteId) -> Result<Option<Kept>, Error> {
    let row = sql!(
        tx,
        fetch_optional as (String,),
        "select gone from retention_run where account_id = $1 and site_id = $2",
        account.0,
        site.0,
    )?;
    row.map(|(gone,)| from_json(&gone, "retention_run.gone")).transpose()
}
