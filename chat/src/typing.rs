//! A person types, or looks at a chat. These are only hints: they are not stored, and a lost one
//! does no harm.

use wire::{ChatId, ChatState, ChatView, text};

use crate::{
    Error, Refused, Seat, SignedIn, Speaker, Switchboard, account,
    bus::{Audience, Event},
    conversation, talk,
};

impl Switchboard {
    /// The visitor of an open chat is typing this text, or has stopped. The text is shown only if
    /// the account has switched previews on (`account.rs`), which the panel states. Nothing is shown
    /// of a visitor who is banned.
    pub async fn visitor_types(&self, seat: Seat, typed: Option<String>) -> Result<(), Error> {
        if self.ban_on(seat).await?.is_some() {
            return Ok(());
        }
        let mut tx = self.store.read().await?;
        if let Some(chat) = conversation::newest_of(&mut tx, seat.account, seat.visitor).await?
            && chat.state.is_open()
        {
            let previews = account::has_previews(&mut tx, seat.account).await?;
            drop(tx);
            let redactor = self.redactor(seat.account).await?;
            let seen = |typed: String| redactor.preview(text::preview(&typed));
            let typed = typed.map(|typed| if previews { seen(typed) } else { String::new() });
            let audience = Audience::of(&chat);
            self.live.tell_consoles(seat.account, Event::VisitorTyping(chat.id, typed, audience));
        }
        Ok(())
    }

    /// An operator of an active chat began or stopped typing. Its visitor and the colleagues who
    /// see the chat are notified.
    pub async fn operator_types(
        &self,
        who: &SignedIn,
        chat: ChatId,
        on: bool,
    ) -> Result<Result<(), Refused>, Error> {
        let seen = match self.seen_by(who, chat).await? {
            Ok(seen) => seen,
            Err(refused) => return Ok(Err(refused)),
        };
        if let Some(chat) = seen
            && chat.state == ChatState::Active
            && chat.operators().any(|operator| operator.id == who.operator)
        {
            let event = Event::OperatorTyping(chat.id, who.as_operator(), on, Audience::of(&chat));
            self.live.operator_hint(who.account, Some(chat.visitor), event);
        }
        Ok(Ok(()))
    }

    /// An operator began or stopped looking at an open chat. The colleagues who see it are
    /// notified.
    pub async fn operator_looks(
        &self,
        who: &SignedIn,
        chat: ChatId,
        on: bool,
    ) -> Result<Result<(), Refused>, Error> {
        let seen = match self.seen_by(who, chat).await? {
            Ok(seen) => seen,
            Err(refused) => return Ok(Err(refused)),
        };
        if let Some(chat) = seen
            && chat.state.is_open()
        {
            let event = Event::OperatorLooking(chat.id, who.as_operator(), on, Audience::of(&chat));
            self.live.operator_hint(who.account, None, event);
        }
        Ok(Ok(()))
    }

    /// The chat with a visitor; `None`: it is a conversation with a colleague, in which these hints
    /// are not sent.
    async fn seen_by(
        &self,
        who: &SignedIn,
        chat: ChatId,
    ) -> Result<Result<Option<ChatView>, Refused>, Error> {
        let mut tx = self.store.read().await?;
        Ok(match conversation::find(&mut tx, who.account, chat).await? {
            Some(chat) if who.may_see(&chat) => Ok(Some(chat)),
            None if talk::is_in(&mut tx, &Speaker::Operator(who.clone()), chat).await? => Ok(None),
            _ => Err(Refused::NotFound),
        })
    }
}
