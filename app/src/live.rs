//! The console's live half: what the operator sees, kept equal to the server's by the socket.
//!
//! | module | holds |
//! |---|---|
//! | [`socket`], [`backoff`] | the connection, opened again when it is lost |
//! | [`requests`], [`ask`] | which request a reply answers, and who waits for it |
//! | [`desk`] | visitors, chats, the operator himself, as signals |
//! | [`thread`], [`follow`], [`beside`] | a chat's messages, how they come here, and who else is at it |
//! | [`knowledge`] | what is known of the visitor who is looked at |
//! | [`outbox`] | what was said and is not acknowledged |
//! | [`keep`] | what the browser keeps over a reload |
//! | [`news`] | what the operator should notice |
//!
//! The socket is a hint, the server's store is the truth: after each snapshot the chats that matter here are caught up
//! from the last number that is known, and whatever the outbox still holds is sent again.

pub(crate) mod backoff;
pub(crate) mod desk;
pub(crate) mod keep;
pub(crate) mod knowledge;
pub(crate) mod news;
pub(crate) mod outbox;
pub(crate) mod requests;
pub(crate) mod socket;
pub(crate) mod thread;

mod ask;
mod beside;
mod follow;
mod hear;
mod say;

use std::{collections::BTreeMap, rc::Rc, time::Duration};

use leptos::{ev, prelude::*};
use wire::{
    AnswerId, CannedId, ChatId, Marks, Message, MessageId, OffLineMessageId, OfferKind, OperatorId, Seq,
    Status, Timestamp, VisitorId,
    canned::Canned,
    operator::{Command, Done, OffLineMessageView, Snapshot},
    preferences::Preferences,
};

use self::{
    ask::Waiting,
    desk::{Desk, Share},
    follow::Following,
    keep::Keep,
    knowledge::Knowledge,
    news::News,
    outbox::Outbox,
    requests::Requests,
    socket::Socket,
    thread::{Loaded, Thread},
};
use crate::{browser_only::BrowserOnly, clock::Clock, place::Place, texts::tr};

/// A server that has not answered for so long, in milliseconds, is not there.
const PATIENCE: f64 = 10_000.0;
/// When it is told how far a chat was received and read.
const MARKS_AFTER: Duration = Duration::from_millis(300);

/// A cheap handle to everything live. It ends with the console that made it.
#[derive(Clone, Copy)]
pub(crate) struct Live {
    pub(crate) connection: RwSignal<Connection>,
    pub(crate) clock: Clock,
    pub(crate) desk: Desk,
    pub(crate) outbox: RwSignal<Outbox>,
    /// What is known of the visitor who is looked at.
    pub(crate) knowledge: Knowledge,
    /// The canned responses and URLs that he has, by name.
    pub(crate) canned: RwSignal<Vec<Canned>>,
    /// The off-line message that came or changed last.
    pub(crate) off_line_message: RwSignal<Option<OffLineMessageView>>,
    /// Grows when several changed at once, so that they are to be listed anew.
    pub(crate) off_line_changes: RwSignal<u32>,
    /// The chat that is asked for, until the answer comes.
    pub(crate) accepting: RwSignal<Option<ChatId>>,
    /// The chat that is looked at.
    opened: StoredValue<Option<ChatId>>,
    /// When it was last said that it is.
    looked_at: StoredValue<Timestamp>,
    threads: StoredValue<BTreeMap<ChatId, Thread>>,
    requests: StoredValue<Requests>,
    following: StoredValue<Following>,
    waiting: BrowserOnly<Waiting>,
    last_id: StoredValue<i64>,
    socket: BrowserOnly<Socket>,
    listener: BrowserOnly<Listener>,
}

type Listener = Rc<dyn Fn(News)>;

/// How the socket stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Connection {
    /// For the first time.
    Connecting,
    Connected,
    /// Lost at this moment, and tried again.
    Lost(Timestamp),
    /// The session has ended.
    SignedOut,
    /// The operator is signing out.
    Leaving,
    /// The server is of another version, and loading the page again did not help.
    OtherVersion,
}

