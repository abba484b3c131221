//! Clients register and go.

use std::time::Duration;

use wire::sip::SipInfo;

use crate::{
    client::{ALL, By, Client},
    stage::{HOST, Operator, Stage, until},
};

async fn info(stage: &Stage, of: &Operator) -> SipInfo {
    stage.switchboard.sip_info(&of.who, of.who.operator).await.unwrap().unwrap()
}

#[tokio::test]
async fn whoever_registers_is_there_until_he_signs_out() {
    let stage = Stage::new().await;
    let ann = stage.ann().await;
    let visit = stage.visit("vera").await;
    for by in ALL {
        let mut client = Client::new(&stage, by, &ann.user, &ann.password).await;
        let answer = client.register_for(600).await;
        assert_eq!(answer.code(), Some(200), "{by:?}: {}", answer.text);
        // As it was written; otherwise the client does not find itself.
        let contact = format!("<sip:{}@wrong.invalid:5060>;expires=600", ann.user);
        assert_eq!(answer.field("Contact"), contact);
        assert!(answer.field("Via").contains("received=127.0.0.1"), "{}", answer.text);
        stage.until_available(visit.seat, true).await;
        let devices = info(&stage, &ann).await.devices;
        assert_eq!((devices.len(), devices[0].agent.as_str()), (1, "Play/1.0"));
        assert_eq!(client.register_for(0).await.code(), Some(200));
        stage.until_available(visit.seat, false).await;
        assert_eq!(info(&stage, &ann).await.devices.len(), 0);
    }
}

#[tokio::test]
async fn only_md5_is_offered() {
    let stage = Stage::new().await;
    let mut client = Client::new(&stage, By::Udp, "nobody", "x").await;
    let request = client.request("REGISTER", &format!("sip:{HOST}"), "nobody", "", "");
    let answer = client.exchange(&request).await;
    assert_eq!(answer.code(), Some(401));
    let challenge = answer.field("WWW-Authenticate");
    assert!(challenge.contains("algorithm=MD5") && !challenge.contains("SHA"), "{challenge}");
    // It is not the host name, because the server may get another one.
    assert!(challenge.contains("realm=\"switchboard\""), "{challenge}");
}

#[tokio::test]
async fn a_client_on_another_connection_is_the_same_one() {
    let stage = Stage::new().await;
    let ann = stage.ann().await;
    for (instance, count) in [(Some("1"), 1), (None, 3)] {
        for _ in 0..2 {
            let mut client = Client::new(&stage, By::Tcp, &ann.user, &ann.password).await;
            client.instance = instance.map(str::to_owned);
            client.register().await;
            std::mem::forget(client);
        }
        assert_eq!(info(&stage, &ann).await.devices.len(), count);
    }
}

#[tokio::test]
async fn a_client_on_another_port_is_the_same_one() {
    let stage = Stage::new().await;
    let ann = stage.ann().await;
    let mut client = stage.client(&ann, By::Udp).await;
    client.moves().await;
    client.register().await;
    assert_eq!(info(&stage, &ann).await.devices.len(), 1);
    let visit = stage.visit("vera").await;
    stage.ask(visit.seat, "Vera", "hello?").await;
    client.hear().await;
    client.hears("hello?").await;
}

#[tokio::test]
async fn a_client_that_does_not_know_qop_is_let_in_again_and_again() {
    let stage = Stage::new().await;
    let ann = stage.ann().await;
    let mut client = Client::new(&stage, By::Tcp, &ann.user, &ann.password).await;
    client.is_old = true;
    client.register().await;
    // It uses the nonce of an earlier challenge, and is challenged again.
    let uri = format!("sip:{HOST}");
    let contact = format!("Contact: <sip:{}@x>\r\n", ann.user);
    let first = client.request("REGISTER", &uri, &ann.user, &contact, "");
    let challenge = client.exchange(&first).await;
    let proof = client.proof(&challenge, "REGISTER", &uri);
    for (code, stale) in [(200, false), (401, true)] {
        let again = client.request("REGISTER", &uri, &ann.user, &format!("{contact}{proof}"), "");
        let answer = client.exchange(&again).await;
        assert_eq!(answer.code(), Some(code), "{}", answer.text);
        assert_eq!(answer.field("WWW-Authenticate").contains("stale=true"), stale, "{}", answer.text);
    }
    client.register().await;
}

#[tokio::test]
async fn a_lost_connection_is_forgiven_for_half_a_minute() {
    let stage = Stage::new().await;
    let ann = stage.ann().await;
    let visit = stage.visit("vera").await;
    let client = stage.client(&ann, By::Tcp).await;
    stage.until_available(visit.seat, true).await;
    drop(client);
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert!(stage.switchboard.reception(visit.seat).await.unwrap().available);
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(25)).await;
    tokio::time::resume();
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert!(stage.switchboard.reception(visit.seat).await.unwrap().available);
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(6)).await;
    tokio::time::resume();
    stage.until_available(visit.seat, false).await;
}

