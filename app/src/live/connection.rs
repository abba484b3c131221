//! The connection to the server: sending over the socket, matching replies to requests, reporting
//! news.

use std::rc::Rc;

use leptos::prelude::*;
use uuid::Uuid;
use wire::{
    ChatId, MessageId, Timestamp,
    operator::{Command, Done, Refusal},
};

use super::{
    ask::Waiting,
    news::News,
    requests::{Asked, Requests},
    socket::{Heard, Socket},
};
use crate::{browser_only::BrowserOnly, clock::Clock, place::Place, texts::tr};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Connection {
    Connecting,
    Connected,
    /// Lost at this time; reconnecting.
    Lost(Timestamp),
    SignedOut,
    Leaving,
    /// The server has another version, and reloading the page did not help.
    OtherVersion,
}

/// Whether the browser has a network at all: an open socket does not notice its loss at once.
pub(crate) fn is_on_line() -> bool {
    window().navigator().on_line()
}

impl Connection {
    pub(crate) fn is_up(self) -> bool {
        self == Connection::Connected
    }
}

type Listener = Rc<dyn Fn(News)>;

#[derive(Clone, Copy)]
pub(crate) struct Link {
    pub(super) state: RwSignal<Connection>,
    pub(super) clock: Clock,
    requests: StoredValue<Requests>,
    waiting: BrowserOnly<Waiting>,
    last_id: StoredValue<i64>,
    socket: BrowserOnly<Socket>,
    listener: BrowserOnly<Listener>,
}

impl Link {
    pub(super) fn new(clock: Clock) -> Link {
        Link {
            state: RwSignal::new(Connection::Connecting),
            clock,
            requests: StoredValue::default(),
            waiting: BrowserOnly::empty(),
            last_id: StoredValue::default(),
            socket: BrowserOnly::empty(),
            listener: BrowserOnly::empty(),
        }
    }

    /// Reports news to the listener from then on. Browser only.
    pub(super) fn listen(self, listener: impl Fn(News) + 'static) {
        self.listener.set(Rc::new(listener));
        self.waiting.set(Waiting::default());
    }

    /// Connects. Browser only.
    pub(super) fn connect(self, hear: impl Fn(Heard) + 'static) {
        self.socket.set(Socket::connect(hear));
    }

    pub(super) fn hang_up(self) {
        self.socket.clear();
    }

    pub(super) fn is_up(self) -> bool {
        self.state.get_untracked().is_up()
    }

    pub(super) fn reconnect(self) {
        if matches!(self.state.get_untracked(), Connection::Lost(_)) {
            self.socket.with(Socket::reconnect);
        }
    }

    pub(super) fn lost(self) {
        if self.state.get_untracked() == Connection::Connected {
            self.state.set(Connection::Lost(self.clock.read()));
        }
    }

    /// How long the oldest request has waited for its answer, in milliseconds.
    pub(super) fn longest_wait(self) -> f64 {
        self.requests.with_value(|requests| requests.longest_wait(js_sys::Date::now()))
    }

    /// Sends a command that the operator waits for. Without a connection, tells the operator and
    /// returns false.
    pub(super) fn change(self, command: Command) -> bool {
        let sent = self.command(command);
        if !sent {
            self.tell_not_connected();
        }
        sent
    }

    /// Sends a command; returns false if there is no connection.
    pub(super) fn command(self, command: Command) -> bool {
        self.send(command).is_some()
    }

    /// Sends a command and passes on the answer. Without a connection, tells the operator and
    /// returns false.
    pub(super) fn ask(self, command: Command, then: impl FnOnce(Result<Done, Refusal>) + 'static) -> bool {
        let Some(nr) = self.send(command) else {
            self.tell_not_connected();
            return false;
        };
        self.waiting.with(|waiting| waiting.add(nr, Box::new(then)));
        true
    }

    fn send(self, command: Command) -> Option<u32> {
        if !self.is_up() {
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

    pub(super) fn answered(self, nr: u32) -> Option<Asked> {
        let mut asked = None;
        self.requests.update_value(|requests| asked = requests.answered(nr));
        asked
    }

    pub(super) fn answer(self, nr: u32, result: Result<Done, Refusal>) {
        // Taken out first: the callback may ask again.
        let then = self.waiting.with(|waiting| waiting.take(nr)).flatten();
        if let Some(then) = then {
            then(result);
        }
    }

    /// Requests on the old connection will never be answered; whoever waits may try again.
    pub(super) fn answer_none(self) {
        self.requests.update_value(Requests::abandon);
        let all = self.waiting.with(Waiting::take_all).unwrap_or_default();
        for then in all.into_values() {
            then(Err(Refusal::TryAgain));
        }
    }

    pub(super) fn tell(self, news: News) {
        // Taken out first: the listener may cause more news.
        if let Some(listener) = self.listener.with(Rc::clone) {
            listener(news);
        }
    }

    pub(super) fn tell_not_connected(self) {
        self.tell(News::Refused(
            tr("There is no connection to the server. Try again when it is back.").into(),
        ));
    }

    pub(super) fn go(self, place: Place) {
        self.tell(News::Go(place));
    }

    pub(super) fn show(self, chat: ChatId) {
        self.go(Place::Chat(chat));
    }

    /// Ids that sort in order of creation, even within a millisecond.
    pub(super) fn new_id<T: From<Uuid>>(self) -> T {
        let now = self.clock.read().0.max(self.last_id.get_value() + 1);
        self.last_id.set_value(now);
        MessageId::v7(now as u64, &random()).0.into()
    }
}

fn random() -> [u8; 10] {
    let mut bytes = [0; 10];
    let crypto = window().crypto().expect("every browser that runs WebAssembly has a crypto object");
    crypto.get_random_values_with_u8_array(&mut bytes).expect("ten bytes are below the quota of 65,536");
    bytes
}
