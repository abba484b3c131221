//! Somebody says something in a chat: the middle of the straight line.
//!
//! All that always happens together stands in [`SayWork`]: append in a transaction, and once it is committed tell those
//! who are here.

use wire::{
    AccountId, Author, Body, ChatState, ChatView, OperatorRef, Timestamp, text,
    visitor::{Say, Stored},
};

use crate::{
    Error, Refused, Seat, SignedIn, Switchboard, conversation,
    live::Live,
    message::{self, Appended, Draft},
    operator,
    store::{Tx, Write},
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
    /// Stores a message and tells everybody concerned. Returns after the commit. Repeating it changes nothing.
    pub async fn say(&self, speaker: Speaker, say: Say) -> Result<Result<Stored, Refused>, Error> {
        let text = match text::message(&say.text) {
            Ok(text) => text,
            Err(bad) => return Ok(Err(Refused::BadText(bad))),
        };
        let now = self.sources.now();
        self.store
            .write(SayWork { speaker, say: Say { text, ..say }, now })
            .await
            .map(|said| said.map(|said| said.stored))
    }
}

struct SayWork {
    speaker: Speaker,
    say: Say,
    now: Timestamp,
}

struct Said {
    chat: ChatView,
    appended: Appended,
    stored: Stored,
}

impl Write for SayWork {
    type Output = Result<Said, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let account = self.speaker.account();
        let Some(chat) = conversation::find(tx, account, self.say.chat).await? else {
            return Ok(Err(Refused::NotFound));
        };
        if let Some((seq, at)) = message::place_of(tx, chat.id, self.say.id).await? {
            // Said before: the answer got lost. That is no matter of what the chat's state is now.
            let appended = Appended::Known(seq, at);
            let stored = appended.stored(self.say.id, chat.id);
            return Ok(if may_see(&self.speaker, &chat) {
                Ok(Said { chat, appended, stored })
            } else {
                Err(Refused::NotFound)
            });
        }
        if let Err(refused) = may_speak(&self.speaker, &chat) {
            return Ok(Err(refused));
        }
        let author = match &self.speaker {
            Speaker::Visitor(_) => Author::Visitor,
            Speaker::Operator(who) => Author::Operator(OperatorRef {
                id: who.operator,
                name: operator::screen_name(tx, account, who.operator).await?,
            }),
        };
        let draft = Draft { chat: chat.id, id: self.say.id, author, body: Body::Text(self.say.text.clone()) };
        let appended = message::append(tx, account, &draft, self.now).await?;
        let stored = appended.stored(self.say.id, chat.id);
        Ok(Ok(Said { chat, appended, stored }))
    }

    fn announce(&self, said: &Self::Output, live: &Live) {
        if let Ok(Said { chat, appended: Appended::New(message), .. }) = said {
            let operator = chat.operator.as_ref().map(|operator| operator.id);
            live.message(self.speaker.account(), chat.visitor, operator, message);
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
    if !may_see(speaker, chat) {
        return Err(Refused::NotFound);
    }
    match (speaker, chat.state) {
        (_, ChatState::Closed) => Err(Refused::Closed),
        (Speaker::Visitor(_), _) => Ok(()),
        (Speaker::Operator(_), ChatState::Requesting) => Err(Refused::NotAccepted),
        (Speaker::Operator(who), ChatState::Active) => match &chat.operator {
            Some(operator) if operator.id == who.operator => Ok(()),
            Some(operator) => Err(Refused::TakenBy(operator.name.clone())),
            None => Err(Refused::NotAccepted),
        },
    }
}
