//! A visitor asks for a chat: the Welcome Screen was sent.

use wire::{
    AccountId, Author, Body, ChatId, ChatState, ChatView, Seq, Timestamp, text,
    visitor::{Ask, Stored},
};

use crate::{
    Error, Refused, Seat, Switchboard, conversation,
    live::Live,
    message::{self, Appended, Draft},
    store::{Tx, Write},
    visitor,
};

impl Switchboard {
    /// Begins a chat with its first message, the question. If the visitor has an open chat already (another tab of his
    /// asked), the question goes there. Repeating it changes nothing.
    pub async fn ask(&self, seat: Seat, ask: Ask) -> Result<Result<Stored, Refused>, Error> {
        let name = match ask.name.trim() {
            "" => None,
            name => match text::name(name) {
                Ok(name) => Some(name),
                Err(bad) => return Ok(Err(Refused::BadName(bad))),
            },
        };
        let text = match text::message(&ask.text) {
            Ok(text) => text,
            Err(bad) => return Ok(Err(Refused::BadText(bad))),
        };
        let page = self.live.page_of(seat.account, seat.visitor).map(|page| page.url).unwrap_or_default();
        let now = self.sources.now();
        self.store
            .write(AskWork { seat, ask: Ask { text, ..ask }, name, page, now })
            .await
            .map(|asked| asked.map(|asked| asked.stored))
    }
}

struct AskWork {
    seat: Seat,
    ask: Ask,
    name: Option<String>,
    page: String,
    now: Timestamp,
}

struct Asked {
    chat: ChatView,
    appended: Appended,
    stored: Stored,
}

impl Write for AskWork {
    type Output = Result<Asked, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let Seat { account, site, visitor } = self.seat;
        let chat = match self.chat_to_use(tx, account).await? {
            Some(Ok(chat)) => chat,
            Some(Err(refused)) => return Ok(Err(refused)),
            None => {
                visitor::keep(tx, account, site, visitor, self.name.as_deref(), self.now).await?;
                let chat = ChatView {
                    id: self.ask.chat,
                    site,
                    visitor,
                    visitor_name: self.name.clone(),
                    state: ChatState::Requesting,
                    operator: None,
                    last_seq: Seq(0),
                    asked_at: self.now,
                };
                conversation::begin(tx, account, &chat, &self.page).await?;
                chat.id
            }
        };
        let draft =
            Draft { chat, id: self.ask.id, author: Author::Visitor, body: Body::Text(self.ask.text.clone()) };
        let appended = message::append(tx, account, &draft, self.now).await?;
        let Some(chat) = conversation::find(tx, account, chat).await? else {
            return Err(Error::UnknownValue("chat.id"));
        };
        let stored = appended.stored(self.ask.id, chat.id);
        Ok(Ok(Asked { chat, appended, stored }))
    }

    fn announce(&self, asked: &Self::Output, live: &Live) {
        let Ok(asked) = asked else { return };
        if let Appended::New(message) = &asked.appended {
            let operator = asked.chat.operator.as_ref().map(|operator| operator.id);
            // The chat first: nobody can place a message of a chat he has not heard of.
            live.chat_changed(self.seat.account, &asked.chat);
            live.message(self.seat.account, self.seat.visitor, operator, message);
        }
    }
}

impl AskWork {
    /// The chat that the question belongs to if there is one already: the same `Ask` repeated, or the visitor's open
    /// chat. None: begin it.
    async fn chat_to_use(
        &self,
        tx: &mut Tx,
        account: AccountId,
    ) -> Result<Option<Result<ChatId, Refused>>, Error> {
        if let Some(chat) = conversation::find(tx, account, self.ask.chat).await? {
            let is_his = chat.visitor == self.seat.visitor;
            let known = is_his && message::place_of(tx, chat.id, self.ask.id).await?.is_some();
            return Ok(Some(match (is_his, chat.state.is_open() || known) {
                (false, _) => Err(Refused::NotFound),
                (true, false) => Err(Refused::Closed),
                (true, true) => Ok(chat.id),
            }));
        }
        let newest = conversation::newest_of(tx, account, self.seat.visitor).await?;
        Ok(newest.filter(|chat| chat.state.is_open()).map(|chat| Ok(chat.id)))
    }
}
