//! Visitors and operators who speak the real protocol; they send the same frames to the bare relay.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use backing::browser;
use chat::Sources;
use tokio::{task::JoinHandle, time::sleep};
use wire::{
    Author, Body, ChatId, Message, Seq, Span,
    frame::{from_postcard, to_postcard},
    language::Wish,
    operator::{Command, Done, Request, ToOperator},
    visitor::{Ask, End, FromVisitor, Hello, Page, Say, ToVisitor},
};

use crate::{
    client::Client,
    running::Running,
    stock::{OPERATORS, PASSWORD, email},
};

const VISITORS: usize = 200;
/// How many digits the send time takes at the start of each message.
const STAMP: usize = 20;

/// Visitors with one chat each, shared by operators who listen.
pub(crate) struct Stage {
    pub(crate) visitors: Vec<Visitor>,
    pub(crate) tally: Arc<Tally>,
    listeners: Vec<JoinHandle<()>>,
}

/// Their common counters.
pub(crate) struct Tally {
    began: Instant,
    /// Messages acknowledged to their visitors.
    pub(crate) stored: AtomicU64,
    /// Messages that reached their operators.
    pub(crate) heard: AtomicU64,
    /// Those that an operator's client had to ask for after missed events.
    pub(crate) caught_up: AtomicU64,
    /// Whether `delays` are recorded.
    pub(crate) timing: AtomicBool,
    /// From when a message was due until its operator had it, in microseconds.
    pub(crate) delays: Mutex<Vec<u64>>,
    /// Why an operator's client ended.
    failure: Mutex<Option<anyhow::Error>>,
}

pub(crate) struct Visitor {
    pub(crate) client: Client,
    speaks_to_relay: bool,
    chat: ChatId,
}

impl Stage {
    /// Two hundred visitors in as many chats, shared by ten operators.
    pub(crate) async fn full(running: &Running) -> Result<Stage> {
        Stage::set(running, VISITORS, OPERATORS).await
    }

    /// This many connect; each visitor asks, and one of the operators accepts.
    pub(crate) async fn set(running: &Running, visitors: usize, operators: usize) -> Result<Stage> {
        let (so_many, desks) = (visitors, operators);
        let tally = Arc::new(Tally {
            began: Instant::now(),
            stored: AtomicU64::new(0),
            heard: AtomicU64::new(0),
            caught_up: AtomicU64::new(0),
            timing: AtomicBool::new(false),
            delays: Mutex::default(),
            failure: Mutex::default(),
        });
        let mut operators = Vec::with_capacity(desks);
        for number in 0..desks {
            operators.push(Operator::sits_down(running, number).await?);
        }
        if running.has_several_nodes() {
            // Visitors can ask once their node knows that somebody is there.
            sleep(Duration::from_secs(1)).await;
        }
        let mut visitors = Vec::with_capacity(so_many);
        for number in 0..so_many {
            let visitor = Visitor::arrives(running, number).await?;
            if running.site_key.is_some() {
                operators[number % desks].accept(visitor.chat).await?;
            }
            visitors.push(visitor);
        }
        let listeners = operators
            .into_iter()
            .map(|operator| {
                let tally = tally.clone();
                tokio::spawn(async move {
                    if let Err(error) = operator.listen(&tally).await {
                        *tally.failure.lock().expect("no panic under the lock") = Some(error);
                    }
                })
            })
            .collect();
        Ok(Stage { visitors, tally, listeners })
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.listeners.iter().for_each(JoinHandle::abort);
    }
}

impl Tally {
    /// The time since the start, in nanoseconds.
    pub(crate) fn nanos(&self, at: Instant) -> u64 {
        u64::try_from(at.duration_since(self.began).as_nanos()).unwrap_or(u64::MAX)
    }

    /// Fails if an operator's client has ended.
    pub(crate) fn check(&self) -> Result<()> {
        match self.failure.lock().expect("no panic under the lock").take() {
            Some(error) => Err(error.context("an operator's client ended")),
            None => Ok(()),
        }
    }

