//! What the operator's clients are sent: everything in the operator's chats, once and in order.

use chat::{
    Speaker,
    sip::{Alias, Subject},
};
use wire::{Author, Body, ChatId, ChatView, Marks, Message, Notice, Seq, Span, TalkView};

use super::{Desk, words};
use crate::{
    name,
    outbox::{Parcel, What},
};

/// How many earlier messages an operator gets when they join a chat or are offered one.
const HISTORY: usize = 10;

/// Which of the operator's clients get it.
#[derive(Clone, Copy)]
pub(super) enum Whom {
    All,
    /// All except this one, in which the operator wrote it.
    But([u8; 32]),
    Only([u8; 32]),
}

impl Desk {
    /// Sends the new messages of a chat.
    pub(super) async fn tell_new(&mut self, chat: ChatId) {
        loop {
            let Some(known) = self.chats.get(&chat) else { return };
            let Some((messages, more)) = self.read(chat, Span::After(known.told)).await else { return };
            for message in messages {
                self.tell_message(&message, None).await;
            }
            if !more {
                return;
            }
        }
    }

    /// Sends a message of one of the operator's chats if it is the next one. `only`: to this
    /// client, whatever it was sent before.
    pub(super) async fn tell_message(&mut self, message: &Message, only: Option<[u8; 32]>) {
        let Some(known) = self.chats.get(&message.chat) else { return };
        if only.is_none() && message.seq <= known.told {
            return;
        }
        let view = known.view.clone();
        // What cannot be sent now is sent with the next message.
        let Some(from) = self.sender_of(&view).await else { return };
        if let (None, Some(known)) = (only, self.chats.get_mut(&message.chat)) {
            known.told = message.seq;
        }
        let whom = self.whom(message, only);
        let text = match (&message.author, &message.body) {
            // Already part of the request, or of the answer to it.
            (_, Body::Notice(Notice::Asked)) => return,
            (_, Body::Notice(notice)) => format!("* {}", chat::told(notice, &self.name_of(&view))),
            (Author::Visitor | Author::System, body) => self.words_of(body),
            (Author::Operator(operator), body) => format!("{}: {}", operator.name, self.words_of(body)),
        };
        self.put(whom, Parcel { from, what: What::Text(text), about: Some((message.chat, message.seq)) })
            .await;
    }

    /// Sends the last messages of a chat that the operator joins.
    pub(super) async fn tell_history(&mut self, chat: ChatId) {
        let Some(known) = self.chats.get(&chat) else { return };
        let before = known.view.last_seq.next();
        let Some((messages, _)) = self.read(chat, Span::Before(before)).await else { return };
        let from = messages.len().saturating_sub(HISTORY);
        for message in &messages[from..] {
            self.tell_message(message, None).await;
        }
    }

    /// Greets a new client with what concerns its operator. `has_some`: it was here before a
    /// restart, so it gets what no client of the operator has received.
    pub(super) async fn greet(&mut self, session: [u8; 32], has_some: bool) {
        let mut views: Vec<_> = self.chats.values().map(|known| known.view.clone()).collect();
        views.sort_by_key(|view| (view.asked_at, view.id));
        for view in views {
            let Some((messages, _)) = self.read(view.id, Span::Before(view.last_seq.next())).await else {
                continue;
            };
            let has_it = view.operators().any(|one| one.id == self.operator) && !self.is_request(&view);
            let after = match has_some {
                true => view.operator_marks.delivered,
                false if has_it => last_of_operators(&messages),
                false => Seq(0),
            };
            let news: Vec<_> = messages.into_iter().filter(|message| message.seq > after).collect();
            if has_some && news.is_empty() {
                continue;
            }
            let line = self.opening_line(&view, has_it);
            self.say_in(&view, Whom::Only(session), line).await;
            // Messages that arrived meanwhile are all sent.
            let from = if has_it { 0 } else { news.len().saturating_sub(HISTORY) };
            for message in &news[from..] {
                self.tell_message(message, Some(session)).await;
            }
        }
        for view in self.talks.values().map(|talk| talk.view.clone()).collect::<Vec<_>>() {
            if view.read < view.last_seq
                && let Some((messages, _)) = self.read(view.id, Span::After(view.read)).await
            {
                for message in &messages {
                    self.tell_talk(message, Some(session)).await;
                }
            }
        }
    }

    /// Sends a message of a conversation with a colleague.
    pub(super) async fn tell_talk(&mut self, message: &Message, only: Option<[u8; 32]>) {
        let Some(talk) = self.talks.get(&message.chat) else { return };
        if only.is_none() && message.seq <= talk.told {
            return;
        }
        let view = talk.view.clone();
        let Some(from) = self.colleague_in(&view).await else { return };
        if let (None, Some(talk)) = (only, self.talks.get_mut(&message.chat)) {
            talk.told = message.seq;
        }
        let whom = self.whom(message, only);
        let words = self.words_of(&message.body);
        let text = match &message.author {
            // The operator's own, from another client or a console.
            Author::Operator(operator) if operator.id == self.operator => {
                format!("{}: {words}", operator.name)
            }
            _ => words,
        };
        self.put(whom, Parcel { from, what: What::Text(text), about: Some((message.chat, message.seq)) })
            .await;
    }

    /// Sends a line of our own in a chat.
    pub(super) async fn say_in(&mut self, view: &ChatView, whom: Whom, text: String) {
        let Some(from) = self.sender_of(view).await else { return };
        self.put(whom, Parcel { from, what: What::Text(text), about: None }).await;
    }

