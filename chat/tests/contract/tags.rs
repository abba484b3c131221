//! Tags of chats, who may give them, and actions on many chats at once.

use chat::{Console, ForConsole, Refused, SignedIn, Speaker, Switchboard, Visit};
use wire::{
    ChatId, OfferKind, TagId,
    administration::{Action, AuditPart},
    bulk::{Bulk, BulkAction, MOST_BULK},
    operator::{Refusal, ToOperator},
    tag::{MAX_TAG, MOST_OF_CHAT, MOST_TAGS, Tag, TagColour},
    text::BadText,
};

use crate::{
    on_each_database,
    support::{Stage, hear, token},
};

on_each_database! {
    whoever_may_read_a_chat_may_tag_it
    every_window_hears_of_it
    who_gets_a_chat_hears_of_its_tags
    tags_are_known_after_all_has_ended
    only_administrators_manage_tags
    bad_tags_are_refused
    there_are_only_so_many
    a_merged_tag_leaves_its_chats_with_the_other
    who_changed_what_of_it_is_in_the_audit_log
    many_chats_are_tagged_and_closed_as_far_as_one_may
}

/// Ann the administrator, Ben who has a chat of Vera's, and Eve.
struct Scene {
    ann: SignedIn,
    ben: SignedIn,
    eve: SignedIn,
    visit: Visit,
    chat: ChatId,
    /// Those of Ann, Ben and Eve.
    consoles: [Console; 3],
}

async fn scene(stage: &Stage) -> Scene {
    let ann = stage.sign_in().await;
    let (ben, eve) = (stage.sign_in_new(&ann, "Ben").await, stage.sign_in_new(&ann, "Eve").await);
    let open = async |who: &SignedIn| stage.switchboard.open_console(who.clone()).await.unwrap();
    let consoles = [open(&ann).await, open(&ben).await, open(&eve).await];
    let visit = stage.visit(&token("vera")).await;
    let (chat, _) = stage.ask(visit.seat, "Where is my parcel?").await;
    stage.switchboard.accept(&ben, chat).await.unwrap().unwrap();
    Scene { ann, ben, eve, visit, chat, consoles }
}

async fn add(stage: &Stage, by: &SignedIn, name: &str) -> TagId {
    stage.switchboard.save_tag(by, None, name, TagColour::Red).await.unwrap().unwrap()
}

async fn put(stage: &Stage, who: &SignedIn, chat: ChatId, tag: TagId, on: bool) -> Result<(), Refused> {
    stage.switchboard.tag(who, chat, tag, on).await.unwrap()
}

/// The tags of a chat that this operator has in their lists.
async fn tags(stage: &Stage, who: &SignedIn, chat: ChatId) -> Vec<TagId> {
    let listed = stage.switchboard.snapshot(who).await.unwrap().tags;
    assert_eq!(listed, stage.switchboard.tags(who).await.unwrap());
    listed.chats.into_iter().find(|(one, _)| *one == chat).map(|(_, tags)| tags).unwrap_or_default()
}

/// The names and colours, as this operator's console lists them.
async fn named(stage: &Stage, who: &SignedIn) -> Vec<(String, TagColour)> {
    let all = stage.switchboard.snapshot(who).await.unwrap().tags.all;
    all.into_iter().map(|tag| (tag.name, tag.colour)).collect()
}

/// The tags that a console hears of next.
async fn heard(console: &mut Console) -> (ChatId, Vec<TagId>) {
    let who = console.who.clone();
    hear(&mut console.events, |event| match Switchboard::for_console(&who, event) {
        ForConsole::Send(told) => match *told {
            ToOperator::ChatTags { chat, tags } => Some((chat, tags)),
            _ => None,
        },
        _ => None,
    })
    .await
}

fn speaker(who: &SignedIn) -> Speaker {
    Speaker::Operator(who.clone())
}

