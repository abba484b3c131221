//! Everything that is kept about one visitor, as files: all of it, and nothing of anybody else
//! (issue 20).

use std::collections::BTreeMap;

use chat::{Refused, SignedIn, Speaker};
use serde_json::{Value, json};
use wire::{
    VisitorId,
    ban::{BanEnd, BanTarget},
    tag::TagColour,
    visitor::{Hello, Say},
};

use crate::{
    accounts::{acme, sign_in},
    on_each_database, sites,
    support::{Stage, token},
};

on_each_database! {
    all_that_was_said_of_a_chat_is_in_it
    another_account_is_not_in_it_and_gets_none
}

/// The files by their names.
async fn files(stage: &Stage, who: &SignedIn, visitor: VisitorId) -> BTreeMap<String, String> {
    let exported = stage.switchboard.export_visitor(who, visitor, "Asia/Kolkata").await.unwrap();
    let mut export = exported.unwrap_or_else(|why| panic!("{why:?}"));
    let mut files = BTreeMap::new();
    while let Some(next) = export.next().await.unwrap() {
        files.extend(next.into_iter().map(|file| (file.name, file.body)));
    }
    files
}

fn json_of(files: &BTreeMap<String, String>, name: &str) -> Value {
    serde_json::from_str(&files[name]).unwrap()
}

async fn all_that_was_said_of_a_chat_is_in_it(stage: &Stage) {
    let switchboard = &stage.switchboard;
    let ann = stage.sign_in().await;
    let (vera, olga) = (stage.visit(&token("vera")).await.seat, stage.visit(&token("olga")).await.seat);
    sites::set_up(stage, &ann, vera.site, |settings| settings.rating.is_on = true).await.unwrap();
    let (chat, _) = stage.ask(vera, "Is this oak?").await;
    let (others, _) = stage.ask(olga, "Is that mahogany?").await;
    switchboard.accept(&ann, chat).await.unwrap().unwrap();
    let tag = switchboard.save_tag(&ann, None, "Furniture", TagColour::Red).await.unwrap().unwrap();
    switchboard.tag(&ann, chat, tag, true).await.unwrap().unwrap();
    switchboard.close(Speaker::Visitor(vera), chat).await.unwrap().unwrap();
    let rate = Say { chat, id: stage.id(), text: "2 Too slow".into() };
    switchboard.rate(vera, rate).await.unwrap().unwrap();
    switchboard.add_note(&ann, vera.visitor, stage.id(), "Likes tea").await.unwrap().unwrap();
    let target = BanTarget::Visitor(vera.visitor);
    switchboard.ban(&ann, target, "Rude <b>words</b>", BanEnd::Never).await.unwrap().unwrap();

    let all = files(stage, &ann, vera.visitor).await;
    let about = json_of(&all, "visitor.json");
    let names = about["chats"].as_array().unwrap();
    assert_eq!((names.len(), all.len()), (1, 4));
    assert_eq!(about["notes"][0]["text"], "Likes tea");
    assert_eq!(
        (&about["ban"]["reason"], &about["ban"]["by"], &about["ban"]["until"]),
        (&json!("Rude <b>words</b>"), &json!(ann.name), &Value::Null)
    );
    let said = json_of(&all, names[0].as_str().unwrap());
    assert_eq!(said["tags"], json!(["Furniture"]));
    assert_eq!((&said["rating"]["stars"], &said["rating"]["text"]), (&json!(2), &json!("Too slow")));
    assert!(said["rating"]["at"].as_str().unwrap().ends_with("+05:30"), "{said}");
    assert!(all["index.html"].contains("Rude &lt;b&gt;words"), "{}", all["index.html"]);
    for (name, body) in &all {
        assert!(!body.contains("mahogany") && !body.contains(&others.to_string()), "{name}: {body}");
    }
    // Of somebody who is only here there is no more than that.
    let walt = stage.visit(&token("walt")).await;
    let about = json_of(&files(stage, &ann, walt.seat.visitor).await, "visitor.json");
    assert_eq!(
        (&about["kept_since"], &about["ban"], &about["chats"]),
        (&Value::Null, &Value::Null, &json!([]))
    );
}

async fn another_account_is_not_in_it_and_gets_none(stage: &Stage) {
    let switchboard = &stage.switchboard;
    let ann = stage.sign_in().await;
    let key = switchboard.add_account_by_hand(acme()).await.unwrap().unwrap();
    let ada = sign_in(stage, "ada@acme.example").await;
    // The same browser on the sites of both.
    let here = stage.visit(&token("vera")).await;
    let there = stage.visit_with(Hello { site: key, ..stage.hello(&token("vera")) }).await;
    stage.ask(here.seat, "Is this walnut?").await;
    stage.ask(there.seat, "Do you sell anvils?").await;
    for (who, seat, has, lacks) in
        [(&ann, here.seat, "walnut", "anvils"), (&ada, there.seat, "anvils", "walnut")]
    {
        let all = files(stage, who, seat.visitor).await;
        assert!(all.values().any(|body| body.contains(has)), "{has}");
        assert!(!all.values().any(|body| body.contains(lacks)), "{lacks}");
    }
    for (who, seat) in [(&ann, there.seat), (&ada, here.seat)] {
        let refused = switchboard.export_visitor(who, seat.visitor, "").await.unwrap();
        assert_eq!(refused.err(), Some(Refused::NotFound));
    }
}
