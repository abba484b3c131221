//! A visitor's complete client: events go into [`Panel`], [`Effect`]s come out of
//! [`Panel::settle`].
//!
//! | module | events |
//! |---|---|
//! | here | the loader's greeting, connects and disconnects, time |
//! | `received` | the server's frames |
//! | `actions` | what the visitor does |
//! | `mail` | the visitor has the chat sent to them |
//! | `rating` | the visitor rates the chat |
//!
//! | module | state |
//! |---|---|
//! | [`conversation`] | the copy of the chat: log, gaps, unread |
//! | [`draft`] | what the visitor typed, and whether it can be sent |
//! | `typing` | who is typing |
//! | `pushed` | addresses that an operator has pushed |
//! | `storage` | what survives a reload, as text |
//! | `screen` | what is visible: which screen, which sentence |

mod actions;
pub mod conversation;
pub mod draft;
mod mail;
mod pushed;
mod rating;
mod received;
mod screen;
mod storage;
#[cfg(test)]
mod tests;
mod typing;

use wire::{
    ChatId, Marks, Message, MessageId, Span,
    language::Wish,
    routing::DepartmentChoice,
    text,
    visitor::{Arrangement, End, FromVisitor, Hello, MailTranscript, Page, Refusal},
};

use self::{
    conversation::Conversation,
    draft::{Draft, FieldErrors},
    pushed::Pushed,
    typing::Typing,
};
pub use self::{
    rating::Rated,
    screen::{Hint, Screen},
};
use crate::{
    connection::{ANSWER_WITHIN, Closed, Connection, Trouble},
    now::{Now, earliest},
    outbox::{Item, Outbox, What},
    strings::{decimal, number},
};

/// How often the panel reloads itself for another version before it leaves that to the visitor.
const MOST_RELOADS: u32 = 2;
/// When the visitor returns to a connection that was silent for this long, the client checks
/// whether it is alive.
const DOUBTFUL: u64 = 30_000;

/// The state of a visitor's client.
#[derive(Debug, Default)]
pub struct Panel {
    greeting: Greeting,
    connection: Connection,
    outbox: Outbox,
    conversation: Conversation,
    typing: Typing,
    pushed: Pushed,
    draft: Draft,
    field_errors: FieldErrors,
    /// The site's settings for the chat.
    site: Arrangement,
    available: bool,
    /// The departments the visitor can choose from (manual A10). If empty, they are not asked.
    departments: Vec<DepartmentChoice>,
    /// Whether a chat can be sent by email.
    mails: bool,
    /// The transcript request that is not answered yet.
    mailing: Option<MailTranscript>,
    /// The address the chat was sent to.
    mailed: Option<String>,
    /// The chat that was rated here, and what came of it.
    rated: Option<(ChatId, Rated)>,
    /// How far the server was told that the visitor received and read the chat.
    marked: Option<(ChatId, Marks)>,
    /// The visitor's place in the queue while they wait.
    place: Option<u32>,
    /// Whether the server has ever sent a `Welcome`.
    welcomed: bool,
    /// Whether the panel is open.
    shown: bool,
    /// Whether it is hidden nevertheless, such as in a background tab.
    out_of_sight: bool,
    /// The visitor waits for an operator and would rather leave a message.
    leaving: bool,
    /// The address that receives the answer to the last stored off-line message.
    thanked: Option<String>,
    step: Option<Step>,
    stopped: Option<Refusal>,
    reloads: u32,
    last_received: u64,
    last_sent: LastSent,
    effects: Vec<Effect>,
}

/// The loader's greeting.
#[derive(Clone, Debug, Default)]
pub struct Greeting {
    /// The site's key.
    pub site: String,
    /// The visitor's secret.
    pub token: String,
    /// The page the panel is on.
    pub page: Page,
    /// Whether that page was reached by a redirect.
    pub redirected: bool,
    /// The panel's language, as its tag.
    pub language: String,
}

