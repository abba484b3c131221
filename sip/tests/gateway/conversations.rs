//! Visitors chat with operators who use SIP clients.

use std::time::Duration;

use chat::Speaker;
use wire::Content;

use crate::{
    client::{ALL, By, Client},
    stage::{Operator, Stage, until},
};

/// The operator has accepted a new chat; returns the visitor's address in the operator's client.
pub(crate) async fn accepted(
    stage: &Stage,
    client: &mut Client,
    by: &str,
    seat: chat::Seat,
) -> (wire::ChatId, String) {
    let chat = stage.ask(seat, "Anna", "hello?").await;
    client.hear().await;
    let from = client.hears("hello?").await;
    client.say(&from, "/a").await;
    client.hears(&format!("* {by} accepted the chat")).await;
    (chat, from)
}

#[tokio::test]
async fn what_a_visitor_says_comes_and_the_answer_goes_back() {
    for by in ALL {
        let stage = Stage::new().await;
        let ann = stage.ann().await;
        let mut client = stage.client(&ann, by).await;
        let visit = stage.visit("anna").await;
        let chat = stage.ask(visit.seat, "Anna", "hello?").await;
        let line = client.hear_message(|got| got.method() == "MESSAGE").await;
        assert_eq!(
            line.body(),
            "* Anna asks for a chat, on https://shop.example/pricing – answer /a to accept it."
        );
        assert!(
            line.field("From").starts_with("\"Anna (Pricing)\" <sip:visitor-1@chat.example>;tag="),
            "{}",
            line.text
        );
        let from = client.hears("hello?").await;
        client.say(&from, "/a").await;
        client.hears("* Support accepted the chat").await;
        client.say(&from, "Guten Tag, ä€😀").await;
        assert_eq!(stage.heard(visit.seat, chat).await, ["Guten Tag, ä€😀"]);
        stage.says(visit.seat, chat, "thanks").await;
        assert_eq!(client.hears("thanks").await, from);
        stage.switchboard.close(Speaker::Visitor(visit.seat), chat).await.unwrap().unwrap();
        client.hears("* Anna ended the chat").await;
        let late = client.try_to_say(&from, "wait").await;
        assert_eq!(late.code(), Some(410), "{by:?}");
        client.hears("* Not done: the chat has ended.").await;
    }
}

#[tokio::test]
async fn each_visitor_is_a_conversation_of_his_own() {
    let stage = Stage::new().await;
    let ann = stage.ann().await;
    let mut client = stage.client(&ann, By::Tcp).await;
    let (one, other) = (stage.visit("one").await, stage.visit("other").await);
    let (first, from_first) = accepted(&stage, &mut client, "Support", one.seat).await;
    let (second, from_second) = accepted(&stage, &mut client, "Support", other.seat).await;
    assert_ne!(from_first, from_second);
    client.say(&from_first, "to one").await;
    client.say(&from_second, "to the other").await;
    assert_eq!(stage.heard(one.seat, first).await, ["to one"]);
    assert_eq!(stage.heard(other.seat, second).await, ["to the other"]);
}

#[tokio::test]
async fn a_repeated_message_is_stored_once() {
    for by in [By::Udp, By::Tcp] {
        let stage = Stage::new().await;
        let ann = stage.ann().await;
        let mut client = stage.client(&ann, by).await;
        let visit = stage.visit("anna").await;
        let (chat, from) = accepted(&stage, &mut client, "Support", visit.seat).await;
        let (uri, fields) = (format!("sip:{from}@chat.example"), "Content-Type: text/plain\r\n");
        let mut request = client.request("MESSAGE", &uri, &from, fields, "once");
        let mut first = client.exchange(&request).await;
        if first.code() == Some(401) {
            let proof = client.proof(&first, "MESSAGE", &uri);
            request = client.request("MESSAGE", &uri, &from, &format!("{fields}{proof}"), "once");
            first = client.exchange(&request).await;
        }
        assert_eq!(first.code(), Some(200), "{by:?}");
        // Its answer was lost twice.
        for _ in 0..2 {
            assert_eq!(client.exchange(&request).await.text, first.text, "{by:?}");
        }
        if by == By::Tcp {
            // The request again, over another route or after its answer was forgotten.
            let other = request.replace("branch=z9hG4bK", "branch=z9hG4bKother");
            assert_eq!(client.exchange(&other).await.code(), Some(200));
        }
        client.say(&from, "and more").await;
        assert_eq!(stage.heard(visit.seat, chat).await, ["once", "and more"], "{by:?}");
    }
}

