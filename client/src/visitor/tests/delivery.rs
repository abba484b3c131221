//! Any order of writes, cuts, losses, duplicates, refusals, reloads and kills: no acknowledged
//! message is lost, none is stored twice, their order is kept, and the client's copy ends equal to
//! the server's.

use std::collections::{BTreeMap, VecDeque};

use proptest::prelude::*;
use wire::{
    Notice,
    visitor::{Ask, Say},
};

use super::*;
use crate::testing::anna;

/// How many messages wait at most: a person stops writing when nothing is acknowledged.
const WAITING: usize = 4;
/// How many messages the server sends at once.
const PAGE: usize = 3;
/// The number of events without faults within which a client must come to rest.
const PATIENCE: usize = 2_000;

/// An event.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// The visitor writes, into the chat or into the form that starts one.
    Write,
    End,
    Answer,
    Close,
    /// This many frames reach the server, or the connection opens.
    Up(u8),
    /// This many frames reach the client.
    Down(u8),
    /// The server receives the next frame twice.
    RepeatUp,
    /// The client receives the next frame twice.
    RepeatDown,
    /// The next message event never reaches the client.
    Lose,
    /// The server cannot store the next item.
    Refuse,
    /// The connection breaks, with everything in flight.
    Cut,
    /// The same, after the server has stored what was in flight.
    CutBeforeAnswers,
    /// This many milliseconds pass.
    Wait(u16),
    Reload,
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => Just(Step::Write),
        1 => Just(Step::End),
        3 => Just(Step::Answer),
        1 => Just(Step::Close),
        8 => (1..6_u8).prop_map(Step::Up),
        8 => (1..6_u8).prop_map(Step::Down),
        1 => Just(Step::RepeatUp),
        1 => Just(Step::RepeatDown),
        2 => Just(Step::Lose),
        1 => Just(Step::Refuse),
        2 => Just(Step::Cut),
        2 => Just(Step::CutBeforeAnswers),
        4 => (1..20_000_u16).prop_map(Step::Wait),
        1 => Just(Step::Reload),
    ]
}

proptest! {
    #[test]
    fn nothing_is_lost_doubled_or_out_of_order(steps in prop::collection::vec(any_step(), 1..150)) {
        let mut world = World::new();
        for step in steps {
            world.take(step);
        }
        world.calm();
        world.compare();
    }
}

struct Chat {
    view: VisitorChat,
    messages: Vec<Message>,
}

/// A server that follows the protocol: an item with an id is stored once and answered every time.
#[derive(Default)]
struct Server {
    chats: Vec<Chat>,
    /// Whether the next item cannot be stored.
    refuses: bool,
    /// Whether the client has sent its hello on this connection.
    knows_client: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    Down,
    Opening,
    Open,
}

/// The client, the server and what is between them.
struct World {
    panel: Panel,
    ticks: u64,
    persisted: BTreeMap<String, String>,
    server: Server,
    line: Line,
    up: VecDeque<FromVisitor>,
    down: VecDeque<ToVisitor>,
    /// Whether an event was lost on this connection.
    misses: bool,
    written: Vec<MessageId>,
    refused: Vec<MessageId>,
}

