//! An administrator erases everything about one visitor.
//!
//! The wish is a row in `erasure`. Each write removes a part and counts it there; the last one
//! writes the proof into the audit log and removes the row. So an erasure that is interrupted goes
//! on where it stopped, and what the visitor writes meanwhile goes as well.

use async_trait::async_trait;
use uuid::Uuid;
use wire::{
    AccountId, ChatId, ChatState, OffLineMessageId, OperatorRef, Timestamp, VisitorId,
    administration::Action, erasure::Kept,
};

use crate::{
    Error, Refused, SignedIn, Switchboard,
    audit::Entry,
    bus::Event,
    column::{from_json, json_of, value_of},
    erase::{self, AT_ONCE},
    life::Step,
    live::Live,
    step::Actor,
    store::{Tx, Write, lock_account, sql},
    visitor,
};

/// After this time an erasure counts as interrupted, in milliseconds. One that is not takes seconds.
const INTERRUPTED: i64 = 60 * 1_000;
/// The number of interrupted erasures that one round goes on with, and of writes for each: what else
/// time does waits for them.
const ROUND: i64 = 5;
const WRITES: usize = 20;

impl Switchboard {
    /// How much is kept of a visitor who is online or has once written. For administrators only.
    ///
    /// Refused with [`Refused::NotFound`].
    pub async fn kept_of_visitor(
        &self,
        who: &SignedIn,
        visitor: VisitorId,
    ) -> Result<Result<Kept, Refused>, Error> {
        if who.role != wire::Role::Administrator {
            return Ok(Err(Refused::NotAllowed));
        }
        let is_here = self.live.whereabouts_of(who.account, visitor).is_some();
        let mut tx = self.store.read().await?;
        let is_kept = visitor::is_kept(&mut tx, who.account, visitor).await?;
        if !is_here && !is_kept {
            return Ok(Err(Refused::NotFound));
        }
        let (chats, messages, off_line_messages, notes) = sql!(
            &mut tx,
            fetch_one as (i64, i64, i64, i64),
            "select (select count(*) from chat where account_id = $1 and visitor_id = $2),
                    (select count(*) from chat c join message m on m.chat_id = c.id
                     where c.account_id = $1 and c.visitor_id = $2),
                    (select count(*) from off_line_message where account_id = $1 and visitor_id = $2),
                    (select count(*) from note where account_id = $1 and visitor_id = $2)",
            who.account.0,
            visitor.0,
        )?;
        let [chats, messages, off_line_messages, notes] =
            [chats, messages, off_line_messages, notes].map(i64::unsigned_abs);
        Ok(Ok(Kept { visitors: u64::from(is_kept), chats, messages, off_line_messages, notes }))
    }

    /// Erases everything about a visitor: chats with all that belongs to them, offline messages with
    /// their answers and emails, notes and labels, their name. An open chat is ended first. Returns
    /// how much it was, which the audit log records as well, without names and words.
    ///
    /// Refused with [`Refused::NotFound`] if the account does not know the visitor. For
    /// administrators only.
    pub async fn erase_visitor(
        &self,
        who: &SignedIn,
        visitor: VisitorId,
    ) -> Result<Result<Kept, Refused>, Error> {
        let is_here = self.live.whereabouts_of(who.account, visitor).is_some();
        let (account, by, now) = (who.account, who.as_operator(), self.sources.now());
        let begin = BeginWork { account, visitor, by, is_here, now };
        match self.administer(who, begin).await? {
            Ok(()) => self.erase_all_of(account, visitor).await.map(Ok),
            Err(refused) => Ok(Err(refused)),
        }
    }

    /// Goes on with erasures that were interrupted, and removes what was erased from the database's
    /// log.
    pub(crate) async fn go_on_erasing(&self, now: Timestamp) -> Result<(), Error> {
        let mut tx = self.store.read().await?;
        let interrupted = sql!(
            &mut tx,
            fetch_all as (Uuid, Uuid),
            "select account_id, visitor_id from erasure where at < $1 order by at limit $2",
            now.plus_millis(-INTERRUPTED).0,
            ROUND,
        )?;
        drop(tx);
        for (account, visitor) in interrupted {
            match self.erase_some_of(account.into(), visitor.into()).await {
                Ok(()) => {}
                Err(error) if error.is_storage_failure() => return Err(error),
                // One that cannot go on holds up neither the others nor what else time does.
                Err(error) => tracing::error!(%error, "an erasure cannot go on"),
            }
        }
        self.store.clean().await
    }

    async fn erase_all_of(&self, account: AccountId, visitor: VisitorId) -> Result<Kept, Error> {
        loop {
            if let Some(kept) = self.erase_piece_of(account, visitor).await? {
                return Ok(kept);
            }
        }
    }

    /// The rest goes with the next round.
    async fn erase_some_of(&self, account: AccountId, visitor: VisitorId) -> Result<(), Error> {
        for _ in 0..WRITES {
            if self.erase_piece_of(account, visitor).await?.is_some() {
                break;
            }
        }
        Ok(())
    }

    /// One write. Gives how much has gone in all, after the last.
    async fn erase_piece_of(&self, account: AccountId, visitor: VisitorId) -> Result<Option<Kept>, Error> {
        let entry = self.entry(account, None, Action::VisitorErased);
        Ok(match self.store.write(PieceWork { visitor, entry }).await? {
            Piece::Open(chat, by) => {
                // A refusal means that it has ended in the meantime.
                let _ = self.step(account, chat, Actor::Time, Step::CloseByOperator(by)).await?;
                None
            }
            Piece::Part { .. } => None,
            Piece::Last(kept) => {
                self.store.erased();
                self.store.clean().await?;
                Some(kept.unwrap_or_default())
            }
        })
    }
}

