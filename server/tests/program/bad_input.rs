//! Bad input gets a clear answer, nothing is lost, and nobody else is disturbed.

use tokio_tungstenite::tungstenite::Message as Raw;
use wire::{
    ChatId,
    frame::{Encoding, JSON, MAX_FRAME, POSTCARD, close},
    operator::{Command, Refusal as OperatorRefusal},
    text::BadText,
    visitor::{FromVisitor, Refusal, ToVisitor},
};

use crate::support::{EMAIL, PASSWORD, Program, Socket, With, form, new_id, open, raw, sent, sign_in};

/// A chat beside the misuse, which must not be affected.
struct Bystanders {
    visitor: Socket,
    chat: ChatId,
}

impl Bystanders {
    async fn meet(program: &Program) -> Bystanders {
        let (mut visitor, _) = program.visitor("bystander").await;
        let chat = visitor.ask("Hello").await;
        Bystanders { visitor, chat }
    }

    async fn are_undisturbed(&mut self) {
        assert!(matches!(self.visitor.say(self.chat, "still here").await, ToVisitor::Stored(_)));
    }
}

#[tokio::test]
async fn a_frame_that_cannot_be_understood_closes_its_connection_only() {
    let program = Program::start();
    let mut bystanders = Bystanders::meet(&program).await;
    let frames = [
        (POSTCARD, Raw::binary(vec![0xff; 40])),
        (POSTCARD, Raw::binary(Vec::new())),
        (POSTCARD, Raw::text("{}")),
        (JSON, Raw::text("{\"hello\":")),
        (JSON, Raw::text("{\"say\":{\"chat\":1}}")),
        (JSON, Raw::binary(vec![1, 2, 3])),
        // Valid, but before `Hello`.
        (JSON, Raw::text("{\"typing\":true}")),
    ];
    for (subprotocol, frame) in frames {
        let mut socket = raw(&program, "/visitor", subprotocol).await;
        socket.send_raw(frame.clone()).await;
        assert_eq!(socket.closed().await.0, close::MALFORMED, "{frame:?}");
    }
    // Also in the middle of a chat; what was stored before stays.
    let (mut visitor, _) = program.visitor("clumsy").await;
    let chat = visitor.ask("one").await;
    visitor.send_raw(Raw::binary(vec![0xff; 40])).await;
    assert_eq!(visitor.closed().await.0, close::MALFORMED);
    let (_, welcome) = program.visitor("clumsy").await;
    assert_eq!(welcome.chat.map(|chat| chat.id), Some(chat));
    assert_eq!(welcome.messages.len(), 1);
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn another_version_is_told_to_reload() {
    let program = Program::start();
    let mut socket = raw(&program, "/visitor", "switchboard.999.postcard").await;
    assert_eq!(socket.closed().await.0, close::OTHER_VERSION);
    let none = open(&program, "/visitor", None, None, None).await.err().unwrap();
    assert!(none.contains("400"), "{none}");
    let foreign = open(&program, "/visitor", Some("mqtt"), None, None).await.err().unwrap();
    assert!(foreign.contains("400"), "{foreign}");
}

#[tokio::test]
async fn a_site_key_that_does_not_exist_is_named_as_the_trouble() {
    let program = Program::start();
    for (encoding, site, token, why) in [
        (Encoding::Json, "nosuchkey", "x".repeat(24), Refusal::UnknownSite),
        (Encoding::Postcard, "", "x".repeat(24), Refusal::UnknownSite),
        (Encoding::Postcard, "key", "guess".to_owned(), Refusal::BadToken),
    ] {
        let mut hello = program.hello("vera").await;
        if site != "key" {
            hello.site = site.to_owned();
        }
        hello.token = token;
        let mut socket = Socket::connect(&program, "/visitor", encoding, None).await.unwrap();
        socket.send(&FromVisitor::Hello(hello)).await;
        assert_eq!(socket.receive::<ToVisitor>().await, ToVisitor::Refused { id: None, why });
        assert_eq!(socket.closed().await.0, close::REFUSED);
    }
}

#[tokio::test]
async fn a_message_of_a_megabyte_is_answered_and_harms_nobody() {
    let program = Program::start();
    let mut bystanders = Bystanders::meet(&program).await;
    let (mut visitor, _) = program.visitor("writer").await;
    let chat = visitor.ask("Hello").await;
    // Longer than a message may be, but within a frame: an answer for this message.
    let answer = visitor.say(chat, &"x".repeat(5_000)).await;
    let too_long = Refusal::BadText(BadText::TooLong { limit: 4_000 });
    assert!(matches!(answer, ToVisitor::Refused { why, .. } if why == too_long), "{answer:?}");
    assert!(matches!(visitor.say(chat, "short").await, ToVisitor::Stored(_)));
    // Larger than a frame: the connection ends with the reason.
    let big = FromVisitor::Say(wire::visitor::Say { chat, id: new_id(), text: "x".repeat(1 << 20) });
    visitor.send(&big).await;
    let (code, reason) = visitor.closed().await;
    assert_eq!(code, 1009);
    assert!(reason.contains(&MAX_FRAME.to_string()), "{reason}");
    let (_, welcome) = program.visitor("writer").await;
    assert_eq!(welcome.messages.len(), 2);
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn control_characters_are_dropped_and_the_rest_arrives() {
    let program = Program::start();
    let mut operator = program.operator().await;
    let (mut visitor, _) = program.visitor("vera").await;
    let chat = visitor.ask("a\0b\u{1b}[31mc\r\n\u{7f}d").await;
    operator.order(Command::Accept { chat }).await.unwrap();
    assert!(matches!(
        visitor.say(chat, "\0\u{1}\u{2}").await,
        ToVisitor::Refused { why: Refusal::BadText(BadText::Empty), .. }
    ));
    let Ok(wire::operator::Done::Messages { messages, .. }) =
        operator.order(Command::CatchUp { chat, span: wire::Span::After(wire::Seq(0)) }).await
    else {
        panic!("no messages")
    };
    assert_eq!(messages[0].body, wire::Body::Text("ab[31mc\nd".into()));
}

#[tokio::test]
async fn a_flood_is_refused_and_then_ended() {
    let program = Program::start();
    let mut bystanders = Bystanders::meet(&program).await;
    let (mut visitor, _) = program.visitor("flood").await;
    let chat = visitor.ask("Hello").await;
    for n in 0..400 {
        let say = wire::visitor::Say { chat, id: new_id(), text: n.to_string() };
        visitor.send(&FromVisitor::Say(say)).await;
    }
    let (mut stored, mut refused) = (0, 0);
    while stored + refused < 400 {
        match visitor.receive().await {
            ToVisitor::Stored(_) => stored += 1,
            ToVisitor::Refused { why: Refusal::TooFast, id: Some(_) } => refused += 1,
            _ => {}
        }
    }
    // A burst of a hundred, which includes the greeting, the question and the answer to a ping.
    assert!(stored >= 97 && refused > 0, "{stored} stored, {refused} refused");
    bystanders.are_undisturbed().await;
    let (_, welcome) = program.visitor("flood").await;
    assert_eq!(
        welcome.chat.unwrap().last_seq.0,
        stored + 1,
        "what was acknowledged is there, what was refused is not"
    );
}

#[tokio::test]
async fn an_operators_commands_out_of_turn_are_refused() {
    let program = Program::start();
    let mut operator = program.operator().await;
    let unknown: ChatId = new_id();
    assert_eq!(operator.order(Command::Accept { chat: unknown }).await, Err(OperatorRefusal::NotFound));
    let (mut visitor, _) = program.visitor("vera").await;
    let chat = visitor.ask("Hello").await;
    let say = Command::Say { chat, id: new_id(), content: wire::Content::Text("Hi".into()) };
    assert_eq!(operator.order(say.clone()).await, Err(OperatorRefusal::NotAccepted));
    operator.order(Command::Accept { chat }).await.unwrap();
    assert!(operator.order(say).await.is_ok());
    operator.order(Command::Close { chat }).await.unwrap();
    let late = Command::Say { chat, id: new_id(), content: wire::Content::Text("Hi".into()) };
    assert_eq!(operator.order(late).await, Err(OperatorRefusal::ChatClosed));
}

#[tokio::test]
async fn a_body_that_cannot_be_understood_is_refused_without_saying_how_it_is_read() {
    let program = Program::start();
    let cookie = sign_in(&program, EMAIL, PASSWORD).await.cookie.unwrap();
    let post = async |path: &str, with: With| {
        let answer = program.post(Some(&cookie), path, with).await;
        (answer.status.as_u16(), answer.text())
    };
    for (path, with) in [
        ("/api/set_queueing", sent(&[0xff_u8; 4])),
        ("/api/set_queueing", sent(&())),
        ("/api/sip_info", form("id=nobody")),
        ("/api/sip_info", form("%ff=%")),
        ("/api/sign_in", form("email=x")),
    ] {
        let refused = post(path, with.clone()).await;
        assert_eq!(refused, (400, "Args|This could not be understood.".to_owned()), "{path} {:?}", with.body);
    }
    // Valid input that cannot be carried out gets its own error.
    let (status, words) = post("/api/sip_info", form("id=00000000-0000-0000-0000-000000000000")).await;
    assert_ne!(status, 400, "{words}");
}
