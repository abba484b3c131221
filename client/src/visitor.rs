//! A visitor's client, whole: events go into [`Panel`], [`Effect`]s come out of [`Panel::settle`].
//!
//! | module | events |
//! |---|---|
//! | here | the loader's greeting, connects and disconnects, time |
//! | `received` | the server's frames |
//! | `actions` | what the visitor does |
//! | `mail` | they have the chat sent to them |
//!
//! | module | state |
//! |---|---|
//! | [`conversation`] | the copy of the chat: log, gaps, unread |
//! | [`draft`] | what is typed, and whether it can be sent |
//! | `typing` | who is typing |
//! | `pushed` | addresses that an operator has pushed |
//! | `storage` | what survives a reload, as text |
//! | `screen` | what follows for the eye: which screen, which sentence |

mod actions;
pub mod conversation;
pub mod draft;
mod mail;
mod pushed;
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

pub use self::screen::{Hint, Screen};
use self::{
    conversation::Conversation,
    draft::{Draft, FieldErrors},
    pushed::Pushed,
    typing::Typing,
};
use crate::{
    connection::{ANSWER_WITHIN, Closed, Connection, Trouble},
    now::{Now, earliest},
    outbox::{Item, Outbox, What},
    strings::{decimal, number},
};

/// How often the panel loads itself anew for another version before it leaves that to the visitor.
const MOST_RELOADS: u32 = 2;
/// A connection on which nothing was heard for so long is tried out when the visitor comes back to
/// it.
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
    /// How the site wants its chat to be.
    site: Arrangement,
    available: bool,
    /// The departments that the visitor can choose from (manual A10); none: they are not asked.
    departments: Vec<DepartmentChoice>,
    /// Whether a chat can be sent by e-mail.
    mails: bool,
    /// That is asked for and not answered yet.
    mailing: Option<MailTranscript>,
    /// Where the chat was sent to.
    mailed: Option<String>,
    /// How far the server was told that the visitor has the chat.
    marked: Option<(ChatId, Marks)>,
    /// The visitor's place in the queue, while they wait in it.
    place: Option<u32>,
    /// Whether the server has ever said how things stand.
    welcomed: bool,
    /// Whether the visitor has the panel open.
    shown: bool,
    /// Whether nobody can see it even so.
    out_of_sight: bool,
    /// The visitor waits for an operator and would rather leave a message.
    leaving: bool,
    /// Where the answer to the off-line message goes that was stored last.
    thanked: Option<String>,
    step: Option<Step>,
    stopped: Option<Refusal>,
    reloads: u32,
    last_received: u64,
    last_sent: LastSent,
    effects: Vec<Effect>,
}

/// What the loader says first.
#[derive(Clone, Debug, Default)]
pub struct Greeting {
    /// The site's key.
    pub site: String,
    /// The visitor's secret.
    pub token: String,
    /// The page the panel is on.
    pub page: Page,
    /// Whether that page was reached by a redirection.
    pub redirected: bool,
    /// The language that the panel is drawn in, as its tag.
    pub language: String,
}

/// Something to be done outside of the state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Begin a connection.
    Connect,
    /// Give the connection up.
    Disconnect,
    /// Send a frame.
    Send(FromVisitor),
    /// Persist a text under a name, or no longer.
    Persist {
        /// The name.
        name: String,
        /// The text; none: no longer.
        text: Option<String>,
        /// For this tab alone.
        tab: bool,
    },
    /// So many messages are unread.
    Unread(u32),
    /// Load this address, in the host page's place or beside it.
    Go(String),
    /// Load the panel anew.
    Reload,
}

/// What the visitor wants to become of the chat.
#[derive(Debug)]
struct Step {
    what: WhatNext,
    /// When it was sent on this connection.
    sent: Option<u64>,
}

/// A step in the chat's life that is the visitor's to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WhatNext {
    /// To end it.
    End,
    /// To take the invitation to it, or not.
    Answer { accept: bool },
}

/// What was told last; only changes are effects.
#[derive(Debug, Default)]
struct LastSent {
    chat: Option<String>,
    draft: Option<String>,
    unread: u32,
}

