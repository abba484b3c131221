//! Chats that an operator puts aside until a time, or until the visitor writes.

use std::time::Duration;

use chat::{Console, EditOperator, ForConsole, Refused, SignedIn, Speaker, Switchboard, Visit};
use wire::{
    ChatId, OfferKind, Role, Timestamp,
    operator::{Back, LONGEST_SNOOZE, MOST_SNOOZED, Snooze, ToOperator},
};

use crate::{
    on_each_database,
    support::{Stage, hear, token},
};

on_each_database! {
    a_snoozed_chat_comes_back_in_time
    a_snoozed_chat_comes_back_when_the_visitor_writes
    an_ended_chat_comes_back_when_the_visitor_asks_again
    an_ended_chat_comes_back_when_its_visitor_begins_another
    what_is_said_after_one_has_left_wakes_nobody
    one_snoozes_what_one_was_in
    administrators_snooze_what_they_may_read
    each_window_of_the_operator_hears_of_it_and_nobody_else
    what_is_put_away_is_not_snoozed_and_what_is_snoozed_stays
    there_are_only_so_many_and_none_lasts_for_ever
}

const HOUR: Duration = Duration::from_secs(60 * 60);

struct Scene {
    ann: SignedIn,
    ben: SignedIn,
    eve: SignedIn,
    visit: Visit,
    /// Vera's, which Ben has.
    chat: ChatId,
    /// Two of Ben's, and Eve's.
    consoles: [Console; 3],
}

async fn scene(stage: &Stage) -> Scene {
    let ann = stage.sign_in().await;
    let (ben, eve) = (stage.sign_in_new(&ann, "Ben").await, stage.sign_in_new(&ann, "Eve").await);
    let open = async |who: &SignedIn| stage.switchboard.open_console(who.clone()).await.unwrap();
    let consoles = [open(&ben).await, open(&ben).await, open(&eve).await];
    let visit = stage.visit(&token("vera")).await;
    let (chat, _) = stage.ask(visit.seat, "Where is my parcel?").await;
    stage.switchboard.accept(&ben, chat).await.unwrap().unwrap();
    Scene { ann, ben, eve, visit, chat, consoles }
}

/// This long from now.
fn later(stage: &Stage, time: Duration) -> Timestamp {
    stage.sources().now().plus_millis(i64::try_from(time.as_millis()).unwrap())
}

async fn snooze(stage: &Stage, who: &SignedIn, chat: ChatId, time: Duration) -> Result<(), Refused> {
    stage.switchboard.snooze(who, chat, Some(later(stage, time))).await.unwrap()
}

async fn all(stage: &Stage, who: &SignedIn) -> Vec<Snooze> {
    stage.switchboard.snapshot(who).await.unwrap().snoozes
}

/// The operator's snoozed chats, and why each has come back.
async fn snoozed(stage: &Stage, who: &SignedIn) -> Vec<(ChatId, Option<Back>)> {
    all(stage, who).await.into_iter().map(|snooze| (snooze.chat, snooze.back)).collect()
}

async fn listed(stage: &Stage, who: &SignedIn) -> Vec<ChatId> {
    let over = stage.switchboard.snapshot(who).await.unwrap().over;
    over.into_iter().map(|over| over.chat.id).collect()
}

fn speaker(who: &SignedIn) -> Speaker {
    Speaker::Operator(who.clone())
}

/// What a console hears of a snooze next; `None`: that one has ended.
async fn heard(console: &mut Console) -> (ChatId, Option<Snooze>) {
    let who = console.who.clone();
    hear(&mut console.events, |event| match Switchboard::for_console(&who, event) {
        ForConsole::Send(told) => match *told {
            ToOperator::Snoozed(snooze) => Some((snooze.chat, Some(snooze))),
            ToOperator::SnoozeEnded(chat) => Some((chat, None)),
            _ => None,
        },
        _ => None,
    })
    .await
}

async fn a_snoozed_chat_comes_back_in_time(stage: &Stage) {
    let Scene { ben, eve, chat, .. } = &scene(stage).await;
    snooze(stage, ben, *chat, HOUR).await.unwrap();
    stage.switchboard.tend().await.unwrap();
    assert_eq!(snoozed(stage, ben).await, [(*chat, None)]);
    assert_eq!(snoozed(stage, eve).await, []);
    // The later time counts.
    snooze(stage, ben, *chat, 3 * HOUR).await.unwrap();
    stage.pass(2 * HOUR);
    stage.switchboard.tend().await.unwrap();
    assert_eq!(snoozed(stage, ben).await, [(*chat, None)]);
    stage.pass(2 * HOUR);
    for _ in 0..2 {
        stage.switchboard.tend().await.unwrap();
        assert_eq!(snoozed(stage, ben).await, [(*chat, Some(Back::InTime))], "until it is looked at");
    }
    stage.switchboard.snooze(ben, *chat, None).await.unwrap().unwrap();
    assert_eq!(snoozed(stage, ben).await, []);
    assert_eq!(stage.switchboard.snooze(ben, *chat, None).await.unwrap(), Ok(()), "there is none");
}

