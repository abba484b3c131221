//! The hosts whose pages may show a site's chat.

use chat::Browser;
use wire::visitor::{Page, Refusal};

use super::{add, hello, refusal, set_up, turned_away};
use crate::{
    on_each_database,
    support::{Stage, browser},
};

on_each_database! {
    only_pages_of_allowed_hosts_are_let_in
    who_is_on_a_page_that_is_not_allowed_any_more_is_turned_away
}

fn on(origin: &str) -> Browser {
    Browser { origin: Some(origin.into()), own_origin: "https://chat.example".into(), ..browser() }
}

async fn only_pages_of_allowed_hosts_are_let_in(stage: &Stage) {
    let ann = stage.sign_in().await;
    let shop = add(stage, &ann, "Shop").await;
    let hello = hello(stage, &shop.key, "vera");
    let why = async |browser| refusal(&stage.switchboard, hello.clone(), browser).await;
    assert_eq!(why(on("https://anywhere.example")).await, None);
    let domains = vec!["shop.example".into(), "*.shop.example".into()];
    set_up(stage, &ann, shop.id, |settings| settings.domains = domains).await.unwrap();
    assert_eq!(why(on("https://shop.example")).await, None);
    assert_eq!(why(on("https://www.shop.example")).await, None);
    let no = Some(Refusal::DomainNotAllowed);
    assert_eq!(why(on("https://anywhere.example")).await, no);
    assert_eq!(why(on("null")).await, no);
    assert_eq!(stage.list().await.len(), 1, "who is not let in is not in the list");

    // The panel is our own page and states the page that embeds it; `hello` says shop.example.
    assert_eq!(why(on("https://chat.example")).await, None);
    let elsewhere = Page { url: "https://anywhere.example/".into(), ..hello.page.clone() };
    let elsewhere = wire::visitor::Hello { page: elsewhere, ..hello.clone() };
    assert_eq!(refusal(&stage.switchboard, elsewhere, on("https://chat.example")).await, no);
    let demo = Page { url: "https://chat.example/demo".into(), ..hello.page.clone() };
    let demo = wire::visitor::Hello { page: demo, ..hello.clone() };
    assert_eq!(refusal(&stage.switchboard, demo, on("https://chat.example")).await, None);
}

async fn who_is_on_a_page_that_is_not_allowed_any_more_is_turned_away(stage: &Stage) {
    let ann = stage.sign_in().await;
    let shop = add(stage, &ann, "Shop").await;
    let hello = hello(stage, &shop.key, "vera");
    let visit = stage.switchboard.visit(hello, on("https://blog.example")).await.unwrap();
    let mut visit = visit.unwrap_or_else(|why| panic!("not let in: {why:?}"));
    assert!(stage.switchboard.attend(visit.attended()).await.unwrap().is_ok());
    set_up(stage, &ann, shop.id, |settings| settings.domains = vec!["shop.example".into()]).await.unwrap();
    assert_eq!(turned_away(stage, &mut visit).await, Refusal::DomainNotAllowed);
    set_up(stage, &ann, shop.id, |settings| settings.domains.push("blog.example".into())).await.unwrap();
    assert!(stage.switchboard.attend(visit.attended()).await.unwrap().is_ok());
}