impl Server {
    fn receive(&mut self, frame: FromVisitor, ticks: u64) -> Vec<ToVisitor> {
        match frame {
            FromVisitor::Hello(hello) => {
                self.knows_client = true;
                vec![self.welcome(hello.has)]
            }
            FromVisitor::Ask(Ask { chat, id, text, .. }) | FromVisitor::Say(Say { chat, id, text }) => {
                let stored = |message: &Message| {
                    let (chat, seq, at) = (message.chat, message.seq, message.at);
                    ToVisitor::Stored(Stored { id, place: Some((chat, seq)), at })
                };
                if let Some(known) = self.find(id) {
                    return vec![stored(known)];
                }
                if core::mem::take(&mut self.refuses) {
                    return vec![ToVisitor::Refused { id: Some(id), why: Refusal::TryAgain }];
                }
                let has_ended = |known: &Chat| known.view.id == chat && !known.view.state.is_open();
                if self.chats.iter().any(has_ended) {
                    return vec![ToVisitor::Refused { id: Some(id), why: Refusal::ChatClosed }];
                }
                let mut events = Vec::new();
                if self.open().is_none() {
                    let asked_at = Timestamp(self.chats.len() as i64);
                    let view = VisitorChat { id: chat, asked_at, ..chat_view(1, ChatState::Requesting) };
                    self.chats.push(Chat { view, messages: Vec::new() });
                    events.push(ToVisitor::Chat(self.described()));
                }
                let message = self.append(id, Author::Visitor, Body::Text(text), ticks);
                events.push(stored(&message));
                events.push(ToVisitor::Message(message));
                events
            }
            FromVisitor::CatchUp { chat, span: Span::After(after) } => {
                let messages =
                    self.chats.iter().find(|known| known.view.id == chat).expect("a chat of theirs");
                let rest = &messages.messages[after.0 as usize..];
                let page = rest.get(..PAGE).unwrap_or(rest);
                vec![ToVisitor::Messages { chat, messages: page.to_vec(), more: page.len() < rest.len() }]
            }
            FromVisitor::End { chat } => match self.open() {
                Some(open) if open.view.id == chat => {
                    if core::mem::take(&mut self.refuses) {
                        return vec![ToVisitor::Refused { id: None, why: Refusal::TryAgain }];
                    }
                    self.close(ticks)
                }
                _ => vec![ToVisitor::Refused { id: None, why: Refusal::ChatClosed }],
            },
            FromVisitor::Mark { chat, marks } => {
                let marked =
                    self.chats.iter_mut().find(|known| known.view.id == chat).expect("a chat of theirs");
                marked.view.visitor_marks = marked.view.visitor_marks.and(marks);
                marked.view.version += 1;
                let last_seq = Seq(marked.messages.len() as u32);
                vec![ToVisitor::Chat(VisitorChat { last_seq, ..marked.view.clone() })]
            }
            FromVisitor::Typing(_) => Vec::new(),
            other => panic!("{other:?}"),
        }
    }

    fn welcome(&self, has: Option<(ChatId, Seq)>) -> ToVisitor {
        let newest = self.chats.last();
        let after = newest.and_then(|chat| has.filter(|(id, _)| *id == chat.view.id));
        let rest =
            newest.map_or(&[][..], |chat| &chat.messages[after.map_or(0, |(_, seq)| seq.0) as usize..]);
        let page = rest.get(..PAGE).unwrap_or(rest);
        ToVisitor::Welcome(Box::new(Welcome {
            site: site("Demo"),
            language: Language::English,
            texts: vec![],
            mails: false,
            available: true,
            departments: vec![],
            place: None,
            chat: newest.map(|_| self.described()),
            messages: page.to_vec(),
            more: page.len() < rest.len(),
        }))
    }

    /// An operator answers, after accepting the chat if needed.
    fn answer(&mut self, ticks: u64) -> Vec<ToVisitor> {
        let Some(open) = self.open() else { return Vec::new() };
        open.view.state = ChatState::Active;
        open.view.version += 1;
        let id = MessageId::v7(ticks, &[7; 10]);
        let message = self.append(id, Author::Operator(anna()), Body::Text("Yes".into()), ticks);
        vec![ToVisitor::Message(message), ToVisitor::Chat(self.described())]
    }

    fn close(&mut self, ticks: u64) -> Vec<ToVisitor> {
        let Some(open) = self.open() else { return Vec::new() };
        open.view.state = ChatState::Closed;
        open.view.version += 1;
        let id = MessageId::v7(ticks, &[8; 10]);
        let message = self.append(id, Author::System, Body::Notice(Notice::ClosedByVisitor), ticks);
        vec![ToVisitor::Message(message), ToVisitor::Chat(self.described())]
    }

    fn append(&mut self, id: MessageId, author: Author, body: Body, ticks: u64) -> Message {
        let newest = self.chats.last_mut().expect("a chat");
        let (chat, seq) = (newest.view.id, Seq(newest.messages.len() as u32 + 1));
        let message = Message { id, chat, seq, at: Timestamp(ticks as i64), author, body };
        newest.messages.push(message.clone());
        message
    }

