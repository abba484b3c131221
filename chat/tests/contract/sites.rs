//! An administrator manages the websites of their account (manual A18), and what visitors notice of
//! it.

use chat::{
    Browser, Refused, SignedIn, Switchboard, Visit,
    bus::Event,
    site::{BadDomain, manage::SaveSite},
};
use wire::{
    SiteId, SiteSettings,
    administration::{Action, AuditPart},
    site::SiteDetails,
    text::BadText,
    visitor::{Hello, Refusal},
};

use crate::{
    on_each_database,
    support::{Stage, browser, hear, token, until},
};

mod domains;
mod rates;
mod visitors;
mod welcome_screen;

on_each_database! {
    a_site_that_was_added_lets_its_visitors_in
    a_site_that_is_changed_is_known_at_once
    what_is_not_taken_is_told_and_changes_nothing
    of_two_administrators_at_once_the_second_is_told
    a_normal_operator_manages_no_site
    another_key_takes_the_place_of_the_first
    what_was_said_on_a_removed_site_stays
    what_was_changed_is_on_record
}

pub(super) async fn sites(stage: &Stage, ann: &SignedIn) -> Vec<SiteDetails> {
    stage.switchboard.sites(ann).await.unwrap().unwrap()
}

pub(super) async fn site(stage: &Stage, ann: &SignedIn, id: SiteId) -> SiteDetails {
    sites(stage, ann).await.into_iter().find(|site| site.id == id).unwrap()
}

pub(super) async fn add(stage: &Stage, ann: &SignedIn, name: &str) -> SiteDetails {
    let new = SaveSite { name: name.into(), ..SaveSite::default() };
    let id = stage.switchboard.save_site(ann, None, new).await.unwrap().unwrap();
    site(stage, ann, id).await
}

/// The administrator changes a site's present settings.
pub(super) async fn set_up(
    stage: &Stage,
    ann: &SignedIn,
    id: SiteId,
    change: impl FnOnce(&mut SiteSettings),
) -> Result<SiteId, Refused> {
    let SiteDetails { name, mut settings, version, .. } = site(stage, ann, id).await;
    change(&mut settings);
    stage
        .switchboard
        .save_site(ann, Some((id, version)), SaveSite { name, settings, logo: None })
        .await
        .unwrap()
}

pub(super) fn hello(stage: &Stage, key: &str, name: &str) -> Hello {
    Hello { site: key.into(), ..stage.hello(&token(name)) }
}

/// Returns when the visit is turned away, with the reason.
pub(super) async fn turned_away(stage: &Stage, visit: &mut Visit) -> Refusal {
    loop {
        if let Err(why) = stage.switchboard.attend(visit.attended()).await.unwrap() {
            return why;
        }
        let _ = visit.common.next().await;
    }
}

async fn refusal(switchboard: &Switchboard, hello: Hello, browser: Browser) -> Option<Refusal> {
    switchboard.visit(hello, browser).await.unwrap().err()
}

async fn a_site_that_was_added_lets_its_visitors_in(stage: &Stage) {
    let ann = stage.sign_in().await;
    let mut console = stage.switchboard.open_console(ann.clone()).await.unwrap();
    let shop = add(stage, &ann, " Shop ").await;
    hear(&mut console.events, |event| matches!(event, Event::Site(id) if *id == shop.id).then_some(())).await;
    assert_eq!((shop.name.as_str(), shop.version, shop.settings.domains.len()), ("Shop", 1, 0));
    let names: Vec<_> = sites(stage, &ann).await.into_iter().map(|site| site.name).collect();
    assert_eq!(names, ["Demo", "Shop"]);
    assert_eq!(stage.switchboard.site_views(&ann).await.unwrap().len(), 2);

    let visit = stage.visit_with(hello(stage, &shop.key, "vera")).await;
    assert_eq!((visit.seat.site, visit.welcome.site.name.as_str()), (shop.id, "Shop"));
    assert_eq!(stage.list().await[0].site, shop.id);
    let (chat, _) = stage.ask(visit.seat, "Is this oak?").await;
    let asked = stage.switchboard.snapshot(&ann).await.unwrap().chats;
    assert_eq!((asked[0].id, asked[0].site), (chat, shop.id));
    // The same person on another site is another visitor there.
    assert_ne!(stage.visit(&token("vera")).await.seat.visitor, visit.seat.visitor);
}

