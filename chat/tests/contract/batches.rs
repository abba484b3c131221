//! Much at once: what many people say is stored in few statements, with the same result as one
//! after the other.

use chat::{Refused, Seat, Speaker, bus::Event};
use futures::future::join_all;
use wire::{ChatId, MessageId, Seq};

use crate::{
    on_each_database,
    support::{Stage, hear, token},
};

on_each_database! {
    the_same_message_many_times_at_once_is_one
    refusals_harm_no_neighbour
    two_chats_at_once_keep_their_orders
    what_is_said_and_done_at_once_keeps_its_order
}

async fn the_same_message_many_times_at_once_is_one(stage: &Stage) {
    let (seat, chat) = begins(stage, "vera").await;
    let vera = Speaker::Visitor(seat);
    let ids: Vec<MessageId> = (0..20).map(|_| stage.id()).collect();
    // Each id five times: apart from the last one and next to it.
    let order: Vec<MessageId> = ids.iter().chain(&ids).flat_map(|id| [*id, *id]).chain(ids.clone()).collect();
    let said = join_all(order.iter().map(|id| stage.say_as(*id, &vera, chat, "once"))).await;
    for (id, stored) in order.iter().zip(&said) {
        let first = order.iter().position(|other| other == id).unwrap();
        assert_eq!(stored, &said[first]);
        assert_eq!(stored.as_ref().unwrap().id, *id);
    }
    let messages = stage.read(&vera, chat).await;
    assert_eq!(messages[1..].iter().map(|message| message.id).collect::<Vec<_>>(), ids);
    assert_eq!(messages.last().unwrap().seq, Seq(21));
}

async fn refusals_harm_no_neighbour(stage: &Stage) {
    let (vera_seat, vera_chat) = begins(stage, "vera").await;
    let (paul_seat, paul_chat) = begins(stage, "paul").await;
    let (vera, paul) = (Speaker::Visitor(vera_seat), Speaker::Visitor(paul_seat));
    stage.switchboard.close(paul.clone(), paul_chat).await.unwrap().unwrap();
    let ann = Speaker::Operator(stage.sign_in().await);
    let (vera, paul, ann) = (&vera, &paul, &ann);
    let said = join_all((0..30).map(|n| async move {
        let text = n.to_string();
        match n % 6 {
            1 => stage.say(paul, paul_chat, &text).await,
            2 => stage.say(paul, vera_chat, &text).await,
            3 => stage.say(vera, stage.id(), &text).await,
            4 => stage.say(ann, vera_chat, &text).await,
            _ => stage.say(vera, vera_chat, &text).await,
        }
    }))
    .await;
    for (n, said) in said.iter().enumerate() {
        let expected = match n % 6 {
            1 => Err(Refused::Closed),
            2 | 3 => Err(Refused::NotFound),
            4 => Err(Refused::NotAccepted),
            _ => Ok(()),
        };
        assert_eq!(said.clone().map(|_| ()), expected, "{n}");
    }
    assert_eq!(
        texts(stage, vera, vera_chat).await,
        ["Hello", "0", "5", "6", "11", "12", "17", "18", "23", "24", "29"]
    );
    assert_eq!(texts(stage, paul, paul_chat).await, ["Hello"]);
}

async fn two_chats_at_once_keep_their_orders(stage: &Stage) {
    let ann = stage.sign_in().await;
    let mut console = stage.switchboard.open_console(ann.clone()).await.unwrap();
    let (vera_seat, vera_chat) = begins(stage, "vera").await;
    let (paul_seat, paul_chat) = begins(stage, "paul").await;
    let (vera, paul) = (Speaker::Visitor(vera_seat), Speaker::Visitor(paul_seat));
    stage.switchboard.accept(&ann, vera_chat).await.unwrap().unwrap();
    let ann = Speaker::Operator(ann);
    let (vera, paul, ann) = (&vera, &paul, &ann);
    join_all((0..300).map(|n| async move {
        let text = n.to_string();
        match n % 3 {
            0 => stage.say(vera, vera_chat, &text).await.unwrap(),
            1 => stage.say(paul, paul_chat, &text).await.unwrap(),
            _ => stage.say(ann, vera_chat, &text).await.unwrap(),
        }
    }))
    .await;
    for (speaker, chat, mine) in [(vera, vera_chat, [0, 2]), (paul, paul_chat, [1, 1])] {
        let expected: Vec<String> =
            (0..300).filter(|n| mine.contains(&(n % 3))).map(|n| n.to_string()).collect();
        let heard: Vec<String> = texts(stage, speaker, chat).await.split_off(1);
        assert_eq!(heard, expected);
        let messages = stage.read(speaker, chat).await;
        assert!(messages.iter().zip(1..).all(|(message, seq)| message.seq == Seq(seq)));
    }
    for n in 0..300 {
        let heard = hear(&mut console.events, |event| match event {
            Event::Message(message, _) => {
                message.body.said().map(str::to_owned).filter(|text| text != "Hello")
            }
            _ => None,
        })
        .await;
        assert_eq!(heard, n.to_string());
    }
}

async fn what_is_said_and_done_at_once_keeps_its_order(stage: &Stage) {
    let (seat, chat) = begins(stage, "vera").await;
    let vera = Speaker::Visitor(seat);
    let (one, two, closed, late) = tokio::join!(
        stage.say(&vera, chat, "one"),
        stage.say(&vera, chat, "two"),
        stage.switchboard.close(vera.clone(), chat),
        stage.say(&vera, chat, "late"),
    );
    assert_eq!(one.unwrap().place, Some((chat, Seq(2))));
    assert_eq!(two.unwrap().place, Some((chat, Seq(3))));
    assert_eq!(closed.unwrap(), Ok(()));
    assert_eq!(late, Err(Refused::Closed));
    assert_eq!(stage.read(&vera, chat).await.len(), 4);
}

async fn begins(stage: &Stage, name: &str) -> (Seat, ChatId) {
    let seat = stage.visit(&token(name)).await.seat;
    (seat, stage.ask(seat, "Hello").await.0)
}

async fn texts(stage: &Stage, speaker: &Speaker, chat: ChatId) -> Vec<String> {
    stage
        .read(speaker, chat)
        .await
        .iter()
        .filter_map(|message| message.body.said().map(str::to_owned))
        .collect()
}
