//! Asking, accepting, saying, catching up, closing.

use chat::{Browser, Refused, Speaker, bus::Event};
use wire::{
    Author, Body, ChatState, Notice, Seq, Span,
    text::BadText,
    visitor::{Ask, Refusal},
};

use crate::{
    on_each_database,
    support::{Stage, hear, token},
};

on_each_database! {
    a_conversation_has_one_gapless_order
    a_repeated_message_is_the_same_message
    a_repeated_question_is_the_same_chat
    a_visitor_has_one_open_chat
    many_speak_at_once
    of_two_accepts_one_succeeds
    a_stranger_finds_nothing
    what_is_out_of_turn_is_refused
    bad_text_is_refused_and_harms_nobody
    a_client_that_was_away_gets_what_it_lacks
    news_comes_in_the_order_of_the_commits
    a_chat_of_many_messages_is_read_page_by_page
}

async fn a_conversation_has_one_gapless_order(stage: &Stage) {
    let ann = stage.sign_in().await;
    let visit = stage.visit(&token("vera")).await;
    let (vera, ann_speaks) = (Speaker::Visitor(visit.seat), Speaker::Operator(ann.clone()));
    let (chat, stored) = stage.ask(visit.seat, "Is it in stock?").await;
    assert_eq!(stored.place, Some((chat, Seq(1))));
    stage.switchboard.accept(&ann, chat).await.unwrap().unwrap();
    for n in 0..10 {
        stage.say(&ann_speaks, chat, &format!("answer {n}")).await.unwrap();
        stage.say(&vera, chat, &format!("question {n}")).await.unwrap();
    }
    stage.switchboard.close(ann_speaks.clone(), chat).await.unwrap().unwrap();

    let messages = stage.read(&vera, chat).await;
    assert_eq!(messages, stage.read(&ann_speaks, chat).await);
    assert_eq!(messages.iter().map(|m| m.seq.0).collect::<Vec<_>>(), (1..=23).collect::<Vec<_>>());
    assert!(messages.is_sorted_by_key(|message| message.at));
    assert_eq!(messages[0].author, Author::Visitor);
    assert_eq!(messages[1].body, Body::Notice(Notice::Accepted { name: "Support".into() }));
    assert!(
        matches!(&messages[2].author, Author::Operator(by) if by.id == ann.operator && by.name == "Support")
    );
    assert_eq!(messages[3].body, Body::Text("question 0".into()));
    assert_eq!(messages[22].body, Body::Notice(Notice::ClosedByOperator { name: "Support".into() }));
}

async fn a_repeated_message_is_the_same_message(stage: &Stage) {
    let visit = stage.visit(&token("vera")).await;
    let vera = Speaker::Visitor(visit.seat);
    let (chat, _) = stage.ask(visit.seat, "Hello").await;
    let id = stage.id();
    let first = stage.say_as(id, &vera, chat, "once").await.unwrap();
    let second = stage.say_as(id, &vera, chat, "once").await.unwrap();
    assert_eq!(first, second);
    stage.switchboard.close(vera.clone(), chat).await.unwrap().unwrap();
    // The acknowledgement was lost and the chat has ended meanwhile. The message is stored all the
    // same, and the answer says so.
    assert_eq!(stage.say_as(id, &vera, chat, "once").await.unwrap(), first);
    let texts =
        stage.read(&vera, chat).await.into_iter().filter(|m| m.body == Body::Text("once".into())).count();
    assert_eq!(texts, 1);
}

async fn a_repeated_question_is_the_same_chat(stage: &Stage) {
    let visit = stage.visit(&token("vera")).await;
    let ask = Ask {
        chat: stage.id(),
        name: "Vera".into(),
        id: stage.id(),
        text: "Hello".into(),
        department: None,
        email: String::new(),
        answers: vec![],
    };
    let first = stage.switchboard.ask(visit.seat, ask.clone()).await.unwrap().unwrap();
    let second = stage.switchboard.ask(visit.seat, ask.clone()).await.unwrap().unwrap();
    assert_eq!(first, second);
    stage.switchboard.close(Speaker::Visitor(visit.seat), ask.chat).await.unwrap().unwrap();
    assert_eq!(stage.switchboard.ask(visit.seat, ask).await.unwrap().unwrap(), first);
}

