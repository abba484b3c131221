//! Business hours, whom operators see, and whether a site's snippet was seen.

use std::time::Duration;

use chat::Browser;
use wire::{
    SiteId,
    hours::BusinessHours,
    look::{Colour, Look, Side},
    visitor::{End, Hello, MailTranscript},
};

use super::{add, hello, set_up, site};
use crate::{
    mail::with_mail,
    on_each_database,
    support::{Stage, browser, token, until},
};

on_each_database! {
    outside_of_its_hours_a_site_counts_as_off_line
    without_tracking_nobody_is_seen_who_only_browses
    a_snippet_that_was_seen_is_told_and_kept
    a_look_reaches_open_pages
    a_mailed_chat_is_on_the_clocks_of_its_site
}

/// Open every day for an hour from this minute of the day, in UTC.
fn hour_from(minute: i64) -> BusinessHours {
    let time = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
    let times = format!("{}-{}", time(minute), time(minute + 60));
    BusinessHours { zone: "UTC".into(), week: std::array::from_fn(|_| times.clone()), exceptions: Vec::new() }
}

async fn is_open(stage: &Stage, ann: &chat::SignedIn, id: SiteId) -> bool {
    let views = stage.switchboard.site_views(ann).await.unwrap();
    views.into_iter().find(|view| view.id == id).unwrap().is_open
}

async fn outside_of_its_hours_a_site_counts_as_off_line(stage: &Stage) {
    let ann = stage.sign_in().await;
    let shop = add(stage, &ann, "Shop").await;
    let console = stage.switchboard.open_console(ann.clone()).await.unwrap();
    let mut visit = stage.visit_with(hello(stage, &shop.key, "vera")).await;
    until(async || stage.switchboard.reception(visit.seat).await.unwrap().available).await;

    // The scenario begins on 2023-11-14 at 22:13:20 UTC.
    set_up(stage, &ann, shop.id, |settings| settings.hours = Some(hour_from(22 * 60 + 15))).await.unwrap();
    let available = async || stage.switchboard.attend(visit.attended()).await.unwrap().unwrap().1.available;
    assert!(!available().await && !is_open(stage, &ann, shop.id).await);
    assert!(!stage.visit_with(hello(stage, &shop.key, "olga")).await.welcome.available);
    // Other sites are unchanged.
    assert!(stage.visit(&token("iris")).await.welcome.available);

    // It opens: everybody online is notified without asking.
    stage.pass(Duration::from_secs(180));
    while futures_of(&mut visit).await {}
    stage.switchboard.tend().await.unwrap();
    assert!(tokio::time::timeout(Duration::from_secs(5), visit.common.next()).await.is_ok());
    let available = async || stage.switchboard.attend(visit.attended()).await.unwrap().unwrap().1.available;
    assert!(available().await && is_open(stage, &ann, shop.id).await);
    stage.pass(Duration::from_secs(3600));
    assert!(!available().await);
    drop(console);
}

/// Whether an event was waiting that had already been published.
async fn futures_of(visit: &mut chat::Visit) -> bool {
    tokio::time::timeout(Duration::from_millis(50), visit.common.next()).await.is_ok()
}

async fn without_tracking_nobody_is_seen_who_only_browses(stage: &Stage) {
    let ann = stage.sign_in().await;
    let shop = add(stage, &ann, "Shop").await;
    let loader = Hello { end: End::Loader, ..hello(stage, &shop.key, "vera") };
    let seen = stage.visit_with(loader.clone()).await;
    assert!(seen.welcome.site.is_tracked && stage.list().await.len() == 1);
    drop(seen);
    until(async || stage.list().await.is_empty()).await;

    set_up(stage, &ann, shop.id, |settings| settings.is_tracked = false).await.unwrap();
    let unseen = stage.visit_with(loader).await;
    assert!(!unseen.welcome.site.is_tracked);
    assert!(stage.list().await.is_empty());
    // A visitor who opens the panel wants to chat; when they close it, they are gone.
    let panel = stage.visit_with(hello(stage, &shop.key, "vera")).await;
    assert_eq!(stage.list().await.len(), 1);
    drop(panel);
    until(async || stage.list().await.is_empty()).await;
    drop(unseen);
    assert!(stage.list().await.is_empty());
}