    /// Sends a line of our own to one client, from the person it wrote to.
    pub(super) async fn explain(&mut self, session: [u8; 32], to: Alias, text: String) {
        let from = (name::user_of(&to), name::display(&name::user_of(&to)));
        self.put(Whom::Only(session), Parcel { from, what: What::Text(text), about: None }).await;
    }

    /// Tells clients that the visitor of a chat is typing, or has stopped.
    pub(super) async fn tell_typing(&mut self, view: &ChatView, on: bool) {
        let Some(from) = self.sender_of(view).await else { return };
        self.put(Whom::All, Parcel { from, what: What::Typing(on), about: None }).await;
    }

    /// Puts something into the outboxes. A client with a full outbox is dropped. It gets the
    /// present state when it registers again.
    pub(super) async fn put(&mut self, whom: Whom, parcel: Parcel) {
        let mut full = Vec::new();
        for bound in &self.devices {
            let session = bound.who.session;
            let is_meant = match whom {
                Whom::All => true,
                Whom::But(other) => session != other,
                Whom::Only(one) => session == one,
            };
            if is_meant && bound.outbox.put(parcel.clone()).is_err() {
                full.push(session);
            }
        }
        for session in full {
            tracing::info!(operator = %self.operator, "too much waits for a SIP client");
            self.throw_out(session).await;
        }
    }

    /// A client has received this message. In a conversation with a colleague that marks it as
    /// read.
    pub(super) async fn mark(&mut self, chat: ChatId, seq: Seq) {
        let Some(who) = self.devices.first().map(|bound| bound.who.clone()) else { return };
        let read = if self.talks.contains_key(&chat) { seq } else { Seq(0) };
        let marks = Marks { delivered: seq, read };
        // That the chat has passed to another operator does not matter here.
        if let Err(error) = self.core.switchboard.mark(Speaker::Operator(who), chat, marks).await {
            tracing::error!(%error, "what a SIP client has got could not be marked");
        }
    }

    /// The sender under which clients see a visitor. None: it cannot be loaded now.
    pub(super) async fn sender_of(&mut self, view: &ChatView) -> Option<(String, String)> {
        let alias = self.alias_of(Subject::Visitor(view.visitor)).await?;
        let page = self.visitors.get(&view.visitor).map(|visitor| match visitor.page.title.trim() {
            "" => visitor.page.url.as_str(),
            title => title,
        });
        Some((name::user_of(&alias), name::visitor(view.visitor_name.as_deref(), &alias, page)))
    }

    /// The number of a visitor or colleague in addresses. None: it cannot be loaded now.
    pub(super) async fn alias_of(&mut self, subject: Subject) -> Option<Alias> {
        if let Some(alias) = self.aliases.get(&subject) {
            return Some(*alias);
        }
        match self.core.switchboard.sip_alias(self.account, subject).await {
            Ok(alias) => {
                self.aliases.insert(subject, alias);
                Some(alias)
            }
            Err(error) => {
                tracing::error!(%error, "the number of somebody could not be read");
                None
            }
        }
    }

    pub(super) fn name_of(&self, view: &ChatView) -> String {
        view.visitor_name.clone().unwrap_or_else(|| format!("Visitor {}", view.visitor.short()))
    }

    /// Loads messages in order, and whether there are more. None: the operator may not read them,
    /// or loading failed.
    pub(super) async fn read(&self, chat: ChatId, span: Span) -> Option<(Vec<Message>, bool)> {
        let who = self.devices.first().map(|bound| bound.who.clone())?;
        match self.core.switchboard.catch_up(&Speaker::Operator(who), chat, span).await {
            Ok(read) => read.ok(),
            Err(error) => {
                tracing::error!(%error, "what a SIP client lacks could not be read");
                None
            }
        }
    }

    /// What the operator's clients are sent about a chat before its messages.
    pub(super) fn opening_line(&self, view: &ChatView, has_it: bool) -> String {
        let offer = view.offer.as_ref().filter(|offer| offer.to.id == self.operator);
        match offer {
            Some(offer) => words::offered(&offer.by.name),
            None if has_it => words::is_in(&self.name_of(view)),
            None => {
                let page = self.visitors.get(&view.visitor).map(|visitor| visitor.page.url.as_str());
                words::request(&self.name_of(view), page, view.is_overdue)
            }
        }
    }

    async fn colleague_in(&mut self, view: &TalkView) -> Option<(String, String)> {
        let colleague = view.members.iter().find(|member| member.id != self.operator)?.clone();
        let alias = self.alias_of(Subject::Colleague(colleague.id)).await?;
        Some((name::user_of(&alias), name::display(&colleague.name)))
    }

    fn whom(&mut self, message: &Message, only: Option<[u8; 32]>) -> Whom {
        match (only, self.said.remove(&message.id)) {
            (Some(session), _) => Whom::Only(session),
            (None, Some(session)) => Whom::But(session),
            (None, None) => Whom::All,
        }
    }

    fn words_of(&self, body: &Body) -> String {
        match body {
            Body::Text(text) => text.clone(),
            Body::Html(html) => chat::plain_of_html(html),
            Body::Url(url) => format!("showed {url}"),
            Body::Notice(notice) => format!("* {}", chat::told(notice, "The visitor")),
        }
    }
}

/// The number of the last message from an operator.
fn last_of_operators(messages: &[Message]) -> Seq {
    let own = messages.iter().rev().find(|message| matches!(message.author, Author::Operator(_)));
    own.map_or(Seq(0), |message| message.seq)
}
