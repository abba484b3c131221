//! Somebody says something in a chat: the middle of the straight line.
//!
//! All that always happens together stands in [`SayWork`]: append in a transaction, and once it is committed tell those
//! who are here.

use wire::{
    AccountId, Author, Body, ChatId, ChatState, ChatView, Content, MessageId, Timestamp, visitor::Stored,
};

use crate::{
    Error, Refused, Seat, SignedIn, Switchboard, content, conversation,
    life::Step,
    live::Live,
    message::{self, Appended, Draft},
    step::{self, Taken},
    store::{Tx, Write, lock_chat},
};

/// Who is speaking.
#[derive(Clone, Debug)]
pub enum Speaker {
    /// The visitor of the chat.
    Visitor(Seat),
    /// An operator who has the chat.
    Operator(SignedIn),
}

impl Speaker {
    pub(crate) fn account(&self) -> AccountId {
        match self {
            Speaker::Visitor(seat) => seat.account,
            Speaker::Operator(who) => who.account,
        }
    }
}

impl Switchboard {
    /// Stores a message and tells everybody concerned. Returns after the commit. Repeating it changes nothing. Visitors
    /// say text only.
    pub async fn say(
        &self,
        speaker: Speaker,
        chat: ChatId,
        id: MessageId,
        content: Content,
    ) -> Result<Result<Stored, Refused>, Error> {
        let body = match content::body_of(&content) {
            Ok(body) => body,
            Err(bad) => return Ok(Err(Refused::BadText(bad))),
        };
        if matches!((&speaker, &content), (Speaker::Visitor(_), Content::Html(_) | Content::Url(_))) {
            return Ok(Err(Refused::NotAllowed));
        }
        let notice = self.sources.id();
        let now = self.sources.now();
        let work = SayWork { speaker: speaker.clone(), chat, id, body: body.clone(), notice, now };
        match (self.store.write(work).await?, speaker) {
            // It may be one of the conversations that no visitor is in.
            (Err(Refused::NotFound), Speaker::Operator(who)) => self.say_in_talk(who, chat, id, body).await,
            (said, _) => Ok(said.map(|said| said.stored)),
        }
    }
}

struct SayWork {
    speaker: Speaker,
    chat: ChatId,
    id: MessageId,
    body: Body,
    /// The id of the line that tells that an invitation was taken by this.
    notice: MessageId,
    now: Timestamp,
}

struct Said {
    chat: ChatView,
    /// The invitation that the visitor took by answering it.
    taken: Option<Taken>,
    appended: Appended,
    stored: Stored,
}

impl Write for SayWork {
    type Output = Result<Said, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let account = self.speaker.account();
        lock_chat(tx, account, self.chat).await?;
        let Some(mut chat) = conversation::find(tx, account, self.chat).await? else {
            return Ok(Err(Refused::NotFound));
        };
        if !may_see(&self.speaker, &chat) {
            return Ok(Err(Refused::NotFound));
        }
        if let Some((seq, at)) = message::place_of(tx, chat.id, self.id).await? {
            // Said before: the answer got lost. That is no matter of what the chat's state is now.
            let appended = Appended::Known(seq, at);
            let stored = appended.stored(self.id, chat.id);
            return Ok(Ok(Said { chat, taken: None, appended, stored }));
        }
        if let Err(refused) = may_speak(&self.speaker, &chat) {
            return Ok(Err(refused));
        }
        let mut taken = None;
        if chat.state == ChatState::Invited && matches!(self.speaker, Speaker::Visitor(_)) {
            let answer = Step::AnswerInvitation(true);
            taken = match step::take(tx, account, chat.clone(), answer, self.notice, self.now).await? {
                Ok(taken) => taken,
                Err(refused) => return Ok(Err(refused)),
            };
            chat = taken.as_ref().map_or(chat, |taken| taken.chat.clone());
        }
        let author = match &self.speaker {
            Speaker::Visitor(_) => Author::Visitor,
            Speaker::Operator(who) => Author::Operator(who.as_operator()),
        };
        let draft = Draft { chat: chat.id, id: self.id, author, body: self.body.clone() };
        let appended = message::append(tx, account, &draft, self.now).await?;
        let stored = appended.stored(self.id, chat.id);
        Ok(Ok(Said { chat, taken, appended, stored }))
    }

    fn announce(&self, said: &Self::Output, live: &Live) {
        let Ok(said) = said else { return };
        if let Some(taken) = &said.taken {
            taken.announce(self.speaker.account(), live);
        }
        if let Appended::New(message) = &said.appended {
            live.message(self.speaker.account(), &said.chat, message);
        }
    }
}

pub(crate) fn may_see(speaker: &Speaker, chat: &ChatView) -> bool {
    match speaker {
        Speaker::Visitor(seat) => chat.visitor == seat.visitor,
        Speaker::Operator(who) => who.may_see(chat),
    }
}

fn may_speak(speaker: &Speaker, chat: &ChatView) -> Result<(), Refused> {
    match (speaker, chat.state) {
        (_, ChatState::Closed | ChatState::Missed | ChatState::Declined) => Err(Refused::Closed),
        (Speaker::Visitor(_), _) => Ok(()),
        (Speaker::Operator(_), ChatState::Requesting) => Err(Refused::NotAccepted),
        (Speaker::Operator(who), ChatState::Invited | ChatState::Active) => match &chat.operator {
            Some(_) if chat.operators().any(|one| one.id == who.operator) => Ok(()),
            Some(operator) => Err(Refused::TakenBy(operator.name.clone())),
            None => Err(Refused::NotAccepted),
        },
    }
}
