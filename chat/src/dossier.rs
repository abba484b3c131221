//! An operator looks up what is known of a visitor.

use wire::{Answers, VisitorId, note::Dossier};

use crate::{Error, Refused, SignedIn, Switchboard, conversation, note, over, past, store::Tx, visitor};

/// The number of a visitor's newest chats that are searched for answers.
const CHATS: i64 = 50;

impl Switchboard {
    /// What is known of a visitor who is online or has once written. Of their earlier chats it
    /// includes only those that this operator may read (manual A3).
    pub async fn dossier(
        &self,
        who: &SignedIn,
        visitor: VisitorId,
    ) -> Result<Result<Dossier, Refused>, Error> {
        let is_here = self.live.whereabouts_of(who.account, visitor).is_some();
        let mut tx = self.store.read().await?;
        if !is_here && !visitor::is_kept(&mut tx, who.account, visitor).await? {
            return Ok(Err(Refused::NotFound));
        }
        Ok(Ok(Dossier {
            notes: note::about(&mut tx, who.account, visitor).await?,
            remark: note::remark_on(&mut tx, who, visitor).await?,
            name: visitor::name_of(&mut tx, who.account, visitor).await?,
            past: past::of(&mut tx, who, visitor, None).await?,
            answers: answers(&mut tx, who, visitor).await?,
            pages: if is_here { self.live.trail_of(visitor) } else { Vec::new() },
        }))
    }
}

/// The visitor's latest answers in a chat that this operator may read.
async fn answers(tx: &mut Tx, who: &SignedIn, visitor: VisitorId) -> Result<Answers, Error> {
    for (chat, answers) in conversation::answers_of(tx, who.account, visitor, CHATS).await? {
        let Some(chat) = conversation::find(tx, who.account, chat).await? else { continue };
        if over::reads(tx, who, &chat).await?.is_some() {
            return Ok(answers);
        }
    }
    Ok(Answers::default())
}
