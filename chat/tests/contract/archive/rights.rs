//! Who may read which chat: one table for every function that shows what was said.

use chat::{EditOperator, Refused, SignedIn, Speaker, Visit, routing::Department};
use wire::{
    ChatId, DepartmentId, OfferKind, OperatorId, Routing, Seq, Span,
    administration::{AuditPart, Change},
    archive::Filter,
    visitor::Ask,
};

use super::{declined, list, speaker};
use crate::{
    accounts::{acme, sign_in},
    on_each_database,
    support::{PASSWORD, Stage, token},
};

on_each_database! {
    every_function_follows_the_same_table
    the_switch_and_the_department_count_as_they_are_now
    who_is_away_for_good_reads_nothing_and_who_is_back_reads_what_they_did
}

/// How much of a chat somebody reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    All,
    /// Up to this message.
    Until(u32),
    Nothing,
}

/// Asks every function that shows a chat; they must agree.
async fn access(stage: &Stage, who: &SignedIn, chat: ChatId) -> Access {
    let switchboard = &stage.switchboard;
    let detail = switchboard.archived_chat(who, chat).await.unwrap();
    let access = match &detail {
        Err(Refused::NotFound) => Access::Nothing,
        Err(refused) => panic!("refused otherwise: {refused:?}"),
        Ok(detail) => match detail.reads_until {
            Some(Seq(until)) => Access::Until(until),
            None => Access::All,
        },
    };
    let is_read = access != Access::Nothing;
    let caught_up = switchboard.catch_up(&speaker(who), chat, Span::After(Seq(0))).await.unwrap();
    let last = caught_up.ok().map(|(messages, _)| messages.last().map_or(0, |last| last.seq.0));
    assert_eq!(last.is_some(), is_read, "its messages");
    let listed = list(stage, who, &Filter::default()).await.into_iter().find(|one| one.id == chat);
    assert_eq!(listed.as_ref(), detail.as_ref().ok().map(|detail| &detail.chat), "the list");
    let past = switchboard.past_chat(who, chat).await.unwrap();
    assert_eq!(past.as_ref().ok().map(|past| past.messages), last, "a visitor's earlier chats");
    if let Ok(detail) = &detail {
        assert_eq!(Some(detail.chat.messages), last, "the number of messages");
        assert_eq!(detail.chat.question, past.as_ref().unwrap().question);
        assert!(access == Access::All || detail.chat.closed_at.is_none());
    }
    let decisions = switchboard.decisions(who, chat).await.unwrap();
    assert_eq!(decisions.ok(), detail.ok().map(|detail| detail.decisions), "the decisions");
    let transcript = switchboard.transcript(who, chat, "UTC").await.unwrap();
    assert_eq!(transcript.is_some(), is_read, "the transcript");
    assert_eq!(switchboard.hits_of(who, chat, "").await.unwrap().is_ok(), is_read, "a search in it");
    access
}

/// Sets the switch of an operator.
async fn may_read_departments(stage: &Stage, ann: &SignedIn, who: OperatorId, on: bool) {
    let account = stage.switchboard.operator_account(ann, who).await.unwrap().unwrap();
    let edit = EditOperator { department_archive: on, ..(&account).into() };
    stage.switchboard.edit_operator(ann, who, edit).await.unwrap().unwrap();
    let now = stage.switchboard.operator_account(ann, who).await.unwrap().unwrap();
    assert_eq!(now.department_archive, on);
}

async fn department(stage: &Stage, ann: &SignedIn, name: &str, operators: &[&SignedIn]) -> DepartmentId {
    let operators = operators.iter().map(|who| who.operator).collect();
    let department = Department { name: name.into(), description: String::new(), operators };
    stage.switchboard.save_department(ann, None, department).await.unwrap().unwrap()
}

/// A new visitor asks a department for a chat.
async fn ask(stage: &Stage, department: DepartmentId, name: &str) -> (ChatId, Visit) {
    let (visit, chat) = (stage.visit(&token(name)).await, stage.id());
    let ask = Ask {
        chat,
        name: name.into(),
        department: Some(department),
        id: stage.id(),
        text: "Is it in stock?".into(),
        email: String::new(),
        answers: vec![],
    };
    stage.switchboard.ask(visit.seat, ask).await.unwrap().unwrap();
    (chat, visit)
}

