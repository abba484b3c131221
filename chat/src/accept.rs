//! An operator takes a requesting visitor's chat (manual B4).

use wire::{Author, Body, ChatId, ChatState, ChatView, Message, MessageId, Notice, Timestamp};

use crate::{
    Error, Refused, SignedIn, Switchboard, conversation,
    live::Live,
    message::{self, Appended, Draft},
    operator,
    store::{Tx, Write},
};

impl Switchboard {
    /// requesting → active. Of two operators at once one gets it, the other is told who has it. Accepting what one has
    /// already changes nothing.
    pub async fn accept(&self, who: &SignedIn, chat: ChatId) -> Result<Result<(), Refused>, Error> {
        let work = AcceptWork { who: who.clone(), chat, notice: self.sources.id(), now: self.sources.now() };
        self.store.write(work).await.map(|accepted| accepted.map(|_| ()))
    }
}

struct AcceptWork {
    who: SignedIn,
    chat: ChatId,
    notice: MessageId,
    now: Timestamp,
}

impl Write for AcceptWork {
    /// What changed, if it was not his before.
    type Output = Result<Option<(ChatView, Message)>, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let SignedIn { account, operator, .. } = self.who;
        let accepted = conversation::accept(tx, account, self.chat, operator, self.now).await?;
        if !accepted {
            return Ok(match conversation::find(tx, account, self.chat).await? {
                None => Err(Refused::NotFound),
                Some(ChatView { state: ChatState::Closed, .. }) => Err(Refused::Closed),
                Some(ChatView { operator: Some(has), .. }) if has.id == operator => Ok(None),
                Some(ChatView { operator: Some(has), .. }) => Err(Refused::TakenBy(has.name)),
                Some(_) => Err(Refused::NotFound),
            });
        }
        let name = operator::screen_name(tx, account, operator).await?;
        let body = Body::Notice(Notice::Accepted { name });
        let draft = Draft { chat: self.chat, id: self.notice, author: Author::System, body };
        let appended = message::append(tx, account, &draft, self.now).await?;
        match (appended, conversation::find(tx, account, self.chat).await?) {
            (Appended::New(message), Some(chat)) => Ok(Ok(Some((chat, message)))),
            _ => Err(Error::UnknownValue("chat.id")),
        }
    }

    fn announce(&self, output: &Self::Output, live: &Live) {
        if let Ok(Some((chat, message))) = output {
            let operator = chat.operator.as_ref().map(|operator| operator.id);
            live.chat_changed(self.who.account, chat);
            live.message(self.who.account, chat.visitor, operator, message);
        }
    }
}
