//! A chat's whole life: invitations, transfer, several operators, and what time does.

use std::{pin::pin, time::Duration};

use chat::{Audience, Refused, SignedIn, Speaker, bus::Event};
use futures::FutureExt;
use wire::{
    Body, ChatId, ChatState, ChatView, Content, Marks, Notice, OfferKind, Seq,
    administration::{Action, AuditPart},
    operator::OfferEnd,
    operator::VisitorStatus,
    visitor::{End, Hello},
};

use crate::{
    on_each_database,
    support::{Stage, hear, token},
};

on_each_database! {
    a_transfer_that_is_taken_changes_hands
    a_transfer_that_nobody_takes_comes_back
    an_offer_to_nobody_there_is_refused
    several_operators_are_in_one_chat
    an_invitation_is_taken_by_answering_it
    an_invitation_is_declined_or_runs_out
    a_request_of_a_visitor_who_has_gone_is_missed
    a_chat_whose_operator_has_vanished_is_asked_for_again
    after_a_long_break_nobody_loses_his_chat
    a_returning_visitor_reopens_his_chat
    marks_only_grow
    a_pushed_address_has_one_receipt
    what_is_typed_is_shown_only_where_that_is_on
    operators_talk_among_themselves
    what_an_operator_says_at_one_time_keeps_its_order
    history_is_read_backwards_and_around
    long_messages_are_read_a_few_at_a_time
}

/// Longer than anybody may be away.
const LONG: Duration = Duration::from_secs(90);