#[tokio::test]
async fn a_client_without_a_connection_that_falls_silent_is_back_with_its_next_word() {
    let stage = Stage::new().await;
    let ann = stage.ann().await;
    let visit = stage.visit("vera").await;
    let mut client = stage.client(&ann, By::Udp).await;
    let chat = stage.ask(visit.seat, "Vera", "hello?").await;
    client.hear().await;
    client.hears("hello?").await;
    // A laptop sleeps.
    stage.says(visit.seat, chat, "are you there?").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    for _ in 0..2 {
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(17)).await;
        tokio::time::resume();
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    stage.until_available(visit.seat, false).await;
    stage.says(visit.seat, chat, "hm").await;
    // It wakes up and gets what it missed.
    client.hears("are you there?").await;
    client.hears("hm").await;
    stage.until_available(visit.seat, true).await;
}

#[tokio::test]
async fn a_client_is_signed_out_from_the_profile() {
    let stage = Stage::new().await;
    let ann = stage.ann().await;
    let visit = stage.visit("vera").await;
    let mut client = stage.client(&ann, By::Tls).await;
    let [device] = &info(&stage, &ann).await.devices[..] else { panic!("there is one") };
    stage.switchboard.sign_out_sip_device(&ann.who, ann.who.operator, device.session).await.unwrap().unwrap();
    stage.until_available(visit.seat, false).await;
    assert!(client.is_broken().await);
}

#[tokio::test]
async fn what_was_signed_out_by_hand_does_not_come_back_by_itself() {
    let stage = Stage::new().await;
    let ann = stage.ann().await;
    let mut client = stage.client(&ann, By::Udp).await;
    let [device] = &info(&stage, &ann).await.devices[..] else { panic!("there is one") };
    stage.switchboard.sign_out_sip_device(&ann.who, ann.who.operator, device.session).await.unwrap().unwrap();
    assert_eq!(client.register_for(600).await.code(), Some(403));
    let mut other = Client::new(&stage, By::Tcp, &ann.user, &ann.password).await;
    assert_eq!(other.register_for(600).await.code(), Some(200), "the password is still good");
    client.password = stage.ann().await.password;
    assert_eq!(client.register_for(600).await.code(), Some(200));
}

#[tokio::test]
async fn a_new_password_ends_the_clients_with_the_old_one() {
    let stage = Stage::new().await;
    let ann = stage.ann().await;
    let mut client = stage.client(&ann, By::WebSocket).await;
    stage.ann().await;
    assert!(client.is_broken().await);
    let mut again = Client::new(&stage, By::Udp, &ann.user, &ann.password).await;
    assert_eq!(again.register_for(600).await.code(), Some(401));
}

#[tokio::test]
async fn clients_without_a_connection_survive_a_restart() {
    let mut stage = Stage::new().await;
    let ann = stage.ann().await;
    let visit = stage.visit("vera").await;
    let mut client = stage.client(&ann, By::Udp).await;
    stage.restart().await;
    stage.until_available(visit.seat, true).await;
    stage.ask(visit.seat, "Vera", "still there?").await;
    client.hears("* Vera asks for a chat, on https://shop.example/pricing – answer /a to accept it.").await;
    client.hears("still there?").await;
}

#[tokio::test]
async fn what_else_clients_ask_for_is_answered() {
    let stage = Stage::new().await;
    let ann = stage.ann().await;
    let mut client = stage.client(&ann, By::Tcp).await;
    let uri = format!("sip:visitor-1@{HOST}");
    for (method, fields, code) in [
        ("OPTIONS", "", 200),
        ("INVITE", "Content-Type: application/sdp\r\n", 488),
        ("BYE", "", 481),
        ("INFO", "", 405),
        ("OPTIONS", "Require: 100rel\r\n", 420),
        ("SUBSCRIBE", "Event: dialog\r\nContact: <sip:a@x>\r\n", 489),
        ("MESSAGE", "Content-Type: image/png\r\n", 415),
        ("MESSAGE", "Content-Type: message/imdn+xml\r\nContent-Encoding: deflate\r\n", 200),
        ("MESSAGE", "Content-Type: text/plain\r\n", 404),
        ("REGISTER", "Contact: <sip:a@x>;expires=10\r\n", 423),
    ] {
        let to = if method == "REGISTER" { ann.user.as_str() } else { "visitor-1" };
        let answer = client.ask(method, &uri, to, fields, "x").await;
        assert_eq!(answer.code(), Some(code), "{method} {fields}: {}", answer.text);
    }
}

#[tokio::test]
async fn another_name_is_taken_on_without_a_new_registration() {
    let stage = Stage::new().await;
    let ben = stage.operator("Ben").await;
    let mut client = stage.client(&ben, By::Tcp).await;
    let account = stage.switchboard.operator_account(&stage.ann, ben.who.operator).await.unwrap().unwrap();
    let edit = chat::EditOperator { screen_name: "Benjamin".into(), ..chat::EditOperator::from(&account) };
    stage.switchboard.edit_operator(&stage.ann, ben.who.operator, edit).await.unwrap().unwrap();
    let visit = stage.visit("vera").await;
    stage.ask(visit.seat, "Vera", "hello").await;
    client.hear().await;
    let from = client.hears("hello").await;
    until(async || {
        client.say(&from, "/a").await;
        let (_, text) = client.hear().await;
        text == "* Benjamin accepted the chat" || text == "* You have this chat already."
    })
    .await;
}
