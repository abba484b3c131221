//! An operator takes a requesting visitor's chat (manual B4).

use wire::ChatId;

use crate::{Error, Refused, SignedIn, Switchboard, life::Step, step::Actor};

impl Switchboard {
    /// requesting → active, for those to whom the request goes, or to whom it is assigned. Of two operators at once one gets it, the other is told who has it. Accepting what one has
    /// already changes nothing.
    pub async fn accept(&self, who: &SignedIn, chat: ChatId) -> Result<Result<(), Refused>, Error> {
        self.step(who.account, chat, Actor::Accepting(who.clone()), Step::Accept(who.as_operator())).await
    }
}
