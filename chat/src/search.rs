//! Search in what was said, over the whole installation's history.
//!
//! | module | holds |
//! |---|---|
//! | `search/tokens.rs` | from a text to its tokens: the rules of the index |
//! | `search/words.rs` | the tokens of a document |
//! | `search/query.rs` | what is typed, parsed |
//! | `search/excerpt.rs` | where one text has what was searched for |
//! | `search/places.rs` | what `in:` narrows to |
//! | `search/documents.rs` | documents in the store |
//! | `search/job.rs` | the job that writes them |
//!
//! A document is a run of up to 200 messages of a chat, an off-line message or an entry of a Client
//! Note. Their numbers grow with time, and what is found comes in their order, newest first: nothing
//! is ever ranked or sorted as a whole. The index itself is in `store/dialect/index.rs`.

pub(crate) mod documents;
pub(crate) mod excerpt;
pub(crate) mod job;
mod places;
pub(crate) mod query;
pub(crate) mod tokens;
pub(crate) mod words;

use std::collections::HashSet;

use async_trait::async_trait;
use uuid::Uuid;
use wire::{
    AccountId, Answers, Author, Body, ChatId, ChatView, Message, NoteId, OffLineMessageId, Role, Seq,
    VisitorId,
    archive::{Hit, Piece},
};

use crate::{
    Error, SignedIn, Switchboard,
    column::from_json,
    content::plain_of_html,
    conversation::{self, seq_of},
    live::Live,
    message,
    over::{self, Reads},
    store::{Tx, Write, find_documents, sql},
};
use excerpt::{all_in, excerpt, has_excluded, is_hit};
pub(crate) use places::in_place;
use places::{PlaceOf, is_in_place};
pub use query::BadQuery;
use query::{Query, Who, is_called};
use words::Field;

/// How many places are found for a page.
const PAGE: usize = 20;
/// How many documents are asked for at once, and how many are looked at for a page.
const CANDIDATES: usize = 200;
const LOOKED_AT: usize = 2_000;
/// How many hits of a chat come with it.
const HITS: usize = 3;

/// What was found, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Searched {
    /// At most twenty.
    pub places: Vec<Place>,
    /// Where the next page begins; `None`: that was all.
    pub before: Option<i64>,
}

/// A place where something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A chat.
    Chat {
        /// Its id.
        chat: ChatId,
        /// The first messages with the words, at most three. None if only a name has them.
        hits: Vec<Hit>,
    },
    /// An off-line message.
    OffLine {
        /// Its id.
        message: OffLineMessageId,
        /// From its text; empty if only the name or the address has the words.
        excerpt: Vec<Piece>,
    },
    /// An entry of a Client Note.
    Note {
        /// Its id.
        note: NoteId,
        /// Whom it is about.
        visitor: VisitorId,
        /// From its text.
        excerpt: Vec<Piece>,
    },
}

/// What one look into the index gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Candidates {
    /// The documents that fit, newest first.
    pub(crate) found: Vec<Found>,
    /// How many were looked at. Some of them may not fit.
    pub(crate) looked_at: usize,
    /// The last one that was looked at.
    pub(crate) last: Option<i64>,
    /// Whether there are none after it.
    pub(crate) is_all: bool,
}

/// A document that fits a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Its number.
    pub(crate) doc: i64,
    pub(crate) what: What,
}

/// What a document is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// A run of a chat's messages, from the first to the last.
    Chat(ChatId, Seq, Seq),
    OffLine(OffLineMessageId),
    Note(NoteId, VisitorId),
}

/// What an erasure removes from the index.
#[derive(Clone, Debug, Default)]
pub struct Forgotten {
    /// Whole chats.
    pub chats: Vec<ChatId>,
    /// Off-line messages.
    pub off_line: Vec<OffLineMessageId>,
    /// Entries of Client Notes.
    pub notes: Vec<NoteId>,
}

