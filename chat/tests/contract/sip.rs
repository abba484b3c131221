//! Operators in SIP clients: passwords, signed-in clients, and the numbers of visitors and
//! colleagues.

use std::time::Duration;

use chat::{
    AddAccount, AddOperator, Refused, SignedIn, Speaker,
    bus::Event,
    sip::{Alias, Credential, Device, Subject, ha1},
};
use wire::{
    Role, Timestamp, VisitorId,
    administration::{Action, AuditPart},
    sip::SipServer,
};

use crate::{
    on_each_database,
    support::{PASSWORD, Stage, hear, token, until_available},
};

on_each_database! {
    a_password_is_shown_once_and_proved_by_its_hash
    a_new_password_signs_out_the_clients_that_have_the_old_one
    a_client_that_signs_in_is_in_the_audit_log_once
    clients_are_listed_and_signed_out
    a_client_runs_out_unless_it_is_renewed
    clients_without_a_connection_survive_a_restart
    an_operator_has_ten_clients_at_most
    nobody_manages_anothers_clients
    companies_know_nothing_of_each_others_clients
    a_deleted_operator_is_in_no_client
    who_is_in_a_client_is_there_for_visitors
    signing_out_of_the_browser_leaves_the_client
    numbers_are_never_given_twice
    the_chat_with_a_visitor_is_his_newest
}

pub(crate) fn device(stage: &Stage, name: &str, transport: &str) -> Device {
    Device {
        gateway: "chat.example".into(),
        transport: transport.into(),
        peer: "192.0.2.1:4711".into(),
        device: name.into(),
        contact: "sip:ann@10.0.0.7".into(),
        host: "chat.example".into(),
        agent: "Linphone/5.1".into(),
        expires_at: in_a_minute(stage),
    }
}

fn in_a_minute(stage: &Stage) -> Timestamp {
    stage.sources().now().plus_millis(60_000)
}

async fn credential(stage: &Stage, of: &SignedIn) -> Credential {
    let made = stage.switchboard.make_sip_password(of, of.operator).await.unwrap().unwrap();
    stage.switchboard.sip_credential(&made.user).await.unwrap().unwrap()
}

async fn register(stage: &Stage, of: &SignedIn, name: &str) -> SignedIn {
    let credential = credential(stage, of).await;
    stage.switchboard.sign_in_sip(&credential, device(stage, name, "udp")).await.unwrap().unwrap()
}

async fn a_password_is_shown_once_and_proved_by_its_hash(stage: &Stage) {
    let ann = stage.sign_in().await;
    let made = stage.switchboard.make_sip_password(&ann, ann.operator).await.unwrap().unwrap();
    assert_eq!(made.password.len(), 20);
    assert!(made.user.starts_with("support-"), "{}", made.user);
    assert!(!format!("{made:?}").contains(&made.password));
    let found = stage.switchboard.sip_credential(&made.user.to_uppercase()).await.unwrap().unwrap();
    assert_eq!((found.account, found.operator, found.version), (ann.account, ann.operator, 1));
    assert_eq!(found.ha1, ha1(&made.user, stage.switchboard.sip_realm(), &made.password));
    assert!(stage.switchboard.sip_credential("nobody").await.unwrap().is_none());

    let (log, _) = stage.switchboard.audit_log(&ann, AuditPart::Changes, "", None).await.unwrap().unwrap();
    let entry = log.iter().find(|entry| entry.action == Action::SipPasswordSet).unwrap();
    assert_eq!((entry.subject.as_str(), entry.changes.len()), ("Support", 0));
    let (found, _) =
        stage.switchboard.audit_log(&ann, AuditPart::Changes, &made.password, None).await.unwrap().unwrap();
    assert!(found.is_empty());
}

async fn a_new_password_signs_out_the_clients_that_have_the_old_one(stage: &Stage) {
    let ann = stage.sign_in().await;
    let mut console = stage.switchboard.open_console(ann.clone()).await.unwrap();
    let old = credential(stage, &ann).await;
    let client = stage.switchboard.sign_in_sip(&old, device(stage, "a", "tcp")).await.unwrap().unwrap();
    let new = credential(stage, &ann).await;
    assert_eq!((new.version, new.operator), (2, ann.operator));
    assert_ne!(new.ha1, old.ha1);
    hear(&mut console.events, |event| {
        matches!(event, Event::SignedOut(which) if *which == client.session).then_some(())
    })
    .await;
    assert!(stage.switchboard.sip_signed_in(client.session).await.unwrap().is_none());
    let late = stage.switchboard.sign_in_sip(&old, device(stage, "a", "tcp")).await.unwrap();
    assert_eq!(late, Err(Refused::NotAllowed));
}

