//! Bans: whom they keep out, from when to when, and who may ban.

use std::time::Duration;

use chat::{Browser, Refused, SignedIn, Speaker, Switchboard, Visit, bus::Event};
use wire::{
    Author, Body, Notice, Timestamp,
    administration::{Action, AuditPart},
    ban::{BadBan, BanEnd, BanSettings, BanTarget, BanView, BannedSee},
    visitor::{End, Hello, OffLineForm, Refusal, Say},
};

use crate::{
    on_each_database,
    support::{Stage, browser, hear, token},
};

on_each_database! {
    who_is_banned_is_out_at_once_and_their_chat_ends
    an_address_is_banned_with_everybody_who_shares_it
    a_banned_visitor_may_be_left_the_form
    a_ban_holds_until_its_end
    administrators_ban_and_others_if_the_account_says_so
    the_list_is_searched_and_bans_are_lifted
    who_was_erased_stays_banned_without_a_name
}

const HOUR: u64 = 60 * 60;

fn from(address: &str) -> Browser {
    Browser { address: address.parse().ok(), ..browser() }
}

/// A visitor as the audit log names them.
fn short(visit: &Visit) -> String {
    format!("Visitor {}", visit.seat.visitor.short())
}

async fn list(switchboard: &Switchboard, who: &SignedIn, search: &str) -> Vec<BanView> {
    switchboard.bans(who, search, None).await.unwrap().unwrap().0
}

async fn who_is_banned_is_out_at_once_and_their_chat_ends(stage: &Stage) {
    let switchboard = &stage.switchboard;
    let ann = stage.sign_in().await;
    let mut vera = stage.visit(&token("vera")).await;
    let olga = stage.visit(&token("olga")).await;
    let (chat, _) = stage.ask(vera.seat, "Buy this!").await;
    switchboard.accept(&ann, chat).await.unwrap().unwrap();
    let target = BanTarget::Visitor(vera.seat.visitor);
    switchboard.ban(&ann, target, "Spam", BanEnd::Never).await.unwrap().unwrap();

    let said = stage.read(&Speaker::Operator(ann.clone()), chat).await;
    let last = said.last().unwrap();
    let notice = Body::Notice(Notice::ClosedByOperator { name: ann.name.clone() });
    assert_eq!((&last.author, &last.body), (&Author::System, &notice));
    // Her open sockets are told to ask, and what they are told is that they are out.
    hear(&mut vera.common, |event| (*event == Event::Bans).then_some(())).await;
    assert_eq!(switchboard.attend(vera.attended()).await.unwrap().err(), Some(Refusal::Banned));
    for end in [End::Panel, End::Loader] {
        let hello = Hello { end, ..stage.hello(&token("vera")) };
        assert_eq!(switchboard.visit(hello, browser()).await.unwrap().err(), Some(Refusal::Banned));
    }
    // What was on its way is refused.
    assert_eq!(stage.ask_in(vera.seat, stage.id(), "Buy!").await.err(), Some(Refused::Banned));
    let said = stage.say(&Speaker::Visitor(vera.seat), chat, "Buy!").await;
    assert_eq!(said.err(), Some(Refused::Banned));
    let rate = Say { chat, id: stage.id(), text: "1 Buy!".into() };
    assert_eq!(switchboard.rate(vera.seat, rate).await.unwrap().err(), Some(Refused::Banned));
    let invited = switchboard.invite(&ann, vera.seat.visitor, stage.id(), stage.id(), "Hello").await;
    assert_eq!(invited.unwrap(), Err(Refused::CannotInvite));
    // Nobody else is concerned.
    assert!(switchboard.attend(olga.attended()).await.unwrap().is_ok());
    stage.ask(olga.seat, "Is it in stock?").await;

    let (log, _) = switchboard.audit_log(&ann, AuditPart::Changes, "spam", None).await.unwrap().unwrap();
    assert_eq!((log[0].action, log[0].subject.as_str()), (Action::BanAdded, short(&vera).as_str()));
}

