//! Retention: what is older than the rules allow goes by itself, and nothing else (issue 20).

use std::time::Duration;

use chat::{Refused, SignedIn, Speaker, Switchboard, Visit};
use wire::{
    ChatId, OffLineMessageId, SiteId,
    administration::{Action, AuditPart},
    erasure::Kept,
    retention::{Days, DryRun, MOST_DAYS, Retention},
    visitor::{Hello, OffLineForm},
};

use crate::{
    accounts::{acme, sign_in},
    on_each_database,
    support::{Stage, token},
};

on_each_database! {
    what_is_older_goes_and_what_is_younger_stays
    an_open_chat_stays_however_old_it_is
    what_was_interrupted_goes_on_and_is_told_once
    a_sites_own_rule_holds_before_the_accounts
    each_account_keeps_to_its_own_rules
    what_is_no_rule_is_refused
    of_any_history_exactly_what_is_too_old_goes
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn rule(days: Days) -> Retention {
    Retention { account: days, sites: vec![] }
}

/// Lets time remove what is too old.
async fn settle(stage: &Stage) {
    // Each call removes a part; an hour later it looks again.
    stage.pass(Duration::from_secs(61 * 60));
    for _ in 0..40 {
        stage.switchboard.tend().await.unwrap();
    }
}

/// A visitor who had a chat of this many lines, which has ended, and left a message.
struct Person {
    visit: Visit,
    chat: ChatId,
    left: OffLineMessageId,
}

async fn come(stage: &Stage, ann: &SignedIn, name: &str, lines: usize) -> Person {
    talk(stage, ann, stage.visit(&token(name)).await, name, lines).await
}

async fn talk(stage: &Stage, ann: &SignedIn, visit: Visit, name: &str, lines: usize) -> Person {
    let (chat, _) = stage.ask(visit.seat, name).await;
    stage.switchboard.accept(ann, chat).await.unwrap().unwrap();
    for nr in 0..lines {
        stage.say(&Speaker::Visitor(visit.seat), chat, &format!("{name} {nr}")).await.unwrap();
    }
    stage.switchboard.close(Speaker::Visitor(visit.seat), chat).await.unwrap().unwrap();
    let left: OffLineMessageId = stage.id();
    let form = OffLineForm {
        id: left,
        name: name.into(),
        email: format!("{name}@example.net"),
        department: None,
        text: format!("Call {name}"),
        answers: vec![],
    };
    stage.switchboard.leave_message(visit.seat, form).await.unwrap().unwrap();
    Person { visit, chat, left }
}

async fn is_there(stage: &Stage, ann: &SignedIn, chat: ChatId) -> bool {
    stage.switchboard.past_chat(ann, chat).await.unwrap().is_ok()
}

async fn left(stage: &Stage, ann: &SignedIn) -> Vec<OffLineMessageId> {
    let all = stage.switchboard.off_line_messages(ann).await.unwrap();
    all.into_iter().map(|message| message.id).collect()
}

/// The proofs in the audit log, the newest first.
async fn proofs(stage: &Stage, ann: &SignedIn) -> Vec<Vec<(String, String)>> {
    let (log, _) = stage.switchboard.audit_log(ann, AuditPart::Changes, "", None).await.unwrap().unwrap();
    let applied = log.into_iter().filter(|entry| entry.action == Action::RetentionApplied);
    let told = applied.map(|entry| {
        assert_eq!(entry.by, None);
        entry.changes.into_iter().map(|change| (change.what, change.before + &change.after)).collect()
    });
    told.collect()
}

async fn set(stage: &Stage, ann: &SignedIn, wanted: Retention) {
    let seen = stage.switchboard.retention(ann).await.unwrap().unwrap();
    stage.switchboard.set_retention(ann, seen, wanted).await.unwrap().unwrap();
}

async fn what_is_older_goes_and_what_is_younger_stays(stage: &Stage) {
    let ann = stage.sign_in().await;
    let switchboard = &stage.switchboard;
    // More than one write takes.
    let old = come(stage, &ann, "old", 600).await;
    let done = come(stage, &ann, "done", 3).await;
    let seen = switchboard.off_line_messages(&ann).await.unwrap();
    let version = seen.iter().find(|message| message.id == done.left).unwrap().version;
    switchboard.set_off_line_done(&ann, done.left, version, true).await.unwrap().unwrap();
    switchboard.add_note(&ann, old.visit.seat.visitor, stage.id(), "Likes tea.").await.unwrap().unwrap();
    stage.pass(DAY * 20);
    let young = come(stage, &ann, "young", 3).await;
    let before = stage.read(&Speaker::Operator(ann.clone()), young.chat).await;
    stage.pass(DAY * 11);

    // Nothing is removed before somebody says so.
    settle(stage).await;
    assert!(is_there(stage, &ann, old.chat).await);
    let wanted = rule(Days { chats: Some(30), done: Some(30), visitors: Some(30), ..Days::default() });
    let DryRun { kept, oldest } = switchboard.try_retention(&ann, &wanted).await.unwrap().unwrap();
    // Two chats; the message that is done. Of the other visitor a message stays, and so do they.
    assert_eq!((kept.chats, kept.off_line_messages, kept.visitors, kept.notes), (2, 1, 1, 0));
    assert!(oldest.is_some());
    assert!(is_there(stage, &ann, old.chat).await, "trying removes nothing");

    set(stage, &ann, wanted).await;
    settle(stage).await;
    assert!(!is_there(stage, &ann, old.chat).await && !is_there(stage, &ann, done.chat).await);
    assert_eq!(left(stage, &ann).await, [young.left, old.left]);
    assert_eq!(stage.read(&Speaker::Operator(ann.clone()), young.chat).await, before);
    let told = proofs(stage, &ann).await;
    assert_eq!(told.len(), 1);
    let count = |what: &str| told[0].iter().find(|(one, _)| one == what).map(|(_, count)| count.clone());
    assert_eq!(count("rule").as_deref(), Some("chats 30, off-line messages that are done 30, visitors 30"));
    assert_eq!(count("chats"), Some(kept.chats.to_string()));
    assert_eq!(count("messages"), Some(kept.messages.to_string()));
    assert_eq!(count("off-line messages"), Some("1".to_owned()));
    assert_eq!(count("visitors"), Some("1".to_owned()));
    // What the dry run said has gone, and nothing else.
    let again = switchboard.try_retention(&ann, &switchboard.retention(&ann).await.unwrap().unwrap()).await;
    assert_eq!(again.unwrap().unwrap(), DryRun::default());
    settle(stage).await;
    assert_eq!(proofs(stage, &ann).await.len(), 1, "an entry only when something has gone");

    // All messages, and then the visitor with their note.
    let wanted = Days { off_line: Some(30), visitors: Some(30), ..Days::default() };
    let tried = switchboard.try_retention(&ann, &rule(wanted)).await.unwrap().unwrap().kept;
    assert_eq!(tried, Kept { visitors: 1, off_line_messages: 1, notes: 1, ..Kept::default() });
    set(stage, &ann, rule(wanted)).await;
    settle(stage).await;
    assert_eq!(left(stage, &ann).await, [young.left]);
    let kept = switchboard.kept_of_visitor(&ann, young.visit.seat.visitor).await.unwrap().unwrap();
    assert_eq!((kept.visitors, kept.chats, kept.off_line_messages), (1, 1, 1));
}

async fn an_open_chat_stays_however_old_it_is(stage: &Stage) {
    let ann = stage.sign_in().await;
    let _console = stage.switchboard.open_console(ann.clone()).await.unwrap();
    let visit = stage.visit(&token("vera")).await;
    let (chat, _) = stage.ask(visit.seat, "Is it oak?").await;
    stage.switchboard.accept(&ann, chat).await.unwrap().unwrap();
    set(stage, &ann, rule(Days { chats: Some(1), visitors: Some(1), ..Days::default() })).await;
    stage.pass(DAY * 40);
    settle(stage).await;
    assert_eq!(stage.read(&Speaker::Visitor(visit.seat), chat).await.len(), 2);
    // It is kept for as long as any other from its end on.
    stage.switchboard.close(Speaker::Visitor(visit.seat), chat).await.unwrap().unwrap();
    settle(stage).await;
    assert!(is_there(stage, &ann, chat).await);
    stage.pass(DAY);
    settle(stage).await;
    assert!(!is_there(stage, &ann, chat).await);
}

async fn what_was_interrupted_goes_on_and_is_told_once(stage: &Stage) {
    let ann = stage.sign_in().await;
    let old = come(stage, &ann, "old", 1_200).await;
    stage.pass(DAY * 3);
    let wanted = rule(Days { chats: Some(2), ..Days::default() });
    let kept = stage.switchboard.try_retention(&ann, &wanted).await.unwrap().unwrap().kept;
    set(stage, &ann, wanted).await;
    // One write, and the program ends before the next.
    stage.switchboard.tend().await.unwrap();
    assert!(is_there(stage, &ann, old.chat).await, "its first part is gone");
    assert!(proofs(stage, &ann).await.is_empty());
    let next = match stage.url.contains(":memory:") {
        true => stage.clone(),
        false => stage.seen_from(Switchboard::open(&stage.url, stage.sources()).await.unwrap()),
    };
    settle(&next).await;
    assert!(!is_there(&next, &ann, old.chat).await);
    let told = proofs(&next, &ann).await;
    assert_eq!(told.len(), 1);
    assert!(told[0].contains(&("messages".to_owned(), kept.messages.to_string())), "{told:?}");
    assert!(told[0].contains(&("chats".to_owned(), "1".to_owned())), "{told:?}");
}

async fn a_sites_own_rule_holds_before_the_accounts(stage: &Stage) {
    let ann = stage.sign_in().await;
    let old = come(stage, &ann, "old", 1).await;
    stage.pass(DAY * 10);
    let site = old.visit.seat.site;
    let days = |chats| Days { chats: Some(chats), ..Days::default() };
    // On this site for ever, elsewhere for a day.
    let forever = Retention { account: days(1), sites: vec![(site, days(0))] };
    let tried = stage.switchboard.try_retention(&ann, &forever).await.unwrap().unwrap();
    assert_eq!(tried, DryRun::default());
    set(stage, &ann, forever).await;
    settle(stage).await;
    assert!(is_there(stage, &ann, old.chat).await);
    set(stage, &ann, Retention { account: days(0), sites: vec![(site, days(5))] }).await;
    settle(stage).await;
    assert!(!is_there(stage, &ann, old.chat).await);
}

async fn each_account_keeps_to_its_own_rules(stage: &Stage) {
    let switchboard = &stage.switchboard;
    let ann = stage.sign_in().await;
    let key = switchboard.add_account_by_hand(acme()).await.unwrap().unwrap();
    let ada = sign_in(stage, "ada@acme.example").await;
    let ours = come(stage, &ann, "old", 2).await;
    let visit = stage.visit_with(Hello { site: key, ..stage.hello(&token("old")) }).await;
    let theirs = talk(stage, &ada, visit, "old", 3).await;
    stage.pass(DAY * 10);
    let strict = Days { chats: Some(5), off_line: Some(5), visitors: Some(5), ..Days::default() };
    let foreign = Retention { sites: vec![(theirs.visit.seat.site, strict)], ..Retention::default() };
    assert_eq!(switchboard.try_retention(&ann, &foreign).await.unwrap(), Err(Refused::NotFound));
    let set_foreign = switchboard.set_retention(&ann, Retention::default(), foreign).await.unwrap();
    assert_eq!(set_foreign, Err(Refused::NotFound));
    let tried = switchboard.try_retention(&ann, &rule(strict)).await.unwrap().unwrap().kept;
    assert_eq!((tried.visitors, tried.chats, tried.off_line_messages), (1, 1, 1), "of her account alone");

    set(stage, &ann, rule(strict)).await;
    settle(stage).await;
    assert!(!is_there(stage, &ann, ours.chat).await && left(stage, &ann).await.is_empty());
    assert!(is_there(stage, &ada, theirs.chat).await);
    assert_eq!(left(stage, &ada).await, [theirs.left]);
    let visitor = theirs.visit.seat.visitor;
    let kept = switchboard.kept_of_visitor(&ada, visitor).await.unwrap().unwrap();
    assert_eq!((kept.visitors, kept.chats, kept.off_line_messages), (1, 1, 1));
    assert_eq!(switchboard.retention(&ada).await.unwrap(), Ok(Retention::default()));
    assert_eq!((proofs(stage, &ann).await.len(), proofs(stage, &ada).await.len()), (1, 0));

    set(stage, &ada, rule(strict)).await;
    settle(stage).await;
    assert!(!is_there(stage, &ada, theirs.chat).await && left(stage, &ada).await.is_empty());
    assert_eq!((proofs(stage, &ann).await.len(), proofs(stage, &ada).await.len()), (1, 1));
}

async fn what_is_no_rule_is_refused(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let switchboard = &stage.switchboard;
    let (none, some) = (Retention::default(), rule(Days { chats: Some(7), ..Days::default() }));
    assert_eq!(switchboard.retention(&ben).await.unwrap(), Err(Refused::NotAllowed));
    assert_eq!(switchboard.try_retention(&ben, &some).await.unwrap(), Err(Refused::NotAllowed));
    let set = switchboard.set_retention(&ben, none.clone(), some.clone()).await.unwrap();
    assert_eq!(set, Err(Refused::NotAllowed));
    let long = rule(Days { visitors: Some(MOST_DAYS + 1), ..Days::default() });
    assert_eq!(switchboard.try_retention(&ann, &long).await.unwrap(), Err(Refused::OutOfRange));
    let elsewhere = SiteId::v7(1, &[1; 10]);
    let unknown = Retention { sites: vec![(elsewhere, some.account)], ..none.clone() };
    let set = switchboard.set_retention(&ann, none.clone(), unknown).await.unwrap();
    assert_eq!(set, Err(Refused::NotFound));
    // Of two administrators at once none overwrites the other.
    switchboard.set_retention(&ann, none.clone(), some.clone()).await.unwrap().unwrap();
    let late = rule(Days { chats: Some(9), ..Days::default() });
    let set = switchboard.set_retention(&ann, none, late).await.unwrap();
    assert_eq!(set, Err(Refused::Stale));
    assert_eq!(switchboard.retention(&ann).await.unwrap().unwrap(), some);
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, below: u64) -> u64 {
        // The constants of Knuth's MMIX.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

/// What became of a visitor's chat and message, by the day since the beginning.
struct Told {
    person: Person,
    day: u64,
    /// The day on which the message was done.
    done: Option<u64>,
}

async fn of_any_history_exactly_what_is_too_old_goes(stage: &Stage) {
    let ann = stage.sign_in().await;
    let switchboard = &stage.switchboard;
    let mut dice = Dice(2026);
    let mut all: Vec<Told> = Vec::new();
    for day in 0..30 {
        for nr in 0..dice.throw(3) {
            let person = come(stage, &ann, &format!("visitor{day}a{nr}"), dice.throw(4) as usize).await;
            all.push(Told { person, day, done: None });
        }
        if let Some(told) = all.iter_mut().find(|told| told.done.is_none() && dice.throw(3) == 0) {
            let listed = switchboard.off_line_messages(&ann).await.unwrap();
            let version = listed.iter().find(|one| one.id == told.person.left).unwrap().version;
            switchboard.set_off_line_done(&ann, told.person.left, version, true).await.unwrap().unwrap();
            told.done = Some(day);
        }
        stage.pass(DAY);
    }
    // Noon of the last day: nobody is on the border.
    stage.pass(DAY / 2);
    let mut today = 30;
    for _ in 0..6 {
        let mut days = || match dice.throw(4) {
            0 => None,
            _ => Some(5 + dice.throw(30) as u32),
        };
        let rule_now = Days { chats: days(), done: days(), off_line: days(), visitors: days() };
        // The slow and obvious way: younger than so many days, on the day of the look.
        let is_old = |then: u64, days: Option<u32>| days.is_some_and(|days| then + u64::from(days) <= today);
        let (mut chats, mut messages, mut left_over, mut visitors) = (0, 0, 0, 0);
        let mut expected = Vec::new();
        for told in &all {
            let kept =
                switchboard.kept_of_visitor(&ann, told.person.visit.seat.visitor).await.unwrap().unwrap();
            let chat_goes = kept.chats > 0 && is_old(told.day, rule_now.chats);
            let message_goes = kept.off_line_messages > 0
                && (is_old(told.day, rule_now.off_line)
                    || told.done.is_some_and(|done| is_old(done, rule_now.done)));
            let is_bare = (kept.chats == 0 || chat_goes) && (kept.off_line_messages == 0 || message_goes);
            let visitor_goes = kept.visitors > 0 && is_bare && is_old(told.day, rule_now.visitors);
            chats += u64::from(chat_goes);
            messages += if chat_goes { kept.messages } else { 0 };
            left_over += u64::from(message_goes);
            visitors += u64::from(visitor_goes);
            expected.push(Kept {
                visitors: kept.visitors - u64::from(visitor_goes),
                chats: kept.chats - u64::from(chat_goes),
                messages: if chat_goes { 0 } else { kept.messages },
                off_line_messages: kept.off_line_messages - u64::from(message_goes),
                notes: 0,
            });
        }
        let tried = switchboard.try_retention(&ann, &rule(rule_now)).await.unwrap().unwrap().kept;
        let goes = Kept { visitors, chats, messages, off_line_messages: left_over, notes: 0 };
        assert_eq!(tried, goes, "day {today}: {rule_now:?}");
        set(stage, &ann, rule(rule_now)).await;
        for _ in 0..40 {
            switchboard.tend().await.unwrap();
        }
        for (told, expected) in all.iter().zip(expected) {
            let visitor = told.person.visit.seat.visitor;
            let kept = switchboard.kept_of_visitor(&ann, visitor).await.unwrap().unwrap();
            assert_eq!(kept, expected, "of day {}, on day {today}: {rule_now:?}", told.day);
        }
        stage.pass(DAY * 3);
        today += 3;
    }
}
