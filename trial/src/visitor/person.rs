//! The person who writes in the panel: what they wrote, what was acknowledged, and what the panel
//! stores across a reload.

use std::{
    array,
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use chat::Sources;
use client::{
    log::Log,
    now::Now,
    outbox::Failure,
    visitor::{Effect, Greeting, Panel, Screen},
};
use fastrand::Rng;
use tokio::time::Instant;
use wire::{
    Author, ChatId, Message, MessageId, Seq,
    visitor::{FromVisitor, Page, Refusal, ToVisitor},
};

use crate::{
    crowd::{Acknowledged, Orders, pause},
    invariants::Record,
};

/// How many messages wait at most: a person stops writing when nothing is acknowledged.
const OUTBOX: usize = 5;
/// The mean number of messages after which a visitor ends their chat and asks for another one.
const CHAT_LENGTH: u32 = 300;
/// One in this many lost connections makes the visitor reload the page.
const RELOAD: u32 = 8;
/// The mean time that a visitor looks at a panel without a connection before they switch tabs and
/// come back, which makes it connect at once. Otherwise the panel's own waits, which grow with
/// kills in quick succession, would be most of a test.
const IMPATIENCE: Duration = Duration::from_millis(750);
/// How soon to check again when nothing is due.
const IDLE: Duration = Duration::from_secs(1);

/// A visitor, with the panel that every site uses.
///
/// The panel's view of what is stored is not trusted: acknowledgements are read from the server's
/// frames, and until then everything written must be in the panel's outbox.
pub struct Person {
    panel: Panel,
    /// What the loader keeps in the browser's storage, by name.
    persisted: BTreeMap<String, String>,
    site: String,
    token: String,
    rng: Rng,
    sources: Sources,
    started: Instant,
    /// The time of the last event, in milliseconds since 1970.
    last_millis: u64,
    /// When the visitor returns to a panel that has lost its connection.
    back_at: Option<Instant>,
    written: u64,
    said: Vec<MessageId>,
    /// What was written and is neither acknowledged nor refused.
    waiting: VecDeque<MessageId>,
    acknowledged: Vec<Acknowledged>,
    refused: Vec<MessageId>,
    ending: Option<ChatId>,
    /// The last message sent, to count repetitions.
    sent: Option<MessageId>,
    repeated: usize,
    past: Vec<(ChatId, Log)>,
    faults: Vec<String>,
}

impl Person {
    /// A new visitor with the panel open.
    pub fn new(site: &str, nr: usize, mut rng: Rng) -> Person {
        let mut person = Person {
            panel: Panel::default(),
            persisted: BTreeMap::new(),
            site: site.to_owned(),
            token: format!("visitor{nr}-{:032x}", rng.u128(..)),
            rng,
            sources: Sources::system(),
            started: Instant::now(),
            last_millis: 0,
            back_at: None,
            written: 0,
            said: Vec::new(),
            waiting: VecDeque::new(),
            acknowledged: Vec::new(),
            refused: Vec::new(),
            ending: None,
            sent: None,
            repeated: 0,
            past: Vec::new(),
            faults: Vec::new(),
        };
        person.load();
        person
    }

    /// Whether no answer is pending.
    pub fn is_idle(&self) -> bool {
        self.waiting.is_empty() && self.panel.is_idle() && !self.is_ending()
    }

    /// Whether the visitor has ended a chat that is still open for them.
    fn is_ending(&self) -> bool {
        let conversation = self.panel.conversation();
        self.ending.is_some() && conversation.is_open() && conversation.id() == self.ending
    }

    /// The pending answers, for a person who looks for a fault.
    pub fn plight(&self) -> String {
        let conversation = self.panel.conversation();
        format!(
            "{} unsent, ending: {}, at rest: {}, {:?}, chat {:?} at {}",
            self.waiting.len(),
            self.ending.is_some(),
            self.panel.is_idle(),
            self.panel.screen(),
            conversation.id().map(|chat| chat.to_string()),
            conversation.last().0
        )
    }

    /// How far the panel's copy of this chat goes, if it has one.
    pub fn last_of(&self, chat: ChatId) -> Option<Seq> {
        let conversation = self.panel.conversation();
        (conversation.id() == Some(chat)).then(|| conversation.last())
    }

    /// The record to compare with the database.
    pub fn record(&self, who: String) -> Record {
        Record {
            who,
            said: self.said.clone(),
            acknowledged: self.acknowledged.clone(),
            refused: self.refused.clone(),
            whole: self.copy().into_iter().collect(),
            parts: self.past.clone(),
            faults: self.faults.clone(),
            writes_in_order: true,
        }
    }

    pub(crate) fn rng(&mut self) -> &mut Rng {
        &mut self.rng
    }

    /// Writes a message, or ends the chat instead; false if there is nothing to write, or nowhere
    /// to write it.
    pub(crate) fn write(&mut self, orders: &Orders) -> bool {
        let conversation = self.panel.conversation();
        let (chat, is_open) = (conversation.id(), conversation.is_open());
        let has_view = conversation.view().is_some();
        self.ending = self.ending.filter(|ending| is_open && chat == Some(*ending));
        if !self.may_write() {
            return false;
        }
        if is_open && has_view && self.waiting.is_empty() && self.rng.u32(..CHAT_LENGTH) == 0 {
            self.ending = chat;
            self.panel.end();
            return true;
        }
        if !is_open && self.panel.screen() == Screen::Chat {
            self.panel.start_anew();
        }
        let is_chat = match self.panel.screen() {
            Screen::Chat => true,
            Screen::Form { leave: false, sending: false } => false,
            // Nobody is available, or nothing is known yet.
            _ => return false,
        };
        if !orders.take_one() {
            return false;
        }
        self.written += 1;
        // Never two in one millisecond: ids sort in the order of writing, even when read from the
        // storage.
        self.last_millis += 1;
        let text = text(&mut self.rng, self.written);
        let before = self.panel.outbox().items().len();
        self.turning(|panel, now| {
            panel.typed_text(now, text);
            if is_chat {
                panel.send(now);
            } else {
                panel.typed_name("Vera".to_owned());
                panel.submit(now);
            }
        });
        match self.panel.outbox().items() {
            [.., last] if self.panel.outbox().items().len() == before + 1 => {
                self.said.push(last.what.id());
                self.waiting.push_back(last.what.id());
            }
            _ => self.faults.push(format!("message {} was not taken by the panel", self.written)),
        }
        true
    }

    pub(crate) fn connected(&mut self) {
        self.back_at = None;
        self.panel.connected();
    }

    /// The connection is lost or was never made. The visitor goes on typing, or reloads the page.
    pub(crate) fn disconnected(&mut self, orders: &Orders, code: Option<u16>) {
        let now = self.now();
        self.panel.disconnected(&now, code);
        self.looks_away();
        for _ in 0..self.rng.usize(..3) {
            self.write(orders);
        }
        if self.rng.u32(..RELOAD) == 0 {
            self.load();
        }
    }

    pub(crate) fn received(&mut self, orders: &Orders, frame: ToVisitor) {
        self.note(orders, &frame);
        // A copy is made only if it may be needed.
        if chat_of(&frame).is_some_and(|chat| chat != self.panel.conversation().id()) {
            self.turning(|panel, now| panel.received(now, frame));
        } else {
            let now = self.now();
            self.panel.received(&now, frame);
        }
    }

    /// Applies the consequences of an event; returns the effects on the connection.
    pub(crate) fn settle(&mut self, orders: &Orders) -> Vec<Effect> {
        self.take_back_refused();
        let now = self.now();
        if self.back_at.take_if(|at| *at <= Instant::now()).is_some() {
            self.panel.woken(&now);
        }
        let effects = self.panel.settle(&now);
        let effects = effects.into_iter().filter_map(|effect| self.carry_out(effect)).collect();
        orders.some_repeated(std::mem::take(&mut self.repeated));
        let items = self.panel.outbox().items();
        let is_kept = |id: &MessageId| items.iter().any(|item| item.what.id() == *id);
        let forgotten = self.waiting.iter().filter(|id| !is_kept(id));
        self.faults.extend(forgotten.map(|id| format!("{id} left the outbox before it was stored")));
        self.waiting.retain(is_kept);
        effects
    }

    /// When to check again even if nothing happens.
    pub(crate) fn due(&mut self, write_at: Instant) -> Instant {
        let now = self.now();
        let present = Instant::now();
        let mut due = present + IDLE;
        if let Some(ticks) = self.panel.due(&now) {
            due = due.min(self.started + Duration::from_millis(ticks));
        }
        if let Some(back_at) = self.back_at {
            due = due.min(back_at);
        }
        if self.may_write() && write_at > present {
            due = due.min(write_at);
        }
        due
    }

    fn looks_away(&mut self) {
        self.back_at = Some(Instant::now() + pause(&mut self.rng, IMPATIENCE));
    }

    fn may_write(&self) -> bool {
        self.waiting.len() < OUTBOX && self.ending.is_none()
    }

    /// The panel's page loads, with what an earlier one left in the browser's storage.
    fn load(&mut self) {
        self.past.extend(self.copy());
        let now = self.now();
        // The earlier page stores what is pending; its connection ends with it.
        for effect in self.panel.settle(&now) {
            self.carry_out(effect);
        }
        self.panel = Panel::default();
        for (name, text) in &self.persisted {
            self.panel.restored(name, text.clone());
        }
        let greeting = Greeting {
            site: self.site.clone(),
            token: self.token.clone(),
            page: Page { url: "https://shop.example/".into(), ..Page::default() },
            redirected: false,
            language: "en".to_owned(),
        };
        self.panel.greeted(&now, greeting);
        self.panel.shown(&now, true);
        self.ending = None;
    }

    /// Carries out what does not concern the connection; returns what does.
    fn carry_out(&mut self, effect: Effect) -> Option<Effect> {
        match effect {
            Effect::Persist { name, text: Some(text), .. } => {
                self.persisted.insert(name, text);
                None
            }
            Effect::Persist { name, .. } => {
                self.persisted.remove(&name);
                None
            }
            Effect::Unread(_) => None,
            Effect::Go(_) | Effect::Reload => {
                self.faults.push(format!("the panel wants {effect:?}"));
                None
            }
            Effect::Send(FromVisitor::Ask(_) | FromVisitor::Say(_)) => {
                let sent = id_of(&effect);
                self.repeated += usize::from(self.sent == sent);
                self.sent = sent;
                Some(effect)
            }
            Effect::Disconnect => {
                self.looks_away();
                Some(effect)
            }
            Effect::Connect | Effect::Send(_) => Some(effect),
        }
    }

    /// Records what a frame acknowledges or refuses.
    fn note(&mut self, orders: &Orders, frame: &ToVisitor) {
        match frame {
            ToVisitor::Welcome(welcome) => {
                orders.one_connected();
                self.note_messages(orders, &welcome.messages);
            }
            ToVisitor::Message(message) => self.note_messages(orders, std::slice::from_ref(message)),
            ToVisitor::Messages { messages, .. } => self.note_messages(orders, messages),
            ToVisitor::Stored(stored) => {
                if let Some((chat, seq)) = stored.place {
                    self.note_stored(orders, Acknowledged { chat, id: stored.id, seq });
                }
            }
            ToVisitor::Refused { id: Some(id), why } if self.waiting.contains(id) => match why {
                why if why.is_passing() => self.sent = None,
                Refusal::ChatClosed => {
                    self.waiting.retain(|waiting| waiting != id);
                    self.refused.push(*id);
                    orders.some_refused(1);
                }
                why => self.faults.push(format!("{id} was refused: {why:?}")),
            },
            _ => {}
        }
    }

    /// What comes back as a message is stored, acknowledged or not.
    fn note_messages(&mut self, orders: &Orders, messages: &[Message]) {
        for message in messages.iter().filter(|message| message.author == Author::Visitor) {
            let Message { chat, id, seq, .. } = *message;
            self.note_stored(orders, Acknowledged { chat, id, seq });
        }
    }

    fn note_stored(&mut self, orders: &Orders, stored: Acknowledged) {
        let Some(at) = self.waiting.iter().position(|id| *id == stored.id) else { return };
        if at != 0 {
            self.faults.push(format!("{} is stored before what was written before it", stored.id));
        }
        self.waiting.remove(at);
        self.acknowledged.push(stored);
        orders.one_acknowledged();
    }

    /// A refused message stays visible; the visitor takes it back and writes another in its place.
    fn take_back_refused(&mut self) {
        loop {
            let failed = self.panel.outbox().items().iter().find(|item| item.failed.is_some());
            let Some((id, why)) = failed.map(|item| (item.what.id(), item.failed)) else { return };
            if why == Some(Failure::Unknown) {
                self.faults.push(format!("{id} was given up"));
            }
            self.panel.edit(id);
        }
    }

    /// Runs something that may switch the panel to another chat, and remembers the copy of the
    /// previous one.
    fn turning<T>(&mut self, act: impl FnOnce(&mut Panel, &Now) -> T) -> T {
        let before = self.copy();
        let now = self.now();
        let result = act(&mut self.panel, &now);
        let chat = self.panel.conversation().id();
        self.past.extend(before.filter(|(before, _)| Some(*before) != chat));
        result
    }

    /// The panel's copy of its chat, unless it is empty.
    fn copy(&self) -> Option<(ChatId, Log)> {
        let conversation = self.panel.conversation();
        let chat = conversation.id().filter(|_| conversation.last() > Seq(0))?;
        Some((chat, conversation.log().clone()))
    }

    fn now(&mut self) -> Now {
        self.last_millis = self.sources.now().0.unsigned_abs().max(self.last_millis);
        let mut random = || array::from_fn(|_| self.rng.u8(..));
        Now {
            ticks: u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
            millis: self.last_millis,
            chat: random(),
            message: random(),
        }
    }
}

/// The chat to which a frame may switch the panel, or `Some(None)` for no chat at all. `None` if
/// the frame does not concern that.
fn chat_of(frame: &ToVisitor) -> Option<Option<ChatId>> {
    match frame {
        ToVisitor::Welcome(welcome) => Some(welcome.chat.as_ref().map(|view| view.id)),
        ToVisitor::Chat(view) => Some(Some(view.id)),
        ToVisitor::Stored(stored) => stored.place.map(|(chat, _)| Some(chat)),
        ToVisitor::Message(message) => Some(Some(message.chat)),
        ToVisitor::Messages { chat, .. } => Some(Some(*chat)),
        _ => None,
    }
}

fn id_of(effect: &Effect) -> Option<MessageId> {
    match effect {
        Effect::Send(FromVisitor::Ask(ask)) => Some(ask.id),
        Effect::Send(FromVisitor::Say(say)) => Some(say.id),
        _ => None,
    }
}

/// The text of somebody's message with this number: mostly short, sometimes long, never with white
/// space at its ends.
pub(crate) fn text(rng: &mut Rng, nr: u64) -> String {
    let length = if rng.u32(..20) == 0 { rng.usize(..3_000) } else { rng.usize(..80) };
    format!("{nr} {}.", "é ".repeat(length / 2))
}