async fn whoever_may_read_a_chat_may_tag_it(stage: &Stage) {
    let Scene { ann, ben, eve, chat, visit, .. } = &scene(stage).await;
    let (urgent, late) = (add(stage, ann, "Urgent").await, add(stage, ann, "Late").await);
    put(stage, ben, *chat, urgent, true).await.unwrap();
    put(stage, ben, *chat, urgent, true).await.unwrap();
    put(stage, ann, *chat, late, true).await.unwrap();
    assert_eq!(tags(stage, ben, *chat).await, [urgent, late]);
    for on in [true, false] {
        assert_eq!(put(stage, eve, *chat, urgent, on).await, Err(Refused::NotFound));
        assert_eq!(put(stage, ben, *chat, stage.id(), on).await, Err(Refused::NotFound));
        assert_eq!(put(stage, ben, stage.id(), urgent, on).await, Err(Refused::NotFound));
    }
    assert_eq!(tags(stage, eve, *chat).await, []);
    // A request is everybody's.
    let (request, _) = stage.ask(stage.visit(&token("olga")).await.seat, "Hello?").await;
    put(stage, eve, request, late, true).await.unwrap();
    assert_eq!(tags(stage, ben, request).await, [late]);
    // What operators say to each other has no tags.
    let talk = stage.switchboard.talk(ben, eve.operator).await.unwrap().unwrap().id;
    assert_eq!(put(stage, ben, talk, urgent, true).await, Err(Refused::NotFound));

    stage.switchboard.offer(ben, *chat, eve.operator, OfferKind::Transfer).await.unwrap().unwrap();
    stage.switchboard.take(eve, *chat).await.unwrap().unwrap();
    put(stage, ben, *chat, late, false).await.unwrap();
    assert_eq!(tags(stage, eve, *chat).await, [urgent], "Ben may still read what was said before");
    stage.switchboard.close(Speaker::Visitor(visit.seat), *chat).await.unwrap().unwrap();
    put(stage, eve, *chat, late, true).await.unwrap();
    for who in [ann, ben, eve] {
        let past = stage.switchboard.past_chat(who, *chat).await.unwrap().unwrap();
        assert_eq!(past.tags, [urgent, late], "{}", who.name);
    }
}

async fn every_window_hears_of_it(stage: &Stage) {
    let Scene { ann, ben, chat, consoles, .. } = scene(stage).await;
    let [mut anns, mut bens, mut eves] = consoles;
    let mut bens_second = stage.switchboard.open_console(ben.clone()).await.unwrap();
    let (urgent, late) = (add(stage, &ann, "Urgent").await, add(stage, &ann, "Late").await);
    put(stage, &ben, chat, urgent, true).await.unwrap();
    for console in [&mut anns, &mut bens, &mut bens_second] {
        assert_eq!(heard(console).await, (chat, vec![urgent]));
    }
    put(stage, &ann, chat, urgent, false).await.unwrap();
    for console in [&mut anns, &mut bens, &mut bens_second] {
        assert_eq!(heard(console).await, (chat, vec![]));
    }
    // The first that Eve hears of is a chat that she may see.
    let (request, _) = stage.ask(stage.visit(&token("olga")).await.seat, "Hello?").await;
    put(stage, &ben, request, late, true).await.unwrap();
    assert_eq!(heard(&mut eves).await, (request, vec![late]));
    // That there are other tags concerns everybody.
    for console in [&mut anns, &mut bens, &mut eves] {
        let who = console.who.clone();
        let tag = add(stage, &ann, &format!("For {}", who.name)).await;
        let is_told =
            |event: &_| matches!(Switchboard::for_console(&who, event), ForConsole::Tags).then_some(());
        hear(&mut console.events, is_told).await;
        stage.switchboard.remove_tag(&ann, tag).await.unwrap().unwrap();
        hear(&mut console.events, is_told).await;
    }
}

