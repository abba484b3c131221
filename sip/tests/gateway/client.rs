//! A SIP client under the test's control. It writes its messages by hand and supports Digest.

use std::{
    collections::{HashSet, VecDeque},
    net::SocketAddr,
    sync::Arc,
    time::Duration,
};

use md5::{Digest, Md5};
use sip::{Gateway, WebSocket};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpSocket, UdpSocket},
    sync::mpsc,
    time::timeout,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, pki_types::ServerName},
};

use crate::stage::{HOST, Stage};

/// Longer than anything takes here, even on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Udp,
    Tcp,
    Tls,
    WebSocket,
}

pub(crate) const ALL: [By; 4] = [By::Udp, By::Tcp, By::Tls, By::WebSocket];

enum Way {
    Datagrams(UdpSocket, SocketAddr),
    Stream {
        reader: Box<dyn AsyncRead + Send + Unpin>,
        writer: Box<dyn AsyncWrite + Send + Unpin>,
        buffer: Vec<u8>,
    },
    Frames(mpsc::Sender<Vec<u8>>, mpsc::Receiver<Vec<u8>>),
}

/// Dropping it breaks its connection.
pub(crate) struct Client {
    way: Way,
    by: By,
    pub(crate) user: String,
    pub(crate) password: String,
    pub(crate) agent: String,
    pub(crate) instance: Option<String>,
    /// It does not support `qop`.
    pub(crate) is_old: bool,
    /// Received messages that the test has not read yet.
    inbox: VecDeque<Got>,
    /// The received requests, by Call-ID and CSeq: a repetition because of a slow answer is the
    /// same request.
    seen: HashSet<(String, String)>,
    number: u32,
    call: String,
}

/// A received message as text.
#[derive(Clone, Debug)]
pub(crate) struct Got {
    pub(crate) text: String,
}

impl Got {
    pub(crate) fn code(&self) -> Option<u16> {
        self.text.strip_prefix("SIP/2.0 ")?.get(..3)?.parse().ok()
    }

    pub(crate) fn field(&self, name: &str) -> String {
        let head = self.text.split("\r\n\r\n").next().unwrap();
        let line = head.lines().find_map(|line| {
            let (own, value) = line.split_once(':')?;
            own.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        });
        line.unwrap_or_default()
    }

    pub(crate) fn body(&self) -> &str {
        self.text.split_once("\r\n\r\n").map_or("", |(_, body)| body)
    }

    pub(crate) fn method(&self) -> &str {
        self.text.split(' ').next().unwrap()
    }

    fn is_text(&self) -> bool {
        self.method() == "MESSAGE" && self.field("Content-Type").starts_with("text/plain")
    }
}

impl Client {
    pub(crate) async fn new(stage: &Stage, by: By, user: &str, password: &str) -> Client {
        Client::from(stage, by, user, password, "127.0.0.1").await
    }

    pub(crate) async fn from(stage: &Stage, by: By, user: &str, password: &str, address: &str) -> Client {
        let own: SocketAddr = format!("{address}:0").parse().unwrap();
        let way = match by {
            By::Udp => Way::Datagrams(UdpSocket::bind(own).await.unwrap(), stage.udp),
            By::Tcp => stream(connect(own, stage.tcp).await),
            By::Tls => {
                let mut roots = RootCertStore::empty();
                roots.add(stage.certificate.clone()).unwrap();
                let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
                let config = ClientConfig::builder_with_provider(provider)
                    .with_safe_default_protocol_versions()
                    .unwrap()
                    .with_root_certificates(roots)
                    .with_no_client_auth();
                let name = ServerName::try_from(HOST).unwrap();
                let tls =
                    TlsConnector::from(Arc::new(config)).connect(name, connect(own, stage.tls).await).await;
                stream(tls.unwrap())
            }
            By::WebSocket => frames(&stage.gateway),
        };
        Client {
            way,
            by,
            user: user.to_owned(),
            password: password.to_owned(),
            agent: "Play/1.0".to_owned(),
            instance: None,
            is_old: false,
            inbox: VecDeque::new(),
            seen: HashSet::new(),
            number: 0,
            call: chat::Sources::system().id::<wire::ChatId>().to_string(),
        }
    }

    /// Registers, and must succeed.
    pub(crate) async fn register(&mut self) {
        let answer = self.register_for(600).await;
        assert_eq!(answer.code(), Some(200), "{}", answer.text);
    }