impl Effect {
    /// Persists an item of the outbox.
    fn persist_item(item: &Item) -> Effect {
        Effect::Persist {
            name: storage::out(item.what.id()),
            text: Some(storage::write_item(item)),
            tab: false,
        }
    }
}

impl Panel {
    /// The loader has greeted: who and where this is. What was kept it has told before.
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

    /// The visitor is on another page.
    pub fn moved(&mut self, page: Page) {
        self.greeting.page = page;
    }

    /// A text that was kept under a name. Once the loader has greeted, it is what another tab keeps
    /// now.
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

    /// The tab is in the background or the window is hidden, or no longer: what comes in meanwhile
    /// is not read.
    pub fn out_of_sight(&mut self, out_of_sight: bool) {
        self.out_of_sight = out_of_sight;
    }

    /// The visitor has opened the panel, or put it away.
    pub fn shown(&mut self, now: &Now, shown: bool) {
        self.shown = shown;
        if shown {
            self.woken(now);
            // An invitation that was declined is over for whoever opens the panel later.
            if self.conversation.was_declined() {
                self.start_anew();
            }
        }
    }

    /// The visitor has come back, or the network has: connects now, and does not trust a connection
    /// that has been silent.
    pub fn woken(&mut self, now: &Now) {
        self.connection.hurry(now);
        if self.connection.is_open() && self.last_received + DOUBTFUL <= now.ticks {
            self.catch_up(now, true);
        }
    }

    /// The network is gone, or as good as gone.
    pub fn offline(&mut self, now: &Now) {
        self.effects.push(Effect::Disconnect);
        self.disconnected(now, None);
    }

    /// The connection stands: say who we are.
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

    /// The connection is closed, with this code; or the network is gone, then without.
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

    /// Draws the consequences of the events, and gives what has to be done. Called after every
    /// event.
    pub fn settle(&mut self, now: &Now) -> Vec<Effect> {
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

    /// When to settle again even if nothing happens, in [`Now::ticks`].
    pub fn due(&self, now: &Now) -> Option<u64> {
        let mut due = earliest(self.connection.due(now), self.typing.due());
        if self.connection.is_open() {
            due = earliest(due, self.outbox.due());
            due = earliest(due, self.asked_since().map(|since| since + ANSWER_WITHIN));
        }
        due
    }

    /// Whether nothing is under way: all is stored, nothing is asked for, no step is to be taken.
    pub fn is_idle(&self) -> bool {
        self.outbox.items().is_empty()
            && self.step.is_none()
            && self.conversation.catching_up_since().is_none()
    }

    /// What to say about the connection, if anything.
    pub fn trouble(&self, now: &Now) -> Option<Trouble> {
        self.connection.trouble(now)
    }

    /// Whether the server speaks another version even after the panel was loaded anew.
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

    /// Since when a catch-up or a step is not answered.
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
            // Cut, or a pasted book would be more than a frame may hold.
            let seen = || if self.site.previews { text::preview(&self.draft.text) } else { String::new() };
            self.effects.push(Effect::Send(FromVisitor::Typing(on.then(seen))));
        }
    }

    /// Tells how far the visitor has what operators have said.
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

    /// A step goes out after everything that was written before it.
    fn send_step(&mut self, now: &Now) {
        let Some(step) = &mut self.step else { return };
        let is_possible = match step.what {
            WhatNext::End => self.conversation.is_open(),
            WhatNext::Answer { .. } => self.conversation.is_invited(),
        };
        if !is_possible {
            self.step = None;
        } else if let Some(view) = self.conversation.view()
            && step.sent.is_none()
            && self.outbox.next_waiting().is_none()
        {
            step.sent = Some(now.ticks);
            let chat = view.id;
            self.effects.push(Effect::Send(match step.what {
                WhatNext::End => FromVisitor::End { chat },
                WhatNext::Answer { accept } => FromVisitor::AnswerInvitation { chat, accept },
            }));
        }
    }

    /// Tells that a pushed address was loaded, until the chat says so itself.
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
        // A chat is in progress as long as it is open or something in it is unread: the loader then
        // opens the panel's page at once on every page of the site.
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