/// Something to be done outside the state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Open a connection.
    Connect,
    /// Close the connection.
    Disconnect,
    /// Send a frame.
    Send(FromVisitor),
    /// Store a text under a name, or remove it.
    Persist {
        /// The name.
        name: String,
        /// The text; none removes it.
        text: Option<String>,
        /// For this tab only.
        tab: bool,
    },
    /// How many messages are unread.
    Unread(u32),
    /// Load this address, in place of the host page or beside it.
    Go(String),
    /// Reload the panel.
    Reload,
}

/// A step in the chat's life that the visitor wants.
#[derive(Debug)]
struct Step {
    /// The chat in which it was taken. By the time it can be sent, the panel may show another one.
    chat: ChatId,
    what: WhatNext,
    /// When it was sent on this connection.
    sent: Option<u64>,
}

/// A step in the chat's life that the visitor can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WhatNext {
    /// End it.
    End,
    /// Accept or decline the invitation.
    Answer { accept: bool },
}

/// What was last reported; only changes become effects.
#[derive(Debug, Default)]
struct LastSent {
    chat: Option<String>,
    draft: Option<String>,
    unread: u32,
}

impl Effect {
    fn persist_item(item: &Item) -> Effect {
        Effect::Persist {
            name: storage::out(item.what.id()),
            text: Some(storage::write_item(item)),
            tab: false,
        }
    }
}

impl Panel {
    /// The loader's greeting: who the visitor is and which page this is. The stored texts came
    /// before it.
    pub fn greeted(&mut self, now: &Now, greeting: Greeting) {
        if let (None, Some(What::Ask(ask))) = (self.conversation.id(), self.outbox.next_waiting()) {
            self.conversation.turn_to(ask.chat);
        }
        if self.pushed.arrived(&greeting.page.url, greeting.redirected) {
            self.persist(storage::PUSHED, None, true);
        }
        self.greeting = greeting;
        self.connection.begin(now);
    }

    /// The visitor moved to another page.
    pub fn moved(&mut self, page: Page) {
        self.greeting.page = page;
    }

    /// A text that was stored under a name. After the loader's greeting, it is a text that another
    /// tab has just stored.
    pub fn restored(&mut self, name: &str, text: String) {
        if self.greeting.site.is_empty() {
            self.adopt(name, text);
        } else if name == storage::CHAT
            && let Some((chat, seen)) = storage::read_chat(&text)
            && self.conversation.id() == Some(chat)
        {
            self.conversation.read(seen);
        }
    }

    /// The tab moved to the background, the window was hidden, or it is back. What arrives while
    /// hidden is not read.
    pub fn out_of_sight(&mut self, out_of_sight: bool) {
        self.out_of_sight = out_of_sight;
    }

    /// The visitor opened or closed the panel.
    pub fn shown(&mut self, now: &Now, shown: bool) {
        self.shown = shown;
        if shown {
            self.woken(now);
            // A declined invitation is over for a visitor who opens the panel later.
            if self.conversation.was_declined() {
                self.start_anew();
            }
        }
    }

    /// The visitor or the network is back: connects now, and does not trust a connection that has
    /// been silent.
    pub fn woken(&mut self, now: &Now) {
        self.connection.hurry(now);
        if self.connection.is_open() && self.last_received + DOUBTFUL <= now.ticks {
            self.catch_up(now, true);
        }
    }

    /// The network is gone, or nearly so.
    pub fn offline(&mut self, now: &Now) {
        self.effects.push(Effect::Disconnect);
        self.disconnected(now, None);
    }

    /// The connection is open: sends the hello.
    pub fn connected(&mut self) {
        let has = self.conversation.view().map(|view| (view.id, self.conversation.last()));
        self.effects.push(Effect::Send(FromVisitor::Hello(Hello {
            site: self.greeting.site.clone(),
            token: self.greeting.token.clone(),
            end: End::Panel,
            page: self.greeting.page.clone(),
            has,
            language: Wish::for_this(&self.greeting.language),
        })));
    }

