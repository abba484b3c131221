//! The commands of an operator's socket, and what consoles receive of events in another company.

use std::collections::BTreeSet;

use wire::{
    Content, Marks, OfferKind, Seq, Span, Status, Timestamp,
    canned::{Canned, CannedKind},
    note::Remark,
    operator::{Command, Done, OffLineReply, Refusal, Request, ToOperator},
    preferences::Preferences,
};

use super::{Scene, company::Ids, is_told_of, rows, variant, variants};
use crate::support::{Socket, TOO_FAST, new_id};

/// Commands without ids: they concern the operator's own things.
fn without_ids() -> Vec<Command> {
    vec![
        Command::ListCanned,
        Command::ListWords,
        Command::SetPreferences(Preferences::default()),
        Command::SetWord { word: "oolong".into(), known: true },
        Command::SetStatus(Status::Online),
    ]
}

/// All other commands, each with one id of theirs and all others the operator's own or new.
/// Commands that remove what others need come last.
fn with_ids(theirs: &Ids, own: &Ids) -> Vec<Command> {
    let (chat, talk, request) = (theirs.chat, theirs.talk, theirs.request);
    let text = || Content::Text("Hello".into());
    let remark = |text: &str| Command::SetRemark(Remark { visitor: theirs.noted, text: text.into() });
    let greeting = Canned {
        id: theirs.canned,
        shared: true,
        kind: CannedKind::Text,
        name: "Changed".into(),
        shortcut: "changed".into(),
        text: "Changed".into(),
    };
    let marks = Marks { delivered: Seq(1), read: Seq(1) };
    let assign = |message, to| Command::AssignOffLine { message, seen: 1, to: Some(to) };
    let answer = |message, id| {
        let text = "Hello".into();
        Command::AnswerOffLine(OffLineReply { message, seen: 1, id, text, is_done: false })
    };
    vec![
        Command::Say { chat, id: new_id(), content: text() },
        // This id is already in use there.
        Command::Say { chat, id: theirs.message, content: text() },
        Command::Say { chat: talk, id: new_id(), content: text() },
        Command::CatchUp { chat, span: Span::After(Seq(0)) },
        Command::CatchUp { chat: request, span: Span::After(Seq(0)) },
        Command::CatchUp { chat: talk, span: Span::Before(Seq(u32::MAX)) },
        Command::Decisions { chat },
        Command::Look { chat, on: true },
        Command::Typing { chat, on: true },
        Command::Typing { chat: talk, on: true },
        Command::Mark { chat, marks },
        Command::Mark { chat: talk, marks },
        Command::Dossier { visitor: theirs.noted },
        Command::Dossier { visitor: theirs.browsing },
        Command::PastChats { visitor: theirs.noted, before: (Timestamp(i64::MAX), chat) },
        Command::PastChat { chat },
        Command::PastChat { chat: request },
        Command::Note { visitor: theirs.noted, id: new_id(), text: "Who?".into() },
        Command::Note { visitor: theirs.browsing, id: new_id(), text: "Who?".into() },
        Command::Note { visitor: own.noted, id: theirs.note, text: "Who?".into() },
        remark("Who?"),
        remark(""),
        Command::SaveCanned(greeting),
        Command::MarkRead { message: theirs.off_line },
        assign(theirs.off_line, own.operator),
        assign(own.off_line, theirs.operator),
        answer(theirs.off_line, new_id()),
        // This id is already in use there.
        answer(own.off_line, theirs.answer),
        Command::ResendAnswer { message: theirs.off_line, answer: theirs.answer },
        Command::ResendAnswer { message: own.off_line, answer: theirs.answer },
        Command::SetOffLineDone { message: theirs.off_line, seen: 1, done: true },
        Command::Talk { with: theirs.operator },
        Command::Offer { chat: own.chat, to: theirs.operator, kind: OfferKind::Transfer },
        Command::Refuse { chat },
        Command::Offer { chat, to: own.operator, kind: OfferKind::Join },
        Command::Take { chat },
        Command::Join { chat },
        Command::Leave { chat },
        Command::Accept { chat: request },
        Command::Accept { chat },
        Command::Invite { visitor: own.browsing, chat, id: new_id(), text: "Come".into() },
        Command::Invite { visitor: theirs.browsing, chat: new_id(), id: new_id(), text: "Come".into() },
        Command::Snooze { chat: request, until: Some(Timestamp(i64::MAX)) },
        Command::Snooze { chat: theirs.invitation, until: Some(Timestamp(i64::MAX)) },
        Command::Tag { chat, tag: own.tag.id, on: true },
        Command::Tag { chat: own.chat, tag: theirs.tag.id, on: true },
        Command::Tag { chat, tag: theirs.tag.id, on: false },
        Command::RemoveCanned { id: theirs.canned },
        Command::Close { chat: theirs.invitation },
        Command::Close { chat },
        Command::PutAway { chat: Some(chat) },
    ]
}