async fn who_gets_a_chat_hears_of_its_tags(stage: &Stage) {
    let Scene { ann, ben, eve, chat, consoles, .. } = scene(stage).await;
    let [_anns, _bens, mut eves] = consoles;
    let urgent = add(stage, &ann, "Urgent").await;
    put(stage, &ben, chat, urgent, true).await.unwrap();
    stage.switchboard.offer(&ben, chat, eve.operator, OfferKind::Transfer).await.unwrap().unwrap();
    assert_eq!(heard(&mut eves).await, (chat, vec![urgent]));
}

async fn tags_are_known_after_all_has_ended(stage: &Stage) {
    let scene = scene(stage).await;
    let Scene { ann, ben, eve, visit, chat, .. } = &scene;
    let (urgent, late) = (add(stage, ann, "Urgent").await, add(stage, ann, "Late").await);
    put(stage, ben, *chat, late, true).await.unwrap();
    stage.switchboard.close(speaker(ben), *chat).await.unwrap().unwrap();
    put(stage, ben, *chat, urgent, true).await.unwrap();
    assert_eq!(tags(stage, ben, *chat).await, [late, urgent], "it is in the list of those that are over");
    let past = stage.switchboard.dossier(ben, visit.seat.visitor).await.unwrap().unwrap().past.chats;
    assert_eq!(past.into_iter().map(|past| past.tags).collect::<Vec<_>>(), [[late, urgent]]);
    stage.switchboard.put_away(ben, None).await.unwrap().unwrap();
    assert_eq!(tags(stage, ben, *chat).await, [], "it is in no list");

    stage.ask_in(visit.seat, *chat, "One more thing").await.unwrap();
    assert_eq!(tags(stage, eve, *chat).await, [late, urgent], "reopened, it has them still");
}

async fn only_administrators_manage_tags(stage: &Stage) {
    let Scene { ann, ben, .. } = &scene(stage).await;
    let switchboard = &stage.switchboard;
    let (urgent, late) = (add(stage, ann, "Urgent").await, add(stage, ann, "Late").await);
    let seen = Tag { id: urgent, name: "Urgent".into(), colour: TagColour::Red };
    let added = switchboard.save_tag(ben, None, "Mine", TagColour::Blue).await.unwrap();
    assert_eq!(added, Err(Refused::NotAllowed));
    let renamed = switchboard.save_tag(ben, Some(seen.clone()), "Mine", TagColour::Blue).await.unwrap();
    assert_eq!(renamed, Err(Refused::NotAllowed));
    assert_eq!(switchboard.merge_tag(ben, urgent, late).await.unwrap(), Err(Refused::NotAllowed));
    assert_eq!(switchboard.remove_tag(ben, urgent).await.unwrap(), Err(Refused::NotAllowed));
    let red = TagColour::Red;
    assert_eq!(named(stage, ben).await, [("Late".to_owned(), red), ("Urgent".to_owned(), red)]);

    let renamed = switchboard.save_tag(ann, Some(seen.clone()), "asap", TagColour::Blue).await.unwrap();
    assert_eq!(renamed, Ok(urgent));
    assert_eq!(
        named(stage, ben).await,
        [("asap".to_owned(), TagColour::Blue), ("Late".to_owned(), red)],
        "by name, whatever its case"
    );
    let stale = switchboard.save_tag(ann, Some(seen.clone()), "now", TagColour::Blue).await.unwrap();
    assert_eq!(stale, Err(Refused::Stale));
    switchboard.remove_tag(ann, urgent).await.unwrap().unwrap();
    assert_eq!(switchboard.remove_tag(ann, urgent).await.unwrap(), Err(Refused::NotFound));
    let gone = switchboard.save_tag(ann, Some(seen), "now", TagColour::Blue).await.unwrap();
    assert_eq!(gone, Err(Refused::NotFound));
}

