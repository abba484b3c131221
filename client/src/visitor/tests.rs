//! Scenarios of the client with a loader, a server and a visitor made of plain calls.

mod connection;
mod conversation;
mod delivery;
mod departments;
mod invitation;
mod off_line;
mod pushed;
mod rating;
mod welcome_screen;

use wire::{
    Author, Body, ChatState, Language, Message, MessageId, Seq, Timestamp,
    text::BadText,
    visitor::{FromVisitor, OffLineForm, Refusal, Stored, ToVisitor, VisitorChat, Welcome},
};

use super::*;
use crate::{
    outbox::{Failure, What},
    testing::{chat_view, from_operator, site},
};

/// A panel with simulated loader and server.
#[derive(Default)]
struct Play {
    panel: Panel,
    ticks: u64,
    kept: std::collections::BTreeMap<String, String>,
    sent: Vec<FromVisitor>,
    unread: u32,
    connecting: bool,
    reloads: u32,
    previews: bool,
    /// The page that the panel is on.
    url: &'static str,
    /// Where the loader was asked to go.
    gone_to: Vec<String>,
    /// The server's messages, numbered from 1.
    stored: Vec<Message>,
}

impl Play {
    /// A visitor who opened the panel; there is no connection yet.
    fn opened() -> Play {
        let mut play = Play::default();
        play.greet();
        play.act(|panel, now| panel.shown(now, true));
        play
    }

    fn welcomed(available: bool) -> Play {
        let mut play = Play::opened();
        play.welcome(available, None);
        play
    }

    fn asked() -> Play {
        let mut play = Play::welcomed(true);
        play.ask("Is this oak?");
        play.acknowledge();
        play.describe(ChatState::Requesting);
        play
    }

    /// A chat that Anna has accepted.
    fn chatting() -> Play {
        let mut play = Play::asked();
        play.describe(ChatState::Active);
        play
    }

    /// A second panel that starts from what this one stored: a reload, or another tab.
    fn reloaded(&self) -> Play {
        self.turned_to(self.url)
    }

    fn turned_to(&self, url: &'static str) -> Play {
        let mut play = Play { kept: self.kept.clone(), ticks: self.ticks, url, ..Play::default() };
        play.stored.clone_from(&self.stored);
        play.greet();
        play.act(|panel, now| panel.shown(now, true));
        play
    }

    fn greet(&mut self) {
        for (name, text) in self.kept.clone() {
            self.act(|panel, _| panel.restored(&name, text));
        }
        let page = Page { url: self.url.to_owned(), ..Page::default() };
        let (site, token, language) = ("demo".into(), "secret".into(), "de".into());
        let greeting = Greeting { site, token, page, redirected: false, language };
        self.act(|panel, now| panel.greeted(now, greeting));
    }

    fn act<T>(&mut self, act: impl FnOnce(&mut Panel, &Now) -> T) -> T {
        self.ticks += 1;
        let now = Now::at(self.ticks);
        let result = act(&mut self.panel, &now);
        for effect in self.panel.settle(&now) {
            match effect {
                Effect::Connect => self.connecting = true,
                Effect::Disconnect => self.connecting = false,
                Effect::Send(frame) => self.sent.push(frame),
                Effect::Persist { name, text: Some(text), .. } => drop(self.kept.insert(name, text)),
                Effect::Persist { name, .. } => drop(self.kept.remove(&name)),
                Effect::Unread(unread) => self.unread = unread,
                Effect::Go(address) => self.gone_to.push(address),
                Effect::Reload => self.reloads += 1,
            }
        }
        result
    }

    fn wait(&mut self, millis: u64) {
        let end = self.ticks + millis;
        while let Some(due) = self.panel.due(&Now::at(self.ticks)).filter(|due| *due <= end) {
            self.ticks = due.max(self.ticks);
            self.act(|_, _| ());
        }
        self.ticks = end;
        self.act(|_, _| ());
    }

    fn hear(&mut self, frame: ToVisitor) {
        self.act(|panel, now| panel.received(now, frame));
    }

