//! Any frames in any order, well-formed and broken, on both sockets: the program stays up and
//! answers, and the stored data keeps the invariants.
//!
//! `TRIAL_SEED` repeats a run.

use std::time::{Duration, Instant};

use chat::Sources;
use fastrand::Rng;
use tokio_tungstenite::tungstenite::Message as Raw;
use trial::{
    chance,
    guest::hello,
    invariants,
    socket::{Lost, Socket},
};
use wire::{
    AnswerId, CannedId, ChatId, Content, Marks, MessageId, NoteId, OffLineMessageId, OfferKind, OperatorId,
    Seq, Span, Status, TagId, Timestamp, VisitorId,
    canned::{Canned, CannedKind},
    frame::to_postcard,
    note::Remark,
    operator::{Command, OffLineReply, Request, ToOperator},
    preferences::Preferences,
    visitor::{Ask, FromVisitor, MailTranscript, OffLineForm, Page, Say, ToVisitor},
};

use super::people::{MAIL, Scene};

const CONNECTIONS: usize = 300;
/// Below what a connection may send at once; exceeding that is another test's subject.
const FRAMES: usize = 40;
const MOST: Duration = Duration::from_secs(60);

/// The ids that frames choose from, so that they collide.
struct Ids {
    rng: Rng,
    chats: Vec<ChatId>,
    messages: Vec<MessageId>,
    /// Off-line messages, which visitors leave and operators process.
    off_line: Vec<OffLineMessageId>,
    replies: Vec<AnswerId>,
    /// The existing ones.
    operators: Vec<OperatorId>,
    visitors: Vec<VisitorId>,
    last_request: u32,
    theirs: ChatId,
}

#[tokio::test(flavor = "multi_thread")]
async fn any_frames_in_any_order_leave_the_program_up_and_its_rules_kept() {
    let seed = chance::seed().unwrap();
    eprintln!("{}={seed}", chance::VARIABLE);
    let mut scene = Scene::begin_with(&MAIL).await;
    let colleague = scene.installation.add_operators(1).await.unwrap().remove(0);
    let cookies = [
        scene.installation.sign_in(trial::installation::ADMINISTRATOR).await.unwrap(),
        scene.installation.sign_in(&colleague).await.unwrap(),
    ];
    let mut ids = Ids::new(Rng::with_seed(seed), scene.their_chat());
    let operators = scene.database().ids("select id from operator").await.unwrap();
    ids.operators = operators.into_iter().map(OperatorId).collect();
    let (mut answers, mut closed) = (0, 0);
    let started = Instant::now();
    for nr in 0..CONNECTIONS {
        if started.elapsed() > MOST {
            break;
        }
        let (heard, was_closed) = if nr % 3 == 0 {
            let cookie = &cookies[ids.rng.usize(..cookies.len())];
            let socket = Socket::connect(scene.address(), "/operator", Some(cookie)).await.unwrap();
            abuse::<ToOperator>(socket, &mut ids, None, Ids::operators_frame).await
        } else {
            let socket = Socket::connect(scene.address(), "/visitor", None).await.unwrap();
            // Few visitors, so that they return to their chats; occasionally one without an
            // identity.
            let name = format!("fuzz{}", ids.rng.u32(..6));
            let hello =
                (ids.rng.u32(..20) > 0).then(|| to_postcard(&FromVisitor::Hello(hello(&scene.site, &name))));
            abuse::<ToVisitor>(socket, &mut ids, hello, Ids::visitors_frame).await
        };
        answers += heard;
        closed += usize::from(was_closed);
        if nr % 50 == 0 {
            scene.bystanders_are_undisturbed().await;
            let visitors = scene.database().ids("select id from visitor").await.unwrap();
            ids.visitors = visitors.into_iter().map(VisitorId).collect();
        }
    }
    scene.bystanders_are_undisturbed().await;
    scene.installation.nodes[0].is_up().unwrap();
    eprintln!("{answers} answers, {closed} connections closed by the server");
    assert!(answers > CONNECTIONS && closed > 10, "{answers} answers, {closed} closed");
    let (chats, stored) = invariants::check_chats(scene.database()).await.unwrap();
    eprintln!("{chats} chats, {stored} messages");
    assert!(chats > 3 && stored > 100, "{chats} chats, {stored} messages");
    let of_work = scene.database().ids("select id from off_line_message where version > 0").await.unwrap();
    eprintln!("{} off-line messages were worked on", of_work.len());
    assert!(!of_work.is_empty());
}