async fn bad_tags_are_refused(stage: &Stage) {
    let ann = stage.sign_in().await;
    let urgent = add(stage, &ann, "Urgent").await;
    let save = async |name: &str| {
        stage.switchboard.save_tag(&ann, None, name, TagColour::Grey).await.unwrap().unwrap_err()
    };
    assert_eq!(save(" \u{200b}").await, Refused::BadName(BadText::Empty));
    let limit = MAX_TAG as u32;
    assert_eq!(save(&"x".repeat(MAX_TAG + 1)).await, Refused::BadName(BadText::TooLong { limit }));
    for alike in ["urgent", " URGENT ", "Urg\u{435}nt", "Ur\u{200d}gent"] {
        assert_eq!(save(alike).await, Refused::NameTaken, "{alike:?}");
    }
    // A tag is not too like itself.
    let seen = Tag { id: urgent, name: "Urgent".into(), colour: TagColour::Red };
    stage.switchboard.save_tag(&ann, Some(seen), "URGENT", TagColour::Red).await.unwrap().unwrap();
}

async fn there_are_only_so_many(stage: &Stage) {
    let Scene { ann, ben, chat, .. } = &scene(stage).await;
    let mut all = Vec::new();
    for nr in 0..MOST_TAGS {
        all.push(add(stage, ann, &format!("Tag {nr}")).await);
    }
    let more = stage.switchboard.save_tag(ann, None, "One more", TagColour::Grey).await.unwrap();
    assert_eq!(more, Err(Refused::TooMany));
    for tag in &all[..MOST_OF_CHAT] {
        put(stage, ben, *chat, *tag, true).await.unwrap();
    }
    let more = all[MOST_OF_CHAT];
    assert_eq!(put(stage, ben, *chat, more, true).await, Err(Refused::TooMany));
    assert_eq!(put(stage, ben, *chat, all[0], true).await, Ok(()), "it has that one");
    put(stage, ben, *chat, all[0], false).await.unwrap();
    put(stage, ben, *chat, more, true).await.unwrap();
    assert_eq!(tags(stage, ben, *chat).await.len(), MOST_OF_CHAT);
    stage.switchboard.remove_tag(ann, all[0]).await.unwrap().unwrap();
    add(stage, ann, "One more").await;
}

async fn a_merged_tag_leaves_its_chats_with_the_other(stage: &Stage) {
    let Scene { ann, ben, chat, .. } = &scene(stage).await;
    let (late, delayed) = (add(stage, ann, "Late").await, add(stage, ann, "Delayed").await);
    let (both, _) = stage.ask(stage.visit(&token("olga")).await.seat, "Hello?").await;
    put(stage, ben, *chat, delayed, true).await.unwrap();
    for tag in [late, delayed] {
        put(stage, ben, both, tag, true).await.unwrap();
    }
    for into in [delayed, stage.id()] {
        let merged = stage.switchboard.merge_tag(ann, delayed, into).await.unwrap();
        assert_eq!(merged, Err(Refused::NotFound), "into itself, and into none");
    }
    stage.switchboard.merge_tag(ann, delayed, late).await.unwrap().unwrap();
    for chat in [*chat, both] {
        assert_eq!(tags(stage, ben, chat).await, [late]);
    }
    assert_eq!(named(stage, ben).await, [("Late".to_owned(), TagColour::Red)]);
    stage.switchboard.remove_tag(ann, late).await.unwrap().unwrap();
    assert_eq!(tags(stage, ben, *chat).await, []);
    assert_eq!(named(stage, ben).await, []);
}

