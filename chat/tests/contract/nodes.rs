//! Several nodes are one: people on another node are heard, seen and counted as if they were on
//! this one.
//!
//! The first scenarios are the contract of [`chat::relay`]: they run with both people on one node
//! (nothing is relayed) and with each on their own node (over NATS). The others need several nodes,
//! and lose NATS or lose nodes.

mod erased;
mod routing;

use std::time::{Duration, Instant};

use chat::{ForConsole, OpenError, Sources, Speaker, Switchboard, bus::Event};
use wire::{Body, ChatId, ChatState, OfferKind, Seq, Status, operator::VisitorStatus, visitor::Page};

use crate::support::{Nats, Stage, hear, hear_after_all, lagged, token, until, until_available};

/// Two nodes, or twice the same one.
struct Pair {
    one: Stage,
    two: Stage,
    _nats: Option<Nats>,
}

impl Pair {
    async fn alone() -> Pair {
        let one = Stage::in_memory().await;
        Pair { two: one.clone(), one, _nats: None }
    }

    async fn over_nats() -> Pair {
        let nats = Nats::start();
        let one = Stage::first_node(&nats.way().await).await;
        let two = one.another_node(&nats.way().await).await;
        know_each_other(&[&one, &two]).await;
        Pair { one, two, _nats: Some(nats) }
    }
}

