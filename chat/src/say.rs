//! A person says something in a chat: the centre of a message's path.
//!
//! [`SayWork`] holds all that always happens together: append in a transaction, then publish after
//! the commit.

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;
use wire::{
    AccountId, Author, Body, ChatId, ChatState, ChatView, Content, Message, MessageId, Seq, Timestamp,
    visitor::Stored,
};

use crate::{
    Error, Refused, SignedIn, Sources, Speaker, Switchboard, content,
    conversation::{self, Counted},
    life::Step,
    live::{Live, News},
    message::{self, Appended, Draft},
    step::{self, Taken},
    store::{Tx, Write, lock_chats},
    talk::{self, Talk},
};

impl Switchboard {
    /// Stores a message and publishes it. Returns after the commit. Repeating it changes nothing.
    /// Visitors can only send text.
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
        let body = match self.redactor(speaker.account()).await?.body(body) {
            Ok(body) => body,
            Err(bad) => return Ok(Err(Refused::BadText(bad))),
        };
        if let Speaker::Visitor(seat) = &speaker
            && self.ban_on(*seat).await?.is_some()
        {
            return Ok(Err(Refused::Banned));
        }
        let (sources, now) = (self.sources.clone(), self.sources.now());
        let said = self.store.write(SayWork { speaker, chat, id, body, sources, now }).await?;
        Ok(said.map(|said| said.stored))
    }
}

struct SayWork {
    speaker: Speaker,
    chat: ChatId,
    id: MessageId,
    body: Body,
    /// For the id of the rare message about an accepted invitation. An id drawn in advance would
    /// cost a system call for each message.
    sources: Sources,
    now: Timestamp,
}

struct Said {
    stored: Stored,
    /// The invitation that the visitor accepted by answering it.
    taken: Option<Taken>,
    tidings: Tidings,
}

/// What must be published of a message.
enum Tidings {
    /// Nothing: it was said before.
    None,
    Chat(News),
    /// In a conversation between operators, with its new state.
    Talk(Talk, Message),
}

#[async_trait]
impl Write for SayWork {
    type Output = Result<Said, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let said = Self::run_all(&[self], tx).await?;
        Ok(said.into_iter().next().expect("each work has an output"))
    }

    /// Runs all that visitor chats receive at one time in a few statements, however much it is:
    /// look up the chats and the ids, store the chats' message numbers, store the messages. In
    /// between, each work sees the results of those before it. Messages between operators are rare
    /// and run one by one.
    async fn run_all(works: &[&Self], tx: &mut Tx) -> Result<Vec<Self::Output>, Error> {
        let mut chats = chats_of(works, tx).await?;
        let mut places = places_of(works, &chats, tx).await?;
        let mut taken = take_invitations(works, &mut chats, tx).await?;
        let mut all = Vec::with_capacity(works.len());
        for work in works {
            all.push(match (work.decide(&mut chats, &mut places, &mut taken), &work.speaker) {
                // It may be a conversation between operators.
                (Err(Refused::NotFound), Speaker::Operator(who)) => work.say_among_operators(who, tx).await?,
                (said, _) => said,
            });
        }
        let new: Vec<_> = works
            .iter()
            .zip(&all)
            .filter_map(|(work, said)| match said {
                Ok(Said { tidings: Tidings::Chat(news), .. }) => {
                    Some((work.speaker.account(), news.message()?))
                }
                _ => None,
            })
            .collect();
        if new.is_empty() {
            return Ok(all);
        }
        conversation::count_up(tx, &counted(&new, &chats)).await?;
        message::insert_all(tx, &new).await?;
        Ok(all)
    }

    fn announce(&self, said: &Self::Output, live: &Live) {
        let Ok(said) = said else { return };
        let account = self.speaker.account();
        if let Some(taken) = &said.taken {
            taken.announce(account, live);
        }
        match &said.tidings {
            Tidings::None => {}
            Tidings::Chat(news) => live.tell_news(account, news),
            Tidings::Talk(talk, message) => live.talk(account, &talk.members, Some(message)),
        }
    }
}

type Key = (AccountId, ChatId);
type Chats = HashMap<Key, ChatView>;
type Places = HashMap<(ChatId, MessageId), (Seq, Timestamp)>;

