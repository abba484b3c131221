//! A visitor has the transcript of their chat sent to them.

use async_trait::async_trait;
use wire::{
    ChatId, LetterId, Timestamp,
    rates::{Rated, Rates},
    visitor::{MailTranscript, Stored},
};

use super::{
    address,
    letter::{self, About},
};
use crate::{
    Error, Refused, Seat, Switchboard, account,
    limits::Floods,
    live::Live,
    store::{Tx, Write, sql},
};

/// The most times that one chat is sent: a stranger who enters somebody's address must not be able
/// to flood them.
const MOST: i64 = 3;

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
