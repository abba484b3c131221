//! Emails are handed out to the sender, which speaks SMTP, and the result is stored.
//!
//! Every node hands out what is due. While a node is sending an email, it holds it for [`LEASE`]
//! and renews that, so the emails of a node that dies go to the others half a minute later. If the
//! answer of a mail server was lost, the email is sent again under the same `Message-ID`: delivery
//! is at least once, and twice only when an answer was lost.

use async_trait::async_trait;
use uuid::Uuid;
use wire::{
    AccountId, LetterId, OffLineMessageId, OperatorId, Timestamp,
    mail::LetterState,
    operator::{OffLineMessageView, OffLineNews},
};

use super::{
    kept,
    letter::{self, About, AboutIds},
    outgoing::Outgoing,
    says::{self, Says},
};
use crate::{
    Error, Switchboard,
    bus::Event,
    column::text_of,
    live::Live,
    off_line_message,
    store::{Tx, Write, sql},
};

/// For how long an email is held, in milliseconds.
const LEASE: i64 = 30_000;
/// For how long an email is tried, in milliseconds: five days, the upper end of the advice of RFC
/// 5321, 4.5.4.1.
const LASTS: i64 = 5 * 24 * 60 * 60 * 1_000;
/// The longest time between two attempts, in milliseconds.
const LONGEST: i64 = 6 * 60 * 60 * 1_000;
/// Why an email waits although there is a mail server.
const UNREADABLE: &str = "The password for the mail server cannot be read any more. An administrator enters it again, under E-mail.";
const NOWHERE: &str = "The server does not know the address under which browsers reach it.";
const NOT_INVITED: &str = "The invitation was taken up or taken back meanwhile, or the server does not know the address under which browsers reach it.";
/// The longest stored answer of a mail server, in characters.
const MAX_ANSWER: usize = 500;
/// The most messages that are added to one email.
const GATHERED: i64 = 99;
/// The most emails that are given up at one time.
const ROUND: i64 = 200;

/// An email to be sent.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Its id, from which the `Message-ID` is made.
    pub id: LetterId,
    /// The mail server that takes it.
    pub via: Outgoing,
    /// The display name of the sender.
    pub from_name: String,
    /// The address of the recipient.
    pub to: String,
    /// Who gets replies: a display name, perhaps empty, and an address.
    pub reply_to: Option<(String, String)>,
    /// The email that this one follows in the same conversation, if any.
    pub follows: Option<LetterId>,
    /// Whether a person wrote it, rather than this program.
    pub is_personal: bool,
    /// One line.
    pub subject: String,
    /// The body as plain text.
    pub text: String,
    /// The same as HTML.
    pub html: Option<String>,
    /// When it was written.
    pub at: Timestamp,
    account: AccountId,
}

/// The time between attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retries {
    /// After the first attempt, in milliseconds; doubled each time, up to six hours.
    pub first: i64,
}

impl Retries {
    fn after(self, attempts: u32) -> i64 {
        let doubled = 1_i64.checked_shl(attempts.saturating_sub(1).min(40)).unwrap_or(i64::MAX);
        self.first.saturating_mul(doubled).clamp(1, LONGEST)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Sent,
    Refused,
    Later(Retries),
}

impl Switchboard {
    /// Takes emails that are due and can be sent, longest due first. They are held for the caller
    /// and come again unless it reports a result.
    pub async fn take_letters(&self, at_most: usize) -> Result<Vec<Letter>, Error> {
        let now = self.sources.now();
        let mut tx = self.store.read().await?;
        let due = sql!(
            &mut tx,
            fetch_all as (Uuid, i64),
            "select l.id, l.due_at from letter l join account a on a.id = l.account_id
             where l.state = 'waiting' and l.due_at <= $1 and ($2 = 1 or a.mail_server is not null)
                   and l.carried_by is null and not exists (
                       select 1 from letter earlier
                       where earlier.account_id = l.account_id and earlier.recipient = l.recipient
                             and earlier.gather_at = l.gather_at and earlier.id < l.id
                             and earlier.state = 'waiting' and earlier.carried_by is null
                   )
             order by l.due_at, l.id limit $3",
            now.0,
            i64::from(self.mail.is_some()),
            i64::try_from(at_most).unwrap_or(i64::MAX),
        )?;
        drop(tx);
        let mut letters = Vec::new();
        for (id, due_at) in due {
            let work = TakeWork { id: id.into(), due_at, now };
            let Some(taken) = self.store.write(work).await? else {
                // Another node was faster.
                continue;
            };
            match self.write_out(taken).await {
                Ok(letter) => letters.extend(letter),
                Err(error) if error.is_storage_failure() => return Err(error),
                // What it is about may have been erased since. The others do not wait for it.
                Err(error) => tracing::warn!(%error, "an email could not be written out"),
            }
        }
        Ok(letters)
    }

