//! Somebody says something in a chat: the middle of the straight line.
//!
//! All that always happens together stands in [`SayWork`]: append in a transaction, and once it is committed tell those
//! who are here.

use std::collections::{HashMap, HashSet};

use wire::{
    AccountId, Author, Body, ChatId, ChatState, ChatView, Content, Message, MessageId, Seq, Timestamp,
    visitor::Stored,
};

use crate::{
    Error, Refused, Seat, SignedIn, Switchboard, content, conversation,
    life::Step,
    live::Live,
    message::{self, Appended},
    step::{self, Taken},
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
        let said = Self::run_all(&[self], tx).await?;
        Ok(said.into_iter().next().expect("each work has an output"))
    }

    /// All that is said at one time in a few statements, however many they are: what the chats and the ids are, how far
    /// the chats have got, the messages. In between each work finds what those before it have done.
    async fn run_all(works: &[&Self], tx: &mut Tx) -> Result<Vec<Self::Output>, Error> {
        let mut chats = chats_of(works, tx).await?;
        let mut places = places_of(works, &chats, tx).await?;
        let mut taken = take_invitations(works, &mut chats, tx).await?;
        let said: Vec<_> =
            works.iter().map(|work| work.decide(&mut chats, &mut places, &mut taken)).collect();
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
        let Ok(said) = said else { return };
        if let Some(taken) = &said.taken {
            taken.announce(self.speaker.account(), live);
        }
        if let Appended::New(message) = &said.appended {
            live.message(self.speaker.account(), &said.chat, message);
        }
    }
}

type Key = (AccountId, ChatId);
type Chats = HashMap<Key, ChatView>;
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
        .map(|work| (work.chat, work.id))
        .collect();
    if asked.is_empty() {
        return Ok(Places::new());
    }
    Ok(message::places_of(tx, &asked).await?.into_iter().collect())
}

/// A visitor who says something in a chat that he is invited to takes the invitation, before all that is said here.
async fn take_invitations(
    works: &[&SayWork],
    chats: &mut Chats,
    tx: &mut Tx,
) -> Result<HashMap<Key, Taken>, Error> {
    let mut all = HashMap::new();
    for work in works {
        let Some(chat) = chats.get_mut(&work.key()) else { continue };
        let is_his = matches!(work.speaker, Speaker::Visitor(_)) && may_see(&work.speaker, chat);
        if !is_his || chat.state != ChatState::Invited {
            continue;
        }
        let (account, answer) = (work.speaker.account(), Step::AnswerInvitation(true));
        let taken = step::take(tx, account, chat.clone(), answer, work.notice, work.now).await?;
        if let Ok(Some(taken)) = taken {
            *chat = taken.chat.clone();
            all.insert(work.key(), taken);
        }
    }
    Ok(all)
}

impl SayWork {
    fn key(&self) -> Key {
        (self.speaker.account(), self.chat)
    }

    /// What becomes of it. A new message is given its place, and whoever is next finds it there. Whoever is the first in
    /// his chat tells of the invitation that was taken.
    fn decide(
        &self,
        chats: &mut Chats,
        places: &mut Places,
        taken: &mut HashMap<Key, Taken>,
    ) -> Result<Said, Refused> {
        let Some(chat) = chats.get_mut(&self.key()) else { return Err(Refused::NotFound) };
        let appended = match places.get(&(chat.id, self.id)) {
            // Said before, which is no matter of what the chat's state is now.
            Some((seq, at)) if may_see(&self.speaker, chat) => Appended::Known(*seq, *at),
            Some(_) => return Err(Refused::NotFound),
            None => {
                let author = may_speak(&self.speaker, chat)?;
                chat.last_seq = chat.last_seq.next();
                places.insert((chat.id, self.id), (chat.last_seq, self.now));
                Appended::New(Message {
                    id: self.id,
                    chat: chat.id,
                    seq: chat.last_seq,
                    at: self.now,
                    author,
                    body: self.body.clone(),
                })
            }
        };
        Ok(Said {
            chat: chat.clone(),
            taken: taken.remove(&self.key()),
            stored: appended.stored(self.id, chat.id),
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
        (_, ChatState::Closed | ChatState::Missed | ChatState::Declined) => Err(Refused::Closed),
        (Speaker::Visitor(_), _) => Ok(Author::Visitor),
        (Speaker::Operator(_), ChatState::Requesting) => Err(Refused::NotAccepted),
        (Speaker::Operator(who), ChatState::Invited | ChatState::Active) => match &chat.operator {
            Some(_) if chat.operators().any(|one| one.id == who.operator) => {
                Ok(Author::Operator(who.as_operator()))
            }
            Some(operator) => Err(Refused::TakenBy(operator.name.clone())),
            None => Err(Refused::NotAccepted),
        },
    }
}
