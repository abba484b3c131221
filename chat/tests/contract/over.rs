//! Operators who took part in a chat can go on reading their part, and have it in their list until
//! they remove it (manual A15).

use std::time::Duration;

use chat::{Console, Refused, SignedIn, Speaker, Visit, bus::Event};
use wire::{
    Body, ChatId, ChatState, Marks, OfferKind, OperatorRef, Seq, Span,
    operator::{MOST_OVER, Over, OverChat},
};

use crate::{
    on_each_database,
    support::{Stage, hear, token},
};

on_each_database! {
    who_ended_it_is_told_to_those_who_were_in_it
    a_chat_that_was_given_away_is_read_up_to_there_and_no_further
    nobody_reads_more_than_before
    what_is_put_away_is_out_of_the_list_and_readable
    a_chat_that_goes_on_is_active_again
    whose_connection_was_lost_hears_what_became_of_it
    who_leaves_a_chat_has_left_it_to_the_others
    a_list_holds_the_latest
}

/// Ann the administrator, Ben and Eve at their consoles, and a chat of Vera's that Ben has.
struct Scene {
    ann: SignedIn,
    ben: SignedIn,
    eve: SignedIn,
    vera: Speaker,
    visit: Visit,
    chat: ChatId,
    consoles: Vec<Console>,
}

async fn scene(stage: &Stage) -> Scene {
    let ann = stage.sign_in().await;
    let (ben, eve) = (stage.sign_in_new(&ann, "Ben").await, stage.sign_in_new(&ann, "Eve").await);
    let mut consoles = Vec::new();
    for who in [&ben, &eve] {
        consoles.push(stage.switchboard.open_console(who.clone()).await.unwrap());
    }
    let visit = stage.visit(&token("vera")).await;
    let (chat, _) = stage.ask(visit.seat, "Is it in stock?").await;
    stage.switchboard.accept(&ben, chat).await.unwrap().unwrap();
    Scene { ann, ben, eve, vera: Speaker::Visitor(visit.seat), visit, chat, consoles }
}

impl Scene {
    async fn give_away(&self, stage: &Stage) {
        let (switchboard, chat) = (&stage.switchboard, self.chat);
        switchboard.offer(&self.ben, chat, self.eve.operator, OfferKind::Transfer).await.unwrap().unwrap();
        switchboard.take(&self.eve, chat).await.unwrap().unwrap();
    }
}

fn named(who: &SignedIn) -> OperatorRef {
    who.as_operator()
}

fn speaker(who: &SignedIn) -> Speaker {
    Speaker::Operator(who.clone())
}

async fn over(stage: &Stage, who: &SignedIn) -> Vec<OverChat> {
    stage.switchboard.snapshot(who).await.unwrap().over
}

async fn how(stage: &Stage, who: &SignedIn) -> Vec<Over> {
    over(stage, who).await.into_iter().map(|over| over.how).collect()
}

async fn said(stage: &Stage, who: &SignedIn, chat: ChatId) -> Vec<String> {
    let messages = stage.read(&speaker(who), chat).await;
    messages.iter().filter_map(|message| message.body.said()).map(str::to_owned).collect()
}

async fn who_ended_it_is_told_to_those_who_were_in_it(stage: &Stage) {
    let mut scene = scene(stage).await;
    let Scene { ann, ben, eve, chat, .. } = &scene;
    stage.switchboard.offer(ben, *chat, eve.operator, OfferKind::Join).await.unwrap().unwrap();
    stage.switchboard.take(eve, *chat).await.unwrap().unwrap();
    assert_eq!(how(stage, ben).await, [], "it goes on");
    stage.switchboard.close(scene.vera.clone(), *chat).await.unwrap().unwrap();
    for who in [ben, eve] {
        let listed = over(stage, who).await;
        let [over] = &listed[..] else { panic!("it has vanished for {}", who.name) };
        assert_eq!((over.chat.id, over.chat.state, &over.how), (*chat, ChatState::Closed, &Over::ByVisitor));
    }
    assert_eq!(how(stage, ann).await, [], "she was not in it");
    let heard = |event: &Event| match event {
        Event::Over(whose, over) => Some((*whose, over.how.clone())),
        _ => None,
    };
    assert_eq!(hear(&mut scene.consoles[0].events, heard).await, (scene.ben.operator, Over::ByVisitor));

    // Ended by an operator who is in it, and by one who is not.
    for by in [&scene.ben, &scene.ann] {
        let (chat, _) = stage.ask(scene.visit.seat, "Again").await;
        stage.switchboard.accept(&scene.ben, chat).await.unwrap().unwrap();
        stage.switchboard.close(speaker(by), chat).await.unwrap().unwrap();
        assert_eq!(how(stage, &scene.ben).await.last(), Some(&Over::ByOperator(named(by))));
    }
    assert_eq!(how(stage, &scene.eve).await, [Over::ByVisitor]);
}

