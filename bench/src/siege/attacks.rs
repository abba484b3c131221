//! What strangers do to a server.

use std::{
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

use anyhow::Result;
use backing::browser::{FORM, Request, send};
use chat::Sources;
use futures::future::join_all;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpStream, UdpSocket},
    time::{Instant, sleep, timeout},
};
use wire::{
    ChatId, Seq, Span,
    frame::{from_postcard, to_postcard},
    visitor::{Ask, FromVisitor, OffLineForm, Say, ToVisitor},
};

use crate::{client::Client, people::hello, stock::email, target::Besieged};

/// The limit for an attack with a fixed count.
const LONGEST: Duration = Duration::from_secs(300);
/// How long a stranger waits for an answer that does not come.
const PATIENCE: Duration = Duration::from_secs(20);
/// How many frames or datagrams are sent on one connection.
const FRAMES: u64 = 40;
/// The visitor whose long chat is requested.
const TOKEN: &str = "mallory-mallory-mallory";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attack {
    Pings,
    Unread,
    Silent,
    Requests,
    Messages,
    Guesses,
    Comers,
    Frames,
    Registers,
}

impl Attack {
    pub(super) const ALL: [Attack; 9] = [
        Attack::Pings,
        Attack::Unread,
        Attack::Silent,
        Attack::Requests,
        Attack::Messages,
        Attack::Guesses,
        Attack::Comers,
        Attack::Frames,
        Attack::Registers,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Attack::Pings => "pings",
            Attack::Unread => "unread",
            Attack::Silent => "silent",
            Attack::Requests => "requests",
            Attack::Messages => "messages",
            Attack::Guesses => "guesses",
            Attack::Comers => "comers",
            Attack::Frames => "frames",
            Attack::Registers => "registers",
        }
    }

    pub(super) fn what(self) -> &'static str {
        match self {
            Attack::Pings => "pings whose answers nobody reads, on 50 sockets",
            Attack::Unread => "pages of a long chat that nobody reads, on 60 sockets",
            Attack::Silent => "1,500 connections that say nothing, half a head or half a body",
            Attack::Requests => "requests from one /64",
            Attack::Messages => "off-line messages from one /64",
            Attack::Guesses => "guesses at a password from everywhere, 200 at once",
            Attack::Comers => "visitors who come and go",
            Attack::Frames => "broken frames and datagrams",
            Attack::Registers => "REGISTERs with wrong proofs",
        }
    }
}

/// The server under attack.
pub(super) struct Aim {
    address: String,
    site_key: String,
    sip: SocketAddr,
    long_chat: ChatId,
}

impl Aim {
    pub(super) async fn take(besieged: &Besieged) -> Result<Aim> {
        let address = besieged.running.for_visitor(0).to_owned();
        let site_key = besieged.running.site_key.clone().unwrap_or_default();
        let long_chat = Sources::system().id();
        let aim = Aim { address, site_key, sip: besieged.sip, long_chat };
        let mut mallory = aim.visitor(0, TOKEN).await?;
        ask(&mut mallory, long_chat).await?;
        let text = "\u{1f989}".repeat(4_000);
        for _ in 0..200 {
            let say = Say { chat: long_chat, id: Sources::system().id(), text: text.clone() };
            mallory.send(to_postcard(&FromVisitor::Say(say))).await?;
            mallory.answer().await?;
            // As fast as one connection may send continuously.
            sleep(Duration::from_millis(50)).await;
        }
        Ok(aim)
    }

    /// Carries out the attack; returns how often it was done.
    pub(super) async fn suffers(&self, attack: Attack, lasts: Duration) -> u64 {
        let over = Instant::now() + lasts;
        let (for_long, any) = (Instant::now() + LONGEST, u64::MAX);
        match attack {
            Attack::Pings => again(50, any, over, |n| self.pings(n, over)).await,
            Attack::Unread => again(60, any, over, |n| self.reads_nothing(n)).await,
            Attack::Silent => again(1_500, any, over, |n| self.is_silent(n, over)).await,
            Attack::Requests => again(32, any, over, |n| self.asks(n)).await,
            Attack::Messages => again(32, any, over, |n| self.leaves_a_message(n)).await,
            Attack::Guesses => again(200, any, over, |n| self.guesses(n)).await,
            Attack::Comers => again(64, 50_000, for_long, |n| self.comes_and_goes(n)).await,
            Attack::Frames => again(32, 30_000 / FRAMES, for_long, |n| self.sends_what_is_broken(n)).await,
            Attack::Registers => again(8, 20_000 / FRAMES, for_long, |_| self.registers()).await,
        }
    }

