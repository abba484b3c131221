//! The conversation as the thread shows it: stored and pending messages, grouped by author and
//! minute, with a line where a day begins.

use client::{
    outbox::{Outbox, What},
    visitor::conversation::Conversation,
};
use wire::{Author, Body, Marks, Message, Notice, OperatorRef, Timestamp};

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// One line of the thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row<'a> {
    /// Stays the same for the same line, however it changes.
    pub(crate) key: u128,
    pub(crate) kind: Kind<'a>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind<'a> {
    /// A day begins here.
    Day(Timestamp),
    /// A system line.
    Notice(&'a Notice, Timestamp),
    Text(Words<'a>),
}

/// What somebody wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words<'a> {
    pub(crate) text: &'a str,
    pub(crate) form: Form,
    /// The operator; none if the visitor wrote it.
    pub(crate) operator: Option<&'a OperatorRef>,
    /// When it was stored.
    pub(crate) at: Option<Timestamp>,
    pub(crate) mark: Mark,
    pub(crate) first: bool,
    pub(crate) last: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Text,
    /// HTML that the server reduced to a safe subset.
    Html,
    Address {
        /// Whether operators know that it was loaded.
        opened: bool,
    },
}

/// The delivery state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// From an operator.
    Received,
    Sending,
    Sent,
    /// Arrived at an operator's client.
    Delivered,
    /// Displayed to an operator.
    Seen,
    /// Will not be stored.
    Failed,
}

/// The lines of a conversation. Days, `today` included, are in the visitor's time zone, which is
/// `offset` milliseconds ahead of UTC.
pub(crate) fn rows<'a>(
    conversation: &'a Conversation,
    outbox: &'a Outbox,
    now: i64,
    offset: i64,
) -> Vec<Row<'a>> {
    let day_of = |at: i64| (at + offset).div_euclid(DAY);
    let marks = conversation.view().map(|view| view.operator_marks).unwrap_or_default();
    let mut rows = Vec::new();
    let mut day = day_of(now);
    for message in conversation.messages() {
        let its_day = day_of(message.at.0);
        if its_day != day {
            day = its_day;
            // Numbers of days are far below those of messages.
            rows.push(Row { key: its_day.unsigned_abs().into(), kind: Kind::Day(message.at) });
        }
        if let Some(kind) = stored(conversation, message, marks) {
            rows.push(Row { key: message.id.0.as_u128(), kind });
        }
    }
    for item in outbox.items() {
        if matches!(item.what, What::Leave(_) | What::Rate(_)) {
            continue;
        }
        let words = Words {
            text: item.what.text(),
            form: Form::Text,
            operator: None,
            at: None,
            mark: if item.failed.is_some() { Mark::Failed } else { Mark::Sending },
            first: true,
            last: true,
        };
        rows.push(Row { key: item.what.id().0.as_u128(), kind: Kind::Text(words) });
    }
    group(&mut rows);
    rows
}

fn stored<'a>(conversation: &Conversation, message: &'a Message, marks: Marks) -> Option<Kind<'a>> {
    let (operator, mark) = match &message.author {
        Author::Operator(operator) => (Some(operator), Mark::Received),
        _ if message.seq <= marks.read => (None, Mark::Seen),
        _ if message.seq <= marks.delivered => (None, Mark::Delivered),
        _ => (None, Mark::Sent),
    };
    let (text, form) = match &message.body {
        // What the visitor's own browser did concerns only the operator.
        Body::Notice(Notice::Opened { .. }) => return None,
        Body::Notice(notice) => return Some(Kind::Notice(notice, message.at)),
        Body::Text(text) => (text, Form::Text),
        Body::Html(html) => (html, Form::Html),
        Body::Url(url) => (url, Form::Address { opened: conversation.was_opened(message.seq) }),
    };
    Some(Kind::Text(Words { text, form, operator, at: Some(message.at), mark, first: true, last: true }))
}

