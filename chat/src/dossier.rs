//! An operator looks up what is known of a visitor.

use wire::{Answers, VisitorId, note::Dossier};

use crate::{Error, Refused, SignedIn, Switchboard, conversation, note, over, past, store::Tx, visitor};

/// In how many of their newest chats a visitor's answers are looked for.
const CHATS: i64 = 50;

impl Switchboard {
    /// What is known of a visitor who is here or has once written. Of his earlier chats only those that this operator may
    /// read (manual A3).
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

/// What he answered last, in a chat that this operator may read.
async fn answers(tx: &mut Tx, who: &SignedIn, visitor: VisitorId) -> Result<Answers, Error> {
    for (chat, answers) in conversation::answers_of(tx, who.account, visitor, CHATS).await? {
        let Some(chat) = conversation::find(tx, who.account, chat).await? else { continue };
        if over::reads(tx, who, &chat).await?.is_some() {
            return Ok(answers);
        }
    }
    Ok(Answers::default())
}
