//! What the panel knows and how it answers each frame: the rules of `widget/src/outbox.rs`, `conversation.rs` and
//! `panel/heard.rs`, without anything that is drawn.

use std::{collections::VecDeque, time::Duration};

use chat::Sources;
use client::log::{Heard, Log};
use fastrand::Rng;
use tokio::time::Instant;
use wire::{
    Author, Body, ChatId, Message, MessageId, Seq, Span,
    language::Wish,
    visitor::{Ask, End, FromVisitor, Hello, Page, Refusal, Say, Stored, ToVisitor, VisitorChat, Welcome},
};

use crate::{
    client::backoff,
    crowd::{Acknowledged, Orders},
    invariants::Record,
    socket::PATIENCE,
};

/// So many messages wait at most: a person stops writing when nothing is acknowledged.
const OUTBOX: usize = 5;
/// The panel's first and longest wait after a passing refusal, in milliseconds.
const WAITS: (u64, u64) = (1_000, 30_000);
/// After so many messages on average a visitor ends his chat and asks for another one.
const CHAT_LENGTH: u32 = 300;
/// How soon to look again when nothing is due.
const IDLE: Duration = Duration::from_secs(1);

/// A visitor's panel.
pub struct Panel {
    site: String,
    token: String,
    rng: Rng,
    sources: Sources,
    written: u64,
    chat: Option<ChatId>,
    view: Option<VisitorChat>,
    log: Log,
    ahead: bool,
    catching_up: Option<Instant>,
    outbox: VecDeque<FromVisitor>,
    flight: Option<Instant>,
    refusals: u32,
    not_before: Instant,
    ending: Option<Instant>,
    acknowledged: Vec<Acknowledged>,
    refused: Vec<MessageId>,
    said: Vec<MessageId>,
    past: Vec<(ChatId, Log)>,
    faults: Vec<String>,
    unreported: u64,
    unreported_refusals: u64,
}

impl Panel {
    /// A visitor who was never here.
    pub fn new(site: &str, nr: usize, mut rng: Rng) -> Panel {
        Panel {
            site: site.to_owned(),
            token: format!("visitor{nr}-{:032x}", rng.u128(..)),
            rng,
            sources: Sources::system(),
            written: 0,
            chat: None,
            view: None,
            log: Log::default(),
            ahead: false,
            catching_up: None,
            outbox: VecDeque::new(),
            flight: None,
            refusals: 0,
            not_before: Instant::now(),
            ending: None,
            acknowledged: Vec::new(),
            refused: Vec::new(),
            said: Vec::new(),
            past: Vec::new(),
            faults: Vec::new(),
            unreported: 0,
            unreported_refusals: 0,
        }
    }

    /// Whether nothing waits for an acknowledgement.
    pub fn is_idle(&self) -> bool {
        self.outbox.is_empty()
            && self.ending.is_none()
            && self.catching_up.is_none()
            && self.unreported_refusals == 0
    }

    /// What it waits for, for a person who looks for a fault.
    pub fn plight(&self) -> String {
        format!(
            "{} unsent, catching up: {}, ending: {}, chat {:?} at {}",
            self.outbox.len(),
            self.catching_up.is_some(),
            self.ending.is_some(),
            self.chat.map(|chat| chat.to_string()),
            self.log.last().0
        )
    }

    /// How far its copy of this chat goes, if it has one.
    pub fn last_of(&self, chat: ChatId) -> Option<Seq> {
        (self.chat == Some(chat)).then(|| self.log.last())
    }

    /// What is to be compared with the database.
    pub fn record(&self, who: String) -> Record {
        Record {
            who,
            said: self.said.clone(),
            acknowledged: self.acknowledged.clone(),
            refused: self.refused.clone(),
            whole: self.chat.map(|chat| (chat, self.log.clone())).into_iter().collect(),
            parts: self.past.clone(),
            faults: self.faults.clone(),
            writes_in_order: true,
        }
    }

    pub(crate) fn rng(&mut self) -> &mut Rng {
        &mut self.rng
    }

    pub(crate) fn hello(&self) -> Hello {
        Hello {
            site: self.site.clone(),
            token: self.token.clone(),
            end: End::Panel,
            page: Page { url: "https://shop.example/".into(), ..Page::default() },
            has: self.chat.map(|chat| (chat, self.log.last())),
            language: Wish::default(),
        }
    }

    pub(crate) fn may_write(&self) -> bool {
        self.outbox.len() < OUTBOX && self.ending.is_none()
    }