async fn a_chat_that_was_given_away_is_read_up_to_there_and_no_further(stage: &Stage) {
    let scene = scene(stage).await;
    let Scene { ben, eve, vera, chat, .. } = &scene;
    stage.say(&speaker(ben), *chat, "I ask Eve").await.unwrap();
    let decided = stage.switchboard.decisions(ben, *chat).await.unwrap().unwrap();
    assert!(!decided.is_empty());
    scene.give_away(stage).await;
    stage.say(vera, *chat, "My card is 1234").await.unwrap();
    stage.say(&speaker(eve), *chat, "Thank you").await.unwrap();
    let listed = over(stage, ben).await;
    let [given] = &listed[..] else { panic!("it has vanished") };
    assert_eq!(given.how, Over::TakenBy(named(eve)));
    assert_eq!((given.chat.state, &given.chat.operator), (ChatState::Active, &Some(named(eve))));
    assert_eq!(given.chat.last_seq, Seq(4), "request, accepted, what Ben said, handed over");
    assert_eq!(given.chat.operator_marks, Marks::default());

    assert_eq!(said(stage, ben, *chat).await, ["Is it in stock?", "I ask Eve"]);
    for span in [
        Span::After(Seq(0)),
        Span::After(Seq(4)),
        Span::After(Seq(5)),
        Span::Before(Seq(u32::MAX)),
        Span::Before(Seq(7)),
        Span::Around(Seq(6)),
    ] {
        let read = stage.switchboard.catch_up(&speaker(ben), *chat, span).await.unwrap().unwrap();
        assert!(read.0.iter().all(|message| message.seq <= Seq(4)) && !read.1, "{span:?}: {read:?}");
        assert!(!read.0.is_empty() || matches!(span, Span::After(Seq(4 | 5))), "{span:?}");
    }
    let (first, more) =
        stage.switchboard.catch_up(&speaker(ben), *chat, Span::Before(Seq(3))).await.unwrap().unwrap();
    assert_eq!((first.len(), more), (2, true));
    let written = stage.switchboard.transcript(ben, *chat, "UTC").await.unwrap().unwrap().as_text();
    assert!(written.contains("I ask Eve") && !written.contains("1234"), "{written}");

    assert_eq!(stage.switchboard.decisions(ben, *chat).await.unwrap(), Ok(decided));
    // Ben can read it, and nothing more.
    let refused = Err(Refused::NotFound);
    assert_eq!(stage.say(&speaker(ben), *chat, "Still me").await, Err(Refused::NotFound));
    assert_eq!(stage.switchboard.close(speaker(ben), *chat).await.unwrap(), refused);
    assert_eq!(stage.switchboard.leave(ben, *chat).await.unwrap(), refused);
    let marks = Marks { delivered: Seq(4), read: Seq(4) };
    assert_eq!(stage.switchboard.mark(speaker(ben), *chat, marks).await.unwrap(), refused);

    // Its later end does not concern them.
    stage.switchboard.close(vera.clone(), *chat).await.unwrap().unwrap();
    assert_eq!(how(stage, ben).await, [Over::TakenBy(named(eve))]);
    assert_eq!(how(stage, eve).await, [Over::ByVisitor]);
    let visitor = scene.visit.seat.visitor;
    let past = stage.switchboard.dossier(ben, visitor).await.unwrap().unwrap().past.chats;
    assert_eq!((past.len(), past[0].messages), (1, 4));
    assert_eq!(said(stage, eve, *chat).await.len(), 4);
}

