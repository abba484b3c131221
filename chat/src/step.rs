//! The one work that takes a step in a chat's life: it reads the chat, asks `life.rs`, stores the
//! outcome, appends the system message, and publishes the change. The actions (`accept.rs`,
//! `close.rs`, `offer.rs` …) say which step, and who may take it.

use async_trait::async_trait;
use wire::{
    AccountId, Author, Body, ChatId, ChatState, ChatView, Message, MessageId, OperatorId, TagId, Timestamp,
    operator::OfferEnd,
};

use crate::{
    Error, Refused, SignedIn, Speaker, Switchboard,
    bus::{Audience, Event},
    conversation,
    life::{Life, Outcome, Step},
    live::Live,
    message::{self, Appended, Draft},
    over,
    store::{Tx, Write, lock_chat},
    tag,
};

/// How long an invitation stands, in milliseconds (manual B2).
const INVITATION_LASTS: i64 = 2 * 60 * 1_000;
/// How long an operator, or the visitor of a request, may be away before the chat goes on without
/// them, in milliseconds. It is longer than a restart of the server or of a browser takes.
pub(crate) const AWAY: i64 = 60 * 1_000;

#[derive(Clone, Debug)]
pub(crate) enum Actor {
    /// A person who may see the chat.
    Speaker(Speaker),
    /// An operator who wants to accept the chat and need not see it: an operator who tries to
    /// accept another's chat gets the name of its owner (manual B4).
    Accepting(SignedIn),
    /// Time, if the chat is due.
    Due,
    /// Time, whether or not the chat is due.
    Time,
}

pub(crate) struct StepWork {
    pub(crate) account: AccountId,
    pub(crate) chat: ChatId,
    pub(crate) actor: Actor,
    pub(crate) step: Step,
    /// The id of the system message.
    pub(crate) notice: MessageId,
    pub(crate) now: Timestamp,
}

/// The changes of a step.
pub(crate) struct Taken {
    before: ChatView,
    pub(crate) chat: ChatView,
    notice: Option<Message>,
    /// The operators for whom the chat is over, or who learn what became of one that was over for
    /// them.
    over: Vec<(OperatorId, Event)>,
    /// The chat's tags, if others see it now than before.
    tags: Vec<TagId>,
}

impl Switchboard {
    /// Takes a step; a step that is already done changes nothing.
    pub(crate) async fn step(
        &self,
        account: AccountId,
        chat: ChatId,
        actor: Actor,
        step: Step,
    ) -> Result<Result<(), Refused>, Error> {
        let work =
            StepWork { account, chat, actor, step, notice: self.sources.id(), now: self.sources.now() };
        self.store.write(work).await.map(|taken| taken.map(|_| ()))
    }
}

#[async_trait]
impl Write for StepWork {
    type Output = Result<Option<Taken>, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        lock_chat(tx, self.chat).await?;
        let Some(before) = conversation::find(tx, self.account, self.chat).await? else {
            return Ok(Err(Refused::NotFound));
        };
        match &self.actor {
            Actor::Speaker(speaker) if !speaker.may_see(&before) => return Ok(Err(Refused::NotFound)),
            Actor::Accepting(who) if before.state == ChatState::Requesting && !who.may_see(&before) => {
                return Ok(Err(before.operator.map_or(Refused::ForOthers, |has| Refused::TakenBy(has.name))));
            }
            Actor::Due if !conversation::is_due(tx, self.account, self.chat, self.now).await? => {
                return Ok(Ok(None));
            }
            Actor::Speaker(_) | Actor::Accepting(_) | Actor::Due | Actor::Time => {}
        }
        take(tx, self.account, before, self.step.clone(), self.notice, self.now).await
    }

    fn announce(&self, output: &Self::Output, live: &Live) {
        let Ok(Some(taken)) = output else { return };
        taken.announce(self.account, live);
        if let Some(offer) = taken.before.offer.clone().filter(|_| taken.chat.offer.is_none()) {
            let how = match &self.step {
                Step::Refuse(by) if *by == offer.to.id => OfferEnd::Refused,
                Step::RunOut => OfferEnd::RanOut,
                _ => return,
            };
            let event = Event::OfferEnded { chat: self.chat, by: offer.by.id, to: offer.to, how };
            live.tell_consoles(self.account, event);
        }
    }
}

