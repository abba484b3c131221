//! Administrators add, rename, recolour, merge and remove tags.

use async_trait::async_trait;
use wire::{
    TagId,
    administration::Action,
    tag::{self, MOST_TAGS, Tag, TagColour},
};

use super::all_of;
use crate::{
    Error, Refused, SignedIn, Switchboard,
    alike::look_alike,
    audit::{Entry, changed},
    bus::Event,
    column::text_of,
    live::Live,
    store::{Tx, Write, lock_account, sql},
    versions::is_as_seen,
};

impl Switchboard {
    /// Adds a tag, or renames or recolours the version that the administrator has seen. No other
    /// tag of the account has a name that looks the same.
    pub async fn save_tag(
        &self,
        who: &SignedIn,
        seen: Option<Tag>,
        name: &str,
        colour: TagColour,
    ) -> Result<Result<TagId, Refused>, Error> {
        let name = match tag::name(name) {
            Ok(name) => name,
            Err(bad) => return Ok(Err(Refused::BadName(bad))),
        };
        let action = if seen.is_some() { Action::TagChanged } else { Action::TagAdded };
        let id = seen.as_ref().map_or_else(|| self.sources.id(), |seen| seen.id);
        let work = SaveWork { seen, tag: Tag { id, name, colour }, entry: self.entry_by(who, action) };
        self.administer(who, work).await
    }

    /// Gives the chats of a tag another one instead, and removes the tag.
    pub async fn merge_tag(
        &self,
        who: &SignedIn,
        tag: TagId,
        into: TagId,
    ) -> Result<Result<(), Refused>, Error> {
        let entry = self.entry_by(who, Action::TagMerged);
        self.administer(who, RemoveWork { tag, into: Some(into), entry }).await
    }

    /// Removes a tag from the account and from its chats.
    pub async fn remove_tag(&self, who: &SignedIn, tag: TagId) -> Result<Result<(), Refused>, Error> {
        let entry = self.entry_by(who, Action::TagRemoved);
        self.administer(who, RemoveWork { tag, into: None, entry }).await
    }
}

struct SaveWork {
    seen: Option<Tag>,
    tag: Tag,
    entry: Entry,
}

#[async_trait]
impl Write for SaveWork {
    type Output = Result<TagId, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let (account, Tag { id, name, colour }) = (self.entry.account, &self.tag);
        lock_account(tx, account).await?;
        let all = all_of(tx, account).await?;
        let before = all.iter().find(|one| one.id == *id);
        if let Err(refused) = is_as_seen(self.seen.as_ref(), before) {
            return Ok(Err(refused));
        }
        if all.iter().any(|one| one.id != *id && look_alike(&one.name, name)) {
            return Ok(Err(Refused::NameTaken));
        }
        if before.is_none() && all.len() >= MOST_TAGS {
            return Ok(Err(Refused::TooMany));
        }
        sql!(
            tx,
            execute,
            "insert into tag (id, account_id, name, colour, created_at) values ($1, $2, $3, $4, $5)
             on conflict (id) do update set name = excluded.name, colour = excluded.colour",
            id.0,
            account.0,
            name.as_str(),
            text_of(colour),
            self.entry.at.0,
        )?;
        let (was_called, was) = match before {
            Some(before) => (before.name.clone(), text_of(&before.colour)),
            None => Default::default(),
        };
        let changes = changed([("name", was_called, name.clone()), ("colour", was, text_of(colour))]);
        if !changes.is_empty() {
            self.entry.keep(tx, before.map_or(name, |before| &before.name), changes).await?;
        }
        Ok(Ok(*id))
    }

    fn announce(&self, saved: &Self::Output, live: &Live) {
        if saved.is_ok() {
            live.tell_consoles(self.entry.account, Event::Tags);
        }
    }
}

struct RemoveWork {
    tag: TagId,
    /// The tag that its chats get instead.
    into: Option<TagId>,
    entry: Entry,
}

#[async_trait]
impl Write for RemoveWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let account = self.entry.account;
        lock_account(tx, account).await?;
        let all = all_of(tx, account).await?;
        let find = |id: TagId| all.iter().find(|one| one.id == id);
        let Some(tag) = find(self.tag) else { return Ok(Err(Refused::NotFound)) };
        let into = match self.into {
            None => None,
            Some(into) => match find(into).filter(|into| into.id != tag.id) {
                Some(into) => Some(into),
                None => return Ok(Err(Refused::NotFound)),
            },
        };
        if let Some(into) = into {
            sql!(
                tx,
                execute,
                "insert into chat_tag (chat_id, tag_id, account_id, operator_id, at)
                 select chat_id, $3, account_id, operator_id, at from chat_tag
                 where account_id = $1 and tag_id = $2
                 on conflict (chat_id, tag_id) do nothing",
                account.0,
                tag.id.0,
                into.id.0,
            )?;
        }
        let chats = sql!(
            tx,
            execute,
            "delete from chat_tag where account_id = $1 and tag_id = $2",
            account.0,
            tag.id.0,
        )?;
        sql!(tx, execute, "delete from tag where account_id = $1 and id = $2", account.0, tag.id.0)?;
        let into = into.map(|into| into.name.clone()).unwrap_or_default();
        let colour = if into.is_empty() { text_of(&tag.colour) } else { String::new() };
        let chats = if chats > 0 { chats.to_string() } else { String::new() };
        let changes = changed([
            ("merged into", String::new(), into),
            ("colour", colour, String::new()),
            ("chats", chats, String::new()),
        ]);
        self.entry.keep(tx, &tag.name, changes).await?;
        Ok(Ok(()))
    }

    fn announce(&self, removed: &Self::Output, live: &Live) {
        if removed.is_ok() {
            live.tell_consoles(self.entry.account, Event::Tags);
        }
    }
}