/// Whether the browser has a network at all: an open socket does not notice at once that it is gone.
pub(crate) fn is_on_line() -> bool {
    window().navigator().on_line()
}

impl Connection {
    pub(crate) fn is_up(self) -> bool {
        self == Connection::Connected
    }
}

impl Live {
    /// What the first view showed; nothing is connected yet.
    pub(crate) fn new(snapshot: Snapshot) -> Live {
        Live {
            connection: RwSignal::new(Connection::Connecting),
            clock: Clock::standing_at(snapshot.now),
            desk: Desk::new(snapshot),
            outbox: RwSignal::default(),
            knowledge: Knowledge::none(),
            canned: RwSignal::default(),
            off_line_message: RwSignal::default(),
            off_line_changes: RwSignal::default(),
            accepting: RwSignal::default(),
            opened: StoredValue::default(),
            looked_at: StoredValue::new(Timestamp(0)),
            threads: StoredValue::default(),
            requests: StoredValue::default(),
            following: StoredValue::default(),
            waiting: BrowserOnly::empty(),
            last_id: StoredValue::default(),
            socket: BrowserOnly::empty(),
            listener: BrowserOnly::empty(),
        }
    }

    /// Connects, and tells the news from then on. Only in a browser.
    pub(crate) fn start(self, listener: impl Fn(News) + 'static) {
        self.listener.set(Rc::new(listener));
        self.waiting.set(Waiting::default());
        self.outbox.update(|outbox| outbox.restore(self.keep().unsent()));
        self.clock.run(move || self.watch());
        self.socket.set(Socket::connect(move |heard| self.hear(heard)));
        let back = window_event_listener(ev::online, move |_| self.reconnect());
        let away = window_event_listener(ev::offline, move |_| self.may_be_lost());
        on_cleanup(move || {
            back.remove();
            away.remove();
            self.socket.clear();
        });
    }

    /// Shows a chat, wherever the operator is.
    pub(crate) fn show(self, chat: ChatId) {
        self.go(Place::Chat(chat));
    }

    /// Goes to another place of the console.
    pub(crate) fn go(self, place: Place) {
        self.tell(News::Go(place));
    }

    /// Shows the chat of his that is so many places after this one, in a ring.
    pub(crate) fn show_beside(self, chat: Option<ChatId>, steps: isize) {
        let mine: Vec<_> = untrack(|| self.desk.chats(Share::Mine)).into_iter().map(|chat| chat.id).collect();
        let here = mine.iter().position(|one| Some(*one) == chat);
        let next = here.map_or(steps.min(0), |here| here as isize + steps);
        if !mine.is_empty() {
            self.show(mine[next.rem_euclid(mine.len() as isize) as usize]);
        }
    }

    /// The operator looks at this chat, or at none.
    pub(crate) fn open(self, chat: Option<ChatId>) {
        let before = self.opened.get_value();
        self.opened.set_value(chat);
        if before == chat {
            return;
        }
        if let Some(before) = before {
            self.say_look(before, false);
        }
        if let Some(before) = before
            && self.desk.talk_untracked(before).is_none()
            && self
                .desk
                .chat_untracked(before)
                .is_none_or(|view| !view.state.is_open() || self.desk.is_given_away(&view))
        {
            if !self.desk.is_over_untracked(before) {
                self.desk.chat_gone(before);
            }
            self.forget(before);
        }
        if let Some(chat) = chat {
            self.follow(chat);
            self.say_look(chat, true);
            self.learn_of_past();
        }
    }

    /// A chat's messages; loaded as soon as it is looked at or belongs to this operator.
    pub(crate) fn thread(self, chat: ChatId) -> Thread {
        if let Some(known) = self.threads.with_value(|threads| threads.get(&chat).cloned()) {
            return known;
        }
        let thread = Thread::new();
        self.threads.update_value(|threads| {
            threads.insert(chat, thread.clone());
        });
        thread
    }

    pub(crate) fn accept(self, chat: ChatId) {
        if self.send(Command::Accept { chat }).is_some() {
            self.accepting.set(Some(chat));
        } else {
            self.tell_not_connected();
        }
    }

