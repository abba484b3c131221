//! The console's state and its reaction to each value: the rules of `app/src/live/hear.rs`,
//! `say.rs` and `outbox.rs`, without the display.

use std::collections::{BTreeMap, VecDeque};

use chat::Sources;
use client::log::{Heard, Log};
use fastrand::Rng;
use tokio::time::Instant;
use wire::{
    Author, Body, ChatId, ChatState, ChatView, Content, Message, MessageId, OperatorRef, Seq, Span,
    Timestamp,
    operator::{Command, Done, Me, Refusal, Request, Snapshot, ToOperator},
};

use crate::{
    crowd::{Acknowledged, Orders},
    invariants::Record,
    socket::PATIENCE,
    visitor::text,
};

/// How many messages wait at most: a person stops writing when nothing is acknowledged.
const OUTBOX: usize = 16;
/// The mean number of messages after which an operator ends a chat.
const CHAT_LENGTH: u32 = 300;

/// An operator's console.
pub struct Desk {
    rng: Rng,
    sources: Sources,
    written: u64,
    me: Option<Me>,
    threads: BTreeMap<ChatId, Thread>,
    outbox: VecDeque<Entry>,
    last_request: u32,
    requests: Vec<(u32, Asked, Instant)>,
    accepting: bool,
    acknowledged: Vec<Acknowledged>,
    refused: Vec<MessageId>,
    said: Vec<MessageId>,
    past: Vec<(ChatId, Log)>,
    faults: Vec<String>,
    unreported: u64,
    unreported_refusals: u64,
}

/// A chat that this operator has, or might accept.
struct Thread {
    view: ChatView,
    log: Log,
    catching_up: bool,
    /// A catch-up was refused and must be requested again.
    again: bool,
}

struct Entry {
    chat: ChatId,
    id: MessageId,
    text: String,
    /// Temporarily refused; the operator sends it again.
    refused: bool,
}

#[derive(Clone, Copy)]
enum Asked {
    Accept,
    Say(ChatId, MessageId),
    CatchUp(ChatId),
    Close,
}

impl Desk {
    /// An operator who has not started.
    pub fn new(rng: Rng) -> Desk {
        Desk {
            rng,
            sources: Sources::system(),
            written: 0,
            me: None,
            threads: BTreeMap::new(),
            outbox: VecDeque::new(),
            last_request: 0,
            requests: Vec::new(),
            accepting: false,
            acknowledged: Vec::new(),
            refused: Vec::new(),
            said: Vec::new(),
            past: Vec::new(),
            faults: Vec::new(),
            unreported: 0,
            unreported_refusals: 0,
        }
    }

    /// Whether no answer is pending.
    pub fn is_idle(&self) -> bool {
        self.outbox.is_empty()
            && self.requests.is_empty()
            && self.unreported_refusals == 0
            && self.threads.values().all(|thread| !thread.again)
    }

    /// The pending answers, for a person who looks for a fault.
    pub fn plight(&self) -> String {
        format!(
            "{} unsent, {} requests open, {} chats",
            self.outbox.len(),
            self.requests.len(),
            self.threads.len()
        )
    }

    /// How far its copy of this chat goes, if it has one.
    pub fn last_of(&self, chat: ChatId) -> Option<Seq> {
        self.threads.get(&chat).map(|thread| thread.log.last())
    }

    /// The record to compare with the database.
    pub fn record(&self, who: String) -> Record {
        let open = self.threads.iter().map(|(chat, thread)| (*chat, thread.log.clone())).collect();
        Record {
            who,
            said: self.said.clone(),
            acknowledged: self.acknowledged.clone(),
            refused: self.refused.clone(),
            whole: open,
            parts: self.past.clone(),
            faults: self.faults.clone(),
            writes_in_order: false,
        }
    }

    pub(crate) fn rng(&mut self) -> &mut Rng {
        &mut self.rng
    }

    pub(crate) fn report(&mut self, orders: &Orders) {
        for _ in 0..std::mem::take(&mut self.unreported) {
            orders.one_acknowledged();
        }
        orders.some_refused(std::mem::take(&mut self.unreported_refusals));
    }

    pub(crate) fn is_overdue(&self) -> bool {
        self.requests.iter().any(|(.., since)| since.elapsed() >= PATIENCE)
    }