async fn who_changed_what_of_it_is_in_the_audit_log(stage: &Stage) {
    let Scene { ann, ben, chat, .. } = &scene(stage).await;
    let (late, delayed) = (add(stage, ann, "Late").await, add(stage, ann, "Delayed").await);
    put(stage, ben, *chat, delayed, true).await.unwrap();
    let seen = Tag { id: late, name: "Late".into(), colour: TagColour::Red };
    for _ in 0..2 {
        // What changes nothing leaves nothing.
        stage.switchboard.save_tag(ann, Some(seen.clone()), "Late", TagColour::Red).await.unwrap().unwrap();
    }
    stage.switchboard.save_tag(ann, Some(seen), "Overdue", TagColour::Teal).await.unwrap().unwrap();
    stage.switchboard.merge_tag(ann, delayed, late).await.unwrap().unwrap();
    stage.switchboard.remove_tag(ann, late).await.unwrap().unwrap();
    let (log, _) = stage.switchboard.audit_log(ann, AuditPart::Changes, "tag", None).await.unwrap().unwrap();
    let mut told: Vec<_> = log
        .into_iter()
        .map(|entry| {
            let changes =
                entry.changes.iter().map(|one| format!("{}: {} → {}", one.what, one.before, one.after));
            (entry.action, entry.subject, changes.collect::<Vec<_>>().join("; "))
        })
        .collect();
    told.reverse();
    let wanted = [
        (Action::TagAdded, "Late", "name:  → Late; colour:  → red"),
        (Action::TagAdded, "Delayed", "name:  → Delayed; colour:  → red"),
        (Action::TagChanged, "Late", "name: Late → Overdue; colour: red → teal"),
        (Action::TagMerged, "Delayed", "merged into:  → Overdue; chats: 1 → "),
        (Action::TagRemoved, "Overdue", "colour: teal → ; chats: 1 → "),
    ];
    assert_eq!(
        told,
        wanted.map(|(action, subject, changes)| (action, subject.to_owned(), changes.to_owned()))
    );
}

async fn many_chats_are_tagged_and_closed_as_far_as_one_may(stage: &Stage) {
    let Scene { ann, ben, eve, chat, .. } = &scene(stage).await;
    let urgent = add(stage, ann, "Urgent").await;
    let (eves, _) = stage.ask(stage.visit(&token("olga")).await.seat, "Hello?").await;
    stage.switchboard.accept(eve, eves).await.unwrap().unwrap();
    let nobodys = stage.id();
    let asked = [*chat, eves, nobodys, *chat];
    let bulk = async |who: &SignedIn, chats: &[ChatId], action| {
        stage.switchboard.bulk(who, chats, action).await.unwrap()
    };
    let refused = vec![(1, Refusal::NotFound), (2, Refusal::NotFound)];
    let as_far_as_ben_may = Ok(Bulk { done: 1, refused });
    for _ in 0..2 {
        assert_eq!(bulk(ben, &asked, BulkAction::Tag(urgent)).await, as_far_as_ben_may);
        assert_eq!(tags(stage, ben, *chat).await, [urgent]);
        assert_eq!(tags(stage, eve, eves).await, []);
    }
    let refused = vec![(2, Refusal::NotFound)];
    let all_but_nobodys = Ok(Bulk { done: 2, refused });
    assert_eq!(bulk(ann, &asked, BulkAction::Tag(urgent)).await, all_but_nobodys);
    assert_eq!(tags(stage, eve, eves).await, [urgent]);
    assert_eq!(bulk(ann, &asked, BulkAction::Untag(urgent)).await, all_but_nobodys);
    assert_eq!(tags(stage, ben, *chat).await, []);

    assert_eq!(bulk(ben, &asked, BulkAction::Close).await, as_far_as_ben_may);
    let open = stage.switchboard.snapshot(ann).await.unwrap().chats;
    assert_eq!(open.into_iter().map(|chat| chat.id).collect::<Vec<_>>(), [eves]);
    assert_eq!(bulk(ann, &[], BulkAction::Close).await, Ok(Bulk::default()));
    assert_eq!(bulk(ben, &asked, BulkAction::Tag(stage.id())).await, Err(Refused::NotFound));
    let too_many: Vec<_> = (0..=MOST_BULK).map(|_| stage.id()).collect();
    assert_eq!(bulk(ben, &too_many, BulkAction::Close).await, Err(Refused::TooMany));
}