/// Groups neighbours with the same author and minute. Pending messages follow the visitor's
/// previous ones.
fn group(rows: &mut [Row<'_>]) {
    for i in 1..rows.len() {
        let (before, from) = rows.split_at_mut(i);
        if let (Kind::Text(above), Kind::Text(below)) = (&mut before[i - 1].kind, &mut from[0].kind) {
            let minute = |at: Timestamp| at.0.div_euclid(MINUTE);
            let same_minute = match (above.at, below.at) {
                (Some(above), Some(below)) => minute(above) == minute(below),
                (_, below) => below.is_none(),
            };
            let joined = above.operator == below.operator && same_minute;
            (above.last, below.first) = (!joined, !joined);
        }
    }
}

#[cfg(test)]
mod tests {
    use client::testing::{chat, chat_view, from_operator, from_visitor};
    use wire::{
        ChatState, MessageId, Seq,
        visitor::{Say, VisitorChat},
    };

    use super::*;

    fn conversation(messages: Vec<Message>) -> Conversation {
        let mut conversation = Conversation::default();
        conversation.describe(chat_view(1, ChatState::Active));
        conversation.hear_all(chat(1), messages);
        conversation
    }

    /// Each line as a word: day, notice, or the text in its group's brackets.
    fn sketch(conversation: &Conversation, outbox: &Outbox, now: i64, offset: i64) -> String {
        let words = rows(conversation, outbox, now, offset).into_iter().map(|row| match row.kind {
            Kind::Day(_) => "day".to_owned(),
            Kind::Notice(..) => "notice".to_owned(),
            Kind::Text(words) => {
                let (first, last) = (if words.first { "(" } else { "" }, if words.last { ")" } else { "" });
                let waits = if words.mark == Mark::Sending { "…" } else { "" };
                format!("{first}{}{waits}{last}", words.text)
            }
        });
        words.collect::<Vec<_>>().join(" ")
    }

    fn say(nr: u64) -> What {
        What::Say(Say { chat: chat(1), id: MessageId::v7(nr, &[3; 10]), text: nr.to_string() })
    }

    #[test]
    fn neighbours_of_one_author_and_minute_are_one_group() {
        let mut messages =
            vec![from_operator(1, 1), from_operator(1, 2), from_visitor(1, 3), from_visitor(1, 4)];
        messages[3].at = Timestamp(61_000);
        let mut outbox = Outbox::default();
        outbox.push(say(5).into());
        let conversation = conversation(messages);
        assert_eq!(sketch(&conversation, &outbox, 0, 0), "(1 2) (3) (4 5…)");
    }

    #[test]
    fn a_day_is_named_where_it_begins_but_not_today() {
        let mut messages = vec![from_operator(1, 1), from_operator(1, 2), from_operator(1, 3)];
        messages[0].at = Timestamp(MINUTE);
        messages[1].at = Timestamp(DAY - 1);
        messages[2].at = Timestamp(DAY);
        let conversation = conversation(messages);
        let none = Outbox::default();
        assert_eq!(sketch(&conversation, &none, 2 * DAY, 0), "day (1) (2) day (3)");
        assert_eq!(sketch(&conversation, &none, DAY, 0), "day (1) (2) day (3)");
        assert_eq!(
            sketch(&conversation, &none, DAY, -MINUTE),
            "(1) (2) (3)",
            "west of Greenwich it is one day"
        );
    }

    #[test]
    fn a_notice_stands_alone() {
        let mut messages = vec![from_operator(1, 1), from_operator(1, 2), from_operator(1, 3)];
        messages[1].author = Author::System;
        messages[1].body = Body::Notice(Notice::ClosedByVisitor);
        assert_eq!(sketch(&conversation(messages), &Outbox::default(), 0, 0), "(1) notice (3)");
    }

    #[test]
    fn the_operators_progress_is_marked_on_the_visitors_messages_only() {
        let mut conversation = Conversation::default();
        let operator_marks = Marks { delivered: Seq(4), read: Seq(2) };
        conversation.describe(VisitorChat { operator_marks, ..chat_view(1, ChatState::Active) });
        conversation.hear_all(
            chat(1),
            vec![
                from_operator(1, 1),
                from_visitor(1, 2),
                from_visitor(1, 3),
                from_visitor(1, 4),
                from_visitor(1, 5),
            ],
        );
        let none = Outbox::default();
        let marks = rows(&conversation, &none, 0, 0).into_iter().filter_map(|row| match row.kind {
            Kind::Text(words) => Some(words.mark),
            _ => None,
        });
        let expected = [Mark::Received, Mark::Seen, Mark::Delivered, Mark::Delivered, Mark::Sent];
        assert_eq!(marks.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_message_keeps_its_key_when_it_is_stored() {
        let stored = from_visitor(1, 1);
        let mut outbox = Outbox::default();
        let say = Say { chat: chat(1), id: stored.id, text: "1".into() };
        outbox.push(What::Say(say).into());
        let before = rows(&conversation(vec![]), &outbox, 0, 0)[0].key;
        let after = rows(&conversation(vec![stored]), &Outbox::default(), 0, 0)[0].key;
        assert_eq!(before, after);
    }
}