async fn every_function_follows_the_same_table(stage: &Stage) {
    let switchboard = &stage.switchboard;
    let ann = stage.sign_in().await;
    let mut others = Vec::new();
    for name in ["Ben", "Eve", "Gil", "Dan", "Kim", "Lea", "Zoe"] {
        others.push(stage.sign_in_new(&ann, name).await);
    }
    let others: [SignedIn; 7] = others.try_into().unwrap();
    let [ben, eve, gil, dan, kim, lea, zoe] = others;
    switchboard.add_account_by_hand(acme()).await.unwrap().unwrap();
    let ada = sign_in(stage, "ada@acme.example").await;
    let mut consoles = Vec::new();
    for who in [&ben, &eve, &gil, &dan, &kim, &lea, &zoe] {
        consoles.push(switchboard.open_console(who.clone()).await.unwrap());
    }
    let sales = department(stage, &ann, "Sales", &[&ben, &eve, &gil, &dan, &kim]).await;
    let support = department(stage, &ann, "Support", &[&zoe]).await;
    switchboard.set_routing(&ann, Routing::Departments, false).await.unwrap().unwrap();
    // Lea has the switch, and is in no department.
    for who in [&kim, &lea] {
        may_read_departments(stage, &ann, who.operator, true).await;
    }

    // Gil accepts it and gives it to Ben, whom Eve joins.
    let shared = async |name: &str| {
        let (chat, visit) = ask(stage, sales, name).await;
        switchboard.accept(&gil, chat).await.unwrap().unwrap();
        switchboard.offer(&gil, chat, ben.operator, OfferKind::Transfer).await.unwrap().unwrap();
        switchboard.take(&ben, chat).await.unwrap().unwrap();
        switchboard.offer(&ben, chat, eve.operator, OfferKind::Join).await.unwrap().unwrap();
        switchboard.take(&eve, chat).await.unwrap().unwrap();
        stage.say(&speaker(&ben), chat, "It is").await.unwrap();
        (chat, visit)
    };
    let (request, _asking) = ask(stage, sales, "asking").await;
    let (active, _talking) = shared("talking").await;
    let (closed, gone) = shared("gone").await;
    switchboard.close(Speaker::Visitor(gone.seat), closed).await.unwrap().unwrap();
    let (withdrawn, left) = ask(stage, sales, "left").await;
    switchboard.close(Speaker::Visitor(left.seat), withdrawn).await.unwrap().unwrap();
    let (supported, helped) = ask(stage, support, "helped").await;
    switchboard.accept(&zoe, supported).await.unwrap().unwrap();
    switchboard.close(Speaker::Visitor(helped.seat), supported).await.unwrap().unwrap();
    let invitation = declined(stage, &ben, "invited", 1).await[0];

    let chats = [request, active, closed, withdrawn, supported, invitation];
    // A request is for its whole department, and an open chat for those who are in it. The request,
    // the acceptance and the transfer are what Gil may read of a chat.
    let (all, until, nothing) = (Access::All, Access::Until(3), Access::Nothing);
    let table = [
        ("administrator", &ann, [all, all, all, all, all, all]),
        ("owner", &ben, [all, all, all, nothing, nothing, all]),
        ("joined", &eve, [all, all, all, nothing, nothing, nothing]),
        ("gave it away", &gil, [all, until, until, nothing, nothing, nothing]),
        ("same department", &dan, [all, nothing, nothing, nothing, nothing, nothing]),
        ("same department, with the switch", &kim, [all, nothing, all, all, nothing, nothing]),
        ("no department, with the switch", &lea, [nothing; 6]),
        ("another department", &zoe, [nothing, nothing, nothing, nothing, all, nothing]),
        ("another account", &ada, [nothing; 6]),
    ];
    for (person, who, row) in table {
        for (chat, wanted) in chats.into_iter().zip(row) {
            assert_eq!(access(stage, who, chat).await, wanted, "{person}: {chat}");
        }
    }
    // Who gave it away reads the whole of it with the switch, once it has ended.
    may_read_departments(stage, &ann, gil.operator, true).await;
    for (chat, wanted) in chats.into_iter().zip([all, until, all, all, nothing, nothing]) {
        assert_eq!(access(stage, &gil, chat).await, wanted, "{chat}");
    }
    drop(consoles);
}

