//! Words, narrowed by a filter and by an operator's rights.

use std::time::Duration;

use chat::{Cell, Refused, SignedIn, search::BadQuery};
use wire::{
    ChatId, OfferKind, Seq,
    archive::{ArchivedState, Cursor, Filter},
    tag::TagColour,
};

use super::{ids, list, speaker};
use crate::{
    on_each_database,
    support::{Stage, token},
};

on_each_database! {
    words_and_a_filter_narrow_together
    who_left_a_chat_finds_what_was_said_before
    pages_have_every_chat_once
    what_cannot_be_searched_for_is_refused
}

/// Lets the job do everything, as after some quiet minutes.
async fn index(stage: &Stage) {
    stage.pass(Duration::from_secs(120));
    while stage.switchboard.index().await.unwrap() > 0 {}
}

fn words(words: &str) -> Filter {
    Filter { words: words.into(), ..Filter::default() }
}

async fn found(stage: &Stage, who: &SignedIn, filter: Filter) -> Vec<ChatId> {
    ids(&list(stage, who, &filter).await)
}

/// A chat that this operator accepts, answers and ends.
async fn ended(stage: &Stage, who: &SignedIn, name: &str, question: &str, answer: &str) -> ChatId {
    let visit = stage.visit(&token(name)).await;
    let (chat, _) = stage.ask(visit.seat, question).await;
    stage.switchboard.accept(who, chat).await.unwrap().unwrap();
    stage.say(&speaker(who), chat, answer).await.unwrap();
    stage.switchboard.close(speaker(who), chat).await.unwrap().unwrap();
    chat
}

async fn words_and_a_filter_narrow_together(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let shoes = ended(stage, &ben, "v1", "Red shoes?", "Size 44 is in stock").await;
    let socks = ended(stage, &ann, "v2", "Red socks?", "All sizes are in stock").await;
    let (open, _) = stage.ask(stage.visit(&token("v3")).await.seat, "Red hats?").await;
    let refund = stage.switchboard.save_tag(&ann, None, "refund", TagColour::Red).await.unwrap().unwrap();
    stage.switchboard.tag(&ann, shoes, refund, true).await.unwrap().unwrap();
    index(stage).await;
    assert_eq!(found(stage, &ann, words("red")).await, [open, socks, shoes]);
    assert_eq!(found(stage, &ann, words("red -socks")).await, [open, shoes]);
    assert_eq!(found(stage, &ann, words("red stock")).await, [socks, shoes]);
    assert_eq!(found(stage, &ben, words("red stock")).await, [shoes], "the other is Ann's");
    let closed = Filter { state: Some(ArchivedState::Closed), ..words("red") };
    assert_eq!(found(stage, &ann, closed).await, [socks, shoes]);
    let bens = Filter { operator: Some(ben.operator), ..words("red") };
    assert_eq!(found(stage, &ann, bens).await, [shoes]);
    let all = list(stage, &ann, &Filter::default()).await;
    let later = Filter { since: Some(all[1].asked_at), ..words("red") };
    assert_eq!(found(stage, &ann, later).await, [open, socks]);
    let earlier = Filter { until: Some(all[1].asked_at), ..words("red") };
    assert_eq!(found(stage, &ann, earlier).await, [shoes]);
    // What narrows without a word lists what fits.
    assert_eq!(found(stage, &ann, words("tag:Refund")).await, [shoes]);
    assert_eq!(found(stage, &ann, words("tag:refund socks")).await, []);
    assert_eq!(found(stage, &ann, words("tag:nothing")).await, []);
    assert_eq!(found(stage, &ann, words("before:2020-01-01")).await, []);
    assert_eq!(found(stage, &ann, words("red before:2100-01-01 after:2020-01-01")).await.len(), 3);
    assert_eq!(found(stage, &ann, words("stock from:visitor")).await, []);
    assert_eq!(found(stage, &ann, words("stock from:Ben")).await, [shoes]);
    assert_eq!(found(stage, &ann, words("red in:Demo")).await.len(), 3);
    assert_eq!(found(stage, &ann, words("red in:Elsewhere")).await, []);

    let chats = list(stage, &ann, &words("stock")).await;
    let [socks_hit] = chats[0].hits.as_slice() else { panic!("{:?}", chats[0].hits) };
    let marked: Vec<_> = socks_hit.excerpt.iter().filter(|piece| piece.is_hit).collect();
    assert_eq!((socks_hit.seq, marked.len(), marked[0].text.as_str()), (Seq(3), 1, "stock"));
    assert!(all.iter().all(|chat| chat.hits.is_empty()), "without words there are no hits");
    // A chat that is continued stands at that time, with what was said before.
    let again = stage.visit(&token("v1")).await;
    stage.ask_in(again.seat, shoes, "Red laces, too").await.unwrap();
    index(stage).await;
    let newest = list(stage, &ann, &Filter::default()).await[0].clone();
    assert_eq!(newest.id, shoes);
    let now = Filter { since: Some(newest.asked_at), ..words("44 laces") };
    assert_eq!(found(stage, &ann, now).await, [shoes]);
    let before = Filter { until: Some(newest.asked_at), ..words("44") };
    assert_eq!(found(stage, &ann, before).await, []);
}