/// Sends frames until enough were sent or the server has closed; returns how many values came back,
/// and whether it closed.
async fn abuse<T: serde::de::DeserializeOwned>(
    mut socket: Socket,
    ids: &mut Ids,
    hello: Option<Vec<u8>>,
    frame: impl Fn(&mut Ids) -> Vec<u8>,
) -> (usize, bool) {
    let mut heard = 0;
    if let Some(hello) = hello
        && socket.send_raw(Raw::binary(hello)).await.is_err()
    {
        return (heard, true);
    }
    for _ in 0..ids.rng.usize(1..FRAMES) {
        let bytes = frame(ids);
        let breaks = ids.rng.u32(..30) == 0;
        let bytes = if breaks { broken(&mut ids.rng, bytes) } else { bytes };
        let message = match ids.rng.u32(..200) {
            0 => Raw::text(String::from_utf8_lossy(&bytes).into_owned()),
            1 => Raw::Ping(bytes.into_iter().take(100).collect::<Vec<_>>().into()),
            _ => Raw::binary(bytes),
        };
        if socket.send_raw(message).await.is_err() {
            return (heard, true);
        }
    }
    // What arrives shortly after; a frame that is no request is not answered.
    loop {
        match tokio::time::timeout(Duration::from_millis(60), socket.receive::<T>()).await {
            Ok(Ok(_)) => heard += 1,
            Ok(Err(Lost(_))) => return (heard, true),
            Err(_) => return (heard, false),
        }
    }
}

/// What people type, and what nobody types.
pub(super) fn any_text(rng: &mut Rng) -> String {
    match rng.u32(..20) {
        0 => String::new(),
        1 => "\u{0}\u{202e}\u{feff}\u{1b}[2J".into(),
        2 => "ü".repeat(rng.usize(3_990..4_010)),
        3 => "'; drop table message; --".into(),
        4 => "vera@example.org".into(),
        _ => format!("text {}", rng.u32(..)),
    }
}

/// Changes the bytes so that they are no valid value, or another one.
pub(super) fn broken(rng: &mut Rng, mut bytes: Vec<u8>) -> Vec<u8> {
    match rng.u32(..4) {
        0 => bytes.truncate(rng.usize(..=bytes.len())),
        1 => bytes.extend((0..rng.usize(1..20)).map(|_| rng.u8(..))),
        2 => bytes = (0..rng.usize(..200)).map(|_| rng.u8(..)).collect(),
        _ => {
            if !bytes.is_empty() {
                let at = rng.usize(..bytes.len());
                bytes[at] ^= rng.u8(1..);
            }
        }
    }
    bytes
}

impl Ids {
    fn new(mut rng: Rng, theirs: ChatId) -> Ids {
        let sources = Sources::system();
        let mut chats: Vec<ChatId> = (0..30).map(|_| sources.id()).collect();
        chats.push(theirs);
        let messages = (0..200).map(|_| sources.id()).collect();
        let off_line = (0..8).map(|_| sources.id()).collect();
        let replies = (0..8).map(|_| sources.id()).collect();
        rng.shuffle(&mut chats);
        let (operators, visitors) = (Vec::new(), Vec::new());
        Ids { rng, chats, messages, off_line, replies, operators, visitors, last_request: 0, theirs }
    }

    fn chat(&mut self) -> ChatId {
        self.chats[self.rng.usize(..self.chats.len())]
    }

