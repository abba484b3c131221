//! Presence in clients.

use wire::Status;

use crate::{
    client::{By, Got},
    stage::{HOST, Stage},
};

fn notify(got: &Got) -> bool {
    got.method() == "NOTIFY"
}

#[tokio::test]
async fn a_client_sees_whether_a_visitor_is_there() {
    for by in [By::Udp, By::Tls] {
        let stage = Stage::new().await;
        let ann = stage.ann().await;
        let mut client = stage.client(&ann, by).await;
        let visit = stage.visit("anna").await;
        stage.ask(visit.seat, "Anna", "hello?").await;
        client.hear().await;
        let from = client.hears("hello?").await;
        let uri = format!("sip:{from}@{HOST}");
        let fields = "Event: presence\r\nContact: <sip:ann@wrong.invalid>\r\nExpires: 300\r\n";
        let answer = client.ask("SUBSCRIBE", &uri, &from, fields, "").await;
        assert_eq!((answer.code(), answer.field("Expires").as_str()), (Some(200), "300"), "{}", answer.text);
        let tag = answer.field("To").split("tag=").nth(1).unwrap().to_owned();
        let first = client.hear_message(notify).await;
        assert!(first.body().contains("<basic>open</basic>"), "{}", first.text);
        assert!(first.field("Subscription-State").starts_with("active"), "{}", first.text);
        assert!(first.field("From").contains(&tag), "{}", first.text);
        drop(visit);
        let second = client.hear_message(notify).await;
        assert!(second.body().contains("<basic>closed</basic>"), "{}", second.text);
        let to = format!("{from}@{HOST}>;tag={tag}");
        let end = client
            .request("SUBSCRIBE", &uri, &from, &fields.replace("300", "0"), "")
            .replace(&format!("{from}@{HOST}>\r\nCall-ID"), &format!("{to}\r\nCall-ID"));
        let answer = client.exchange(&end).await;
        let answer = match answer.code() {
            Some(401) => {
                let proof = client.proof(&answer, "SUBSCRIBE", &uri);
                let fields = format!("{}{proof}", fields.replace("300", "0"));
                let again = client
                    .request("SUBSCRIBE", &uri, &from, &fields, "")
                    .replace(&format!("{from}@{HOST}>\r\nCall-ID"), &format!("{to}\r\nCall-ID"));
                client.exchange(&again).await
            }
            _ => answer,
        };
        assert_eq!(answer.code(), Some(200), "{}", answer.text);
        let last = client.hear_message(notify).await;
        assert!(last.field("Subscription-State").starts_with("terminated"), "{}", last.text);
    }
}

#[tokio::test]
async fn what_a_client_publishes_is_the_operators_status() {
    let stage = Stage::new().await;
    let ann = stage.ann().await;
    let mut client = stage.client(&ann, By::Tcp).await;
    let status = async || stage.switchboard.me(&ann.who).await.unwrap().status;
    let document = |what: &str| {
        format!(
            "<presence><tuple id='a'><status><basic>open</basic></status></tuple><person>{what}</person></presence>"
        )
    };
    let uri = format!("sip:{}@{HOST}", ann.user);
    let fields = "Event: presence\r\nContent-Type: application/pidf+xml\r\nExpires: 600\r\n";
    let away = document("<activities><away/></activities>");
    let answer = client.ask("PUBLISH", &uri, &ann.user, fields, &away).await;
    assert_eq!(answer.code(), Some(200), "{}", answer.text);
    assert_eq!(status().await, Status::Away);
    // The operator chooses another status in the browser; the client repeats its own.
    stage.switchboard.set_status(&ann.who, Status::Online).await.unwrap();
    let with = |tag: &str| format!("{fields}SIP-If-Match: {tag}\r\n");
    let again = client.ask("PUBLISH", &uri, &ann.user, &with(&answer.field("SIP-ETag")), &away).await;
    assert_eq!((again.code(), status().await), (Some(200), Status::Online));
    let stale = client.ask("PUBLISH", &uri, &ann.user, &with(&answer.field("SIP-ETag")), &away).await;
    assert_eq!(stale.code(), Some(412));
    let busy = document("<activities><busy/></activities>");
    let news = client.ask("PUBLISH", &uri, &ann.user, &with(&again.field("SIP-ETag")), &busy).await;
    assert_eq!((news.code(), status().await), (Some(200), Status::Busy));
}