    pub(crate) async fn register_for(&mut self, seconds: u32) -> Got {
        let instance = self
            .instance
            .as_ref()
            .map(|name| format!(";+sip.instance=\"<urn:uuid:{name}>\""))
            .unwrap_or_default();
        let contact =
            format!("Contact: <sip:{}@wrong.invalid:5060>{instance};expires={seconds}\r\n", self.user);
        self.ask("REGISTER", &format!("sip:{HOST}"), &self.user.clone(), &contact, "").await
    }

    /// Sends a text, and must succeed.
    pub(crate) async fn say(&mut self, to: &str, text: &str) {
        let answer = self.try_to_say(to, text).await;
        assert_eq!(answer.code(), Some(200), "{}", answer.text);
    }

    pub(crate) async fn try_to_say(&mut self, to: &str, text: &str) -> Got {
        self.ask("MESSAGE", &format!("sip:{to}@{HOST}"), to, "Content-Type: text/plain\r\n", text).await
    }

    /// Sends a request, and authenticates if it is challenged.
    pub(crate) async fn ask(&mut self, method: &str, uri: &str, to: &str, fields: &str, body: &str) -> Got {
        let first = self.request(method, uri, to, fields, body);
        let answer = self.exchange(&first).await;
        if answer.code() != Some(401) {
            return answer;
        }
        let proof = self.proof(&answer, method, uri);
        let again = self.request(method, uri, to, &format!("{fields}{proof}"), body);
        self.exchange(&again).await
    }

