//! Visitors and operators by the frame, bystanders who must not notice anything, and what is stored.

use std::time::Duration;

use chat::Sources;
use serde::{Serialize, de::DeserializeOwned};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message as Raw;
use trial::{
    database::Database,
    installation::{Installation, Kind},
    socket::{Lost, Socket},
};
use wire::{
    ChatId, Content, MessageId,
    operator::{Command, Done, Refusal as OperatorRefusal, Request, ToOperator},
    visitor::{Ask, End, FromVisitor, Hello, Page, Refusal, Say, Stored, ToVisitor},
};

const PATIENCE: Duration = Duration::from_secs(20);

/// An installation with a conversation under way, which must not notice what happens beside it.
pub(crate) struct Scene {
    pub(crate) installation: Installation,
    pub(crate) site: String,
    database: Database,
    bystander: Guest,
    their_chat: ChatId,
    console: Guest,
    cookie: String,
}

/// Somebody's socket.
pub(crate) struct Guest {
    pub(crate) socket: Socket,
    requests: u32,
}

/// How much there is in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Amount {
    pub(crate) chats: usize,
    pub(crate) messages: i64,
    pub(crate) off_line_messages: i64,
}

impl Scene {
    pub(crate) async fn begin() -> Scene {
        let installation = Installation::start(Kind::Sqlite, 1, &[]).await.unwrap();
        let site = installation.site_key().await.unwrap();
        let database = installation.database().await.unwrap();
        let cookie = installation.sign_in(trial::installation::ADMINISTRATOR).await.unwrap();
        let address = installation.nodes[0].address();
        let mut console = Guest::console(address, &cookie).await;
        let mut bystander = Guest::visitor(address, &site, "bystander").await;
        let their_chat = bystander.ask("Hello").await;
        console.order(Command::Accept { chat: their_chat }).await.unwrap();
        Scene { installation, site, database, bystander, their_chat, console, cookie }
    }

    pub(crate) fn address(&self) -> &str {
        self.installation.nodes[0].address()
    }

    pub(crate) async fn visitor(&self, name: &str) -> Guest {
        Guest::visitor(self.address(), &self.site, name).await
    }

    /// A normal operator's console.
    pub(crate) async fn operator(&self) -> Guest {
        let emails = self.installation.add_operators(1).await.unwrap();
        let cookie = self.installation.sign_in(&emails[0]).await.unwrap();
        Guest::console(self.address(), &cookie).await
    }

    /// Another console of the operator who is in the chat.
    pub(crate) async fn operator_again(&self) -> Guest {
        Guest::console(self.address(), &self.cookie).await
    }

    /// Whether the bystanders' panel has been shown that somebody types.
    pub(crate) async fn bystander_sees_typing(&mut self) -> bool {
        let mut typing = false;
        let (chat, id) = (self.their_chat, Sources::system().id());
        self.console
            .order(Command::Say { chat, id, content: Content::Text("nobody types".into()) })
            .await
            .unwrap();
        self.bystander
            .hear(|frame| match frame {
                ToVisitor::Typing(on) => {
                    typing |= on;
                    None
                }
                ToVisitor::Message(message) if message.id == id => Some(()),
                _ => None,
            })
            .await;
        typing
    }

    pub(crate) async fn amount(&self) -> Amount {
        Amount {
            chats: self.database.chats().await.unwrap().len(),
            messages: self.database.count_messages().await.unwrap(),
            off_line_messages: self.database.count_off_line_messages().await.unwrap(),
        }
    }

    pub(crate) fn database(&self) -> &Database {
        &self.database
    }

    /// The chat that the bystanders are in.
    pub(crate) fn their_chat(&self) -> ChatId {
        self.their_chat
    }

    /// On the connections that they have had all along, both hear each other.
    pub(crate) async fn bystanders_are_undisturbed(&mut self) {
        let chat = self.their_chat;
        let stored = self.bystander.say(chat, "still here").await.unwrap();
        self.console
            .hear(|value| {
                matches!(value, ToOperator::Message(message) if message.id == stored.id).then_some(())
            })
            .await;
        let id: MessageId = Sources::system().id();
        self.console
            .order(Command::Say { chat, id, content: Content::Text("so am I".into()) })
            .await
            .unwrap();
        self.bystander
            .hear(|value| matches!(value, ToVisitor::Message(message) if message.id == id).then_some(()))
            .await;
    }
}

