//! What clients based on libpurple (Pidgin, finch) need.

use std::time::Duration;

use crate::{
    client::{By, Client},
    stage::{HOST, Operator, Stage, until},
};

async fn purple(stage: &Stage, of: &Operator, by: By, address: &str) -> Client {
    let mut client = Client::from(stage, by, &of.user, &of.password, address).await;
    client.agent = "Purple/2.14.12".into();
    client.is_old = true;
    client
}

async fn devices(stage: &Stage, of: &Operator) -> usize {
    stage.switchboard.sip_info(&of.who, of.who.operator).await.unwrap().unwrap().devices.len()
}

#[tokio::test]
async fn it_signs_out_with_what_it_has() {
    for by in [By::Udp, By::Tcp] {
        let stage = Stage::new().await;
        let ann = stage.ann().await;
        let visit = stage.visit("vera").await;
        let mut client = purple(&stage, &ann, by, "127.0.0.1").await;
        let uri = format!("sip:{HOST}");
        let contact = format!("Contact: <sip:{}@0.0.0.0:5060>\r\n", ann.user);
        let first = client.request("REGISTER", &uri, &ann.user, &contact, "");
        let challenge = client.exchange(&first).await;
        let proof = client.proof(&challenge, "REGISTER", &uri);
        let fields = |seconds: u32| format!("{contact}{proof}Expires: {seconds}\r\n");
        let register = client.request("REGISTER", &uri, &ann.user, &fields(900), "");
        assert_eq!(client.exchange(&register).await.code(), Some(200), "{by:?}");
        stage.until_available(visit.seat, true).await;

        // The proof is accepted for nothing else, and nowhere else.
        let stay = client.request("REGISTER", &uri, &ann.user, &fields(900), "");
        assert_eq!(client.exchange(&stay).await.code(), Some(401), "{by:?}");
        let mut thief = purple(&stage, &ann, By::Udp, "127.0.0.2").await;
        let stolen = thief.request("REGISTER", &uri, &ann.user, &fields(0), "");
        assert_eq!(thief.exchange(&stolen).await.code(), Some(401), "{by:?}");
        let everybody = format!("Contact: *\r\n{proof}Expires: 0\r\n");
        let all = client.request("REGISTER", &uri, &ann.user, &everybody, "");
        assert_eq!(client.exchange(&all).await.code(), Some(401), "{by:?}");
        assert_eq!(devices(&stage, &ann).await, 1, "{by:?}");

        // It does not wait for the answer.
        let leave = client.request("REGISTER", &uri, &ann.user, &fields(0), "");
        client.send(leave.as_bytes()).await;
        drop(client);
        stage.until_available(visit.seat, false).await;
        until(async || devices(&stage, &ann).await == 0).await;
    }
}

#[tokio::test]
async fn started_anew_it_is_let_in_and_told_what_there_is() {
    for by in [By::Udp, By::Tcp] {
        let stage = Stage::new().await;
        let ann = stage.ann().await;
        let mut client = purple(&stage, &ann, by, "127.0.0.1").await;
        client.register().await;
        let visit = stage.visit("vera").await;
        let chat = stage.ask(visit.seat, "Vera", "hello?").await;
        client.hear().await;
        let from = client.hears("hello?").await;
        client.say(&from, "/a").await;
        client.hears("* Support accepted the chat").await;
        client.say(&from, "Good morning").await;
        // It has crashed, and reuses its tags.
        client.starts_anew(&stage, "127.0.0.1").await;
        client.register().await;
        assert_eq!(devices(&stage, &ann).await, 1, "{by:?}");
        client.hears("* You are in a chat with Vera.").await;
        client.hears_nothing(Duration::from_millis(700)).await;
        client.say(&from, "/a").await;
        client.hears("* You have this chat already.").await;
        client.say(&from, "Good morning").await;
        assert_eq!(stage.heard(visit.seat, chat).await, ["Good morning", "Good morning"], "{by:?}");
    }
}