#[tokio::test]
async fn who_has_not_accepted_is_told_so() {
    let stage = Stage::new().await;
    let ann = stage.ann().await;
    let mut client = stage.client(&ann, By::Udp).await;
    let visit = stage.visit("anna").await;
    let chat = stage.ask(visit.seat, "Anna", "hello?").await;
    client.hear().await;
    let from = client.hears("hello?").await;
    assert_eq!(client.try_to_say(&from, "hi").await.code(), Some(403));
    client.hears("* Not done: answer /a first, to accept the chat.").await;
    assert!(stage.heard(visit.seat, chat).await.is_empty());
    assert_eq!(client.try_to_say("visitor-99", "hi").await.code(), Some(404));
}

#[tokio::test]
async fn long_texts_come_whole_both_ways() {
    let long = "sechstausend Zeichen für Ännchen; ".repeat(180);
    assert!(long.chars().count() > 6_000);
    for by in [By::Udp, By::Tcp] {
        let stage = Stage::new().await;
        let ann = stage.ann().await;
        let mut client = stage.client(&ann, by).await;
        let visit = stage.visit("anna").await;
        let (chat, from) = accepted(&stage, &mut client, "Support", visit.seat).await;
        client.say(&from, &long).await;
        // As several messages that end after words.
        assert!(stage.heard(visit.seat, chat).await.join(" ") == long.trim_end(), "{by:?}");
        let text: String = long.chars().take(4_000).collect::<String>().trim_end().to_owned();
        stage.says(visit.seat, chat, &text).await;
        let mut got = String::new();
        while got.len() < text.len() {
            got += &client.hear().await.1;
        }
        assert!(got == text, "{by:?}");
    }
}

#[tokio::test]
async fn of_several_clients_the_first_accepts_and_the_others_follow() {
    let stage = Stage::new().await;
    let ann = stage.ann().await;
    let mut first = stage.client(&ann, By::Udp).await;
    let mut second = stage.client(&ann, By::Tcp).await;
    let mut third = stage.client(&ann, By::Tls).await;
    let visit = stage.visit("anna").await;
    let (chat, from) = accepted(&stage, &mut second, "Support", visit.seat).await;
    for client in [&mut first, &mut third] {
        client.hear().await;
        client.hears("hello?").await;
        client.hears("* Support accepted the chat").await;
    }
    third.say(&from, "/a").await;
    third.hears("* You have this chat already.").await;
    third.say(&from, "from the third").await;
    for client in [&mut first, &mut second] {
        assert_eq!(client.hears("Support: from the third").await, from);
    }
    third.hears_nothing(Duration::from_millis(700)).await;
    // Also a message from the browser.
    let (speaker, id) = (Speaker::Operator(ann.who.clone()), chat::Sources::system().id());
    stage
        .switchboard
        .say(speaker, chat, id, Content::Html("<b>bold</b> words".into()))
        .await
        .unwrap()
        .unwrap();
    for client in [&mut first, &mut second, &mut third] {
        client.hears("Support: bold words").await;
    }
}

#[tokio::test]
async fn a_chat_is_handed_over() {
    let stage = Stage::new().await;
    let (ben, carla): (Operator, Operator) = (stage.operator("Ben").await, stage.operator("Carla").await);
    let mut bens = stage.client(&ben, By::Tcp).await;
    let visit = stage.visit("anna").await;
    let (chat, from) = accepted(&stage, &mut bens, "Ben", visit.seat).await;
    bens.say(&from, "one moment").await;
    bens.say(&from, " /t dora").await;
    bens.hears("* Nobody is called dora. At their desks: nobody.").await;
    bens.say(&from, "//t carla").await;
    bens.hears("* Not done: Carla is not at his desk, or is in the chat already.").await;
    let mut carlas = stage.client(&carla, By::Udp).await;
    bens.say(&from, ".t car").await;
    bens.hears("* The chat is offered to Carla.").await;
    carlas.hears("* Ben offers you this chat – answer /a to take it.").await;
    carlas.hears("hello?").await;
    carlas.hears("* Ben accepted the chat").await;
    let to = carlas.hears("Ben: one moment").await;
    carlas.say(&to, "!a").await;
    carlas.hears("* Ben handed the chat over to Carla").await;
    bens.hears("* Carla has this chat now.").await;
    carlas.say(&to, "Carla speaking").await;
    assert_eq!(stage.heard(visit.seat, chat).await, ["one moment", "Carla speaking"]);
    assert_ne!(bens.try_to_say(&from, "still me").await.code(), Some(200));
}

