//! Strangers send what costs the server something, and read nothing. They are disconnected, the
//! memory for them stays small, and other visitors are still served.

use std::{net::SocketAddr, path::Path, time::Duration};

use futures::future::join_all;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::{interval, sleep, timeout},
};
use tokio_tungstenite::tungstenite::Message;
use wire::{
    ChatId, ChatState, MessageId, Seq, Span,
    frame::{Encoding, POSTCARD, close},
    operator::{Command, ToOperator},
    rates::{Rated, Rates},
    visitor::{FromVisitor, Refusal, ToVisitor},
};

use crate::support::{
    EMAIL, PASSWORD, Program, Socket, hello, new_id, off_line_message, question, raw, sign_in, socket_from,
    visit_from,
};

/// How much more memory a flood may take, in MiB.
const COST: u64 = 200;
/// More pings than a connection can send: the largest burst, and the refused frames before it ends.
const PINGS: usize = 100_000;

/// Runs an attack, during which Vera's messages must be stored. Returns the attack's result.
async fn talks_beside<T>(program: &Program, attack: impl Future<Output = T>) -> T {
    let (mut vera, _) = program.visitor("vera").await;
    let chat = vera.ask("Is it in stock?").await;
    let mut said = vec!["Is it in stock?".to_owned()];
    let mut moments = interval(Duration::from_millis(50));
    let mut attack = std::pin::pin!(attack);
    let outcome = loop {
        tokio::select! {
            outcome = &mut attack => break outcome,
            _ = moments.tick() => {
                let text = format!("Message {}", said.len());
                match vera.say(chat, &text).await {
                    ToVisitor::Stored(_) => said.push(text),
                    answer => panic!("{answer:?}"),
                }
            }
        }
    };
    assert_eq!(program.said(chat).await, said);
    outcome
}

#[tokio::test]
async fn who_only_pings_is_sent_away_and_costs_nothing() {
    let program = Program::start_with(&[("SWITCHBOARD_SIP_HOST", "chat.example.org")]);
    let cookie = sign_in(&program, EMAIL, PASSWORD).await.cookie.expect("signed in");
    let before = program.memory();
    let ping = Message::Ping(vec![7; 125].into());
    talks_beside(&program, async {
        for mut socket in [
            raw(&program, "/visitor", POSTCARD).await,
            program.visitor("mallory").await.0,
            program.loader("mallory").await.0,
            program.console(&cookie).await.0,
            raw(&program, "/sip", "sip").await,
        ] {
            let flood = socket.flood(&ping, PINGS);
            let sent = timeout(Duration::from_secs(60), flood).await.expect("nobody is waited for so long");
            assert!(sent < PINGS, "all pings were taken");
        }
    })
    .await;
    let cost = program.memory().saturating_sub(before);
    assert!(cost < COST, "{cost} MiB more");
}

#[tokio::test]
async fn who_pings_too_fast_is_told_so() {
    let program = Program::start();
    let mut socket = raw(&program, "/visitor", POSTCARD).await;
    // The largest burst, the refused frames, and one more.
    for _ in 0..=1_100 {
        socket.send_raw(Message::Ping(Vec::new().into())).await;
    }
    assert_eq!(socket.closed().await.0, close::TOO_FAST);
    // Pings at a client's normal rate are accepted.
    let (mut vera, _) = program.visitor("vera").await;
    for _ in 0..40 {
        vera.send_raw(Message::Ping(Vec::new().into())).await;
        vera.send_raw(Message::Pong(Vec::new().into())).await;
    }
    vera.ask("Is it in stock?").await;
}

#[tokio::test]
async fn who_asks_for_much_and_reads_nothing_costs_little() {
    // The largest messages at the highest rate.
    let program = Program::start_with(&[("SWITCHBOARD_FRAMES_PER_SECOND", "1000")]);
    let (mut mallory, _) = program.visitor("mallory").await;
    let chat = mallory.ask("Have you got time?").await;
    let long = "\u{1f989}".repeat(4_000);
    for _ in 0..200 {
        let stored = mallory.say(chat, &long).await;
        assert!(matches!(stored, ToVisitor::Stored(_)), "{stored:?}");
    }
    let before = program.memory();
    let most = talks_beside(&program, async {
        let asking = join_all((0..60).map(|_| asks_and_reads_nothing(&program, chat)));
        let mut most = 0;
        let mut asking = std::pin::pin!(asking);
        let sockets = loop {
            most = most.max(program.memory());
            tokio::select! {
                sockets = &mut asking => break sockets,
                () = sleep(Duration::from_millis(20)) => {}
            }
        };
        // They stay for a while, as if they were about to read.
        for _ in 0..100 {
            most = most.max(program.memory());
            sleep(Duration::from_millis(20)).await;
        }
        drop(sockets);
        most
    })
    .await;
    let cost = most.saturating_sub(before);
    assert!(cost < COST, "{cost} MiB more");
}

