//! The setup of a test: an installation with a gateway, and helpers in the product's language.

use std::{net::SocketAddr, time::Duration};

use chat::{AddOperator, Browser, FirstStart, Seat, SignedIn, Sources, Speaker, Switchboard, Visit};
use sip::{Certificate, Gateway, Settings};
use tokio::{
    net::{TcpListener, UdpSocket},
    time::sleep,
};
use tokio_rustls::rustls::pki_types::CertificateDer;
use wire::{
    Author, Body, ChatId, Content, Role, Seq, Span,
    language::Wish,
    visitor::{Ask, End, Hello, Page},
};

use crate::client::{By, Client, PATIENCE};

pub(crate) const HOST: &str = "chat.example";
const EMAIL: &str = "ann@example.org";
const PASSWORD: &str = "correct horse battery";

pub(crate) struct Stage {
    pub(crate) switchboard: Switchboard,
    pub(crate) gateway: Gateway,
    pub(crate) udp: SocketAddr,
    pub(crate) tcp: SocketAddr,
    pub(crate) tls: SocketAddr,
    pub(crate) certificate: CertificateDer<'static>,
    pub(crate) ann: SignedIn,
    settings: Settings,
    site: String,
    // Held until the test is over.
    _folder: tempfile::TempDir,
}

/// An operator with a SIP password.
pub(crate) struct Operator {
    pub(crate) who: SignedIn,
    pub(crate) user: String,
    pub(crate) password: String,
}

