//! Work on offline messages: operators assign them, answer them by email, and mark them done. All
//! operators of the account may see and do this.
//!
//! Each change names the version that was seen. If two operators act at once, the second is told
//! and overwrites nothing.

use async_trait::async_trait;
use wire::{
    AccountId, AnswerId, LetterId, OffLineMessageId, OperatorId, Timestamp,
    operator::{MOST_ANSWERS, OffLineAlert, OffLineMessageView, OffLineNews, OffLineReply, OffLineState},
    text,
};

use super::{alert, answers, tell, view_of};
use crate::{
    Error, Refused, SignedIn, Switchboard, account,
    bus::Event,
    column::text_of,
    live::Live,
    mail::letter::{self, About},
    operator,
    store::{Tx, Write, lock_account, sql},
};

impl Switchboard {
    /// Assigns an offline message to an operator, who is notified, or to nobody. `seen` is the
    /// version that was seen.
    ///
    /// Refused with [`Refused::NotFound`] (also for an operator who cannot sign in) or
    /// [`Refused::Stale`].
    pub async fn assign_off_line_message(
        &self,
        who: &SignedIn,
        message: OffLineMessageId,
        seen: i64,
        to: Option<OperatorId>,
    ) -> Result<Result<(), Refused>, Error> {
        self.work_on(who, message, Some(seen), Act::Assign(to)).await
    }

    /// Answers an offline message by email, to the address that the visitor left. An unassigned
    /// message becomes this operator's. Repeating it changes nothing.
    ///
    /// Refused with [`Refused::NotFound`], [`Refused::Stale`], [`Refused::BadText`],
    /// [`Refused::NoMail`], [`Refused::BadEmail`] for an address that the mail server does not
    /// carry, or [`Refused::TooMany`] from [`MOST_ANSWERS`] on.
    pub async fn answer_off_line_message(
        &self,
        who: &SignedIn,
        reply: OffLineReply,
    ) -> Result<Result<(), Refused>, Error> {
        let text = match text::message(&reply.text) {
            Ok(text) => text,
            Err(bad) => return Ok(Err(Refused::BadText(bad))),
        };
        let text = self.redactor(who.account).await?.text(text);
        let mut tx = self.store.read().await?;
        let to = address_of(&mut tx, who.account, reply.message).await?;
        drop(tx);
        let Some(to) = to else { return Ok(Err(Refused::NotFound)) };
        // The operator is told that it is on its way. If the mail server is not known yet, its
        // answer is shown later.
        if let Err(refused) = self.can_write_to(who.account, &to, true).await? {
            return Ok(Err(refused));
        }
        let OffLineReply { message, seen, id, is_done, .. } = reply;
        let answer = Answer { id, text, to, is_done, letter: self.sources.id() };
        self.work_on(who, message, Some(seen), Act::Answer(answer)).await
    }

    /// Marks an offline message as done, or opens it again. `seen` is the version that was seen.
    ///
    /// Refused with [`Refused::NotFound`] or [`Refused::Stale`].
    pub async fn set_off_line_done(
        &self,
        who: &SignedIn,
        message: OffLineMessageId,
        seen: i64,
        done: bool,
    ) -> Result<Result<(), Refused>, Error> {
        self.work_on(who, message, Some(seen), Act::SetDone(done)).await
    }

    /// Sends an undelivered answer again, so that its message counts as answered, or tries a
    /// waiting one at once. An answer that was sent stays as it is.
    ///
    /// Refused with [`Refused::NotFound`].
    pub async fn resend_answer(
        &self,
        who: &SignedIn,
        message: OffLineMessageId,
        answer: AnswerId,
    ) -> Result<Result<(), Refused>, Error> {
        self.work_on(who, message, None, Act::Resend(answer)).await
    }

    async fn work_on(
        &self,
        who: &SignedIn,
        message: OffLineMessageId,
        seen: Option<i64>,
        act: Act,
    ) -> Result<Result<(), Refused>, Error> {
        let (now, is_installations) = (self.sources.now(), self.mail.is_some());
        let work = Work { who: who.clone(), message, seen, act, now, is_installations };
        self.store.write(work).await.map(|worked| worked.map(|_| ()))
    }
}