async fn a_client_that_signs_in_is_in_the_audit_log_once(stage: &Stage) {
    let ann = stage.sign_in().await;
    let proved = credential(stage, &ann).await;
    for name in ["a", "a", "a", "b"] {
        stage.switchboard.sign_in_sip(&proved, device(stage, name, "udp")).await.unwrap().unwrap();
    }
    // It is stored in the background; a renewal is not logged.
    let mut told = Vec::new();
    for _ in 0..500 {
        let (log, _) =
            stage.switchboard.audit_log(&ann, AuditPart::Access, "sip", None).await.unwrap().unwrap();
        told = log.iter().flat_map(|entry| entry.changes.iter().map(|change| change.after.clone())).collect();
        if told.first().is_some_and(|times| times == "2") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(told[..1], ["2"], "{told:?}");
}

async fn clients_are_listed_and_signed_out(stage: &Stage) {
    let ann = stage.sign_in().await;
    let server = SipServer { host: "chat.example".into(), udp: Some(5060), ..SipServer::default() };
    let none = stage.switchboard.sip_info(&ann, ann.operator).await.unwrap();
    assert_eq!(none.err(), Some(Refused::NotFound));
    let stage = &stage.seen_from(stage.switchboard.clone().with_sip(server.clone()));
    let before = stage.switchboard.sip_info(&ann, ann.operator).await.unwrap().unwrap();
    assert_eq!((before.server, before.user, before.devices.len()), (server, None, 0));

    let proved = credential(stage, &ann).await;
    let client = stage.switchboard.sign_in_sip(&proved, device(stage, "a", "udp")).await.unwrap().unwrap();
    assert_eq!((client.operator, client.role, client.name.as_str()), (ann.operator, ann.role, "Support"));
    assert_eq!(stage.switchboard.sip_signed_in(client.session).await.unwrap(), Some(client.clone()));
    let info = stage.switchboard.sip_info(&ann, ann.operator).await.unwrap().unwrap();
    assert!(info.user.is_some() && info.made_at.is_some());
    let [one] = &info.devices[..] else { panic!("{:?}", info.devices) };
    assert_eq!((one.agent.as_str(), one.peer.as_str()), ("Linphone/5.1", "192.0.2.1:4711"));

    let mut console = stage.switchboard.open_console(ann.clone()).await.unwrap();
    let out = stage.switchboard.sign_out_sip_device(&ann, ann.operator, one.session).await.unwrap();
    assert_eq!(out, Ok(()));
    hear(&mut console.events, |event| {
        matches!(event, Event::SignedOut(which) if *which == client.session).then_some(())
    })
    .await;
    let again = stage.switchboard.sign_out_sip_device(&ann, ann.operator, one.session).await.unwrap();
    assert_eq!(again, Err(Refused::NotFound));

    // It comes back only with another password.
    let back = stage.switchboard.sign_in_sip(&proved, device(stage, "a", "udp")).await.unwrap();
    assert_eq!(back, Err(Refused::ShutOut));
    assert!(stage.switchboard.sign_in_sip(&proved, device(stage, "b", "udp")).await.unwrap().is_ok());
    register(stage, &ann, "a").await;
}

async fn a_client_runs_out_unless_it_is_renewed(stage: &Stage) {
    let ann = stage.sign_in().await;
    let client = register(stage, &ann, "a").await;
    stage.pass(Duration::from_secs(50));
    stage.switchboard.renew_sip(vec![client.session], in_a_minute(stage)).await.unwrap();
    stage.pass(Duration::from_secs(50));
    assert!(stage.switchboard.sip_signed_in(client.session).await.unwrap().is_some());
    stage.pass(Duration::from_secs(20));
    assert!(stage.switchboard.sip_signed_in(client.session).await.unwrap().is_none());
}

async fn clients_without_a_connection_survive_a_restart(stage: &Stage) {
    let ann = stage.sign_in().await;
    let credential = credential(stage, &ann).await;
    let udp = device(stage, "a", "udp");
    stage.switchboard.sign_in_sip(&credential, udp.clone()).await.unwrap().unwrap();
    for (name, gateway, transport) in [("b", "chat.example", "tcp"), ("c", "elsewhere.example", "udp")] {
        let other = Device { gateway: gateway.into(), ..device(stage, name, transport) };
        stage.switchboard.sign_in_sip(&credential, other).await.unwrap().unwrap();
    }
    let kept = stage.switchboard.sip_devices_on("chat.example").await.unwrap();
    let [(who, user, kept)] = &kept[..] else { panic!("{kept:?}") };
    assert_eq!((who.operator, kept), (ann.operator, &udp));
    assert!(user.starts_with("support-"));
    stage.pass(Duration::from_secs(70));
    assert!(stage.switchboard.sip_devices_on("chat.example").await.unwrap().is_empty());
}

async fn an_operator_has_ten_clients_at_most(stage: &Stage) {
    let ann = stage.sign_in().await;
    let credential = credential(stage, &ann).await;
    for n in 0..12 {
        let device = device(stage, &n.to_string(), "udp");
        let signed_in = stage.switchboard.sign_in_sip(&credential, device).await.unwrap();
        assert_eq!(signed_in.err(), (n >= 10).then_some(Refused::TooMany), "{n}");
    }
    let again = stage.switchboard.sign_in_sip(&credential, device(stage, "3", "udp")).await.unwrap();
    assert!(again.is_ok());
    stage.switchboard.sign_out_sip(&again.unwrap()).await.unwrap();
    assert!(stage.switchboard.sign_in_sip(&credential, device(stage, "x", "udp")).await.unwrap().is_ok());
}

async fn nobody_manages_anothers_clients(stage: &Stage) {
    let stage = &stage.seen_from(stage.switchboard.clone().with_sip(SipServer::default()));
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let (anns, bens) = (register(stage, &ann, "a").await, register(stage, &ben, "b").await);
    let switchboard = &stage.switchboard;
    let not_allowed = Err(Refused::NotAllowed);
    assert_eq!(switchboard.make_sip_password(&ben, ann.operator).await.unwrap().map(|_| ()), not_allowed);
    assert_eq!(switchboard.sip_info(&ben, ann.operator).await.unwrap().map(|_| ()), not_allowed);
    let out = switchboard.sign_out_sip_device(&ben, ann.operator, anns.session).await.unwrap();
    assert_eq!(out, not_allowed);
    // It is not in Ben's list either.
    let out = switchboard.sign_out_sip_device(&ben, ben.operator, anns.session).await.unwrap();
    assert_eq!(out, Err(Refused::NotFound));
    assert_eq!(switchboard.sip_info(&ann, ben.operator).await.unwrap().unwrap().devices.len(), 1);
    assert_eq!(switchboard.sign_out_sip_device(&ann, ben.operator, bens.session).await.unwrap(), Ok(()));
}

async fn companies_know_nothing_of_each_others_clients(stage: &Stage) {
    let stage = &stage.seen_from(stage.switchboard.clone().with_sip(SipServer::default()));
    let ann = stage.sign_in().await;
    let client = register(stage, &ann, "a").await;
    let administrator = AddOperator {
        email: "ada@acme.example".into(),
        screen_name: "Ada".into(),
        password: PASSWORD.into(),
        must_change_password: false,
        role: Role::Administrator,
    };
    let acme = AddAccount { name: "Acme".into(), site: "Acme shop".into(), administrator };
    stage.switchboard.add_account_by_hand(acme).await.unwrap().unwrap();
    let session =
        stage.switchboard.sign_in("ada@acme.example", PASSWORD, [127, 0, 0, 1].into(), None).await.unwrap();
    let ada = stage.switchboard.signed_in(&session.token).await.unwrap().unwrap();
    let not_found = Err(Refused::NotFound);
    assert_eq!(stage.switchboard.sip_info(&ada, ann.operator).await.unwrap().map(|_| ()), not_found);
    assert_eq!(stage.switchboard.make_sip_password(&ada, ann.operator).await.unwrap().map(|_| ()), not_found);
    let out = stage.switchboard.sign_out_sip_device(&ada, ann.operator, client.session).await.unwrap();
    assert_eq!(out, not_found);
    assert!(stage.switchboard.sip_signed_in(client.session).await.unwrap().is_some());
    // Visitors and colleagues are numbered separately.
    let (vera, walter) = (Subject::Visitor(stage.id()), Subject::Visitor(stage.id()));
    assert_eq!(stage.switchboard.sip_alias(ann.account, vera).await.unwrap(), Alias::Visitor(1));
    assert_eq!(stage.switchboard.sip_alias(ada.account, walter).await.unwrap(), Alias::Visitor(1));
    assert_eq!(stage.switchboard.sip_subject(ada.account, Alias::Visitor(1)).await.unwrap(), Some(walter));
}

async fn a_deleted_operator_is_in_no_client(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let credential = credential(stage, &ben).await;
    let made = stage.switchboard.make_sip_password(&ben, ben.operator).await.unwrap().unwrap();
    let client = register(stage, &ben, "b").await;
    stage.switchboard.delete_operator(&ann, ben.operator).await.unwrap().unwrap();
    assert!(stage.switchboard.sip_credential(&made.user).await.unwrap().is_none());
    assert!(stage.switchboard.sip_signed_in(client.session).await.unwrap().is_none());
    let late = stage.switchboard.sign_in_sip(&credential, device(stage, "b", "udp")).await.unwrap();
    assert_eq!(late, Err(Refused::NotAllowed));
    let gone = stage.switchboard.make_sip_password(&ann, ben.operator).await.unwrap();
    assert_eq!(gone.map(|_| ()), Err(Refused::NotFound));
}

async fn who_is_in_a_client_is_there_for_visitors(stage: &Stage) {
    let ann = stage.sign_in().await;
    let mut visit = stage.visit(&token("vera")).await;
    let client = register(stage, &ann, "a").await;
    let console = stage.switchboard.open_console(client).await.unwrap();
    until_available(stage, &mut visit, true).await;
    console.sign_out();
    until_available(stage, &mut visit, false).await;
}

async fn signing_out_of_the_browser_leaves_the_client(stage: &Stage) {
    let ann = stage.sign_in().await;
    let visit = stage.visit(&token("vera")).await;
    let client = register(stage, &ann, "a").await;
    let _console = stage.switchboard.open_console(client.clone()).await.unwrap();
    stage.switchboard.sign_out(&ann).await.unwrap();
    assert!(stage.switchboard.reception(visit.seat).await.unwrap().available);
    stage.switchboard.sign_out_sip(&client).await.unwrap();
    let again = stage.sign_in().await;
    stage.switchboard.sign_out(&again).await.unwrap();
    assert!(!stage.switchboard.reception(visit.seat).await.unwrap().available);
}

async fn numbers_are_never_given_twice(stage: &Stage) {
    let ann = stage.sign_in().await;
    let visitors: Vec<VisitorId> = (0..5).map(|_| stage.id()).collect();
    for (n, visitor) in (1..).zip(&visitors) {
        let alias = stage.switchboard.sip_alias(ann.account, Subject::Visitor(*visitor)).await.unwrap();
        assert_eq!(alias, Alias::Visitor(n));
    }
    let colleague = Subject::Colleague(ann.operator);
    assert_eq!(stage.switchboard.sip_alias(ann.account, colleague).await.unwrap(), Alias::Colleague(1));
    assert_eq!(
        stage.switchboard.sip_alias(ann.account, Subject::Visitor(visitors[2])).await.unwrap(),
        Alias::Visitor(3)
    );
    let subject = stage.switchboard.sip_subject(ann.account, Alias::Visitor(3)).await.unwrap();
    assert_eq!(subject, Some(Subject::Visitor(visitors[2])));
    assert_eq!(stage.switchboard.sip_subject(ann.account, Alias::Visitor(6)).await.unwrap(), None);
    assert_eq!(stage.switchboard.sip_subject(stage.id(), Alias::Visitor(3)).await.unwrap(), None);
    // Also at the same time.
    let new: VisitorId = stage.id();
    let same = || stage.switchboard.sip_alias(ann.account, Subject::Visitor(new));
    let (one, other) = tokio::join!(same(), same());
    assert_eq!((one.unwrap(), other.unwrap()), (Alias::Visitor(6), Alias::Visitor(6)));
}

async fn the_chat_with_a_visitor_is_his_newest(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let carl = stage.sign_in_new(&ann, "Carl").await;
    let visit = stage.visit(&token("vera")).await;
    assert!(stage.switchboard.chat_with(&ben, visit.seat.visitor).await.unwrap().is_none());
    let (chat, _) = stage.ask(visit.seat, "hello").await;
    let found = |chat: Option<wire::ChatView>| chat.map(|chat| chat.id);
    assert_eq!(found(stage.switchboard.chat_with(&ben, visit.seat.visitor).await.unwrap()), Some(chat));
    stage.switchboard.accept(&ben, chat).await.unwrap().unwrap();
    assert_eq!(found(stage.switchboard.chat_with(&ben, visit.seat.visitor).await.unwrap()), Some(chat));
    // It is Ben's now, and an administrator sees all.
    assert_eq!(found(stage.switchboard.chat_with(&carl, visit.seat.visitor).await.unwrap()), None);
    assert_eq!(found(stage.switchboard.chat_with(&ann, visit.seat.visitor).await.unwrap()), Some(chat));
    stage.say(&Speaker::Operator(ben.clone()), chat, "hi").await.unwrap();
}
