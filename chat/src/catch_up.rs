//! A client asks for what it lacks: the one answer to every loss.

use wire::{ChatId, Message, Seq};

use crate::{Error, Refused, Speaker, Switchboard, conversation, message, say::may_see};

impl Switchboard {
    /// The messages of a chat after this number, in order, at most [`message::PAGE`]; and whether there are more.
    pub async fn catch_up(
        &self,
        speaker: &Speaker,
        chat: ChatId,
        after: Seq,
    ) -> Result<Result<(Vec<Message>, bool), Refused>, Error> {
        let account = speaker.account();
        let mut tx = self.store.read().await?;
        match conversation::find(&mut tx, account, chat).await? {
            Some(chat) if may_see(speaker, &chat) => {
                message::after(&mut tx, account, chat.id, after).await.map(Ok)
            }
            _ => Ok(Err(Refused::NotFound)),
        }
    }
}