    fn hear(&self, text: &str) {
        self.heard.fetch_add(1, Relaxed);
        if self.timing.load(Relaxed)
            && let Some(sent) = text.get(..STAMP).and_then(|stamp| stamp.parse::<u64>().ok())
        {
            let delay = self.nanos(Instant::now()).saturating_sub(sent) / 1_000;
            self.delays.lock().expect("no panic under the lock").push(delay);
        }
    }
}

impl Visitor {
    async fn arrives(running: &Running, number: usize) -> Result<Visitor> {
        let chat = Sources::system().id();
        let Some(site_key) = &running.site_key else {
            let address = running.for_visitor(number);
            let client = Client::connect(address, &format!("/visitor/{number}"), None).await?;
            return Ok(Visitor { client, speaks_to_relay: true, chat });
        };
        let client = says_hello(running.for_visitor(number), site_key).await?;
        let mut visitor = Visitor { client, speaks_to_relay: false, chat };
        let ask = Ask {
            chat,
            name: format!("Visitor {number}"),
            department: None,
            email: String::new(),
            answers: vec![],
            id: Sources::system().id(),
            text: "Hello".to_owned(),
        };
        visitor.client.send(to_postcard(&FromVisitor::Ask(ask))).await?;
        loop {
            let frame = visitor.client.answer().await?;
            if visitor.is_stored(&frame)? {
                return Ok(visitor);
            }
        }
    }

    /// Puts the next message into the buffer, stamped with this time.
    pub(crate) async fn say(&mut self, nanos: u64) -> Result<()> {
        let text = format!("{nanos:0STAMP$} Is the green one in stock in my size?");
        // As a client makes it: from the current time, and random.
        let say = FromVisitor::Say(Say { chat: self.chat, id: Sources::system().id(), text });
        self.client.feed(to_postcard(&say)).await
    }

    /// Whether a frame acknowledges a message of this visitor.
    pub(crate) fn is_stored(&self, frame: &[u8]) -> Result<bool> {
        if self.speaks_to_relay {
            return Ok(true);
        }
        match from_postcard::<ToVisitor>(frame) {
            Ok(ToVisitor::Stored(_)) => Ok(true),
            Ok(ToVisitor::Refused { why, .. }) => bail!("a message was refused: {why:?}"),
            Ok(_) => Ok(false),
            Err(_) => bail!("a frame to a visitor could not be understood"),
        }
    }
}

/// Opens a visitor's panel on the site.
pub(crate) async fn says_hello(address: &str, site_key: &str) -> Result<Client> {
    let mut client = Client::connect(address, "/visitor", None).await?;
    let token = Sources::system().id::<uuid::Uuid>().simple().to_string();
    hello(&mut client, site_key, &token).await?;
    Ok(client)
}

/// Sends the hello with this token and waits for the welcome.
pub(crate) async fn hello(client: &mut Client, site_key: &str, token: &str) -> Result<()> {
    let page = Page {
        url: "https://shop.example/green/shoes".to_owned(),
        title: "Green shoes".to_owned(),
        referrer: "https://search.example/".to_owned(),
    };
    let (site, token, language) = (site_key.to_owned(), token.to_owned(), Wish::default());
    let hello = Hello { site, token, end: End::Panel, page, has: None, language };
    client.send(to_postcard(&FromVisitor::Hello(hello))).await?;
    match from_postcard(&client.answer().await?) {
        Ok(ToVisitor::Welcome(_)) => Ok(()),
        other => bail!("a visitor was not let in: {other:?}"),
    }
}

/// An operator's client that catches up as the console does.
pub(crate) struct Operator {
    client: Client,
    speaks_to_relay: bool,
    chats: HashMap<ChatId, Known>,
    requests: u32,
}

struct Known {
    last: Seq,
    /// Whether a catch-up is pending.
    asked: bool,
}

impl Operator {
    async fn sits_down(running: &Running, number: usize) -> Result<Operator> {
        let (address, chats) = (running.for_operator(number), HashMap::new());
        if running.site_key.is_none() {
            let client = Client::connect(address, &format!("/operator/{number}"), None).await?;
            return Ok(Operator { client, speaks_to_relay: true, chats, requests: 0 });
        }
        Operator::signs_in(address, &email(number), PASSWORD).await
    }

