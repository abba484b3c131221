//! The stage of a scenario: an installation with its own database, and helper functions in the
//! product's language.

mod nats;

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use backing::postgres;
use chat::{
    AddOperator, Browser, FirstStart, Refused, Seat, SignedIn, Sources, Speaker, Switchboard, Visit,
    bus::{Event, Subscription},
};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use wire::{
    ChatId, Content, Message, MessageId, Queueing, Role, Seq, Span, Timestamp,
    language::Wish,
    operator::VisitorView,
    visitor::{Ask, End, Hello, Page, Stored},
};

pub(crate) const EMAIL: &str = "ann@example.org";
pub(crate) const PASSWORD: &str = "correct horse battery";
/// Longer than anything here takes, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) use nats::{Nats, Way};

/// An installation, seen from one of its nodes.
#[derive(Clone)]
pub(crate) struct Stage {
    pub(crate) switchboard: Switchboard,
    pub(crate) url: String,
    pub(crate) site_key: String,
    clock: Arc<AtomicI64>,
    sources: Sources,
    /// The operator who looks at the visitor list.
    watcher: Arc<OnceCell<SignedIn>>,
    // Held until the scenario ends.
    _folder: Option<Arc<TempDir>>,
    _database: Option<Arc<postgres::Database>>,
}

impl Stage {
    pub(crate) async fn in_memory() -> Stage {
        Stage::on("sqlite::memory:".to_owned(), None, None, None).await
    }

    pub(crate) async fn in_a_file() -> Stage {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("some/folder/chat.db").display());
        Stage::on(url, Some(folder), None, None).await
    }

    pub(crate) async fn postgresql() -> Stage {
        let database = postgres::new_database().await.unwrap();
        Stage::on(database.url.clone(), None, Some(database), None).await
    }

    /// The URL of an empty database beside this one; `None` in memory, where nothing survives
    /// closing.
    pub(crate) async fn empty_database(&self) -> Option<String> {
        if self.url.contains(":memory:") {
            None
        } else if self.url.starts_with("sqlite:") {
            Some(format!("{}.old", self.url))
        } else {
            Some(postgres::new_database_beside(&self.url).await.unwrap())
        }
    }

    pub(crate) async fn first_node(way: &Way) -> Stage {
        let database = postgres::new_database().await.unwrap();
        Stage::on(database.url.clone(), None, Some(database), Some(way)).await
    }

    pub(crate) async fn another_node(&self, way: &Way) -> Stage {
        let switchboard =
            Switchboard::open_node(&self.url, way.nats.clone(), self.sources.clone()).await.unwrap();
        Stage { switchboard, ..self.clone() }
    }

    async fn on(
        url: String,
        folder: Option<TempDir>,
        database: Option<postgres::Database>,
        way: Option<&Way>,
    ) -> Stage {
        let clock = Arc::new(AtomicI64::new(1_700_000_000_000));
        let system = Sources::system();
        let sources = Sources::new(
            {
                let clock = clock.clone();
                // Each reading of the clock advances it a little, so that later events have later
                // times.
                move || Timestamp(clock.fetch_add(1, Ordering::SeqCst))
            },
            move |bytes| {
                for byte in bytes {
                    [*byte] = system.bytes();
                }
            },
        );
        let switchboard = match way {
            Some(way) => Switchboard::open_node(&url, way.nats.clone(), sources.clone()).await.unwrap(),
            None => Switchboard::open(&url, sources.clone()).await.unwrap(),
        };
        let first = FirstStart { email: EMAIL.to_owned(), password: Some(PASSWORD.to_owned()) };
        switchboard.first_start(first).await.unwrap().expect("the database was empty");
        let site_key = switchboard.demo_site().await.unwrap().unwrap().key;
        let (folder, database) = (folder.map(Arc::new), database.map(Arc::new));
        let watcher = Arc::default();
        Stage { switchboard, url, site_key, clock, sources, watcher, _folder: folder, _database: database }
    }

    pub(crate) fn pass(&self, time: Duration) {
        self.clock.fetch_add(i64::try_from(time.as_millis()).unwrap(), Ordering::SeqCst);
    }

    /// The same installation, seen from that node.
    pub(crate) fn seen_from(&self, switchboard: Switchboard) -> Stage {
        Stage { switchboard, ..self.clone() }
    }

    /// Its clock and its randomness, for another node.
    pub(crate) fn sources(&self) -> Sources {
        self.sources.clone()
    }

    pub(crate) fn id<T: From<uuid::Uuid>>(&self) -> T {
        self.sources.id()
    }

    pub(crate) async fn sign_in(&self) -> SignedIn {
        let session = self.switchboard.sign_in(EMAIL, PASSWORD, [127, 0, 0, 1].into(), None).await.unwrap();
        self.switchboard.signed_in(&session.token).await.unwrap().expect("just signed in")
    }

    /// Another operator, added by the administrator, signs in.
    pub(crate) async fn sign_in_new(&self, by: &SignedIn, name: &str) -> SignedIn {
        let email = format!("{}@example.org", name.to_lowercase());
        let (screen_name, password) = (name.to_owned(), PASSWORD.to_owned());
        let add = AddOperator {
            email: email.clone(),
            screen_name,
            password,
            must_change_password: false,
            role: Role::Normal,
        };
        self.switchboard.add_operator(by, add).await.unwrap().unwrap();
        let session = self.switchboard.sign_in(&email, PASSWORD, [127, 0, 0, 1].into(), None).await.unwrap();
        self.switchboard.signed_in(&session.token).await.unwrap().expect("just signed in")
    }

    /// The visitor list as a console on this node shows it.
    pub(crate) async fn list(&self) -> Vec<VisitorView> {
        let who = self.watcher.get_or_init(|| self.sign_in()).await;
        self.switchboard.snapshot(who).await.unwrap().visitors
    }

    pub(crate) async fn visit(&self, token: &str) -> Visit {
        self.visit_with(self.hello(token)).await
    }

    pub(crate) async fn visit_with(&self, hello: Hello) -> Visit {
        self.switchboard
            .visit(hello, browser())
            .await
            .unwrap()
            .unwrap_or_else(|why| panic!("not let in: {why:?}"))
    }

    pub(crate) fn hello(&self, token: &str) -> Hello {
        let url = "https://shop.example/".to_owned();
        let page = Page { url, title: "Shop".to_owned(), referrer: "https://search.example/".to_owned() };
        let (site, token, language) = (self.site_key.clone(), token.to_owned(), Wish::default());
        Hello { site, token, end: End::Panel, page, has: None, language }
    }

    pub(crate) async fn ask(&self, seat: Seat, text: &str) -> (ChatId, Stored) {
        let stored = self.ask_in(seat, self.id(), text).await.unwrap();
        (stored.place.unwrap().0, stored)
    }

    /// Asks for a chat under this id.
    pub(crate) async fn ask_in(&self, seat: Seat, chat: ChatId, text: &str) -> Result<Stored, Refused> {
        let ask = Ask {
            chat,
            name: "Vera".to_owned(),
            id: self.id(),
            text: text.to_owned(),
            department: None,
            email: String::new(),
            answers: vec![],
        };
        self.switchboard.ask(seat, ask).await.unwrap()
    }

    pub(crate) async fn queue(&self, administrator: &SignedIn, queueing: Queueing) {
        let seen = self.switchboard.routing_settings(administrator).await.unwrap().unwrap().queueing;
        self.switchboard.set_queueing(administrator, seen, queueing).await.unwrap().unwrap();
    }

    pub(crate) async fn say(&self, speaker: &Speaker, chat: ChatId, text: &str) -> Result<Stored, Refused> {
        self.say_as(self.id(), speaker, chat, text).await
    }

    pub(crate) async fn say_as(
        &self,
        id: MessageId,
        speaker: &Speaker,
        chat: ChatId,
        text: &str,
    ) -> Result<Stored, Refused> {
        self.switchboard.say(speaker.clone(), chat, id, Content::Text(text.to_owned())).await.unwrap()
    }

    pub(crate) async fn read(&self, speaker: &Speaker, chat: ChatId) -> Vec<Message> {
        let mut all: Vec<Message> = Vec::new();
        loop {
            let last = all.last().map_or(Seq(0), |message| message.seq);
            let (messages, more) =
                self.switchboard.catch_up(speaker, chat, Span::After(last)).await.unwrap().unwrap();
            all.extend(messages);
            if !more {
                return all;
            }
        }
    }
}

