//! The frames of a visitor's socket.

use std::collections::BTreeSet;

use wire::{
    Marks, MessageId, OffLineMessageId, Seq, Span,
    frame::Encoding,
    visitor::{Ask, FromVisitor, Hello, MailTranscript, OffLineForm, Page, Refusal, Say, ToVisitor},
};

use super::{Company, Scene, company::Ids, is_told_of, rows, variant, variants};
use crate::support::{Socket, hello, new_id};

/// Which of their visitors an id belongs to.
#[derive(Clone, Copy, Debug)]
enum Who {
    Chatting,
    Invited,
    Leaving,
}

/// Frames without ids of existing things. `Hello` has a test of its own below.
fn without_ids() -> Vec<FromVisitor> {
    vec![FromVisitor::Page(Page::default()), FromVisitor::Typing(Some(String::new()))]
}

/// All other frames, each with an id of theirs. Frames that remove what others need come last.
fn with_ids(theirs: &Ids) -> Vec<(Who, FromVisitor)> {
    let chat = theirs.chat;
    let text = || "Hello".to_owned();
    let ask = |chat| Ask {
        chat,
        name: "Vera".into(),
        department: None,
        id: new_id(),
        text: text(),
        email: String::new(),
        answers: vec![],
    };
    let form = |id: OffLineMessageId| OffLineForm {
        id,
        name: "Vera".into(),
        email: "vera@shop.example".into(),
        department: None,
        text: text(),
        answers: vec![],
    };
    let transcript = MailTranscript { id: new_id(), chat, email: "vera@shop.example".into() };
    let marks = Marks { delivered: Seq(2), read: Seq(2) };
    vec![
        (Who::Chatting, FromVisitor::Say(Say { chat, id: new_id(), text: text() })),
        (Who::Chatting, FromVisitor::CatchUp { chat, span: Span::After(Seq(0)) }),
        (Who::Chatting, FromVisitor::Mark { chat, marks }),
        (Who::Chatting, FromVisitor::Opened { chat, seq: theirs.pushed }),
        (Who::Chatting, FromVisitor::Ask(ask(chat))),
        (Who::Chatting, FromVisitor::MailTranscript(transcript)),
        (Who::Leaving, FromVisitor::LeaveMessage(form(theirs.off_line))),
        (Who::Invited, FromVisitor::AnswerInvitation { chat: theirs.invitation, accept: true }),
        (Who::Chatting, FromVisitor::End { chat }),
        (Who::Chatting, FromVisitor::Rate(Say { chat, id: new_id(), text: "5".into() })),
    ]
}

#[tokio::test]
async fn no_frame_finds_another_companys_things() {
    let Scene { program, mut acme, mut birch } = Scene::begin().await;
    let table = with_ids(&acme.ids);
    let others = without_ids().iter().map(variant).chain(["hello".to_owned()]).collect::<Vec<_>>();
    let known: BTreeSet<_> = table.iter().map(|(_, frame)| variant(frame)).chain(others).collect();
    assert_eq!(variants::<FromVisitor>(), known, "enter new frames in the tables above");

    let before = rows::of(&program, acme.name).await;
    let unknown = with_ids(&Ids::nobodys());
    // A visitor who has not asked for anything yet, so that only the id matters.
    let mut stranger = program.visitor_on(&birch.site_key, "birch.example/strange", "stranger").await;
    for ((_, frame), (_, unknown)) in table.iter().zip(&unknown) {
        if matches!(frame, FromVisitor::LeaveMessage(_) | FromVisitor::Ask(_)) {
            // With an unknown id, it makes a new one.
            assert_eq!(stranger.refusals(frame).await, [Refusal::UnknownChat], "{frame:?}");
            continue;
        }
        let refusals = stranger.refusals(frame).await;
        assert_eq!(refusals, [Refusal::UnknownChat], "{frame:?}");
        assert_eq!(stranger.refusals(unknown).await, refusals, "{unknown:?}: as with ids that nobody has");
        assert_eq!(birch.chatting.refusals(frame).await, refusals, "{frame:?}: by one who has a chat");
    }
    assert_eq!(rows::of(&program, acme.name).await, before, "nothing of the other company has changed");

    // A department of another company is ignored: the request goes where it goes without one.
    let asked = Ask {
        chat: new_id(),
        name: String::new(),
        department: Some(acme.ids.department.id),
        id: new_id(),
        text: "Hello".into(),
        email: String::new(),
        answers: vec![],
    };
    assert_eq!(stranger.refusals(&FromVisitor::Ask(asked.clone())).await, []);
    let found = birch.console.order(wire::operator::Command::Decisions { chat: asked.chat }).await;
    let told = serde_json::to_string(&found.unwrap()).unwrap();
    assert!(told.contains("everybody") && !is_told_of(&acme, &told), "{told}");

    for (who, frame) in with_ids(&acme.ids) {
        assert_eq!(acme.visitor(who).refusals(&frame).await, [], "{frame:?}: the company itself");
    }
}

#[tokio::test]
async fn a_token_is_nobody_on_another_companys_site() {
    let Scene { program, acme, birch } = Scene::begin().await;
    // The same browser, with the token of a visitor there and the id of their chat.
    for (here, elsewhere) in [(&acme, &birch), (&birch, &acme)] {
        let hello = Hello { has: Some((acme.ids.chat, Seq(0))), ..hello(&here.site_key, "chatting") };
        let (_, welcome) = program.visit(Encoding::Postcard, hello).await;
        let told = serde_json::to_string(&welcome).unwrap();
        assert_eq!(welcome.chat.as_ref().map(|chat| chat.id), Some(here.ids.chat), "his own chat here");
        assert!(is_told_of(here, &told) && !is_told_of(elsewhere, &told), "{told}");
    }
}

impl Company {
    fn visitor(&mut self, who: Who) -> &mut Socket {
        match who {
            Who::Chatting => &mut self.chatting,
            Who::Invited => &mut self.invited,
            Who::Leaving => &mut self.leaving,
        }
    }
}

impl Socket {
    /// Sends a frame and returns the refusals. Answers come in order, so all of them are there when
    /// the next frame is answered.
    async fn refusals(&mut self, frame: &FromVisitor) -> Vec<Refusal> {
        self.send(frame).await;
        // A message in a chat that does not exist is refused under its id.
        let after: MessageId = new_id();
        let text = "What was asked before is answered".into();
        self.send(&FromVisitor::Say(Say { chat: new_id(), id: after, text })).await;
        let mut refusals = Vec::new();
        self.hear(|heard| match heard {
            ToVisitor::Refused { id, .. } if id == Some(after) => Some(()),
            ToVisitor::Refused { why, .. } => {
                refusals.push(why);
                None
            }
            _ => None,
        })
        .await;
        refusals
    }
}
