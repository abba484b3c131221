//! Several operators in one chat: transfer, joining, leaving (manual A15).

use wire::{ChatId, Offer, OfferKind, OperatorId, OperatorRef, Role};

use crate::{Error, Refused, SignedIn, Speaker, Switchboard, life::Step, operator, step::Actor};

/// How long an offer stands, in milliseconds.
const OFFER_LASTS: i64 = 30 * 1_000;

impl Switchboard {
    /// Offers an active chat to an operator who has a console open. The operator who has the chat
    /// can transfer it; all who are in it can ask another one to join. The offer expires after 30
    /// seconds. If it expires or is declined, nothing changes.
    pub async fn offer(
        &self,
        who: &SignedIn,
        chat: ChatId,
        to: OperatorId,
        kind: OfferKind,
    ) -> Result<Result<(), Refused>, Error> {
        let mut tx = self.store.read().await?;
        let Some(name) = operator::name_of(&mut tx, who.account, to).await? else {
            return Ok(Err(Refused::NotFound));
        };
        drop(tx);
        if !self.live.is_at_desk(who.account, to) {
            return Ok(Err(Refused::NotAvailable(name)));
        }
        let ends_at = self.sources.now().plus_millis(OFFER_LASTS);
        let offer = Offer { kind, by: who.as_operator(), to: OperatorRef { id: to, name }, ends_at };
        self.step_seen_by(who, chat, Step::Offer(offer)).await
    }

    /// Accepts an offer to this operator. A transferred chat becomes theirs, and its visitor is
    /// told.
    pub async fn take(&self, who: &SignedIn, chat: ChatId) -> Result<Result<(), Refused>, Error> {
        self.step_seen_by(who, chat, Step::Take(who.as_operator())).await
    }

    /// Declines an offer to this operator, or withdraws one that they have made.
    pub async fn refuse(&self, who: &SignedIn, chat: ChatId) -> Result<Result<(), Refused>, Error> {
        self.step_seen_by(who, chat, Step::Refuse(who.operator)).await
    }

    /// Joins an active chat. For administrators; others join by an offer.
    pub async fn join(&self, who: &SignedIn, chat: ChatId) -> Result<Result<(), Refused>, Error> {
        if who.role != Role::Administrator {
            return Ok(Err(Refused::NotAllowed));
        }
        self.step_seen_by(who, chat, Step::Join(who.as_operator())).await
    }

    /// Leaves an active chat to the others in it.
    pub async fn leave(&self, who: &SignedIn, chat: ChatId) -> Result<Result<(), Refused>, Error> {
        self.step_seen_by(who, chat, Step::Leave(who.as_operator())).await
    }

    async fn step_seen_by(
        &self,
        who: &SignedIn,
        chat: ChatId,
        step: Step,
    ) -> Result<Result<(), Refused>, Error> {
        self.step(who.account, chat, Actor::Speaker(Speaker::Operator(who.clone())), step).await
    }
}
