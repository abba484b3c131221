//! Either side ends the chat.

use wire::{Author, Body, ChatId, ChatState, ChatView, Message, MessageId, Notice, Timestamp};

use crate::{
    Error, Refused, Speaker, Switchboard, conversation,
    live::Live,
    message::{self, Appended, Draft},
    operator,
    say::may_see,
    store::{Tx, Write},
};

impl Switchboard {
    /// requesting or active → closed. Closing what is closed changes nothing. An operator closes his own chats and
    /// requests, an administrator any.
    pub async fn close(&self, speaker: Speaker, chat: ChatId) -> Result<Result<(), Refused>, Error> {
        let work = CloseWork { speaker, chat, notice: self.sources.id(), now: self.sources.now() };
        self.store.write(work).await.map(|closed| closed.map(|_| ()))
    }
}

struct CloseWork {
    speaker: Speaker,
    chat: ChatId,
    notice: MessageId,
    now: Timestamp,
}

impl Write for CloseWork {
    /// What changed, if it was open.
    type Output = Result<Option<(ChatView, Message)>, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let account = self.speaker.account();
        match conversation::find(tx, account, self.chat).await? {
            Some(chat) if !may_see(&self.speaker, &chat) => return Ok(Err(Refused::NotFound)),
            Some(chat) if chat.state == ChatState::Closed => return Ok(Ok(None)),
            Some(_) => {}
            None => return Ok(Err(Refused::NotFound)),
        }
        // The notice takes its number before the state changes: nothing is appended to a closed chat.
        let notice = match &self.speaker {
            Speaker::Visitor(_) => Notice::ClosedByVisitor,
            Speaker::Operator(who) => {
                Notice::ClosedByOperator { name: operator::screen_name(tx, account, who.operator).await? }
            }
        };
        let draft =
            Draft { chat: self.chat, id: self.notice, author: Author::System, body: Body::Notice(notice) };
        let appended = message::append(tx, account, &draft, self.now).await?;
        if !conversation::close(tx, account, self.chat, self.now).await? {
            return Err(Error::UnknownValue("chat.state"));
        }
        match (appended, conversation::find(tx, account, self.chat).await?) {
            (Appended::New(message), Some(chat)) => Ok(Ok(Some((chat, message)))),
            _ => Err(Error::UnknownValue("chat.id")),
        }
    }

    fn announce(&self, output: &Self::Output, live: &Live) {
        if let Ok(Some((chat, message))) = output {
            let operator = chat.operator.as_ref().map(|operator| operator.id);
            // The message first: when the chat is shown as ended, its last line is there.
            live.message(self.speaker.account(), chat.visitor, operator, message);
            live.chat_changed(self.speaker.account(), chat);
        }
    }
}
