//! An operator's machine sleeps for longer than the server waits. The operator counts as
//! unavailable, and afterwards nothing is missing or duplicated.

use wire::{
    Content,
    operator::{Command, Done},
    visitor::ToVisitor,
};

use crate::support::{Program, new_id};

#[tokio::test]
async fn who_answers_no_pings_is_gone_and_finds_everything_once() {
    let program = Program::start();
    let (mut visitor, _) = program.visitor("vera").await;
    let chat = visitor.ask("Are you there?").await;
    let mut asleep = program.operator().await;
    asleep.order(Command::Accept { chat }).await.unwrap();
    let said = Command::Say { chat, id: new_id(), content: Content::Text("I am.".into()) };
    let stored = asleep.order(said.clone()).await.unwrap();
    assert!(matches!(stored, Done::Said { .. }), "{stored:?}");

    // From here on nobody reads that connection, so pings are not answered; it stays open.
    for text in ["One", "Two", "Three"] {
        assert!(matches!(visitor.say(chat, text).await, ToVisitor::Stored(_)));
    }
    visitor.hear(|heard| matches!(heard, ToVisitor::Available(false)).then_some(())).await;
    assert!(matches!(visitor.say(chat, "Four").await, ToVisitor::Stored(_)));

    // It wakes up, and repeats the message whose answer it may have missed.
    let mut awake = program.operator().await;
    visitor.hear(|heard| matches!(heard, ToVisitor::Available(true)).then_some(())).await;
    assert_eq!(awake.order(said).await, Ok(stored));
    assert_eq!(program.said(chat).await, ["Are you there?", "I am.", "One", "Two", "Three", "Four"]);
    drop(asleep);
}
