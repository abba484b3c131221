//! An operator does the same with many chats. The rights are those of doing it with each.

use std::collections::HashSet;

use futures::future::join_all;
use wire::{
    ChatId,
    bulk::{Bulk, BulkAction, MOST_BULK},
};

use crate::{Error, Refused, SignedIn, Speaker, Switchboard};

impl Switchboard {
    /// Does this with each of at most [`MOST_BULK`] chats. What is refused for one chat is done with
    /// the others. A chat that occurs twice counts once.
    ///
    /// # Errors
    /// As a whole it is [`Refused::TooMany`] with more chats, and [`Refused::NotFound`] if there is
    /// no such tag.
    pub async fn bulk(
        &self,
        who: &SignedIn,
        chats: &[ChatId],
        action: BulkAction,
    ) -> Result<Result<Bulk, Refused>, Error> {
        if chats.len() > MOST_BULK {
            return Ok(Err(Refused::TooMany));
        }
        if let BulkAction::Tag(tag) | BulkAction::Untag(tag) = action
            && !self.has_tag(who, tag).await?
        {
            return Ok(Err(Refused::NotFound));
        }
        let mut once = HashSet::new();
        let (places, chats): (Vec<_>, Vec<_>) =
            (0_u32..).zip(chats.iter().copied()).filter(|(_, chat)| once.insert(*chat)).unzip();
        // All at once, so that they share a commit.
        let outcomes = join_all(chats.into_iter().map(|chat| self.one_of_bulk(who, chat, action))).await;
        let mut bulk = Bulk::default();
        for (place, outcome) in places.into_iter().zip(outcomes) {
            match outcome? {
                Ok(()) => bulk.done += 1,
                Err(refused) => bulk.refused.push((place, refused.into())),
            }
        }
        Ok(Ok(bulk))
    }

    async fn one_of_bulk(
        &self,
        who: &SignedIn,
        chat: ChatId,
        action: BulkAction,
    ) -> Result<Result<(), Refused>, Error> {
        match action {
            BulkAction::Tag(tag) => self.tag(who, chat, tag, true).await,
            BulkAction::Untag(tag) => self.tag(who, chat, tag, false).await,
            BulkAction::Close => self.close(Speaker::Operator(who.clone()), chat).await,
        }
    }
}
