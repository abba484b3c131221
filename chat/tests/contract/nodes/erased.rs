//! What one node erases, all nodes forget.

use chat::bus::Event;

use super::{Pair, on_one_node_and_on_two};
use crate::support::{Stage, hear, token, until};

on_one_node_and_on_two! {
    whom_one_node_erases_is_a_stranger_on_all
}

async fn whom_one_node_erases_is_a_stranger_on_all(Pair { one, two, .. }: Pair) {
    let ann = two.sign_in().await;
    let mut visit = one.visit(&token("vera")).await;
    let (chat, _) = one.ask(visit.seat, "Is it in stock?").await;
    let visitor = visit.seat.visitor;
    let name = async |node: &Stage| {
        let listed = node.list().await.into_iter().find(|view| view.id == visitor);
        listed.and_then(|view| view.name)
    };
    for node in [&one, &two] {
        until(async || name(node).await.as_deref() == Some("Vera")).await;
    }
    two.switchboard.erase_visitor(&ann, visitor).await.unwrap().unwrap();
    let erased = |event: &Event| matches!(event, Event::Erased { visitor: Some(_), .. }).then_some(());
    hear(&mut visit.own, erased).await;
    for node in [&one, &two] {
        until(async || name(node).await.is_none()).await;
        assert!(node.switchboard.past_chat(&ann, chat).await.unwrap().is_err());
    }
    // They browse on, as somebody who was never here.
    let again = one.visit(&token("vera")).await;
    assert!(again.welcome.chat.is_none() && again.welcome.messages.is_empty());
    drop(visit);
    for node in [&one, &two] {
        until(async || node.list().await.iter().any(|view| view.id == visitor && view.name.is_none())).await;
    }
}
