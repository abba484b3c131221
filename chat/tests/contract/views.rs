//! Any order of commands, losses and reconnects ends with equal views: each console and each panel
//! shows what the database holds.
//!
//! The clients here follow the rules of the panel and the console in their shortest form.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use chat::{
    Console, ForConsole, SignedIn, Speaker, Switchboard, Visit,
    bus::{Event, Lagged},
    visit::shown_to_visitor,
};
use client::log::{Heard, Log};
use futures::FutureExt;
use proptest::prelude::*;
use wire::{
    ChatId, ChatState, ChatView, Marks, Message, OfferKind, Queueing, Seq, Span, Status,
    operator::{OverChat, ToOperator},
    visitor::{Hello, VisitorChat},
};

use crate::support::{Stage, token};

/// An action of a person, or something that happens to a connection.
#[derive(Clone, Copy, Debug)]
enum Act {
    VisitorAsks(usize),
    VisitorSays(usize),
    VisitorEnds(usize),
    VisitorMarks(usize),
    PanelMisses(usize),
    PanelReconnects(usize),
    Accepts(usize, usize),
    Says(usize, usize),
    Ends(usize, usize),
    Offers(usize, usize, usize, OfferKind),
    Takes(usize, usize),
    Refuses(usize, usize),
    Joins(usize, usize),
    Leaves(usize, usize),
    Invites(usize, usize),
    ConsoleMisses(usize),
    ConsoleReconnects(usize),
    TimePasses(u64),
    /// An administrator switches queueing on with this limit, or off.
    Queues(Option<u32>),
    Works(usize, bool),
    PutsAway(usize, Option<usize>),
}

const VISITORS: usize = 2;
const OPERATORS: usize = 3;

fn any_act() -> impl Strategy<Value = Act> {
    let visitor = || 0..VISITORS;
    let operator = || 0..OPERATORS;
    let both = || (0..OPERATORS, 0..VISITORS);
    let kind = prop_oneof![Just(OfferKind::Transfer), Just(OfferKind::Join)];
    prop_oneof![
        5 => visitor().prop_map(Act::VisitorAsks),
        5 => visitor().prop_map(Act::VisitorSays),
        1 => visitor().prop_map(Act::VisitorEnds),
        1 => visitor().prop_map(Act::VisitorMarks),
        2 => visitor().prop_map(Act::PanelMisses),
        2 => visitor().prop_map(Act::PanelReconnects),
        5 => both().prop_map(|(who, of)| Act::Accepts(who, of)),
        5 => both().prop_map(|(who, of)| Act::Says(who, of)),
        1 => both().prop_map(|(who, of)| Act::Ends(who, of)),
        3 => (both(), operator(), kind).prop_map(|((who, of), to, kind)| Act::Offers(who, of, to, kind)),
        3 => both().prop_map(|(who, of)| Act::Takes(who, of)),
        1 => both().prop_map(|(who, of)| Act::Refuses(who, of)),
        1 => both().prop_map(|(who, of)| Act::Joins(who, of)),
        1 => both().prop_map(|(who, of)| Act::Leaves(who, of)),
        1 => both().prop_map(|(who, of)| Act::Invites(who, of)),
        2 => operator().prop_map(Act::ConsoleMisses),
        2 => operator().prop_map(Act::ConsoleReconnects),
        1 => (1..90_u64).prop_map(Act::TimePasses),
        1 => prop::option::weighted(0.7, 1..3_u32).prop_map(Act::Queues),
        1 => (operator(), any::<bool>()).prop_map(|(of, on)| Act::Works(of, on)),
        1 => (operator(), prop::option::of(visitor())).prop_map(|(who, of)| Act::PutsAway(who, of)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_commands_losses_and_reconnects_ends_with_equal_views(
        acts in prop::collection::vec(any_act(), 1..80),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut play = Play::begin().await;
            for act in acts {
                play.act(act).await;
            }
            play.compare().await;
        });
    }
}

struct Play {
    stage: Stage,
    consoles: Vec<ConsoleView>,
    panels: Vec<PanelView>,
}

struct ConsoleView {
    who: SignedIn,
    console: Option<Console>,
    chats: BTreeMap<ChatId, ChatView>,
    logs: BTreeMap<ChatId, Log>,
    /// The chats that are over for its operator.
    over: BTreeMap<ChatId, OverChat>,
}

struct PanelView {
    name: &'static str,
    visit: Option<Visit>,
    chat: Option<VisitorChat>,
    log: Log,
}

