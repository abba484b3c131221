//! Several operators and one chat: transfer, joining, leaving (manual A15).

use wire::{ChatId, Offer, OfferKind, OperatorId, OperatorRef, Role};

use crate::{Error, Refused, SignedIn, Speaker, Switchboard, life::Step, operator, step::Actor};

/// How long an offer stands, in milliseconds.
const OFFER_LASTS: i64 = 30 * 1_000;

impl Switchboard {
    /// Offers an active chat to an operator who is at his desk. Who has the chat can transfer it, whoever is in it can
    /// ask another one to join. The offer runs out after 30 seconds; then, or when it is refused, all is as before.
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

    /// Takes what is offered to this operator. A transferred chat is his then, and its visitor is told.
    pub async fn take(&self, who: &SignedIn, chat: ChatId) -> Result<Result<(), Refused>, Error> {
        self.step_seen_by(who, chat, Step::Take(who.as_operator())).await
    }

    /// Does not take what is offered to this operator; or takes back what he has offered.
    pub async fn refuse(&self, who: &SignedIn, chat: ChatId) -> Result<Result<(), Refused>, Error> {
        self.step_seen_by(who, chat, Step::Refuse(who.operator)).await
    }

    /// An administrator joins those in an active chat; others are asked by an offer.
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