/// Opens a message again, whatever its state, because its answer was not delivered.
pub(crate) async fn reopen(
    tx: &mut Tx,
    account: AccountId,
    message: OffLineMessageId,
    now: Timestamp,
) -> Result<(), Error> {
    sql!(
        tx,
        execute,
        "update off_line_message set state = 'open', state_by = null, state_at = $3, version = version + 1
         where account_id = $1 and id = $2 and state <> 'open'",
        account.0,
        message.0,
        now.0,
    )
    .map(|_| ())
}

/// The address that the visitor left; `None`: there is no such message.
async fn address_of(
    tx: &mut Tx,
    account: AccountId,
    message: OffLineMessageId,
) -> Result<Option<String>, Error> {
    let row = sql!(
        tx,
        fetch_optional as (String,),
        "select email from off_line_message where account_id = $1 and id = $2",
        account.0,
        message.0,
    )?;
    Ok(row.map(|(email,)| email))
}

enum Act {
    /// Assigns it to this operator; `None`: to nobody.
    Assign(Option<OperatorId>),
    Answer(Answer),
    SetDone(bool),
    Resend(AnswerId),
}

struct Answer {
    id: AnswerId,
    /// Cleaned.
    text: String,
    to: String,
    /// Whether the message is done afterwards.
    is_done: bool,
    letter: LetterId,
}

struct Work {
    who: SignedIn,
    message: OffLineMessageId,
    /// The version that was seen; `None`: any.
    seen: Option<i64>,
    act: Act,
    now: Timestamp,
    is_installations: bool,
}

struct Worked {
    view: OffLineMessageView,
    is_changed: bool,
    /// The operator to alert, and about what.
    alert: Option<(OperatorId, OffLineAlert)>,
}

#[async_trait]
impl Write for Work {
    type Output = Result<Worked, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let account = self.who.account;
        // Keeps its owner from being deleted, and a colleague on another node from changing it, at
        // the same time.
        lock_account(tx, account).await?;
        let Some(before) = self.view(tx).await? else { return Ok(Err(Refused::NotFound)) };
        let done = match &self.act {
            Act::Assign(to) => self.assign(tx, &before, *to).await?,
            Act::Answer(answer) => self.answer(tx, &before, answer).await?,
            Act::SetDone(done) => self.set_done(tx, &before, *done).await?,
            Act::Resend(answer) => self.resend(tx, &before, *answer).await?,
        };
        let is_changed = match done {
            Ok(is_changed) => is_changed,
            Err(refused) => return Ok(Err(refused)),
        };
        let Some(view) = self.view(tx).await? else { return Ok(Err(Refused::NotFound)) };
        let alert = match (&self.act, is_changed) {
            (Act::Assign(Some(to)), true) if *to != self.who.operator => {
                Some((*to, alert(&view, OffLineNews::Assigned(self.who.as_operator()))))
            }
            _ => None,
        };
        Ok(Ok(Worked { view, is_changed, alert }))
    }

    fn announce(&self, worked: &Self::Output, live: &Live) {
        let Ok(Worked { view, is_changed: true, alert }) = worked else { return };
        let account = self.who.account;
        tell(account, view, live);
        live.tell_consoles(account, Event::OffLineOpen);
        if let Some((to, alert)) = alert {
            live.tell_operator(account, *to, Event::OffLineAlert(Some(*to), alert.clone()));
        }
    }
}

impl Work {
    async fn view(&self, tx: &mut Tx) -> Result<Option<OffLineMessageView>, Error> {
        view_of(tx, self.who.account, self.message, self.is_installations).await
    }

    /// Whether somebody else has changed it since it was seen.
    fn is_stale(&self, before: &OffLineMessageView) -> bool {
        self.seen.is_some_and(|seen| seen != before.version)
    }