    async fn pings(&self, n: u64, over: Instant) -> Result<u64> {
        let mut socket = self.socket(n).await?;
        let mut sent = 0;
        // Until it is cut off.
        while Instant::now() < over && socket.ping(vec![7; 125]).await.is_ok() {
            sent += 1;
        }
        Ok(sent)
    }

    async fn reads_nothing(&self, n: u64) -> Result<u64> {
        let mut mallory = self.visitor(n, TOKEN).await?;
        let ask = to_postcard(&FromVisitor::CatchUp { chat: self.long_chat, span: Span::After(Seq(0)) });
        let mut asked = 0;
        for _ in 0..90 {
            mallory.send(ask.clone()).await?;
            asked += 1;
        }
        sleep(Duration::from_secs(3)).await;
        Ok(asked)
    }

    async fn is_silent(&self, n: u64, over: Instant) -> Result<u64> {
        let mut stream = TcpStream::connect(&self.address).await?;
        let says = match n % 3 {
            0 => "",
            1 => "GET /healthz HTTP/1.1\r\nHost: he",
            _ => {
                "POST /api/sign_in HTTP/1.1\r\nHost: here\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                 Content-Length: 9000\r\n\r\nemail="
            }
        };
        stream.write_all(says.as_bytes()).await?;
        let waits = over.saturating_duration_since(Instant::now());
        let _ = timeout(waits.min(PATIENCE), stream.read_to_end(&mut Vec::new())).await;
        Ok(1)
    }

    async fn asks(&self, n: u64) -> Result<u64> {
        let mut stranger = self.neighbour(n).await?;
        ask(&mut stranger, Sources::system().id()).await.map(|()| 1)
    }

    async fn leaves_a_message(&self, n: u64) -> Result<u64> {
        let mut stranger = self.neighbour(n).await?;
        let form = OffLineForm {
            id: Sources::system().id(),
            name: "Mallory".into(),
            email: "mallory@example.net".into(),
            department: None,
            text: "Call me".into(),
            answers: vec![],
        };
        stranger.send(to_postcard(&FromVisitor::LeaveMessage(form))).await?;
        stranger.answer().await.map(|_| 1)
    }

    async fn guesses(&self, n: u64) -> Result<u64> {
        let (email, form) = (email(0).replace('@', "%40"), format!("password=guess+number+{n}&next="));
        let request = Request::post(format!("http://{}/api/sign_in", self.address));
        let request = request.header("content-type", FORM).header("x-forwarded-for", somewhere(n));
        send(request.body(format!("email={email}&{form}"))).await.map(|_| 1)
    }

    async fn comes_and_goes(&self, n: u64) -> Result<u64> {
        self.visitor(n, &format!("comes-and-goes-{n:010}")).await.map(|_| 1)
    }

    async fn sends_what_is_broken(&self, n: u64) -> Result<u64> {
        if n.is_multiple_of(2) {
            let socket = UdpSocket::bind("127.0.0.1:0").await?;
            for number in 0..FRAMES {
                socket.send_to(&broken(register(n, number).into_bytes()), self.sip).await?;
            }
            return Ok(FRAMES);
        }
        let mut socket = self.visitor(n, &format!("sends-broken-ones-{n:010}")).await?;
        for number in 0..FRAMES {
            let chat = Sources::system().id();
            let frame = match number % 3 {
                0 => FromVisitor::Say(Say { chat, id: Sources::system().id(), text: "Hello".into() }),
                1 => FromVisitor::CatchUp { chat, span: Span::After(Seq(0)) },
                _ => FromVisitor::End { chat },
            };
            if socket.send(broken(to_postcard(&frame))).await.is_err() {
                // A malformed frame ends its connection.
                socket = self.visitor(n, &format!("sends-broken-ones-{n:010}")).await?;
            }
        }
        Ok(FRAMES)
    }

