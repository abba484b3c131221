//! The archive: every chat of the account, by when it was asked for, as far as an operator may read
//! it (`over.rs`). Chats that are still open are in it, too.
//!
//! | module | holds |
//! |---|---|
//! | `archive/filter.rs` | which chats fit a filter |
//! | `archive/tags.rs`, `archive/ratings.rs` | the filter's conditions for tags and ratings |
//! | `archive/listed.rs` | a page of those that fit |
//! | `archive/searched.rs` | a page of those in which words were found |
//! | `archive/shown.rs` | what the list shows of a chat |
//! | `archive/table.rs` | chats that were selected, as a table |
//! | `archive/views.rs` | filters with a name |

mod filter;
mod listed;
mod ratings;
mod searched;
mod shown;
mod table;
mod tags;
mod views;

use wire::{
    ChatId, Message, Seq, Span,
    archive::{ArchivePage, ArchivedDetail, Cursor, Filter},
};

use crate::{
    Error, Refused, SignedIn, Switchboard, conversation, note,
    over::{self, Reads},
    routing::decision,
    search::{self, excerpt::is_hit, query::Query},
};

pub use views::NewView;

/// The most hits of one chat.
const HITS: usize = 1_000;

impl Switchboard {
    /// A page of the chats that fit this filter and that the operator may read, newest first.
    /// `after`: [`ArchivePage::next`] of the page before.
    ///
    /// With words, the chats are those in which they were found, each with its hits. A chat of more
    /// than 200 messages may come on more than one page.
    pub async fn archive(
        &self,
        who: &SignedIn,
        filter: &Filter,
        after: Option<Cursor>,
    ) -> Result<Result<ArchivePage, Refused>, Error> {
        let mut query = match filter::check(filter) {
            Ok(query) => query,
            Err(refused) => return Ok(Err(refused)),
        };
        let mut tx = self.store.read().await?;
        let filter = match searched::merge(&mut tx, who.account, &mut query, filter).await? {
            Ok(Some(filter)) => filter,
            Ok(None) => return Ok(Ok(ArchivePage::default())),
            Err(refused) => return Ok(Err(refused)),
        };
        if query.is_empty() {
            let after = match after {
                None => None,
                Some(Cursor::At(at, chat)) => Some((at, chat)),
                Some(Cursor::Doc(_)) => return Ok(Err(Refused::BadFilter)),
            };
            let page = listed::page(&mut tx, who, &filter, after).await?;
            return Ok(Ok(ArchivePage {
                chats: shown::all(&mut tx, who.account, page.chats).await?,
                next: page.next.map(|(at, chat)| Cursor::At(at, chat)),
                looked_back_to: page.looked_back_to,
            }));
        }
        let after = match after {
            None => None,
            Some(Cursor::Doc(doc)) => Some(doc),
            Some(Cursor::At(..)) => return Ok(Err(Refused::BadFilter)),
        };
        let mut page = searched::page(&mut tx, who, &query, &filter, after).await?;
        let mut chats = shown::all(&mut tx, who.account, page.chats).await?;
        for chat in &mut chats {
            chat.hits = page.hits.remove(&chat.id).unwrap_or_default();
        }
        let next = page.next.map(Cursor::Doc);
        Ok(Ok(ArchivePage { chats, next, looked_back_to: page.looked_back_to }))
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

    /// The messages of a chat that contain any of these words, as far as the operator may read them,
    /// in order; the first 1,000.
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
        let Some(reads) = over::reads(&mut tx, who, &view).await? else { return Ok(Err(Refused::NotFound)) };
        let query = match Query::parse(words) {
            Ok(query) => query,
            Err(bad) => return Ok(Err(Refused::BadQuery(bad))),
        };
        let (mut hits, mut last) = (Vec::new(), Seq(0));
        // Without a word, no message is a hit.
        let mut more = !query.terms.is_empty();
        while more && hits.len() < HITS {
            let (messages, is_cut) =
                over::within(&mut tx, who.account, chat, Span::After(last), reads).await?;
            last = messages.last().map_or(last, |message| message.seq);
            more = is_cut && !messages.is_empty();
            let has_words = |message: &Message| {
                search::said_in(message).is_some_and(|(field, text)| {
                    search::is_by(&query, who, &view, message) && is_hit(&query, field, &text)
                })
            };
            hits.extend(messages.iter().filter(|message| has_words(message)).map(|message| message.seq));
        }
        hits.truncate(HITS);
        Ok(Ok(hits))
    }
}