impl Switchboard {
    /// Searches what this operator may read. `before` is [`Searched::before`] of the page before.
    ///
    /// A page looks at 2,000 documents at most, so it may have fewer places than it could, or none,
    /// although another one follows. A long chat is several documents, and may be on several pages.
    pub async fn search(
        &self,
        who: &SignedIn,
        words: &str,
        before: Option<i64>,
    ) -> Result<Result<Searched, BadQuery>, Error> {
        let query = match Query::parse(words) {
            Ok(query) => query,
            Err(bad) => return Ok(Err(bad)),
        };
        // Only chats have tags, and the archive finds those.
        if query.is_empty() || query.narrowed.tag.is_some() {
            return Ok(Ok(Searched::default()));
        }
        let mut tx = self.store.read().await?;
        let asked = as_asked(&query, who);
        let (mut places, mut seen, mut looked_at, mut before) = (Vec::new(), HashSet::new(), 0, before);
        loop {
            let most = if looked_at == 0 { CANDIDATES } else { LOOKED_AT - looked_at };
            let candidates = find(&mut tx, who.account, &asked, before, most).await?;
            for Found { doc, what } in candidates.found {
                before = Some(doc);
                let place = match what {
                    What::Chat(chat, ..) if seen.contains(&chat) => None,
                    What::Chat(chat, first, last) => {
                        let place = match read(&mut tx, who, &query, chat).await? {
                            Some((view, reads)) => {
                                in_chat(&mut tx, who, &query, (&view, reads), first, last).await?
                            }
                            None => None,
                        };
                        if place.is_some() {
                            seen.insert(chat);
                        }
                        place
                    }
                    What::OffLine(message) => in_off_line(&mut tx, who, &query, message).await?,
                    What::Note(note, visitor) => in_note(&mut tx, who, &query, note, visitor).await?,
                };
                places.extend(place);
                if places.len() == PAGE {
                    return Ok(Ok(Searched { places, before }));
                }
            }
            if candidates.is_all {
                return Ok(Ok(Searched { places, before: None }));
            }
            looked_at += candidates.looked_at;
            before = candidates.last.or(before);
            if looked_at >= LOOKED_AT {
                return Ok(Ok(Searched { places, before }));
            }
        }
    }

    /// Removes documents of an account from the index. Whoever erases what they are made of does so
    /// in the same transaction (`search/documents.rs`).
    pub async fn forget_documents(&self, account: AccountId, forgotten: Forgotten) -> Result<(), Error> {
        self.store.write(ForgetWork { account, forgotten }).await
    }
}

/// The query that the index is asked on behalf of an operator. An excluded word may stand in what
/// they may not read, and that a chat is missing would tell them so. Unless they may read
/// everything, exclusion is left to [`in_chat`], which looks only at what they may read.
pub(crate) fn as_asked(query: &Query, who: &SignedIn) -> Query {
    let mut asked = query.clone();
    if who.role != Role::Administrator {
        asked.without.clear();
    }
    asked
}

/// Looks at this many documents below the number `before`, newest first, for those that fit.
pub(crate) async fn find(
    tx: &mut Tx,
    account: AccountId,
    query: &Query,
    before: Option<i64>,
    limit: usize,
) -> Result<Candidates, Error> {
    let rows = find_documents(
        tx,
        account,
        query,
        before.unwrap_or(i64::MAX),
        i64::try_from(limit).unwrap_or(i64::MAX),
    )
    .await?;
    let (looked_at, last) = (rows.len(), rows.last().map(|row| row.0));
    let fits = rows.into_iter().filter(|row| row.8 == 1);
    let found = fits.map(|(doc, kind, chat, off_line, note, visitor, first, last, _)| {
        let what = match (kind.as_str(), chat, off_line, note) {
            ("chat", Some(chat), ..) => What::Chat(chat.into(), seq_of(first)?, seq_of(last)?),
            ("off_line", _, Some(message), _) => What::OffLine(message.into()),
            ("note", .., Some(note)) => What::Note(note.into(), visitor.into()),
            _ => return Err(Error::UnknownValue("search_doc.kind")),
        };
        Ok(Found { doc, what })
    });
    let found = found.collect::<Result<Vec<_>, Error>>()?;
    Ok(Candidates { found, looked_at, last, is_all: looked_at < limit })
}

