//! A client asks for what it lacks: the one answer to every loss.

use wire::{ChatId, Message, Span};

use crate::{Error, Refused, Speaker, Switchboard, conversation, message, say::may_see, talk};

impl Switchboard {
    /// These messages of a chat, or of a conversation between operators, in order, at most [`message::PAGE`]; and whether
    /// there are later ones.
    pub async fn catch_up(
        &self,
        speaker: &Speaker,
        chat: ChatId,
        span: Span,
    ) -> Result<Result<(Vec<Message>, bool), Refused>, Error> {
        let account = speaker.account();
        let mut tx = self.store.read().await?;
        match conversation::find(&mut tx, account, chat).await? {
            Some(chat) if may_see(speaker, &chat) => {}
            None if talk::is_in(&mut tx, speaker, chat).await? => {}
            _ => return Ok(Err(Refused::NotFound)),
        }
        message::within(&mut tx, account, chat, span).await.map(Ok)
    }
}