    /// Waits until an email has been written that may be due. Emails of other nodes are found by
    /// polling.
    pub async fn letters_due(&self) {
        self.live.letters_due().await;
    }

    /// Gives up emails that waited too long without any mail server being set up.
    pub async fn give_up_letters(&self) -> Result<(), Error> {
        let mut tx = self.store.read().await?;
        let old = sql!(
            &mut tx,
            fetch_all as (Uuid, Uuid),
            "select l.id, l.account_id from letter l join account a on a.id = l.account_id
             where l.state = 'waiting' and l.due_at <= $1 and a.mail_server is null and $2 = 0 limit $3",
            self.sources.now().plus_millis(-LASTS).0,
            i64::from(self.mail.is_some()),
            ROUND,
        )?;
        drop(tx);
        for (id, account) in old {
            let answer = "E-mail was not set up.".to_owned();
            let outcome = Outcome::Later(Retries { first: 1 });
            self.store.write(self.outcome(id.into(), account.into(), outcome, answer)).await?;
        }
        Ok(())
    }

    /// Renews the hold: the caller is still sending it.
    pub async fn hold_letter(&self, letter: &Letter) -> Result<(), Error> {
        self.store.write(HoldWork { id: letter.id, until: self.sources.now().plus_millis(LEASE) }).await
    }

    /// A mail server has accepted it with this answer.
    pub async fn letter_sent(&self, letter: &Letter, answer: &str) -> Result<(), Error> {
        let work = self.outcome(letter.id, letter.account, Outcome::Sent, answer.to_owned());
        self.store.write(work).await.map(drop)
    }

    /// A mail server has refused it for good with this answer. It is not tried again unless
    /// somebody asks for it.
    pub async fn letter_refused(&self, letter: &Letter, answer: &str) -> Result<(), Error> {
        let work = self.outcome(letter.id, letter.account, Outcome::Refused, answer.to_owned());
        self.store.write(work).await.map(drop)
    }

    /// It could not be sent now for this reason. It is tried again, for five days in total.
    pub async fn letter_failed(&self, letter: &Letter, answer: &str, retries: Retries) -> Result<(), Error> {
        let work = self.outcome(letter.id, letter.account, Outcome::Later(retries), answer.to_owned());
        self.store.write(work).await.map(drop)
    }

    pub(crate) fn letters_wait(&self) {
        self.live.letters_wait();
    }

    fn outcome(&self, id: LetterId, account: AccountId, outcome: Outcome, answer: String) -> OutcomeWork {
        let answer: String =
            answer.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_ANSWER).collect();
        let is_installations = self.mail.is_some();
        OutcomeWork { id, account, outcome, answer, now: self.sources.now(), is_installations }
    }

