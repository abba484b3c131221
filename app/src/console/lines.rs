//! What a conversation shows, line by line: messages grouped by author and minute, days parted, the first unread one
//! marked. Pure: the reader's time zone is an argument.

use std::mem::{Discriminant, discriminant};

use wire::{Author, Body, Content, Message, MessageId, Notice, OperatorId, Seq, Timestamp};

use crate::live::outbox::{Entry, State};

/// One line of the conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// A new day begins; the moment is one of that day.
    Day(Timestamp),
    /// From here on nothing was read yet.
    New,
    /// Switchboard tells something.
    Notice { id: MessageId, at: Timestamp, notice: Notice },
    /// Somebody said something.
    Said(Said),
}

/// A message as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) id: MessageId,
    pub(crate) at: Timestamp,
    pub(crate) by: By,
    /// What it says; never a notice.
    pub(crate) body: Body,
    /// Of a pushed address: whether the visitor's browser has loaded it.
    pub(crate) is_opened: bool,
    /// The first of its group carries the name.
    pub(crate) first: bool,
    /// The last of its group carries the time.
    pub(crate) last: bool,
    /// For the operator's own: how far it has come.
    pub(crate) state: State,
}

/// Who said it, from where the reader sits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Me,
    Visitor,
    Colleague(String),
}

/// What tells lines apart; a line whose key stays need not be drawn again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    Day(i64),
    New,
    Notice(MessageId),
    Said(MessageId, Look),
}

/// What a message's look depends on, beside what it says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Look {
    first: bool,
    last: bool,
    is_opened: bool,
    state: Discriminant<State>,
    /// HTML is shown as it was typed until the server has it.
    body: Discriminant<Body>,
}

/// What the lines depend on besides the messages.
pub(crate) struct Reader<'a, D> {
    pub(crate) me: OperatorId,
    /// Everything after this number is new to him; none: no mark.
    pub(crate) new_after: Option<Seq>,
    /// The number of the local day that a moment is in.
    pub(crate) day: &'a D,
}

impl Line {
    /// `day` as in [`Reader`].
    pub(crate) fn key(&self, day: &impl Fn(Timestamp) -> i64) -> Key {
        match self {
            Line::Day(at) => Key::Day(day(*at)),
            Line::New => Key::New,
            Line::Notice { id, .. } => Key::Notice(*id),
            Line::Said(said) => Key::Said(
                said.id,
                Look {
                    first: said.first,
                    last: said.last,
                    is_opened: said.is_opened,
                    state: discriminant(&said.state),
                    body: discriminant(&said.body),
                },
            ),
        }
    }
}

/// The lines of these messages, followed by what is still in the outbox. `later` are not drawn, but may tell of those that
/// are.
pub(crate) fn lines<'a, D: Fn(Timestamp) -> i64>(
    log: &[Message],
    later: &[Message],
    unsent: impl Iterator<Item = &'a Entry>,
    reader: &Reader<'_, D>,
) -> Vec<Line> {
    let mut lines = Vec::with_capacity(log.len() + 4);
    let mut today = None;
    let mut is_marked = false;
    for message in log {
        // It is shown at the address itself.
        if let Body::Notice(Notice::Opened { seq }) = &message.body {
            mark_opened(&mut lines, *seq);
            continue;
        }
        begin_day(&mut lines, &mut today, message.at, reader.day);
        let is_own = matches!(&message.author, Author::Operator(who) if who.id == reader.me);
        if !is_marked && !is_own && reader.new_after.is_some_and(|read| message.seq > read) {
            is_marked = true;
            lines.push(Line::New);
        }
        lines.push(line(message, reader.me));
    }
    for message in later {
        if let Body::Notice(Notice::Opened { seq }) = &message.body {
            mark_opened(&mut lines, *seq);
        }
    }
    for entry in unsent.filter(|entry| !log.iter().rev().any(|message| message.id == entry.id)) {
        begin_day(&mut lines, &mut today, entry.at, reader.day);
        lines.push(Line::Said(Said {
            id: entry.id,
            at: entry.at,
            by: By::Me,
            body: body_of(&entry.content),
            is_opened: false,
            first: true,
            last: true,
            state: entry.state.clone(),
        }));
    }
    group(&mut lines);
    lines
}

/// What is not in the store yet. What HTML comes to is decided there, so until then it is shown as it was typed.
fn body_of(content: &Content) -> Body {
    match content {
        Content::Text(text) | Content::Html(text) => Body::Text(text.clone()),
        Content::Url(url) => Body::Url(url.clone()),
    }
}

fn mark_opened(lines: &mut [Line], pushed: Seq) {
    for line in lines.iter_mut().rev() {
        if let Line::Said(said) = line
            && said.state == State::Stored(pushed)
        {
            said.is_opened = true;
            return;
        }
    }
}

fn begin_day(lines: &mut Vec<Line>, today: &mut Option<i64>, at: Timestamp, day: &impl Fn(Timestamp) -> i64) {
    if *today != Some(day(at)) {
        *today = Some(day(at));
        lines.push(Line::Day(at));
    }
}

fn line(message: &Message, me: OperatorId) -> Line {
    let &Message { id, at, seq, .. } = message;
    match &message.body {
        Body::Notice(notice) => Line::Notice { id, at, notice: notice.clone() },
        body => {
            let by = match &message.author {
                Author::Operator(who) if who.id == me => By::Me,
                Author::Operator(who) => By::Colleague(who.name.clone()),
                Author::Visitor | Author::System => By::Visitor,
            };
            let (body, state) = (body.clone(), State::Stored(seq));
            Line::Said(Said { id, at, by, body, is_opened: false, first: true, last: true, state })
        }
    }
}

/// Neighbours by the same author within the same minute belong together.
fn group(lines: &mut [Line]) {
    for nr in 1..lines.len() {
        let (before, after) = lines.split_at_mut(nr);
        if let (Some(Line::Said(before)), Some(Line::Said(after))) = (before.last_mut(), after.first_mut()) {
            let together = before.by == after.by && minute(before.at) == minute(after.at);
            before.last = !together;
            after.first = !together;
        }
    }
}

fn minute(at: Timestamp) -> i64 {
    at.0.div_euclid(60_000)
}

#[cfg(test)]
mod tests;