/// A chat, and how far the operator may read it, if it is where `in:` says.
async fn read(
    tx: &mut Tx,
    who: &SignedIn,
    query: &Query,
    chat: ChatId,
) -> Result<Option<(ChatView, Reads)>, Error> {
    let Some(view) = conversation::find(tx, who.account, chat).await? else { return Ok(None) };
    if !is_in_place(tx, who.account, query, &PlaceOf::Chat(chat)).await? {
        return Ok(None);
    }
    Ok(over::reads(tx, who, &view).await?.map(|reads| (view, reads)))
}

/// The chat with the hits of one of its documents, if what the operator may read of it has what is
/// searched for. What `in:` says is the caller's to check.
pub(crate) async fn in_chat(
    tx: &mut Tx,
    who: &SignedIn,
    query: &Query,
    (view, reads): (&ChatView, Reads),
    first: Seq,
    last: Seq,
) -> Result<Option<Place>, Error> {
    let chat = view.id;
    let until = match reads {
        Reads::All => last,
        Reads::Until(until) => last.min(until),
    };
    let messages = message::run(tx, who.account, chat, first, until).await?;
    let said: Vec<_> = messages.iter().filter_map(|message| Some((message, said_in(message)?))).collect();
    if !query.without.is_empty() && who.role != Role::Administrator {
        let names = match first {
            Seq(1) => names_in(tx, who.account, view, reads).await?,
            _ => Vec::new(),
        };
        let texts = said.iter().map(|(_, (_, text))| text.as_str());
        if has_excluded(query, texts.chain(names.iter().map(String::as_str))) {
            return Ok(None);
        }
    }
    let is_asked = |message: &Message| is_by(query, who, view, message);
    let is_of_one = matches!(query.narrowed.from, Some(Who::Me | Who::Named(_)));
    if reads != Reads::All || is_of_one {
        // The document fits; what of it counts here may not.
        let mut counts = said.iter().filter(|(message, _)| is_asked(message)).peekable();
        if is_of_one && counts.peek().is_none() {
            return Ok(None);
        }
        let texts = counts.map(|(_, (field, text))| (*field, text.as_str()));
        let names = view.visitor_name.as_deref().filter(|_| query.narrowed.from.is_none());
        if !all_in(query, texts.chain(names.map(|name| (Field::Names, name)))) {
            return Ok(None);
        }
    }
    let hits =
        said.iter().filter(|(message, (field, text))| is_asked(message) && is_hit(query, *field, text));
    let hits = hits
        .take(HITS)
        .filter_map(|(message, (_, text))| Some(Hit { seq: message.seq, excerpt: excerpt(query, text)? }));
    Ok(Some(Place::Chat { chat, hits: hits.collect() }))
}

/// The words of a chat's first document that nobody said in it, as far as an operator may read the
/// chat: the visitor's name, and what they answered on the Welcome Screen.
async fn names_in(
    tx: &mut Tx,
    account: AccountId,
    chat: &ChatView,
    reads: Reads,
) -> Result<Vec<String>, Error> {
    let mut names: Vec<_> = chat.visitor_name.iter().cloned().collect();
    if reads == Reads::All {
        let text = "select answers from chat where account_id = $1 and id = $2";
        let row = sql!(tx, fetch_optional as (Option<String>,), text, account.0, chat.id.0)?;
        let json = row.and_then(|(json,)| json);
        // Of a later version: its words are not in the index either.
        let answers: Answers =
            json.and_then(|json| from_json(&json, "chat.answers").ok()).unwrap_or_default();
        names.push(answers.email);
        names.extend(answers.fields.into_iter().map(|(_, answer)| answer));
    }
    Ok(names)
}