    pub(crate) fn close(self, chat: ChatId) {
        self.change(Command::Close { chat });
    }

    pub(crate) fn set_status(self, status: Status) {
        self.change(Command::SetStatus(status));
    }

    /// Invites a visitor, with the first sentence of the chat that he may take up (manual B2).
    pub(crate) fn invite(self, visitor: VisitorId, text: String) {
        let (chat, id): (ChatId, MessageId) = (self.new_id(), self.new_id());
        self.change(Command::Invite { visitor, chat, id, text });
    }

    /// Offers a chat to a colleague (manual A15).
    pub(crate) fn offer(self, chat: ChatId, to: OperatorId, kind: OfferKind) {
        self.change(Command::Offer { chat, to, kind });
    }

    /// Takes what a colleague offers.
    pub(crate) fn take(self, chat: ChatId) {
        if self.change(Command::Take { chat }) {
            self.show(chat);
        }
    }

    /// Does not take what is offered or assigned, or takes back what he has offered.
    pub(crate) fn refuse(self, chat: ChatId) {
        self.change(Command::Refuse { chat });
    }

    pub(crate) fn join(self, chat: ChatId) {
        self.change(Command::Join { chat });
    }

    pub(crate) fn leave(self, chat: ChatId) {
        self.change(Command::Leave { chat });
    }

    /// Takes a chat that is over out of the list; none: all of them.
    pub(crate) fn put_away(self, chat: Option<ChatId>) {
        self.change(Command::PutAway { chat });
    }

    /// Opens the conversation with a colleague (manual A14).
    pub(crate) fn talk(self, with: OperatorId) {
        if let Some(talk) = untrack(|| self.desk.talk_with(with)) {
            return self.show(talk.id);
        }
        self.ask(Command::Talk { with }, move |result| {
            if let Ok(Done::Talk(talk)) = result {
                let id = talk.id;
                self.desk.talk_changed(talk);
                self.show(id);
            }
        });
    }

    /// Keeps a word in the operator's own dictionary, or takes it out.
    pub(crate) fn keep_word(self, word: String, known: bool) {
        self.change(Command::SetWord { word, known });
    }

    pub(crate) fn remove_canned(self, id: CannedId) -> bool {
        self.change(Command::RemoveCanned { id })
    }

    pub(crate) fn new_canned_id(self) -> CannedId {
        self.new_id()
    }

    pub(crate) fn new_answer_id(self) -> AnswerId {
        self.new_id()
    }

    /// Chooses something for himself; it is so here at once.
    pub(crate) fn set_preferences(self, change: impl FnOnce(&mut Preferences)) {
        let mut preferences = self.desk.preferences.get_untracked();
        change(&mut preferences);
        if self.change(Command::SetPreferences(preferences.clone())) {
            self.desk.preferences.set(preferences);
        }
    }

    pub(crate) fn mark_off_line_message_read(self, message: OffLineMessageId) {
        self.command(Command::MarkRead { message });
    }

    /// Not worth repeating: who cannot be told now need not be told later.
    pub(crate) fn typing(self, chat: ChatId, on: bool) {
        self.command(Command::Typing { chat, on });
    }

    /// The operator has seen all up to this number.
    pub(crate) fn mark_read(self, chat: ChatId, seq: Seq) {
        let read = self.thread(chat).read;
        if read.get_untracked() < Some(seq) {
            read.set(Some(seq));
            self.keep().keep_read_up_to(chat, seq);
            self.tell_marks(chat);
        }
    }

    /// Tells the other side how far this one has a chat; soon, so that what comes at one time is told at one time.
    fn tell_marks(self, chat: ChatId) {
        let thread = self.thread(chat);
        if thread.marking.get_value() {
            return;
        }
        thread.marking.set_value(true);
        set_timeout(
            move || {
                thread.marking.set_value(false);
                let delivered = thread.log.read_untracked().last();
                let read = thread.read.get_untracked().unwrap_or_default().min(delivered);
                self.command(Command::Mark { chat, marks: Marks { delivered, read } });
            },
            MARKS_AFTER,
        );
    }