/// Runs a scenario with both people on one node, and with each on their own.
macro_rules! on_one_node_and_on_two {
    ($($play:ident)*) => {$(
        mod $play {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn alone() {
                super::$play($crate::nodes::Pair::alone().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn nats() {
                super::$play($crate::nodes::Pair::over_nats().await).await;
            }
        }
    )*};
}
use on_one_node_and_on_two;

on_one_node_and_on_two! {
    they_ask_accept_talk_and_close
    a_chat_goes_from_one_operator_to_another
    the_visitor_list_is_whole_everywhere
    two_tabs_are_one_visitor
    an_operator_anywhere_is_available_everywhere
    signing_out_closes_the_consoles_everywhere
    who_signs_out_is_absent_at_once_everywhere
    both_write_at_once
}

async fn they_ask_accept_talk_and_close(Pair { one, two, .. }: Pair) {
    let ann = two.sign_in().await;
    let mut console = two.switchboard.open_console(ann.clone()).await.unwrap();
    let mut visit = one.visit(&token("vera")).await;
    let panel = &mut visit.own;
    let (vera, ann_speaks) = (Speaker::Visitor(visit.seat), Speaker::Operator(ann.clone()));

    let (chat, _) = one.ask(visit.seat, "Is it in stock?").await;
    assert_eq!(hear(&mut console.events, said).await, (Seq(1), "Is it in stock?".into()));
    two.switchboard.accept(&ann, chat).await.unwrap().unwrap();
    let taken = |event: &Event| match event {
        Event::Chat(chat) if chat.state == ChatState::Active => chat.operator.clone(),
        _ => None,
    };
    assert_eq!(hear(panel, taken).await.name, "Support");
    for n in 0..20 {
        two.say(&ann_speaks, chat, &format!("answer {n}")).await.unwrap();
        while hear(panel, said).await.1 != format!("answer {n}") {}
        one.say(&vera, chat, &format!("question {n}")).await.unwrap();
        while hear(&mut console.events, said).await.1 != format!("question {n}") {}
    }
    one.switchboard.visitor_types(visit.seat, Some("Hm".into())).await.unwrap();
    hear(&mut console.events, |event| matches!(event, Event::VisitorTyping(_, Some(_), _)).then_some(()))
        .await;
    two.switchboard.operator_types(&ann, chat, true).await.unwrap().unwrap();
    hear(panel, |event| matches!(event, Event::OperatorTyping(_, _, true, _)).then_some(())).await;
    two.switchboard.close(ann_speaks.clone(), chat).await.unwrap().unwrap();
    hear(panel, |event| matches!(event, Event::Chat(chat) if chat.state == ChatState::Closed).then_some(()))
        .await;

    let messages = one.read(&vera, chat).await;
    assert_eq!(messages.iter().map(|m| m.seq.0).collect::<Vec<_>>(), (1..=43).collect::<Vec<_>>());
    assert_eq!(messages, two.read(&ann_speaks, chat).await);
}

async fn a_chat_goes_from_one_operator_to_another(Pair { one, two, .. }: Pair) {
    let ann = one.sign_in().await;
    let ben = one.sign_in_new(&ann, "Ben").await;
    let mut at_two = two.switchboard.open_console(ben.clone()).await.unwrap();
    let mut visit = two.visit(&token("vera")).await;
    let (chat, _) = two.ask(visit.seat, "Hello").await;
    one.switchboard.accept(&ann, chat).await.unwrap().unwrap();
    // Ben can be asked from another node.
    until(async || {
        one.switchboard.offer(&ann, chat, ben.operator, OfferKind::Transfer).await.unwrap().is_ok()
    })
    .await;
    let offered = |event: &Event| match event {
        Event::Chat(chat) => chat.offer.as_ref().map(|offer| offer.by.name.clone()),
        _ => None,
    };
    assert_eq!(hear(&mut at_two.events, offered).await, "Support");
    two.switchboard.take(&ben, chat).await.unwrap().unwrap();
    let by_ben = |event: &Event| match event {
        Event::Chat(chat) => chat.operator.as_ref().filter(|operator| operator.name == "Ben").map(|_| ()),
        _ => None,
    };
    hear(&mut visit.own, by_ben).await;
    until(async || one.list().await[0].status == VisitorStatus::Chatting("Ben".into())).await;
    two.say(&Speaker::Operator(ben), chat, "Ben here").await.unwrap();
    while hear(&mut visit.own, said).await.1 != "Ben here" {}
}

async fn the_visitor_list_is_whole_everywhere(Pair { one, two, .. }: Pair) {
    let ann = two.sign_in().await;
    let mut console = two.switchboard.open_console(ann.clone()).await.unwrap();
    let visit = one.visit(&token("vera")).await;
    let _other = two.visit(&token("victor")).await;
    for node in [&one, &two] {
        until(async || node.list().await.len() == 2).await;
    }
    one.switchboard.turn_to(visit.seat, page("https://shop.example/cart"));
    let cart = |event: &Event| match event {
        Event::Visitor(view) if view.page.url == "https://shop.example/cart" => Some(view.pages),
        _ => None,
    };
    assert_eq!(hear(&mut console.events, cart).await, 2);
    let (chat, _) = one.ask(visit.seat, "Hello").await;
    let row = async |node: &Stage| node.list().await.into_iter().find(|view| view.id == visit.seat.visitor);
    for node in [&one, &two] {
        until(async || row(node).await.unwrap().status == VisitorStatus::Requesting { chat, assigned: None })
            .await;
        assert_eq!(row(node).await.unwrap().name.as_deref(), Some("Vera"));
    }
    two.switchboard.accept(&ann, chat).await.unwrap().unwrap();
    for node in [&one, &two] {
        until(async || row(node).await.unwrap().status == VisitorStatus::Chatting("Support".into())).await;
    }
    assert_eq!(one.list().await, two.list().await);

    let (visitor, left) = (visit.seat.visitor, Instant::now());
    drop(visit);
    hear(&mut console.events, |event| (*event == Event::VisitorLeft(visitor)).then_some(())).await;
    assert!(left.elapsed() < Duration::from_secs(10), "{:?}", left.elapsed());
    until(async || one.list().await.len() == 1 && two.list().await.len() == 1).await;
}

async fn two_tabs_are_one_visitor(Pair { one, two, .. }: Pair) {
    let ann = one.sign_in().await;
    let mut console = one.switchboard.open_console(ann).await.unwrap();
    let first = one.visit(&token("vera")).await;
    until(async || two.list().await.len() == 1).await;
    let since = one.list().await[0].since;
    let mut hello = two.hello(&token("vera"));
    hello.page = page("https://shop.example/help");
    let second = two.visit_with(hello).await;
    for node in [&one, &two] {
        until(async || node.list().await[0].pages == 2).await;
        let rows = node.list().await;
        assert_eq!((rows.len(), rows[0].since), (1, since));
        assert_eq!(rows[0].page.url, "https://shop.example/help");
    }
    // The first tab closes: the visitor is still there, on both nodes.
    drop(first);
    let left = |event: &Event| matches!(event, Event::VisitorLeft(_)).then_some(());
    let early = tokio::time::timeout(Duration::from_secs(6), hear(&mut console.events, left)).await;
    assert!(early.is_err(), "he left with one of his tabs");
    assert_eq!((one.list().await.len(), two.list().await.len()), (1, 1));
    drop(second);
    hear(&mut console.events, left).await;
    until(async || one.list().await.is_empty() && two.list().await.is_empty()).await;
}

async fn an_operator_anywhere_is_available_everywhere(Pair { one, two, .. }: Pair) {
    let ann = two.sign_in().await;
    let mut visit = one.visit(&token("vera")).await;
    assert!(!visit.welcome.available);
    let console = two.switchboard.open_console(ann.clone()).await.unwrap();
    until_available(&one, &mut visit, true).await;
    // The status is set on another node than that of the console.
    one.switchboard.set_status(&ann, Status::Away).await.unwrap();
    until_available(&one, &mut visit, false).await;
    until(async || !two.visit(&token("victor")).await.welcome.available).await;
    two.switchboard.set_status(&ann, Status::Online).await.unwrap();
    until_available(&one, &mut visit, true).await;
    let second = one.switchboard.open_console(ann.clone()).await.unwrap();
    drop(console);
    // Longer than the grace period of the console that closed.
    tokio::time::sleep(Duration::from_secs(5)).await;
    for node in [&one, &two] {
        assert!(node.visit(&token("viola")).await.welcome.available);
    }
    drop(second);
    until_available(&one, &mut visit, false).await;
}

async fn signing_out_closes_the_consoles_everywhere(Pair { one, two, .. }: Pair) {
    let ann = one.sign_in().await;
    let mut console = two.switchboard.open_console(ann.clone()).await.unwrap();
    one.switchboard.sign_out(&ann).await.unwrap();
    let event =
        hear(&mut console.events, |event| matches!(event, Event::SignedOut(_)).then(|| event.clone())).await;
    let told = Switchboard::for_console(&ann, &event);
    assert!(matches!(told, ForConsole::SignOut));
}

/// The operator is absent at once, without the grace period of a reload, wherever their console
/// was.
async fn who_signs_out_is_absent_at_once_everywhere(Pair { one, two, .. }: Pair) {
    let ann = one.sign_in().await;
    let mut console = two.switchboard.open_console(ann.clone()).await.unwrap();
    let (mut vera, mut victor) = (one.visit(&token("vera")).await, two.visit(&token("victor")).await);
    for (node, visit) in [(&one, &vera), (&two, &victor)] {
        until(async || node.switchboard.reception(visit.seat).await.unwrap().available).await;
    }
    one.switchboard.sign_out(&ann).await.unwrap();
    let signed_out = Instant::now();
    hear_after_all(&mut console.events, |event| matches!(event, Event::SignedOut(_))).await;
    console.sign_out();
    for (node, visit) in [(&one, &mut vera), (&two, &mut victor)] {
        until_available(node, visit, false).await;
    }
    assert!(signed_out.elapsed() < Duration::from_secs(2), "{:?}", signed_out.elapsed());
}

/// Visitors on one node and the operator on the other write into the same chats, each node in its
/// own batches.
async fn both_write_at_once(Pair { one, two, .. }: Pair) {
    let ann = two.sign_in().await;
    let mut chats: Vec<(Speaker, ChatId)> = Vec::new();
    for n in 0..8 {
        let visit = one.visit(&token(&format!("visitor{n}"))).await;
        let (chat, _) = one.ask(visit.seat, "Hello").await;
        two.switchboard.accept(&ann, chat).await.unwrap().unwrap();
        chats.push((Speaker::Visitor(visit.seat), chat));
    }
    let ann_speaks = Speaker::Operator(ann);
    let said = (0..10).flat_map(|n| chats.iter().map(move |(visitor, chat)| (n, visitor, *chat)));
    futures::future::join_all(said.map(|(n, visitor, chat)| {
        let (one, two, ann_speaks) = (&one, &two, &ann_speaks);
        async move {
            let (question, answer) = (format!("question {n}"), format!("answer {n}"));
            let said = tokio::join!(one.say(visitor, chat, &question), two.say(ann_speaks, chat, &answer));
            said.0.and(said.1).unwrap()
        }
    }))
    .await;
    for (visitor, chat) in &chats {
        let messages = one.read(visitor, *chat).await;
        assert_eq!(messages.iter().map(|m| m.seq.0).collect::<Vec<_>>(), (1..=22).collect::<Vec<_>>());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_nats_each_node_goes_on_and_catches_up() {
    let nats = Nats::start();
    let (way_one, way_two) = (nats.way().await, nats.way().await);
    let one = Stage::first_node(&way_one).await;
    let two = one.another_node(&way_two).await;
    know_each_other(&[&one, &two]).await;
    let ann = one.sign_in().await;
    let mut here = one.switchboard.open_console(ann.clone()).await.unwrap();
    let mut there = two.switchboard.open_console(ann.clone()).await.unwrap();
    let visit = one.visit(&token("vera")).await;
    let (vera, ann_speaks) = (Speaker::Visitor(visit.seat), Speaker::Operator(ann.clone()));
    let (chat, _) = one.ask(visit.seat, "before").await;
    while hear(&mut there.events, said).await.1 != "before" {}

    way_one.cut();
    way_two.cut();
    let mut second_tab = one.visit(&token("vera")).await;
    let own = &mut second_tab.own;
    one.switchboard.accept(&ann, chat).await.unwrap().unwrap();
    for n in 0..50 {
        one.say(&vera, chat, &format!("question {n}")).await.unwrap();
        while hear(&mut here.events, said).await.1 != format!("question {n}") {}
        // Written on the other node: stored at once, received here when NATS is back.
        two.say(&ann_speaks, chat, &format!("answer {n}")).await.unwrap();
    }
    // The nodes that are cut off forget each other; what is on this node is still there.
    until(async || two.list().await.is_empty()).await;
    assert_eq!(one.list().await.len(), 1);

    way_one.mend();
    way_two.mend();
    lagged(&mut there.events).await;
    lagged(own).await;
    let snapshot = two.switchboard.snapshot(&ann).await.unwrap();
    assert_eq!(snapshot.chats[0].last_seq, Seq(102));
    let refreshed = one.switchboard.refresh_visit(visit.seat).await.unwrap();
    assert_eq!((refreshed.chat.unwrap().last_seq, refreshed.newest.unwrap().seq), (Seq(102), Seq(102)));
    assert_eq!(two.read(&ann_speaks, chat).await, one.read(&vera, chat).await);
    until(async || two.list().await.len() == 1).await;
    assert_eq!(two.list().await, one.list().await);
    // And it is live again, both ways.
    two.say(&ann_speaks, chat, "there you are").await.unwrap();
    hear_after_all(own, |event| said(event).is_some_and(|(_, text)| text == "there you are")).await;
    one.say(&vera, chat, "here I am").await.unwrap();
    hear_after_all(&mut there.events, |event| said(event).is_some_and(|(seq, _)| seq == Seq(104))).await;

    // The visitor's node misses the end of the chat; its visitor list shows it all the same.
    assert_eq!(one.list().await[0].status, VisitorStatus::Chatting("Support".into()));
    way_one.cut();
    two.switchboard.close(ann_speaks, chat).await.unwrap().unwrap();
    way_one.mend();
    for node in [&one, &two] {
        until(async || node.list().await.iter().any(|view| view.status == VisitorStatus::Online)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_may_start_before_nats() {
    let nats = Nats::start();
    let (way_one, way_two) = (nats.way().await, nats.way().await);
    way_two.cut();
    let one = Stage::first_node(&way_one).await;
    let two = one.another_node(&way_two).await;
    let vera = one.visit(&token("vera")).await;
    let victor = two.visit(&token("victor")).await;
    let (chat, _) = two.ask(victor.seat, "Is anybody there?").await;
    let ann = one.sign_in().await;
    let mut console = one.switchboard.open_console(ann.clone()).await.unwrap();
    way_two.mend();
    lagged(&mut console.events).await;
    assert_eq!(one.switchboard.snapshot(&ann).await.unwrap().chats[0].id, chat);
    for node in [&one, &two] {
        until(async || node.list().await.len() == 2).await;
    }
    drop((vera, victor));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_dies_takes_only_its_sockets_along() {
    let nats = Nats::start();
    let one = Stage::first_node(&nats.way().await).await;
    let two = one.another_node(&nats.way().await).await;
    know_each_other(&[&one, &two]).await;
    let ann = one.sign_in().await;
    let mut console = one.switchboard.open_console(ann.clone()).await.unwrap();
    one.switchboard.set_status(&ann, Status::Away).await.unwrap();
    let (visit, second) = (two.visit(&token("vera")).await, one.visit(&token("victor")).await);
    let (chat, _) = two.ask(visit.seat, "Hello").await;
    until(async || one.list().await.len() == 2).await;

    // Gone without a word: the connection is cut before its sockets close.
    let (visitor, died) = (visit.seat.visitor, Instant::now());
    drop(two);
    drop(visit);
    hear_after_all(&mut console.events, |event| *event == Event::VisitorLeft(visitor)).await;
    assert!(died.elapsed() > Duration::from_secs(5), "it was no death: {:?}", died.elapsed());
    assert!(died.elapsed() < Duration::from_secs(10), "{:?}", died.elapsed());
    assert_eq!(one.list().await.len(), 1);
    // The visitor's panel reconnects to the remaining node, and everything is there.
    let back = one.visit(&token("vera")).await;
    assert_eq!(back.welcome.chat.as_ref().unwrap().id, chat);
    assert_eq!(back.welcome.messages[0].body, Body::Text("Hello".into()));
    drop(second);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_operators_of_a_dead_node_are_not_available() {
    let nats = Nats::start();
    let one = Stage::first_node(&nats.way().await).await;
    let two = one.another_node(&nats.way().await).await;
    know_each_other(&[&one, &two]).await;
    let ann = two.sign_in().await;
    let console = two.switchboard.open_console(ann).await.unwrap();
    let mut visit = one.visit(&token("vera")).await;
    until(async || one.visit(&token("victor")).await.welcome.available).await;
    drop(two);
    drop(console);
    until_available(&one, &mut visit, false).await;
    assert!(!one.visit(&token("viola")).await.welcome.available);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_third_node_that_joins_late_has_the_whole_list() {
    let nats = Nats::start();
    let one = Stage::first_node(&nats.way().await).await;
    let two = one.another_node(&nats.way().await).await;
    let ann = two.sign_in().await;
    let _console = two.switchboard.open_console(ann).await.unwrap();
    let mut visits = Vec::new();
    for n in 0..300 {
        // Long titles, so that the census takes several pieces.
        let mut hello = one.hello(&token(&format!("visitor{n}")));
        hello.page.title = "x".repeat(1_500);
        visits.push(if n % 2 == 0 { one.visit_with(hello).await } else { two.visit_with(hello).await });
    }
    let three = two.another_node(&nats.way().await).await;
    until(async || three.list().await.len() == 300).await;
    assert!(three.visit(&token("vera")).await.welcome.available);
    drop(visits.split_off(150));
    for node in [&one, &two, &three] {
        until(async || node.list().await.len() == 150).await;
    }
    assert_eq!(one.list().await, three.list().await);
    assert_eq!(two.list().await, three.list().await);
}

#[tokio::test]
async fn several_nodes_do_not_share_an_sqlite_file() {
    let nats = chat::Nats::new("nats://127.0.0.1:4222", "switchboard").unwrap();
    let error = Switchboard::open_node("sqlite:chat.db", nats, Sources::system()).await.err().unwrap();
    assert!(matches!(error, OpenError::NotShared) && error.to_string().contains("PostgreSQL"), "{error}");
}

/// Returns when each node has heard of all others and their exchange has settled.
async fn know_each_other(nodes: &[&Stage]) {
    let mut heralds = Vec::new();
    for (n, node) in nodes.iter().enumerate() {
        heralds.push(node.visit(&token(&format!("herald{n}"))).await);
    }
    for node in nodes {
        until(async || node.list().await.len() == nodes.len()).await;
    }
    drop(heralds);
    for node in nodes {
        until(async || node.list().await.is_empty()).await;
    }
}

/// The text of a message, and its number.
fn said(event: &Event) -> Option<(Seq, String)> {
    match event {
        Event::Message(message, _) => match &message.body {
            Body::Text(text) => Some((message.seq, text.clone())),
            _ => None,
        },
        _ => None,
    }
}

fn page(url: &str) -> Page {
    Page { url: url.to_owned(), title: String::new(), referrer: String::new() }
}