    /// The operator acts: repeats what was refused, accepts, ends a chat, or writes.
    pub(crate) fn act(&mut self, orders: &Orders) -> Vec<Request> {
        let mut requests = Vec::new();
        let again: Vec<_> = self.threads.iter().filter(|(_, t)| t.again).map(|(chat, _)| *chat).collect();
        for chat in again {
            requests.extend(self.follow(chat));
        }
        if let Some(entry) = self.outbox.iter_mut().find(|entry| entry.refused) {
            entry.refused = false;
            let (chat, id, text) = (entry.chat, entry.id, entry.text.clone());
            requests.push(self.request(Command::Say { chat, id, content: Content::Text(text) }));
            return requests;
        }
        if let Some(chat) = self.choose(|desk, view| !desk.accepting && view.state == ChatState::Requesting) {
            self.accepting = true;
            requests.push(self.request(Command::Accept { chat }));
            return requests;
        }
        if let Some(chat) = self.choose(|desk, view| desk.is_mine(view)) {
            if self.rng.u32(..CHAT_LENGTH) == 0 {
                requests.push(self.request(Command::Close { chat }));
            } else if self.outbox.len() < OUTBOX && orders.take_one() {
                self.written += 1;
                let (id, text) = (self.sources.id(), text(&mut self.rng, self.written));
                self.said.push(id);
                self.outbox.push_back(Entry { chat, id, text: text.clone(), refused: false });
                requests.push(self.request(Command::Say { chat, id, content: Content::Text(text) }));
            }
        }
        requests
    }

    /// The connection is lost, and with it all pending answers.
    pub(crate) fn lost(&mut self, orders: &Orders) {
        orders.some_repeated(self.outbox.len());
        self.accepting = false;
        self.requests.clear();
        for thread in self.threads.values_mut() {
            (thread.catching_up, thread.again) = (false, false);
        }
    }

    /// The server sent a value; returns the requests that follow.
    pub(crate) fn heard(&mut self, value: ToOperator) -> Vec<Request> {
        match value {
            ToOperator::Snapshot(snapshot) => self.heard_snapshot(snapshot),
            ToOperator::Reply { nr, result } => {
                let Some(at) = self.requests.iter().position(|(open, ..)| *open == nr) else {
                    return Vec::new();
                };
                let (_, asked, _) = self.requests.remove(at);
                self.heard_reply(asked, result)
            }
            ToOperator::Me(me) => {
                self.me = Some(me);
                Vec::new()
            }
            ToOperator::Chat(view) => self.heard_chat(view),
            ToOperator::ChatGone(chat) => {
                self.forget(chat);
                Vec::new()
            }
            ToOperator::Message(message) => {
                if self.threads.contains_key(&message.chat) {
                    self.put(message)
                } else {
                    Vec::new()
                }
            }
            _ => Vec::new(),
        }
    }

    fn heard_snapshot(&mut self, snapshot: Snapshot) -> Vec<Request> {
        self.me = Some(snapshot.me);
        let chats: Vec<_> = snapshot.chats.into_iter().filter(|view| self.wants(view)).collect();
        let gone: Vec<_> =
            self.threads.keys().filter(|chat| chats.iter().all(|view| view.id != **chat)).copied().collect();
        gone.into_iter().for_each(|chat| self.forget(chat));
        let mut requests = Vec::new();
        let waiting: Vec<_> =
            self.outbox.iter().filter(|e| !e.refused).map(|e| (e.chat, e.id, e.text.clone())).collect();
        for (chat, id, text) in waiting {
            requests.push(self.request(Command::Say { chat, id, content: Content::Text(text) }));
        }
        for view in chats {
            let chat = view.id;
            self.describe(view);
            requests.extend(self.follow(chat));
        }
        requests
    }

    fn heard_chat(&mut self, view: ChatView) -> Vec<Request> {
        let chat = view.id;
        // From several nodes, changes may arrive out of order.
        if self.threads.get(&chat).is_some_and(|thread| thread.view.is_newer_than(&view)) {
            return Vec::new();
        }
        if !self.wants(&view) {
            self.forget(chat);
            return Vec::new();
        }
        let last_seq = view.last_seq;
        self.describe(view);
        if self.last_of(chat) < Some(last_seq) { self.follow(chat) } else { Vec::new() }
    }

    fn heard_reply(&mut self, asked: Asked, result: Result<Done, Refusal>) -> Vec<Request> {
        match (asked, result) {
            (Asked::Accept, result) => {
                self.accepting = false;
                if let Err(Refusal::BadText(bad)) = result {
                    self.faults.push(format!("an accept was refused: {bad:?}"));
                }
                Vec::new()
            }
            (Asked::Say(chat, id), Ok(Done::Said { seq, at, .. })) => self.said(chat, id, seq, at),
            (Asked::Say(_, id), Err(Refusal::TooFast | Refusal::TryAgain)) => {
                if let Some(entry) = self.outbox.iter_mut().find(|entry| entry.id == id) {
                    entry.refused = true;
                }
                Vec::new()
            }
            (Asked::Say(_, id), Err(Refusal::ChatClosed)) => {
                let before = self.outbox.len();
                self.outbox.retain(|entry| entry.id != id);
                if self.outbox.len() < before {
                    self.refused.push(id);
                    self.unreported_refusals += 1;
                }
                Vec::new()
            }
            (Asked::Say(_, id), other) => {
                self.faults.push(format!("{id} was answered by {other:?}"));
                Vec::new()
            }
            (Asked::CatchUp(chat), Ok(Done::Messages { messages, more })) => {
                self.caught_up(chat, messages, more)
            }
            (Asked::CatchUp(chat), Err(why)) => {
                if let Some(thread) = self.threads.get_mut(&chat) {
                    thread.catching_up = false;
                    thread.again = matches!(why, Refusal::TooFast | Refusal::TryAgain);
                }
                Vec::new()
            }
            (Asked::CatchUp(_) | Asked::Close, _) => Vec::new(),
        }
    }