async fn a_site_that_is_changed_is_known_at_once(stage: &Stage) {
    let ann = stage.sign_in().await;
    let shop = add(stage, &ann, "Shop").await;
    let _open = stage.visit_with(hello(stage, &shop.key, "vera")).await;
    let renamed = SaveSite { name: "Store".into(), ..SaveSite::default() };
    stage.switchboard.save_site(&ann, Some((shop.id, shop.version)), renamed.clone()).await.unwrap().unwrap();
    let now = site(stage, &ann, shop.id).await;
    assert_eq!((now.name.as_str(), now.key.as_str(), now.version), ("Store", shop.key.as_str(), 2));
    assert_eq!(stage.visit_with(hello(stage, &shop.key, "olga")).await.welcome.site.name, "Store");
    // Without a change there is no new version, and no entry.
    stage.switchboard.save_site(&ann, Some((shop.id, 2)), renamed).await.unwrap().unwrap();
    assert_eq!(site(stage, &ann, shop.id).await.version, 2);
    let (log, _) =
        stage.switchboard.audit_log(&ann, AuditPart::Changes, "changed store", None).await.unwrap().unwrap();
    assert_eq!(log.len(), 1);
}

async fn what_is_not_taken_is_told_and_changes_nothing(stage: &Stage) {
    let ann = stage.sign_in().await;
    let shop = add(stage, &ann, "Shop").await;
    let before = sites(stage, &ann).await;
    let save = async |seen, name: &str, domains: &[&str]| {
        let settings = SiteSettings {
            domains: domains.iter().map(|domain| (*domain).into()).collect(),
            ..SiteSettings::default()
        };
        let site = SaveSite { name: name.into(), settings, logo: None };
        stage.switchboard.save_site(&ann, seen, site).await.unwrap().unwrap_err()
    };
    let mine = Some((shop.id, shop.version));
    for bad in ["", "   ", "\u{200b}\u{7}"] {
        assert_eq!(save(mine, bad, &[]).await, Refused::BadName(BadText::Empty));
    }
    assert_eq!(save(None, &"x".repeat(81), &[]).await, Refused::BadName(BadText::TooLong { limit: 80 }));
    // The last one is Cyrillic.
    for taken in ["Demo", " demo\u{200b}", "D\u{435}m\u{43e}"] {
        assert_eq!(save(None, taken, &[]).await, Refused::NameTaken, "{taken}");
        assert_eq!(save(mine, taken, &[]).await, Refused::NameTaken, "{taken}");
    }
    let bad = Refused::BadDomain(BadDomain::NotADomain("sh op".into()));
    assert_eq!(save(mine, "Shop", &["shop.example", "sh op"]).await, bad);
    assert_eq!(save(Some((shop.id, 7)), "Store", &[]).await, Refused::Stale);
    assert_eq!(save(Some((stage.id(), 1)), "Store", &[]).await, Refused::NotFound, "nobody's");
    assert_eq!(sites(stage, &ann).await, before);
}

async fn of_two_administrators_at_once_the_second_is_told(stage: &Stage) {
    let ann = stage.sign_in().await;
    let shop = add(stage, &ann, "Shop").await;
    let save = |name: &str| {
        let site = SaveSite { name: name.into(), ..SaveSite::default() };
        stage.switchboard.save_site(&ann, Some((shop.id, shop.version)), site)
    };
    let (first, second) = tokio::join!(save("Store"), save("Market"));
    let results = [first.unwrap(), second.unwrap()];
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
    assert!(results.contains(&Err(Refused::Stale)), "{results:?}");
    let name = site(stage, &ann, shop.id).await.name;
    assert_eq!(name, if results[0].is_ok() { "Store" } else { "Market" });
}

async fn a_normal_operator_manages_no_site(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let shop = add(stage, &ann, "Shop").await;
    let (board, no) = (&stage.switchboard, Some(Refused::NotAllowed));
    assert_eq!(board.sites(&ben).await.unwrap().err(), no);
    let change = SaveSite { name: "Mine".into(), ..SaveSite::default() };
    for seen in [None, Some((shop.id, shop.version))] {
        assert_eq!(board.save_site(&ben, seen, change.clone()).await.unwrap().err(), no);
    }
    assert_eq!(board.renew_site_key(&ben, shop.id).await.unwrap().err(), no);
    assert_eq!(board.remove_site(&ben, shop.id).await.unwrap().err(), no);
    assert_eq!(site(stage, &ann, shop.id).await, shop);
    // An unknown site or another account's is not found.
    let nobodys = stage.id();
    assert_eq!(board.renew_site_key(&ann, nobodys).await.unwrap(), Err(Refused::NotFound));
    assert_eq!(board.remove_site(&ann, nobodys).await.unwrap(), Err(Refused::NotFound));
}