async fn nobody_reads_more_than_before(stage: &Stage) {
    let scene = scene(stage).await;
    let Scene { ann, ben, eve, chat, .. } = &scene;
    let zoe = stage.sign_in_new(ann, "Zoe").await;
    stage.switchboard.offer(ben, *chat, zoe.operator, OfferKind::Transfer).await.unwrap().unwrap_err();
    let consoles = stage.switchboard.open_console(zoe.clone()).await.unwrap();
    stage.switchboard.offer(ben, *chat, zoe.operator, OfferKind::Transfer).await.unwrap().unwrap();
    stage.switchboard.refuse(&zoe, *chat).await.unwrap().unwrap();
    scene.give_away(stage).await;
    // An operator whom it was only offered to did not take part in it.
    let after = Span::After(Seq(0));
    let reads = async |who: &SignedIn| stage.switchboard.catch_up(&speaker(who), *chat, after).await.unwrap();
    assert_eq!(reads(&zoe).await, Err(Refused::NotFound));
    assert!(stage.switchboard.transcript(&zoe, *chat, "UTC").await.unwrap().is_none());
    assert_eq!(stage.switchboard.put_away(&zoe, Some(*chat)).await.unwrap(), Err(Refused::NotFound));
    assert_eq!(stage.switchboard.put_away(&zoe, None).await.unwrap(), Ok(()), "she has none");
    assert_eq!(over(stage, &zoe).await, []);
    assert!(reads(ben).await.is_ok() && reads(eve).await.is_ok() && reads(ann).await.is_ok());
    // Nor can another visitor read it, or an operator read what colleagues say to each other.
    let olga = Speaker::Visitor(stage.visit(&token("olga")).await.seat);
    assert_eq!(stage.switchboard.catch_up(&olga, *chat, after).await.unwrap(), Err(Refused::NotFound));
    let talk = stage.switchboard.talk(ben, eve.operator).await.unwrap().unwrap().id;
    assert_eq!(
        stage.switchboard.catch_up(&speaker(&zoe), talk, after).await.unwrap(),
        Err(Refused::NotFound)
    );
    stage.switchboard.close(scene.vera.clone(), *chat).await.unwrap().unwrap();
    assert_eq!(reads(&zoe).await, Err(Refused::NotFound));
    drop(consoles);
}

async fn what_is_put_away_is_out_of_the_list_and_readable(stage: &Stage) {
    let mut scene = scene(stage).await;
    let (ben, eve, first) = (scene.ben.clone(), scene.eve.clone(), scene.chat);
    assert_eq!(stage.switchboard.put_away(&ben, Some(first)).await.unwrap(), Ok(()), "it is not over");
    scene.give_away(stage).await;
    let (second, _) = stage.ask(stage.visit(&token("olga")).await.seat, "Me too").await;
    stage.switchboard.accept(&ben, second).await.unwrap().unwrap();
    stage.switchboard.close(speaker(&ben), second).await.unwrap().unwrap();
    let ids = async || over(stage, &ben).await.into_iter().map(|over| over.chat.id).collect::<Vec<_>>();
    assert_eq!(ids().await, [first, second]);
    for _ in 0..2 {
        stage.switchboard.put_away(&ben, Some(first)).await.unwrap().unwrap();
        assert_eq!(ids().await, [second]);
    }
    let away = |event: &Event| match event {
        Event::PutAway(whose, chats) => Some((*whose, chats.clone())),
        _ => None,
    };
    assert_eq!(hear(&mut scene.consoles[0].events, away).await, (ben.operator, vec![first]));
    stage.switchboard.put_away(&ben, None).await.unwrap().unwrap();
    assert_eq!(ids().await, []);
    assert_eq!(hear(&mut scene.consoles[0].events, away).await, (ben.operator, vec![second]));
    assert_eq!(said(stage, &ben, first).await, ["Is it in stock?"]);
    assert_eq!(said(stage, &ben, second).await, ["Me too"]);
    // Eve has removed nothing from the list.
    stage.switchboard.close(scene.vera.clone(), first).await.unwrap().unwrap();
    assert_eq!(how(stage, &eve).await, [Over::ByVisitor]);
    assert_eq!(ids().await, []);
}

