//! The life of a chat: a state machine whose steps can be refused. Pure: no store, no clock.
//!
//! ```text
//!                 ┌───────────────lose (nobody else in it)───────────────┐
//!                 ▼                                                      │
//! (ask) ───▶ requesting ──accept──▶ active ◀──take invitation── invited ◀─── (invite)
//!   ▲             │                 │ ▲  │                         │
//!   │             │           offer │ │ take, refuse, run out      │
//!   │             │                 └─┘  │                         │
//!   │          close, miss             close              decline, withdraw
//!   │             ▼                      ▼                         ▼
//!   └─reopen── missed ............... closed ................. declined
//! ```
//!
//! Who may see a chat is decided elsewhere (`session.rs`). This file decides which step is possible
//! in which state.

use wire::{ChatState, Notice, Offer, OfferKind, OperatorId, OperatorRef};

use crate::Refused;

/// The state of a chat that steps change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Life {
    pub(crate) state: ChatState,
    /// The operator who has the chat: who answers it, has sent the invitation or is assigned the
    /// request. An active chat or an invitation has exactly one, a request only if it is assigned.
    /// An ended chat keeps its last one.
    pub(crate) operator: Option<OperatorRef>,
    /// The operators who have joined; each once, without `operator`.
    pub(crate) others: Vec<OperatorRef>,
    /// An open offer to an operator outside the chat by one in it; only in an active chat.
    pub(crate) offer: Option<Offer>,
}

/// An action on a chat, by a person or by time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The queue assigns a request to this operator, or to nobody for now (manual B18).
    Assign(Option<OperatorRef>),
    Accept(OperatorRef),
    AnswerInvitation(bool),
    /// The invitation expired.
    Withdraw,
    CloseByVisitor,
    CloseByOperator(OperatorRef),
    /// Nobody accepted the request.
    Miss,
    /// An operator in the chat offers it to one outside.
    Offer(Offer),
    /// This operator accepts the offer.
    Take(OperatorRef),
    /// The operator declines the offer or the request that is assigned to them, or the operator who
    /// made the offer withdraws it.
    Refuse(OperatorId),
    RunOut,
    /// An operator joins without being asked.
    Join(OperatorRef),
    /// An operator leaves the chat to the others.
    Leave(OperatorRef),
    /// The connection to an operator is lost for good.
    Lose(OperatorRef),
    /// The visitor of an ended chat has something more to say.
    Reopen,
}

/// The result of a step that was not refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The chat is in that state already.
    Nothing,
    /// The new state of the chat, with the system message for everybody in it. A change that does
    /// not concern the visitor has no message.
    Changed(Box<Life>, Option<Notice>),
}

impl Life {
    pub(crate) fn asked() -> Life {
        Life::without_operators(ChatState::Requesting)
    }

    pub(crate) fn invited(by: OperatorRef) -> Life {
        Life { operator: Some(by), ..Life::without_operators(ChatState::Invited) }
    }

    pub(crate) fn has(&self, operator: OperatorId) -> bool {
        self.operator.iter().chain(&self.others).any(|one| one.id == operator)
    }

    /// The result of a step.
    ///
    /// # Errors
    /// If the step is not possible in this state; nothing has changed then.
    pub(crate) fn step(&self, step: Step) -> Result<Outcome, Refused> {
        use ChatState::{Active, Closed, Declined, Invited, Missed, Requesting};
        match (self.state, step) {
            (Requesting, Step::Assign(to)) if to == self.operator => Ok(Outcome::Nothing),
            (Requesting, Step::Assign(to)) => Ok(changed(Life { operator: to, ..Life::asked() }, None)),
            (Requesting, Step::Refuse(by)) => match &self.operator {
                Some(operator) if operator.id == by => Ok(changed(Life::asked(), None)),
                _ => Err(Refused::NoOffer),
            },

            (Requesting, Step::Accept(by)) => self.active(by.clone(), Notice::Accepted { name: by.name }),
            (Active, Step::Accept(by)) if self.has(by.id) => Ok(Outcome::Nothing),
            (Active | Invited, Step::Accept(_)) => Err(self.taken()),

            (Invited, Step::AnswerInvitation(true)) => {
                Ok(changed(Life { state: Active, ..self.clone() }, Some(Notice::InvitationAccepted)))
            }
            (Invited, Step::AnswerInvitation(false) | Step::CloseByVisitor) => {
                self.ended(Declined, Notice::InvitationDeclined)
            }
            (Invited, Step::Withdraw | Step::CloseByOperator(_) | Step::Lose(_)) => {
                self.ended(Declined, Notice::InvitationWithdrawn)
            }
            (Active, Step::AnswerInvitation(true)) => Ok(Outcome::Nothing),

            (Requesting, Step::Miss) => self.ended(Missed, Notice::Missed),
            (Requesting | Active, Step::CloseByVisitor) => self.ended(Closed, Notice::ClosedByVisitor),
            (Requesting | Active, Step::CloseByOperator(by)) => {
                self.ended(Closed, Notice::ClosedByOperator { name: by.name })
            }

            (Active, Step::Offer(offer)) => self.offer(offer),
            (Active, Step::Take(by)) => self.take(by),
            (Active, Step::Refuse(by)) => match &self.offer {
                Some(offer) if offer.to.id == by || offer.by.id == by => self.without_offer(),
                _ => Err(Refused::NoOffer),
            },
            (Active, Step::RunOut) if self.offer.is_some() => self.without_offer(),
            (Active, Step::Join(by)) if self.has(by.id) => Ok(Outcome::Nothing),
            (Active, Step::Join(by)) => self.joined(by),
            (Active, Step::Leave(by)) => self.leave(by),
            (Active, Step::Lose(by)) => self.lose(by),

            (Closed | Missed | Declined, Step::Reopen) => Ok(changed(Life::asked(), Some(Notice::Reopened))),
            // Already so, or time came too late because somebody acted first.
            (Requesting | Invited | Active, Step::Reopen)
            | (Closed | Missed | Declined, Step::CloseByVisitor | Step::CloseByOperator(_))
            | (Declined, Step::AnswerInvitation(false))
            | (_, Step::Assign(_) | Step::Miss | Step::Withdraw | Step::RunOut | Step::Lose(_)) => {
                Ok(Outcome::Nothing)
            }

            (Closed | Missed | Declined, _) => Err(Refused::Closed),
            (Requesting | Active, Step::AnswerInvitation(_)) => Err(Refused::Closed),
            (Requesting | Invited, Step::Offer(_) | Step::Take(_) | Step::Join(_) | Step::Leave(_))
            | (Invited, Step::Refuse(_)) => Err(Refused::NotAccepted),
        }
    }