/// Ann the administrator, Ben and Eve, and a chat that Ben has.
struct Scene {
    ann: SignedIn,
    ben: SignedIn,
    eve: SignedIn,
    vera: Speaker,
    visit: chat::Visit,
    chat: ChatId,
    consoles: Vec<chat::Console>,
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

async fn seen_by(stage: &Stage, who: &SignedIn, chat: ChatId) -> Option<ChatView> {
    stage.switchboard.snapshot(who).await.unwrap().chats.into_iter().find(|one| one.id == chat)
}

async fn notices(stage: &Stage, speaker: &Speaker, chat: ChatId) -> Vec<Notice> {
    let messages = stage.read(speaker, chat).await;
    messages
        .into_iter()
        .filter_map(|message| match message.body {
            Body::Notice(notice) => Some(notice),
            _ => None,
        })
        .collect()
}

async fn a_transfer_that_is_taken_changes_hands(stage: &Stage) {
    let Scene { ben, eve, vera, chat, consoles: _consoles, visit: _visit, .. } = scene(stage).await;
    let switchboard = &stage.switchboard;
    assert_eq!(seen_by(stage, &eve, chat).await, None, "Eve sees the chats of others");
    switchboard.offer(&ben, chat, eve.operator, OfferKind::Transfer).await.unwrap().unwrap();
    assert_eq!(seen_by(stage, &eve, chat).await.unwrap().offer.unwrap().by.name, "Ben");
    switchboard.take(&eve, chat).await.unwrap().unwrap();
    switchboard.take(&eve, chat).await.unwrap().expect("the answer was lost and it is taken again");
    assert_eq!(seen_by(stage, &eve, chat).await.unwrap().operator.unwrap().name, "Eve");
    assert_eq!(seen_by(stage, &ben, chat).await, None);
    assert_eq!(stage.say(&Speaker::Operator(ben), chat, "still me").await, Err(Refused::NotFound));
    stage.say(&Speaker::Operator(eve), chat, "now me").await.unwrap();
    let told = notices(stage, &vera, chat).await;
    assert_eq!(told.last(), Some(&Notice::Transferred { from: "Ben".into(), to: "Eve".into() }));
}

async fn a_transfer_that_nobody_takes_comes_back(stage: &Stage) {
    let Scene { ben, eve, vera, chat, mut consoles, visit: _visit, .. } = scene(stage).await;
    let switchboard = &stage.switchboard;
    let before = notices(stage, &vera, chat).await;
    let ended = |event: &Event| match event {
        Event::OfferEnded { by, how, .. } if *by == ben.operator => Some(*how),
        _ => None,
    };
    switchboard.offer(&ben, chat, eve.operator, OfferKind::Transfer).await.unwrap().unwrap();
    switchboard.refuse(&eve, chat).await.unwrap().unwrap();
    assert_eq!(hear(&mut consoles[0].events, ended).await, OfferEnd::Refused);

    switchboard.offer(&ben, chat, eve.operator, OfferKind::Transfer).await.unwrap().unwrap();
    switchboard.tend().await.unwrap();
    assert!(seen_by(stage, &ben, chat).await.unwrap().offer.is_some(), "it ran out too soon");
    stage.pass(Duration::from_secs(31));
    switchboard.tend().await.unwrap();
    assert_eq!(hear(&mut consoles[0].events, ended).await, OfferEnd::RanOut);
    let chat_now = seen_by(stage, &ben, chat).await.unwrap();
    assert_eq!((chat_now.operator.unwrap().name, chat_now.offer), ("Ben".to_owned(), None));
    assert_eq!(switchboard.take(&eve, chat).await.unwrap(), Err(Refused::NotFound));
    assert_eq!(notices(stage, &vera, chat).await, before, "the visitor heard of it");
}

async fn an_offer_to_nobody_there_is_refused(stage: &Stage) {
    let Scene { ann, ben, eve, chat, visit: _visit, .. } = scene(stage).await;
    let offer = async |by: &SignedIn, to: &SignedIn| {
        stage.switchboard.offer(by, chat, to.operator, OfferKind::Transfer).await.unwrap()
    };
    assert_eq!(
        offer(&ben, &ann).await,
        Err(Refused::NotAvailable("Support".into())),
        "Ann has no console open"
    );
    assert_eq!(offer(&ben, &ben).await, Err(Refused::NotAvailable("Ben".into())));
    assert_eq!(offer(&eve, &eve).await, Err(Refused::NotFound), "it is not Eve's to give away");
    assert_eq!(offer(&ann, &eve).await, Err(Refused::TakenBy("Ben".into())));
    let stranger = stage.id();
    let refused = stage.switchboard.offer(&ben, chat, stranger, OfferKind::Transfer).await.unwrap();
    assert_eq!(refused, Err(Refused::NotFound));
}

async fn several_operators_are_in_one_chat(stage: &Stage) {
    let Scene { ann, ben, eve, vera, chat, consoles: _consoles, visit: _visit } = scene(stage).await;
    let switchboard = &stage.switchboard;
    assert_eq!(switchboard.join(&eve, chat).await.unwrap(), Err(Refused::NotAllowed));
    switchboard.offer(&ben, chat, eve.operator, OfferKind::Join).await.unwrap().unwrap();
    switchboard.take(&eve, chat).await.unwrap().unwrap();
    switchboard.join(&ann, chat).await.unwrap().unwrap();
    for who in [&ann, &ben, &eve] {
        stage.say(&Speaker::Operator(who.clone()), chat, &who.name).await.unwrap();
        let view = seen_by(stage, who, chat).await.unwrap();
        assert_eq!(view.operators().map(|one| &*one.name).collect::<Vec<_>>(), ["Ben", "Eve", "Support"]);
    }
    switchboard.leave(&ben, chat).await.unwrap().unwrap();
    switchboard.leave(&ann, chat).await.unwrap().unwrap();
    assert_eq!(switchboard.leave(&eve, chat).await.unwrap(), Err(Refused::LastOperator));
    let view = seen_by(stage, &eve, chat).await.unwrap();
    assert_eq!((view.operator.unwrap().name, view.others), ("Eve".to_owned(), vec![]));
    let told = notices(stage, &vera, chat).await;
    let joined = |name: &str| Notice::Joined { name: name.into() };
    let left = |name: &str| Notice::Left { name: name.into() };
    assert_eq!(told[1..], [joined("Eve"), joined("Support"), left("Ben"), left("Support")]);
}

async fn an_invitation_is_taken_by_answering_it(stage: &Stage) {
    let ann = stage.sign_in().await;
    let mut visit = stage.visit(&token("vera")).await;
    let (switchboard, visitor) = (&stage.switchboard, visit.seat.visitor);
    let (chat, id) = (stage.id(), stage.id());
    for _ in 0..2 {
        switchboard.invite(&ann, visitor, chat, id, "Can I help?").await.unwrap().unwrap();
    }
    let invited = hear(&mut visit.own, |event| match event {
        Event::Chat(chat) => Some(chat.clone()),
        _ => None,
    });
    assert_eq!(invited.await.state, ChatState::Invited);
    let status = stage.switchboard.snapshot(&ann).await.unwrap().visitors[0].status.clone();
    assert_eq!(status, VisitorStatus::Invited("Support".into()));
    let another = switchboard.invite(&ann, visitor, stage.id(), stage.id(), "Hello?").await.unwrap();
    assert_eq!(another, Err(Refused::CannotInvite));
    let vera = Speaker::Visitor(visit.seat);
    stage.say(&vera, chat, "Yes, please").await.unwrap();
    let view = seen_by(stage, &ann, chat).await.unwrap();
    assert_eq!((view.state, view.operator.unwrap().id), (ChatState::Active, ann.operator));
    let bodies: Vec<_> = stage.read(&vera, chat).await.into_iter().map(|message| message.body).collect();
    let text = |text: &str| Body::Text(text.into());
    assert_eq!(bodies, [text("Can I help?"), Body::Notice(Notice::InvitationAccepted), text("Yes, please")]);
    // The visitor's own question accepts it as well, and goes there.
    let other = stage.visit(&token("olga")).await;
    let chat = stage.id();
    switchboard.invite(&ann, other.seat.visitor, chat, stage.id(), "You?").await.unwrap().unwrap();
    assert_eq!(stage.ask(other.seat, "Me!").await.0, chat);
    assert_eq!(seen_by(stage, &ann, chat).await.unwrap().state, ChatState::Active);
}

async fn an_invitation_is_declined_or_runs_out(stage: &Stage) {
    let ann = stage.sign_in().await;
    let visit = stage.visit(&token("vera")).await;
    let (switchboard, vera) = (&stage.switchboard, Speaker::Visitor(visit.seat));
    let invite = async || {
        let chat = stage.id();
        switchboard.invite(&ann, visit.seat.visitor, chat, stage.id(), "Can I help?").await.unwrap().unwrap();
        chat
    };
    let chat = invite().await;
    switchboard.answer_invitation(visit.seat, chat, false).await.unwrap().unwrap();
    assert_eq!(notices(stage, &vera, chat).await, [Notice::InvitationDeclined]);
    let again = stage.visit(&token("vera")).await;
    assert_eq!(again.welcome.chat, None, "an invitation that was declined is in the way of his own question");
    assert_eq!(stage.say(&vera, chat, "no, wait").await, Err(Refused::Closed));

    let chat = invite().await;
    // Ann has a console open all the time.
    let _console = switchboard.open_console(ann.clone()).await.unwrap();
    stage.pass(Duration::from_secs(119));
    switchboard.tend().await.unwrap();
    assert_eq!(notices(stage, &vera, chat).await, []);
    stage.pass(Duration::from_secs(2));
    switchboard.tend().await.unwrap();
    assert_eq!(notices(stage, &vera, chat).await, [Notice::InvitationWithdrawn]);
    // A visitor whose connection was lost meanwhile sees that it is gone.
    let hello = Hello { has: Some((chat, Seq(1))), ..stage.hello(&token("vera")) };
    let back = stage.visit_with(hello).await.welcome.clone();
    assert_eq!(back.chat.map(|chat| chat.state), Some(ChatState::Declined));
    assert_eq!(back.messages.len(), 1, "the notice that says so");
    assert_eq!(switchboard.answer_invitation(visit.seat, chat, true).await.unwrap(), Err(Refused::Closed));
}

async fn a_request_of_a_visitor_who_has_gone_is_missed(stage: &Stage) {
    let ann = stage.sign_in().await;
    let stays = stage.visit(&token("vera")).await;
    let (waits, _) = stage.ask(stays.seat, "I stay").await;
    let goes = stage.visit(&token("olga")).await;
    let (missed, _) = stage.ask(goes.seat, "I go").await;
    let olga = Speaker::Visitor(goes.seat);
    drop(goes);
    for _ in 0..9 {
        stage.pass(Duration::from_secs(20));
        stage.switchboard.tend().await.unwrap();
    }
    assert_eq!(notices(stage, &olga, missed).await, [Notice::Missed]);
    assert_eq!(stage.switchboard.accept(&ann, missed).await.unwrap(), Err(Refused::Closed));
    assert_eq!(seen_by(stage, &ann, waits).await.unwrap().state, ChatState::Requesting);
}

async fn a_chat_whose_operator_has_vanished_is_asked_for_again(stage: &Stage) {
    let Scene { ann, eve, vera, visit, chat, mut consoles, .. } = scene(stage).await;
    let (later, _) = stage.ask(stage.visit(&token("olga")).await.seat, "Me next").await;
    let eves = consoles.pop().unwrap();
    let bens = consoles.pop().unwrap();
    drop(bens);
    for _ in 0..4 {
        stage.pass(Duration::from_secs(20));
        stage.switchboard.tend().await.unwrap();
    }
    let told = notices(stage, &vera, chat).await;
    assert_eq!(told.last(), Some(&Notice::OperatorLost { name: "Ben".into() }));
    // It comes before later requests.
    let snapshot = stage.switchboard.snapshot(&eve).await.unwrap();
    let waiting: Vec<_> = snapshot.chats.iter().filter(|chat| chat.state == ChatState::Requesting).collect();
    assert_eq!(waiting.iter().map(|chat| chat.id).collect::<Vec<_>>()[..1], [chat]);
    assert!(snapshot.chats.iter().all(|one| one.id != later || one.asked_at > waiting[0].asked_at));
    stage.switchboard.accept(&eve, chat).await.unwrap().unwrap();
    // Operators who stay connected keep their chats, however long it takes.
    for _ in 0..9 {
        stage.pass(Duration::from_secs(20));
        stage.switchboard.tend().await.unwrap();
    }
    assert_eq!(seen_by(stage, &ann, chat).await.unwrap().operator.unwrap().name, "Eve");
    drop((eves, visit));
}

/// The server, or its database, was down for longer than anybody may be away, and nobody is back
/// yet.
async fn after_a_long_break_nobody_loses_his_chat(stage: &Stage) {
    let Scene { ann, vera, chat, consoles, visit, .. } = scene(stage).await;
    let olga = stage.visit(&token("olga")).await;
    let (waits, _) = stage.ask(olga.seat, "Me next").await;
    let before = notices(stage, &vera, chat).await;
    drop((consoles, visit, olga));
    stage.pass(LONG);
    stage.switchboard.tend().await.unwrap();
    assert_eq!(notices(stage, &vera, chat).await, before, "Ben lost his chat");
    assert_eq!(seen_by(stage, &ann, waits).await.unwrap().state, ChatState::Requesting);
}

async fn a_returning_visitor_reopens_his_chat(stage: &Stage) {
    let Scene { ben, vera, visit, chat, consoles: _consoles, .. } = scene(stage).await;
    stage.switchboard.close(Speaker::Operator(ben.clone()), chat).await.unwrap().unwrap();
    assert_eq!(stage.say(&vera, chat, "one more thing").await, Err(Refused::Closed));
    let asked = stage.ask_in(visit.seat, chat, "One more thing").await;
    assert_eq!(asked.unwrap().place.unwrap().0, chat);
    let view = seen_by(stage, &ben, chat).await.unwrap();
    assert_eq!((view.state, view.operator), (ChatState::Requesting, None));
    let told = notices(stage, &vera, chat).await;
    assert_eq!(told.last(), Some(&Notice::Reopened));
    let stranger = stage.visit(&token("olga")).await;
    assert_eq!(stage.ask_in(stranger.seat, chat, "May I?").await, Err(Refused::NotFound));
}

async fn marks_only_grow(stage: &Stage) {
    let Scene { ann, ben, vera, chat, consoles: _consoles, visit: _visit, .. } = scene(stage).await;
    let marks = |delivered, read| Marks { delivered: Seq(delivered), read: Seq(read) };
    let switchboard = &stage.switchboard;
    for (given, kept) in [
        (marks(1, 0), marks(1, 0)),
        (marks(0, 2), marks(2, 2)),
        (marks(1, 1), marks(2, 2)),
        (marks(99, 0), marks(2, 2)),
    ] {
        switchboard.mark(vera.clone(), chat, given).await.unwrap().unwrap();
        assert_eq!(seen_by(stage, &ben, chat).await.unwrap().visitor_marks, kept);
    }
    switchboard.mark(Speaker::Operator(ben.clone()), chat, marks(1, 1)).await.unwrap().unwrap();
    // Ann only watches.
    switchboard.mark(Speaker::Operator(ann), chat, marks(2, 2)).await.unwrap().unwrap();
    assert_eq!(seen_by(stage, &ben, chat).await.unwrap().operator_marks, marks(1, 1));
}

async fn a_pushed_address_has_one_receipt(stage: &Stage) {
    let Scene { ben, vera, visit, chat, consoles: _consoles, .. } = scene(stage).await;
    let (switchboard, bens) = (&stage.switchboard, Speaker::Operator(ben));
    let url = Content::Url("https://example.org/blue".into());
    let pushed = switchboard.say(bens.clone(), chat, stage.id(), url.clone()).await.unwrap().unwrap();
    let (_, seq) = pushed.place.unwrap();
    assert_eq!(switchboard.opened(visit.seat, chat, Seq(1)).await.unwrap(), Err(Refused::NotFound));
    for _ in 0..2 {
        switchboard.opened(visit.seat, chat, seq).await.unwrap().unwrap();
    }
    let receipts = notices(stage, &bens, chat).await;
    assert_eq!(receipts.iter().filter(|notice| **notice == Notice::Opened { seq }).count(), 1);
    let html = Content::Html("<b>bold</b><script>x()</script>".into());
    switchboard.say(bens.clone(), chat, stage.id(), html.clone()).await.unwrap().unwrap();
    assert_eq!(stage.read(&vera, chat).await.last().unwrap().body, Body::Html("<b>bold</b>".into()));
    for content in [html, url] {
        let refused = switchboard.say(vera.clone(), chat, stage.id(), content).await.unwrap();
        assert_eq!(refused, Err(Refused::NotAllowed));
    }
}

async fn what_is_typed_is_shown_only_where_that_is_on(stage: &Stage) {
    let Scene { ann, ben, visit, chat, mut consoles, .. } = scene(stage).await;
    let typed = |event: &Event| match event {
        Event::VisitorTyping(of, text, audience) if *of == chat => Some((text.clone(), audience.clone())),
        _ => None,
    };
    let switchboard = &stage.switchboard;
    switchboard.visitor_types(visit.seat, Some("sec".into())).await.unwrap();
    let heard = hear(&mut consoles[0].events, typed).await;
    assert_eq!(heard, (Some(String::new()), Audience::Only(vec![ben.operator])));
    assert_eq!(switchboard.set_previews(&ben, true).await.unwrap(), Err(Refused::NotAllowed));
    assert_eq!(switchboard.previews(&ben).await.unwrap(), Err(Refused::NotAllowed));
    assert!(!stage.visit(&token("olga")).await.welcome.site.previews);
    let mut olga = stage.visit(&token("olga")).await;
    for _ in 0..2 {
        switchboard.set_previews(&ann, true).await.unwrap().unwrap();
        assert_eq!(switchboard.previews(&ann).await.unwrap(), Ok(true));
    }
    assert!(stage.visit(&token("olga")).await.welcome.site.previews);
    // Open panels are notified at once, before anything that is typed is shown.
    hear(&mut olga.common, |event| matches!(event, Event::Site(_)).then_some(())).await;
    assert!(switchboard.attend(olga.attended()).await.unwrap().unwrap().0.previews);
    let loader = stage.visit_with(Hello { end: End::Loader, ..stage.hello(&token("olga")) }).await;
    assert!(!loader.welcome.site.previews, "no loader has a field");
    switchboard.visitor_types(visit.seat, Some("hel\u{7}lo".into())).await.unwrap();
    switchboard.visitor_types(visit.seat, None).await.unwrap();
    assert_eq!(hear(&mut consoles[0].events, typed).await.0, Some("hello".into()));
    assert_eq!(hear(&mut consoles[0].events, typed).await.0, None);
    switchboard.set_previews(&ann, false).await.unwrap().unwrap();
    switchboard.visitor_types(visit.seat, Some("secret".into())).await.unwrap();
    assert_eq!(hear(&mut consoles[0].events, typed).await.0, Some(String::new()));
    hear(&mut olga.common, |event| matches!(event, Event::Site(_)).then_some(())).await;
    assert!(!switchboard.attend(olga.attended()).await.unwrap().unwrap().0.previews);
    let log =
        switchboard.audit_log(&ann, AuditPart::Changes, "visitors type", None).await.unwrap().unwrap().0;
    let told: Vec<_> = log.iter().map(|entry| (entry.action, &*entry.changes[0].after)).collect();
    let changed = Action::PreviewsChanged;
    assert_eq!(told, [(changed, "off"), (changed, "on")], "each change, and only changes");
}

async fn operators_talk_among_themselves(stage: &Stage) {
    let Scene { ann, ben, eve, mut consoles, visit: _visit, .. } = scene(stage).await;
    let switchboard = &stage.switchboard;
    let talk = switchboard.talk(&ben, eve.operator).await.unwrap().unwrap();
    assert_eq!(switchboard.talk(&eve, ben.operator).await.unwrap().unwrap().id, talk.id);
    assert_eq!(switchboard.talk(&ben, ben.operator).await.unwrap(), Err(Refused::NotFound));
    let (bens, eves) = (Speaker::Operator(ben.clone()), Speaker::Operator(eve.clone()));
    let id = stage.id();
    for _ in 0..2 {
        stage.say_as(id, &bens, talk.id, "Lunch?").await.unwrap();
    }
    stage.say(&eves, talk.id, "At one").await.unwrap();
    let heard = hear(&mut consoles[1].events, |event| match event {
        Event::Message(message, audience) if message.chat == talk.id => Some(audience.clone()),
        _ => None,
    });
    let Audience::Members(members) = heard.await else { panic!("not only its members hear it") };
    assert!(members.contains(&ben.operator) && members.contains(&eve.operator) && members.len() == 2);
    let messages = stage.read(&eves, talk.id).await;
    assert_eq!(messages, stage.read(&bens, talk.id).await);
    assert_eq!(messages.iter().map(|message| message.seq.0).collect::<Vec<_>>(), [1, 2]);
    switchboard
        .mark(eves.clone(), talk.id, Marks { delivered: Seq(9), read: Seq(9) })
        .await
        .unwrap()
        .unwrap();
    assert_eq!(switchboard.snapshot(&eve).await.unwrap().talks[0].read, Seq(2));
    assert_eq!(switchboard.snapshot(&ben).await.unwrap().talks[0].read, Seq(0));
    // Not even an administrator reads it.
    let anns = Speaker::Operator(ann.clone());
    assert_eq!(switchboard.snapshot(&ann).await.unwrap().talks, []);
    let after = wire::Span::After(Seq(0));
    assert_eq!(switchboard.catch_up(&anns, talk.id, after).await.unwrap(), Err(Refused::NotFound));
    assert_eq!(stage.say(&anns, talk.id, "Me too").await, Err(Refused::NotFound));
    // It is not a visitor's chat: it is never given back, missed or closed.
    stage.pass(LONG);
    switchboard.tend().await.unwrap();
    assert_eq!(switchboard.close(bens, talk.id).await.unwrap(), Err(Refused::NotFound));
    assert_eq!(stage.read(&eves, talk.id).await.len(), 2);
}

/// The operator's socket begins several requests in order, and may then be busy while they are
/// carried out.
async fn what_an_operator_says_at_one_time_keeps_its_order(stage: &Stage) {
    let Scene { ben, eve, chat, visit: _visit, .. } = scene(stage).await;
    let talk = stage.switchboard.talk(&ben, eve.operator).await.unwrap().unwrap().id;
    let bens = Speaker::Operator(ben);
    let mut first = pin!(stage.say(&bens, talk, "first"));
    let mut with_the_visitor = pin!(stage.say(&bens, chat, "meanwhile"));
    let mut second = pin!(stage.say(&bens, talk, "second"));
    assert!(first.as_mut().now_or_never().is_none());
    assert!(with_the_visitor.as_mut().now_or_never().is_none());
    assert!(second.as_mut().now_or_never().is_none());
    let place = second.await.unwrap().place;
    assert_eq!(place, Some((talk, Seq(2))));
    assert_eq!(first.await.unwrap().place, Some((talk, Seq(1))));
    with_the_visitor.await.unwrap();
    let messages = stage.read(&bens, talk).await;
    let said: Vec<_> = messages.iter().filter_map(|message| message.body.said()).collect();
    assert_eq!(said, ["first", "second"]);
}

async fn history_is_read_backwards_and_around(stage: &Stage) {
    let Scene { vera, chat, .. } = scene(stage).await;
    for n in 3..=450 {
        stage.say(&vera, chat, &n.to_string()).await.unwrap();
    }
    let read = async |span| {
        let (messages, more) = stage.switchboard.catch_up(&vera, chat, span).await.unwrap().unwrap();
        let seqs: Vec<_> = messages.iter().map(|message| message.seq.0).collect();
        assert!(seqs.windows(2).all(|pair| pair[0] + 1 == pair[1]), "{seqs:?}");
        (seqs.first().copied(), seqs.last().copied(), more)
    };
    use wire::Span::{After, Around, Before};
    assert_eq!(read(After(Seq(0))).await, (Some(1), Some(200), true));
    assert_eq!(read(After(Seq(400))).await, (Some(401), Some(450), false));
    assert_eq!(read(After(Seq(450))).await, (None, None, false));
    assert_eq!(read(Before(Seq(451))).await, (Some(251), Some(450), false));
    assert_eq!(read(Before(Seq(51))).await, (Some(1), Some(50), true));
    assert_eq!(read(Before(Seq(1))).await, (None, None, true));
    assert_eq!(read(Before(Seq(u32::MAX))).await, (Some(251), Some(450), false));
    assert_eq!(read(Around(Seq(300))).await, (Some(200), Some(399), true));
    assert_eq!(read(Around(Seq(2))).await, (Some(1), Some(200), true));
}

/// Two hundred of the longest messages would be three megabytes; that much must not wait for one
/// client.
async fn long_messages_are_read_a_few_at_a_time(stage: &Stage) {
    let Scene { vera, chat, .. } = scene(stage).await;
    let long = "🦉".repeat(4_000);
    for _ in 3..=60 {
        stage.say(&vera, chat, &long).await.unwrap();
    }
    let read = async |span| stage.switchboard.catch_up(&vera, chat, span).await.unwrap().unwrap();
    use wire::Span::{After, Around, Before};
    for (span, is_within) in
        [(After(Seq(0)), 1), (Around(Seq(30)), 30), (Before(Seq(31)), 30), (Before(Seq(u32::MAX)), 60)]
    {
        let (messages, more) = read(span).await;
        let seqs: Vec<_> = messages.iter().map(|message| message.seq.0).collect();
        assert!(seqs.contains(&is_within), "{span:?}: {seqs:?}");
        assert!((16..=18).contains(&seqs.len()), "{span:?}: {seqs:?}");
        assert_eq!(more, !seqs.contains(&60), "{span:?}: {seqs:?}");
    }
    // Page by page it comes as a whole, from both ends.
    let (mut forwards, mut backwards) = (Vec::new(), Vec::new());
    while let (page, true) = read(After(Seq(forwards.len() as u32))).await {
        forwards.extend(page);
    }
    forwards.extend(read(After(Seq(forwards.len() as u32))).await.0);
    assert_eq!(forwards.len(), 60);
    while backwards.len() < 60 {
        let (page, _) = read(Before(Seq(61 - backwards.len() as u32))).await;
        assert!(!page.is_empty());
        backwards.splice(0..0, page);
    }
    assert_eq!(backwards, forwards);
    // A returning visitor gets the beginning with the welcome, and is told that there is more.
    let visit = stage.visit(&token("vera")).await;
    assert!(visit.welcome.more && (16..=18).contains(&visit.welcome.messages.len()));
}