impl Stage {
    pub(crate) async fn new() -> Stage {
        let switchboard = Switchboard::open("sqlite::memory:", Sources::system()).await.unwrap();
        let first = FirstStart { email: EMAIL.into(), password: Some(PASSWORD.into()) };
        switchboard.first_start(first).await.unwrap().unwrap();
        let session = switchboard.sign_in(EMAIL, PASSWORD, [127, 0, 0, 1].into(), None).await.unwrap();
        let ann = switchboard.signed_in(&session.token).await.unwrap().unwrap();
        let site = switchboard.demo_site().await.unwrap().unwrap().key;
        let folder = tempfile::tempdir().unwrap();
        let made = rcgen::generate_simple_self_signed([HOST.to_owned()]).unwrap();
        let (certificate, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
        std::fs::write(&certificate, made.cert.pem()).unwrap();
        std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        let [udp, tcp, tls] = free_ports().await;
        let settings = Settings {
            host: HOST.into(),
            udp: Some(udp),
            tcp: Some(tcp),
            tls: Some((tls, Certificate::read(&certificate, &key).unwrap())),
            connections: 100,
        };
        let switchboard = switchboard.with_sip(settings.server(None));
        let gateway = Gateway::start(switchboard.clone(), Sources::system(), settings.clone()).await.unwrap();
        let certificate = made.cert.der().clone();
        Stage { switchboard, gateway, udp, tcp, tls, certificate, ann, settings, site, _folder: folder }
    }

    /// Stops the gateway and starts it again.
    pub(crate) async fn restart(&mut self) {
        self.gateway.stop();
        // Its ports are free when its tasks have ended.
        let started = async {
            loop {
                let settings = self.settings.clone();
                match Gateway::start(self.switchboard.clone(), Sources::system(), settings).await {
                    Ok(gateway) => return gateway,
                    Err(_) => sleep(Duration::from_millis(50)).await,
                }
            }
        };
        self.gateway = tokio::time::timeout(PATIENCE, started).await.unwrap();
    }

    /// Ann, the administrator, with a SIP password.
    pub(crate) async fn ann(&self) -> Operator {
        self.with_password(self.ann.clone()).await
    }

    pub(crate) async fn operator(&self, name: &str) -> Operator {
        let email = format!("{}@example.org", name.to_lowercase());
        let (screen_name, password) = (name.to_owned(), PASSWORD.to_owned());
        let add = AddOperator {
            email: email.clone(),
            screen_name,
            password,
            must_change_password: false,
            role: Role::Normal,
        };
        self.switchboard.add_operator(&self.ann, add).await.unwrap().unwrap();
        let session = self.switchboard.sign_in(&email, PASSWORD, [127, 0, 0, 1].into(), None).await.unwrap();
        self.with_password(self.switchboard.signed_in(&session.token).await.unwrap().unwrap()).await
    }

    async fn with_password(&self, who: SignedIn) -> Operator {
        let made = self.switchboard.make_sip_password(&who, who.operator).await.unwrap().unwrap();
        Operator { who, user: made.user, password: made.password }
    }

    /// A registered client of this operator.
    pub(crate) async fn client(&self, of: &Operator, by: By) -> Client {
        let mut client = Client::new(self, by, &of.user, &of.password).await;
        client.register().await;
        client
    }

    /// A visitor on the site.
    pub(crate) async fn visit(&self, name: &str) -> Visit {
        self.visit_page(name, "Pricing").await
    }

    /// A visitor on a page with this title.
    pub(crate) async fn visit_page(&self, name: &str, title: &str) -> Visit {
        let page =
            Page { url: "https://shop.example/pricing".into(), title: title.into(), referrer: String::new() };
        let (site, token, language) = (self.site.clone(), format!("{name:x<24}"), Wish::default());
        let hello = Hello { site, token, end: End::Panel, page, has: None, language };
        let browser =
            Browser { address: Some([192, 0, 2, 7].into()), agent: "Lynx".into(), ..Browser::default() };
        self.switchboard.visit(hello, browser).await.unwrap().unwrap_or_else(|why| panic!("{why:?}"))
    }

    /// The visitor asks for a chat under this name.
    pub(crate) async fn ask(&self, seat: Seat, name: &str, text: &str) -> ChatId {
        let ask = Ask {
            chat: Sources::system().id(),
            name: name.into(),
            id: Sources::system().id(),
            text: text.into(),
            department: None,
            email: String::new(),
            answers: vec![],
        };
        let chat = ask.chat;
        self.switchboard.ask(seat, ask).await.unwrap().unwrap();
        chat
    }

    /// The visitor sends a message.
    pub(crate) async fn says(&self, seat: Seat, chat: ChatId, text: &str) {
        let (speaker, id) = (Speaker::Visitor(seat), Sources::system().id());
        self.switchboard.say(speaker, chat, id, Content::Text(text.into())).await.unwrap().unwrap();
    }

    /// The operators' messages in a chat, as its visitor reads them, page by page.
    pub(crate) async fn heard(&self, seat: Seat, chat: ChatId) -> Vec<String> {
        let said = |message: wire::Message| match (message.author, message.body) {
            (Author::Operator(_), Body::Text(text)) => Some(text),
            _ => None,
        };
        let (mut heard, mut after) = (Vec::new(), Seq(0));
        loop {
            let read = self.switchboard.catch_up(&Speaker::Visitor(seat), chat, Span::After(after)).await;
            let (messages, is_more) = read.unwrap().unwrap();
            if let Some(last) = messages.last() {
                after = last.seq;
            }
            heard.extend(messages.into_iter().filter_map(said));
            if !is_more {
                return heard;
            }
        }
    }

    /// Returns when operators become available for this visitor, or unavailable.
    pub(crate) async fn until_available(&self, seat: Seat, available: bool) {
        until(async || self.switchboard.reception(seat).await.unwrap().available == available).await;
    }
}

/// Waits until the condition is true, within a bounded time.
pub(crate) async fn until(mut is_so: impl AsyncFnMut() -> bool) {
    let so = async {
        while !is_so().await {
            sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, so).await.expect("it became so in time");
}

/// The memory of this process, including the gateway, in MiB; 0 if it cannot be read.
pub(crate) fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or_default() / 1_024
}

/// Ports that nobody else uses: one for datagrams, two for connections.
async fn free_ports() -> [SocketAddr; 3] {
    let any = "127.0.0.1:0";
    let udp = UdpSocket::bind(any).await.unwrap();
    let (tcp, tls) = (TcpListener::bind(any).await.unwrap(), TcpListener::bind(any).await.unwrap());
    [udp.local_addr().unwrap(), tcp.local_addr().unwrap(), tls.local_addr().unwrap()]
}
