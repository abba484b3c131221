//! Frames that are valid at another moment, and frames that are invalid.

use chat::Sources;
use tokio_tungstenite::tungstenite::{
    Message as Raw,
    protocol::frame::{
        Frame,
        coding::{Data, OpCode},
    },
};
use trial::guest::hello;
use wire::{
    Content, Seq, Span,
    frame::{MAX_FRAME, close, to_postcard},
    operator::{Command, Request, ToOperator},
    text::BadText,
    visitor::{Ask, FromVisitor, OffLineForm, Refusal, Say, ToVisitor},
};

use super::people::Scene;

/// RFC 6455, 7.4.1.
const NOT_UTF_8: u16 = 1007;
const TOO_BIG: u16 = 1009;

#[tokio::test]
async fn a_visitors_commands_out_of_state_are_refused() {
    let mut scene = Scene::begin().await;
    let mut visitor = scene.visitor("vera").await;
    let sources = Sources::system();
    let before = scene.amount().await;
    assert_eq!(visitor.say(sources.id(), "before any chat").await, Err(Refusal::UnknownChat));
    assert_eq!(scene.amount().await, before);
    let chat = visitor.ask("Hello").await;
    visitor.send(&FromVisitor::End { chat }).await;
    visitor.hear(|heard| matches!(heard, ToVisitor::Chat(view) if !view.state.is_open()).then_some(())).await;
    let after = scene.amount().await;
    assert_eq!(visitor.say(chat, "after its end").await, Err(Refusal::ChatClosed));
    // Beyond the end there is nothing, and that is no error.
    visitor.send(&FromVisitor::CatchUp { chat, span: Span::After(Seq(u32::MAX)) }).await;
    let found = visitor
        .hear(|heard| match heard {
            ToVisitor::Messages { messages, more, .. } => Some((messages, more)),
            _ => None,
        })
        .await;
    assert_eq!(found, (Vec::new(), false));
    assert_eq!(scene.amount().await, after);
    scene.bystanders_are_undisturbed().await;
}

#[tokio::test]
async fn a_second_hello_is_no_frame_of_a_conversation() {
    let mut scene = Scene::begin().await;
    let mut visitor = scene.visitor("vera").await;
    visitor.send(&FromVisitor::Hello(hello(&scene.site, "another"))).await;
    assert_eq!(visitor.closed::<ToVisitor>().await, Some(close::MALFORMED));
    scene.bystanders_are_undisturbed().await;
}

#[tokio::test]
async fn forms_with_wrong_fields_name_the_field_and_leave_nothing() {
    let mut scene = Scene::begin().await;
    let mut visitor = scene.visitor("vera").await;
    let before = scene.amount().await;
    let sources = Sources::system();
    let long = "x".repeat(4_001);
    let too_long = |limit| BadText::TooLong { limit };
    for (name, text, why) in [
        (long.as_str(), "Hello", Refusal::BadName(too_long(80))),
        ("Vera", long.as_str(), Refusal::BadText(too_long(4_000))),
        ("Vera", "\u{0}\u{1b}", Refusal::BadText(BadText::Empty)),
    ] {
        let ask = Ask {
            chat: sources.id(),
            name: name.into(),
            id: sources.id(),
            text: text.into(),
            department: None,
            email: String::new(),
            answers: vec![],
        };
        assert_eq!(visitor.outcome(ask.id, &FromVisitor::Ask(ask)).await, Err(why));
    }
    for (email, text, why) in [
        ("nobody", "Hello", Refusal::BadEmail(BadText::NotAnEmail)),
        ("a@b\r\nBcc: c@d", "Hello", Refusal::BadEmail(BadText::NotAnEmail)),
        ("a@example.org", "", Refusal::BadText(BadText::Empty)),
    ] {
        let form = OffLineForm {
            id: sources.id(),
            name: String::new(),
            email: email.into(),
            department: None,
            text: text.into(),
            answers: vec![],
        };
        assert_eq!(visitor.outcome(form.id.into(), &FromVisitor::LeaveMessage(form)).await, Err(why));
    }
    assert_eq!(scene.amount().await, before);
    scene.bystanders_are_undisturbed().await;
}

#[tokio::test]
async fn a_text_that_is_no_utf_8_is_malformed() {
    let mut scene = Scene::begin().await;
    let mut visitor = scene.visitor("vera").await;
    let chat = visitor.ask("Hello").await;
    let before = scene.amount().await;
    // Within postcard: the last byte of the text.
    let mut bytes =
        to_postcard(&FromVisitor::Say(Say { chat, id: Sources::system().id(), text: "Hi".into() }));
    *bytes.last_mut().unwrap() = 0xff;
    visitor.send_raw(Raw::binary(bytes)).await;
    assert_eq!(visitor.closed::<ToVisitor>().await, Some(close::MALFORMED));
    assert_eq!(scene.amount().await, before);
    scene.bystanders_are_undisturbed().await;
}

#[tokio::test]
async fn a_text_frame_that_is_no_utf_8_ends_its_connection_only() {
    let mut scene = Scene::begin().await;
    let mut visitor = scene.visitor("vera").await;
    let before = scene.amount().await;
    let frame = Frame::message(vec![b'"', 0xff, 0xfe, b'"'], OpCode::Data(Data::Text), true);
    visitor.send_raw(Raw::Frame(frame)).await;
    assert_eq!(visitor.closed::<ToVisitor>().await, Some(NOT_UTF_8));
    assert_eq!(scene.amount().await, before);
    scene.bystanders_are_undisturbed().await;
}

#[tokio::test]
async fn an_operators_broken_frames_end_his_connection_with_the_reason() {
    let mut scene = Scene::begin().await;
    let before = scene.amount().await;
    let say = Command::Say {
        chat: scene.their_chat(),
        id: Sources::system().id(),
        content: Content::Text("x".repeat(MAX_FRAME)),
    };
    for (frame, code) in [
        (vec![0xff; 40], close::MALFORMED),
        (Vec::new(), close::MALFORMED),
        (to_postcard(&Request { nr: 1, command: say }), TOO_BIG),
    ] {
        let mut console = scene.operator_again().await;
        console.send_raw(Raw::binary(frame)).await;
        assert_eq!(console.closed::<ToOperator>().await, Some(code));
    }
    assert_eq!(scene.amount().await, before);
    scene.bystanders_are_undisturbed().await;
}