/// Waits for an event of interest, for a bounded time.
pub(crate) async fn hear<T>(events: &mut Subscription, mut interest: impl FnMut(&Event) -> Option<T>) -> T {
    let heard = async {
        loop {
            if let Some(found) = interest(&events.next().await.expect("a play is slow enough")) {
                return found;
            }
        }
    };
    tokio::time::timeout(PATIENCE, heard).await.expect("it was told in time")
}

/// Returns when this visitor learns that somebody, or nobody, is available, within a bounded time.
pub(crate) async fn until_available(stage: &Stage, visit: &mut Visit, available: bool) {
    let told = async {
        loop {
            // The event only says that it may have changed.
            let _ = visit.common.next().await;
            if stage.switchboard.reception(visit.seat).await.unwrap().available == available {
                return;
            }
        }
    };
    tokio::time::timeout(PATIENCE, told).await.expect("it was told in time");
}

/// Waits for an event of interest for a bounded time, whatever was missed before.
pub(crate) async fn hear_after_all(events: &mut Subscription, interest: impl Fn(&Event) -> bool) {
    let heard = async { while !events.next().await.is_ok_and(|event| interest(&event)) {} };
    tokio::time::timeout(PATIENCE, heard).await.expect("it was told in time");
}

/// Returns when the subscriber learns that it missed something, within a bounded time.
pub(crate) async fn lagged(events: &mut Subscription) {
    let lagged = async { while events.next().await.is_ok() {} };
    tokio::time::timeout(PATIENCE, lagged).await.expect("it was told in time");
}

/// Returns when the condition holds, within a bounded time.
pub(crate) async fn until(mut is_so: impl AsyncFnMut() -> bool) {
    let so = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(PATIENCE, so).await.expect("it became so in time");
}

pub(crate) fn browser() -> Browser {
    Browser { address: Some([192, 0, 2, 7].into()), agent: "Lynx".into(), ..Browser::default() }
}

/// A token for each name.
pub(crate) fn token(name: &str) -> String {
    format!("{name:x<24}")
}