async fn an_address_is_banned_with_everybody_who_shares_it(stage: &Stage) {
    let switchboard = &stage.switchboard;
    let ann = stage.sign_in().await;
    let visit = async |name: &str, address: &str| {
        switchboard.visit(stage.hello(&token(name)), from(address)).await.unwrap()
    };
    let vera = visit("vera", "203.0.113.7").await.ok().unwrap();
    let _olga = visit("olga", "203.0.113.7").await.ok().unwrap();
    let _tom = visit("tom", "203.0.113.200").await.ok().unwrap();
    let kim = visit("kim", "2001:db8:1:2::7").await.ok().unwrap();
    let choices = switchboard.ban_choices(&ann, vera.seat.visitor).await.unwrap().unwrap();
    let choices: Vec<_> = choices.into_iter().map(|choice| (choice.target, choice.online)).collect();
    let network = |text: &str| BanTarget::Network(text.to_owned());
    assert_eq!(
        choices,
        [
            (BanTarget::Visitor(vera.seat.visitor), 1),
            (network("203.0.113.7"), 2),
            (network("203.0.113.0/24"), 3)
        ]
    );
    assert_eq!(switchboard.online_in(&ann, "203.0.113.0/24").await.unwrap(), Ok(3));
    let (chat, _) = stage.ask(vera.seat, "Buy this!").await;
    switchboard.ban(&ann, network("203.0.113.9/24"), "", BanEnd::Day).await.unwrap().unwrap();
    switchboard.ban(&ann, network("2001:db8:1::/48"), "", BanEnd::Day).await.unwrap().unwrap();
    let closed = stage.read(&Speaker::Operator(ann.clone()), chat).await;
    assert!(matches!(closed.last().unwrap().body, Body::Notice(Notice::ClosedByOperator { .. })));
    for (name, address, is_banned) in [
        ("new", "203.0.113.44", true),
        ("new", "::ffff:203.0.113.44", true),
        ("new", "203.0.114.1", false),
        ("new", "2001:db8:1:ffff::1", true),
        ("new", "2001:db8:2::1", false),
        ("vera", "198.51.100.1", false),
    ] {
        assert_eq!(visit(name, address).await.is_err(), is_banned, "{name} from {address}");
    }
    assert!(switchboard.attend(kim.attended()).await.unwrap().is_err());

    for (bad, why) in [
        ("shop.example", BadBan::NotANetwork),
        ("0.0.0.0/0", BadBan::TooWide),
        ("127.0.0.1", BadBan::ThisMachine),
    ] {
        let banned = switchboard.ban(&ann, network(bad), "", BanEnd::Day).await.unwrap();
        assert_eq!(banned, Err(Refused::BadBan(why)), "{bad}");
    }
    switchboard.saw_proxy("192.0.2.1".parse().unwrap());
    let banned = switchboard.ban(&ann, network("192.0.2.0/24"), "", BanEnd::Day).await.unwrap();
    assert_eq!(banned, Err(Refused::BadBan(BadBan::Proxy)));
    // Banned again, it is one ban with the new end.
    switchboard.ban(&ann, network("203.0.113.0/24"), "Spam", BanEnd::Never).await.unwrap().unwrap();
    let bans: Vec<_> =
        list(switchboard, &ann, "").await.into_iter().map(|ban| (ban.target, ban.ends_at)).collect();
    assert_eq!(bans.len(), 2);
    assert_eq!(bans[0], (network("203.0.113.0/24"), None));
}

