//! `kill -9` in the middle of a chat: every acknowledged message is stored once and in order.

use wire::{
    Seq, Span,
    operator::{Command, Done},
    visitor::{FromVisitor, Say, ToVisitor},
};

use crate::support::{Program, new_id};

#[tokio::test]
async fn nothing_acknowledged_is_lost_by_a_kill() {
    let program = Program::start();
    let (mut visitor, _) = program.visitor("vera").await;
    let chat = visitor.ask("0").await;
    let mut acknowledged = vec!["0".to_owned()];
    for n in 1..40 {
        assert!(matches!(visitor.say(chat, &n.to_string()).await, ToVisitor::Stored(_)));
        acknowledged.push(n.to_string());
    }
    // On its way while the server dies: it may be stored or not, but never twice.
    let last = Say { chat, id: new_id(), text: "40".into() };
    visitor.send(&FromVisitor::Say(last.clone())).await;
    let program = program.kill_and_restart();

    let (mut visitor, welcome) = program.visitor("vera").await;
    assert_eq!(welcome.chat.as_ref().map(|chat| chat.id), Some(chat));
    visitor.send(&FromVisitor::Say(last.clone())).await;
    visitor
        .hear(|heard| matches!(heard, ToVisitor::Stored(stored) if stored.id == last.id).then_some(()))
        .await;
    acknowledged.push("40".to_owned());

    let mut operator = program.operator().await;
    operator.order(Command::Accept { chat }).await.unwrap();
    let Ok(Done::Messages { messages, more: false }) =
        operator.order(Command::CatchUp { chat, span: Span::After(Seq(0)) }).await
    else {
        panic!("no messages")
    };
    let texts: Vec<_> =
        messages.iter().filter_map(|message| message.body.said().map(str::to_owned)).collect();
    assert_eq!(texts, acknowledged);
    assert_eq!(messages.iter().map(|m| m.seq.0).collect::<Vec<_>>(), (1..=42).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_second_start_on_the_same_port_leaves_the_first_alone() {
    let program = Program::start();
    let (mut visitor, _) = program.visitor("vera").await;
    let chat = visitor.ask("Hello").await;
    let (status, said) = crate::support::run_to_its_end(
        crate::support::command()
            .env("SWITCHBOARD_LISTEN", &program.address)
            .env("SWITCHBOARD_DATABASE_URL", program.database()),
    );
    assert!(!status.success() && said.contains("in use"), "{said}");
    assert!(matches!(visitor.say(chat, "still here").await, ToVisitor::Stored(_)));
}