struct BeginWork {
    account: AccountId,
    visitor: VisitorId,
    by: OperatorRef,
    is_here: bool,
    now: Timestamp,
}

#[async_trait]
impl Write for BeginWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        if !self.is_here && !visitor::is_kept(tx, self.account, self.visitor).await? {
            return Ok(Err(Refused::NotFound));
        }
        sql!(
            tx,
            execute,
            "insert into erasure (account_id, visitor_id, operator_id, operator_name, at, gone)
             values ($1, $2, $3, $4, $5, $6) on conflict (account_id, visitor_id) do nothing",
            self.account.0,
            self.visitor.0,
            self.by.id.0,
            self.by.name.as_str(),
            self.now.0,
            json_of(&Kept::default()),
        )?;
        // What happens to their chats from now on is told without it.
        sql!(
            tx,
            execute,
            "update visitor set name = null where account_id = $1 and id = $2",
            self.account.0,
            self.visitor.0,
        )?;
        Ok(Ok(()))
    }

    fn announce(&self, _: &Self::Output, _: &Live) {}
}

/// What a write has come to.
enum Piece {
    /// This chat must be ended first, by whoever wants the erasure.
    Open(ChatId, OperatorRef),
    /// Something has gone.
    Part { chats: Vec<ChatId>, is_off_line: bool },
    /// Nothing is left. `None`: another node was faster.
    Last(Option<Kept>),
}

struct PieceWork {
    visitor: VisitorId,
    /// The proof, still without its author.
    entry: Entry,
}

#[async_trait]
impl Write for PieceWork {
    type Output = Piece;

    async fn run(&self, tx: &mut Tx) -> Result<Piece, Error> {
        let (account, visitor) = (self.entry.account, self.visitor);
        lock_account(tx, account).await?;
        let wish = sql!(
            tx,
            fetch_optional as (Uuid, String, String),
            "select operator_id, operator_name, gone from erasure where account_id = $1 and visitor_id = $2",
            account.0,
            visitor.0,
        )?;
        let Some((operator, name, gone)) = wish else { return Ok(Piece::Last(None)) };
        let by = OperatorRef { id: operator.into(), name };
        let mut kept: Kept = from_json(&gone, "erasure.gone")?;

        // The open one first.
        let chats = sql!(
            tx,
            fetch_all as (Uuid, String),
            "select id, state from chat where account_id = $1 and visitor_id = $2
             order by case when state in ('requesting', 'invited', 'active') then 0 else 1 end, id limit $3",
            account.0,
            visitor.0,
            AT_ONCE,
        )?;
        if let Some((first, state)) = chats.first() {
            if value_of::<ChatState>(state, "chat.state")?.is_open() {
                return Ok(Piece::Open(ChatId(*first), by));
            }
            let chats: Vec<_> = chats.into_iter().map(|(chat, _)| ChatId(chat)).collect();
            let gone = erase::chats(tx, account, &chats).await?;
            kept.add(gone.kept);
            self.count(tx, kept).await?;
            return Ok(Piece::Part { chats: gone.chats, is_off_line: false });
        }

        let messages = sql!(
            tx,
            fetch_all as (Uuid,),
            "select id from off_line_message where account_id = $1 and visitor_id = $2 order by id limit $3",
            account.0,
            visitor.0,
            AT_ONCE,
        )?;
        if !messages.is_empty() {
            let messages: Vec<_> = messages.into_iter().map(|(id,)| OffLineMessageId(id)).collect();
            kept.off_line_messages += erase::off_line_messages(tx, account, &messages).await?;
            self.count(tx, kept).await?;
            return Ok(Piece::Part { chats: Vec::new(), is_off_line: true });
        }

        let Some(rest) = erase::rest_of_visitor(tx, account, visitor, self.entry.id.0).await? else {
            // The visitor has begun another chat on another node.
            return Ok(Piece::Part { chats: Vec::new(), is_off_line: false });
        };
        kept.add(rest);
        sql!(
            tx,
            execute,
            "delete from erasure where account_id = $1 and visitor_id = $2",
            account.0,
            visitor.0,
        )?;
        let entry = Entry { by: Some(by), ..self.entry.clone() };
        entry.keep(tx, &visitor.short(), erase::proof(&Kept { visitors: 0, ..kept })).await?;
        Ok(Piece::Last(Some(kept)))
    }

    fn announce(&self, piece: &Piece, live: &Live) {
        let account = self.entry.account;
        match piece {
            Piece::Open(..) | Piece::Last(None) => {}
            Piece::Part { is_off_line: true, .. } => {
                live.tell_consoles(account, Event::OffLineMessages);
                live.tell_consoles(account, Event::OffLineOpen);
            }
            Piece::Part { chats, .. } if chats.is_empty() => {}
            Piece::Part { chats, .. } => live.erased(account, None, chats.clone()),
            Piece::Last(Some(_)) => live.erased(account, Some(self.visitor), Vec::new()),
        }
    }
}

impl PieceWork {
    async fn count(&self, tx: &mut Tx, kept: Kept) -> Result<(), Error> {
        sql!(
            tx,
            execute,
            "update erasure set gone = $3 where account_id = $1 and visitor_id = $2",
            self.entry.account.0,
            self.visitor.0,
            json_of(&kept),
        )
        .map(|_| ())
    }
}
