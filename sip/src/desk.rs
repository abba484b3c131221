//! An operator's desk: all his clients here, what they are told, and what he does in them. It is open for as long as he has one,
//! and to the rest of Switchboard it is a console like one in a browser.
//!
//! | module | does |
//! |---|---|
//! | `desk/request.rs` | says what a desk is asked to do, and what it answers |
//! | `desk/device.rs` | clients register, move and go |
//! | `desk/follow.rs` | follows what happens in his account, so far as it is his matter |
//! | `desk/tell.rs` | puts it into his clients' outboxes |
//! | `desk/said.rs` | does what he writes |
//! | `desk/watch.rs` | tells who is there, and takes what he says of himself |
//! | `desk/words.rs` | words it |
//!
//! One task for each operator does one thing after the other, so nothing in it is locked, and nothing that he does overtakes
//! what he did before.

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

/// How many requests wait for a desk at most; whoever comes then waits to get into the queue.
const WAITING: usize = 64;
/// How often what time does is looked at.
const TICK: Duration = Duration::from_secs(1);

/// A client.
struct Bound {
    who: SignedIn,
    device: String,
    outbox: Outbox,
    /// The last request that registered it.
    call: String,
    number: u32,
    /// For how many seconds it was granted, as it is told.
    granted: u32,
    /// Until when it counts as there, if it has no connection; with one, for as long as that lasts.
    until: Instant,
    /// Since when its connection is away.
    away: Option<Instant>,
    /// It has no connection, and does not answer.
    is_silent: bool,
    /// When it is asked next whether it is there.
    probe: Instant,
    /// What it has published of its operator last, and how that is called.
    published: Option<(String, Option<wire::Status>)>,
}

/// A chat that is this operator's matter.
struct Known {
    view: ChatView,
    /// Up to where his clients were told of it.
    told: Seq,
}

/// A conversation with a colleague.
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
    /// What was said in which of his clients, until it is heard of: that one needs not be told.
    said: HashMap<MessageId, [u8; 32]>,
    aliases: HashMap<Subject, Alias>,
    watched: Vec<Watched>,
    reports: mpsc::Sender<Report>,
    /// When the rows of those with a connection are renewed next.
    renew: Instant,
    /// When it is looked next whether they are signed in.
    check: Instant,
}

/// Opens a desk.
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
                // Nobody has signed out: those without a connection are there again after the next start.
                () = core.stopped() => return,
            }
            if self.devices.is_empty() {
                // Nobody else may get what was meant for a console that is closed.
                self.console = None;
                if self.core.end_desk(self.operator, &mut queue) {
                    return;
                }
            }
        }
    }

    async fn take(&mut self, what: ToDesk) {
        // Whoever asked may have gone; what he did stays.
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

/// The next event of his console, if it is open.
async fn event_of(console: &mut Option<Console>) -> Result<Arc<Event>, Lagged> {
    match console {
        Some(console) => console.events.next().await,
        None => std::future::pending().await,
    }
}