impl Play {
    async fn begin() -> Play {
        let stage = Stage::in_memory().await;
        let ann = stage.sign_in().await;
        let operators =
            [ann.clone(), stage.sign_in_new(&ann, "Ben").await, stage.sign_in_new(&ann, "Eve").await];
        let mut consoles = Vec::new();
        for who in operators {
            let mut view = ConsoleView {
                who,
                console: None,
                chats: BTreeMap::new(),
                logs: BTreeMap::new(),
                over: BTreeMap::new(),
            };
            view.connect(&stage).await;
            consoles.push(view);
        }
        let mut panels = Vec::new();
        for name in ["vera", "olga"] {
            let mut view = PanelView { name, visit: None, chat: None, log: Log::default() };
            view.connect(&stage).await;
            panels.push(view);
        }
        Play { stage, consoles, panels }
    }

    /// Does it, whatever the result: a refusal is an answer as well.
    async fn act(&mut self, act: Act) {
        let Play { stage, consoles, panels } = self;
        let switchboard = &stage.switchboard;
        let chat_of =
            |visitor: usize| panels[visitor].chat.as_ref().map_or_else(|| stage.id(), |chat| chat.id);
        let who = |operator: usize| consoles[operator].who.clone();
        match act {
            Act::VisitorAsks(of) => {
                let _ = stage.ask_in(panels[of].seat(), chat_of(of), "May I?").await;
            }
            Act::VisitorSays(of) => {
                let _ = stage.say(&Speaker::Visitor(panels[of].seat()), chat_of(of), "I say").await;
            }
            Act::VisitorEnds(of) => {
                let _ = switchboard.close(Speaker::Visitor(panels[of].seat()), chat_of(of)).await.unwrap();
            }
            Act::VisitorMarks(of) => {
                let marks = Marks { delivered: panels[of].log.last(), read: panels[of].log.last() };
                let speaker = Speaker::Visitor(panels[of].seat());
                let _ = switchboard.mark(speaker, chat_of(of), marks).await.unwrap();
            }
            Act::PanelMisses(of) => panels[of].miss(stage).await,
            Act::PanelReconnects(of) => panels[of].connect(stage).await,
            Act::Accepts(by, of) => {
                let _ = switchboard.accept(&who(by), chat_of(of)).await.unwrap();
            }
            Act::Says(by, of) => {
                let _ = stage.say(&Speaker::Operator(who(by)), chat_of(of), "I answer").await;
            }
            Act::Ends(by, of) => {
                let _ = switchboard.close(Speaker::Operator(who(by)), chat_of(of)).await.unwrap();
            }
            Act::Offers(by, of, to, kind) => {
                let _ = switchboard.offer(&who(by), chat_of(of), who(to).operator, kind).await.unwrap();
            }
            Act::Takes(by, of) => {
                let _ = switchboard.take(&who(by), chat_of(of)).await.unwrap();
            }
            Act::Refuses(by, of) => {
                let _ = switchboard.refuse(&who(by), chat_of(of)).await.unwrap();
            }
            Act::Joins(by, of) => {
                let _ = switchboard.join(&who(by), chat_of(of)).await.unwrap();
            }
            Act::Leaves(by, of) => {
                let _ = switchboard.leave(&who(by), chat_of(of)).await.unwrap();
            }
            Act::Invites(by, of) => {
                let visitor = panels[of].seat().visitor;
                let (chat, id) = (stage.id(), stage.id());
                let _ = switchboard.invite(&who(by), visitor, chat, id, "Can I help?").await.unwrap();
            }
            Act::ConsoleMisses(of) => consoles[of].miss(stage).await,
            Act::ConsoleReconnects(of) => consoles[of].connect(stage).await,
            Act::TimePasses(seconds) => {
                stage.pass(Duration::from_secs(seconds));
                switchboard.tend().await.unwrap();
            }
            Act::Queues(limit) => {
                let (on, chat_limit) = (limit.is_some(), limit.unwrap_or(4));
                let queueing =
                    Queueing { on, chat_limit, answer_within_seconds: 30, overdue_after_seconds: 60 };
                stage.queue(&who(0), queueing).await;
            }
            Act::Works(of, on) => {
                let status = if on { Status::Online } else { Status::Busy };
                switchboard.set_status(&who(of), status).await.unwrap();
            }
            Act::PutsAway(by, of) => {
                let _ = switchboard.put_away(&who(by), of.map(chat_of)).await.unwrap();
            }
        }
        // As the server does when something has happened.
        switchboard.settle().await.unwrap();
        self.hear_some(act).await;
    }