/// Takes a step in a chat that was just read and whose lock is held.
pub(crate) async fn take(
    tx: &mut Tx,
    account: AccountId,
    before: ChatView,
    step: Step,
    notice: MessageId,
    now: Timestamp,
) -> Result<Result<Option<Taken>, Refused>, Error> {
    let (life, line) = match life_of(&before).step(step.clone()) {
        Ok(Outcome::Changed(life, line)) => (life, line),
        Ok(Outcome::Nothing) => return Ok(Ok(None)),
        Err(refused) => return Ok(Err(refused)),
    };
    conversation::keep(tx, account, &before, &life, due(&life, now), now).await?;
    let notice = match line {
        Some(line) => {
            let body = Body::Notice(line);
            let draft = Draft { chat: before.id, id: notice, author: Author::System, body };
            match message::append(tx, account, &draft, now).await? {
                Appended::New(message) => Some(message),
                Appended::Known(..) => None,
            }
        }
        None => None,
    };
    let Some(chat) = conversation::find(tx, account, before.id).await? else {
        return Err(Error::UnknownValue("chat.id"));
    };
    let how = over::how(&step, &chat);
    let over = over::keep(tx, account, &before, &chat, how.as_ref(), now).await?;
    let tags = tag::unheard(tx, account, &before, &chat).await?;
    Ok(Ok(Some(Taken { before, chat, notice, over, tags })))
}

impl Taken {
    /// The changes of a chat beyond its life.
    pub(crate) async fn reread(
        tx: &mut Tx,
        account: AccountId,
        before: ChatView,
    ) -> Result<Option<Taken>, Error> {
        let chat = conversation::find(tx, account, before.id).await?;
        let Some(chat) = chat.filter(|chat| *chat != before) else { return Ok(None) };
        let tags = tag::unheard(tx, account, &before, &chat).await?;
        Ok(Some(Taken { before, chat, notice: None, over: Vec::new(), tags }))
    }

    pub(crate) fn announce(&self, account: AccountId, live: &Live) {
        // When a chat appears as ended, its last message must be there. Otherwise the chat comes
        // first, because no client can place a message of a chat that it does not know.
        let ends = !self.chat.state.is_open();
        if let Some(notice) = self.notice.as_ref().filter(|_| ends) {
            live.message(account, &self.chat, notice);
        }
        // Before a console hears that a chat is no longer its operator's, it knows whether it stays
        // in the list.
        for (operator, event) in &self.over {
            live.tell_operator(account, *operator, event.clone());
        }
        if !self.tags.is_empty() {
            let readers = Audience::of(&self.chat);
            live.tell_consoles(account, Event::ChatTags(self.chat.id, self.tags.clone(), readers));
        }
        live.chat_changed(account, &self.chat);
        if let Some(notice) = self.notice.as_ref().filter(|_| !ends) {
            live.message(account, &self.chat, notice);
        }
    }
}

/// When time takes the next step of a chat in this state. `tend.rs` postpones it while the visitor
/// of a request is online.
pub(crate) fn due(life: &Life, now: Timestamp) -> Option<Timestamp> {
    match (life.state, &life.offer) {
        (ChatState::Requesting, _) => Some(now.plus_millis(AWAY)),
        (ChatState::Invited, _) => Some(now.plus_millis(INVITATION_LASTS)),
        (ChatState::Active, Some(offer)) => Some(offer.ends_at),
        _ => None,
    }
}

pub(crate) fn life_of(chat: &ChatView) -> Life {
    Life {
        state: chat.state,
        operator: chat.operator.clone(),
        others: chat.others.clone(),
        offer: chat.offer.clone(),
    }
}