async fn a_snippet_that_was_seen_is_told_and_kept(stage: &Stage) {
    let ann = stage.sign_in().await;
    let shop = add(stage, &ann, "Shop").await;
    let seen = async || stage.switchboard.site_seen(&ann, shop.id).await.unwrap().unwrap();
    assert_eq!(seen().await, None);
    let _panel = stage.visit_with(hello(stage, &shop.key, "vera")).await;
    assert_eq!(seen().await, None, "a panel is no snippet");
    let loader = Hello { end: End::Loader, ..hello(stage, &shop.key, "vera") };
    let _loader = stage.visit_with(loader.clone()).await;
    let first = seen().await.unwrap();
    assert_eq!(first.url, "https://shop.example/");
    // It is stored once; a later sighting waits, but is shown all the same.
    stage.switchboard.tend().await.unwrap();
    let version = site(stage, &ann, shop.id).await.version;
    stage.pass(Duration::from_secs(60));
    let _again = stage.visit_with(loader).await;
    assert!(seen().await.unwrap().at > first.at);
    assert_eq!(site(stage, &ann, shop.id).await.version, version, "nobody has changed anything");
    // Another node, or this one after a restart, knows what was stored.
    if stage.url.contains("postgres") {
        let other = chat::Switchboard::open(&stage.url, chat::Sources::system()).await.unwrap();
        assert_eq!(other.site_seen(&ann, shop.id).await.unwrap().unwrap().unwrap().at, first.at);
        other.close_store().await;
    }
    // A page that is turned away does not count as seen.
    set_up(stage, &ann, shop.id, |settings| settings.domains = vec!["other.example".into()]).await.unwrap();
    let before = seen().await;
    let refused = Browser { origin: Some("https://shop.example".into()), ..browser() };
    let loader = Hello { end: End::Loader, ..hello(stage, &shop.key, "olga") };
    assert!(stage.switchboard.visit(loader, refused).await.unwrap().is_err());
    assert_eq!(seen().await, before);
    let ben = stage.sign_in_new(&ann, "Ben").await;
    assert_eq!(stage.switchboard.site_seen(&ben, shop.id).await.unwrap(), Err(chat::Refused::NotAllowed));
    assert_eq!(stage.switchboard.site_seen(&ann, stage.id()).await.unwrap(), Err(chat::Refused::NotFound));
}

async fn a_look_reaches_open_pages(stage: &Stage) {
    let ann = stage.sign_in().await;
    let shop = add(stage, &ann, "Shop").await;
    let panel = stage.visit_with(hello(stage, &shop.key, "vera")).await;
    let loader = Hello { end: End::Loader, ..hello(stage, &shop.key, "vera") };
    let loader = stage.visit_with(loader).await;
    // Not dark on a light page.
    let light = ("color-scheme:light;", ":host{color-scheme:light!important;}");
    assert_eq!((panel.welcome.site.look.as_str(), loader.welcome.site.look.as_str()), light);
    let look = Look { accent: Some(Colour(0, 0x77, 0xaa)), side: Side::Left, ..Look::default() };
    set_up(stage, &ann, shop.id, |settings| settings.look = look).await.unwrap();
    for (visit, has) in [(&panel, "--accent:#0077aa;"), (&loader, "inset:auto auto 20px 20px!important;")] {
        let (now, _) = stage.switchboard.attend(visit.attended()).await.unwrap().unwrap();
        assert!(now.look.contains(has), "{}", now.look);
    }
    let far = |settings: &mut wire::SiteSettings| settings.look.from_side = 301;
    assert_eq!(set_up(stage, &ann, shop.id, far).await, Err(chat::Refused::OutOfSight));
}

async fn a_mailed_chat_is_on_the_clocks_of_its_site(stage: &Stage) {
    let ann = stage.sign_in().await;
    let shop = stage.switchboard.demo_site().await.unwrap().unwrap();
    let switchboard = with_mail(stage);
    let vera = stage.visit(&token("vera")).await;
    // It is 22:13:20 UTC, still the same day in New York and already the next in Kolkata.
    let (chat, _) = stage.ask(vera.seat, "Is this oak?").await;
    stage.switchboard.accept(&ann, chat).await.unwrap().unwrap();
    let mut times = Vec::new();
    for zone in [None, Some("Asia/Kolkata"), Some("America/New_York")] {
        let hours = zone.map(|zone| BusinessHours { zone: zone.into(), ..hour_from(0) });
        set_up(stage, &ann, shop.id, |settings| settings.hours = hours).await.unwrap();
        let wanted = MailTranscript { id: stage.id(), chat, email: "vera@example.net".into() };
        switchboard.mail_transcript(vera.seat, wanted).await.unwrap().unwrap();
        let letter = switchboard.take_letters(9).await.unwrap().remove(0);
        times.push(letter.text.lines().nth(1).unwrap_or_default().to_owned());
    }
    assert_eq!(
        times,
        [
            "Demo · begun 2023-11-14 22:13 (UTC+00:00)",
            "Demo · begun 2023-11-15 03:43 (UTC+05:30)",
            "Demo · begun 2023-11-14 17:13 (UTC-05:00)",
        ]
    );
}
