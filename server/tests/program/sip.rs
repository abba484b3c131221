//! SIP clients with the real program (manual A5, A16): switched on by configuration, set up with
//! the SIP Info, signed in over WebSocket, signed out from the console. Tests with real clients are
//! in `end2end/plays`.

use std::{net::UdpSocket, process::Command};

use backing::browser::Answer;
use chat::sip::ha1 as md5_of_three;
use futures::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, tungstenite::Message};
use wire::{
    OperatorId, Role,
    frame::from_postcard,
    operator::ToOperator,
    sip::{NewSipPassword, SipInfo},
};

use crate::support::{
    EMAIL, PASSWORD, Program, ask_function, call, command, form, open, run_to_its_end, sign_in,
};

const HOST: &str = "chat.example.org";

/// A SIP client in a browser (RFC 7118).
struct Client {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    user: NewSipPassword,
    requests: u32,
}

impl Client {
    async fn connect(program: &Program, user: NewSipPassword) -> Client {
        let socket = open(program, "/sip", Some("sip"), None, None).await.unwrap();
        Client { socket, user, requests: 0 }
    }

    async fn register(&mut self, proof: &str) -> String {
        self.requests += 1;
        let (user, nr) = (&self.user.user, self.requests);
        let request = format!(
            "REGISTER sip:{HOST} SIP/2.0\r\nVia: SIP/2.0/WS x.invalid;branch=z9hG4bK{nr}\r\nMax-Forwards: 70\r\n\
             From: <sip:{user}@{HOST}>;tag=a\r\nTo: <sip:{user}@{HOST}>\r\nCall-ID: one@x.invalid\r\n\
             CSeq: {nr} REGISTER\r\nContact: <sip:{user}@x.invalid;transport=ws>\r\nExpires: 600\r\n\
             User-Agent: Trial/1\r\n{proof}Content-Length: 0\r\n\r\n"
        );
        self.socket.send(Message::text(request)).await.unwrap();
        self.next().await.expect("an answer")
    }

    async fn signs_in(&mut self) -> String {
        let challenge = self.register("").await;
        assert!(challenge.starts_with("SIP/2.0 401 "), "{challenge}");
        self.answers(&challenge).await
    }

    /// Answers a challenge and returns the result.
    async fn answers(&mut self, challenge: &str) -> String {
        let of = |name: &str| {
            let (_, rest) =
                challenge.split_once(&format!("{name}=\"")).unwrap_or_else(|| panic!("{challenge}"));
            rest.split_once('"').unwrap().0.to_owned()
        };
        let (realm, nonce, NewSipPassword { user, password }) = (of("realm"), of("nonce"), self.user.clone());
        // RFC 2617, 3.2.2.1, as in clients without `qop`.
        let ha2 = md5_of_three("REGISTER", "sip", HOST);
        let response = md5_of_three(&md5_of_three(&user, &realm, &password), &nonce, &ha2);
        self.register(&format!(
            "Authorization: Digest username=\"{user}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"sip:{HOST}\", \
             response=\"{response}\", algorithm=MD5\r\n"
        ))
        .await
    }

    /// The next message; none: the connection has ended.
    async fn next(&mut self) -> Option<String> {
        loop {
            match self.socket.next().await?.ok()? {
                Message::Text(text) => return Some(text.to_string()),
                Message::Close(_) => return None,
                _ => {}
            }
        }
    }
}

/// Requests the SIP Info of an operator, as the page does.
async fn ask_for_info(program: &Program, cookie: &str, of: OperatorId) -> Answer {
    program.post(Some(cookie), "/api/sip_info", form(&format!("id={of}"))).await
}

/// The SIP Info of an operator; none: SIP is not switched on.
async fn info_of(program: &Program, cookie: &str, of: OperatorId) -> Option<SipInfo> {
    let answer = ask_for_info(program, cookie, of).await.body;
    let answer: Result<Option<SipInfo>, (u32, String)> = from_postcard(&answer).expect("it is understood");
    answer.expect("it is told")
}

/// The status of a colleague as others see it; none: unavailable.
async fn status_of(program: &Program, cookie: &str, id: OperatorId) -> Option<wire::Status> {
    let (_, snapshot) = program.console(cookie).await;
    snapshot.colleagues.iter().find(|one| one.id == id).expect("he is a colleague").status
}

#[tokio::test]
async fn it_is_off_unless_it_is_switched_on() {
    let program = Program::start();
    let refused = open(&program, "/sip", Some("sip"), None, None).await.unwrap_err();
    assert!(refused.contains("404"), "{refused}");
    let cookie = sign_in(&program, EMAIL, PASSWORD).await.cookie.unwrap();
    let (_, snapshot) = program.console(&cookie).await;
    let info = info_of(&program, &cookie, snapshot.me.id).await;
    assert_eq!(info, None);
}