    /// Mostly a new one, sometimes one that others use, too.
    fn message(&mut self) -> MessageId {
        if self.rng.u32(..4) > 0 {
            return Sources::system().id();
        }
        self.messages[self.rng.usize(..self.messages.len())]
    }

    fn off_line(&mut self) -> OffLineMessageId {
        self.off_line[self.rng.usize(..self.off_line.len())]
    }

    fn reply(&mut self) -> AnswerId {
        self.replies[self.rng.usize(..self.replies.len())]
    }

    /// Mostly an existing one.
    fn operator(&mut self) -> OperatorId {
        let unknown = OperatorId(self.message().0);
        self.rng.choice(&self.operators).copied().filter(|_| self.rng.u32(..5) > 0).unwrap_or(unknown)
    }

    fn visitor(&mut self) -> VisitorId {
        let unknown = VisitorId(self.message().0);
        self.rng.choice(&self.visitors).copied().filter(|_| self.rng.u32(..5) > 0).unwrap_or(unknown)
    }

    fn text(&mut self) -> String {
        any_text(&mut self.rng)
    }

    fn email(&mut self) -> String {
        if self.rng.bool() { "vera@example.org".into() } else { self.text() }
    }

    fn canned(&mut self) -> Canned {
        Canned {
            id: CannedId(self.messages[self.rng.usize(..9)].0),
            shared: self.rng.bool(),
            kind: if self.rng.bool() { CannedKind::Text } else { CannedKind::Url },
            name: self.text(),
            shortcut: self.text().replace(' ', ""),
            text: self.text(),
        }
    }

    fn preferences(&mut self) -> Preferences {
        Preferences {
            volume: self.rng.u8(..),
            sound: self.rng.bool(),
            language: self.text(),
            keys: self.answers(),
            ..Preferences::default()
        }
    }

    fn answers(&mut self) -> Vec<(String, String)> {
        (0..self.rng.usize(..3)).map(|_| (self.text(), self.text())).collect()
    }

    fn page(&mut self) -> Page {
        Page { url: self.text(), title: self.text(), referrer: self.text() }
    }

    fn marks(&mut self) -> Marks {
        Marks { delivered: Seq(self.rng.u32(..)), read: Seq(self.rng.u32(..9)) }
    }

    fn visitors_frame(&mut self) -> Vec<u8> {
        let frame = match self.rng.u32(..22) {
            0 => FromVisitor::Page(self.page()),
            1..5 => FromVisitor::Ask(Ask {
                chat: self.chat(),
                name: self.text(),
                id: self.message(),
                text: self.text(),
                department: None,
                email: self.text(),
                answers: self.answers(),
            }),
            5..11 => FromVisitor::Say(Say { chat: self.chat(), id: self.message(), text: self.text() }),
            11 => FromVisitor::Typing(self.rng.bool().then(|| self.text())),
            16 => FromVisitor::AnswerInvitation { chat: self.chat(), accept: self.rng.bool() },
            17 => FromVisitor::Mark { chat: self.chat(), marks: self.marks() },
            18 => FromVisitor::Opened { chat: self.chat(), seq: Seq(self.rng.u32(..9)) },
            19 => FromVisitor::CatchUp { chat: self.chat(), span: Span::Around(Seq(self.rng.u32(..))) },
            12 => FromVisitor::CatchUp { chat: self.chat(), span: Span::After(Seq(self.rng.u32(..))) },
            13 => FromVisitor::CatchUp { chat: self.chat(), span: Span::After(Seq(0)) },
            14 => FromVisitor::End { chat: self.chat() },
            20 => {
                let (id, chat, email) = (self.message(), self.chat(), self.email());
                FromVisitor::MailTranscript(MailTranscript { id, chat, email })
            }
            21 => {
                let stars = self.rng.u32(..8);
                let text = format!("{stars}{}", self.text());
                FromVisitor::Rate(Say { chat: self.chat(), id: self.message(), text })
            }
            _ => FromVisitor::LeaveMessage(OffLineForm {
                id: self.off_line(),
                name: self.text(),
                email: self.email(),
                department: self.rng.bool().then(|| wire::DepartmentId(self.chat().0)),
                text: self.text(),
                answers: self.answers(),
            }),
        };
        to_postcard(&frame)
    }