#[tokio::test]
async fn who_is_asked_in_vain_is_told_who_was_faster() {
    let stage = Stage::new().await;
    let (ben, carla) = (stage.operator("Ben").await, stage.operator("Carla").await);
    let (mut bens, mut carlas) = (stage.client(&ben, By::Tcp).await, stage.client(&carla, By::Tcp).await);
    let visit = stage.visit("anna").await;
    accepted(&stage, &mut bens, "Ben", visit.seat).await;
    carlas.hear().await;
    let from = carlas.hears("hello?").await;
    carlas.hears("* This chat is not waiting for you any more.").await;
    assert_eq!(carlas.try_to_say(&from, "/a").await.code(), Some(404));
}

#[tokio::test]
async fn colleagues_talk_with_each_other() {
    let stage = Stage::new().await;
    let (ben, carla) = (stage.operator("Ben").await, stage.operator("Carla").await);
    let (mut bens, mut carlas) = (stage.client(&ben, By::Tcp).await, stage.client(&carla, By::Udp).await);
    let talk = stage.switchboard.talk(&ben.who, carla.who.operator).await.unwrap().unwrap();
    let (speaker, id) = (Speaker::Operator(ben.who.clone()), chat::Sources::system().id());
    stage.switchboard.say(speaker, talk.id, id, Content::Text("lunch?".into())).await.unwrap().unwrap();
    let from = carlas.hears("lunch?").await;
    assert!(from.starts_with("colleague-"), "{from}");
    bens.hears("Ben: lunch?").await;
    carlas.say(&from, "yes").await;
    let from = bens.hears("yes").await;
    bens.say(&from, "/t anna").await;
    bens.hears("* /a and /t are for chats with visitors.").await;
}

#[tokio::test]
async fn who_comes_later_is_told_what_there_is_to_do() {
    let stage = Stage::new().await;
    let ann = stage.ann().await;
    let mut client = stage.client(&ann, By::Tcp).await;
    let visit = stage.visit("anna").await;
    let (chat, from) = accepted(&stage, &mut client, "Support", visit.seat).await;
    client.say(&from, "one moment").await;
    let waits: Vec<_> = (1..=15).map(|n| format!("I wait, {n}")).collect();
    for text in &waits {
        stage.says(visit.seat, chat, text).await;
        client.hears(text).await;
    }
    let mut later = stage.client(&ann, By::Tls).await;
    later.hears("* You are in a chat with Anna.").await;
    for text in &waits {
        later.hears(text).await;
    }
    later.hears_nothing(Duration::from_millis(700)).await;
}

#[tokio::test]
async fn typing_is_shown_on_both_sides() {
    let stage = Stage::new().await;
    let ann = stage.ann().await;
    let mut client = stage.client(&ann, By::Tcp).await;
    let mut visit = stage.visit("anna").await;
    let (_, from) = accepted(&stage, &mut client, "Support", visit.seat).await;
    let composing = |got: &crate::client::Got| got.field("Content-Type").contains("iscomposing");
    for (typed, state) in [(Some("hel".to_owned()), "active"), (None, "idle")] {
        // Typing is a hint, which may be lost while something else is on its way.
        until(async || {
            stage.switchboard.visitor_types(visit.seat, typed.clone()).await.unwrap();
            let heard =
                tokio::time::timeout(Duration::from_millis(500), client.hear_message(composing)).await;
            heard.is_ok_and(|got| got.body().contains(state))
        })
        .await;
    }
    let body = "<?xml version=\"1.0\"?><isComposing xmlns=\"urn:ietf:params:xml:ns:im-iscomposing\">\
        <state>active</state></isComposing>";
    let fields = "Content-Type: application/im-iscomposing+xml\r\n";
    let answer = client.ask("MESSAGE", &format!("sip:{from}@chat.example"), &from, fields, body).await;
    assert_eq!(answer.code(), Some(200));
    let typing = async {
        loop {
            if let chat::bus::Event::OperatorTyping(_, _, true, _) = &*visit.own.next().await.unwrap() {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), typing).await.unwrap();
}

#[tokio::test]
async fn a_slow_reader_gets_one_message_at_a_time() {
    let stage = Stage::new().await;
    let ann = stage.ann().await;
    let mut client = Client::new(&stage, By::Tcp, &ann.user, &ann.password).await;
    client.agent = "Purple/2.14.12".into();
    client.register().await;
    let visit = stage.visit("anna").await;
    let chat = stage.ask(visit.seat, "Anna", "one").await;
    stage.says(visit.seat, chat, "two").await;
    client.hear().await;
    let mut last = std::time::Instant::now();
    for text in ["one", "two"] {
        client.hears(text).await;
        assert!(last.elapsed() >= Duration::from_millis(90), "{:?}", last.elapsed());
        last = std::time::Instant::now();
    }
}