    /// Writes a message, or ends the chat instead; false if enough has been written.
    pub(crate) fn write(&mut self, orders: &Orders) -> bool {
        let is_open = self.chat.is_some() && self.view.as_ref().is_none_or(|view| view.state.is_open());
        let has_view = self.view.is_some();
        if is_open && has_view && self.outbox.is_empty() && self.rng.u32(..CHAT_LENGTH) == 0 {
            self.ending = Some(Instant::now());
            // It is sent by `next`, after everything that was written before it.
            return true;
        }
        if !orders.take_one() {
            return false;
        }
        self.written += 1;
        let (id, text) = (self.sources.id(), text(&mut self.rng, self.written));
        self.said.push(id);
        let item = match self.chat.filter(|_| is_open) {
            Some(chat) => FromVisitor::Say(Say { chat, id, text }),
            None => {
                let chat = self.sources.id();
                self.turn_to(chat);
                FromVisitor::Ask(Ask {
                    chat,
                    name: "Vera".into(),
                    id,
                    text,
                    department: None,
                    email: String::new(),
                    answers: vec![],
                })
            }
        };
        self.outbox.push_back(item);
        true
    }

    /// The frames to be sent now, if any; they count as sent.
    pub(crate) fn next(&mut self, orders: &Orders) -> Vec<FromVisitor> {
        for _ in 0..std::mem::take(&mut self.unreported) {
            orders.one_acknowledged();
        }
        orders.some_refused(std::mem::take(&mut self.unreported_refusals));
        let now = Instant::now();
        if self.flight.is_some() || now < self.not_before {
            return Vec::new();
        }
        match (self.outbox.front().cloned(), self.ending, self.chat) {
            (Some(frame), ..) => {
                self.flight = Some(now);
                vec![frame]
            }
            (None, Some(_), Some(chat)) => {
                self.flight = Some(now);
                vec![FromVisitor::End { chat }]
            }
            _ => Vec::new(),
        }
    }

    /// Whether the server has been silent for too long.
    pub(crate) fn is_overdue(&self) -> bool {
        [self.flight, self.catching_up].into_iter().flatten().any(|since| since.elapsed() >= PATIENCE)
    }

    /// When to look again even if nothing happens.
    pub(crate) fn due(&self, write_at: Instant) -> Instant {
        let now = Instant::now();
        let mut due = now + IDLE;
        if self.may_write() && write_at > now {
            due = due.min(write_at);
        }
        if self.flight.is_none() && !self.outbox.is_empty() {
            due = due.min(self.not_before);
        }
        due
    }

    /// The connection is gone: what was in flight will be sent again, and the visitor goes on typing.
    pub(crate) fn lost(&mut self, orders: &Orders) {
        orders.some_repeated(usize::from(self.flight.take().is_some()));
        self.catching_up = None;
        let more = self.rng.usize(..3);
        for _ in 0..more {
            if self.may_write() {
                self.write(orders);
            }
        }
    }

    /// The server has sent a frame; what is to be sent in answer.
    pub(crate) fn heard(&mut self, frame: ToVisitor) -> Vec<FromVisitor> {
        match frame {
            ToVisitor::Welcome(welcome) => self.heard_welcome(*welcome),
            ToVisitor::Stored(stored) => self.heard_stored(stored),
            ToVisitor::Refused { id: Some(id), why } => {
                self.heard_refused(id, why);
                Vec::new()
            }
            ToVisitor::Refused { id: None, why } => {
                // An `End` that came too late or too fast; a catch-up that came too fast is given up after a while.
                if self.ending.is_some() && self.outbox.is_empty() && self.flight.take().is_some() {
                    match why {
                        why if why.is_passing() => self.wait(),
                        _ => self.ending = None,
                    }
                }
                Vec::new()
            }
            ToVisitor::Chat(view) => {
                self.describe(view);
                Vec::new()
            }
            ToVisitor::Message(message) => {
                self.arrived(std::slice::from_ref(&message));
                self.hear(message)
            }
            ToVisitor::Messages { chat, messages, more } => {
                self.catching_up = None;
                let before = self.log.last();
                self.arrived(&messages);
                self.hear_all(chat, messages);
                if more && self.log.last() > before { self.catch_up(true) } else { Vec::new() }
            }
            ToVisitor::Typing(_)
            | ToVisitor::Available(_)
            | ToVisitor::Departments(_)
            | ToVisitor::Site(_)
            | ToVisitor::Place(_) => Vec::new(),
        }
    }

    fn heard_welcome(&mut self, welcome: Welcome) -> Vec<FromVisitor> {
        self.arrived(&welcome.messages);
        if let Some(view) = welcome.chat {
            let chat = view.id;
            self.describe(view);
            self.hear_all(chat, welcome.messages);
        }
        self.catch_up(welcome.more)
    }

    fn heard_stored(&mut self, stored: Stored) -> Vec<FromVisitor> {
        let Some((chat, seq)) = stored.place else { return Vec::new() };
        match self.stored(stored.id, chat, seq) {
            Some(text) => self.hear(Message {
                id: stored.id,
                chat,
                seq,
                at: stored.at,
                author: Author::Visitor,
                body: Body::Text(text),
            }),
            None => Vec::new(),
        }
    }