    /// Some clients receive at once, the others later; which ones is as arbitrary as the action.
    async fn hear_some(&mut self, act: Act) {
        let chosen = format!("{act:?}").len();
        for (nr, console) in self.consoles.iter_mut().enumerate() {
            if (chosen + nr) % 3 > 0 {
                console.hear(&self.stage).await;
            }
        }
        for (nr, panel) in self.panels.iter_mut().enumerate() {
            if (chosen + nr) % 2 > 0 {
                panel.hear(&self.stage).await;
            }
        }
    }

    /// When everything has been received, all clients show what the database holds.
    async fn compare(mut self) {
        for view in &mut self.consoles {
            view.hear(&self.stage).await;
            let snapshot = self.stage.switchboard.snapshot(&view.who).await.unwrap();
            let shown: Vec<_> = view.chats.values().cloned().collect();
            assert_eq!(shown, sorted(snapshot.chats), "the chats that {} sees", view.who.name);
            let over: BTreeMap<_, _> =
                snapshot.over.into_iter().map(|over| (over.chat.id, (over.how, over.at))).collect();
            let shown: BTreeMap<_, _> =
                view.over.iter().map(|(id, over)| (*id, (over.how.clone(), over.at))).collect();
            assert_eq!(shown, over, "the chats that are over for {}", view.who.name);
            for over in view.over.values() {
                let read = self.stage.read(&Speaker::Operator(view.who.clone()), over.chat.id).await;
                let is_in_it = read.last().is_some_and(|last| last.seq >= over.chat.last_seq);
                assert!(is_in_it, "{} cannot read {over:?}", view.who.name);
            }
            for chat in view.chats.keys() {
                let stored = self.stage.read(&Speaker::Operator(view.who.clone()), *chat).await;
                assert_eq!(view.logs[chat].messages(), stored, "what {} reads", view.who.name);
            }
        }
        for view in &mut self.panels {
            view.hear(&self.stage).await;
            let seat = view.seat();
            let refreshed = self.stage.switchboard.refresh_visit(seat).await.unwrap();
            // An invitation that came and went while no client was there is not shown.
            let unseen = |chat: &VisitorChat| view.chat.is_none() && chat.state == ChatState::Declined;
            let newest = refreshed.chat.filter(|chat| !unseen(chat));
            assert_eq!(view.chat, newest, "the chat of {}", view.name);
            if let Some(chat) = &view.chat {
                let stored = self.stage.read(&Speaker::Visitor(seat), chat.id).await;
                assert_eq!(view.log.messages(), stored, "what {} reads", view.name);
            }
        }
    }
}

fn sorted(mut chats: Vec<ChatView>) -> Vec<ChatView> {
    chats.sort_by_key(|chat| chat.id);
    chats
}

impl ConsoleView {
    /// Its socket opens, perhaps after another one: a snapshot replaces everything except for the
    /// messages.
    async fn connect(&mut self, stage: &Stage) {
        self.console = Some(stage.switchboard.open_console(self.who.clone()).await.unwrap());
        self.take_snapshot(stage).await;
    }

    /// It has fallen behind: its waiting events are lost, and it gets a snapshot.
    async fn miss(&mut self, stage: &Stage) {
        while self.next().is_some() {}
        self.take_snapshot(stage).await;
    }

    async fn take_snapshot(&mut self, stage: &Stage) {
        let snapshot = stage.switchboard.snapshot(&self.who).await.unwrap();
        self.chats = snapshot.chats.into_iter().map(|chat| (chat.id, chat)).collect();
        self.over = snapshot.over.into_iter().map(|over| (over.chat.id, over)).collect();
        for chat in self.chats.values().cloned().collect::<Vec<_>>() {
            self.follow(stage, &chat).await;
        }
    }

    fn next(&mut self) -> Option<Result<Arc<Event>, Lagged>> {
        let events = &mut self.console.as_mut().expect("it is connected").events;
        events.next().now_or_never()
    }

    async fn hear(&mut self, stage: &Stage) {
        while let Some(event) = self.next() {
            let Ok(event) = event else {
                self.take_snapshot(stage).await;
                continue;
            };
            let ForConsole::Send(value) = Switchboard::for_console(&self.who, &event) else {
                continue;
            };
            match *value {
                ToOperator::Chat(chat)
                    if self.chats.get(&chat.id).is_some_and(|known| known.is_newer_than(&chat)) => {}
                ToOperator::Chat(chat) if !chat.state.is_open() => drop(self.chats.remove(&chat.id)),
                ToOperator::Chat(chat) => {
                    self.follow(stage, &chat).await;
                    // A chat that they are in again is no longer over.
                    let is_in_it = chat.operators().any(|one| one.id == self.who.operator);
                    if is_in_it && chat.state == ChatState::Active {
                        self.over.remove(&chat.id);
                    }
                    self.chats.insert(chat.id, chat);
                }
                ToOperator::Over(over) => drop(self.over.insert(over.chat.id, over)),
                ToOperator::PutAway(chats) => chats.iter().for_each(|chat| drop(self.over.remove(chat))),
                ToOperator::ChatGone(chat) => drop(self.chats.remove(&chat)),
                ToOperator::Message(message) => self.hear_message(stage, message).await,
                _ => {}
            }
        }
    }