async fn who_left_a_chat_finds_what_was_said_before(stage: &Stage) {
    let ann = stage.sign_in().await;
    let (ben, eve) = (stage.sign_in_new(&ann, "Ben").await, stage.sign_in_new(&ann, "Eve").await);
    let _console = stage.switchboard.open_console(eve.clone()).await.unwrap();
    let visit = stage.visit(&token("vera")).await;
    let (chat, _) = stage.ask(visit.seat, "Where is my parcel?").await;
    stage.switchboard.accept(&ben, chat).await.unwrap().unwrap();
    stage.switchboard.offer(&ben, chat, eve.operator, OfferKind::Transfer).await.unwrap().unwrap();
    stage.switchboard.take(&eve, chat).await.unwrap().unwrap();
    for nr in 0..5 {
        stage.say(&speaker(&eve), chat, &format!("The parcel is in Oslo, {nr}")).await.unwrap();
    }
    stage.switchboard.close(speaker(&eve), chat).await.unwrap().unwrap();
    index(stage).await;
    assert_eq!(found(stage, &ben, words("parcel")).await, [chat]);
    assert_eq!(found(stage, &ben, words("Oslo")).await, []);
    assert_eq!(found(stage, &eve, words("Oslo")).await, [chat]);
    // Leaving out what Ben may not read would tell them that it was said.
    assert_eq!(found(stage, &ben, words("parcel -Oslo")).await, [chat]);
    assert_eq!(found(stage, &ben, words("-Oslo")).await, [chat]);
    assert_eq!(found(stage, &ben, words("-parcel")).await, []);
    assert_eq!(found(stage, &eve, words("parcel -Oslo")).await, []);
    assert_eq!(found(stage, &eve, words("parcel -vera")).await, [], "the name counts as well");
    assert_eq!(found(stage, &ann, words("parcel -Oslo")).await, []);
    let hits = async |who: &SignedIn, words: &str| stage.switchboard.hits_of(who, chat, words).await.unwrap();
    assert_eq!(hits(&ben, "parcel").await, Ok(vec![Seq(1)]));
    assert_eq!(hits(&ben, "Oslo").await, Ok(vec![]));
    assert_eq!(hits(&eve, "parcel").await, Ok([1, 4, 5, 6, 7, 8].map(Seq).to_vec()));
    assert_eq!(hits(&eve, "parcel from:visitor").await, Ok(vec![Seq(1)]));
    assert_eq!(list(stage, &eve, &words("parcel")).await[0].hits.len(), 3, "the first three");
    let zoe = stage.sign_in_new(&ann, "Zoe").await;
    assert_eq!(hits(&zoe, "parcel").await, Err(Refused::NotFound));
    // The table of selected chats goes as far.
    let row = async |who: &SignedIn| {
        let table = stage.switchboard.archive_table(who, &[chat, chat, stage.id()]).await.unwrap()?;
        assert_eq!(table.rows.len(), 1, "{:?}", table.rows);
        let cell = |name: &str| table.rows[0][table.head.iter().position(|one| one == name).unwrap()].clone();
        Ok::<_, Refused>((cell("question"), cell("ended_at")))
    };
    let question = Cell::Text("Where is my parcel?".into());
    assert_eq!(row(&ben).await, Ok((question.clone(), Cell::Nothing)), "Ben does not read to the end");
    assert!(row(&eve).await.is_ok_and(|(said, ended)| said == question && ended != Cell::Nothing));
    assert_eq!(row(&zoe).await, Err(Refused::NotFound));
}