    async fn assign(
        &self,
        tx: &mut Tx,
        before: &OffLineMessageView,
        to: Option<OperatorId>,
    ) -> Result<Result<bool, Refused>, Error> {
        if let Some(to) = to
            && !operator::is_active(tx, self.who.account, to).await?
        {
            return Ok(Err(Refused::NotFound));
        }
        if self.is_stale(before) {
            return Ok(Err(Refused::Stale));
        }
        if before.owner.as_ref().map(|owner| owner.id) == to {
            return Ok(Ok(false));
        }
        self.change(tx, before, to, before.state).await
    }

    async fn answer(
        &self,
        tx: &mut Tx,
        before: &OffLineMessageView,
        answer: &Answer,
    ) -> Result<Result<bool, Refused>, Error> {
        let account = self.who.account;
        if before.answers.iter().any(|known| known.id == answer.id) {
            return Ok(Ok(false));
        }
        // The id belongs to another message's answer.
        if answers::is_there(tx, answer.id).await? {
            return Ok(Err(Refused::NotFound));
        }
        if self.is_stale(before) {
            return Ok(Err(Refused::Stale));
        }
        if before.answers.len() >= MOST_ANSWERS {
            return Ok(Err(Refused::TooMany));
        }
        if !account::mails(tx, account, self.is_installations).await? {
            return Ok(Err(Refused::NoMail));
        }
        let state = if answer.is_done { OffLineState::Done } else { OffLineState::Answered };
        let owner = before.owner.as_ref().map_or(self.who.operator, |owner| owner.id);
        if let Err(refused) = self.change(tx, before, Some(owner), state).await? {
            return Ok(Err(refused));
        }
        let Answer { id, text, .. } = answer;
        answers::insert(tx, account, self.message, self.who.operator, *id, text, self.now).await?;
        let about = About::Answer(*id);
        letter::write(tx, answer.letter, account, about, &answer.to, self.now).await?;
        Ok(Ok(true))
    }

    async fn set_done(
        &self,
        tx: &mut Tx,
        before: &OffLineMessageView,
        done: bool,
    ) -> Result<Result<bool, Refused>, Error> {
        if self.is_stale(before) {
            return Ok(Err(Refused::Stale));
        }
        let state = if done { OffLineState::Done } else { OffLineState::Open };
        if before.state == state {
            return Ok(Ok(false));
        }
        self.change(tx, before, before.owner.as_ref().map(|owner| owner.id), state).await
    }

    async fn resend(
        &self,
        tx: &mut Tx,
        before: &OffLineMessageView,
        answer: AnswerId,
    ) -> Result<Result<bool, Refused>, Error> {
        let Some(known) = before.answers.iter().find(|known| known.id == answer) else {
            return Ok(Err(Refused::NotFound));
        };
        if !letter::try_answer_again(tx, self.who.account, answer, self.now).await? {
            return Ok(Ok(false));
        }
        if before.state == OffLineState::Open && known.letter.state.has_failed() {
            let owner = before.owner.as_ref().map(|owner| owner.id);
            return self.change(tx, before, owner, OffLineState::Answered).await;
        }
        Ok(Ok(true))
    }

    /// Stores the new owner and state. The version shows whether somebody was faster.
    async fn change(
        &self,
        tx: &mut Tx,
        before: &OffLineMessageView,
        owner: Option<OperatorId>,
        state: OffLineState,
    ) -> Result<Result<bool, Refused>, Error> {
        let (by, at) = match self.act {
            Act::Assign(_) => (before.state_by.as_ref().map(|by| by.id), before.state_at),
            Act::Answer(_) | Act::SetDone(_) | Act::Resend(_) => (Some(self.who.operator), Some(self.now)),
        };
        let changed = sql!(
            tx,
            execute,
            "update off_line_message
             set owner_id = $4, state = $5, state_by = $6, state_at = $7, version = version + 1,
                 read_by = case when read_at is null then $8 else read_by end, read_at = coalesce(read_at, $9)
             where account_id = $1 and id = $2 and version = $3",
            self.who.account.0,
            self.message.0,
            before.version,
            owner.map(|owner| owner.0),
            text_of(&state),
            by.map(|by| by.0),
            at.map(|at| at.0),
            self.who.operator.0,
            self.now.0,
        )?;
        Ok(if changed > 0 { Ok(true) } else { Err(Refused::Stale) })
    }
}
