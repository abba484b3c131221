//! What the loader in a host page gets of chats: an invitation and its end, and nothing else.

use wire::{
    ChatId, ChatState, Content, VisitorId,
    operator::{Command, ToOperator},
    visitor::{FromVisitor, ToVisitor},
};

use crate::support::{Program, Socket, new_id};

/// The loader of a new visitor, and an operator who sees the visitor.
async fn meet(program: &Program) -> (Socket, Socket, VisitorId) {
    let mut operator = program.operator().await;
    let (loader, _) = program.loader("vera").await;
    let visitor = operator
        .hear(|frame| match frame {
            ToOperator::Visitor(view) => Some(view.id),
            _ => None,
        })
        .await;
    (operator, loader, visitor)
}

async fn invite(operator: &mut Socket, visitor: VisitorId, text: &str) -> ChatId {
    let (chat, id, text) = (new_id(), new_id(), text.to_owned());
    operator.order(Command::Invite { visitor, chat, id, text }).await.unwrap();
    chat
}

/// The next thing the loader gets of chats: a chat and its state, or a message.
async fn next(loader: &mut Socket) -> (ChatId, Result<ChatState, String>) {
    loader
        .hear(|frame| match frame {
            ToVisitor::Chat(view) => Some((view.id, Ok(view.state))),
            ToVisitor::Message(message) => {
                Some((message.chat, Err(message.body.said().unwrap_or("a line").to_owned())))
            }
            _ => None,
        })
        .await
}

#[tokio::test]
async fn an_invitation_is_on_the_page_until_it_was_answered_somewhere() {
    let program = Program::start();
    let (mut operator, mut loader, visitor) = meet(&program).await;
    let chat = invite(&mut operator, visitor, "Can I help?").await;
    assert_eq!(next(&mut loader).await, (chat, Ok(ChatState::Invited)));
    assert_eq!(next(&mut loader).await, (chat, Err("Can I help?".into())));

    // On the next page it is still there.
    let (mut loader, welcome) = program.loader("vera").await;
    let view = welcome.chat.unwrap();
    assert_eq!(
        (view.id, view.state, view.operator.as_ref().map(|one| one.name.as_str())),
        (chat, ChatState::Invited, Some("Support"))
    );
    assert_eq!(welcome.messages.len(), 1);
    assert_eq!(welcome.messages[0].body.said(), Some("Can I help?"));

    // The visitor accepts in the panel of another tab. Only panels get the messages from then on.
    let (mut panel, _) = program.visitor("vera").await;
    panel.send(&FromVisitor::AnswerInvitation { chat, accept: true }).await;
    assert_eq!(next(&mut loader).await, (chat, Ok(ChatState::Active)));
    panel.say(chat, "Yes, please").await;
    let content = Content::Text("Gladly".into());
    operator.order(Command::Say { chat, id: new_id(), content }).await.unwrap();
    operator.order(Command::Close { chat }).await.unwrap();
    let second = invite(&mut operator, visitor, "Still there?").await;
    assert_eq!(next(&mut loader).await, (second, Ok(ChatState::Invited)));
    assert_eq!(next(&mut loader).await, (second, Err("Still there?".into())));

    // The visitor declines in the loader. The invitation is gone there, and on the next page.
    loader.send(&FromVisitor::AnswerInvitation { chat: second, accept: false }).await;
    let declined = loader
        .hear(|frame| match frame {
            ToVisitor::Chat(view) => Some((view.id, view.state)),
            _ => None,
        })
        .await;
    assert_eq!(declined, (second, ChatState::Declined));
    let (_, welcome) = program.loader("vera").await;
    assert_eq!((welcome.chat, welcome.messages), (None, vec![]));
}

#[tokio::test]
async fn an_invitation_that_is_withdrawn_leaves_the_page() {
    let program = Program::start();
    let (mut operator, mut loader, visitor) = meet(&program).await;
    let chat = invite(&mut operator, visitor, "Can I help?").await;
    assert_eq!(next(&mut loader).await.1, Ok(ChatState::Invited));
    assert!(next(&mut loader).await.1.is_err());
    operator.order(Command::Close { chat }).await.unwrap();
    let ended = loader
        .hear(|frame| match frame {
            ToVisitor::Chat(view) => Some(view.state),
            _ => None,
        })
        .await;
    assert_eq!(ended, ChatState::Declined);
}