async fn pages_have_every_chat_once(stage: &Stage) {
    let ann = stage.sign_in().await;
    let visit = stage.visit(&token("vera")).await;
    let mut chats = Vec::new();
    for nr in 0..450 {
        let chat = stage.id();
        // Every other one has both words, the oldest one side by side.
        let text = match nr {
            0 => "Hello there",
            _ if nr % 2 == 0 => "There, hello",
            _ => "Hello",
        };
        stage.switchboard.invite(&ann, visit.seat.visitor, chat, stage.id(), text).await.unwrap().unwrap();
        stage.switchboard.answer_invitation(visit.seat, chat, false).await.unwrap().unwrap();
        chats.insert(0, chat);
    }
    let backlog = stage.switchboard.index_backlog(&ann).await.unwrap().unwrap();
    let oldest = stage.switchboard.past_chat(&ann, chats[449]).await.unwrap().unwrap().asked_at;
    assert_eq!((backlog.chats, backlog.before), (450, oldest));
    index(stage).await;
    assert_eq!(stage.switchboard.index_backlog(&ann).await.unwrap(), None);
    assert_eq!(found(stage, &ann, words("hello")).await, chats);
    let both = found(stage, &ann, words("hello there")).await;
    assert_eq!(both.len(), 225);
    assert!(both.iter().all(|chat| chats.contains(chat)));
    // More documents have the words than are looked at at once.
    assert_eq!(found(stage, &ann, words("\"hello there\"")).await, chats[449..]);
    assert_eq!(found(stage, &ann, words("hello -\"there hello\"")).await.len(), 226);
}

async fn what_cannot_be_searched_for_is_refused(stage: &Stage) {
    let ann = stage.sign_in().await;
    let (chat, _) = stage.ask(stage.visit(&token("vera")).await.seat, "Hello").await;
    let refused =
        async |filter: &Filter, after| stage.switchboard.archive(&ann, filter, after).await.unwrap().err();
    let no_date = Some(Refused::BadQuery(BadQuery::BadDate("soon".into())));
    assert_eq!(refused(&words("hello before:soon"), None).await, no_date);
    assert_eq!(stage.switchboard.hits_of(&ann, chat, "before:soon").await.unwrap().err(), no_date);
    // A page goes on where its kind of list was.
    let place = Cursor::At(wire::Timestamp(1), chat);
    assert_eq!(refused(&words("hello"), Some(place)).await, Some(Refused::BadFilter));
    assert_eq!(refused(&words(""), Some(Cursor::Doc(1))).await, Some(Refused::BadFilter));
    let tag = async |name: &str| {
        stage.switchboard.save_tag(&ann, None, name, TagColour::Red).await.unwrap().unwrap()
    };
    let (late, _) = (tag("late").await, tag("refund").await);
    let two = Filter { tag: Some(late), ..words("tag:refund") };
    assert_eq!(refused(&two, None).await, Some(Refused::BadFilter));
    assert_eq!(refused(&Filter { tag: Some(late), ..words("tag:late") }, None).await, None);
}