    async fn write_out(&self, taken: Taken) -> Result<Option<Letter>, Error> {
        let Taken { id, account, about, to, at } = taken;
        let mut tx = self.store.read().await?;
        let via = match (self.mail.as_deref(), kept::of(&mut tx, account).await?) {
            (Some(installations), _) => installations.clone(),
            // The mail server was removed a moment ago; the email waits.
            (None, None) => return Ok(None),
            (None, Some(own)) => match own.outgoing(&self.secrets, account) {
                Some(own) => own,
                None => {
                    drop(tx);
                    let outcome = Outcome::Later(Retries { first: LEASE });
                    self.store.write(self.outcome(id, account, outcome, UNREADABLE.to_owned())).await?;
                    return Ok(None);
                }
            },
        };
        let about = match about {
            About::OffLineMessage(first) => {
                let others = letter::carried_by(&mut tx, account, id).await?;
                says::off_line_messages(&mut tx, account, first, &others).await?
            }
            About::Transcript(chat) => says::transcript(&mut tx, account, chat, true).await?,
            About::TranscriptBy(chat, _) => says::transcript(&mut tx, account, chat, false).await?,
            About::PasswordReset(operator) => {
                drop(tx);
                // Created anew for each attempt, so that the database never contains it.
                let Some(link) = self.reset_link(account, operator).await? else {
                    let outcome = self.outcome(id, account, Outcome::Refused, NOWHERE.to_owned());
                    self.store.write(outcome).await?;
                    return Ok(None);
                };
                tx = self.store.read().await?;
                says::password_reset(&link)
            }
            About::Invitation(operator) => {
                drop(tx);
                let Some(link) = self.invitation_link(account, operator).await? else {
                    let outcome = self.outcome(id, account, Outcome::Refused, NOT_INVITED.to_owned());
                    self.store.write(outcome).await?;
                    return Ok(None);
                };
                tx = self.store.read().await?;
                says::invitation(&mut tx, account, operator, &link).await?
            }
            About::Answer(answer) => says::answer(&mut tx, account, answer).await?,
            About::Trial => says::trial(),
        };
        let Says { subject, text, html, reply_to, follows, is_personal } = about;
        let from_name = match via.server.from_name.as_str() {
            "" => says::account_name(&mut tx, account).await?,
            name => name.to_owned(),
        };
        Ok(Some(Letter {
            id,
            via,
            from_name,
            to,
            reply_to,
            follows,
            is_personal,
            subject,
            text,
            html,
            at,
            account,
        }))
    }
}

/// An email that is held.
struct Taken {
    id: LetterId,
    account: AccountId,
    about: About,
    to: String,
    at: Timestamp,
}

/// Holds an email, unless another node has done so first.
struct TakeWork {
    id: LetterId,
    due_at: i64,
    now: Timestamp,
}

#[async_trait]
impl Write for TakeWork {
    type Output = Option<Taken>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let taken = sql!(
            tx,
            execute,
            "update letter set due_at = $3 where id = $1 and state = 'waiting' and due_at = $2",
            self.id.0,
            self.due_at,
            self.now.plus_millis(LEASE).0,
        )?;
        if taken == 0 {
            return Ok(None);
        }
        let (account, kind, message, chat, operator, answer, to, at) = sql!(
            tx,
            fetch_one as (Uuid, String, Option<Uuid>, Option<Uuid>, Option<Uuid>, Option<Uuid>, String, i64),
            "select account_id, kind, off_line_message_id, chat_id, operator_id, answer_id, recipient, since
             from letter where id = $1",
            self.id.0,
        )?;
        self.gather(tx).await?;
        let about = About::of_columns(&kind, AboutIds { message, chat, operator, answer })?;
        Ok(Some(Taken { id: self.id, account: account.into(), about, to, at: Timestamp(at) }))
    }

    fn announce(&self, _: &Self::Output, _: &Live) {}
}

impl TakeWork {
    /// Adds the messages that leave at the same moment for the same address. Those that another
    /// node holds are not due.
    async fn gather(&self, tx: &mut Tx) -> Result<(), Error> {
        sql!(
            tx,
            execute,
            "update letter set carried_by = $1
             where id in (
                 select l.id from letter l join letter first
                     on l.account_id = first.account_id and l.recipient = first.recipient
                        and l.gather_at = first.gather_at
                 where first.id = $1 and l.id <> $1 and l.state = 'waiting' and l.carried_by is null
                       and l.due_at <= $2
                 order by l.id limit $3
             )",
            self.id.0,
            self.now.0,
            GATHERED,
        )
        .map(|_| ())
    }
}

struct HoldWork {
    id: LetterId,
    until: Timestamp,
}

#[async_trait]
impl Write for HoldWork {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Error> {
        sql!(
            tx,
            execute,
            "update letter set due_at = $2 where id = $1 and state = 'waiting'",
            self.id.0,
            self.until.0,
        )
        .map(|_| ())
    }

