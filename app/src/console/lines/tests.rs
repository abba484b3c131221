use wire::{ChatId, OperatorRef, operator::Refusal};

use super::*;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

fn operator(nr: u64) -> OperatorRef {
    OperatorRef { id: OperatorId::v7(nr, &[0; 10]), name: format!("Operator {nr}") }
}

fn message(seq: u32, at: i64, author: Author, body: Body) -> Message {
    let id = MessageId::v7(seq.into(), &[0; 10]);
    Message { id, chat: ChatId::v7(1, &[0; 10]), seq: Seq(seq), at: Timestamp(at), author, body }
}

fn said(seq: u32, at: i64, author: Author) -> Message {
    message(seq, at, author, Body::Text(seq.to_string()))
}

/// The lines as operator 1 sees them, abbreviated: `|` is a day, `*` the unread mark, `.` a notice,
/// otherwise the author, with brackets where a group begins and ends.
fn drawn(log: &[Message], unsent: &[Entry], new_after: Option<u32>) -> String {
    let day = |at: Timestamp| at.0.div_euclid(DAY);
    let reader = Reader { me: operator(1).id, new_after: new_after.map(Seq), day: &day };
    let lines = lines(log, &[], unsent.iter(), &reader);
    lines
        .iter()
        .map(|line| match line {
            Line::Day(_) => "|".to_owned(),
            Line::New => "*".to_owned(),
            Line::Notice { .. } => ".".to_owned(),
            Line::Said(said) => format!(
                "{}{}{}{}",
                if said.first { "(" } else { "" },
                match &said.by {
                    By::Me => "m",
                    By::Visitor => "v",
                    By::Colleague(_) => "c",
                },
                if matches!(said.state, State::Stored(_)) { "" } else { "?" },
                if said.last { ")" } else { "" },
            ),
        })
        .collect()
}

#[test]
fn neighbours_by_one_author_within_a_minute_are_one_group() {
    let me = || Author::Operator(operator(1));
    let log = [
        said(1, 0, Author::Visitor),
        said(2, MINUTE - 1, Author::Visitor),
        said(3, MINUTE, Author::Visitor),
        said(4, MINUTE, me()),
        said(5, MINUTE, me()),
        said(6, MINUTE, Author::Operator(operator(2))),
    ];
    assert_eq!(drawn(&log, &[], None), "|(vv)(v)(mm)(c)");
}

#[test]
fn a_notice_a_day_and_the_mark_part_groups() {
    let accepted = Body::Notice(Notice::Accepted { name: "Anna".into() });
    let log = [
        said(1, DAY - 2, Author::Visitor),
        message(2, DAY - 1, Author::System, accepted),
        said(3, DAY - 1, Author::Visitor),
        said(4, DAY, Author::Visitor),
        said(5, DAY, Author::Visitor),
    ];
    assert_eq!(drawn(&log, &[], Some(4)), "|(v).(v)|(v)*(v)");
}

#[test]
fn own_messages_are_never_new_and_what_follows_the_last_read_is_marked_once() {
    let me = || Author::Operator(operator(1));
    let log = [said(1, 0, me()), said(2, 0, me()), said(3, 0, Author::Visitor), said(4, 0, Author::Visitor)];
    assert_eq!(drawn(&log, &[], Some(0)), "|(mm)*(vv)");
    assert_eq!(drawn(&log, &[], Some(4)), "|(mm)(vv)");
}

#[test]
fn what_waits_stands_below_the_log_until_the_log_has_it() {
    let log = [said(1, 0, Author::Operator(operator(1)))];
    let entry = |id, state| Entry {
        chat: ChatId::v7(1, &[0; 10]),
        id,
        content: Content::Text("unsent".into()),
        at: Timestamp(0),
        state,
    };
    let unsent = [
        entry(log[0].id, State::Waiting),
        entry(MessageId::v7(8, &[0; 10]), State::Waiting),
        entry(MessageId::v7(9, &[0; 10]), State::Refused(Refusal::TooFast)),
    ];
    assert_eq!(drawn(&log, &unsent, None), "|(mm?m?)");
}

#[test]
fn a_pushed_address_is_marked_once_it_was_opened() {
    let pushed = message(2, 0, Author::Operator(operator(1)), Body::Url("https://example.org/".into()));
    let opened = message(4, 0, Author::System, Body::Notice(Notice::Opened { seq: Seq(2) }));
    let log = [said(1, 0, Author::Visitor), pushed, said(3, 0, Author::Visitor), opened];
    assert_eq!(drawn(&log, &[], Some(3)), "|(v)(m)(v)");
    let day = |at: Timestamp| at.0.div_euclid(DAY);
    let reader = Reader { me: operator(1).id, new_after: None, day: &day };
    // Also when the notice about it is too far away to be drawn.
    for drawn in [4, 3] {
        let (log, later) = log.split_at(drawn);
        let lines = lines(log, later, [].iter(), &reader);
        let said = lines.iter().filter_map(|line| match line {
            Line::Said(said) => Some(said.is_opened),
            _ => None,
        });
        assert_eq!(said.collect::<Vec<_>>(), [false, true, false]);
    }
}

#[test]
fn a_line_is_drawn_again_only_when_its_look_changes() {
    let day = |at: Timestamp| at.0.div_euclid(DAY);
    let reader = Reader { me: operator(1).id, new_after: None, day: &day };
    let log = [said(1, 0, Author::Visitor), said(2, 0, Author::Visitor), said(3, 0, Author::Visitor)];
    let keys = |n: usize| {
        lines(&log[..n], &[], [].iter(), &reader).iter().map(|line| line.key(&day)).collect::<Vec<_>>()
    };
    let (before, after) = (keys(2), keys(3));
    assert_eq!(before[..2], after[..2], "the day and the first message stay");
    assert_ne!(before[2], after[2], "the second is no longer the last of its group");
}