async fn a_visitor_has_one_open_chat(stage: &Stage) {
    let visit = stage.visit(&token("vera")).await;
    let (first, _) = stage.ask(visit.seat, "from one tab").await;
    let (second, stored) = stage.ask(visit.seat, "from another tab").await;
    assert_eq!((first, stored.place), (second, Some((first, Seq(2)))));
    stage.switchboard.close(Speaker::Visitor(visit.seat), first).await.unwrap().unwrap();
    let (third, _) = stage.ask(visit.seat, "again").await;
    assert_ne!(first, third);
}

async fn many_speak_at_once(stage: &Stage) {
    let visit = stage.visit(&token("vera")).await;
    let vera = Speaker::Visitor(visit.seat);
    let (chat, _) = stage.ask(visit.seat, "Hello").await;
    let said = futures::future::join_all((0..200).map(|n| {
        let vera = vera.clone();
        async move { stage.say(&vera, chat, &n.to_string()).await.unwrap().place.unwrap().1 }
    }))
    .await;
    let mut numbers: Vec<u32> = said.into_iter().map(|seq| seq.0).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (2..=201).collect::<Vec<_>>());
    assert_eq!(stage.read(&vera, chat).await.len(), 201);
}

async fn of_two_accepts_one_succeeds(stage: &Stage) {
    let ann = stage.sign_in().await;
    let visit = stage.visit(&token("vera")).await;
    let (chat, _) = stage.ask(visit.seat, "Hello").await;
    let (one, two) = tokio::join!(stage.switchboard.accept(&ann, chat), stage.switchboard.accept(&ann, chat));
    // The same operator twice: a repeated click, not a race that they could lose against
    // themselves.
    assert_eq!((one.unwrap(), two.unwrap()), (Ok(()), Ok(())));
    let notices =
        stage.read(&Speaker::Operator(ann), chat).await.into_iter().filter(|m| m.author == Author::System);
    assert_eq!(notices.count(), 1);
}

async fn a_stranger_finds_nothing(stage: &Stage) {
    let visit = stage.visit(&token("vera")).await;
    let stranger = stage.visit(&token("mallory")).await;
    let mallory = Speaker::Visitor(stranger.seat);
    let (chat, _) = stage.ask(visit.seat, "my secret").await;
    assert_eq!(stage.say(&mallory, chat, "me too").await, Err(Refused::NotFound));
    assert_eq!(
        stage.switchboard.catch_up(&mallory, chat, Span::After(Seq(0))).await.unwrap(),
        Err(Refused::NotFound)
    );
    assert_eq!(stage.switchboard.close(mallory, chat).await.unwrap(), Err(Refused::NotFound));
    let ask = Ask {
        chat,
        name: String::new(),
        id: stage.id(),
        text: "mine now".into(),
        department: None,
        email: String::new(),
        answers: vec![],
    };
    assert_eq!(stage.switchboard.ask(stranger.seat, ask).await.unwrap(), Err(Refused::NotFound));
    assert_eq!(stage.read(&Speaker::Visitor(visit.seat), chat).await.len(), 1);

    let mut hello = stage.hello(&token("vera"));
    hello.site = "nosuchkey".into();
    let refused = stage.switchboard.visit(hello, Browser::default()).await.unwrap().err();
    assert_eq!(refused, Some(Refusal::UnknownSite));
    let refused = stage.switchboard.visit(stage.hello("short"), Browser::default()).await.unwrap().err();
    assert_eq!(refused, Some(Refusal::BadToken));
}

async fn what_is_out_of_turn_is_refused(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ann_speaks = Speaker::Operator(ann.clone());
    let visit = stage.visit(&token("vera")).await;
    let vera = Speaker::Visitor(visit.seat);
    assert_eq!(stage.say(&vera, stage.id(), "to nobody").await, Err(Refused::NotFound));
    assert_eq!(stage.switchboard.accept(&ann, stage.id()).await.unwrap(), Err(Refused::NotFound));
    let (chat, _) = stage.ask(visit.seat, "Hello").await;
    assert_eq!(stage.say(&ann_speaks, chat, "not accepted").await, Err(Refused::NotAccepted));
    stage.switchboard.close(vera.clone(), chat).await.unwrap().unwrap();
    assert_eq!(stage.switchboard.close(vera.clone(), chat).await.unwrap(), Ok(()));
    assert_eq!(stage.switchboard.accept(&ann, chat).await.unwrap(), Err(Refused::Closed));
    assert_eq!(stage.say(&vera, chat, "too late").await, Err(Refused::Closed));
    assert_eq!(stage.say(&ann_speaks, chat, "too late").await, Err(Refused::Closed));
    assert_eq!(stage.read(&vera, chat).await.len(), 2);
}

