//! The archive: every chat of the account, by when it was asked for, as far as an operator may read
//! it (`over.rs`). Chats that are still open are in it, too.
//!
//! | module | holds |
//! |---|---|
//! | `archive/filter.rs` | which chats fit a filter |
//! | `archive/tags.rs`, `archive/ratings.rs` | the filter's conditions for tags and ratings |
//! | `archive/listed.rs` | a page of those that fit |
//! | `archive/shown.rs` | what the list shows of a chat |
//! | `archive/views.rs` | filters with a name |

mod filter;
mod listed;
mod ratings;
mod shown;
mod tags;
mod views;

use wire::{
    ChatId, Seq,
    archive::{ArchivePage, ArchivedDetail, Cursor, Filter},
};

use crate::{
    Error, Refused, SignedIn, Switchboard, conversation, note,
    over::{self, Reads},
    routing::decision,
};

pub use views::NewView;

impl Switchboard {
    /// A page of the chats that fit this filter and that the operator may read, newest first.
    /// `after`: [`ArchivePage::next`] of the page before.
    ///
    /// The words of a filter are refused: there is no search.
    pub async fn archive(
        &self,
        who: &SignedIn,
        filter: &Filter,
        after: Option<Cursor>,
    ) -> Result<Result<ArchivePage, Refused>, Error> {
        if let Err(refused) = filter::check(filter) {
            return Ok(Err(refused));
        }
        let after = match after {
            None => None,
            Some(Cursor::At(at, chat)) => Some((at, chat)),
            Some(Cursor::Doc(_)) => return Ok(Err(Refused::BadFilter)),
        };
        let mut tx = self.store.read().await?;
        let page = listed::page(&mut tx, who, filter, after).await?;
        Ok(Ok(ArchivePage {
            chats: shown::all(&mut tx, who.account, page.chats).await?,
            next: page.next.map(|(at, chat)| Cursor::At(at, chat)),
            looked_back_to: page.looked_back_to,
        }))
    }

    /// A chat that this operator may read, with everything but its messages.
    pub async fn archived_chat(
        &self,
        who: &SignedIn,
        chat: ChatId,
    ) -> Result<Result<ArchivedDetail, Refused>, Error> {
        let mut tx = self.store.read().await?;
        let Some(view) = conversation::find(&mut tx, who.account, chat).await? else {
            return Ok(Err(Refused::NotFound));
        };
        let Some(reads) = over::reads(&mut tx, who, &view).await? else { return Ok(Err(Refused::NotFound)) };
        let notes = note::about(&mut tx, who.account, view.visitor).await?;
        let decisions = decision::of(&mut tx, who.account, chat, reads).await?;
        let marks = (reads.of(view.visitor_marks), reads.of(view.operator_marks));
        let reads_until = match reads {
            Reads::All => None,
            Reads::Until(until) => Some(until),
        };
        let shown = shown::all(&mut tx, who.account, vec![(view, reads)]).await?;
        let detail = |chat| ArchivedDetail { chat, notes, decisions, marks, reads_until };
        Ok(shown.into_iter().next().map(detail).ok_or(Refused::NotFound))
    }

    /// The messages of a chat that contain these words, as far as the operator may read them, in
    /// order. There is no search, so all words but none are refused.
    pub async fn hits_of(
        &self,
        who: &SignedIn,
        chat: ChatId,
        words: &str,
    ) -> Result<Result<Vec<Seq>, Refused>, Error> {
        let mut tx = self.store.read().await?;
        let Some(view) = conversation::find(&mut tx, who.account, chat).await? else {
            return Ok(Err(Refused::NotFound));
        };
        if over::reads(&mut tx, who, &view).await?.is_none() {
            return Ok(Err(Refused::NotFound));
        }
        Ok(if words.trim().is_empty() { Ok(Vec::new()) } else { Err(Refused::BadFilter) })
    }
}