/// Whether the client generates the id, so that an unknown one makes something new.
fn is_new_with_unknown_id(command: &Command, theirs: &Ids) -> bool {
    match command {
        Command::Invite { visitor, .. } => *visitor != theirs.browsing,
        Command::Note { id, .. } => *id == theirs.note,
        Command::AnswerOffLine(reply) => reply.id == theirs.answer,
        Command::SaveCanned(_) => true,
        _ => false,
    }
}

/// The answer to a command that finds nothing.
fn not_found(command: &Command, theirs: &Ids) -> Refusal {
    match command {
        // Whether the visitor exists is not revealed.
        Command::Invite { visitor, .. } if *visitor == theirs.browsing => Refusal::CannotInvite,
        _ => Refusal::NotFound,
    }
}

#[tokio::test]
async fn no_command_finds_another_companys_things_and_no_console_hears_of_them() {
    let Scene { program, mut acme, mut birch } = Scene::begin().await;
    let table = with_ids(&acme.ids, &birch.ids);
    let known: BTreeSet<_> = table.iter().chain(&without_ids()).map(variant).collect();
    assert_eq!(variants::<Command>(), known, "enter new commands in the tables above");

    let before = rows::of(&program, acme.name).await;
    let nobodys = Ids::nobodys();
    for (command, unknown) in table.into_iter().zip(with_ids(&nobodys, &birch.ids)) {
        let (heard, answer) = birch.console.told_until_answered(command.clone()).await;
        assert_eq!(answer, Err(not_found(&command, &acme.ids)), "{command:?}");
        if !is_new_with_unknown_id(&command, &acme.ids) {
            let unknown = birch.console.order(unknown).await;
            assert_eq!(unknown, answer, "{command:?}: as with ids that nobody has");
        }
        assert!(heard.iter().all(|heard| !is_told_of(&acme, &shown(heard))), "{command:?}: {heard:?}");
    }
    for command in without_ids() {
        let answer = birch.console.order(command.clone()).await.unwrap();
        let told = serde_json::to_string(&answer).unwrap();
        assert!(!is_told_of(&acme, &told), "{command:?}: {told}");
    }
    assert_eq!(rows::of(&program, acme.name).await, before, "nothing of the other company has changed");

    // The company itself; meanwhile the other one receives nothing.
    for command in without_ids().into_iter().chain(with_ids(&acme.ids, &acme.ids)) {
        let answer = acme.console.order(command.clone()).await;
        assert_ne!(answer, Err(Refusal::NotFound), "{command:?}: the company itself");
        let invites = matches!(&command, Command::Invite { chat, .. } if !acme.ids.all().contains(&chat.0));
        assert!(!invites || answer == Ok(Done::Ok), "{command:?}: {answer:?}");
    }
    let (heard, _) = birch.console.told_until_answered(Command::ListWords).await;
    for heard in heard {
        let told = shown(&heard);
        assert!(!is_told_of(&acme, &told), "{told}");
        assert!(is_told_of(&birch, &told) || is_about_status(&heard), "whose is this? {told}");
    }
    // The consoles do receive events, otherwise the checks above would prove nothing.
    let (heard, _) = acme.console.told_until_answered(Command::ListWords).await;
    let (more, _) = acme.console.told_until_answered(Command::SetStatus(Status::Away)).await;
    assert!(heard.iter().chain(&more).any(|heard| is_told_of(&acme, &shown(heard))), "{heard:?} {more:?}");
}

fn is_about_status(heard: &ToOperator) -> bool {
    matches!(heard, ToOperator::ColleagueStatus { .. } | ToOperator::Me(_) | ToOperator::Preferences(_))
}

fn shown(heard: &ToOperator) -> String {
    serde_json::to_string(heard).unwrap()
}

impl Socket {
    /// Sends a command. Returns what was received before the reply, and the reply.
    async fn told_until_answered(&mut self, command: Command) -> (Vec<ToOperator>, Result<Done, Refusal>) {
        let mut all = Vec::new();
        loop {
            let nr = self.next_number();
            self.send(&Request { nr, command: command.clone() }).await;
            let answer = self
                .hear(|heard| match heard {
                    ToOperator::Reply { nr: which, result } if which == nr => Some(result),
                    other => {
                        all.push(other);
                        None
                    }
                })
                .await;
            if answer != Err(Refusal::TooFast) {
                return (all, answer);
            }
            tokio::time::sleep(TOO_FAST).await;
        }
    }
}
