//! What nobody may do.

use std::{
    io::Write,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::net::TcpStream;

use crate::{
    client::{By, Client},
    stage::{HOST, Stage},
};

/// Numbers by chance, which can be repeated (SplitMix64).
struct Chance(u64);

impl Chance {
    fn number(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % below.max(1) as u64).unwrap()
    }
}

#[tokio::test]
async fn guessing_is_slowed_and_tells_nothing() {
    let stage = Stage::new().await;
    let ann = stage.ann().await;
    let mut codes = Vec::new();
    for user in [ann.user.as_str(), "nobody-here"] {
        let mut guesser = Client::new(&stage, By::Udp, user, "guess").await;
        let mut own = Vec::new();
        for _ in 0..10 {
            own.push(guesser.register_for(600).await.code().unwrap());
        }
        codes.push(own);
    }
    assert_eq!(codes[0], [401, 401, 401, 401, 401, 401, 401, 401, 403, 403]);
    assert_eq!(codes[0], codes[1]);
    // The right one is refused there now as well, or guessing would go on; elsewhere it is good.
    let mut late = Client::new(&stage, By::Udp, &ann.user, &ann.password).await;
    assert_eq!(late.register_for(600).await.code(), Some(403));
    let mut elsewhere = Client::from(&stage, By::Udp, &ann.user, &ann.password, "127.0.0.2").await;
    elsewhere.register().await;
}

#[tokio::test]
async fn a_proof_that_was_overheard_is_good_for_nothing() {
    let stage = Stage::new().await;
    let ann = stage.ann().await;
    let mut client = Client::new(&stage, By::Udp, &ann.user, &ann.password).await;
    let uri = format!("sip:{HOST}");
    let contact = format!("Contact: <sip:{}@x>;expires=600\r\n", ann.user);
    let first = client.request("REGISTER", &uri, &ann.user, &contact, "");
    let challenge = client.exchange(&first).await;
    let proof = client.proof(&challenge, "REGISTER", &uri);
    let proved = client.request("REGISTER", &uri, &ann.user, &format!("{contact}{proof}"), "");
    assert_eq!(client.exchange(&proved).await.code(), Some(200));
    // Again from the same address, and from another one; each as a request of its own.
    for address in ["127.0.0.1", "127.0.0.2"] {
        let mut thief = Client::from(&stage, By::Udp, &ann.user, "unknown", address).await;
        let replayed = thief.request("REGISTER", &uri, &ann.user, &format!("{contact}{proof}"), "");
        assert_eq!(thief.exchange(&replayed).await.code(), Some(401), "{address}");
    }
}

#[tokio::test]
async fn nobody_speaks_as_somebody_else() {
    let stage = Stage::new().await;
    let (ben, carla) = (stage.operator("Ben").await, stage.operator("Carla").await);
    let _bens = stage.client(&ben, By::Tcp).await;
    for by in [By::Tcp, By::Udp] {
        let mut client = stage.client(&carla, by).await;
        let uri = format!("sip:visitor-1@{HOST}");
        // From says Ben, the proof is Carla's.
        let request = client.request("MESSAGE", &uri, "visitor-1", "Content-Type: text/plain\r\n", "x");
        let spoofed = request.replace(&format!("sip:{}@", carla.user), &format!("sip:{}@", ben.user));
        let challenge = client.exchange(&spoofed).await;
        assert_eq!(challenge.code(), Some(401), "{by:?}");
        let proof = client.proof(&challenge, "MESSAGE", &uri);
        let again = client.request(
            "MESSAGE",
            &uri,
            "visitor-1",
            &format!("Content-Type: text/plain\r\n{proof}"),
            "x",
        );
        let again = again
            .replace(&format!("sip:{}@{HOST}>;tag", carla.user), &format!("sip:{}@{HOST}>;tag", ben.user));
        assert_eq!(client.exchange(&again).await.code(), Some(403), "{by:?}");
        // Nor does she register for him.
        let uri = format!("sip:{HOST}");
        let contact = "Contact: <sip:x@y>\r\n";
        assert_eq!(client.ask("REGISTER", &uri, &ben.user, contact, "").await.code(), Some(403), "{by:?}");
    }
}

