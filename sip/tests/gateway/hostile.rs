//! What nobody may do.

use std::{
    io::Write,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::UdpSocket,
    time::timeout,
};

use crate::{
    client::{By, Client, Got, PATIENCE, connect},
    stage::{HOST, Stage, memory},
};

/// How much more memory damaged messages may take, in MiB.
const COST: u64 = 64;

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
    // The right one is refused there now as well, or guessing would go on; over a connection it is the same guesser. Elsewhere
    // it is good.
    for by in [By::Udp, By::Tcp] {
        let mut late = Client::new(&stage, by, &ann.user, &ann.password).await;
        assert_eq!(late.register_for(600).await.code(), Some(403), "{by:?}");
    }
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
        let refused = thief.exchange(&replayed).await;
        assert_eq!(refused.code(), Some(401), "{address}");
        assert!(refused.field("WWW-Authenticate").contains("stale=true"), "{address}: {}", refused.text);
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
        // Carla cannot register as Ben either.
        let uri = format!("sip:{HOST}");
        let contact = "Contact: <sip:x@y>\r\n";
        assert_eq!(client.ask("REGISTER", &uri, &ben.user, contact, "").await.code(), Some(403), "{by:?}");
    }
}

/// What is put between: it ends something, or begins it.
const BETWEEN: [&str; 15] =
    ["\r\n", "\r\n\r\n", "\"", "<", ">", ";", ",", "=", "%", ":", "\0", "é", "999999999999", " ", "\t"];