/// Over UDP anybody could send them in somebody else's name.
#[tokio::test]
async fn guesses_with_invented_nonces_lock_nobody_out() {
    let program = Program::start_with(&[("SWITCHBOARD_SIP_HOST", HOST)]);
    let cookie = sign_in(&program, EMAIL, PASSWORD).await.cookie.unwrap();
    let ann = program.console(&cookie).await.1.me.id;
    let made: NewSipPassword = call(&program, &cookie, "make_sip_password", &ann).await;
    let mut client = Client::connect(&program, made.clone()).await;
    let mut guesser = Client::connect(&program, NewSipPassword { password: "guessed".into(), ..made }).await;
    let challenge = client.register("").await;
    let (before, rest) = challenge.split_once("nonce=\"").unwrap();
    let (nonce, after) = rest.split_once('"').unwrap();
    for n in 0..20 {
        let invented = format!("{before}nonce=\"{}{n:04}\"{after}", &nonce[4..]);
        let refused = guesser.answers(&invented).await;
        assert!(refused.starts_with("SIP/2.0 401 ") && refused.contains("stale=true"), "{refused}");
    }
    assert!(client.answers(&challenge).await.starts_with("SIP/2.0 200 "));
    // With a nonce from the server it is a guess, and only a few are allowed.
    let mut answers = Vec::new();
    for _ in 0..9 {
        answers.push(guesser.signs_in().await);
    }
    let refused = |code: &str| answers.iter().filter(|answer| answer.starts_with(code)).count();
    assert_eq!((refused("SIP/2.0 401 "), refused("SIP/2.0 403 ")), (8, 1), "{answers:?}");
}

#[tokio::test]
async fn an_operator_signs_in_with_his_sip_info_and_is_signed_out_from_the_console() {
    let program = Program::start_with(&[("SWITCHBOARD_SIP_HOST", HOST)]);
    let administrator = sign_in(&program, EMAIL, PASSWORD).await.cookie.unwrap();
    for name in ["Ben", "Zoe"] {
        let new = (format!("{name}@example.org"), name, PASSWORD, PASSWORD, false, Role::Normal);
        let _: Option<String> = call(&program, &administrator, "add_operator", &new).await;
    }
    let (_, snapshot) = program.console(&administrator).await;
    let ben = snapshot.colleagues.iter().find(|one| one.name == "Ben").unwrap().id;
    let bens = sign_in(&program, "ben@example.org", PASSWORD).await.cookie.unwrap();
    let zoes = sign_in(&program, "zoe@example.org", PASSWORD).await.cookie.unwrap();

    // Only the operator and administrators may see it.
    assert_eq!(ask_for_info(&program, &zoes, ben).await.status, 403);
    assert_eq!(ask_function(&program, &zoes, "make_sip_password", &ben).await.status, 403);
    let info = info_of(&program, &bens, ben).await;
    let info = info.expect("it is on");
    assert_eq!(info.server.host, HOST);
    assert_eq!(info.server.websocket.as_deref(), Some(format!("ws://{}/sip", program.address).as_str()));
    assert_eq!((info.server.udp, info.server.tls, info.user, info.devices.len()), (None, None, None, 0));

    let made: NewSipPassword = call(&program, &bens, "make_sip_password", &ben).await;
    let mut wrong =
        Client::connect(&program, NewSipPassword { password: "guessed".into(), ..made.clone() }).await;
    let refused = wrong.signs_in().await;
    assert!(refused.starts_with("SIP/2.0 401 "), "{refused}");
    assert_eq!(status_of(&program, &administrator, ben).await, None);

    let mut client = Client::connect(&program, made.clone()).await;
    let answer = client.signs_in().await;
    assert!(answer.starts_with("SIP/2.0 200 "), "{answer}");
    assert_eq!(status_of(&program, &administrator, ben).await, Some(wire::Status::Online));
    let info = info_of(&program, &administrator, ben).await;
    let info = info.unwrap();
    assert_eq!(info.user.as_deref(), Some(made.user.as_str()));
    let [device] = info.devices.as_slice() else { panic!("{:?}", info.devices) };
    assert_eq!((device.agent.as_str(), device.transport.as_str()), ("Trial/1", "ws"));

    let refused = ask_function(&program, &zoes, "sign_out_sip_device", &(ben, device.session)).await;
    assert_eq!(refused.status, 403);
    let (mut console, _) = program.console(&administrator).await;
    let (): () = call(&program, &bens, "sign_out_sip_device", &(ben, device.session)).await;
    console
        .hear(|heard| match heard {
            ToOperator::ColleagueStatus { operator, status } => {
                (operator == ben && status.is_none()).then_some(())
            }
            _ => None,
        })
        .await;
    let info = info_of(&program, &bens, ben).await;
    assert_eq!(info.unwrap().devices, []);
}

#[test]
fn what_keeps_it_from_starting_is_told() {
    let taken = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("chain.pem").display().to_string();
    let start = |flags: &[&str]| {
        let database = format!("sqlite:{}", folder.path().join("switchboard.db").display());
        let mut command: Command = command();
        command
            .args(flags)
            .env("SWITCHBOARD_LISTEN", "127.0.0.1:0")
            .env("SWITCHBOARD_DATABASE_URL", database);
        let (status, said) = run_to_its_end(&mut command);
        assert!(!status.success());
        said
    };
    let said = start(&["--sip-host", HOST, "--sip-udp", &address]);
    assert!(said.contains("SIP") && said.contains(&address), "{said}");
    let tls = ["--sip-tls", "127.0.0.1:0", "--sip-certificate", &missing, "--sip-key", &missing];
    let said = start(&[&["--sip-host", HOST], tls.as_slice()].concat());
    assert!(said.contains("SWITCHBOARD_SIP_CERTIFICATE") && said.contains("chain.pem"), "{said}");
    let said = start(&["--sip-udp", "127.0.0.1:0"]);
    assert!(said.contains("--sip-host"), "{said}");
}