    /// The connection closed with this code, or the network is gone; then there is no code.
    pub fn disconnected(&mut self, now: &Now, code: Option<u16>) {
        let closed = self.connection.closed(now, code);
        if let Some(id) = self.outbox.lost(closed) {
            self.failed(id);
        }
        self.conversation.lost();
        self.pushed.set_told(false);
        self.marked = None;
        self.typing = Typing::default();
        if closed == Closed::OtherVersion && self.reloads < MOST_RELOADS {
            self.reloads += 1;
            self.persist(storage::RELOADS, Some(decimal(self.reloads)), true);
            self.effects.push(Effect::Reload);
        }
    }

    /// Applies the consequences of the events and returns the effects. Call it after every event.
    pub fn settle(&mut self, now: &Now) -> Vec<Effect> {
        self.drop_impossible_step();
        if self.is_overdue(now) {
            self.offline(now);
        }
        if self.connection.wants_connection(now) {
            self.effects.push(Effect::Connect);
        }
        let report = self.typing.tick(now.ticks);
        self.report_typing(report);
        if self.connection.is_open() {
            if let Some(frame) = self.outbox.next(now) {
                self.effects.push(Effect::Send(frame));
            }
            self.send_step(now);
            self.report_pushed();
        }
        if self.shown && !self.out_of_sight && self.screen() == Screen::Chat {
            self.conversation.read(self.conversation.last());
        }
        self.mark();
        self.report();
        core::mem::take(&mut self.effects)
    }

    /// When to call [`Panel::settle`] again even if nothing happens, in [`Now::ticks`].
    pub fn due(&self, now: &Now) -> Option<u64> {
        let mut due = earliest(self.connection.due(now), self.typing.due());
        if self.connection.is_open() {
            due = earliest(due, self.outbox.due());
            due = earliest(due, self.asked_since().map(|since| since + ANSWER_WITHIN));
        }
        due
    }

    /// Whether nothing is pending: no item to store, no open request, no step to take.
    pub fn is_idle(&self) -> bool {
        self.outbox.items().is_empty()
            && self.step.is_none()
            && self.conversation.catching_up_since().is_none()
    }

    /// What to say about the connection, if anything.
    pub fn trouble(&self, now: &Now) -> Option<Trouble> {
        self.connection.trouble(now)
    }

    /// Whether the server still speaks another version after the panel was reloaded.
    pub fn is_outdated(&self) -> bool {
        self.reloads >= MOST_RELOADS
    }

    fn adopt(&mut self, name: &str, text: String) {
        if storage::is_out(name) {
            match storage::read_item(&text) {
                Some(item) => self.outbox.push(item),
                None => self.persist(name, None, false),
            }
        } else if name == storage::CHAT {
            if let Some((chat, seen)) = storage::read_chat(&text) {
                self.conversation.turn_to(chat);
                self.conversation.read(seen);
            }
            self.last_sent.chat = Some(text);
        } else if name == storage::DRAFT {
            self.draft = storage::read_draft(&text);
            self.last_sent.draft = Some(text);
        } else if name == storage::PUSHED {
            if let Some(address) = storage::read_pushed(&text) {
                self.pushed.ask(address);
            }
        } else if name == storage::RELOADS {
            self.reloads = number(&text, 10).map_or(MOST_RELOADS, |reloads| reloads as u32);
        }
    }

    fn is_overdue(&self, now: &Now) -> bool {
        let asked = self.asked_since().is_some_and(|since| since + ANSWER_WITHIN <= now.ticks);
        self.connection.is_overdue(now) || self.connection.is_open() && (asked || self.outbox.is_overdue(now))
    }

    /// Since when a catch-up or a step is unanswered.
    fn asked_since(&self) -> Option<u64> {
        earliest(self.conversation.catching_up_since(), self.step.as_ref().and_then(|step| step.sent))
    }

    fn catch_up(&mut self, now: &Now, anyway: bool) {
        if let Some((chat, after)) = self.conversation.catch_up(now.ticks, anyway) {
            self.effects.push(Effect::Send(FromVisitor::CatchUp { chat, span: Span::After(after) }));
        }
    }

