//! Rate limits on what visitors do at a cost to operators.

use std::time::Duration;

use chat::{Browser, Refused, Visit, bus::Event};
use wire::{
    SiteId,
    administration::AuditPart,
    rates::{Rate, Rated, Rates},
    visitor::{MailTranscript, OffLineForm},
};

use super::{add, hello, set_up};
use crate::{
    mail::with_mail,
    on_each_database,
    support::{Stage, browser, hear},
};

on_each_database! {
    who_asks_too_often_is_refused_and_operators_are_told
    too_many_off_line_messages_are_refused_and_what_was_taken_is_not
    a_chat_is_not_sent_by_mail_without_end
    rates_that_make_no_sense_are_refused
}

const FEW: Rate = Rate { per_visitor: 2, per_network: 3, per_site: 4 };

/// A visitor of this site arrives from this address.
async fn comes(stage: &Stage, key: &str, name: &str, address: [u8; 4]) -> Visit {
    let browser = Browser { address: Some(address.into()), ..browser() };
    let visit = stage.switchboard.visit(hello(stage, key, name), browser).await.unwrap();
    visit.unwrap_or_else(|why| panic!("not let in: {why:?}"))
}

async fn who_asks_too_often_is_refused_and_operators_are_told(stage: &Stage) {
    let ann = stage.sign_in().await;
    let mut console = stage.switchboard.open_console(ann.clone()).await.unwrap();
    let shop = add(stage, &ann, "Shop").await;
    set_up(stage, &ann, shop.id, |settings| settings.rates.requests = FEW).await.unwrap();
    let vera = comes(stage, &shop.key, "vera", [203, 0, 113, 7]).await;
    let mut newest = None;
    for _ in 0..2 {
        let (chat, _) = stage.ask(vera.seat, "Anybody?").await;
        stage.switchboard.close(chat::Speaker::Visitor(vera.seat), chat).await.unwrap().unwrap();
        newest = Some(chat);
    }
    assert_eq!(stage.ask_in(vera.seat, stage.id(), "Hello?").await, Err(Refused::TooMany));
    let again = stage.ask_in(vera.seat, newest.unwrap(), "Hello?").await;
    assert_eq!(again, Err(Refused::TooMany), "to take it up again is to ask");

    // Other visitors from there are the same network; other addresses have their own rates.
    let ask = async |name: &str, address| {
        let visit = comes(stage, &shop.key, name, address).await;
        stage.ask_in(visit.seat, stage.id(), "Anybody?").await.err()
    };
    assert_eq!(ask("walt", [203, 0, 113, 7]).await, None);
    assert_eq!(ask("xenia", [203, 0, 113, 7]).await, Some(Refused::TooMany));
    assert_eq!(ask("yves", [203, 0, 113, 8]).await, None);
    assert_eq!(ask("zoe", [203, 0, 113, 8]).await, Some(Refused::TooMany), "the site has had four");

    stage.switchboard.tend().await.unwrap();
    let flood = |site: SiteId, from: Option<&str>| {
        let from = from.map(str::to_owned);
        move |event: &Event| match event {
            Event::Flood(flood) if (flood.site, &flood.from) == (site, &from) => Some(flood.clone()),
            _ => None,
        }
    };
    let heard = hear(&mut console.events, flood(shop.id, Some("203.0.113.7"))).await;
    assert_eq!((heard.what, heard.count), (Rated::Request, 3));
    let floods = stage.switchboard.snapshot(&ann).await.unwrap().floods;
    assert_eq!(floods.len(), 2);
    assert_eq!(floods.iter().find(|one| one.from.is_none()).map(|one| one.count), Some(1));

    // After a quarter of an hour the site has one again, and an hour later the flood is no longer
    // listed.
    stage.pass(Duration::from_secs(15 * 60));
    assert_eq!(ask("yves", [203, 0, 113, 9]).await, None);
    stage.pass(Duration::from_secs(45 * 60));
    assert_eq!(stage.switchboard.snapshot(&ann).await.unwrap().floods, []);
}

async fn too_many_off_line_messages_are_refused_and_what_was_taken_is_not(stage: &Stage) {
    let ann = stage.sign_in().await;
    let shop = add(stage, &ann, "Shop").await;
    set_up(stage, &ann, shop.id, |settings| settings.rates.off_line_messages = FEW).await.unwrap();
    let form = || OffLineForm {
        id: stage.id(),
        name: "Vera".into(),
        email: "vera@example.net".into(),
        department: None,
        text: "Call me".into(),
        answers: vec![],
    };
    let vera = comes(stage, &shop.key, "vera", [203, 0, 113, 7]).await;
    let leave = async |form| stage.switchboard.leave_message(vera.seat, form).await.unwrap().err();
    let taken = form();
    assert_eq!(leave(taken.clone()).await, None);
    assert_eq!(leave(form()).await, None);
    assert_eq!(leave(form()).await, Some(Refused::TooMany));
    // A repetition, because the answer was lost, was accepted before.
    assert_eq!(leave(taken).await, None);
    assert_eq!(stage.switchboard.off_line_messages(&ann).await.unwrap().len(), 2);
    // A request has its own rate.
    stage.ask(vera.seat, "Anybody?").await;
}

async fn a_chat_is_not_sent_by_mail_without_end(stage: &Stage) {
    let ann = stage.sign_in().await;
    let site = stage.switchboard.demo_site().await.unwrap().unwrap();
    set_up(stage, &ann, site.id, |settings| settings.rates.transcripts = FEW).await.unwrap();
    let switchboard = with_mail(stage);
    let vera = comes(stage, &site.key, "vera", [203, 0, 113, 7]).await;
    let mut refused = Vec::new();
    for n in 0..3 {
        let (chat, _) = stage.ask(vera.seat, "Anybody?").await;
        switchboard.accept(&ann, chat).await.unwrap().unwrap();
        switchboard.close(chat::Speaker::Visitor(vera.seat), chat).await.unwrap().unwrap();
        let wanted = MailTranscript { id: stage.id(), chat, email: format!("vera{n}@example.net") };
        refused.push(switchboard.mail_transcript(vera.seat, wanted).await.unwrap().err());
    }
    assert_eq!(refused, [None, None, Some(Refused::TooMany)]);
}

async fn rates_that_make_no_sense_are_refused(stage: &Stage) {
    let ann = stage.sign_in().await;
    let shop = add(stage, &ann, "Shop").await;
    for bad in [0, 100_001] {
        for place in 0..3 {
            let mut numbers = [1; 3];
            numbers[place] = bad;
            let [per_visitor, per_network, per_site] = numbers;
            let rates =
                Rates { transcripts: Rate { per_visitor, per_network, per_site }, ..Rates::default() };
            let saved = set_up(stage, &ann, shop.id, |settings| settings.rates = rates).await;
            assert_eq!(saved.err(), Some(Refused::BadRate));
        }
    }
    set_up(stage, &ann, shop.id, |settings| settings.rates.requests = FEW).await.unwrap();
    let (log, _) = stage
        .switchboard
        .audit_log(&ann, AuditPart::Changes, "most in an hour", None)
        .await
        .unwrap()
        .unwrap();
    let after = &log[0].changes[0].after;
    assert!(after.starts_with("requests 2, 3, 4; off-line messages"), "{after}");
}
