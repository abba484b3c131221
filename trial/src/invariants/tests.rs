//! Each invariant is broken once, to show that the check finds it.

use wire::{OperatorId, OperatorRef, Timestamp};

use super::*;

fn chat() -> ChatId {
    ChatId::v7(1, &[1; 10])
}

fn id(nr: u32) -> MessageId {
    MessageId::v7(nr.into(), &[0; 10])
}

fn message(seq: u32) -> Message {
    let body = Body::Text(seq.to_string());
    Message { id: id(seq), chat: chat(), seq: Seq(seq), at: Timestamp(0), author: Author::Visitor, body }
}

/// A visitor who wrote three messages, all acknowledged.
fn record() -> Record {
    let mut log = Log::default();
    log.hear_all((1..=3).map(message));
    Record {
        who: "visitor".into(),
        said: (1..=3).map(id).collect(),
        acknowledged: (1..=3).map(|nr| Acknowledged { chat: chat(), id: id(nr), seq: Seq(nr) }).collect(),
        whole: vec![(chat(), log)],
        writes_in_order: true,
        ..Record::default()
    }
}

fn verdict(record: &Record, stored: &[Message]) -> Vec<String> {
    let mut broken = Vec::new();
    let records = [record.clone()];
    let mut known = Known::new(&records, &mut broken);
    let row = StoredChat { id: chat(), state: "active".into(), last_seq: Seq(stored.len() as u32) };
    check_numbers(&row, stored, &mut broken);
    check_life(chat(), stored, &mut broken);
    known.check_chat(chat(), stored, &mut broken);
    known.check_rest(&mut broken);
    broken
}

fn stored() -> Vec<Message> {
    (1..=3).map(message).collect()
}

#[test]
fn what_is_right_breaks_no_rule() {
    assert_eq!(verdict(&record(), &stored()), Vec::<String>::new());
}

#[test]
fn a_lost_a_doubled_and_a_displaced_message_are_found() {
    assert!(!verdict(&record(), &stored()[..2]).is_empty(), "the last one is lost");
    let mut doubled = stored();
    doubled.push(Message { seq: Seq(4), ..message(3) });
    assert!(verdict(&record(), &doubled).iter().any(|rule| rule.contains("twice")));
    let mut gap = stored();
    gap.remove(1);
    assert!(verdict(&record(), &gap).iter().any(|rule| rule.contains("stands at place 2")));
    let mut displaced = stored();
    (displaced[0].id, displaced[1].id) = (id(2), id(1));
    assert!(verdict(&record(), &displaced).iter().any(|rule| rule.contains("was acknowledged as number 1")));
}

#[test]
fn what_nobody_wrote_or_what_was_refused_is_found() {
    let mut foreign = stored();
    foreign.push(message(4));
    assert!(verdict(&record(), &foreign).iter().any(|rule| rule.contains("written by nobody")));
    let mut refused = record();
    refused.acknowledged.pop();
    refused.refused.push(id(3));
    assert!(verdict(&refused, &stored()).iter().any(|rule| rule.contains("was refused and is stored")));
}

#[test]
fn a_copy_that_differs_and_an_order_that_is_broken_are_found() {
    let mut behind = record();
    let mut log = Log::default();
    log.hear_all((1..=2).map(message));
    behind.whole = vec![(chat(), log.clone())];
    assert!(verdict(&behind, &stored()).iter().any(|rule| rule.contains("differs at place 3")));
    behind.parts = std::mem::take(&mut behind.whole);
    assert!(
        verdict(&behind, &stored()).is_empty(),
        "the beginning of a chat is enough for one that was left"
    );
    let mut disordered = record();
    disordered.acknowledged.swap(0, 1);
    let broken = verdict(&disordered, &stored());
    assert!(broken.iter().any(|rule| rule.contains("after a later one")), "{broken:?}");
    assert!(broken.iter().any(|rule| rule.contains("order of writing")), "{broken:?}");
    let mut unanswered = record();
    unanswered.said.push(id(9));
    assert!(verdict(&unanswered, &stored()).iter().any(|rule| rule.contains("of 4 messages 3")));
}

#[test]
fn an_operator_speaks_first_in_what_they_have_begun_alone() {
    let ann = Author::Operator(OperatorRef { id: OperatorId::v7(1, &[2; 10]), name: "Ann".into() });
    let said_by_ann = |at: usize| {
        let mut messages = stored();
        messages[at].author = ann.clone();
        verdict(&record(), &messages)
            .into_iter()
            .filter(|rule| rule.contains("out of turn"))
            .collect::<Vec<_>>()
    };
    assert_eq!(said_by_ann(0), Vec::<String>::new(), "an invitation");
    assert!(
        said_by_ann(1).iter().any(|rule| rule.contains("number 2 is out of turn")),
        "nobody has accepted"
    );
    let row = StoredChat { id: chat(), state: "active".into(), last_seq: Seq(0) };
    let mut broken = Vec::new();
    check_numbers(&row, &[], &mut broken);
    assert_eq!(broken, Vec::<String>::new(), "colleagues who have said nothing yet");
}

#[test]
fn nothing_is_said_after_the_end_of_a_chat() {
    let mut late = stored();
    late[1].author = Author::System;
    late[1].body = Body::Notice(Notice::ClosedByVisitor);
    assert!(verdict(&record(), &late).iter().any(|rule| rule.contains("number 3 is out of turn")));
}
