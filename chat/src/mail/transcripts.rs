//! A visitor has the transcript of their chat sent to them, and an operator sends one to any address.

use async_trait::async_trait;
use wire::{
    ChatId, LetterId, Timestamp,
    administration::Action,
    rates::{Rated, Rates},
    text::BadText,
    visitor::{MailTranscript, Stored},
};

use super::{
    address,
    letter::{self, About},
};
use crate::{
    Error, Refused, Seat, SignedIn, Switchboard, account,
    audit::Entry,
    conversation,
    limits::Floods,
    live::Live,
    over::{self, Reads},
    store::{Tx, Write, lock_account, sql},
};

/// The most times that one chat is sent: a stranger who enters somebody's address must not be able
/// to flood them.
const MOST: i64 = 3;
/// The most chats that one operator sends within an hour.
const MOST_AN_HOUR: i64 = 20;
/// In milliseconds.
const HOUR: i64 = 60 * 60 * 1_000;

impl Switchboard {
    /// Sends the chat to an address that its visitor enters, in its state when the email goes out.
    /// An operator must have accepted the chat at some time. Repeating it changes nothing.
    pub async fn mail_transcript(
        &self,
        seat: Seat,
        wanted: MailTranscript,
    ) -> Result<Result<Stored, Refused>, Error> {
        let email = match address::clean(&wanted.email) {
            Ok(email) => email,
            Err(bad) => return Ok(Err(Refused::BadEmail(bad))),
        };
        let email = match self.redactor(seat.account).await?.whole(email, BadText::NotAnEmail) {
            Ok(email) => email,
            Err(bad) => return Ok(Err(Refused::BadEmail(bad))),
        };
        if self.ban_on(seat).await?.is_some() {
            return Ok(Err(Refused::Banned));
        }
        if !account::mails(&mut self.store.read().await?, seat.account, self.mail.is_some()).await? {
            return Ok(Err(Refused::NoMail));
        }
        // The visitor is told that it is on its way, and nobody would notice a failure later.
        if let Err(refused) = self.can_write_to(seat.account, &email, false).await? {
            return Ok(Err(refused));
        }
        let at = self.sources.now();
        let site = self.caches.sites.of(seat.account, seat.site, &self.store).await?;
        let (rates, floods) = (site.settings.rates, self.live.floods().clone());
        let (chat, id) = (wanted.chat, LetterId(wanted.id.0));
        let work = TranscriptWork { seat, chat, id, email, rates, floods, at };
        let stored = Stored { id: wanted.id, place: None, at };
        self.store.write(work).await.map(|done| done.map(|()| stored))
    }
}

impl Switchboard {
    /// Sends a chat to an address that an operator enters, in its state when the email goes out.
    /// They must be able to read the whole chat. The audit log records it.
    ///
    /// Refused with [`Refused::NotFound`], [`Refused::NotAllowed`] if they may read only a part,
    /// [`Refused::BadEmail`], [`Refused::NoMail`], or [`Refused::TooMany`] from the
    /// [`MOST_AN_HOUR`]th within an hour on.
    pub async fn send_transcript(
        &self,
        who: &SignedIn,
        chat: ChatId,
        email: &str,
    ) -> Result<Result<(), Refused>, Error> {
        let mut tx = self.store.read().await?;
        let found = conversation::find(&mut tx, who.account, chat).await?;
        let reads = match &found {
            Some(found) => over::reads(&mut tx, who, found).await?,
            None => None,
        };
        match reads {
            Some(Reads::All) => {}
            Some(Reads::Until(_)) => return Ok(Err(Refused::NotAllowed)),
            None => return Ok(Err(Refused::NotFound)),
        }
        let email = match address::clean(email) {
            Ok(email) => email,
            Err(bad) => return Ok(Err(Refused::BadEmail(bad))),
        };
        if !account::mails(&mut tx, who.account, self.mail.is_some()).await? {
            return Ok(Err(Refused::NoMail));
        }
        drop(tx);
        let email = match self.redactor(who.account).await?.whole(email, BadText::NotAnEmail) {
            Ok(email) => email,
            Err(bad) => return Ok(Err(Refused::BadEmail(bad))),
        };
        if let Err(refused) = self.can_write_to(who.account, &email, false).await? {
            return Ok(Err(refused));
        }
        let id: LetterId = self.sources.id();
        // The same id, so that whoever erases the chat finds the address in the log.
        let entry = Entry { id: id.0.into(), ..self.entry_by(who, Action::TranscriptSent) };
        let work = SendWork { who: who.clone(), chat, id, email, entry };
        self.store.write(work).await
    }
}

struct SendWork {
    who: SignedIn,
    chat: ChatId,
    id: LetterId,
    email: String,
    entry: Entry,
}

#[async_trait]
impl Write for SendWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let SignedIn { account, operator, .. } = self.who;
        lock_account(tx, account).await?;
        let since = self.entry.at.plus_millis(-HOUR);
        if letter::count_of_operator(tx, account, operator, since).await? >= MOST_AN_HOUR {
            return Ok(Err(Refused::TooMany));
        }
        let about = About::TranscriptBy(self.chat, operator);
        letter::write(tx, self.id, account, about, &self.email, self.entry.at).await?;
        self.entry.keep(tx, &self.email, Vec::new()).await?;
        Ok(Ok(()))
    }

    fn announce(&self, sent: &Self::Output, live: &Live) {
        if sent.is_ok() {
            live.letters_wait();
        }
    }
}

struct TranscriptWork {
    seat: Seat,
    chat: ChatId,
    id: LetterId,
    email: String,
    rates: Rates,
    floods: Floods,
    at: Timestamp,
}

#[async_trait]
impl Write for TranscriptWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let accepted = sql!(
            tx,
            fetch_optional as (Option<i64>,),
            "select accepted_at from chat where account_id = $1 and id = $2 and visitor_id = $3",
            self.seat.account.0,
            self.chat.0,
            self.seat.visitor.0,
        )?;
        match accepted {
            None => return Ok(Err(Refused::NotFound)),
            Some((None,)) => return Ok(Err(Refused::NotAccepted)),
            Some((Some(_),)) => {}
        }
        if letter::is_there(tx, self.seat.account, self.id).await? {
            return Ok(Ok(()));
        }
        if letter::count_of_chat(tx, self.seat.account, self.chat).await? >= MOST {
            return Ok(Err(Refused::TooMany));
        }
        if !self.floods.admit(Rated::Transcript, &self.rates, self.seat, self.at) {
            return Ok(Err(Refused::TooMany));
        }
        let about = About::Transcript(self.chat);
        letter::write(tx, self.id, self.seat.account, about, &self.email, self.at).await.map(Ok)
    }

    fn announce(&self, _: &Self::Output, live: &Live) {
        live.letters_wait();
    }
}
