//! Either side ends the chat.

use wire::ChatId;

use crate::{Error, Refused, Speaker, Switchboard, life::Step, step::Actor};

impl Switchboard {
    /// Ends an open chat; closing an ended chat changes nothing. An operator can close requests
    /// that they see and chats that they are in; an administrator can close any chat. Closing an
    /// invitation declines it (visitor) or withdraws it (operator).
    pub async fn close(&self, speaker: Speaker, chat: ChatId) -> Result<Result<(), Refused>, Error> {
        let step = match &speaker {
            Speaker::Visitor(_) => Step::CloseByVisitor,
            Speaker::Operator(who) => Step::CloseByOperator(who.as_operator()),
        };
        self.step(speaker.account(), chat, Actor::Speaker(speaker), step).await
    }
}
