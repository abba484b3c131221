//! An operator's desk: all their SIP clients, what the clients are sent, and what the operator does
//! in them. It is open while the operator has a client. To the rest of Switchboard it is a console
//! like one in a browser.
//!
//! | module | does |
//! |---|---|
//! | `desk/request.rs` | defines the requests to a desk and its answers |
//! | `desk/device.rs` | registers, moves and removes clients |
//! | `desk/follow.rs` | follows the events of the account that concern the operator |
//! | `desk/tell.rs` | puts them into the clients' outboxes |
//! | `desk/said.rs` | carries out what the operator writes |
//! | `desk/watch.rs` | reports who is available, and sets the operator's status |
//! | `desk/words.rs` | words the texts |
//!
//! Each operator has one task that does one thing after the other. So nothing in it needs a lock,
//! and an operator's actions stay in order.

mod device;
mod follow;
mod request;
mod said;
mod tell;
mod watch;
mod words;

use std::{collections::HashMap, sync::Arc, time::Duration};

use chat::{
    Console, SignedIn,
    bus::{Event, Lagged},
    sip::{Alias, Subject},
};
use tokio::{
    sync::mpsc,
    time::{Instant, MissedTickBehavior, interval},
};
use wire::{
    AccountId, ChatId, ChatView, MessageId, OperatorId, Seq, TalkView, VisitorId, colleague::Colleague,
    operator::VisitorView,
};

use crate::{
    outbox::{Outbox, Report},
    state::Core,
};
use watch::Watched;

pub(crate) use request::{Answer, Published, Registering, Restored, Said, Subscribing, ToDesk, Writer};

/// The maximum number of requests in a desk's queue. Beyond it, senders wait for a free slot.
const WAITING: usize = 64;
/// How often time-dependent work is done.
const TICK: Duration = Duration::from_secs(1);

struct Bound {
    who: SignedIn,
    device: String,
    outbox: Outbox,
    /// The Call-ID of the last request that registered it.
    call: String,
    number: u32,
    /// The granted expiry in seconds, as reported to the client.
    granted: u32,
    /// When its registration expires. Applies without a connection; with one, it lasts as long as
    /// that.
    until: Instant,
    /// When its connection was lost.
    away: Option<Instant>,
    /// It has no connection and does not answer.
    is_silent: bool,
    /// When to probe it next.
    probe: Instant,
    /// The entity tag and the status of what it published last.
    published: Option<(String, Option<wire::Status>)>,
}

/// A chat that concerns this operator.
struct Known {
    view: ChatView,
    /// The last message that the operator's clients were sent.
    told: Seq,
}

struct Talk {
    view: TalkView,
    told: Seq,
}

struct Desk {
    core: Arc<Core>,
    account: AccountId,
    operator: OperatorId,
    console: Option<Console>,
    devices: Vec<Bound>,
    chats: HashMap<ChatId, Known>,
    talks: HashMap<ChatId, Talk>,
    visitors: HashMap<VisitorId, VisitorView>,
    colleagues: Vec<Colleague>,
    /// Messages and the client in which each was written, until their event arrives. That client
    /// needs no copy.
    said: HashMap<MessageId, [u8; 32]>,
    aliases: HashMap<Subject, Alias>,
    watched: Vec<Watched>,
    reports: mpsc::Sender<Report>,
    /// When to renew the database rows of clients with a connection.
    renew: Instant,
    /// When to check whether their sessions still exist.
    check: Instant,
}

pub(crate) fn open(core: Arc<Core>, account: AccountId, operator: OperatorId) -> mpsc::Sender<ToDesk> {
    let (sender, queue) = mpsc::channel(WAITING);
    let (reports, heard) = mpsc::channel(WAITING);
    let desk = Desk {
        core,
        account,
        operator,
        console: None,
        devices: Vec::new(),
        chats: HashMap::new(),
        talks: HashMap::new(),
        visitors: HashMap::new(),
        colleagues: Vec::new(),
        said: HashMap::new(),
        aliases: HashMap::new(),
        watched: Vec::new(),
        reports,
        renew: Instant::now(),
        check: Instant::now(),
    };
    tokio::spawn(desk.run(queue, heard));
    sender
}

impl Desk {
    async fn run(mut self, mut queue: mpsc::Receiver<ToDesk>, mut heard: mpsc::Receiver<Report>) {
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let core = self.core.clone();
        loop {
            tokio::select! {
                what = queue.recv() => match what {
                    Some(what) => self.take(what).await,
                    None => return,
                },
                Some(report) = heard.recv() => self.reported(report).await,
                event = event_of(&mut self.console) => self.hear(event).await,
                _ = ticks.tick() => self.tick().await,
                // Nobody has signed out: clients without a connection are restored at the next
                // start.
                () = core.stopped() => return,
            }
            if self.devices.is_empty() {
                // Nobody else may get what was meant for a closed console.
                self.console = None;
                if self.core.end_desk(self.operator, &mut queue) {
                    return;
                }
            }
        }
    }

    async fn take(&mut self, what: ToDesk) {
        // The requester may have gone. What was done stays.
        match what {
            ToDesk::Register(registering, reply) => {
                let (answer, new) = self.register(*registering).await;
                let _ = reply.send(answer);
                for session in new {
                    self.greet(session, false).await;
                }
            }
            ToDesk::Restore(restored) => self.restore(*restored).await,
            ToDesk::Said(writer, said, reply) => {
                let answer = match self.who_writes(&writer) {
                    Some(who) => self.do_what_he_says(who, said).await,
                    None => Answer::of(403, "Register first"),
                };
                let _ = reply.send(answer);
            }
            ToDesk::Subscribe(writer, subscribing, reply) => {
                let answer = match self.who_writes(&writer) {
                    Some(who) => self.subscribe(&who, subscribing).await,
                    None => Answer::of(403, "Register first"),
                };
                let _ = reply.send(answer);
            }
            ToDesk::Publish(writer, published, reply) => {
                let answer = match self.who_writes(&writer) {
                    Some(who) => self.publish(&who, published).await,
                    None => Answer::of(403, "Register first"),
                };
                let _ = reply.send(answer);
            }
        }
    }

    fn who_writes(&self, writer: &Writer) -> Option<SignedIn> {
        let found = self.devices.iter().find(|bound| match writer {
            Writer::Session(session) => bound.who.session == *session,
            Writer::Way(flow) => bound.outbox.reach().flow.is_same(flow),
        });
        found.map(|bound| bound.who.clone())
    }

    async fn reported(&mut self, report: Report) {
        match report {
            Report::Delivered(chat, seq) => self.mark(chat, seq).await,
            Report::Silent(session) => self.falls_silent(session),
            Report::Back(session) => self.is_back(session).await,
            Report::Unwatched(call) => self.unwatch(&call),
            Report::Lost(session) => self.end(session, false).await,
        }
    }
}

/// The next event of the operator's console; never, if it is not open.
async fn event_of(console: &mut Option<Console>) -> Result<Arc<Event>, Lagged> {
    match console {
        Some(console) => console.events.next().await,
        None => std::future::pending().await,
    }
}
