//! A conversation line by line: messages grouped by author and minute, days separated, the first
//! unread message marked. Pure: the reader's time zone is an argument.

use std::mem::{Discriminant, discriminant};

use wire::{Author, Body, Content, Message, MessageId, Notice, OperatorId, Seq, Timestamp};

use crate::live::outbox::{Entry, State};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// A day separator; the timestamp is one of that day.
    Day(Timestamp),
    /// The unread mark: everything below is unread.
    New,
    /// An event in the chat, told by Switchboard.
    Notice { id: MessageId, at: Timestamp, notice: Notice },
    /// A message.
    Said(Said),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) id: MessageId,
    pub(crate) at: Timestamp,
    pub(crate) by: By,
    /// Never a notice.
    pub(crate) body: Body,
    /// For a pushed URL: whether the visitor's browser has loaded it.
    pub(crate) is_opened: bool,
    /// The first message of a group carries the name.
    pub(crate) first: bool,
    /// The last message of a group carries the time.
    pub(crate) last: bool,
    /// For the operator's own messages: how far each has come.
    pub(crate) state: State,
}

/// Who said it, from the reader's point of view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Me,
    Visitor,
    Colleague(String),
}

/// Identifies a line; while its key is unchanged it is not redrawn.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    Day(i64),
    New,
    Notice(MessageId),
    Said(MessageId, Look),
}

/// What the look of a message depends on, apart from its text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Look {
    first: bool,
    last: bool,
    is_opened: bool,
    state: Discriminant<State>,
    /// Until the server has it, HTML is shown as it was typed.
    body: Discriminant<Body>,
}

/// What the lines depend on, apart from the messages.
pub(crate) struct Reader<'a, D> {
    pub(crate) me: OperatorId,
    /// Messages after this number are new to the reader; `None`: no mark.
    pub(crate) new_after: Option<Seq>,
    /// Returns the number of the local day that contains a timestamp.
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

/// The lines of these messages, followed by what is still in the outbox. `later` messages are not
/// drawn, but their notices may apply to those that are.
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
        // It is shown at the URL itself.
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

/// The body of a message that is not stored yet. The server sanitises HTML, so until then it is
/// shown as it was typed.
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

/// Groups adjacent messages by the same author within the same minute.
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
