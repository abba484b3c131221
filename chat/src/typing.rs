//! Somebody types. A hint only: it is stored nowhere, and a lost one does no harm.

use wire::{ChatId, ChatState, text};

use crate::{
    Error, Seat, SignedIn, Switchboard, account,
    bus::{Audience, Event},
    conversation,
};

impl Switchboard {
    /// The visitor of an open chat is typing this, or has stopped. What he types is shown only where the account has
    /// switched previews on, and his panel says so.
    pub async fn visitor_types(&self, seat: Seat, typed: Option<String>) -> Result<(), Error> {
        let mut tx = self.store.read().await?;
        if let Some(chat) = conversation::newest_of(&mut tx, seat.account, seat.visitor).await?
            && chat.state.is_open()
        {
            let previews = account::has_previews(&mut tx, seat.account).await?;
            let typed = typed.map(|typed| if previews { text::preview(&typed) } else { String::new() });
            let audience = Audience::of(&chat);
            self.live.tell_consoles(seat.account, Event::VisitorTyping(chat.id, typed, audience));
        }
        Ok(())
    }

    /// The operator of an active chat began or stopped typing.
    pub async fn operator_types(&self, who: &SignedIn, chat: ChatId, on: bool) -> Result<(), Error> {
        let mut tx = self.store.read().await?;
        if let Some(chat) = conversation::find(&mut tx, who.account, chat).await?
            && chat.state == ChatState::Active
            && chat.operators().any(|operator| operator.id == who.operator)
        {
            self.live.tell_visitor(who.account, chat.visitor, Event::OperatorTyping(chat.id, on));
        }
        Ok(())
    }
}