async fn a_banned_visitor_may_be_left_the_form(stage: &Stage) {
    let switchboard = &stage.switchboard;
    let ann = stage.sign_in().await;
    let _console = switchboard.open_console(ann.clone()).await.unwrap();
    let mut vera = stage.visit(&token("vera")).await;
    let seat = vera.seat;
    let leave = async || {
        let form = OffLineForm {
            id: stage.id(),
            name: String::new(),
            email: "vera@example.org".into(),
            department: None,
            text: "Sorry".into(),
            answers: vec![],
        };
        switchboard.leave_message(seat, form).await.unwrap()
    };
    let target = BanTarget::Visitor(vera.seat.visitor);
    switchboard.ban(&ann, target, "", BanEnd::Never).await.unwrap().unwrap();
    assert_eq!(leave().await.err(), Some(Refused::Banned));
    let settings = BanSettings { see: BannedSee::Form, operators_may: false };
    switchboard.set_ban_settings(&ann, settings).await.unwrap().unwrap();
    assert_eq!(switchboard.ban_settings(&ann).await.unwrap(), Ok(settings));
    hear(&mut vera.common, |event| (*event == Event::Bans).then_some(())).await;
    let (_, reception) = switchboard.attend(vera.attended()).await.unwrap().unwrap();
    assert!(!reception.available, "although Ann is there");
    assert!(!stage.visit(&token("vera")).await.welcome.available);
    assert!(leave().await.is_ok());
    assert_eq!(stage.ask_in(vera.seat, stage.id(), "Now?").await.err(), Some(Refused::Banned));
}

async fn a_ban_holds_until_its_end(stage: &Stage) {
    let switchboard = &stage.switchboard;
    let ann = stage.sign_in().await;
    let vera = stage.visit(&token("vera")).await;
    let target = BanTarget::Visitor(vera.seat.visitor);
    let over = BanEnd::At(Timestamp(1));
    let refused = switchboard.ban(&ann, target.clone(), "", over).await.unwrap();
    assert_eq!(refused, Err(Refused::BadBan(BadBan::Over)));
    for (end, seconds) in [(BanEnd::Hour, HOUR), (BanEnd::Day, 24 * HOUR), (BanEnd::Week, 7 * 24 * HOUR)] {
        switchboard.ban(&ann, target.clone(), "", end).await.unwrap().unwrap();
        stage.pass(Duration::from_secs(seconds - 10));
        assert!(switchboard.attend(vera.attended()).await.unwrap().is_err(), "{end:?}");
        assert_eq!(list(switchboard, &ann, "").await.len(), 1);
        stage.pass(Duration::from_secs(20));
        assert!(switchboard.attend(vera.attended()).await.unwrap().is_ok(), "{end:?}");
        assert!(list(switchboard, &ann, "").await.is_empty());
        switchboard.tend().await.unwrap();
    }
    switchboard.ban(&ann, target, "", BanEnd::Never).await.unwrap().unwrap();
    stage.pass(Duration::from_secs(60 * 24 * HOUR));
    switchboard.tend().await.unwrap();
    assert!(switchboard.attend(vera.attended()).await.unwrap().is_err());
}

async fn administrators_ban_and_others_if_the_account_says_so(stage: &Stage) {
    let switchboard = &stage.switchboard;
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let vera = stage.visit(&token("vera")).await;
    let ban = async |who: &SignedIn| {
        let target = BanTarget::Visitor(vera.seat.visitor);
        switchboard.ban(who, target, "Spam", BanEnd::Hour).await.unwrap()
    };
    assert_eq!(ban(&ben).await, Err(Refused::NotAllowed));
    assert!(switchboard.snapshot(&ann).await.unwrap().may_ban);
    assert!(!switchboard.snapshot(&ben).await.unwrap().may_ban);
    let refused = switchboard.ban_choices(&ben, vera.seat.visitor).await.unwrap();
    assert_eq!(refused.err(), Some(Refused::NotAllowed));
    let settings = BanSettings { operators_may: true, ..BanSettings::default() };
    assert_eq!(switchboard.set_ban_settings(&ben, settings).await.unwrap(), Err(Refused::NotAllowed));
    switchboard.set_ban_settings(&ann, settings).await.unwrap().unwrap();
    assert!(switchboard.snapshot(&ben).await.unwrap().may_ban);
    assert_eq!(ban(&ben).await, Ok(()));
    // The list is the administrators'.
    assert_eq!(switchboard.bans(&ben, "", None).await.unwrap().err(), Some(Refused::NotAllowed));
    let id = list(switchboard, &ann, "").await[0].id;
    assert_eq!(switchboard.lift_ban(&ben, id).await.unwrap(), Err(Refused::NotAllowed));
    // Whoever was never here is nobody.
    let nobody = BanTarget::Visitor(stage.id());
    let banned = switchboard.ban(&ann, nobody, "", BanEnd::Hour).await.unwrap();
    assert_eq!(banned, Err(Refused::NotFound));
}