/// Another of Mallory's tabs, which asks for the chat again and again.
async fn asks_and_reads_nothing(program: &Program, chat: ChatId) -> Socket {
    let mut socket = raw(program, "/visitor", POSTCARD).await;
    socket.send(&FromVisitor::Hello(program.hello("mallory").await)).await;
    let question = socket.frame(&FromVisitor::CatchUp { chat, span: Span::After(Seq(0)) });
    // The server may close the connection before all are sent.
    socket.flood(&question, 90).await;
    socket
}

#[tokio::test]
async fn one_network_does_not_ring_without_end() {
    let program = Program::start_with(&[("SWITCHBOARD_TRUST_PROXY", "true")]);
    let rates = Rates::default();
    let (mut console, _) = program.console(&sign_in(&program, EMAIL, PASSWORD).await.cookie.unwrap()).await;
    let key = program.site_key().await;
    talks_beside(&program, async {
        let (mut asked, mut left) = (0, 0);
        for n in 0..2 * rates.requests.per_network {
            // A new visitor each time, from another address of the same network.
            let from = format!("2001:db8::{n:x}");
            let mut mallory = visit_from(&program, &from, hello(&key, &format!("mallory{n}"))).await;
            let id: MessageId = new_id();
            mallory.send(&FromVisitor::Ask(question(id))).await;
            asked += u32::from(is_taken(&mut mallory, id).await);
            let message = off_line_message(new_id());
            let id = message.id.into();
            mallory.send(&FromVisitor::LeaveMessage(message)).await;
            left += u32::from(is_taken(&mut mallory, id).await);
        }
        assert_eq!(asked, rates.requests.per_network);
        assert_eq!(left, rates.off_line_messages.per_network);
        // A visitor from elsewhere is served.
        let mut walt = visit_from(&program, "203.0.113.7", hello(&key, "walt")).await;
        walt.ask("Is it in stock?").await;
    })
    .await;
    let refused = rates.requests.per_network;
    console
        .hear(|heard| match heard {
            ToOperator::Flood(flood) if flood.what == Rated::Request => {
                assert_eq!(flood.from.as_deref(), Some("2001:db8::"));
                (flood.count == refused).then_some(())
            }
            _ => None,
        })
        .await;
}

/// Whether the request with this id is stored; otherwise it was over the rate limit.
async fn is_taken(visitor: &mut Socket, id: MessageId) -> bool {
    visitor
        .hear(|heard| match heard {
            ToVisitor::Stored(stored) if stored.id == id => Some(true),
            ToVisitor::Refused { id: Some(about), why } if about == id => {
                assert_eq!(why, Refusal::TooMany);
                Some(false)
            }
            _ => None,
        })
        .await
}

/// Connects from another address of this machine and sends this text.
async fn connects(program: &Program, from: [u8; 4], says: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::from((from, 0))).unwrap();
    let mut stream = socket.connect(program.address.parse().unwrap()).await.unwrap();
    stream.write_all(says.as_bytes()).await.unwrap();
    stream
}

/// A connection that stays open; none if it is over the limit.
async fn stays(program: &Program, from: [u8; 4]) -> Option<TcpStream> {
    let mut stream = connects(program, from, "GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n").await;
    let mut status = [0; 12];
    stream.read_exact(&mut status).await.unwrap();
    assert!(status.starts_with(b"HTTP/1.1 200") || status.starts_with(b"HTTP/1.1 503"), "{status:?}");
    status.starts_with(b"HTTP/1.1 200").then_some(stream)
}

/// Everything the server sends until it closes the connection.
async fn last_words(stream: &mut TcpStream) -> String {
    let mut said = Vec::new();
    // It may be closed in order or cut off.
    let _ = timeout(Duration::from_secs(45), stream.read_to_end(&mut said)).await.expect("it is ended");
    String::from_utf8_lossy(&said).into_owned()
}

#[tokio::test]
async fn one_address_cannot_take_all_connections() {
    let program = Program::start_with(&[
        // An eighth of them is reserved for others.
        ("SWITCHBOARD_CONNECTIONS", "114"),
        ("SWITCHBOARD_CONNECTIONS_PER_ADDRESS", "60"),
    ]);
    let (mallory, vera, trudy) = ([127, 0, 0, 2], [127, 0, 0, 3], [127, 0, 0, 4]);
    let mut silent = Vec::new();
    for _ in 0..60 {
        silent.push(connects(&program, mallory, "").await);
    }
    let mut refused = connects(&program, mallory, "").await;
    assert!(last_words(&mut refused).await.starts_with("HTTP/1.1 503 "));
    // Others are served.
    let health = "GET /healthz HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n";
    assert!(last_words(&mut connects(&program, vera, health).await).await.ends_with("ok\n"));
    // The slot is free again once its connection ends.
    silent.pop();
    let served = async || last_words(&mut connects(&program, mallory, health).await).await;
    while !served().await.ends_with("ok\n") {}
    // A socket keeps its slot although it is no longer a request.
    let hello = program.hello("vera").await;
    let sockets = join_all((0..30).map(|_| program.visit(Encoding::Postcard, hello.clone()))).await;
    let mut others = Vec::new();
    while let Some(stream) = stays(&program, trudy).await {
        others.push(stream);
        assert!(others.len() <= 11, "59, 30 and 11 are all that there are");
    }
    drop(sockets);
    let served = async || last_words(&mut connects(&program, trudy, health).await).await;
    while !served().await.ends_with("ok\n") {}
}

