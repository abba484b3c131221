//! How far each side has the messages: delivered and read.

use async_trait::async_trait;
use wire::{AccountId, ChatId, ChatView, Marks};

use crate::{
    Error, Refused, Speaker, Switchboard, conversation,
    live::Live,
    store::{Tx, Write, lock_chat, sql},
};

impl Switchboard {
    /// Records up to which message one side has delivered and read. Marks only grow, and never go
    /// beyond the newest message.
    pub async fn mark(
        &self,
        speaker: Speaker,
        chat: ChatId,
        marks: Marks,
    ) -> Result<Result<(), Refused>, Error> {
        let work = MarkWork { account: speaker.account(), speaker: speaker.clone(), chat, marks };
        match (self.store.write(work).await?, speaker) {
            // It may be a conversation between operators.
            (Err(Refused::NotFound), Speaker::Operator(who)) => self.mark_talk(who, chat, marks.read).await,
            (marked, _) => Ok(marked.map(|_| ())),
        }
    }
}

struct MarkWork {
    account: AccountId,
    speaker: Speaker,
    chat: ChatId,
    marks: Marks,
}

#[async_trait]
impl Write for MarkWork {
    /// The chat, if the marks have grown.
    type Output = Result<Option<ChatView>, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        lock_chat(tx, self.chat).await?;
        let chat = match conversation::find(tx, self.account, self.chat).await? {
            Some(chat) if self.speaker.may_see(&chat) => chat,
            _ => return Ok(Err(Refused::NotFound)),
        };
        let last = chat.last_seq;
        let marks = Marks { delivered: self.marks.delivered.min(last), read: self.marks.read.min(last) };
        let (grown, is_visitor) = match &self.speaker {
            Speaker::Visitor(_) => (chat.visitor_marks.and(marks), true),
            // An administrator who only watches has not read it on the operators' behalf.
            Speaker::Operator(who) if !chat.operators().any(|one| one.id == who.operator) => {
                return Ok(Ok(None));
            }
            Speaker::Operator(_) => (chat.operator_marks.and(marks), false),
        };
        let kept = if is_visitor { chat.visitor_marks } else { chat.operator_marks };
        if grown == kept {
            return Ok(Ok(None));
        }
        let text = if is_visitor {
            "update chat set visitor_delivered = $3, visitor_read = $4, version = version + 1
             where account_id = $1 and id = $2"
        } else {
            "update chat set operator_delivered = $3, operator_read = $4, version = version + 1
             where account_id = $1 and id = $2"
        };
        let (delivered, read) = (i64::from(grown.delivered.0), i64::from(grown.read.0));
        sql!(tx, execute, text, self.account.0, self.chat.0, delivered, read)?;
        conversation::find(tx, self.account, self.chat).await.map(Ok)
    }

    fn announce(&self, output: &Self::Output, live: &Live) {
        if let Ok(Some(chat)) = output {
            live.chat_changed(self.account, chat);
        }
    }
}