async fn the_switch_and_the_department_count_as_they_are_now(stage: &Stage) {
    let switchboard = &stage.switchboard;
    let ann = stage.sign_in().await;
    let (ben, kim) = (stage.sign_in_new(&ann, "Ben").await, stage.sign_in_new(&ann, "Kim").await);
    let _console = switchboard.open_console(ben.clone()).await.unwrap();
    let sales = department(stage, &ann, "Sales", &[&ben]).await;
    switchboard.set_routing(&ann, Routing::Departments, false).await.unwrap().unwrap();
    let (chat, visit) = ask(stage, sales, "vera").await;
    switchboard.accept(&ben, chat).await.unwrap().unwrap();
    switchboard.close(Speaker::Visitor(visit.seat), chat).await.unwrap().unwrap();
    may_read_departments(stage, &ann, kim.operator, true).await;
    assert_eq!(access(stage, &kim, chat).await, Access::Nothing, "in no department");

    let set = async |operators: Vec<OperatorId>| {
        let seen = switchboard.routing_settings(&ann).await.unwrap().unwrap().departments.remove(0);
        let name = seen.name.clone();
        let department = Department { name, description: String::new(), operators };
        switchboard.save_department(&ann, Some(seen), department).await.unwrap().unwrap();
    };
    set(vec![ben.operator, kim.operator]).await;
    assert_eq!(access(stage, &kim, chat).await, Access::All);
    may_read_departments(stage, &ann, kim.operator, false).await;
    assert_eq!(access(stage, &kim, chat).await, Access::Nothing);
    may_read_departments(stage, &ann, kim.operator, true).await;
    // A visitor who comes back opens it again: it is for whoever is in it.
    stage.ask_in(visit.seat, chat, "One more thing").await.unwrap();
    switchboard.accept(&ben, chat).await.unwrap().unwrap();
    assert_eq!(access(stage, &kim, chat).await, Access::Nothing);
    switchboard.close(Speaker::Visitor(visit.seat), chat).await.unwrap().unwrap();
    assert_eq!(access(stage, &kim, chat).await, Access::All);
    set(vec![ben.operator]).await;
    assert_eq!(access(stage, &kim, chat).await, Access::Nothing);
    assert_eq!(access(stage, &ben, chat).await, Access::All, "Ben had it");
    set(vec![kim.operator]).await;
    switchboard.remove_department(&ann, sales).await.unwrap().unwrap();
    assert_eq!(access(stage, &kim, chat).await, Access::Nothing);

    let log = switchboard.audit_log(&ann, AuditPart::Changes, "", None).await.unwrap().unwrap().0;
    let what = "reads their departments' chats";
    let changes = log.into_iter().flat_map(|entry| entry.changes);
    let told: Vec<_> = changes.filter(|change| change.what == what).collect();
    let change =
        |before: &str, after: &str| Change { what: what.into(), before: before.into(), after: after.into() };
    assert_eq!(told, [change("off", "on"), change("on", "off"), change("off", "on")]);
}

async fn who_is_away_for_good_reads_nothing_and_who_is_back_reads_what_they_did(stage: &Stage) {
    let switchboard = &stage.switchboard;
    let ann = stage.sign_in().await;
    let (ben, eve) = (stage.sign_in_new(&ann, "Ben").await, stage.sign_in_new(&ann, "Eve").await);
    let _console = switchboard.open_console(eve.clone()).await.unwrap();
    let visit = stage.visit(&token("vera")).await;
    let (chat, _) = stage.ask(visit.seat, "Is it in stock?").await;
    switchboard.accept(&ben, chat).await.unwrap().unwrap();
    switchboard.offer(&ben, chat, eve.operator, OfferKind::Transfer).await.unwrap().unwrap();
    switchboard.take(&eve, chat).await.unwrap().unwrap();
    switchboard.close(Speaker::Visitor(visit.seat), chat).await.unwrap().unwrap();
    // Deactivated: no session and no password lets Ben in. Activated again, Ben reads their part.
    switchboard.deactivate_operator(&ann, ben.operator).await.unwrap().unwrap();
    let address = [127, 0, 0, 1].into();
    assert!(switchboard.sign_in("ben@example.org", PASSWORD, address, None).await.is_err());
    switchboard.activate_operator(&ann, ben.operator).await.unwrap().unwrap();
    let ben = sign_in(stage, "ben@example.org").await;
    assert_eq!(access(stage, &ben, chat).await, Access::Until(3));
    // Eve is deleted: Ben reads no more than before, and administrators all of it under Eve's name.
    switchboard.delete_operator(&ann, eve.operator).await.unwrap().unwrap();
    assert_eq!(access(stage, &ben, chat).await, Access::Until(3));
    assert_eq!(access(stage, &ann, chat).await, Access::All);
    let detail = switchboard.archived_chat(&ann, chat).await.unwrap().unwrap();
    let names: Vec<_> = detail.chat.operators.iter().map(|operator| operator.name.as_str()).collect();
    assert_eq!(names, ["Eve", "Ben"]);
}
