//! The visitor's browser has loaded an address that an operator pushed (manual B6).

use async_trait::async_trait;
use wire::{AccountId, Author, Body, ChatId, ChatView, Message, MessageId, Notice, Seq, Timestamp};

use crate::{
    Error, Refused, Seat, Switchboard, conversation,
    live::Live,
    message::{self, Appended, Draft},
    store::{Tx, Write, lock_chat},
};

impl Switchboard {
    /// Tells the operator so, once.
    pub async fn opened(&self, seat: Seat, chat: ChatId, seq: Seq) -> Result<Result<(), Refused>, Error> {
        let work = OpenedWork { seat, chat, seq, now: self.sources.now() };
        self.store.write(work).await.map(|opened| opened.map(|_| ()))
    }
}

struct OpenedWork {
    seat: Seat,
    chat: ChatId,
    seq: Seq,
    now: Timestamp,
}

impl OpenedWork {
    fn account(&self) -> AccountId {
        self.seat.account
    }
}

#[async_trait]
impl Write for OpenedWork {
    type Output = Result<Option<(ChatView, Message)>, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        lock_chat(tx, self.chat).await?;
        let chat = match conversation::find(tx, self.account(), self.chat).await? {
            Some(chat) if chat.visitor == self.seat.visitor => chat,
            _ => return Ok(Err(Refused::NotFound)),
        };
        if !chat.state.is_open() {
            return Ok(Err(Refused::Closed));
        }
        let pushed = match message::at(tx, self.account(), self.chat, self.seq).await? {
            Some(message) if matches!(message.body, Body::Url(_)) => message,
            _ => return Ok(Err(Refused::NotFound)),
        };
        let draft = Draft {
            chat: self.chat,
            id: receipt_of(pushed.id),
            author: Author::System,
            body: Body::Notice(Notice::Opened { seq: self.seq }),
        };
        Ok(Ok(match message::append(tx, self.account(), &draft, self.now).await? {
            Appended::New(message) => Some((chat, message)),
            Appended::Known(..) => None,
        }))
    }

    fn announce(&self, output: &Self::Output, live: &Live) {
        if let Ok(Some((chat, message))) = output {
            live.message(self.account(), chat, message);
        }
    }
}

/// The receipt's id is derived from the message's, so that two tabs that load the same address
/// leave one receipt.
fn receipt_of(pushed: MessageId) -> MessageId {
    let mut bytes = *pushed.0.as_bytes();
    bytes[15] ^= 1;
    MessageId(uuid::Uuid::from_bytes(bytes))
}