async fn a_chat_that_goes_on_is_active_again(stage: &Stage) {
    let scene = scene(stage).await;
    let Scene { ben, eve, vera, chat, visit, .. } = &scene;
    stage.switchboard.close(vera.clone(), *chat).await.unwrap().unwrap();
    stage.switchboard.put_away(ben, Some(*chat)).await.unwrap().unwrap();
    stage.ask_in(visit.seat, *chat, "One more thing").await.unwrap();
    stage.switchboard.accept(ben, *chat).await.unwrap().unwrap();
    assert_eq!(how(stage, ben).await, []);
    assert_eq!(said(stage, ben, *chat).await, ["Is it in stock?", "One more thing"]);
    stage.switchboard.close(vera.clone(), *chat).await.unwrap().unwrap();
    assert_eq!(how(stage, ben).await, [Over::ByVisitor], "it is over anew");
    // The same when a new question reopens it: for Ben it stays over as before, and the new
    // messages are not for them.
    stage.ask_in(visit.seat, *chat, "And another").await.unwrap();
    stage.switchboard.accept(eve, *chat).await.unwrap().unwrap();
    stage.say(&speaker(eve), *chat, "Yes?").await.unwrap();
    assert_eq!(how(stage, ben).await, [Over::ByVisitor]);
    assert_eq!(said(stage, ben, *chat).await, ["Is it in stock?", "One more thing"]);
    assert_eq!(said(stage, eve, *chat).await.len(), 4);
    assert_eq!(over(stage, ben).await[0].chat.state, ChatState::Closed);
}

async fn whose_connection_was_lost_hears_what_became_of_it(stage: &Stage) {
    let mut scene = scene(stage).await;
    let (olga, bens) = (stage.visit(&token("olga")).await, scene.consoles.remove(0));
    let (hers, _) = stage.ask(olga.seat, "Me next").await;
    stage.switchboard.accept(&scene.ben, hers).await.unwrap().unwrap();
    drop(bens);
    for _ in 0..4 {
        stage.pass(Duration::from_secs(20));
        stage.switchboard.tend().await.unwrap();
    }
    assert_eq!(how(stage, &scene.ben).await, [Over::Lost, Over::Lost]);
    stage.switchboard.accept(&scene.eve, scene.chat).await.unwrap().unwrap();
    drop(olga);
    for _ in 0..9 {
        stage.pass(Duration::from_secs(20));
        stage.switchboard.tend().await.unwrap();
    }
    let mut known: Vec<_> =
        over(stage, &scene.ben).await.into_iter().map(|over| (over.chat.id, over.how)).collect();
    known.sort_by_key(|(chat, _)| *chat);
    assert_eq!(known, [(scene.chat, Over::TakenBy(named(&scene.eve))), (hers, Over::VisitorLeft)]);
}

async fn who_leaves_a_chat_has_left_it_to_the_others(stage: &Stage) {
    let scene = scene(stage).await;
    let Scene { ann, ben, chat, .. } = &scene;
    stage.switchboard.join(ann, *chat).await.unwrap().unwrap();
    stage.switchboard.leave(ben, *chat).await.unwrap().unwrap();
    stage.say(&speaker(ann), *chat, "Among us").await.unwrap();
    assert_eq!(how(stage, ben).await, [Over::LeftTo(named(ann))]);
    assert_eq!(how(stage, ann).await, []);
    let read = stage.read(&speaker(ben), *chat).await;
    assert!(read.iter().all(|message| message.body != Body::Text("Among us".into())));
    assert_eq!(read.len(), 4, "the request, accepted, joined, left");
}

async fn a_list_holds_the_latest(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let visit = stage.visit(&token("vera")).await;
    let mut all = Vec::new();
    for _ in 0..MOST_OVER + 2 {
        let chat = stage.id();
        let invited = stage.switchboard.invite(&ben, visit.seat.visitor, chat, stage.id(), "Hello").await;
        invited.unwrap().unwrap();
        stage.switchboard.answer_invitation(visit.seat, chat, true).await.unwrap().unwrap();
        stage.switchboard.close(speaker(&ben), chat).await.unwrap().unwrap();
        all.push(chat);
    }
    let listed: Vec<_> = over(stage, &ben).await.into_iter().map(|over| over.chat.id).collect();
    assert_eq!(listed, all[2..]);
    assert_eq!(said(stage, &ben, all[0]).await, ["Hello"], "what is out of the list is still readable");
}