    fn heard_refused(&mut self, id: MessageId, why: Refusal) {
        if self.outbox.front().map(id_of) != Some(Some(id)) {
            return;
        }
        self.flight = None;
        match why {
            why if why.is_passing() => self.wait(),
            Refusal::ChatClosed => {
                self.outbox.pop_front();
                self.refused.push(id);
                self.unreported_refusals += 1;
            }
            why => self.faults.push(format!("{id} was refused: {why:?}")),
        }
    }

    fn wait(&mut self) {
        self.not_before = Instant::now() + backoff(&mut self.rng, WAITS, self.refusals);
        self.refusals += 1;
    }

    /// What has come back as a message is stored, acknowledged or not.
    fn arrived(&mut self, messages: &[Message]) {
        for message in messages.iter().filter(|message| message.author == Author::Visitor) {
            self.stored(message.id, message.chat, message.seq);
        }
    }

    /// Notes that an item is stored; gives its text if that is news.
    fn stored(&mut self, id: MessageId, chat: ChatId, seq: Seq) -> Option<String> {
        let at = self.outbox.iter().position(|item| id_of(item) == Some(id))?;
        if at != 0 {
            self.faults.push(format!("{id} is stored before what was written before it"));
        }
        let item = self.outbox.remove(at)?;
        if at == 0 {
            self.flight = None;
            self.refusals = 0;
        }
        self.unreported += 1;
        self.acknowledged.push(Acknowledged { chat, id, seq });
        match item {
            FromVisitor::Say(say) => Some(say.text),
            FromVisitor::Ask(ask) => {
                if ask.chat != chat {
                    self.turn_to(chat);
                    for item in &mut self.outbox {
                        if let FromVisitor::Say(say) = item {
                            say.chat = chat;
                        }
                    }
                }
                Some(ask.text)
            }
            _ => None,
        }
    }

    fn turn_to(&mut self, chat: ChatId) {
        if self.chat == Some(chat) {
            return;
        }
        let log = std::mem::take(&mut self.log);
        if let Some(before) = self.chat.replace(chat).filter(|_| log.last() > Seq(0)) {
            self.past.push((before, log));
        }
        (self.view, self.ahead, self.catching_up) = (None, false, None);
    }

    fn describe(&mut self, view: VisitorChat) {
        let takes_over = match &self.view {
            Some(mine) if mine.id == view.id => !mine.is_newer_than(&view),
            Some(mine) => mine.asked_at <= view.asked_at,
            None => self.chat.is_none_or(|chat| chat == view.id) || view.state.is_open(),
        };
        if takes_over {
            self.turn_to(view.id);
            if !view.state.is_open() && self.ending.take().is_some() {
                self.flight = None;
            }
            self.view = Some(view);
        }
    }

    fn hear(&mut self, message: Message) -> Vec<FromVisitor> {
        if self.chat != Some(message.chat) {
            return Vec::new();
        }
        let (is_mine, seq) = (message.author == Author::Visitor, message.seq);
        let heard = self.log.hear(message);
        self.ahead = heard == Heard::Gap && is_mine || self.ahead && heard != Heard::New;
        if heard != Heard::Known && self.log.last() < seq { self.catch_up(true) } else { Vec::new() }
    }

    fn hear_all(&mut self, chat: ChatId, messages: Vec<Message>) {
        if self.chat == Some(chat) {
            self.log.hear_all(messages);
            self.ahead = false;
        }
    }

    fn catch_up(&mut self, anyway: bool) -> Vec<FromVisitor> {
        let known = self.view.as_ref().map_or(Seq(0), |view| view.last_seq);
        let missing = anyway || self.log.last() < known || self.ahead;
        match self.chat.filter(|_| missing && self.catching_up.is_none() && self.view.is_some()) {
            Some(chat) => {
                self.catching_up = Some(Instant::now());
                vec![FromVisitor::CatchUp { chat, span: Span::After(self.log.last()) }]
            }
            None => Vec::new(),
        }
    }
}

fn id_of(item: &FromVisitor) -> Option<MessageId> {
    match item {
        FromVisitor::Ask(ask) => Some(ask.id),
        FromVisitor::Say(say) => Some(say.id),
        _ => None,
    }
}

/// The text of somebody's so many-th message: short mostly, sometimes long, never with white space at its ends.
pub(crate) fn text(rng: &mut Rng, nr: u64) -> String {
    let length = if rng.u32(..20) == 0 { rng.usize(..3_000) } else { rng.usize(..80) };
    format!("{nr} {}.", "é ".repeat(length / 2))
}
