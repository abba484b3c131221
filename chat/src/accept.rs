//! An operator accepts a visitor's request (manual B4).

use wire::ChatId;

use crate::{Error, Refused, SignedIn, Switchboard, life::Step, step::Actor};

impl Switchboard {
    /// Moves a chat from requesting to active. Open to the operators whom the request goes to or is
    /// assigned to. When two operators accept at once, one gets the chat and the other is told who
    /// has it. Accepting a chat that the operator already has changes nothing.
    pub async fn accept(&self, who: &SignedIn, chat: ChatId) -> Result<Result<(), Refused>, Error> {
        self.step(who.account, chat, Actor::Accepting(who.clone()), Step::Accept(who.as_operator())).await
    }
}