async fn another_key_takes_the_place_of_the_first(stage: &Stage) {
    let ann = stage.sign_in().await;
    let shop = add(stage, &ann, "Shop").await;
    let mut open = stage.visit_with(hello(stage, &shop.key, "vera")).await;
    let vera = open.seat.visitor;
    stage.switchboard.renew_site_key(&ann, shop.id).await.unwrap().unwrap();
    let now = site(stage, &ann, shop.id).await;
    assert_ne!(now.key, shop.key);
    assert_eq!(turned_away(stage, &mut open).await, Refusal::UnknownSite);
    let old = refusal(&stage.switchboard, hello(stage, &shop.key, "vera"), browser()).await;
    assert_eq!(old, Some(Refusal::UnknownSite));
    assert_eq!(stage.visit_with(hello(stage, &now.key, "vera")).await.seat.visitor, vera);
}

async fn what_was_said_on_a_removed_site_stays(stage: &Stage) {
    let ann = stage.sign_in().await;
    let shop = add(stage, &ann, "Shop").await;
    let mut visit = stage.visit_with(hello(stage, &shop.key, "vera")).await;
    let (chat, _) = stage.ask(visit.seat, "Is this oak?").await;
    stage.switchboard.remove_site(&ann, shop.id).await.unwrap().unwrap();
    assert_eq!(turned_away(stage, &mut visit).await, Refusal::UnknownSite);
    drop(visit);
    until(async || stage.list().await.is_empty()).await;
    let again = refusal(&stage.switchboard, hello(stage, &shop.key, "olga"), browser()).await;
    assert_eq!(again, Some(Refusal::UnknownSite));

    assert!(sites(stage, &ann).await.iter().all(|site| site.id != shop.id));
    let view = stage.switchboard.site_views(&ann).await.unwrap();
    let view = view.into_iter().find(|site| site.id == shop.id).unwrap();
    assert!(view.is_removed && view.name == "Shop");
    let messages = stage.read(&chat::Speaker::Operator(ann.clone()), chat).await;
    assert_eq!(messages[0].body.said(), Some("Is this oak?"));
    // It can no longer be changed, and its name is free.
    let change = SaveSite { name: "Store".into(), ..SaveSite::default() };
    let late = stage.switchboard.save_site(&ann, Some((shop.id, 2)), change).await.unwrap();
    assert_eq!(late, Err(Refused::NotFound));
    assert_eq!(stage.switchboard.remove_site(&ann, shop.id).await.unwrap(), Err(Refused::NotFound));
    add(stage, &ann, "Shop").await;
}

async fn what_was_changed_is_on_record(stage: &Stage) {
    let ann = stage.sign_in().await;
    let shop = add(stage, &ann, "Shop").await;
    set_up(stage, &ann, shop.id, |settings| settings.domains = vec!["shop.example".into()]).await.unwrap();
    stage.switchboard.renew_site_key(&ann, shop.id).await.unwrap().unwrap();
    let key = site(stage, &ann, shop.id).await.key;
    stage.switchboard.remove_site(&ann, shop.id).await.unwrap().unwrap();
    let (log, _) =
        stage.switchboard.audit_log(&ann, AuditPart::Changes, "shop", None).await.unwrap().unwrap();
    let told: Vec<_> = log
        .iter()
        .map(|entry| {
            let change = &entry.changes[0];
            (entry.action, change.what.as_str(), change.before.as_str(), change.after.as_str())
        })
        .collect();
    assert_eq!(
        told,
        [
            (Action::SiteRemoved, "key", key.as_str(), ""),
            (Action::SiteKeyChanged, "key", shop.key.as_str(), key.as_str()),
            (Action::SiteChanged, "allowed domains", "", "shop.example"),
            (Action::SiteAdded, "name", "", "Shop"),
        ]
    );
}