    /// How many of the visitor's messages the operator has not seen, here or in another window or browser of theirs.
    pub(crate) fn unread(self, chat: ChatId) -> usize {
        let thread = self.thread(chat);
        let elsewhere = self.desk.chat(chat).filter(|chat| chat.others.is_empty());
        let elsewhere = elsewhere.map_or_else(Seq::default, |chat| chat.operator_marks.read);
        let read = thread.read.get().unwrap_or_default().max(elsewhere);
        thread.log.with(|log| {
            log.messages()
                .iter()
                .rev()
                .take_while(|message| message.seq > read)
                .filter(|m| is_visitors(m))
                .count()
        })
    }

    /// How long it stands, in milliseconds, that a chat is offered to somebody, or a request is assigned.
    pub(crate) fn left(self, chat: ChatId) -> Option<i64> {
        let chat = self.desk.chat(chat)?;
        let ends_at = chat.offer.map(|offer| offer.ends_at).or(chat.accept_by)?;
        Some(ends_at.millis_since(self.clock.now()))
    }

    pub(crate) fn keep(self) -> Keep {
        Keep::of(self.desk.me.read_untracked().id)
    }

    /// Sends a command that somebody waits for; without a connection he is told so, and it is false.
    fn change(self, command: Command) -> bool {
        let sent = self.command(command);
        if !sent {
            self.tell_not_connected();
        }
        sent
    }

    /// Sends a command; false if there is no connection.
    fn command(self, command: Command) -> bool {
        self.send(command).is_some()
    }

    /// The same, with the number of its request.
    fn send(self, command: Command) -> Option<u32> {
        if !self.connection.get_untracked().is_up() {
            return None;
        }
        let now = js_sys::Date::now();
        let request = self.requests.try_update_value(|requests| requests.number(command, now))?;
        let nr = request.nr;
        let sent = self.socket.with(|socket| socket.send(&request)).unwrap_or(false);
        if !sent {
            self.requests.update_value(|requests| {
                requests.answered(nr);
            });
        }
        sent.then_some(nr)
    }

    /// Whether a chat's messages are worth having: his own, those that wait, the one he looks at.
    fn wants(self, chat: ChatId) -> bool {
        let share = self.desk.chat_untracked(chat).map(|view| self.desk.share(&view));
        matches!(share, Some(Share::Requesting | Share::Offered | Share::Mine))
            || self.opened.get_value() == Some(chat)
    }

    fn forget(self, chat: ChatId) {
        self.threads.update_value(|threads| {
            threads.remove(&chat);
        });
        self.keep().forget_chat(chat);
    }

    fn tell(self, news: News) {
        // Taken out first: what the listener does may end in more news.
        if let Some(listener) = self.listener.with(Rc::clone) {
            listener(news);
        }
    }

    fn tell_not_connected(self) {
        self.tell(News::Refused(
            tr("There is no connection to the server. Try again when it is back.").into(),
        ));
    }

    /// A connection can die without a word, for instance when a machine sleeps or a network changes.
    fn watch(self) {
        if self.requests.with_value(|requests| requests.longest_wait(js_sys::Date::now())) > PATIENCE {
            self.lost();
            self.reconnect();
        }
        self.go_on_looking();
    }

    fn reconnect(self) {
        if matches!(self.connection.get_untracked(), Connection::Lost(_)) {
            self.socket.with(Socket::reconnect);
        }
    }

    /// The browser says that there is no network, long before an open socket would notice; a server that can be reached
    /// all the same answers a new one at once.
    fn may_be_lost(self) {
        self.lost();
        self.reconnect();
    }

    /// Nothing that was asked on the old connection will be answered.
    fn lost(self) {
        if self.connection.get_untracked() == Connection::Connected {
            self.connection.set(Connection::Lost(self.clock.read()));
        }
        self.accepting.set(None);
        self.requests.update_value(Requests::abandon);
        self.answer_none();
        self.following.update_value(Following::clear);
        self.threads.with_value(|threads| {
            for thread in threads.values() {
                thread.loads_earlier.set(false);
                thread.typing.set(None);
            }
        });
    }
}

fn is_visitors(message: &Message) -> bool {
    message.author == wire::Author::Visitor
}