    fn without_operators(state: ChatState) -> Life {
        Life { state, operator: None, others: Vec::new(), offer: None }
    }

    fn active(&self, by: OperatorRef, notice: Notice) -> Result<Outcome, Refused> {
        let life = Life { operator: Some(by), ..Life::without_operators(ChatState::Active) };
        Ok(changed(life, Some(notice)))
    }

    fn ended(&self, state: ChatState, notice: Notice) -> Result<Outcome, Refused> {
        // An operator who was assigned the request but did not accept it never had it.
        let operator = self.operator.clone().filter(|_| self.state != ChatState::Requesting);
        Ok(changed(Life { state, operator, offer: None, ..self.clone() }, Some(notice)))
    }

    fn taken(&self) -> Refused {
        match &self.operator {
            Some(operator) => Refused::TakenBy(operator.name.clone()),
            None => Refused::NotFound,
        }
    }

    fn offer(&self, offer: Offer) -> Result<Outcome, Refused> {
        // Only the operator who has the chat can transfer it. All who are in it can ask another one
        // to join.
        let may = match offer.kind {
            OfferKind::Transfer => self.operator.as_ref().is_some_and(|has| has.id == offer.by.id),
            OfferKind::Join => self.has(offer.by.id),
        };
        if !may {
            return Err(self.taken());
        }
        if self.has(offer.to.id) {
            return Err(Refused::NotAvailable(offer.to.name));
        }
        let is_same =
            |known: &Offer| (known.kind, known.by.id, known.to.id) == (offer.kind, offer.by.id, offer.to.id);
        // A repeated offer keeps its expiry time.
        if self.offer.as_ref().is_some_and(is_same) {
            return Ok(Outcome::Nothing);
        }
        Ok(changed(Life { offer: Some(offer), ..self.clone() }, None))
    }

    fn take(&self, by: OperatorRef) -> Result<Outcome, Refused> {
        match &self.offer {
            Some(Offer { to, kind: OfferKind::Join, .. }) if to.id == by.id => self.joined(by),
            Some(Offer { to, by: from, kind: OfferKind::Transfer, .. }) if to.id == by.id => {
                let notice = Notice::Transferred { from: from.name.clone(), to: by.name.clone() };
                let life = Life { operator: Some(by), offer: None, ..self.clone() };
                Ok(changed(life, Some(notice)))
            }
            // A repeated step whose first answer was lost.
            None if self.has(by.id) => Ok(Outcome::Nothing),
            _ => Err(Refused::NoOffer),
        }
    }

    fn joined(&self, by: OperatorRef) -> Result<Outcome, Refused> {
        let mut life = self.clone();
        life.offer = life.offer.filter(|offer| offer.to.id != by.id);
        let notice = Notice::Joined { name: by.name.clone() };
        life.others.push(by);
        Ok(changed(life, Some(notice)))
    }

    fn leave(&self, by: OperatorRef) -> Result<Outcome, Refused> {
        if !self.has(by.id) {
            return Err(self.taken());
        }
        match self.without(by.id) {
            Some(life) => Ok(changed(life, Some(Notice::Left { name: by.name }))),
            None => Err(Refused::LastOperator),
        }
    }

    fn lose(&self, by: OperatorRef) -> Result<Outcome, Refused> {
        if !self.has(by.id) {
            return match &self.offer {
                Some(offer) if offer.to.id == by.id => self.without_offer(),
                _ => Ok(Outcome::Nothing),
            };
        }
        Ok(match self.without(by.id) {
            Some(life) => changed(life, Some(Notice::Left { name: by.name })),
            None => changed(Life::asked(), Some(Notice::OperatorLost { name: by.name })),
        })
    }

    fn without_offer(&self) -> Result<Outcome, Refused> {
        Ok(changed(Life { offer: None, ..self.clone() }, None))
    }

    /// The state without this operator. If they had the chat, the first who joined gets it. `None`:
    /// nobody would be left.
    fn without(&self, operator: OperatorId) -> Option<Life> {
        let mut left = self.operator.iter().chain(&self.others).filter(|one| one.id != operator).cloned();
        let first = left.next()?;
        Some(Life {
            state: self.state,
            operator: Some(first),
            others: left.collect(),
            offer: self.offer.clone().filter(|offer| offer.by.id != operator),
        })
    }
}

fn changed(life: Life, notice: Option<Notice>) -> Outcome {
    Outcome::Changed(Box::new(life), notice)
}

#[cfg(test)]
mod tests;
