//! Tags of chats: the same for all operators of an account, as many as a chat needs.
//!
//! Whoever may read a chat may tag it, also when it has ended. Administrators manage the tags
//! themselves (`tag/manage.rs`).

mod manage;

use std::collections::HashMap;

use async_trait::async_trait;
use uuid::Uuid;
use wire::{
    AccountId, ChatId, ChatView, TagId, Timestamp,
    tag::{MOST_OF_CHAT, Tag, Tags},
};

use crate::{
    Error, Refused, SignedIn, Switchboard,
    bus::{Audience, Event},
    column::value_of,
    conversation,
    live::Live,
    over,
    store::{Many, Tx, Write, lock_account, lock_chat, sql, sql_many},
};

/// The most chats of one statement.
const AT_ONCE: usize = 1_000;

impl Switchboard {
    /// Tags a chat that this operator may read, or removes the tag. Repeating it changes nothing.
    pub async fn tag(
        &self,
        who: &SignedIn,
        chat: ChatId,
        tag: TagId,
        on: bool,
    ) -> Result<Result<(), Refused>, Error> {
        let work = TagWork { who: who.clone(), chat, tag, on, now: self.sources.now() };
        self.store.write(work).await.map(|tagged| tagged.map(|_| ()))
    }

    /// The account's tags, and those of the chats in this operator's lists.
    pub async fn tags(&self, who: &SignedIn) -> Result<Tags, Error> {
        let mut tx = self.store.read().await?;
        let open = conversation::open_ones(&mut tx, who.account).await?;
        let over = over::all_of(&mut tx, who.account, who.operator).await?;
        let seen = open.iter().filter(|chat| who.may_see(chat)).chain(over.iter().map(|over| &over.chat));
        let seen: Vec<_> = seen.map(|chat| chat.id).collect();
        of_account(&mut tx, who.account, &seen).await
    }

    /// Whether the account has this tag.
    pub(crate) async fn has_tag(&self, who: &SignedIn, tag: TagId) -> Result<bool, Error> {
        is_there(&mut self.store.read().await?, who.account, tag).await
    }
}

/// The account's tags by name, and those of these chats.
pub(crate) async fn of_account(tx: &mut Tx, account: AccountId, chats: &[ChatId]) -> Result<Tags, Error> {
    let all = all_of(tx, account).await?;
    if all.is_empty() {
        return Ok(Tags::default());
    }
    let mut chats: Vec<_> = of_chats(tx, account, chats).await?.into_iter().collect();
    chats.sort_unstable_by_key(|(chat, _)| *chat);
    Ok(Tags { all, chats })
}

/// The tags of these chats, the earliest first. Chats without tags are not in it.
pub(crate) async fn of_chats(
    tx: &mut Tx,
    account: AccountId,
    chats: &[ChatId],
) -> Result<HashMap<ChatId, Vec<TagId>>, Error> {
    static OF_CHATS: Many = Many::new(
        "with w(account_id, chat_id) as (values ",
        2,
        ") select t.chat_id, t.tag_id from w cross join chat_tag t
           where t.chat_id = w.chat_id and t.account_id = w.account_id order by t.at, t.tag_id",
    );
    let mut all: HashMap<_, Vec<_>> = HashMap::new();
    for chats in chats.chunks(AT_ONCE) {
        let rows = sql_many!(
            tx,
            fetch_all as (Uuid, Uuid),
            OF_CHATS,
            chats,
            |row| row.map(|_| account.0),
            row.map(|chat| chat.0),
        )?;
        for (chat, tag) in rows {
            all.entry(ChatId(chat)).or_default().push(TagId(tag));
        }
    }
    Ok(all)
}

/// The tags of a chat that those who see it now have not heard of, because others saw it before.
pub(crate) async fn unheard(
    tx: &mut Tx,
    account: AccountId,
    before: &ChatView,
    chat: &ChatView,
) -> Result<Vec<TagId>, Error> {
    match Audience::of(before) == Audience::of(chat) {
        true => Ok(Vec::new()),
        false => of_chat(tx, account, chat.id).await,
    }
}

async fn of_chat(tx: &mut Tx, account: AccountId, chat: ChatId) -> Result<Vec<TagId>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (Uuid,),
        "select tag_id from chat_tag where account_id = $1 and chat_id = $2 order by at, tag_id",
        account.0,
        chat.0,
    )?;
    Ok(rows.into_iter().map(|(tag,)| TagId(tag)).collect())
}

async fn all_of(tx: &mut Tx, account: AccountId) -> Result<Vec<Tag>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (Uuid, String, String),
        "select id, name, colour from tag where account_id = $1 order by lower(name), id",
        account.0,
    )?;
    let tags = rows
        .into_iter()
        .map(|(id, name, colour)| Ok(Tag { id: id.into(), name, colour: value_of(&colour, "tag.colour")? }));
    tags.collect()
}

async fn is_there(tx: &mut Tx, account: AccountId, tag: TagId) -> Result<bool, Error> {
    let row = sql!(
        tx,
        fetch_optional as (i32,),
        "select 1 from tag where account_id = $1 and id = $2",
        account.0,
        tag.0,
    )?;
    Ok(row.is_some())
}

/// Those who see the chat, and those who can still read a part of it.
async fn readers(tx: &mut Tx, account: AccountId, chat: &ChatView) -> Result<Audience, Error> {
    match Audience::of(chat) {
        Audience::Only(mut operators) => {
            operators.extend(over::readers(tx, account, chat.id).await?);
            Ok(Audience::Only(operators))
        }
        all => Ok(all),
    }
}

struct TagWork {
    who: SignedIn,
    chat: ChatId,
    tag: TagId,
    on: bool,
    now: Timestamp,
}

#[async_trait]
impl Write for TagWork {
    /// The chat's tags now, and those who hear of it; `None`: nothing has changed.
    type Output = Result<Option<(Vec<TagId>, Audience)>, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let account = self.who.account;
        // So that the tag is not removed meanwhile.
        lock_account(tx, account).await?;
        lock_chat(tx, self.chat).await?;
        let Some(chat) = conversation::find(tx, account, self.chat).await? else {
            return Ok(Err(Refused::NotFound));
        };
        let may_read = over::reads(tx, &self.who, &chat).await?.is_some();
        if !may_read || !is_there(tx, account, self.tag).await? {
            return Ok(Err(Refused::NotFound));
        }
        let mut tags = of_chat(tx, account, self.chat).await?;
        if tags.contains(&self.tag) == self.on {
            return Ok(Ok(None));
        }
        if self.on {
            if tags.len() >= MOST_OF_CHAT {
                return Ok(Err(Refused::TooMany));
            }
            sql!(
                tx,
                execute,
                "insert into chat_tag (chat_id, tag_id, account_id, operator_id, at)
                 values ($1, $2, $3, $4, $5)",
                self.chat.0,
                self.tag.0,
                account.0,
                self.who.operator.0,
                self.now.0,
            )?;
            tags.push(self.tag);
        } else {
            sql!(
                tx,
                execute,
                "delete from chat_tag where account_id = $1 and chat_id = $2 and tag_id = $3",
                account.0,
                self.chat.0,
                self.tag.0,
            )?;
            tags.retain(|tag| *tag != self.tag);
        }
        Ok(Ok(Some((tags, readers(tx, account, &chat).await?))))
    }

    fn announce(&self, tagged: &Self::Output, live: &Live) {
        if let Ok(Some((tags, readers))) = tagged {
            let event = Event::ChatTags(self.chat, tags.clone(), readers.clone());
            live.tell_consoles(self.who.account, event);
        }
    }
}