    fn welcome(&mut self, available: bool, chat: Option<VisitorChat>) {
        assert!(core::mem::take(&mut self.connecting), "no connection was begun");
        self.act(|panel, _| panel.connected());
        let Some(FromVisitor::Hello(hello)) = self.sent.pop() else { panic!("no hello: {:?}", self.sent) };
        let after = hello.has.map_or(0, |(_, seq)| seq.0) as usize;
        let messages = if chat.is_some() { self.stored[after..].to_vec() } else { Vec::new() };
        self.hear(ToVisitor::Welcome(Box::new(Welcome {
            site: Arrangement { previews: self.previews, ..site("Demo") },
            language: Language::English,
            texts: vec![],
            mails: false,
            available,
            departments: vec![],
            place: None,
            chat,
            messages,
            more: false,
        })));
    }

    /// Anna says something; a connected client receives it.
    fn answer(&mut self, body: Body) -> Message {
        let seq = self.stored.len() as u32 + 1;
        let chat = self.panel.conversation().id().expect("a chat");
        let message = Message { chat, body, ..from_operator(9, seq) };
        self.stored.push(message.clone());
        self.hear(ToVisitor::Message(message.clone()));
        message
    }

    fn lose(&mut self, code: u16) {
        self.act(|panel, now| panel.disconnected(now, Some(code)));
    }

    fn describe(&mut self, state: ChatState) {
        let id = self.panel.conversation().id().expect("a chat");
        let last_seq = Seq(self.stored.len() as u32);
        self.hear(ToVisitor::Chat(VisitorChat { id, last_seq, ..chat_view(9, state) }));
    }

    /// The same as a later version of the chat.
    fn describe_as(&mut self, state: ChatState, version: u32) {
        let view = self.view(state).expect("a chat");
        self.hear(ToVisitor::Chat(VisitorChat { version, ..view }));
    }

    fn view(&self, state: ChatState) -> Option<VisitorChat> {
        let last_seq = Seq(self.stored.len() as u32);
        self.panel.conversation().id().map(|id| VisitorChat { id, last_seq, ..chat_view(9, state) })
    }

    fn type_text(&mut self, text: &str) {
        self.act(|panel, now| panel.typed_text(now, text.to_owned()));
    }

    fn ask(&mut self, text: &str) {
        self.type_text(text);
        self.act(Panel::submit);
    }

    fn say(&mut self, text: &str) {
        self.type_text(text);
        assert!(self.act(Panel::send), "{text} was not taken");
    }

    /// The only frame sent since the last call, apart from typing reports and receipts.
    fn sent(&mut self) -> Option<FromVisitor> {
        let mut sent = core::mem::take(&mut self.sent);
        sent.retain(|frame| !matches!(frame, FromVisitor::Typing(_) | FromVisitor::Mark { .. }));
        assert!(sent.len() < 2, "{sent:?}");
        sent.pop()
    }

    fn sent_id(&mut self) -> MessageId {
        match self.sent() {
            Some(FromVisitor::Ask(ask)) => ask.id,
            Some(FromVisitor::Say(say)) => say.id,
            Some(FromVisitor::LeaveMessage(form)) => form.id.into(),
            other => panic!("{other:?}"),
        }
    }

    /// The server stores what was sent and acknowledges it.
    fn acknowledge(&mut self) -> MessageId {
        let (id, chat, text) = match self.sent() {
            Some(FromVisitor::Ask(ask)) => (ask.id, ask.chat, ask.text),
            Some(FromVisitor::Say(say)) => (say.id, say.chat, say.text),
            other => panic!("{other:?}"),
        };
        let (seq, at) = (Seq(self.stored.len() as u32 + 1), Timestamp(self.ticks as i64));
        self.stored.push(Message { id, chat, seq, at, author: Author::Visitor, body: Body::Text(text) });
        self.hear(ToVisitor::Stored(Stored { id, place: Some((chat, seq)), at }));
        id
    }

    fn texts(&self) -> Vec<&str> {
        let texts =
            self.panel.conversation().messages().map(|message| message.body.said().unwrap_or("notice"));
        texts.collect()
    }

    fn out(&self) -> usize {
        self.kept.keys().filter(|name| storage::is_out(name)).count()
    }
}