async fn the_list_is_searched_and_bans_are_lifted(stage: &Stage) {
    let switchboard = &stage.switchboard;
    let ann = stage.sign_in().await;
    for n in 0..60 {
        let (network, reason) = (format!("198.51.100.{n}"), if n == 7 { "Rude, 100%" } else { "Spam" });
        let banned = switchboard.ban(&ann, BanTarget::Network(network), reason, BanEnd::Never).await;
        banned.unwrap().unwrap();
    }
    let (first, more) = switchboard.bans(&ann, "", None).await.unwrap().unwrap();
    assert_eq!((first.len(), more), (50, true));
    let last = first.last().unwrap().id;
    let (second, more) = switchboard.bans(&ann, "", Some(last)).await.unwrap().unwrap();
    assert_eq!((second.len(), more), (10, false));
    let found = list(switchboard, &ann, "rude 100%").await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].target, BanTarget::Network("198.51.100.7".into()));
    assert_eq!((found[0].by.as_str(), found[0].reason.as_str()), (ann.name.as_str(), "Rude, 100%"));

    let visit = async || {
        let seven = from("198.51.100.7");
        switchboard
            .visit(stage.hello(&token("vera")), seven)
            .await
            .unwrap()
            .map(|visit| visit.welcome.available)
    };
    assert_eq!(visit().await.err(), Some(Refusal::Banned));
    switchboard.lift_ban(&ann, found[0].id).await.unwrap().unwrap();
    assert!(visit().await.is_ok());
    assert_eq!(switchboard.lift_ban(&ann, found[0].id).await.unwrap(), Err(Refused::NotFound));
}

async fn who_was_erased_stays_banned_without_a_name(stage: &Stage) {
    let switchboard = &stage.switchboard;
    let ann = stage.sign_in().await;
    let vera = stage.visit(&token("vera")).await;
    stage.ask(vera.seat, "Buy this!").await;
    let target = BanTarget::Visitor(vera.seat.visitor);
    switchboard.ban(&ann, target.clone(), "Übel", BanEnd::Never).await.unwrap().unwrap();
    assert_eq!(list(switchboard, &ann, "vera").await[0].name, "Vera");
    switchboard.erase_visitor(&ann, vera.seat.visitor).await.unwrap().unwrap();

    assert!(switchboard.attend(vera.attended()).await.unwrap().is_err());
    assert!(list(switchboard, &ann, "vera").await.is_empty());
    for search in ["übel", &ann.name, &short(&vera)] {
        let found = list(switchboard, &ann, search).await;
        assert_eq!(found.len(), 1, "{search}");
        assert_eq!((&found[0].target, found[0].name.as_str()), (&target, ""));
    }
    switchboard.lift_ban(&ann, list(switchboard, &ann, "").await[0].id).await.unwrap().unwrap();
    let (named, _) = switchboard.audit_log(&ann, AuditPart::Everything, "vera", None).await.unwrap().unwrap();
    assert!(named.is_empty(), "{named:?}");
    let (log, _) = switchboard.audit_log(&ann, AuditPart::Changes, "ban", None).await.unwrap().unwrap();
    let told: Vec<_> = log.iter().map(|entry| (entry.action, entry.subject.clone())).collect();
    assert_eq!(told, [(Action::BanLifted, short(&vera)), (Action::BanAdded, short(&vera))]);
}