async fn a_snoozed_chat_comes_back_when_the_visitor_writes(stage: &Stage) {
    let Scene { ann, ben, eve, chat, visit, .. } = &scene(stage).await;
    stage.switchboard.offer(ben, *chat, eve.operator, OfferKind::Join).await.unwrap().unwrap();
    stage.switchboard.take(eve, *chat).await.unwrap().unwrap();
    for who in [ben, eve] {
        snooze(stage, who, *chat, HOUR).await.unwrap();
    }
    // What operators say, and notices, let it sleep.
    stage.say(&speaker(eve), *chat, "One moment").await.unwrap();
    stage.switchboard.join(ann, *chat).await.unwrap().unwrap();
    stage.switchboard.tend().await.unwrap();
    assert_eq!(snoozed(stage, ben).await, [(*chat, None)]);
    stage.say(&Speaker::Visitor(visit.seat), *chat, "It is here").await.unwrap();
    stage.switchboard.tend().await.unwrap();
    for who in [ben, eve] {
        assert_eq!(snoozed(stage, who).await, [(*chat, Some(Back::VisitorWrote))], "{}", who.name);
    }
    // What was written before does not count.
    snooze(stage, ben, *chat, HOUR).await.unwrap();
    stage.switchboard.tend().await.unwrap();
    assert_eq!(snoozed(stage, ben).await, [(*chat, None)]);
}

async fn an_ended_chat_comes_back_when_the_visitor_asks_again(stage: &Stage) {
    let Scene { ben, chat, visit, .. } = &scene(stage).await;
    stage.switchboard.close(speaker(ben), *chat).await.unwrap().unwrap();
    snooze(stage, ben, *chat, HOUR).await.unwrap();
    stage.switchboard.tend().await.unwrap();
    assert_eq!((snoozed(stage, ben).await, listed(stage, ben).await), (vec![(*chat, None)], vec![*chat]));
    stage.ask_in(visit.seat, *chat, "One more thing").await.unwrap();
    stage.switchboard.tend().await.unwrap();
    assert_eq!(snoozed(stage, ben).await, [(*chat, Some(Back::VisitorWrote))]);
}

async fn one_snoozes_what_one_was_in(stage: &Stage) {
    let Scene { ben, eve, chat, visit, .. } = &scene(stage).await;
    assert_eq!(snooze(stage, eve, *chat, HOUR).await, Err(Refused::NotFound));
    assert_eq!(snooze(stage, ben, stage.id(), HOUR).await, Err(Refused::NotFound));
    let (request, _) = stage.ask(stage.visit(&token("olga")).await.seat, "Hello?").await;
    assert_eq!(snooze(stage, ben, request, HOUR).await, Err(Refused::NotAccepted));
    let talk = stage.switchboard.talk(ben, eve.operator).await.unwrap().unwrap().id;
    assert_eq!(snooze(stage, ben, talk, HOUR).await, Err(Refused::NotFound));

    // A chat that somebody else has now is theirs.
    stage.switchboard.offer(ben, *chat, eve.operator, OfferKind::Transfer).await.unwrap().unwrap();
    stage.switchboard.take(eve, *chat).await.unwrap().unwrap();
    assert_eq!(snooze(stage, ben, *chat, HOUR).await, Err(Refused::TakenBy("Eve".to_owned())));
    stage.switchboard.close(Speaker::Visitor(visit.seat), *chat).await.unwrap().unwrap();
    for who in [ben, eve] {
        snooze(stage, who, *chat, HOUR).await.unwrap();
    }
}

