//! Somebody types. A hint only: it is stored nowhere, and a lost one does no harm.

use wire::{ChatId, ChatState};

use crate::{Error, Seat, SignedIn, Switchboard, bus::Event, conversation};

impl Switchboard {
    /// The visitor of an open chat began or stopped typing.
    pub async fn visitor_types(&self, seat: Seat, on: bool) -> Result<(), Error> {
        let mut tx = self.store.read().await?;
        if let Some(chat) = conversation::newest_of(&mut tx, seat.account, seat.visitor).await?
            && chat.state.is_open()
        {
            let operator = chat.operator.map(|operator| operator.id);
            self.live.tell_consoles(seat.account, Event::VisitorTyping(chat.id, on, operator));
        }
        Ok(())
    }

    /// The operator of an active chat began or stopped typing.
    pub async fn operator_types(&self, who: &SignedIn, chat: ChatId, on: bool) -> Result<(), Error> {
        let mut tx = self.store.read().await?;
        if let Some(chat) = conversation::find(&mut tx, who.account, chat).await?
            && chat.state == ChatState::Active
            && chat.operator.is_some_and(|operator| operator.id == who.operator)
        {
            self.live.tell_visitor(chat.visitor, Event::OperatorTyping(chat.id, on));
        }
        Ok(())
    }
}