    async fn registers(&self) -> Result<u64> {
        let socket = UdpSocket::bind("127.0.0.1:0").await?;
        let call = fastrand::u64(..);
        let mut answer = vec![0; 2_048];
        for number in 0..FRAMES {
            socket.send_to(register(call, number).as_bytes(), self.sip).await?;
            // The next attempt follows the answer to this one, as with a client that tries
            // passwords; lost answers are ignored.
            let _ = timeout(Duration::from_millis(100), socket.recv(&mut answer)).await;
        }
        Ok(FRAMES)
    }

    async fn socket(&self, n: u64) -> Result<Client> {
        Client::connect_from(&self.address, "/visitor", &somewhere(n)).await
    }

    /// A visitor from some address who was let in.
    async fn visitor(&self, n: u64, token: &str) -> Result<Client> {
        let mut client = self.socket(n).await?;
        hello(&mut client, &self.site_key, token).await?;
        Ok(client)
    }

    /// A different address each time, all in one network.
    async fn neighbour(&self, n: u64) -> Result<Client> {
        let address = Ipv6Addr::from(0x2001_0db8_0001_0002_u128 << 64 | u128::from(n));
        let mut client = Client::connect_from(&self.address, "/visitor", &address.to_string()).await?;
        hello(&mut client, &self.site_key, &format!("a-neighbour-{n:012}")).await?;
        Ok(client)
    }
}

async fn ask(visitor: &mut Client, chat: ChatId) -> Result<()> {
    let ask = Ask {
        chat,
        name: "Mallory".into(),
        department: None,
        email: String::new(),
        answers: vec![],
        id: Sources::system().id(),
        text: "Hello".into(),
    };
    visitor.send(to_postcard(&FromVisitor::Ask(ask))).await?;
    loop {
        if let Ok(ToVisitor::Stored(_) | ToVisitor::Refused { .. }) = from_postcard(&visitor.answer().await?)
        {
            return Ok(());
        }
    }
}

/// This many strangers do it one after another, until the count is reached or the time is over;
/// returns how often. What the server refuses is tried again.
async fn again<F>(strangers: usize, most: u64, over: Instant, does: impl Fn(u64) -> F) -> u64
where
    F: Future<Output = Result<u64>>,
{
    let (begun, done) = (AtomicU64::new(0), AtomicU64::new(0));
    let stranger = async || {
        loop {
            let n = begun.fetch_add(1, Relaxed);
            let left = over.saturating_duration_since(Instant::now());
            if n >= most || left.is_zero() {
                return;
            }
            match timeout(left.min(PATIENCE), does(n)).await {
                Ok(Ok(so_much)) => {
                    done.fetch_add(so_much, Relaxed);
                }
                Ok(Err(_)) | Err(_) => sleep(Duration::from_millis(10)).await,
            }
        }
    };
    join_all((0..strangers).map(|_| stranger())).await;
    done.into_inner()
}

/// An address of its own (RFC 2544), as reported by a proxy.
fn somewhere(n: u64) -> String {
    let host = u32::try_from(n % (1 << 17)).unwrap_or_default();
    Ipv4Addr::from_bits(u32::from(Ipv4Addr::new(198, 18, 0, 0)) + host).to_string()
}

fn register(call: u64, number: u64) -> String {
    let nonce = fastrand::u64(..);
    format!(
        "REGISTER sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK{call}{number};rport\r\n\
         Max-Forwards: 70\r\nFrom: <sip:ann-{call}@127.0.0.1>;tag=mine\r\nTo: <sip:ann-{call}@127.0.0.1>\r\nCall-ID: {call}\r\n\
         CSeq: {number} REGISTER\r\nContact: <sip:ann@127.0.0.1>\r\nAuthorization: Digest username=\"ann-{call}\", \
         realm=\"switchboard\", nonce=\"{nonce:x}\", uri=\"sip:127.0.0.1\", response=\"{nonce:032x}\", algorithm=MD5\r\n\
         Content-Length: 0\r\n\r\n"
    )
}

/// With one byte changed, with the end missing, or with bytes appended.
fn broken(mut bytes: Vec<u8>) -> Vec<u8> {
    match fastrand::u8(..3) {
        0 => bytes.truncate(fastrand::usize(..=bytes.len())),
        1 => bytes.extend((0..fastrand::usize(1..20)).map(|_| fastrand::u8(..))),
        _ => {
            if let Some(place) = bytes.len().checked_sub(1) {
                bytes[fastrand::usize(..=place)] ^= fastrand::u8(1..);
            }
        }
    }
    bytes
}