/// The chats that the messages go to, locked against other nodes.
async fn chats_of(works: &[&SayWork], tx: &mut Tx) -> Result<Chats, Error> {
    let keys: HashSet<_> = works.iter().map(|work| work.key()).collect();
    let ids: Vec<_> = keys.iter().map(|(_, chat)| chat.0).collect();
    lock_chats(tx, &ids).await?;
    let keys: Vec<_> = keys.into_iter().collect();
    let found = conversation::find_all(tx, &keys).await?;
    Ok(found.into_iter().map(|(account, chat)| ((account, chat.id), chat)).collect())
}

/// The numbers of those messages that were said before: their acknowledgement was lost.
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

/// A visitor who says something in a chat that they are invited to accepts the invitation, before
/// any message here.
async fn take_invitations(
    works: &[&SayWork],
    chats: &mut Chats,
    tx: &mut Tx,
) -> Result<HashMap<Key, Taken>, Error> {
    let mut all = HashMap::new();
    for work in works {
        let Some(chat) = chats.get_mut(&work.key()) else { continue };
        let is_his = matches!(work.speaker, Speaker::Visitor(_)) && work.speaker.may_see(chat);
        if !is_his || chat.state != ChatState::Invited {
            continue;
        }
        let (account, answer) = (work.speaker.account(), Step::AnswerInvitation(true));
        let notice = work.sources.id();
        let taken = step::take(tx, account, chat.clone(), answer, notice, work.now).await?;
        if let Ok(Some(taken)) = taken {
            *chat = taken.chat.clone();
            all.insert(work.key(), taken);
        }
    }
    Ok(all)
}

/// The last number of each chat that these messages go to. What operators say in an active chat
/// answers its visitor; an invitation does not.
fn counted(new: &[(AccountId, &Message)], chats: &Chats) -> Vec<Counted> {
    let mut all: HashMap<Key, Counted> = HashMap::new();
    for (account, message) in new {
        let key = (*account, message.chat);
        let is_active = chats.get(&key).is_some_and(|chat| chat.state == ChatState::Active);
        let is_answer = is_active && matches!(message.author, Author::Operator(_));
        let (chat, last) = (message.chat, message.seq);
        let counted = all.entry(key).or_insert(Counted { account: *account, chat, last, answered_at: None });
        counted.last = last;
        counted.answered_at = counted.answered_at.or_else(|| is_answer.then_some(message.at));
    }
    all.into_values().collect()
}

impl SayWork {
    fn key(&self) -> Key {
        (self.speaker.account(), self.chat)
    }

    /// Decides on a message. A new one gets its number, which later messages of this batch see. The
    /// first message in a chat whose invitation was accepted publishes that.
    fn decide(
        &self,
        chats: &mut Chats,
        places: &mut Places,
        taken: &mut HashMap<Key, Taken>,
    ) -> Result<Said, Refused> {
        let Some(chat) = chats.get_mut(&self.key()) else { return Err(Refused::NotFound) };
        let (seq, at, tidings) = match places.get(&(chat.id, self.id)) {
            // Said before: the present state of the chat does not matter.
            Some((seq, at)) if self.speaker.may_see(chat) => (*seq, *at, Tidings::None),
            Some(_) => return Err(Refused::NotFound),
            None => {
                let author = may_speak(&self.speaker, chat)?;
                chat.last_seq = chat.last_seq.next();
                places.insert((chat.id, self.id), (chat.last_seq, self.now));
                let message = Message {
                    id: self.id,
                    chat: chat.id,
                    seq: chat.last_seq,
                    at: self.now,
                    author,
                    body: self.body.clone(),
                };
                (chat.last_seq, self.now, Tidings::Chat(News::of(self.speaker.account(), chat, message)))
            }
        };
        let stored = Stored { id: self.id, place: Some((chat.id, seq)), at };
        Ok(Said { stored, taken: taken.remove(&self.key()), tidings })
    }

    async fn say_among_operators(&self, who: &SignedIn, tx: &mut Tx) -> Result<Result<Said, Refused>, Error> {
        let draft = Draft {
            chat: self.chat,
            id: self.id,
            author: Author::Operator(who.as_operator()),
            body: self.body.clone(),
        };
        Ok(talk::say(tx, who, &draft, self.now).await?.map(|(talk, appended)| Said {
            stored: appended.stored(self.id, self.chat),
            taken: None,
            tidings: match appended {
                Appended::New(message) => Tidings::Talk(talk, message),
                Appended::Known(..) => Tidings::None,
            },
        }))
    }
}

/// The author of the message, if the speaker may speak.
fn may_speak(speaker: &Speaker, chat: &ChatView) -> Result<Author, Refused> {
    if !speaker.may_see(chat) {
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
