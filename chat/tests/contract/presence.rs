//! Who is online: visitors in the list, operators at their consoles. Memory only.

use std::time::{Duration, Instant};

use chat::{Speaker, bus::Event};
use wire::{
    Status,
    operator::VisitorStatus,
    visitor::{End, Page},
};

use crate::{
    on_each_database,
    support::{Stage, hear, token, until_available},
};

on_each_database! {
    a_visitor_is_listed_while_he_browses
    a_reload_is_no_leave
    the_list_tells_what_a_visitor_is_doing
    visitors_hear_whether_anybody_is_available
}

async fn a_visitor_is_listed_while_he_browses(stage: &Stage) {
    let ann = stage.sign_in().await;
    let mut console = stage.switchboard.open_console(ann.clone()).await.unwrap();
    let mut hello = stage.hello(&token("vera"));
    hello.end = End::Loader;
    let visit = stage.visit_with(hello).await;
    let listed = stage.switchboard.snapshot(&ann).await.unwrap().visitors;
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0].id, listed[0].pages), (visit.seat.visitor, 1));
    assert_eq!((listed[0].address.as_str(), listed[0].agent.as_str()), ("192.0.2.7", "Lynx"));
    assert_eq!(listed[0].page.referrer, "https://search.example/");
    assert_eq!(listed[0].status, VisitorStatus::Online);

    let page = Page {
        url: "https://shop.example/cart".into(),
        title: "Cart\u{202e}\0".into(),
        referrer: "x".into(),
    };
    stage.switchboard.turn_to(visit.seat, page);
    let view = hear(&mut console.events, |event| match event {
        Event::Visitor(view) if view.pages == 2 => Some(view.clone()),
        _ => None,
    })
    .await;
    assert_eq!((view.page.url.as_str(), view.page.title.as_str()), ("https://shop.example/cart", "Cart"));
    assert_eq!(view.page.referrer, "https://search.example/", "where he came from stays");

    let visitor = visit.seat.visitor;
    let left_at = Instant::now();
    drop(visit);
    hear(&mut console.events, |event| {
        matches!(event, Event::VisitorLeft(who) if *who == visitor).then_some(())
    })
    .await;
    assert!(left_at.elapsed() < Duration::from_secs(10), "{:?}", left_at.elapsed());
    assert!(stage.switchboard.snapshot(&ann).await.unwrap().visitors.is_empty());
}

async fn a_reload_is_no_leave(stage: &Stage) {
    let ann = stage.sign_in().await;
    let mut console = stage.switchboard.open_console(ann.clone()).await.unwrap();
    let first = stage.visit(&token("vera")).await;
    let since = stage.switchboard.snapshot(&ann).await.unwrap().visitors[0].since;
    drop(first);
    tokio::time::sleep(Duration::from_millis(500)).await;
    let again = stage.visit(&token("vera")).await;
    let second_tab = stage.visit(&token("vera")).await;
    drop(second_tab);
    // Longer than the grace period after the first socket closed.
    tokio::time::sleep(Duration::from_secs(5)).await;
    let listed = stage.switchboard.snapshot(&ann).await.unwrap().visitors;
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0].id, listed[0].since), (again.seat.visitor, since));
    let left = async {
        hear(&mut console.events, |event| matches!(event, Event::VisitorLeft(_)).then_some(())).await;
    };
    assert!(tokio::time::timeout(Duration::from_millis(100), left).await.is_err());
}

async fn the_list_tells_what_a_visitor_is_doing(stage: &Stage) {
    let ann = stage.sign_in().await;
    let visit = stage.visit(&token("vera")).await;
    let (chat, _) = stage.ask(visit.seat, "Hello").await;
    let row = async || stage.switchboard.snapshot(&ann).await.unwrap().visitors[0].clone();
    assert_eq!(
        (row().await.status, row().await.name),
        (VisitorStatus::Requesting { chat, assigned: None }, Some("Vera".into()))
    );
    stage.switchboard.accept(&ann, chat).await.unwrap().unwrap();
    assert_eq!(row().await.status, VisitorStatus::Chatting("Support".into()));
    // The visitor opens another tab during the grace period.
    let tab = stage.visit(&token("vera")).await;
    assert_eq!(row().await.status, VisitorStatus::Chatting("Support".into()));
    stage.switchboard.close(Speaker::Operator(ann.clone()), chat).await.unwrap().unwrap();
    assert_eq!(row().await.status, VisitorStatus::Online);
    drop(tab);
}

async fn visitors_hear_whether_anybody_is_available(stage: &Stage) {
    let ann = stage.sign_in().await;
    let mut visit = stage.visit(&token("vera")).await;
    assert!(!visit.welcome.available);
    let console = stage.switchboard.open_console(ann.clone()).await.unwrap();
    until_available(stage, &mut visit, true).await;
    stage.switchboard.set_status(&ann, Status::Away).await.unwrap();
    until_available(stage, &mut visit, false).await;
    stage.switchboard.set_status(&ann, Status::Online).await.unwrap();
    until_available(stage, &mut visit, true).await;
    // A reload of the console is no absence …
    drop(console);
    tokio::time::sleep(Duration::from_millis(300)).await;
    let console = stage.switchboard.open_console(ann.clone()).await.unwrap();
    assert!(stage.visit(&token("victor")).await.welcome.available);
    // … but signing out is, at once.
    stage.switchboard.sign_out(&ann).await.unwrap();
    assert!(!stage.visit(&token("viola")).await.welcome.available);
    until_available(stage, &mut visit, false).await;
    drop(console);
}
