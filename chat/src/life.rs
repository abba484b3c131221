//! The life of a chat as a state machine that may refuse. Pure: it knows neither the store nor the clock.
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
//! Who may see a chat is decided before (`session.rs`); what is possible in which state, here.

use wire::{ChatState, Notice, Offer, OfferKind, OperatorId, OperatorRef};

use crate::Refused;

/// What of a chat changes in its life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Life {
    pub(crate) state: ChatState,
    /// Who has it: answers, has invited, or is assigned the request. In an active or invited chat there is one, in a
    /// request only if it is assigned; a chat that has ended keeps who had it.
    pub(crate) operator: Option<OperatorRef>,
    /// Who has joined him; each once, and not himself.
    pub(crate) others: Vec<OperatorRef>,
    /// What is offered to somebody who is not in it; only in an active chat, by somebody who is in it.
    pub(crate) offer: Option<Offer>,
}

/// Something that somebody does with a chat, or that time does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The queue assigns a request to this operator, or to nobody for now (manual B18).
    Assign(Option<OperatorRef>),
    /// An operator takes a request.
    Accept(OperatorRef),
    /// The visitor answers his invitation.
    AnswerInvitation(bool),
    /// The invitation was not answered in time.
    Withdraw,
    /// The visitor ends it.
    CloseByVisitor,
    /// An operator ends it.
    CloseByOperator(OperatorRef),
    /// Nobody accepted the request.
    Miss,
    /// An operator in it offers it to one who is not.
    Offer(Offer),
    /// He takes what is offered to him.
    Take(OperatorRef),
    /// He does not, or whoever offered takes it back; or he lets the request pass that is assigned to him.
    Refuse(OperatorId),
    /// The offer was not answered in time.
    RunOut,
    /// An operator joins those in it without being asked.
    Join(OperatorRef),
    /// An operator leaves it to the others.
    Leave(OperatorRef),
    /// The connection to an operator is lost for good.
    Lose(OperatorRef),
    /// The visitor of a chat that has ended has something more to say.
    Reopen,
}

/// What a step came to, if it was not refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It was so already.
    Nothing,
    /// The chat's life goes on like this, with a line that tells it to everybody in the chat, unless it is no matter of
    /// the visitor's.
    Changed(Box<Life>, Option<Notice>),
}

impl Life {
    /// A request.
    pub(crate) fn asked() -> Life {
        Life::without_operators(ChatState::Requesting)
    }

    /// An invitation.
    pub(crate) fn invited(by: OperatorRef) -> Life {
        Life { operator: Some(by), ..Life::without_operators(ChatState::Invited) }
    }

    /// Whether this operator is in it.
    pub(crate) fn has(&self, operator: OperatorId) -> bool {
        self.operator.iter().chain(&self.others).any(|one| one.id == operator)
    }

    /// What becomes of it.
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
            // What is so already, or what time wanted and somebody else was faster with.
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
        // To whom a request was assigned who did not accept it never had it.
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
        // Only who has it can give it away; whoever is in it can bring another one in.
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
        // It is over when it was to be: said again it lasts no longer.
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
            // The answer to his taking was lost, and he takes it again.
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

    /// The same without this operator; the first who joined has it if he had it. None: nobody would be left.
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