/// Whose words a message has, and the words.
pub(crate) fn said_in(message: &Message) -> Option<(Field, String)> {
    let field = match message.author {
        Author::Visitor => Field::Visitor,
        Author::Operator(_) => Field::Operators,
        Author::System => return None,
    };
    match &message.body {
        Body::Html(html) => Some((field, plain_of_html(html))),
        body => body.said().map(|said| (field, said.to_owned())),
    }
}

/// Whether the message is by whom `from:` names.
pub(crate) fn is_by(query: &Query, who: &SignedIn, chat: &ChatView, message: &Message) -> bool {
    match (&query.narrowed.from, &message.author) {
        (Some(Who::Me), Author::Operator(by)) => by.id == who.operator,
        (Some(Who::Me), _) => false,
        (Some(Who::Named(name)), Author::Operator(by)) => is_called(&by.name, name),
        (Some(Who::Named(name)), Author::Visitor) => {
            chat.visitor_name.as_deref().is_some_and(|called| is_called(called, name))
        }
        (Some(Who::Named(_)), Author::System) => false,
        (Some(Who::Visitor | Who::Operator) | None, _) => true,
    }
}

async fn in_off_line(
    tx: &mut Tx,
    who: &SignedIn,
    query: &Query,
    message: OffLineMessageId,
) -> Result<Option<Place>, Error> {
    let text = "select name, email, body from off_line_message where account_id = $1 and id = $2";
    let row = sql!(tx, fetch_optional as (String, String, String), text, who.account.0, message.0)?;
    let Some((name, email, body)) = row else { return Ok(None) };
    if has_excluded(query, [&*name, &*email, &*body].into_iter()) {
        return Ok(None);
    }
    let is_by = match &query.narrowed.from {
        Some(Who::Me | Who::Operator) => false,
        Some(Who::Named(wanted)) => is_called(&name, wanted),
        Some(Who::Visitor) | None => true,
    };
    if !is_by || !is_in_place(tx, who.account, query, &PlaceOf::OffLine(message)).await? {
        return Ok(None);
    }
    Ok(Some(Place::OffLine { message, excerpt: excerpt(query, &body).unwrap_or_default() }))
}

async fn in_note(
    tx: &mut Tx,
    who: &SignedIn,
    query: &Query,
    note: NoteId,
    visitor: VisitorId,
) -> Result<Option<Place>, Error> {
    let row = sql!(
        tx,
        fetch_optional as (Uuid, String, String),
        "select o.id, o.screen_name, n.body from note n join operator o on o.id = n.operator_id
         where n.account_id = $1 and n.id = $2",
        who.account.0,
        note.0,
    )?;
    let Some((by, name, body)) = row else { return Ok(None) };
    if has_excluded(query, std::iter::once(&*body)) {
        return Ok(None);
    }
    let is_by = match &query.narrowed.from {
        Some(Who::Me) => by == who.operator.0,
        Some(Who::Named(wanted)) => is_called(&name, wanted),
        Some(Who::Visitor) => false,
        Some(Who::Operator) | None => true,
    };
    if !is_by || !is_in_place(tx, who.account, query, &PlaceOf::Note(visitor)).await? {
        return Ok(None);
    }
    Ok(Some(Place::Note { note, visitor, excerpt: excerpt(query, &body).unwrap_or_default() }))
}

struct ForgetWork {
    account: AccountId,
    forgotten: Forgotten,
}

#[async_trait]
impl Write for ForgetWork {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Error> {
        let Forgotten { chats, off_line, notes } = &self.forgotten;
        documents::forget_chats(tx, self.account, chats).await?;
        documents::forget_off_line(tx, self.account, off_line).await?;
        documents::forget_notes(tx, self.account, notes).await
    }

    fn announce(&self, (): &(), _: &Live) {}
}
