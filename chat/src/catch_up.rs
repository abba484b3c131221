//! A client asks for the messages that it lacks: the one answer to every loss.

use wire::{ChatId, Message, Span};

use crate::{
    Error, Refused, Speaker, Switchboard, conversation,
    over::{self, Reads},
    talk,
};

impl Switchboard {
    /// The messages of this span of a chat or of a conversation between operators, in order and at
    /// most `message::PAGE`, and whether there are later ones. An operator who has left a chat that
    /// goes on without them can read up to the point where they left.
    pub async fn catch_up(
        &self,
        speaker: &Speaker,
        chat: ChatId,
        span: Span,
    ) -> Result<Result<(Vec<Message>, bool), Refused>, Error> {
        let account = speaker.account();
        let mut tx = self.store.read().await?;
        let reads = match conversation::find(&mut tx, account, chat).await? {
            Some(chat) => over::speaker_reads(&mut tx, speaker, &chat).await?,
            None => talk::is_in(&mut tx, speaker, chat).await?.then_some(Reads::All),
        };
        let Some(reads) = reads else { return Ok(Err(Refused::NotFound)) };
        over::within(&mut tx, account, chat, span, reads).await.map(Ok)
    }
}
