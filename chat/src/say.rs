//! Somebody says something in a chat: the middle of the straight line.
//!
//! All that always happens together stands in [`SayWork`]: append in a transaction, and once it is committed tell those
//! who are here.

use std::collections::{HashMap, HashSet};

use wire::{
    AccountId, Author, Body, ChatId, ChatState, ChatView, Message, MessageId, OperatorId, Seq, Timestamp,
    VisitorId, text,
    visitor::{Say, Stored},
};

use crate::{
    Error, Refused, Seat, SignedIn, Switchboard, conversation,
    live::Live,
    message::{self, Appended},
    store::{Tx, Write, lock_chats},
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
    visitor: VisitorId,
    operator: Option<OperatorId>,
    appended: Appended,
    stored: Stored,
}

impl Write for SayWork {
    type Output = Result<Said, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let said = Self::run_all(&[self], tx).await?;
        Ok(said.into_iter().next().expect("each work has an output"))
    }

    /// All that is said at one time in a few statements, however many they are: what the chats and the ids are, how far
    /// the chats have got, the messages. In between each work finds what those before it have done.
    async fn run_all(works: &[&Self], tx: &mut Tx) -> Result<Vec<Self::Output>, Error> {
        let mut chats = chats_of(works, tx).await?;
        let mut places = places_of(works, &chats, tx).await?;
        let said: Vec<_> = works.iter().map(|work| work.decide(&mut chats, &mut places)).collect();
        let new: Vec<_> = works
            .iter()
            .zip(&said)
            .filter_map(|(work, said)| match said {
                Ok(Said { appended: Appended::New(message), .. }) => Some((work.speaker.account(), message)),
                _ => None,
            })
            .collect();
        if new.is_empty() {
            return Ok(said);
        }
        let last: HashMap<_, _> =
            new.iter().map(|(account, message)| ((*account, message.chat), message.seq)).collect();
        let last: Vec<_> = last.into_iter().map(|((account, chat), seq)| (account, chat, seq)).collect();
        conversation::count_up(tx, &last).await?;
        message::insert_all(tx, &new).await?;
        Ok(said)
    }

    fn announce(&self, said: &Self::Output, live: &Live) {
        if let Ok(Said { visitor, operator, appended: Appended::New(message), .. }) = said {
            live.message(self.speaker.account(), *visitor, *operator, message);
        }
    }
}

type Chats = HashMap<(AccountId, ChatId), ChatView>;
type Places = HashMap<(ChatId, MessageId), (Seq, Timestamp)>;

/// The chats that are spoken in, locked against other nodes.
async fn chats_of(works: &[&SayWork], tx: &mut Tx) -> Result<Chats, Error> {
    let keys: HashSet<_> = works.iter().map(|work| work.key()).collect();
    let ids: Vec<_> = keys.iter().map(|(_, chat)| chat.0).collect();
    lock_chats(tx, &ids).await?;
    let keys: Vec<_> = keys.into_iter().collect();
    let found = conversation::find_all(tx, &keys).await?;
    Ok(found.into_iter().map(|(account, chat)| ((account, chat.id), chat)).collect())
}

/// Where those of these messages stand that were said before: their answer got lost.
async fn places_of(works: &[&SayWork], chats: &Chats, tx: &mut Tx) -> Result<Places, Error> {
    let asked: Vec<_> = works
        .iter()
        .filter(|work| chats.contains_key(&work.key()))
        .map(|work| (work.say.chat, work.say.id))
        .collect();
    if asked.is_empty() {
        return Ok(Places::new());
    }
    Ok(message::places_of(tx, &asked).await?.into_iter().collect())
}

impl SayWork {
    fn key(&self) -> (AccountId, ChatId) {
        (self.speaker.account(), self.say.chat)
    }

    /// What becomes of it. A new message is given its place, and whoever is next finds it there.
    fn decide(&self, chats: &mut Chats, places: &mut Places) -> Result<Said, Refused> {
        let Some(chat) = chats.get_mut(&self.key()) else { return Err(Refused::NotFound) };
        let appended = match places.get(&(chat.id, self.say.id)) {
            // Said before, which is no matter of what the chat's state is now.
            Some((seq, at)) if may_see(&self.speaker, chat) => Appended::Known(*seq, *at),
            Some(_) => return Err(Refused::NotFound),
            None => {
                let author = may_speak(&self.speaker, chat)?;
                chat.last_seq = chat.last_seq.next();
                places.insert((chat.id, self.say.id), (chat.last_seq, self.now));
                Appended::New(Message {
                    id: self.say.id,
                    chat: chat.id,
                    seq: chat.last_seq,
                    at: self.now,
                    author,
                    body: Body::Text(self.say.text.clone()),
                })
            }
        };
        Ok(Said {
            visitor: chat.visitor,
            operator: chat.operator.as_ref().map(|operator| operator.id),
            stored: appended.stored(self.say.id, chat.id),
            appended,
        })
    }
}

pub(crate) fn may_see(speaker: &Speaker, chat: &ChatView) -> bool {
    match speaker {
        Speaker::Visitor(seat) => chat.visitor == seat.visitor,
        Speaker::Operator(who) => who.may_see(chat),
    }
}

/// As whom he speaks, if he may.
fn may_speak(speaker: &Speaker, chat: &ChatView) -> Result<Author, Refused> {
    if !may_see(speaker, chat) {
        return Err(Refused::NotFound);
    }
    match (speaker, chat.state) {
        (_, ChatState::Closed) => Err(Refused::Closed),
        (Speaker::Visitor(_), _) => Ok(Author::Visitor),
        (Speaker::Operator(_), ChatState::Requesting) => Err(Refused::NotAccepted),
        (Speaker::Operator(who), ChatState::Active) => match &chat.operator {
            Some(operator) if operator.id == who.operator => Ok(Author::Operator(operator.clone())),
            Some(operator) => Err(Refused::TakenBy(operator.name.clone())),
            None => Err(Refused::NotAccepted),
        },
    }
}