/// A message that was cut, changed, or whose pieces are missing or doubled.
fn damaged(mut bytes: Vec<u8>, chance: &mut Chance) -> Vec<u8> {
    for _ in 0..=chance.number(4) {
        let at = chance.number(bytes.len() + 1);
        let end = (at + chance.number(40)).min(bytes.len());
        match chance.number(5) {
            0 => bytes.truncate(at),
            1 if at < bytes.len() => bytes[at] = u8::try_from(chance.number(256)).unwrap(),
            2 => {
                bytes.drain(at..end);
            }
            3 => {
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => {
                bytes.splice(at..at, BETWEEN[chance.number(BETWEEN.len())].bytes());
            }
        }
    }
    bytes
}

/// What clients say: requests of all kinds, and what libpurple writes (its `simple.c`), answers among it.
fn whole(attacker: &mut Client, chance: &mut Chance, number: u32) -> Vec<u8> {
    let fields = "Contact: <sip:a@x>;expires=60\r\nEvent: presence\r\nAuthorization: Digest username=\"a\", \
        realm=\"switchboard\", nonce=\"n\", uri=\"u\", response=\"r\"\r\nContent-Type: message/cpim\r\n";
    let methods = ["REGISTER", "MESSAGE", "SUBSCRIBE", "PUBLISH", "OPTIONS", "INVITE"];
    let user = attacker.user.clone();
    let purple = |method: &str| {
        format!(
            "Via: SIP/2.0/UDP 127.0.0.3:5061;branch=z9hG4bK7A3F0C11{number}\r\n\
             From: <sip:{user}@{HOST}>;tag=4D1E02;epid=1234567890\r\nTo: <sip:visitor-1@{HOST}>;tag=1f3a\r\n\
             Max-Forwards: 10\r\nCSeq: {number} {method}\r\nUser-Agent: Purple/2.14.12\r\n\
             Call-ID: 2C4Ag08DAaFD8DDiABEFmA4FB8DB7x63FD\r\nAuthorization: Digest username=\"{user}\", \
             realm=\"switchboard\", nonce=\"0123456789abcdef\", uri=\"sip:{HOST}\", \
             response=\"0123456789abcdef0123456789abcdef\"\r\n"
        )
    };
    let kind = chance.number(methods.len() + 3);
    let text = match kind.checked_sub(methods.len()) {
        None => {
            attacker.request(methods[kind], "sip:visitor-1@x", "visitor-1", fields, "a\r\n\r\nb\r\n\r\nc")
        }
        Some(0) => format!(
            "REGISTER sip:{HOST} SIP/2.0\r\n{}Contact: <sip:{user}@127.0.0.3:5061;transport=udp>;\
             methods=\"MESSAGE, SUBSCRIBE, NOTIFY\"\r\nExpires: 900\r\nContent-Length: 0\r\n\r\n",
            purple("REGISTER")
        ),
        Some(1) => format!(
            "MESSAGE sip:visitor-1@{HOST} SIP/2.0\r\n{}Content-Type: text/plain\r\nContent-Length: 13\r\n\r\n\
             I am looking.",
            purple("MESSAGE")
        ),
        Some(_) => format!("SIP/2.0 200 OK\r\n{}Content-Length: 0\r\n\r\n", purple("MESSAGE")),
    };
    text.into_bytes()
}

/// Waits until the server has come so far: more than some dozens of datagrams it would drop unread.
async fn has_come_so_far(socket: &UdpSocket, number: u32) {
    let mark = format!("CSeq: {number} OPTIONS");
    let question = format!(
        "OPTIONS sip:{HOST} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.3;branch=z9hG4bKare-you-there{number};rport\r\n\
         Max-Forwards: 70\r\nFrom: <sip:x@{HOST}>;tag=x\r\nTo: <sip:x@{HOST}>\r\nCall-ID: {number}\r\n{mark}\r\n\
         Content-Length: 0\r\n\r\n"
    );
    let answered = async {
        let mut buffer = vec![0; 64 * 1_024];
        loop {
            // It may be dropped as well.
            socket.send(question.as_bytes()).await.unwrap();
            while let Ok(length) = timeout(Duration::from_millis(500), socket.recv(&mut buffer)).await {
                if String::from_utf8_lossy(&buffer[..length.unwrap()]).contains(&mark) {
                    return;
                }
            }
        }
    };
    timeout(PATIENCE, answered).await.expect("the server answers");
}

#[tokio::test]
async fn damaged_messages_do_no_harm() {
    let stage = Stage::new().await;
    let ann = stage.ann().await;
    let mut client = stage.client(&ann, By::Udp).await;
    let mut attacker = Client::new(&stage, By::Udp, &ann.user, "x").await;
    let mut chance = Chance(16);
    // From another address, so that what counts as guessing there is not the operator's.
    let socket = UdpSocket::bind("127.0.0.3:0").await.unwrap();
    socket.connect(stage.udp).await.unwrap();
    let before = memory();
    for number in 1..=27_000 {
        let message = whole(&mut attacker, &mut chance, number);
        socket.send(&damaged(message, &mut chance)).await.unwrap();
        if number % 50 == 0 {
            has_come_so_far(&socket, 1_000_000 + number).await;
        }
    }
    // Each on a connection of its own, on which no more is said.
    for number in 1..=3_000 {
        let message = damaged(whole(&mut attacker, &mut chance, number), &mut chance);
        let mut stream = connect("127.0.0.3:0".parse().unwrap(), stage.tcp).await;
        // The server may have had enough of it before all is said.
        let _ = stream.write_all(&message).await;
        let _ = stream.shutdown().await;
        let ended = timeout(PATIENCE, stream.read_to_end(&mut Vec::new())).await;
        assert!(ended.is_ok(), "a connection is kept on which nobody says anything more");
    }
    assert!(memory().saturating_sub(before) < COST, "{before} MiB, then {}", memory());
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
async fn silent_connections_keep_nobody_out_and_are_not_waited_for() {
    let stage = Stage::new().await;
    let ann = stage.ann().await;
    let begun = Instant::now();
    let mut silent = Vec::new();
    // From one address there may be 50, and on this stage 100 in all.
    for nr in 0..80 {
        let own = format!("127.0.1.{}:0", 1 + nr % 2);
        let mut one = connect(own.parse().unwrap(), stage.tls).await;
        silent.push(tokio::spawn(async move {
            let ended = timeout(PATIENCE, one.read_to_end(&mut Vec::new())).await;
            ended.is_ok().then(|| begun.elapsed())
        }));
    }
    let mut client = Client::from(&stage, By::Tls, &ann.user, &ann.password, "127.0.0.2").await;
    client.register().await;
    assert!(silent.iter().all(|one| !one.is_finished()), "each has its place");
    for one in silent {
        // Each is waited for as long as a slow client may need, and no longer.
        let ended = one.await.unwrap().expect("it is given up");
        assert!(ended > Duration::from_secs(8), "{ended:?}");
    }
    // Their places are free again.
    let mut late = Client::new(&stage, By::Tls, &ann.user, &ann.password).await;
    late.register().await;
    let answer = client.ask("OPTIONS", &format!("sip:{HOST}"), "x", "", "").await;
    assert_eq!(answer.code(), Some(200));
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

/// The names of the fields of a message, in their order.
fn names(got: &Got) -> Vec<String> {
    let head = got.text.split("\r\n\r\n").next().unwrap();
    head.lines().skip(1).map(|line| line.split(':').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_a_visitor_is_called_stays_a_name_and_what_they_say_a_text() {
    let stage = Stage::new().await;
    let ann = stage.ann().await;
    let mut client = stage.client(&ann, By::Tcp).await;
    let vera = stage.visit("vera").await;
    stage.ask(vera.seat, "Vera", "I am harmless.").await;
    let usual = names(&client.hear_message(|got| got.body() == "I am harmless.").await);
    assert!(usual.iter().any(|name| name == "From"), "{usual:?}");

    let hostile = [
        "Eve\" <sip:ann@evil.example>",
        "Eve\\",
        "\u{202e}evE\u{2066}<sip:eve@evil.example>;tag=x",
        "Eve\r\nContact: <sip:eve@evil.example>",
        "Eve\r\n\r\nREGISTER sip:x SIP/2.0",
        "Eve\0\r\nTo: <sip:x@y>",
    ];
    for (nr, name) in hostile.iter().enumerate() {
        let eve = stage.visit_page(&format!("eve{nr}"), "P\"\r\nX: <sip:x@y>").await;
        let question = format!("Question {nr}\n\nSIP/2.0 200 OK\nContent-Length: 0\n\nMESSAGE sip:x SIP/2.0");
        stage.ask(eve.seat, name, &question).await;
        let begin = format!("Question {nr}");
        let message = client.hear_message(|got| got.body().starts_with(&begin)).await;
        assert_eq!(message.body().replace("\r\n", "\n"), question);
        assert_eq!(names(&message), usual, "{}", message.text);
        let from = message.field("From");
        let quoted = from.strip_prefix('"').and_then(|rest| rest.split_once('"'));
        let (shown, address) = quoted.expect("the name is in quotes");
        let harms = |c: char| {
            c.is_control()
                || matches!(c, '<' | '>' | '\\' | '\u{200e}' | '\u{200f}')
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        assert!(!shown.contains(harms), "{from}");
        assert!(shown.to_lowercase().contains("ev"), "{from}");
        assert!(shown.contains("(P X: sip:x@y)") || shown.contains("(PX: sip:x@y)"), "{from}");
        // Each is somebody else, and none whom they have named.
        assert!(address.starts_with(&format!(" <sip:visitor-{}@{HOST}>;tag=", nr + 2)), "{from}");
    }
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