#[tokio::test]
async fn damaged_datagrams_do_no_harm() {
    let stage = Stage::new().await;
    let ann = stage.ann().await;
    let mut client = stage.client(&ann, By::Udp).await;
    let mut attacker = Client::new(&stage, By::Udp, &ann.user, "x").await;
    let mut chance = Chance(1);
    let fields = "Contact: <sip:a@x>;expires=60\r\nEvent: presence\r\nAuthorization: Digest username=\"a\", \
        realm=\"switchboard\", nonce=\"n\", uri=\"u\", response=\"r\"\r\nContent-Type: message/cpim\r\n";
    for round in 0..30_000 {
        let methods = ["REGISTER", "MESSAGE", "SUBSCRIBE", "PUBLISH", "OPTIONS", "INVITE"];
        let method = methods[chance.number(methods.len())];
        let mut bytes = attacker
            .request(method, "sip:visitor-1@x", "visitor-1", fields, "a\r\n\r\nb\r\n\r\nc")
            .into_bytes();
        for _ in 0..=chance.number(4) {
            let at = chance.number(bytes.len() + 1);
            match chance.number(4) {
                0 => bytes.truncate(at),
                1 if at < bytes.len() => bytes[at] = u8::try_from(chance.number(256)).unwrap(),
                2 => {
                    let end = (at + chance.number(30)).min(bytes.len());
                    bytes.drain(at..end);
                }
                _ => {
                    bytes.splice(at..at, b"\r\n\"<;,=%".iter().copied());
                }
            }
        }
        attacker.send(&bytes).await;
        if round % 500 == 0 {
            tokio::task::yield_now().await;
        }
    }
    let visit = stage.visit("anna").await;
    stage.ask(visit.seat, "Anna", "hello?").await;
    client.hear().await;
    client.hears("hello?").await;
    let answer = client.ask("OPTIONS", &format!("sip:{HOST}"), "x", "", "").await;
    assert_eq!(answer.code(), Some(200));
}

#[tokio::test]
async fn a_datagram_that_was_cut_is_not_half_a_message() {
    let stage = Stage::new().await;
    let mut client = Client::new(&stage, By::Udp, "x", "x").await;
    let whole = client.request(
        "MESSAGE",
        "sip:visitor-1@x",
        "visitor-1",
        "Content-Type: text/plain\r\n",
        "do not pay",
    );
    let cut = &whole[..whole.len() - 4];
    assert_eq!(client.exchange(cut).await.code(), Some(400));
}

#[tokio::test]
async fn silent_connections_keep_nobody_out() {
    let stage = Stage::new().await;
    let ann = stage.ann().await;
    let mut silent = Vec::new();
    for _ in 0..200 {
        silent.push(TcpStream::connect(stage.tls).await.unwrap());
    }
    let mut client = Client::from(&stage, By::Tls, &ann.user, &ann.password, "127.0.0.2").await;
    client.register().await;
    // They are given up.
    tokio::time::sleep(Duration::from_secs(11)).await;
    let mut one_of_them = Client::new(&stage, By::Tls, &ann.user, &ann.password).await;
    one_of_them.register().await;
}

#[tokio::test]
async fn what_is_no_sip_ends_the_connection() {
    let stage = Stage::new().await;
    for bytes in [&b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"[..], &[b'x'; 20_000]] {
        let mut client = Client::new(&stage, By::Tcp, "x", "x").await;
        client.send(bytes).await;
        assert!(client.is_broken().await);
    }
}

#[tokio::test]
async fn a_visitors_name_stays_in_its_field() {
    let stage = Stage::new().await;
    let ann = stage.ann().await;
    let mut client = stage.client(&ann, By::Tcp).await;
    let visit = stage.visit("eve").await;
    stage.ask(visit.seat, "Eve\" <sip:ann@chat.example>\r\nContact: <sip:eve@evil>", "hello?").await;
    let line = client.hear_message(|got| got.method() == "MESSAGE").await;
    assert_eq!(line.field("Contact"), "");
    assert!(line.field("From").contains("<sip:visitor-1@chat.example>"), "{}", line.text);
    assert_eq!(line.field("From").matches('<').count(), 1, "{}", line.text);
}

/// Everything that is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn nothing_secret_is_logged() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let stage = Stage::new().await;
    let ann = stage.ann().await;
    let mut client = stage.client(&ann, By::Udp).await;
    let visit = stage.visit("anna").await;
    stage.ask(visit.seat, "Anna", "my secret question").await;
    client.hear().await;
    let from = client.hears("my secret question").await;
    client.say(&from, "/a").await;
    client.say(&from, "my secret answer").await;
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("a SIP client has come"), "{logged}");
    let of_gateway: String = logged.lines().filter(|line| line.contains(" sip")).collect();
    for secret in ["Digest", "response=", "my secret", &ann.password] {
        assert!(!of_gateway.contains(secret), "{secret}");
    }
    assert!(!logged.contains(&ann.password));
}
