//! Conversations between operators (manual A14). Two operators have one permanent conversation. Its
//! messages, numbers and catching up work as in any chat. In the store it is a chat without a
//! visitor, and its members are the participants.

use async_trait::async_trait;
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};
use wire::{AccountId, ChatId, OperatorId, OperatorRef, Seq, TalkView, Timestamp};

use crate::{
    Error, Refused, SignedIn, Speaker, Switchboard,
    conversation::seq_of,
    live::Live,
    message::{self, Appended, Draft},
    operator,
    store::{Tx, Write, lock_chat, sql},
};

/// A conversation, and the view of each member.
#[derive(Clone, Debug)]
pub(crate) struct Talk {
    pub(crate) members: Vec<(OperatorId, TalkView)>,
}

impl Switchboard {
    /// The conversation with a colleague; begins it if there is none.
    pub async fn talk(&self, who: &SignedIn, with: OperatorId) -> Result<Result<TalkView, Refused>, Error> {
        let work = BeginWork { who: who.clone(), with, now: self.sources.now() };
        self.store.write(work).await.map(|begun| {
            begun.map(|begun| begun.view_of(who.operator).ok_or(Refused::NotFound)).and_then(|view| view)
        })
    }

    /// Records up to which message this operator has read.
    pub(crate) async fn mark_talk(
        &self,
        who: SignedIn,
        chat: ChatId,
        read: Seq,
    ) -> Result<Result<(), Refused>, Error> {
        self.store.write(MarkWork { who, chat, read }).await.map(|marked| marked.map(|_| ()))
    }
}

pub(crate) async fn all_of(
    tx: &mut Tx,
    account: AccountId,
    operator: OperatorId,
) -> Result<Vec<TalkView>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (Uuid,),
        "select c.id from chat c join participant p on p.chat_id = c.id
         where p.account_id = $1 and p.operator_id = $2 and c.visitor_id is null order by c.id",
        account.0,
        operator.0,
    )?;
    let mut views = Vec::with_capacity(rows.len());
    for (chat,) in rows {
        views.extend(find(tx, account, chat.into()).await?.and_then(|talk| talk.view_of(operator)));
    }
    Ok(views)
}

/// Whether the speaker is in this conversation.
pub(crate) async fn is_in(tx: &mut Tx, speaker: &Speaker, chat: ChatId) -> Result<bool, Error> {
    match speaker {
        Speaker::Visitor(_) => Ok(false),
        Speaker::Operator(who) => {
            Ok(find(tx, who.account, chat).await?.is_some_and(|talk| talk.view_of(who.operator).is_some()))
        }
    }
}

/// Appends a message and gives the conversation with it. The chat is locked.
pub(crate) async fn say(
    tx: &mut Tx,
    who: &SignedIn,
    draft: &Draft,
    now: Timestamp,
) -> Result<Result<(Talk, Appended), Refused>, Error> {
    if !is_in(tx, &Speaker::Operator(who.clone()), draft.chat).await? {
        return Ok(Err(Refused::NotFound));
    }
    let appended = message::append(tx, who.account, draft, now).await?;
    match find(tx, who.account, draft.chat).await? {
        Some(talk) => Ok(Ok((talk, appended))),
        None => Err(Error::UnknownValue("chat.id")),
    }
}

async fn find(tx: &mut Tx, account: AccountId, chat: ChatId) -> Result<Option<Talk>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (Uuid, String, i64, i64),
        "select o.id, o.screen_name, p.read_seq, c.last_seq
         from chat c join participant p on p.chat_id = c.id join operator o on o.id = p.operator_id
         where c.account_id = $1 and c.id = $2 and c.visitor_id is null order by o.screen_name, o.id",
        account.0,
        chat.0,
    )?;
    let members: Vec<_> =
        rows.iter().map(|(id, name, ..)| OperatorRef { id: (*id).into(), name: name.clone() }).collect();
    let views = rows.into_iter().map(|(id, _, read, last)| {
        let view =
            TalkView { id: chat, members: members.clone(), last_seq: seq_of(last)?, read: seq_of(read)? };
        Ok((OperatorId(id), view))
    });
    let members = views.collect::<Result<Vec<_>, Error>>()?;
    Ok((!members.is_empty()).then_some(Talk { members }))
}

impl Talk {
    /// This operator's view; `None` if they are not a member.
    pub(crate) fn view_of(&self, operator: OperatorId) -> Option<TalkView> {
        self.members.iter().find(|(member, _)| *member == operator).map(|(_, view)| view.clone())
    }
}

/// Derived from the two members, so that both can begin the same conversation at the same time on
/// two nodes: a UUIDv8 (RFC 9562, 5.8) from SHA-256 over the ids in sorted order.
fn id_of(account: AccountId, one: OperatorId, other: OperatorId) -> ChatId {
    let (first, second) = (one.min(other), one.max(other));
    let hash = Sha256::new().chain_update(account.0).chain_update(first.0).chain_update(second.0).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    ChatId(Builder::from_custom_bytes(bytes).into_uuid())
}

struct BeginWork {
    who: SignedIn,
    with: OperatorId,
    now: Timestamp,
}

#[async_trait]
impl Write for BeginWork {
    type Output = Result<Talk, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let account = self.who.account;
        let is_colleague = operator::name_of(tx, account, self.with).await?.is_some();
        if !is_colleague || self.with == self.who.operator {
            return Ok(Err(Refused::NotFound));
        }
        let id = id_of(account, self.who.operator, self.with);
        sql!(
            tx,
            execute,
            "insert into chat (id, account_id, state, last_seq, page, asked_at) values ($1, $2, 'active', 0, '', $3)
             on conflict (id) do nothing",
            id.0,
            account.0,
            self.now.0,
        )?;
        for member in [self.who.operator, self.with] {
            sql!(
                tx,
                execute,
                "insert into participant (account_id, chat_id, operator_id, joined_at) values ($1, $2, $3, $4)
                 on conflict (chat_id, operator_id) do nothing",
                account.0,
                id.0,
                member.0,
                self.now.0,
            )?;
        }
        find(tx, account, id).await?.map(Ok).ok_or(Error::UnknownValue("participant.chat_id"))
    }

    fn announce(&self, output: &Self::Output, live: &Live) {
        if let Ok(talk) = output {
            live.talk(self.who.account, &talk.members, None);
        }
    }
}

struct MarkWork {
    who: SignedIn,
    chat: ChatId,
    read: Seq,
}

#[async_trait]
impl Write for MarkWork {
    type Output = Result<Talk, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let SignedIn { account, operator, .. } = self.who;
        lock_chat(tx, self.chat).await?;
        let Some(talk) = find(tx, account, self.chat).await? else { return Ok(Err(Refused::NotFound)) };
        let Some(view) = talk.view_of(operator) else { return Ok(Err(Refused::NotFound)) };
        let read = self.read.min(view.last_seq).max(view.read);
        sql!(
            tx,
            execute,
            "update participant set read_seq = $4 where account_id = $1 and chat_id = $2 and operator_id = $3",
            account.0,
            self.chat.0,
            operator.0,
            i64::from(read.0),
        )?;
        find(tx, account, self.chat).await?.map(Ok).ok_or(Error::UnknownValue("chat.id"))
    }

    fn announce(&self, output: &Self::Output, live: &Live) {
        if let Ok(talk) = output {
            live.talk(self.who.account, &talk.members, None);
        }
    }
}