#[tokio::test]
async fn strangers_from_everywhere_do_not_shut_out_who_is_known() {
    let program = Program::start_with(&[("SWITCHBOARD_CONNECTIONS", "40")]);
    let (anns, veras, trudys) = ([127, 0, 0, 2], [127, 0, 0, 3], [127, 0, 0, 4]);
    let health = "GET /healthz HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n";
    let served = async |from| last_words(&mut connects(&program, from, health).await).await.ends_with("ok\n");
    // Ann is signed in from there.
    let cookie = sign_in(&program, EMAIL, PASSWORD).await.cookie.expect("signed in");
    let console =
        format!("GET /console HTTP/1.1\r\nHost: here\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n");
    last_words(&mut connects(&program, anns, &console).await).await;
    assert!(served(anns).await && served(veras).await);

    // All but an eighth. A connection that has just ended keeps its slot for a moment.
    let mut strangers = Vec::new();
    while strangers.len() < 35 {
        let from = [127, 0, 0, 10 + u8::try_from(strangers.len()).unwrap()];
        strangers.extend(stays(&program, from).await);
    }
    for from in [anns, anns, anns] {
        assert!(served(from).await);
        assert!(!served(trudys).await && !served(veras).await);
    }
    drop(strangers);
    while !served(veras).await {}
}

#[tokio::test]
async fn whoever_talks_with_an_operator_comes_back_through_a_crowd() {
    let program =
        Program::start_with(&[("SWITCHBOARD_CONNECTIONS", "40"), ("SWITCHBOARD_TRUST_PROXY", "true")]);
    let (veras, trudys) = ("198.51.100.7", "198.51.100.8");
    let cookie = sign_in(&program, EMAIL, PASSWORD).await.cookie.expect("signed in");
    let (mut ann, _) = program.console(&cookie).await;
    let mut vera = visit_from(&program, veras, program.hello("vera").await).await;
    let chat = vera.ask("Is it in stock?").await;
    ann.order(Command::Accept { chat }).await.unwrap();
    while !matches!(vera.receive().await, ToVisitor::Chat(chat) if chat.state == ChatState::Active) {}
    drop(vera);

    // With Ann's, all but an eighth. A connection that has just ended keeps its slot for a moment.
    let mut crowd = Vec::new();
    while crowd.len() < 34 {
        crowd.extend(socket_from(&program, &format!("203.0.113.{}", crowd.len())).await);
    }
    let refused = socket_from(&program, trudys).await.err().expect("nobody has talked with her");
    assert!(refused.contains("503"), "{refused}");
    visit_from(&program, veras, program.hello("vera").await).await;
}

#[tokio::test]
async fn who_does_not_go_on_is_not_waited_for() {
    let program = Program::start();
    let from = [127, 0, 0, 2];
    let head = |length: usize, path: &str| {
        format!(
            "POST {path} HTTP/1.1\r\nHost: here\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {length}\r\n\r\nemail="
        )
    };
    let silent = connects(&program, from, "").await;
    let half_a_head = connects(&program, from, "GET /healthz HTTP/1.1\r\nHost: he").await;
    for mut stream in [silent, half_a_head] {
        last_words(&mut stream).await;
    }
    // A body that is not allowed is not read at all.
    for path in ["/api/save_site", "/operator/sound/request"] {
        let mut stream = connects(&program, from, &head(2_000_000, path)).await;
        let mut said = [0; 12];
        stream.read_exact(&mut said).await.unwrap();
        assert_eq!(&said, b"HTTP/1.1 401", "{path}");
    }
    let mut stream = connects(&program, from, &head(2_000_000, "/api/sign_in")).await;
    let mut said = [0; 12];
    stream.read_exact(&mut said).await.unwrap();
    assert_eq!(&said, b"HTTP/1.1 413");
}

#[tokio::test]
async fn it_takes_as_many_files_as_the_system_lets_it() {
    // As on most systems: few files, unless a program raises the limit.
    let program = Program::start_by("ulimit -Sn 100; exec \"$0\" serve", Path::new("/dev/null"));
    let mut connections = Vec::new();
    for _ in 0..300 {
        connections.push(connects(&program, [127, 0, 0, 2], "").await);
    }
    assert_eq!(program.health().await, 200);
    program.visitor("vera").await.0.ask("Is it in stock?").await;
}
