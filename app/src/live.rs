//! The console's live state: what the operator sees, kept in sync with the server over the socket.
//!
//! | module | holds |
//! |---|---|
//! | [`connection`], [`socket`], [`backoff`] | the connection, reopened when it is lost |
//! | [`requests`], [`ask`] | which request a reply answers, and who waits for it |
//! | [`desk`] | visitors, chats and the operator as signals |
//! | [`conversations`] | the chats: which one is open, and what is done with it |
//! | [`thread`], [`beside`] | the messages of a chat; who else is viewing it |
//! | [`follow`], [`following`], [`say`] | receiving and sending messages |
//! | [`outbox`] | messages not yet acknowledged |
//! | [`visitor_requests`] | accepting requests and inviting visitors |
//! | [`colleagues`] | what operators do with each other |
//! | [`knowledge`] | what is known about the selected visitor |
//! | [`own`] | the operator's status, preferences, dictionary, canned responses |
//! | [`snoozes`] | the operator's snoozed chats |
//! | [`tags`] | the account's tags, and those of the chats |
//! | [`off_line`] | notifications about offline messages |
//! | [`keep`] | what the browser stores across reloads |
//! | [`news`] | what the operator should notice |
//! | [`hear`] | handles each event from the server |
//!
//! The socket is a hint, and the server's store is the truth. After each snapshot, the chats that
//! matter here are caught up from the last known number, and whatever the outbox still holds is
//! sent again.
//!
//! Each store knows only those below it; [`Live`] has them all, and none knows it.

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
pub(crate) mod snoozes;
pub(crate) mod socket;
pub(crate) mod tags;
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
    ChatId, ChatView,
    operator::{Command, Done, OverChat, Refusal, Snapshot, Snooze},
};

pub(crate) use self::connection::{Connection, is_on_line};
use self::{
    colleagues::Colleagues,
    connection::Link,
    conversations::Conversations,
    desk::{Desk, Share},
    keep::Keep,
    knowledge::Knowledge,
    news::News,
    off_line::OffLine,
    own::Own,
    snoozes::Snoozes,
    tags::ChatTags,
    visitor_requests::VisitorRequests,
};
use crate::{clock::Clock, place::Place};

/// A server that has not answered for this long, in milliseconds, is considered gone.
const PATIENCE: f64 = 10_000.0;

/// A copyable handle to the live state. It ends with the console that made it.
#[derive(Clone, Copy)]
pub(crate) struct Live {
    pub(crate) connection: RwSignal<Connection>,
    pub(crate) clock: Clock,
    pub(crate) desk: Desk,
    pub(crate) conversations: Conversations,
    pub(crate) requests: VisitorRequests,
    pub(crate) colleagues: Colleagues,
    pub(crate) knowledge: Knowledge,
    pub(crate) own: Own,
    pub(crate) tags: ChatTags,
    pub(crate) snoozes: Snoozes,
    pub(crate) off_line: OffLine,
    link: Link,
}

impl Live {
    /// Shows the first view; nothing is connected yet.
    pub(crate) fn new(mut snapshot: Snapshot) -> Live {
        let tags = std::mem::take(&mut snapshot.tags);
        let snoozes = std::mem::take(&mut snapshot.snoozes);
        let clock = Clock::standing_at(snapshot.now);
        let (link, desk) = (Link::new(clock), Desk::new(snapshot));
        let knowledge = Knowledge::none(link, desk);
        Live {
            connection: link.state,
            clock,
            desk,
            conversations: Conversations::new(link, desk),
            requests: VisitorRequests::new(link),
            colleagues: Colleagues::new(link, desk),
            knowledge,
            own: Own::new(link, desk.preferences),
            tags: ChatTags::new(link, knowledge, tags),
            snoozes: Snoozes::new(link, snoozes),
            off_line: OffLine::new(link),
            link,
        }
    }

    /// Connects, and reports news from then on. Browser only.
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

    pub(crate) fn show(self, chat: ChatId) {
        self.link.show(chat);
    }

    pub(crate) fn go(self, place: Place) {
        self.link.go(place);
    }

    pub(crate) fn open(self, chat: Option<ChatId>) {
        if self.conversations.open(chat)
            && let Some(chat) = chat
        {
            self.knowledge.learn_of(chat);
            self.snoozes.seen(chat);
        }
    }

    /// The operator's chats that are not snoozed, those that have just come back first.
    pub(crate) fn my_chats(self) -> Vec<ChatView> {
        let mut mine = self.desk.chats(Share::Mine);
        mine.retain(|chat| self.snoozes.until(chat.id).is_none());
        mine.sort_by_key(|chat| !self.snoozes.is_back(chat.id));
        mine
    }

    /// Other operators' chats, likewise.
    pub(crate) fn other_chats(self) -> Vec<ChatView> {
        let mut others = self.desk.chats(Share::Others);
        others.retain(|chat| self.snoozes.until(chat.id).is_none());
        others.sort_by_key(|chat| !self.snoozes.is_back(chat.id));
        others
    }

    /// The chats that have come back and are in no list: ended ones that an administrator was not in.
    pub(crate) fn back_from_afar(self) -> Vec<Snooze> {
        let mut back = self.snoozes.back();
        back.retain(|snooze| match self.desk.chat(snooze.chat) {
            Some(chat) => !chat.state.is_open() && self.desk.over(chat.id).is_none(),
            None => true,
        });
        back
    }

    /// The chats that are over for the operator and not snoozed, likewise.
    pub(crate) fn over_chats(self) -> Vec<OverChat> {
        let mut over = self.desk.over_chats();
        over.retain(|over| self.snoozes.until(over.chat.id).is_none());
        over.sort_by_key(|over| !self.snoozes.is_back(over.chat.id));
        over
    }

    /// Sends a command and passes on the answer. Without a connection, tells the operator and
    /// returns false.
    pub(crate) fn ask(self, command: Command, then: impl FnOnce(Result<Done, Refusal>) + 'static) -> bool {
        self.link.ask(command, then)
    }

    pub(crate) fn keep(self) -> Keep {
        self.conversations.keep()
    }

    /// A connection can die silently, for instance when the machine sleeps or the network changes.
    fn watch(self) {
        if self.link.longest_wait() > PATIENCE {
            self.may_be_lost();
        }
        self.conversations.go_on_looking();
    }

    /// The browser reports a lost network long before an open socket notices. If the server is
    /// still reachable, a new connection succeeds at once.
    fn may_be_lost(self) {
        self.lost();
        self.link.reconnect();
    }

    /// Requests on the old connection will never be answered.
    fn lost(self) {
        self.link.lost();
        self.requests.accepting.set(None);
        self.link.answer_none();
        self.conversations.lost();
    }
}
