//! A participant driven frame by frame: a socket, and verbs in the product's language, for
//! scenarios with few people. Panics if an expected frame does not arrive in time.

use std::time::Duration;

use chat::Sources;
use serde::{Serialize, de::DeserializeOwned};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message as Raw;
use wire::{
    ChatId, Content, MessageId,
    language::Wish,
    operator::{Command, Done, Refusal as OperatorRefusal, Request, ToOperator},
    visitor::{Ask, End, FromVisitor, Hello, Page, Refusal, Say, Stored, ToVisitor},
};

use crate::socket::{Lost, Socket};

/// Longer than any expected frame takes, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A participant's socket.
pub struct Guest {
    /// The connection.
    pub socket: Socket,
    requests: u32,
}

impl Guest {
    /// A visitor's panel that has received its welcome.
    pub async fn visitor(address: &str, site: &str, name: &str) -> Guest {
        let socket = Socket::connect(address, "/visitor", None).await.expect("the node is up");
        let mut guest = Guest { socket, requests: 0 };
        guest.send(&FromVisitor::Hello(hello(site, name))).await;
        guest.hear(|frame| matches!(frame, ToVisitor::Welcome(_)).then_some(())).await;
        guest
    }

    /// An operator's console that has received its snapshot.
    pub async fn console(address: &str, cookie: &str) -> Guest {
        let socket = Socket::connect(address, "/operator", Some(cookie)).await.expect("the node is up");
        let mut guest = Guest { socket, requests: 0 };
        guest.hear(|value| matches!(value, ToOperator::Snapshot(_)).then_some(())).await;
        guest
    }

    /// Sends a value.
    pub async fn send(&mut self, value: &impl Serialize) {
        self.socket.send(value).await.expect("the connection stays");
    }

    /// Sends any WebSocket message.
    pub async fn send_raw(&mut self, message: Raw) {
        self.socket.send_raw(message).await.expect("the connection stays");
    }

    /// Reads until `interest` returns a value.
    pub async fn hear<T: DeserializeOwned, R>(&mut self, mut interest: impl FnMut(T) -> Option<R>) -> R {
        let search = async {
            loop {
                if let Some(found) = interest(self.socket.receive().await.expect("the connection stays")) {
                    return found;
                }
            }
        };
        timeout(PATIENCE, search).await.expect("the server answers in time")
    }

    /// Reads until the server closes; returns its code, if there is one.
    pub async fn closed<T: DeserializeOwned>(&mut self) -> Option<u16> {
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
    pub async fn ask(&mut self, text: &str) -> ChatId {
        let sources = Sources::system();
        let (chat, id) = (sources.id(), sources.id());
        let ask = Ask {
            chat,
            name: "Vera".into(),
            id,
            text: text.into(),
            department: None,
            email: String::new(),
            answers: vec![],
        };
        let stored = self.outcome(ask.id, &FromVisitor::Ask(ask)).await.expect("it is taken");
        stored.place.expect("a chat has places").0
    }

    /// A visitor sends a message; returns the outcome.
    pub async fn say(&mut self, chat: ChatId, text: &str) -> Result<Stored, Refusal> {
        let id = Sources::system().id();
        self.outcome(id, &FromVisitor::Say(Say { chat, id, text: text.into() })).await
    }

    /// An operator sends a message; returns its id.
    pub async fn answer(&mut self, chat: ChatId, text: &str) -> MessageId {
        let id = Sources::system().id();
        let say = Command::Say { chat, id, content: Content::Text(text.into()) };
        self.order(say).await.expect("it is taken");
        id
    }

    /// A visitor reads until this message arrives.
    pub async fn hear_operator(&mut self, id: MessageId) {
        self.hear(|frame| matches!(frame, ToVisitor::Message(message) if message.id == id).then_some(()))
            .await;
    }

    /// An operator reads until this message arrives.
    pub async fn hear_visitor(&mut self, id: MessageId) {
        self.hear(|value| matches!(value, ToOperator::Message(message) if message.id == id).then_some(()))
            .await;
    }

    /// Whether an operator receives this message within this time.
    pub async fn hears_visitor_within(&mut self, id: MessageId, time: Duration) -> bool {
        timeout(time, self.hear_visitor(id)).await.is_ok()
    }

    /// Sends a frame that carries this id; returns the outcome.
    pub async fn outcome(&mut self, id: MessageId, frame: &FromVisitor) -> Result<Stored, Refusal> {
        self.send(frame).await;
        self.hear(|heard| match heard {
            ToVisitor::Stored(stored) if stored.id == id => Some(Ok(stored)),
            ToVisitor::Refused { id: Some(about), why } if about == id => Some(Err(why)),
            _ => None,
        })
        .await
    }

    /// Sends a frame without an id that must be refused; returns the reason.
    pub async fn refusal_of(&mut self, frame: &FromVisitor) -> Refusal {
        self.send(frame).await;
        self.hear(|heard| match heard {
            ToVisitor::Refused { id: None, why } => Some(why),
            _ => None,
        })
        .await
    }

    /// Sends an operator's command; returns the reply.
    pub async fn order(&mut self, command: Command) -> Result<Done, OperatorRefusal> {
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

/// The first frame of a visitor's panel.
pub fn hello(site: &str, name: &str) -> Hello {
    Hello {
        site: site.into(),
        token: format!("{name:x<24}"),
        end: End::Panel,
        page: Page { url: "https://shop.example/".into(), ..Page::default() },
        has: None,
        language: Wish::default(),
    }
}
