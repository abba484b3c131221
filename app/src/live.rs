//! The console's live half: what the operator sees, kept equal to the server's by the socket.
//!
//! | module | holds |
//! |---|---|
//! | [`connection`], [`socket`], [`backoff`] | the way to the server, opened again when it is lost |
//! | [`requests`], [`ask`] | which request a reply answers, and who waits for it |
//! | [`desk`] | visitors, chats, the operator himself, as signals |
//! | [`conversations`] | the chats: which one is looked at, and what is done with it |
//! | [`thread`], [`follow`], [`following`], [`say`], [`beside`] | a chat's messages, how they come and go, and who else is at it |
//! | [`outbox`] | what was said and is not acknowledged |
//! | [`visitor_requests`] | requests that are accepted, visitors who are invited |
//! | [`colleagues`] | what operators do with each other |
//! | [`knowledge`] | what is known of the visitor who is looked at |
//! | [`own`] | what is the operator's own: status, preferences, words, canned responses |
//! | [`off_line`] | what is told of off-line messages |
//! | [`keep`] | what the browser keeps over a reload |
//! | [`news`] | what the operator should notice |
//! | [`hear`] | what comes of each thing that the server says |
//!
//! The socket is a hint, the server's store is the truth: after each snapshot the chats that matter here are caught up
//! from the last number that is known, and whatever the outbox still holds is sent again.
//!
//! Each store knows only those below it; [`Live`] has them all, and is known by none.

pub(crate) mod backoff;
pub(crate) mod colleagues;
pub(crate) mod connection;
pub(crate) mod conversations;
pub(crate) mod desk;
pub(crate) mod keep;
pub(crate) mod knowledge;
pub(crate) mod news;
pub(crate) mod off_line;
pub(crate) mod outbox;
pub(crate) mod own;
pub(crate) mod requests;
pub(crate) mod socket;
pub(crate) mod thread;
pub(crate) mod visitor_requests;

mod ask;
mod beside;
mod follow;
mod following;
mod hear;
mod say;

use leptos::{ev, prelude::*};
use wire::{
    ChatId,
    operator::{Command, Done, Refusal, Snapshot},
};

pub(crate) use self::connection::{Connection, is_on_line};
use self::{
    colleagues::Colleagues, connection::Link, conversations::Conversations, desk::Desk, keep::Keep,
    knowledge::Knowledge, news::News, off_line::OffLine, own::Own, visitor_requests::VisitorRequests,
};
use crate::{clock::Clock, place::Place};

/// A server that has not answered for so long, in milliseconds, is not there.
const PATIENCE: f64 = 10_000.0;

/// A cheap handle to everything live. It ends with the console that made it.
#[derive(Clone, Copy)]
pub(crate) struct Live {
    pub(crate) connection: RwSignal<Connection>,
    pub(crate) clock: Clock,
    pub(crate) desk: Desk,
    pub(crate) conversations: Conversations,
    pub(crate) requests: VisitorRequests,
    pub(crate) colleagues: Colleagues,
    /// What is known of the visitor who is looked at.
    pub(crate) knowledge: Knowledge,
    pub(crate) own: Own,
    pub(crate) off_line: OffLine,
    link: Link,
}

impl Live {
    /// What the first view showed; nothing is connected yet.
    pub(crate) fn new(snapshot: Snapshot) -> Live {
        let clock = Clock::standing_at(snapshot.now);
        let (link, desk) = (Link::new(clock), Desk::new(snapshot));
        Live {
            connection: link.state,
            clock,
            desk,
            conversations: Conversations::new(link, desk),
            requests: VisitorRequests::new(link),
            colleagues: Colleagues::new(link, desk),
            knowledge: Knowledge::none(link, desk),
            own: Own::new(link, desk.preferences),
            off_line: OffLine::new(link),
            link,
        }
    }

    /// Connects, and tells the news from then on. Only in a browser.
    pub(crate) fn start(self, listener: impl Fn(News) + 'static) {
        self.link.listen(listener);
        self.conversations.restore();
        self.clock.run(move || self.watch());
        self.link.connect(move |heard| self.hear(heard));
        let back = window_event_listener(ev::online, move |_| self.link.reconnect());
        let away = window_event_listener(ev::offline, move |_| self.may_be_lost());
        on_cleanup(move || {
            back.remove();
            away.remove();
            self.link.hang_up();
        });
    }

    /// Shows a chat, wherever the operator is.
    pub(crate) fn show(self, chat: ChatId) {
        self.link.show(chat);
    }

    /// Goes to another place of the console.
    pub(crate) fn go(self, place: Place) {
        self.link.go(place);
    }

    /// The operator looks at this chat, or at none.
    pub(crate) fn open(self, chat: Option<ChatId>) {
        if self.conversations.open(chat)
            && let Some(chat) = chat
        {
            self.knowledge.learn_of(chat);
        }
    }

    /// Asks, and hands over the answer. Without a connection the operator is told so, and it is false.
    pub(crate) fn ask(self, command: Command, then: impl FnOnce(Result<Done, Refusal>) + 'static) -> bool {
        self.link.ask(command, then)
    }

    pub(crate) fn keep(self) -> Keep {
        self.conversations.keep()
    }

    /// A connection can die without a word, for instance when a machine sleeps or a network changes.
    fn watch(self) {
        if self.link.longest_wait() > PATIENCE {
            self.may_be_lost();
        }
        self.conversations.go_on_looking();
    }

    /// The browser says that there is no network, long before an open socket would notice; a server that can be reached
    /// all the same answers a new one at once.
    fn may_be_lost(self) {
        self.lost();
        self.link.reconnect();
    }

    /// Nothing that was asked on the old connection will be answered.
    fn lost(self) {
        self.link.lost();
        self.requests.accepting.set(None);
        self.link.answer_none();
        self.conversations.lost();
    }
}