    fn operators_frame(&mut self) -> Vec<u8> {
        self.last_request += self.rng.u32(..2);
        let chat = self.chat();
        let command = match self.rng.u32(..52) {
            0..5 => Command::Accept { chat },
            5..12 => Command::Say { chat, id: self.message(), content: Content::Text(self.text()) },
            12 => Command::Say { chat, id: self.message(), content: Content::Html(self.text()) },
            13 => Command::Say { chat, id: self.message(), content: Content::Url(self.text()) },
            14 => Command::Typing { chat, on: self.rng.bool() },
            15 => Command::Look { chat, on: self.rng.bool() },
            // The bystanders' operator may end or transfer their chat; here the two must go on.
            16 if chat != self.theirs => Command::Close { chat },
            17 if chat != self.theirs => Command::Leave { chat },
            18..20 if chat != self.theirs => {
                let kind = if self.rng.bool() { OfferKind::Transfer } else { OfferKind::Join };
                Command::Offer { chat, to: self.operator(), kind }
            }
            20 => Command::Take { chat },
            21 => Command::Refuse { chat },
            22 => Command::Join { chat },
            23 => Command::Mark { chat, marks: self.marks() },
            24 => Command::Talk { with: self.operator() },
            25 => Command::SetStatus(
                [Status::Online, Status::Away, Status::Busy, Status::Invisible][self.rng.usize(..4)],
            ),
            26..28 => {
                Command::Invite { visitor: self.visitor(), chat, id: self.message(), text: self.text() }
            }
            28 => Command::Decisions { chat },
            29 => Command::Dossier { visitor: self.visitor() },
            30 => {
                let before = (Timestamp(self.rng.i64(..)), self.chat());
                Command::PastChats { visitor: self.visitor(), before }
            }
            31 => Command::PastChat { chat },
            32 => Command::Note { visitor: self.visitor(), id: NoteId(self.message().0), text: self.text() },
            33 => Command::SetRemark(Remark { visitor: self.visitor(), text: self.text() }),
            34 => Command::ListCanned,
            35 => Command::SaveCanned(self.canned()),
            36 => Command::RemoveCanned { id: self.canned().id },
            37 => Command::SetPreferences(self.preferences()),
            38 => Command::ListWords,
            39 => Command::SetWord { word: self.text(), known: self.rng.bool() },
            40 => Command::PutAway { chat: self.rng.bool().then_some(chat) },
            41 => Command::MarkRead { message: self.off_line() },
            42..44 => {
                let to = self.rng.bool().then(|| self.operator());
                Command::AssignOffLine { message: self.off_line(), seen: self.version(), to }
            }
            44..46 => Command::AnswerOffLine(OffLineReply {
                message: self.off_line(),
                seen: self.version(),
                id: self.reply(),
                text: self.text(),
                is_done: self.rng.bool(),
            }),
            46 => Command::SetOffLineDone {
                message: self.off_line(),
                seen: self.version(),
                done: self.rng.bool(),
            },
            47 => Command::ResendAnswer { message: self.off_line(), answer: self.reply() },
            48 => Command::Tag { chat, tag: TagId(self.message().0), on: self.rng.bool() },
            49 => Command::Snooze { chat, until: self.rng.bool().then(|| Timestamp(self.rng.i64(..))) },
            _ => Command::CatchUp { chat, span: Span::After(Seq(self.rng.u32(..100))) },
        };
        to_postcard(&Request { nr: self.last_request, command })
    }

    /// The version of an off-line message, which changes a few times.
    fn version(&mut self) -> i64 {
        self.rng.i64(0..6)
    }
}