    fn report_typing(&mut self, report: Option<bool>) {
        if let Some(on) = report.filter(|_| self.connection.is_open() && self.conversation.is_open()) {
            // Cut, because a pasted book would exceed a frame's limit.
            let seen = || if self.site.previews { text::preview(&self.draft.text) } else { String::new() };
            self.effects.push(Effect::Send(FromVisitor::Typing(on.then(seen))));
        }
    }

    /// Tells the server how far the visitor received and read the operators' messages.
    fn mark(&mut self) {
        let Some(view) = self.conversation.view().filter(|_| self.connection.is_open()) else { return };
        let Some(said) = self.conversation.last_said_to_visitor() else { return };
        let read = if self.conversation.seen() >= said { said } else { view.visitor_marks.read };
        let marks = view.visitor_marks.and(Marks { delivered: said, read });
        let marked = Some((view.id, marks));
        if marks != view.visitor_marks && marked != self.marked {
            self.marked = marked;
            self.effects.push(Effect::Send(FromVisitor::Mark { chat: view.id, marks }));
        }
    }

    /// What the server said may be the answer, or leave nothing to do.
    fn drop_impossible_step(&mut self) {
        let Some(step) = &self.step else { return };
        let is_possible = match step.what {
            WhatNext::End => self.conversation.is_open(),
            WhatNext::Answer { .. } => self.conversation.is_invited(),
        };
        if !is_possible || self.conversation.id() != Some(step.chat) {
            self.step = None;
        }
    }

    /// A step is sent after everything that was written before it.
    fn send_step(&mut self, now: &Now) {
        if let Some(step) = &mut self.step
            && self.conversation.view().is_some()
            && step.sent.is_none()
            && self.outbox.next_waiting().is_none()
        {
            step.sent = Some(now.ticks);
            let chat = step.chat;
            self.effects.push(Effect::Send(match step.what {
                WhatNext::End => FromVisitor::End { chat },
                WhatNext::Answer { accept } => FromVisitor::AnswerInvitation { chat, accept },
            }));
        }
    }

    /// Reports that a pushed address was loaded, until the chat says so itself.
    fn report_pushed(&mut self) {
        let pushed = self.pushed.untold().and_then(|id| self.conversation.message(id));
        if let Some(&Message { chat, seq, .. }) = pushed
            && self.conversation.is_open()
            && !self.conversation.was_opened(seq)
        {
            self.pushed.set_told(true);
            self.effects.push(Effect::Send(FromVisitor::Opened { chat, seq }));
        }
    }

    fn post(&mut self, item: Item) {
        self.effects.push(Effect::persist_item(&item));
        self.outbox.push(item);
    }

    fn unpost(&mut self, id: MessageId) {
        self.persist(&storage::out(id), None, false);
    }

    fn report(&mut self) {
        let unread = self.conversation.unread();
        // A chat is in progress while it is open or has unread messages: the loader then opens the
        // panel's page at once on every page of the site.
        let in_progress = self.conversation.is_open() || unread > 0;
        let chat = self.conversation.id().filter(|_| in_progress);
        let chat = chat.map(|id| storage::write_chat(id, self.conversation.seen()));
        if chat != self.last_sent.chat {
            self.last_sent.chat.clone_from(&chat);
            self.persist(storage::CHAT, chat, false);
        }
        let draft = storage::write_draft(&self.draft);
        if draft != self.last_sent.draft {
            self.last_sent.draft.clone_from(&draft);
            self.persist(storage::DRAFT, draft, true);
        }
        if unread != self.last_sent.unread {
            self.last_sent.unread = unread;
            self.effects.push(Effect::Unread(unread));
        }
    }

    fn persist(&mut self, name: &str, text: Option<String>, tab: bool) {
        self.effects.push(Effect::Persist { name: name.to_owned(), text, tab });
    }
}