    fn announce(&self, (): &(), _: &Live) {}
}

struct OutcomeWork {
    id: LetterId,
    account: AccountId,
    outcome: Outcome,
    answer: String,
    now: Timestamp,
    is_installations: bool,
}

#[async_trait]
impl Write for OutcomeWork {
    type Output = Outcomes;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let found = sql!(
            tx,
            fetch_optional as (i64, i64, String, Option<Uuid>, Option<Uuid>, Option<Uuid>),
            "select l.attempts, l.since, l.kind, coalesce(l.off_line_message_id, a.off_line_message_id), a.operator_id,
                    m.owner_id
             from letter l left join off_line_answer a on a.id = l.answer_id
                           left join off_line_message m on m.id = a.off_line_message_id
             where l.account_id = $1 and l.id = $2 and l.state = 'waiting'",
            self.account.0,
            self.id.0,
        )?;
        let Some((attempts, since, kind, message, answerer, owner)) = found else {
            return Ok(Outcomes::default());
        };
        let attempts = attempts + 1;
        let (state, due_at) = match self.outcome {
            Outcome::Sent => (LetterState::Sent, None),
            Outcome::Refused => (LetterState::Refused, None),
            // The person who tests it waits for the answer and tries again themselves.
            Outcome::Later(_) if kind == "trial" => (LetterState::GivenUp, None),
            Outcome::Later(retries) => {
                let due = self.now.plus_millis(retries.after(u32::try_from(attempts).unwrap_or(u32::MAX)));
                match due.millis_since(Timestamp(since)) > LASTS {
                    true => (LetterState::GivenUp, None),
                    false => (LetterState::Waiting, Some(due)),
                }
            }
        };
        sql!(
            tx,
            execute,
            "update letter set state = $3, attempts = $4, due_at = $5, answer = $6, done_at = $7
             where account_id = $1 and (id = $2 or carried_by = $2)",
            self.account.0,
            self.id.0,
            text_of(&state),
            attempts,
            due_at.unwrap_or(self.now).0,
            self.answer.as_str(),
            due_at.is_none().then_some(self.now.0),
        )?;
        let mut messages: Vec<_> = message.into_iter().map(OffLineMessageId).collect();
        let in_vain = match (messages.first(), answerer) {
            // Its owner must look after it; without an owner, the operator who wrote the answer.
            (Some(message), Some(answerer)) if state.has_failed() => {
                off_line_message::reopen(tx, self.account, *message, self.now).await?;
                Some(OperatorId(owner.unwrap_or(answerer)))
            }
            _ => None,
        };
        messages.extend(letter::carried_by(tx, self.account, self.id).await?);
        let mut views = Vec::new();
        for message in messages {
            views.extend(off_line_message::view_of(tx, self.account, message, self.is_installations).await?);
        }
        Ok(Outcomes { views, in_vain })
    }

    fn announce(&self, Outcomes { views, in_vain }: &Self::Output, live: &Live) {
        for view in views {
            live.tell_consoles(self.account, Event::OffLineMessage(view.clone()));
        }
        if let (Some(view), Some(whose)) = (views.first(), in_vain) {
            let alert = off_line_message::alert(view, OffLineNews::NotDelivered);
            live.tell_consoles(self.account, Event::OffLineOpen);
            live.tell_operator(self.account, *whose, Event::OffLineAlert(Some(*whose), alert));
        }
    }
}

/// What else has changed together with an email.
#[derive(Default)]
struct Outcomes {
    views: Vec<OffLineMessageView>,
    /// The operator to alert because the answer to the first of them will not be delivered.
    in_vain: Option<OperatorId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_waits_longer_each_time_but_never_longer_than_six_hours() {
        let retries = Retries { first: 60_000 };
        let minutes = |attempts| retries.after(attempts) / 60_000;
        assert_eq!([1, 2, 3, 9, 10, 200].map(minutes), [1, 2, 4, 256, 360, 360]);
        assert_eq!(Retries { first: 0 }.after(1), 1);
    }
}