    /// Signs in without listening.
    pub(crate) async fn signs_in(address: &str, email: &str, password: &str) -> Result<Operator> {
        let answer = browser::sign_in(address, email, password).await?;
        let cookie = answer.cookie().context("an operator could not sign in")?;
        let mut client = Client::connect(address, "/operator", Some(&cookie)).await?;
        match from_postcard(&client.answer().await?) {
            Ok(ToOperator::Snapshot(_)) => {
                Ok(Operator { client, speaks_to_relay: false, chats: HashMap::new(), requests: 0 })
            }
            other => bail!("an operator got no snapshot: {other:?}"),
        }
    }

    pub(crate) async fn accept(&mut self, chat: ChatId) -> Result<()> {
        let accept = self.request(Command::Accept { chat });
        self.client.send(accept).await?;
        loop {
            if let ToOperator::Reply { result, .. } = value_of(&self.client.answer().await?)? {
                ensure!(result == Ok(Done::Ok), "a chat could not be accepted: {result:?}");
                // The question, and the notice that it was accepted.
                self.chats.insert(chat, Known { last: Seq(2), asked: false });
                return Ok(());
            }
        }
    }

    async fn listen(mut self, tally: &Tally) -> Result<()> {
        loop {
            let mut frame = self.client.next().await?;
            loop {
                self.hear(&frame, tally).await?;
                match self.client.ready()? {
                    Some(next) => frame = next,
                    None => break,
                }
            }
            self.client.flush().await?;
        }
    }

    async fn hear(&mut self, frame: &[u8], tally: &Tally) -> Result<()> {
        if self.speaks_to_relay {
            if let Ok(FromVisitor::Say(say)) = from_postcard(frame) {
                tally.hear(&say.text);
            }
            return Ok(());
        }
        match value_of(frame)? {
            ToOperator::Message(message) => self.hear_message(&message, tally).await,
            ToOperator::Snapshot(snapshot) => {
                for chat in snapshot.chats {
                    self.catch_up_to(chat.id, chat.last_seq).await?;
                }
                Ok(())
            }
            ToOperator::Reply { result: Ok(Done::Messages { messages, more }), .. } => {
                let Some(chat) = messages.first().map(|message| message.chat) else { return Ok(()) };
                if let Some(known) = self.chats.get_mut(&chat) {
                    known.asked = false;
                }
                let before = tally.heard.load(Relaxed);
                for message in &messages {
                    self.hear_message(message, tally).await?;
                }
                tally.caught_up.fetch_add(tally.heard.load(Relaxed) - before, Relaxed);
                if more { self.catch_up_to(chat, Seq(u32::MAX)).await } else { Ok(()) }
            }
            ToOperator::Reply { result: Err(refusal), .. } => bail!("an operator was refused: {refusal:?}"),
            _ => Ok(()),
        }
    }

    async fn hear_message(&mut self, message: &Message, tally: &Tally) -> Result<()> {
        let Some(known) = self.chats.get_mut(&message.chat) else { return Ok(()) };
        if message.seq == known.last.next() {
            known.last = message.seq;
            if let (Author::Visitor, Body::Text(text)) = (&message.author, &message.body) {
                tally.hear(text);
            }
            Ok(())
        } else {
            self.catch_up_to(message.chat, message.seq).await
        }
    }

    /// Asks for what is missing up to this number, unless that is pending.
    async fn catch_up_to(&mut self, chat: ChatId, seq: Seq) -> Result<()> {
        let after = match self.chats.get_mut(&chat) {
            Some(known) if known.last < seq && !known.asked => {
                known.asked = true;
                known.last
            }
            _ => return Ok(()),
        };
        let request = self.request(Command::CatchUp { chat, span: Span::After(after) });
        self.client.feed(request).await
    }

    fn request(&mut self, command: Command) -> Vec<u8> {
        self.requests += 1;
        to_postcard(&Request { nr: self.requests, command })
    }
}

fn value_of(frame: &[u8]) -> Result<ToOperator> {
    from_postcard(frame).map_err(|_| anyhow::anyhow!("a frame to an operator could not be understood"))
}