    /// A request with a new CSeq, as text.
    pub(crate) fn request(&mut self, method: &str, uri: &str, to: &str, fields: &str, body: &str) -> String {
        self.number += 1;
        let (number, user, call, agent) = (self.number, &self.user, &self.call, &self.agent);
        let transport = match self.by {
            By::Udp => "UDP",
            By::Tcp => "TCP",
            By::Tls => "TLS",
            By::WebSocket => "WS",
        };
        format!(
            "{method} {uri} SIP/2.0\r\nVia: SIP/2.0/{transport} wrong.invalid;branch=z9hG4bK{call}{number};rport\r\n\
             Max-Forwards: 70\r\nFrom: \"A\" <sip:{user}@{HOST}>;tag=mine\r\nTo: <sip:{to}@{HOST}>\r\nCall-ID: {call}\r\n\
             CSeq: {number} {method}\r\nUser-Agent: {agent}\r\n{fields}Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
    }

    /// The Authorization field for a challenge.
    pub(crate) fn proof(&self, challenge: &Got, method: &str, uri: &str) -> String {
        let challenge = challenge.field("WWW-Authenticate");
        let value = |name: &str| {
            let (_, rest) = challenge.split_once(&format!("{name}=\"")).expect("the challenge is whole");
            rest.split('"').next().unwrap().to_owned()
        };
        let (realm, nonce) = (value("realm"), value("nonce"));
        let hash =
            |text: String| -> String { Md5::digest(text).iter().map(|b| format!("{b:02x}")).collect() };
        let ha1 = hash(format!("{}:{realm}:{}", self.user, self.password));
        let ha2 = hash(format!("{method}:{uri}"));
        if self.is_old {
            let response = hash(format!("{ha1}:{nonce}:{ha2}"));
            return format!(
                "Authorization: Digest username=\"{}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", \
                 response=\"{response}\"\r\n",
                self.user
            );
        }
        let response = hash(format!("{ha1}:{nonce}:00000001:c:auth:{ha2}"));
        format!(
            "Authorization: Digest username=\"{}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", \
             response=\"{response}\", algorithm=MD5, qop=auth, nc=00000001, cnonce=\"c\"\r\n",
            self.user
        )
    }

    /// The same client on another port, as after its router has forgotten the mapping.
    pub(crate) async fn moves(&mut self) {
        if let Way::Datagrams(socket, _) = &mut self.way {
            *socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        }
    }

    /// The same client after a restart: the same port if it has no connection, and numbers from one
    /// again.
    pub(crate) async fn starts_anew(&mut self, stage: &Stage, address: &str) {
        if self.by != By::Udp {
            self.way = Client::from(stage, self.by, &self.user, &self.password, address).await.way;
        }
        self.number = 0;
        self.inbox.clear();
    }

    /// Sends a request and waits for its final answer.
    pub(crate) async fn exchange(&mut self, request: &str) -> Got {
        self.send(request.as_bytes()).await;
        let number = Got { text: request.to_owned() }.field("CSeq");
        loop {
            let got = self.read().await;
            if got.code().is_some() && got.field("CSeq") == number {
                return got;
            }
            self.keep(got).await;
        }
    }

    /// The next text for it, and the sender. It is answered.
    pub(crate) async fn hear(&mut self) -> (String, String) {
        let got = self.hear_message(Got::is_text).await;
        let from = got.field("From");
        let user = from.split("sip:").nth(1).and_then(|rest| rest.split('@').next()).unwrap().to_owned();
        (user, got.body().to_owned())
    }

    /// Expects this text next.
    pub(crate) async fn hears(&mut self, expected: &str) -> String {
        let (from, text) = self.hear().await;
        assert_eq!(text, expected);
        from
    }

    /// The next matching request. It is answered.
    pub(crate) async fn hear_message(&mut self, is_meant: impl Fn(&Got) -> bool) -> Got {
        loop {
            while let Some(got) = self.inbox.pop_front() {
                if is_meant(&got) {
                    return got;
                }
            }
            let got = self.read().await;
            self.keep(got).await;
        }
    }

    /// Expects no text for a while.
    pub(crate) async fn hears_nothing(&mut self, while_: Duration) {
        let heard = timeout(while_, self.hear()).await;
        assert!(heard.is_err(), "{heard:?}");
    }

    pub(crate) async fn send(&mut self, bytes: &[u8]) {
        match &mut self.way {
            Way::Datagrams(socket, to) => {
                socket.send_to(bytes, *to).await.unwrap();
            }
            Way::Stream { writer, .. } => {
                writer.write_all(bytes).await.unwrap();
                writer.flush().await.unwrap();
            }
            Way::Frames(out, _) => out.send(bytes.to_vec()).await.unwrap(),
        }
    }

    /// The next message of any kind.
    pub(crate) async fn read(&mut self) -> Got {
        timeout(PATIENCE, self.read_any()).await.expect("something comes in time").expect("it is connected")
    }

    /// Whether the other end has closed the connection, or closes it now.
    pub(crate) async fn is_broken(&mut self) -> bool {
        matches!(timeout(PATIENCE, async { while self.read_any().await.is_some() {} }).await, Ok(()))
    }

    async fn read_any(&mut self) -> Option<Got> {
        let bytes = match &mut self.way {
            Way::Datagrams(socket, _) => {
                let mut buffer = vec![0; 64 * 1024];
                let (length, _) = socket.recv_from(&mut buffer).await.unwrap();
                buffer.truncate(length);
                buffer
            }
            Way::Frames(_, incoming) => incoming.recv().await?,
            Way::Stream { reader, buffer, .. } => loop {
                if let Some(message) = whole(buffer) {
                    break message;
                }
                let mut chunk = [0; 4096];
                match reader.read(&mut chunk).await {
                    Ok(0) | Err(_) => return None,
                    Ok(length) => buffer.extend_from_slice(&chunk[..length]),
                }
            },
        };
        Some(Got { text: String::from_utf8(bytes).unwrap() })
    }

    /// Answers a request and keeps it.
    async fn keep(&mut self, got: Got) {
        if got.code().is_some() {
            return;
        }
        let names = ["Via", "From", "To", "Call-ID", "CSeq"];
        let fields: String = names.iter().map(|name| format!("{name}: {}\r\n", got.field(name))).collect();
        self.send(format!("SIP/2.0 200 OK\r\n{fields}Content-Length: 0\r\n\r\n").as_bytes()).await;
        if self.seen.insert((got.field("Call-ID"), got.field("CSeq"))) {
            self.inbox.push_back(got);
        }
    }
}

fn whole(buffer: &mut Vec<u8>) -> Option<Vec<u8>> {
    let end = buffer.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = String::from_utf8(buffer[..end].to_vec()).unwrap();
    let length: usize = Got { text: head }.field("Content-Length").parse().unwrap();
    (buffer.len() >= end + length).then(|| buffer.drain(..end + length).collect())
}

pub(crate) async fn connect(own: SocketAddr, to: SocketAddr) -> tokio::net::TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(own).unwrap();
    socket.connect(to).await.unwrap()
}

fn stream(stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static) -> Way {
    let (reader, writer) = tokio::io::split(stream);
    Way::Stream { reader: Box::new(reader), writer: Box::new(writer), buffer: Vec::new() }
}

fn frames(gateway: &Gateway) -> Way {
    let ((out, incoming), (outgoing, back)) = (mpsc::channel(8), mpsc::channel(8));
    let peer = SocketAddr::from(([127, 0, 0, 1], 40_000));
    let gateway = gateway.clone();
    tokio::spawn(async move {
        gateway.serve_websocket(WebSocket { peer, is_secure: true, incoming, outgoing }).await;
    });
    Way::Frames(out, back)
}