async fn bad_text_is_refused_and_harms_nobody(stage: &Stage) {
    let visit = stage.visit(&token("vera")).await;
    let vera = Speaker::Visitor(visit.seat);
    let (chat, _) = stage.ask(visit.seat, "Hello").await;
    let too_long = "x".repeat(wire::text::MAX_TEXT + 1);
    let (long, empty, good) = tokio::join!(
        stage.say(&vera, chat, &too_long),
        stage.say(&vera, chat, " \0 "),
        stage.say(&vera, chat, "a\0b\u{1b}c\n☎")
    );
    assert_eq!(long, Err(Refused::BadText(BadText::TooLong { limit: 4_000 })));
    assert_eq!(empty, Err(Refused::BadText(BadText::Empty)));
    assert!(good.is_ok());
    let messages = stage.read(&vera, chat).await;
    assert_eq!(messages.last().unwrap().body, Body::Text("abc\n☎".into()));
    assert_eq!(messages.len(), 2);
}

async fn a_client_that_was_away_gets_what_it_lacks(stage: &Stage) {
    let visit = stage.visit(&token("vera")).await;
    let vera = Speaker::Visitor(visit.seat);
    let (chat, _) = stage.ask(visit.seat, "one").await;
    for text in ["two", "three", "four"] {
        stage.say(&vera, chat, text).await.unwrap();
    }
    let mut hello = stage.hello(&token("vera"));
    hello.has = Some((chat, Seq(2)));
    let back = stage.visit_with(hello).await;
    assert_eq!(back.seat, visit.seat);
    assert_eq!(back.welcome.chat.as_ref().map(|chat| chat.last_seq), Some(Seq(4)));
    assert_eq!(back.welcome.messages.iter().map(|m| m.seq.0).collect::<Vec<_>>(), [3, 4]);
    // The client's messages are of another chat, so it gets this one from the start.
    let mut hello = stage.hello(&token("vera"));
    hello.has = Some((stage.id(), Seq(2)));
    assert_eq!(stage.visit_with(hello).await.welcome.messages.len(), 4);
    // A chat that ended long ago is not shown again.
    stage.switchboard.close(vera, chat).await.unwrap().unwrap();
    assert_eq!(
        stage.visit(&token("vera")).await.welcome.chat.as_ref().map(|chat| chat.state),
        Some(ChatState::Closed)
    );
    stage.pass(std::time::Duration::from_secs(25 * 60 * 60));
    assert_eq!(stage.visit(&token("vera")).await.welcome.chat, None);
}

async fn news_comes_in_the_order_of_the_commits(stage: &Stage) {
    let ann = stage.sign_in().await;
    let mut console = stage.switchboard.open_console(ann.clone()).await.unwrap();
    let visit = stage.visit(&token("vera")).await;
    let vera = Speaker::Visitor(visit.seat);
    let (chat, _) = stage.ask(visit.seat, "Hello").await;
    stage.switchboard.accept(&ann, chat).await.unwrap().unwrap();
    futures::future::join_all((0..50).map(|n| {
        let vera = vera.clone();
        async move { stage.say(&vera, chat, &n.to_string()).await.unwrap() }
    }))
    .await;
    stage.switchboard.close(vera, chat).await.unwrap().unwrap();
    let mut heard = Vec::new();
    let mut states = Vec::new();
    while states.last() != Some(&ChatState::Closed) {
        hear(&mut console.events, |event| match event {
            Event::Message(message, _) => {
                heard.push(message.seq.0);
                Some(())
            }
            Event::Chat(chat) => {
                states.push(chat.state);
                Some(())
            }
            _ => None,
        })
        .await;
    }
    assert_eq!(heard, (1..=53).collect::<Vec<_>>());
    assert_eq!(states, [ChatState::Requesting, ChatState::Active, ChatState::Closed]);
}

async fn a_chat_of_many_messages_is_read_page_by_page(stage: &Stage) {
    let visit = stage.visit(&token("vera")).await;
    let vera = Speaker::Visitor(visit.seat);
    let (chat, _) = stage.ask(visit.seat, "0").await;
    for n in 1..450 {
        stage.say(&vera, chat, &n.to_string()).await.unwrap();
    }
    let (first, more) = stage.switchboard.catch_up(&vera, chat, Span::After(Seq(0))).await.unwrap().unwrap();
    assert_eq!((first.len(), more), (200, true));
    assert_eq!(stage.read(&vera, chat).await.len(), 450);
}
