//! Tags and ratings in the archive.

use chat::SignedIn;
use wire::{
    ChatId,
    archive::{Filter, RatingRange},
    tag::TagColour,
    visitor::Say,
};

use super::{ids, list, speaker};
use crate::{
    on_each_database, sites,
    support::{Stage, token},
};

on_each_database! {
    chats_are_found_by_their_tags_and_ratings
}

async fn chats_are_found_by_their_tags_and_ratings(stage: &Stage) {
    let switchboard = &stage.switchboard;
    let ann = stage.sign_in().await;
    let site = switchboard.demo_site().await.unwrap().unwrap().id;
    sites::set_up(stage, &ann, site, |settings| settings.rating.is_on = true).await.unwrap();
    let tag =
        async |name: &str| switchboard.save_tag(&ann, None, name, TagColour::Red).await.unwrap().unwrap();
    let (refund, late, unused) = (tag("refund").await, tag("late").await, tag("unused").await);
    let mut visits = Vec::new();
    // The newest first, as they are listed.
    let mut chats = Vec::new();
    for (nr, (tags, stars)) in [
        (vec![], None),
        (vec![refund], Some(1)),
        (vec![refund, late], Some(2)),
        (vec![late], Some(3)),
        (vec![], Some(4)),
        (vec![refund], Some(5)),
    ]
    .into_iter()
    .enumerate()
    {
        let visit = stage.visit(&token(&format!("v{nr}"))).await;
        let (chat, _) = stage.ask(visit.seat, "Is it in stock?").await;
        switchboard.accept(&ann, chat).await.unwrap().unwrap();
        switchboard.close(speaker(&ann), chat).await.unwrap().unwrap();
        for one in &tags {
            switchboard.tag(&ann, chat, *one, true).await.unwrap().unwrap();
        }
        if let Some(stars) = stars {
            let say = Say { chat, id: stage.id(), text: format!("{stars}") };
            switchboard.rate(visit.seat, say).await.unwrap().unwrap();
        }
        chats.insert(0, (chat, tags, stars));
        visits.push(visit);
    }
    for (listed, (chat, tags, stars)) in list(stage, &ann, &Filter::default()).await.iter().zip(&chats) {
        assert_eq!((listed.id, &listed.tags, listed.rating), (*chat, tags, *stars));
    }
    let found = async |who: &SignedIn, filter: Filter| ids(&list(stage, who, &filter).await);
    for tag in [refund, late, unused] {
        let wanted = chats.iter().filter(|(_, tags, _)| tags.contains(&tag));
        let wanted: Vec<ChatId> = wanted.map(|(chat, ..)| *chat).collect();
        assert_eq!(found(&ann, Filter { tag: Some(tag), ..Filter::default() }).await, wanted);
    }
    for (range, stars) in [
        (RatingRange::Any, vec![Some(1), Some(2), Some(3), Some(4), Some(5)]),
        (RatingRange::None, vec![None]),
        (RatingRange::Low, vec![Some(1), Some(2)]),
        (RatingRange::Middle, vec![Some(3)]),
        (RatingRange::High, vec![Some(4), Some(5)]),
    ] {
        let wanted = chats.iter().filter(|(.., given)| stars.contains(given));
        let wanted: Vec<ChatId> = wanted.map(|(chat, ..)| *chat).collect();
        let filter = Filter { rating: Some(range), ..Filter::default() };
        assert_eq!(found(&ann, filter).await, wanted, "{range:?}");
    }
    let both = Filter { tag: Some(refund), rating: Some(RatingRange::Low), ..Filter::default() };
    assert_eq!(found(&ann, both.clone()).await.len(), 2);
    // The rights stay as they are.
    let ben = stage.sign_in_new(&ann, "Ben").await;
    assert_eq!(found(&ben, both).await, []);
}
