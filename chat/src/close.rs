//! Either side ends the chat.

use wire::ChatId;

use crate::{Error, Refused, Speaker, Switchboard, life::Step, step::Actor};

impl Switchboard {
    /// Ends an open chat; closing what has ended changes nothing. An operator closes what he may see: requests, the
    /// chats he is in, an administrator any. Of an invitation it is the visitor's "no", or the operator's taking back.
    pub async fn close(&self, speaker: Speaker, chat: ChatId) -> Result<Result<(), Refused>, Error> {
        let step = match &speaker {
            Speaker::Visitor(_) => Step::CloseByVisitor,
            Speaker::Operator(who) => Step::CloseByOperator(who.as_operator()),
        };
        self.step(speaker.account(), chat, Actor::Speaker(speaker), step).await
    }
}