    async fn hear_message(&mut self, stage: &Stage, message: Message) {
        let Some(chat) = self.chats.get_mut(&message.chat) else { return };
        chat.last_seq = chat.last_seq.max(message.seq);
        let chat = chat.clone();
        if self.logs.entry(chat.id).or_default().hear(message) == Heard::Gap {
            self.follow(stage, &chat).await;
        }
    }

    async fn follow(&mut self, stage: &Stage, chat: &ChatView) {
        let speaker = Speaker::Operator(self.who.clone());
        catch_up(stage, &speaker, chat.id, chat.last_seq, self.logs.entry(chat.id).or_default()).await;
    }
}

impl PanelView {
    fn seat(&self) -> chat::Seat {
        self.visit.as_ref().expect("it is connected").seat
    }

    /// Its socket opens, perhaps after another one, and says what it has.
    async fn connect(&mut self, stage: &Stage) {
        let has = self.chat.as_ref().map(|chat| (chat.id, self.log.last()));
        let visit = stage.visit_with(Hello { has, ..stage.hello(&token(self.name)) }).await;
        let welcome = visit.welcome.clone();
        self.visit = Some(visit);
        if let Some(chat) = welcome.chat {
            self.describe(chat);
            self.log.hear_all(welcome.messages);
            self.follow(stage).await;
        }
    }

    /// It has fallen behind: its waiting events are lost, and it gets its chat and the newest
    /// message.
    async fn miss(&mut self, stage: &Stage) {
        while self.next().is_some() {}
        self.refresh(stage).await;
    }

    async fn refresh(&mut self, stage: &Stage) {
        let refreshed = stage.switchboard.refresh_visit(self.seat()).await.unwrap();
        if let Some(chat) = refreshed.chat {
            self.describe(chat);
        }
        if let Some(message) = refreshed.newest {
            self.hear_message(stage, message).await;
        }
    }

    fn next(&mut self) -> Option<Result<Arc<Event>, Lagged>> {
        let own = &mut self.visit.as_mut().expect("it is connected").own;
        own.next().now_or_never()
    }

    async fn hear(&mut self, stage: &Stage) {
        while let Some(event) = self.next() {
            let Ok(event) = event else {
                self.refresh(stage).await;
                continue;
            };
            match &*event {
                Event::Chat(chat) => self.describe(shown_to_visitor(chat)),
                Event::Message(message, _) => self.hear_message(stage, message.clone()).await,
                _ => {}
            }
        }
    }

    /// A later state of the same chat, or a later chat.
    fn describe(&mut self, chat: VisitorChat) {
        match &self.chat {
            Some(mine) if mine.id == chat.id => {
                if mine.is_newer_than(&chat) {
                    return;
                }
            }
            Some(mine) if mine.asked_at > chat.asked_at => return,
            _ => self.log = Log::default(),
        }
        self.chat = Some(chat);
    }

    async fn hear_message(&mut self, stage: &Stage, message: Message) {
        let Some(chat) = self.chat.as_mut().filter(|chat| chat.id == message.chat) else { return };
        chat.last_seq = chat.last_seq.max(message.seq);
        if self.log.hear(message) == Heard::Gap {
            self.follow(stage).await;
        }
    }

    async fn follow(&mut self, stage: &Stage) {
        let speaker = Speaker::Visitor(self.seat());
        if let Some(chat) = &self.chat {
            catch_up(stage, &speaker, chat.id, chat.last_seq, &mut self.log).await;
        }
    }
}

/// Asks for missing messages until there are none.
async fn catch_up(stage: &Stage, speaker: &Speaker, chat: ChatId, last: Seq, log: &mut Log) {
    while log.last() < last {
        let span = Span::After(log.last());
        // Somebody else may have taken the chat away meanwhile: that event is about to arrive.
        let Ok((messages, _)) = stage.switchboard.catch_up(speaker, chat, span).await.unwrap() else {
            return;
        };
        assert!(log.last() > Seq(0) || !messages.is_empty(), "there is nothing to catch up with");
        // A former participant reads up to where they left it, and nothing after that.
        if messages.is_empty() {
            return;
        }
        log.hear_all(messages);
    }
}
