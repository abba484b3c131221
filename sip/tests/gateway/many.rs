//! Many messages in a row.

use crate::{
    client::{By, Client, Got},
    conversations::accepted,
    stage::{HOST, Stage, memory},
};

/// The number of messages, and how many are sent at once without a connection that keeps them in
/// order.
const MANY: usize = 500;
const AT_ONCE: usize = 10;
/// How much more memory they may take, in MiB.
const COST: u64 = 64;

const FIELDS: &str = "Content-Type: text/plain\r\n";

/// The next answers to what the client has sent.
async fn answers(client: &mut Client, count: usize) -> Vec<Got> {
    let mut answers = Vec::new();
    while answers.len() < count {
        let got = client.read().await;
        if got.code().is_some() {
            answers.push(got);
        }
    }
    answers
}

/// Without a connection each message proves whose it is.
#[tokio::test]
async fn many_messages_at_once_are_each_stored_once() {
    let stage = Stage::new().await;
    let ann = stage.ann().await;
    let mut client = stage.client(&ann, By::Udp).await;
    let visit = stage.visit("anna").await;
    let (chat, from) = accepted(&stage, &mut client, "Support", visit.seat).await;
    let uri = format!("sip:{from}@{HOST}");
    let mut texts: Vec<String> = (0..MANY).map(|nr| format!("parcel {nr}")).collect();
    let before = memory();
    for some in texts.chunks(AT_ONCE) {
        for text in some {
            let request = client.request("MESSAGE", &uri, &from, FIELDS, text);
            client.send(request.as_bytes()).await;
        }
        let challenges = answers(&mut client, some.len()).await;
        for (text, challenge) in some.iter().zip(&challenges) {
            assert_eq!(challenge.code(), Some(401), "{}", challenge.text);
            let fields = format!("{FIELDS}{}", client.proof(challenge, "MESSAGE", &uri));
            let request = client.request("MESSAGE", &uri, &from, &fields, text);
            client.send(request.as_bytes()).await;
        }
        for answer in answers(&mut client, some.len()).await {
            assert_eq!(answer.code(), Some(200), "{}", answer.text);
        }
    }
    assert!(memory().saturating_sub(before) < COST, "{before} MiB, then {}", memory());
    let mut heard = stage.heard(visit.seat, chat).await;
    heard.sort_unstable();
    texts.sort_unstable();
    assert_eq!(heard, texts);
}

#[tokio::test]
async fn many_messages_on_a_connection_stay_in_their_order() {
    let stage = Stage::new().await;
    let ann = stage.ann().await;
    let mut client = stage.client(&ann, By::Tcp).await;
    let visit = stage.visit("anna").await;
    let (chat, from) = accepted(&stage, &mut client, "Support", visit.seat).await;
    let texts: Vec<String> = (0..MANY).map(|nr| format!("parcel {nr}")).collect();
    let before = memory();
    for text in &texts {
        client.say(&from, text).await;
    }
    assert!(memory().saturating_sub(before) < COST, "{before} MiB, then {}", memory());
    assert_eq!(stage.heard(visit.seat, chat).await, texts);
}