async fn administrators_snooze_what_they_may_read(stage: &Stage) {
    let Scene { ann, ben, eve, chat, .. } = &scene(stage).await;
    let (request, _) = stage.ask(stage.visit(&token("olga")).await.seat, "Hello?").await;
    assert_eq!(snooze(stage, ann, request, HOUR).await, Err(Refused::NotAccepted), "it is not to be missed");
    let talk = stage.switchboard.talk(ben, eve.operator).await.unwrap().unwrap().id;
    assert_eq!(snooze(stage, ann, talk, HOUR).await, Err(Refused::NotFound));

    snooze(stage, ann, *chat, HOUR).await.unwrap();
    stage.switchboard.close(speaker(ben), *chat).await.unwrap().unwrap();
    assert_eq!(snoozed(stage, ann).await, [(*chat, None)]);
    stage.switchboard.snooze(ann, *chat, None).await.unwrap().unwrap();
    snooze(stage, ann, *chat, HOUR).await.unwrap();
    // It is in no list of hers, so that it brings along what a list shows.
    assert_eq!(listed(stage, ann).await, []);
    assert_eq!(all(stage, ann).await[0].visitor_name.as_deref(), Some("Vera"));
    assert_eq!(snoozed(stage, ben).await, []);
    stage.pass(2 * HOUR);
    stage.switchboard.tend().await.unwrap();
    assert_eq!(snoozed(stage, ann).await, [(*chat, Some(Back::InTime))]);
    stage.switchboard.snooze(ann, *chat, None).await.unwrap().unwrap();
    assert_eq!(snoozed(stage, ann).await, []);

    // What one has snoozed as an administrator, one no longer hears of as anybody else.
    let becomes = async |role: Role| {
        let account = stage.switchboard.operator_account(ann, eve.operator).await.unwrap().unwrap();
        let edit = EditOperator { role, ..(&account).into() };
        stage.switchboard.edit_operator(ann, eve.operator, edit).await.unwrap().unwrap();
        SignedIn { role, ..eve.clone() }
    };
    let chief = becomes(Role::Administrator).await;
    let (own, _) = stage.ask(stage.visit(&token("paul")).await.seat, "Hello?").await;
    stage.switchboard.accept(&chief, own).await.unwrap().unwrap();
    for (chat, time) in [(*chat, HOUR), (own, 2 * HOUR)] {
        snooze(stage, &chief, chat, time).await.unwrap();
    }
    assert_eq!(snoozed(stage, &chief).await, [(*chat, None), (own, None)]);
    let eve = becomes(Role::Normal).await;
    assert_eq!(snoozed(stage, &eve).await, [(own, None)]);
    assert_eq!(snooze(stage, &eve, *chat, HOUR).await, Err(Refused::NotFound));
}

async fn an_ended_chat_comes_back_when_its_visitor_begins_another(stage: &Stage) {
    let Scene { ben, chat, visit, consoles, .. } = scene(stage).await;
    let [mut console, _second, _eves] = consoles;
    let (others, _) = stage.ask(stage.visit(&token("olga")).await.seat, "Hello?").await;
    stage.switchboard.accept(&ben, others).await.unwrap().unwrap();
    for (chat, time) in [(chat, HOUR), (others, 2 * HOUR)] {
        stage.switchboard.close(speaker(&ben), chat).await.unwrap().unwrap();
        snooze(stage, &ben, chat, time).await.unwrap();
        assert_eq!(heard(&mut console).await.0, chat);
    }
    let (next, _) = stage.ask(visit.seat, "And another thing").await;
    assert_ne!(next, chat);
    let (of, woken) = heard(&mut console).await;
    assert_eq!((of, woken.unwrap().back), (chat, Some(Back::VisitorWrote)));
    let only_this = [(chat, Some(Back::VisitorWrote)), (others, None)];
    assert_eq!(snoozed(stage, &ben).await, only_this, "nobody else's");
    // The other one goes on while it is snoozed again.
    stage.switchboard.accept(&ben, next).await.unwrap().unwrap();
    snooze(stage, &ben, chat, HOUR).await.unwrap();
    stage.say(&Speaker::Visitor(visit.seat), next, "Hello?").await.unwrap();
    stage.switchboard.tend().await.unwrap();
    assert_eq!(snoozed(stage, &ben).await, [(chat, None), (others, None)]);
}

async fn what_is_said_after_one_has_left_wakes_nobody(stage: &Stage) {
    let Scene { ben, eve, chat, visit, .. } = &scene(stage).await;
    snooze(stage, ben, *chat, HOUR).await.unwrap();
    stage.switchboard.offer(ben, *chat, eve.operator, OfferKind::Transfer).await.unwrap().unwrap();
    stage.switchboard.take(eve, *chat).await.unwrap().unwrap();
    snooze(stage, eve, *chat, HOUR).await.unwrap();
    stage.say(&Speaker::Visitor(visit.seat), *chat, "It is here").await.unwrap();
    stage.switchboard.tend().await.unwrap();
    assert_eq!(snoozed(stage, ben).await, [(*chat, None)], "they cannot read it");
    assert_eq!(snoozed(stage, eve).await, [(*chat, Some(Back::VisitorWrote))]);
    stage.pass(2 * HOUR);
    stage.switchboard.tend().await.unwrap();
    assert_eq!(snoozed(stage, ben).await, [(*chat, Some(Back::InTime))]);
}

