//! Redaction: a visitor's panel and an operator's console show what is stored, not what was typed.

use wire::{
    Author, Body, Content, MessageId,
    operator::{Command, Done, ToOperator},
    redaction::Redaction,
    visitor::{FromVisitor, Say, ToVisitor},
};

use crate::support::{EMAIL, PASSWORD, Program, call, new_id, sign_in};

#[tokio::test]
async fn whoever_writes_a_secret_is_shown_what_is_stored() {
    let program = Program::start();
    let ann = sign_in(&program, EMAIL, PASSWORD).await.cookie.unwrap();
    let (mut console, _) = program.console(&ann).await;
    let (mut panel, _) = program.visitor("vera").await;
    let redaction = Redaction { cards: true, last_four: true, ..Redaction::default() };
    let (): () = call(&program, &ann, "set_redaction", &redaction).await;
    let chat = panel.ask("Hello").await;
    console.order(Command::Accept { chat }).await.unwrap();

    // A client shows a message as it comes first: before its acknowledgement.
    let id: MessageId = new_id();
    let text = "It is 4111 1111 1111 1111".to_owned();
    panel.send(&FromVisitor::Say(Say { chat, id, text })).await;
    let first = panel.hear(|frame| match frame {
        ToVisitor::Message(message) if message.id == id => Some(Some(message.body)),
        ToVisitor::Stored(stored) if stored.id == id => Some(None),
        _ => None,
    });
    assert_eq!(first.await, Some(Body::Text("It is ●●●● 1111".into())));
    let is_stored =
        |frame: ToVisitor| matches!(frame, ToVisitor::Stored(stored) if stored.id == id).then_some(());
    panel.hear(is_stored).await;
    let heard = console.hear(|frame| match frame {
        ToOperator::Message(message) if message.author == Author::Visitor && message.id == id => {
            Some(message.body)
        }
        _ => None,
    });
    assert_eq!(heard.await, Body::Text("It is ●●●● 1111".into()));

    // A console is told that it is another text.
    let content = Content::Text("And 5500 0000 0000 0004?".into());
    let said = console.order(Command::Say { chat, id: new_id(), content }).await;
    assert!(matches!(said, Ok(Done::Said { is_redacted: true, .. })), "{said:?}");
    let content = Content::Text("Thank you".into());
    let said = console.order(Command::Say { chat, id: new_id(), content }).await;
    assert!(matches!(said, Ok(Done::Said { is_redacted: false, .. })), "{said:?}");
}