    fn described(&self) -> VisitorChat {
        let newest = self.chats.last().expect("a chat");
        VisitorChat { last_seq: Seq(newest.messages.len() as u32), ..newest.view.clone() }
    }

    fn open(&mut self) -> Option<&mut Chat> {
        self.chats.last_mut().filter(|chat| chat.view.state.is_open())
    }

    fn messages(&self) -> impl Iterator<Item = &Message> {
        self.chats.iter().flat_map(|chat| &chat.messages)
    }

    fn find(&self, id: MessageId) -> Option<&Message> {
        self.messages().find(|message| message.id == id)
    }
}

impl World {
    fn new() -> World {
        let mut world = World {
            panel: Panel::default(),
            ticks: 0,
            persisted: BTreeMap::new(),
            server: Server::default(),
            line: Line::Down,
            up: VecDeque::new(),
            down: VecDeque::new(),
            misses: false,
            written: Vec::new(),
            refused: Vec::new(),
        };
        world.load();
        world
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Write => self.write(),
            Step::End => self.act(|panel, _| panel.end()),
            Step::Answer => {
                let events = self.server.answer(self.ticks);
                self.publish(events);
            }
            Step::Close => {
                let events = self.server.close(self.ticks);
                self.publish(events);
            }
            Step::Up(count) => (0..count).for_each(|_| self.up()),
            Step::Down(count) => (0..count).for_each(|_| self.down()),
            Step::RepeatUp => {
                if let Some(frame) = self.up.front().filter(|frame| !matches!(frame, FromVisitor::Hello(_))) {
                    let events = self.server.receive(frame.clone(), self.ticks);
                    self.publish(events);
                }
            }
            Step::RepeatDown => {
                if let Some(frame) = self.down.front().cloned() {
                    self.receive(frame);
                }
            }
            Step::Lose => {
                let event = self.down.iter().position(|frame| matches!(frame, ToVisitor::Message(_)));
                self.misses |= event.and_then(|at| self.down.remove(at)).is_some();
            }
            Step::Refuse => self.server.refuses = true,
            Step::Cut => self.cut(),
            Step::CutBeforeAnswers => {
                while !self.up.is_empty() {
                    self.up();
                }
                self.cut();
            }
            Step::Wait(millis) => self.wait(millis.into()),
            Step::Reload => {
                self.hang_up();
                self.load();
            }
        }
    }

    /// The panel's page loads, with what an earlier one stored.
    fn load(&mut self) {
        self.panel = Panel::default();
        for (name, text) in self.persisted.clone() {
            self.act(|panel, _| panel.restored(&name, text));
        }
        let (site, token, language) = ("demo".into(), "secret".into(), "en".into());
        let greeting = Greeting { site, token, page: Page::default(), redirected: false, language };
        self.act(|panel, now| panel.greeted(now, greeting));
        self.act(|panel, now| panel.shown(now, true));
        self.check();
    }

    fn act<T>(&mut self, act: impl FnOnce(&mut Panel, &Now) -> T) -> T {
        self.ticks += 1;
        let now = Now::at(self.ticks);
        let result = act(&mut self.panel, &now);
        for effect in self.panel.settle(&now) {
            match effect {
                Effect::Connect => self.line = Line::Opening,
                Effect::Disconnect => self.hang_up(),
                Effect::Send(frame) => {
                    assert!(self.line == Line::Open, "{frame:?} is sent without a connection");
                    self.up.push_back(frame);
                }
                Effect::Persist { name, text: Some(text), .. } => drop(self.persisted.insert(name, text)),
                Effect::Persist { name, .. } => drop(self.persisted.remove(&name)),
                Effect::Unread(_) => {}
                Effect::Go(_) | Effect::Reload => panic!("{effect:?}"),
            }
        }
        result
    }

    fn write(&mut self) {
        if self.panel.outbox().items().len() >= WAITING {
            return;
        }
        if !self.panel.conversation().is_open() {
            self.act(|panel, _| panel.start_anew());
        }
        let text = self.written.len().to_string();
        let before = self.panel.outbox().items().len();
        self.act(|panel, now| panel.typed_text(now, text));
        match self.panel.screen() {
            Screen::Chat => assert!(self.act(Panel::send), "a message is taken"),
            Screen::Form { leave: false, .. } => self.act(Panel::submit),
            Screen::Connecting => return,
            other => panic!("{other:?}"),
        }
        let items = self.panel.outbox().items();
        assert_eq!(items.len(), before + 1, "what was written is in the outbox");
        self.written.extend(items.last().map(|item| item.what.id()));
        self.check();
    }

    fn up(&mut self) {
        if self.line == Line::Opening {
            self.line = Line::Open;
            self.act(|panel, _| panel.connected());
        } else if let Some(frame) = self.up.pop_front() {
            let events = self.server.receive(frame, self.ticks);
            self.publish(events);
        }
    }

    fn publish(&mut self, events: Vec<ToVisitor>) {
        if self.server.knows_client {
            self.down.extend(events);
        }
    }

    fn down(&mut self) {
        if let Some(frame) = self.down.pop_front() {
            self.receive(frame);
        }
    }

    fn receive(&mut self, frame: ToVisitor) {
        self.act(|panel, now| panel.received(now, frame));
        let failed = self.panel.outbox().items().iter().find(|item| item.failed.is_some());
        if let Some(id) = failed.map(|item| item.what.id()) {
            self.refused.push(id);
            self.act(|panel, _| panel.edit(id));
        }
        self.check();
    }

    fn cut(&mut self) {
        if self.line != Line::Down {
            self.hang_up();
            self.act(|panel, now| panel.disconnected(now, Some(1006)));
            self.check();
        }
    }

    fn hang_up(&mut self) {
        self.line = Line::Down;
        self.up.clear();
        self.down.clear();
        self.server.knows_client = false;
        self.misses = false;
    }

    fn wait(&mut self, millis: u64) {
        let end = self.ticks + millis;
        while let Some(due) = self.panel.due(&Now::at(self.ticks)).filter(|due| *due <= end) {
            self.ticks = due.max(self.ticks);
            self.act(|_, _| ());
        }
        self.ticks = self.ticks.max(end);
        self.act(|_, _| ());
        self.check();
    }

    /// Everything written is stored or will be sent again, even after a reload.
    fn check(&self) {
        for id in self.written.iter().filter(|id| !self.refused.contains(id)) {
            let waits = self.panel.outbox().items().iter().any(|item| item.what.id() == *id);
            assert!(waits || self.server.find(*id).is_some(), "{id} is neither in the outbox nor stored");
            assert_eq!(
                waits,
                self.persisted.contains_key(&storage::out(*id)),
                "{id} in the outbox and persisted"
            );
        }
    }

    /// No more faults, until the client comes to rest.
    fn calm(&mut self) {
        self.server.refuses = false;
        if self.misses {
            // The loss of the last message shows only at the next connect.
            self.cut();
        }
        for _ in 0..PATIENCE {
            if self.line == Line::Opening || !self.up.is_empty() {
                self.up();
            } else if !self.down.is_empty() {
                self.down();
            } else if self.line == Line::Open && self.panel.is_idle() {
                return;
            } else {
                let due = self.panel.due(&Now::at(self.ticks)).expect("it waits for something");
                self.ticks = due.max(self.ticks);
                self.act(|_, _| ());
            }
        }
        panic!("the client does not come to rest: {:?}", self.panel);
    }

    fn compare(&self) {
        let stored = self.server.messages().filter(|message| message.author == Author::Visitor);
        let stored: Vec<_> = stored.map(|message| message.id).collect();
        let expected: Vec<_> = self.written.iter().filter(|id| !self.refused.contains(id)).copied().collect();
        assert_eq!(stored, expected, "each message once, in the order in which they were written");
        assert!(!self.persisted.keys().any(|name| storage::is_out(name)), "nothing is left over");
        if let Some(newest) = self.server.chats.last() {
            let conversation = self.panel.conversation();
            assert_eq!(conversation.id(), Some(newest.view.id));
            assert_eq!(conversation.log().messages(), newest.messages);
            assert_eq!(conversation.messages().count(), newest.messages.len());
            assert_eq!(conversation.is_open(), newest.view.state.is_open());
        }
    }
}