async fn each_window_of_the_operator_hears_of_it_and_nobody_else(stage: &Stage) {
    let Scene { ben, eve, chat, consoles, .. } = scene(stage).await;
    let [mut first, mut second, mut eves] = consoles;
    let mut both = async |wanted: &dyn Fn(Option<Snooze>) -> bool| {
        for console in [&mut first, &mut second] {
            let (of, snooze) = heard(console).await;
            assert!(of == chat && wanted(snooze.clone()), "{snooze:?}");
        }
    };
    snooze(stage, &ben, chat, HOUR).await.unwrap();
    both(&|snooze| snooze.is_some_and(|snooze| snooze.back.is_none())).await;
    stage.pass(2 * HOUR);
    stage.switchboard.tend().await.unwrap();
    both(&|snooze| snooze.is_some_and(|snooze| snooze.back == Some(Back::InTime))).await;
    stage.switchboard.snooze(&ben, chat, None).await.unwrap().unwrap();
    both(&|snooze| snooze.is_none()).await;

    let (eves_chat, _) = stage.ask(stage.visit(&token("olga")).await.seat, "Hello?").await;
    stage.switchboard.accept(&eve, eves_chat).await.unwrap().unwrap();
    snooze(stage, &eve, eves_chat, HOUR).await.unwrap();
    assert_eq!(heard(&mut eves).await.0, eves_chat, "the first that Eve hears of is her own");
}

async fn what_is_put_away_is_not_snoozed_and_what_is_snoozed_stays(stage: &Stage) {
    let Scene { ben, chat, visit, .. } = &scene(stage).await;
    let close = async |chat: ChatId| stage.switchboard.close(speaker(ben), chat).await.unwrap().unwrap();
    close(*chat).await;
    let (second, _) = stage.ask(visit.seat, "And another thing").await;
    stage.switchboard.accept(ben, second).await.unwrap().unwrap();
    close(second).await;
    snooze(stage, ben, *chat, HOUR).await.unwrap();
    stage.switchboard.put_away(ben, None).await.unwrap().unwrap();
    assert_eq!(listed(stage, ben).await, [*chat], "what is snoozed is not in the way");
    stage.switchboard.put_away(ben, Some(*chat)).await.unwrap().unwrap();
    assert_eq!((listed(stage, ben).await, snoozed(stage, ben).await), (vec![], vec![]));
    // One that was put away is in the list again.
    snooze(stage, ben, second, HOUR).await.unwrap();
    assert_eq!((listed(stage, ben).await, snoozed(stage, ben).await), (vec![second], vec![(second, None)]));
    stage.pass(2 * HOUR);
    stage.switchboard.tend().await.unwrap();
    assert_eq!(snoozed(stage, ben).await, [(second, Some(Back::InTime))]);
    stage.switchboard.put_away(ben, None).await.unwrap().unwrap();
    assert_eq!((listed(stage, ben).await, snoozed(stage, ben).await), (vec![], vec![]));
}

async fn there_are_only_so_many_and_none_lasts_for_ever(stage: &Stage) {
    let Scene { ben, chat, visit, .. } = &scene(stage).await;
    for until in [i64::MIN, i64::MAX] {
        stage.switchboard.snooze(ben, *chat, Some(Timestamp(until))).await.unwrap().unwrap();
    }
    let cut = all(stage, ben).await[0].until;
    assert!(
        cut > later(stage, Duration::ZERO)
            && cut < later(stage, Duration::ZERO).plus_millis(LONGEST_SNOOZE + 1)
    );
    stage.switchboard.close(speaker(ben), *chat).await.unwrap().unwrap();
    for _ in 1..MOST_SNOOZED {
        // As often as a visitor may ask.
        stage.pass(HOUR / 12);
        let (another, _) = stage.ask(visit.seat, "Again").await;
        stage.switchboard.accept(ben, another).await.unwrap().unwrap();
        stage.switchboard.close(speaker(ben), another).await.unwrap().unwrap();
        snooze(stage, ben, another, HOUR).await.unwrap();
    }
    stage.pass(HOUR / 12);
    let (another, _) = stage.ask(visit.seat, "Once more").await;
    stage.switchboard.accept(ben, another).await.unwrap().unwrap();
    assert_eq!(snooze(stage, ben, another, HOUR).await, Err(Refused::TooMany));
    snooze(stage, ben, *chat, HOUR).await.unwrap();
    stage.switchboard.snooze(ben, *chat, None).await.unwrap().unwrap();
    snooze(stage, ben, another, HOUR).await.unwrap();
    assert_eq!(all(stage, ben).await.len(), MOST_SNOOZED);
}