impl Guest {
    /// A visitor's panel that was welcomed.
    pub(crate) async fn visitor(address: &str, site: &str, name: &str) -> Guest {
        let socket = Socket::connect(address, "/visitor", None).await.unwrap();
        let mut guest = Guest { socket, requests: 0 };
        guest.send(&FromVisitor::Hello(hello(site, name))).await;
        guest.hear(|frame| matches!(frame, ToVisitor::Welcome(_)).then_some(())).await;
        guest
    }

    /// An operator's console that has its snapshot.
    pub(crate) async fn console(address: &str, cookie: &str) -> Guest {
        let socket = Socket::connect(address, "/operator", Some(cookie)).await.unwrap();
        let mut guest = Guest { socket, requests: 0 };
        guest.hear(|value| matches!(value, ToOperator::Snapshot(_)).then_some(())).await;
        guest
    }

    pub(crate) async fn send(&mut self, value: &impl Serialize) {
        self.socket.send(value).await.unwrap();
    }

    pub(crate) async fn send_raw(&mut self, message: Raw) {
        self.socket.send_raw(message).await.unwrap();
    }

    /// Reads until something is of interest.
    pub(crate) async fn hear<T: DeserializeOwned, R>(
        &mut self,
        mut interest: impl FnMut(T) -> Option<R>,
    ) -> R {
        let search = async {
            loop {
                if let Some(found) = interest(self.socket.receive().await.unwrap()) {
                    return found;
                }
            }
        };
        timeout(PATIENCE, search).await.expect("the server answers in time")
    }

    /// Reads until the server closes; its code, if it gave one.
    pub(crate) async fn closed<T: DeserializeOwned>(&mut self) -> Option<u16> {
        let search = async {
            loop {
                if let Err(Lost(code)) = self.socket.receive::<T>().await {
                    return code;
                }
            }
        };
        timeout(PATIENCE, search).await.expect("the server closes in time")
    }

    /// Asks for a chat; returns when it is stored.
    pub(crate) async fn ask(&mut self, text: &str) -> ChatId {
        let sources = Sources::system();
        let ask = Ask {
            chat: sources.id(),
            name: "Vera".into(),
            id: sources.id(),
            text: text.into(),
            department: None,
        };
        let stored = self.outcome(ask.id, &FromVisitor::Ask(ask)).await.unwrap();
        stored.place.unwrap().0
    }

    pub(crate) async fn say(&mut self, chat: ChatId, text: &str) -> Result<Stored, Refusal> {
        let id = Sources::system().id();
        self.outcome(id, &FromVisitor::Say(Say { chat, id, text: text.into() })).await
    }

    /// Sends what carries this id; what came of it.
    pub(crate) async fn outcome(&mut self, id: MessageId, frame: &FromVisitor) -> Result<Stored, Refusal> {
        self.send(frame).await;
        self.hear(|heard| match heard {
            ToVisitor::Stored(stored) if stored.id == id => Some(Ok(stored)),
            ToVisitor::Refused { id: Some(about), why } if about == id => Some(Err(why)),
            _ => None,
        })
        .await
    }

    /// Sends what carries no id and is to be refused; why it was.
    pub(crate) async fn refusal_of(&mut self, frame: &FromVisitor) -> Refusal {
        self.send(frame).await;
        self.hear(|heard| match heard {
            ToVisitor::Refused { id: None, why } => Some(why),
            _ => None,
        })
        .await
    }

    /// An operator's command and its reply.
    pub(crate) async fn order(&mut self, command: Command) -> Result<Done, OperatorRefusal> {
        self.requests += 1;
        let nr = self.requests;
        self.send(&Request { nr, command }).await;
        self.hear(|heard| match heard {
            ToOperator::Reply { nr: which, result } if which == nr => Some(result),
            _ => None,
        })
        .await
    }
}

pub(crate) fn hello(site: &str, name: &str) -> Hello {
    Hello {
        site: site.into(),
        token: format!("{name:x<24}"),
        end: End::Panel,
        page: Page { url: "https://shop.example/".into(), ..Page::default() },
        has: None,
    }
}