    fn caught_up(&mut self, chat: ChatId, messages: Vec<Message>, more: bool) -> Vec<Request> {
        let Some(thread) = self.threads.get_mut(&chat) else { return Vec::new() };
        thread.catching_up = false;
        let places: Vec<_> = messages.iter().map(|message| (message.id, message.seq)).collect();
        let complete = thread.log.hear_all(messages);
        for (id, seq) in places {
            self.settle(chat, id, seq);
        }
        if more || !complete { self.follow(chat) } else { Vec::new() }
    }

    /// Acknowledged: it enters the log at once, if it is the next message.
    fn said(&mut self, chat: ChatId, id: MessageId, seq: Seq, at: Timestamp) -> Vec<Request> {
        let Some(text) = self.settle(chat, id, seq) else { return Vec::new() };
        let Some(me) = self.me.as_ref().filter(|_| self.threads.contains_key(&chat)) else {
            return Vec::new();
        };
        let author = Author::Operator(OperatorRef { id: me.id, name: me.screen_name.clone() });
        self.put(Message { id, chat, seq, at, author, body: Body::Text(text) })
    }

    fn put(&mut self, message: Message) -> Vec<Request> {
        let (chat, id, seq) = (message.chat, message.id, message.seq);
        let Some(thread) = self.threads.get_mut(&chat) else { return Vec::new() };
        match thread.log.hear(message) {
            Heard::New | Heard::Known => {
                self.settle(chat, id, seq);
                Vec::new()
            }
            Heard::Gap => self.follow(chat),
        }
    }

    /// The message is stored and leaves the outbox. Returns its text if that is news.
    fn settle(&mut self, chat: ChatId, id: MessageId, seq: Seq) -> Option<String> {
        let at = self.outbox.iter().position(|entry| entry.id == id)?;
        let entry = self.outbox.remove(at)?;
        self.unreported += 1;
        self.acknowledged.push(Acknowledged { chat, id, seq });
        Some(entry.text)
    }

    fn follow(&mut self, chat: ChatId) -> Vec<Request> {
        let Some(thread) = self.threads.get_mut(&chat) else { return Vec::new() };
        thread.again = false;
        if std::mem::replace(&mut thread.catching_up, true) {
            return Vec::new();
        }
        let after = thread.log.last();
        vec![self.request(Command::CatchUp { chat, span: Span::After(after) })]
    }

    fn request(&mut self, command: Command) -> Request {
        let asked = match &command {
            Command::Say { chat, id, .. } => Asked::Say(*chat, *id),
            Command::CatchUp { chat, .. } => Asked::CatchUp(*chat),
            Command::Close { .. } => Asked::Close,
            _ => Asked::Accept,
        };
        self.last_request += 1;
        self.requests.push((self.last_request, asked, Instant::now()));
        Request { nr: self.last_request, command }
    }

    fn describe(&mut self, view: ChatView) {
        match self.threads.get_mut(&view.id) {
            Some(thread) if thread.view.is_newer_than(&view) => {}
            Some(thread) => thread.view = view,
            None => {
                let thread = Thread { view, log: Log::default(), catching_up: false, again: false };
                self.threads.insert(thread.view.id, thread);
            }
        }
    }

    fn forget(&mut self, chat: ChatId) {
        if let Some(thread) = self.threads.remove(&chat)
            && thread.log.last() > Seq(0)
        {
            self.past.push((chat, thread.log));
        }
    }

    fn wants(&self, view: &ChatView) -> bool {
        view.state == ChatState::Requesting || self.is_mine(view)
    }

    fn is_mine(&self, view: &ChatView) -> bool {
        let me = self.me.as_ref().map(|me| me.id);
        view.state == ChatState::Active && view.operator.as_ref().map(|operator| operator.id) == me
    }

    fn choose(&mut self, fits: impl Fn(&Desk, &ChatView) -> bool) -> Option<ChatId> {
        let fitting: Vec<_> = self
            .threads
            .values()
            .filter(|thread| fits(self, &thread.view))
            .map(|thread| thread.view.id)
            .collect();
        (!fitting.is_empty()).then(|| fitting[self.rng.usize(..fitting.len())])
    }
}
