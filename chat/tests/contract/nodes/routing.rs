//! Requests find their operators on any node.

use chat::{Refused, Speaker, bus::Event, routing::Department};
use wire::{
    ChatId, ChatState, Queueing, Routing, Status,
    ban::{BanEnd, BanTarget},
    routing::Decided,
    visitor::Refusal,
};

use super::{Pair, know_each_other, on_one_node_and_on_two};
use crate::support::{Nats, Stage, hear, token, until, until_available};

on_one_node_and_on_two! {
    what_an_administrator_sets_holds_everywhere
    queued_requests_are_shared_by_all_nodes
    whom_one_node_bans_all_nodes_turn_away
}

async fn what_an_administrator_sets_holds_everywhere(Pair { one, two, .. }: Pair) {
    let ann = two.sign_in().await;
    let ben = two.sign_in_new(&ann, "Ben").await;
    let _console = two.switchboard.open_console(ann.clone()).await.unwrap();
    let mut visit = one.visit(&token("vera")).await;
    until(async || one.switchboard.reception(visit.seat).await.unwrap().available).await;
    let (name, operators) = ("Sales".to_owned(), vec![ben.operator]);
    let sales = Department { name, description: String::new(), operators };
    two.switchboard.save_department(&ann, None, sales).await.unwrap().unwrap();
    two.switchboard.set_routing(&ann, Routing::Departments, false).await.unwrap().unwrap();
    until_available(&one, &mut visit, false).await;
    let offered = one.switchboard.reception(visit.seat).await.unwrap().departments;
    assert_eq!(offered.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Sales"]);
    let _bens = two.switchboard.open_console(ben).await.unwrap();
    until_available(&one, &mut visit, true).await;
    two.switchboard.set_previews(&ann, true).await.unwrap().unwrap();
    until(async || one.switchboard.attend(visit.attended()).await.unwrap().unwrap().0.previews).await;
}

async fn whom_one_node_bans_all_nodes_turn_away(Pair { one, two, .. }: Pair) {
    let ann = two.sign_in().await;
    let mut visit = one.visit(&token("vera")).await;
    let (chat, _) = one.ask(visit.seat, "Buy this!").await;
    until(async || two.switchboard.snapshot(&ann).await.unwrap().chats.iter().any(|one| one.id == chat))
        .await;
    let target = BanTarget::Visitor(visit.seat.visitor);
    // The other node has to know that the visitor is there, or has written.
    two.switchboard.ban(&ann, target, "Spam", BanEnd::Never).await.unwrap().unwrap();
    hear(&mut visit.common, |event| (*event == Event::Bans).then_some(())).await;
    assert_eq!(one.switchboard.attend(visit.attended()).await.unwrap().err(), Some(Refusal::Banned));
    let said = one.say(&Speaker::Visitor(visit.seat), chat, "Buy!").await;
    assert_eq!(said.err(), Some(Refused::Banned));
    let closed = |event: &Event| match event {
        Event::Chat(chat) if chat.state == ChatState::Closed => Some(()),
        _ => None,
    };
    hear(&mut visit.own, closed).await;
    let id = two.switchboard.bans(&ann, "", None).await.unwrap().unwrap().0[0].id;
    two.switchboard.lift_ban(&ann, id).await.unwrap().unwrap();
    until(async || one.switchboard.attend(visit.attended()).await.unwrap().is_ok()).await;
}

async fn queued_requests_are_shared_by_all_nodes(Pair { one, two, .. }: Pair) {
    let ann = two.sign_in().await;
    let (ben, eve) = (two.sign_in_new(&ann, "Ben").await, two.sign_in_new(&ann, "Eve").await);
    two.switchboard.set_status(&ann, Status::Away).await.unwrap();
    let queueing = Queueing { on: true, chat_limit: 1, answer_within_seconds: 30, overdue_after_seconds: 0 };
    two.queue(&ann, queueing).await;
    let mut bens = two.switchboard.open_console(ben.clone()).await.unwrap();
    let _eves = one.switchboard.open_console(eve.clone()).await.unwrap();
    let mut visits = Vec::new();
    for (node, name) in [(&one, "vera"), (&two, "victor"), (&one, "viola")] {
        visits.push(node.visit(&token(name)).await);
        until(async || node.switchboard.reception(visits.last().unwrap().seat).await.unwrap().available)
            .await;
    }
    let mut chats = Vec::new();
    for (node, visit) in [&one, &two, &one].into_iter().zip(&visits) {
        chats.push(node.ask(visit.seat, "Is it in stock?").await.0);
    }
    let assigned = async || {
        let all = one.switchboard.snapshot(&ann).await.unwrap().chats;
        let of = |id: &ChatId| all.iter().find(|chat| chat.id == *id).unwrap().operator.as_ref();
        chats.iter().map(|id| of(id).map(|operator| operator.id)).collect::<Vec<_>>()
    };
    // Both nodes settle at the same time, as they do each second. A node learns a little later who
    // is on the other one.
    until(async || {
        let _ = tokio::try_join!(one.switchboard.settle(), two.switchboard.settle()).unwrap();
        assigned().await.iter().flatten().count() == 2
    })
    .await;
    let who = assigned().await;
    assert!(who[0] != who[1] && who[2].is_none(), "each has one, and the last one waits: {who:?}");
    let decided = one.switchboard.decisions(&ann, chats[0]).await.unwrap().unwrap();
    assert!(matches!(decided.last().unwrap().what, Decided::Assigned { .. }));
    let place = |event: &Event| match event {
        Event::Place(place) => Some(*place),
        _ => None,
    };
    assert_eq!(hear(&mut visits[2].own, place).await, 3);

    // Ben accepts on one node what a visitor asked on the other one, and receives its events there.
    let mine = chats[who.iter().position(|operator| *operator == Some(ben.operator)).unwrap()];
    let assigned_to_ben = |event: &Event| match event {
        Event::Chat(chat) if chat.id == mine && chat.operator.is_some() => Some(()),
        _ => None,
    };
    hear(&mut bens.events, assigned_to_ben).await;
    two.switchboard.accept(&ben, mine).await.unwrap().unwrap();
    two.switchboard.close(Speaker::Operator(ben.clone()), mine).await.unwrap().unwrap();
    until(async || {
        let _ = tokio::try_join!(one.switchboard.settle(), two.switchboard.settle()).unwrap();
        let chats_now = one.switchboard.snapshot(&ann).await.unwrap().chats;
        chats_now.iter().any(|chat| {
            chat.id == chats[2] && chat.operator.as_ref().is_some_and(|has| has.id == ben.operator)
        })
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_is_cut_off_takes_no_request_away() {
    let nats = Nats::start();
    let (way_one, way_two) = (nats.way().await, nats.way().await);
    let one = Stage::first_node(&way_one).await;
    let two = one.another_node(&way_two).await;
    know_each_other(&[&one, &two]).await;
    let ann = one.sign_in().await;
    let (ben, eve) = (one.sign_in_new(&ann, "Ben").await, one.sign_in_new(&ann, "Eve").await);
    let queueing = Queueing { on: true, chat_limit: 1, answer_within_seconds: 600, overdue_after_seconds: 0 };
    one.queue(&ann, queueing).await;
    let _bens = two.switchboard.open_console(ben.clone()).await.unwrap();
    let visit = one.visit(&token("vera")).await;
    let available = async || one.switchboard.reception(visit.seat).await.unwrap().available;
    until(available).await;
    let (chat, _) = one.ask(visit.seat, "Is it in stock?").await;
    one.switchboard.settle().await.unwrap();
    let has = async || {
        let chats = one.switchboard.snapshot(&ann).await.unwrap().chats;
        chats.into_iter().find(|one| one.id == chat).unwrap().operator.map(|operator| operator.id)
    };
    assert_eq!(has().await, Some(ben.operator));

    way_one.cut();
    way_two.cut();
    until(async || !available().await).await;
    let _eves = one.switchboard.open_console(eve).await.unwrap();
    one.switchboard.settle().await.unwrap();
    two.switchboard.settle().await.unwrap();
    assert_eq!(has().await, Some(ben.operator), "he is there, only not to be heard of");
    assert_eq!(one.switchboard.decisions(&ann, chat).await.unwrap().unwrap().len(), 2);
    two.switchboard.accept(&ben, chat).await.unwrap().unwrap();
}
