//! Chats of other people cannot be told apart from chats that do not exist.

use chat::Sources;
use wire::{
    ChatId, Content, Seq, Span,
    operator::{Command, Refusal as OperatorRefusal},
    visitor::{Ask, FromVisitor, Refusal, Say},
};

use super::people::Scene;

#[tokio::test]
async fn a_visitor_has_nothing_to_do_with_another_visitors_chat() {
    let mut scene = Scene::begin().await;
    let mut stranger = scene.visitor("stranger").await;
    let before = scene.amount().await;
    let sources = Sources::system();
    let unknown: ChatId = sources.id();
    for chat in [scene.their_chat(), unknown] {
        assert_eq!(stranger.say(chat, "Hello?").await, Err(Refusal::UnknownChat));
        let catch_up = FromVisitor::CatchUp { chat, span: Span::After(Seq(0)) };
        assert_eq!(stranger.refusal_of(&catch_up).await, Refusal::UnknownChat);
        assert_eq!(stranger.refusal_of(&FromVisitor::End { chat }).await, Refusal::UnknownChat);
    }
    // A question with the id of somebody else's chat.
    let ask = Ask {
        chat: scene.their_chat(),
        name: String::new(),
        id: sources.id(),
        text: "Mine!".into(),
        department: None,
        email: String::new(),
        answers: vec![],
    };
    assert_eq!(stranger.outcome(ask.id, &FromVisitor::Ask(ask)).await, Err(Refusal::UnknownChat));
    assert_eq!(scene.amount().await, before);
    // The id of another person's message reveals nothing either, and is harmless in one's own chat.
    let theirs = scene.database().messages_of(scene.their_chat()).await.unwrap()[0].clone();
    let say = Say { chat: scene.their_chat(), id: theirs.id, text: "Mine!".into() };
    assert_eq!(stranger.outcome(say.id, &FromVisitor::Say(say)).await, Err(Refusal::UnknownChat));
    let own = stranger.ask("Hello").await;
    let say = Say { chat: own, id: theirs.id, text: "Mine!".into() };
    let stored = stranger.outcome(say.id, &FromVisitor::Say(say)).await.unwrap();
    assert_eq!(stored.place, Some((own, Seq(2))));
    assert_eq!(scene.database().messages_of(scene.their_chat()).await.unwrap()[0], theirs);
    scene.bystanders_are_undisturbed().await;
}

#[tokio::test]
async fn an_operator_has_nothing_to_do_with_another_operators_chat() {
    let mut scene = Scene::begin().await;
    let mut colleague = scene.operator().await;
    let before = scene.amount().await;
    let sources = Sources::system();
    let chat = scene.their_chat();
    let say = Command::Say { chat, id: sources.id(), content: Content::Text("Me too".into()) };
    assert_eq!(colleague.order(say).await, Err(OperatorRefusal::NotFound));
    assert_eq!(
        colleague.order(Command::CatchUp { chat, span: Span::After(Seq(0)) }).await,
        Err(OperatorRefusal::NotFound)
    );
    assert_eq!(colleague.order(Command::Close { chat }).await, Err(OperatorRefusal::NotFound));
    let taken = colleague.order(Command::Accept { chat }).await;
    assert!(matches!(taken, Err(OperatorRefusal::TakenBy(_))), "{taken:?}");
    assert_eq!(scene.amount().await, before);
    scene.bystanders_are_undisturbed().await;
}

#[tokio::test]
async fn typing_in_a_foreign_chat_reaches_nobody() {
    let mut scene = Scene::begin().await;
    let mut colleague = scene.operator().await;
    let chat = scene.their_chat();
    // Whatever the answer, the others' panel must not show it.
    let _ = colleague.order(Command::Typing { chat, on: true }).await;
    assert!(!scene.bystander_sees_typing().await);
    let mut own = scene.operator_again().await;
    own.order(Command::Typing { chat, on: true }).await.unwrap();
    assert!(scene.bystander_sees_typing().await, "it would have been seen");
}
