//! The first steps of an administrator: what is done follows from the stored data.

use chat::{FirstStart, InviteOperator, Refused, SignedIn, Sources, Switchboard, site::BadDomain};
use wire::{
    Role,
    guide::{Guide, Step},
    visitor::{End, Hello, Refusal},
};

use crate::{
    on_each_database,
    support::{PASSWORD, Stage, browser, token},
};

on_each_database! {
    each_step_is_done_when_it_is_so
    a_password_that_the_program_made_is_to_be_changed
    what_is_put_off_can_be_taken_up
    the_code_is_seen_in_pages_of_the_site_alone
    who_is_led_and_who_is_not
}

async fn guide(switchboard: &Switchboard, who: &SignedIn) -> Guide {
    switchboard.guide(who).await.unwrap().unwrap()
}

fn done(guide: &Guide) -> Vec<Step> {
    Step::ALL.into_iter().filter(|step| guide.is_done(*step)).collect()
}

async fn loads(stage: &Stage, key: &str, url: &str) -> Option<Refusal> {
    let mut hello = Hello { end: End::Loader, ..stage.hello(&token("vera")) };
    hello.site = key.to_owned();
    hello.page.url = url.to_owned();
    stage.switchboard.visit(hello, browser()).await.unwrap().err()
}

async fn each_step_is_done_when_it_is_so(stage: &Stage) {
    let (ann, switchboard) = (stage.sign_in().await, &stage.switchboard);
    let first = guide(switchboard, &ann).await;
    assert_eq!((done(&first), first.next(), first.has_demo), (vec![], Some(Step::Yourself), true));
    switchboard.rename(&ann, "Ann").await.unwrap().unwrap();
    assert_eq!(
        done(&guide(switchboard, &ann).await),
        [Step::Yourself],
        "the password was given by who installs it"
    );

    switchboard.set_own_site(&ann, "shop.example", "").await.unwrap().unwrap();
    let site = guide(switchboard, &ann).await.site.unwrap();
    assert_eq!((site.name.as_str(), site.address.as_str()), ("shop.example", "https://shop.example/"));
    assert_eq!(loads(stage, &site.key, "https://www.shop.example/tea").await, None);
    let seen = guide(switchboard, &ann).await;
    assert_eq!(done(&seen), [Step::Yourself, Step::Site, Step::Snippet]);
    assert_eq!(seen.site.unwrap().seen.unwrap().url, "https://www.shop.example/tea");

    let _console = switchboard.open_console(ann.clone()).await.unwrap();
    let visit = stage.visit(&token("walt")).await;
    let (chat, _) = stage.ask(visit.seat, "Is this oak?").await;
    assert!(!guide(switchboard, &ann).await.has_talked, "nobody has answered");
    switchboard.accept(&ann, chat).await.unwrap().unwrap();
    assert!(guide(switchboard, &ann).await.has_talked);

    assert!(switchboard.snapshot(&ann).await.unwrap().has_guide);
    let ben = InviteOperator { email: "ben@example.org".into(), role: Role::Normal, departments: vec![] };
    switchboard.invite_operator(&ann, ben).await.unwrap().unwrap();
    let all = guide(switchboard, &ann).await;
    assert_eq!((all.is_over(), all.colleagues, all.invited), (true, 1, 1));
    assert!(!switchboard.snapshot(&ann).await.unwrap().has_guide);
    // The guide does not come back, whatever changes later.
    let id = switchboard.colleagues(&ann).await.unwrap().into_iter().find(|one| one.is_invited).unwrap().id;
    switchboard.revoke_invitation(&ann, id).await.unwrap().unwrap();
    assert!(!guide(switchboard, &ann).await.is_over());
    assert!(!switchboard.snapshot(&ann).await.unwrap().has_guide);
}

async fn a_password_that_the_program_made_is_to_be_changed(stage: &Stage) {
    let Some(url) = stage.empty_database().await else { return };
    let switchboard = Switchboard::open(&url, Sources::system()).await.unwrap();
    let first = FirstStart { email: "ann@example.org".into(), password: None };
    let made = switchboard.first_start(first).await.unwrap().unwrap().random_password.unwrap();
    let here = [127, 0, 0, 1].into();
    let session = switchboard.sign_in("ann@example.org", &made, here, None).await.unwrap();
    let ann = switchboard.signed_in(&session.token).await.unwrap().unwrap();
    switchboard.rename(&ann, "Ann").await.unwrap().unwrap();
    let before = guide(&switchboard, &ann).await;
    assert!(before.has_made_password && !before.is_done(Step::Yourself));
    switchboard.change_password(&ann, made, PASSWORD.into()).await.unwrap().unwrap();
    assert!(guide(&switchboard, &ann).await.is_done(Step::Yourself));
    switchboard.close_store().await;
}

async fn what_is_put_off_can_be_taken_up(stage: &Stage) {
    let (ann, switchboard) = (stage.sign_in().await, &stage.switchboard);
    for step in [Step::Yourself, Step::Site, Step::Yourself] {
        switchboard.skip_step(&ann, step, true).await.unwrap().unwrap();
    }
    let now = guide(switchboard, &ann).await;
    assert_eq!((now.skipped.len(), now.next()), (2, Some(Step::Snippet)));
    assert!(switchboard.snapshot(&ann).await.unwrap().has_guide, "what is put off is not done");
    switchboard.skip_step(&ann, Step::Yourself, false).await.unwrap().unwrap();
    assert_eq!(guide(switchboard, &ann).await.next(), Some(Step::Yourself));
    switchboard.end_guide(&ann).await.unwrap().unwrap();
    assert!(!switchboard.snapshot(&ann).await.unwrap().has_guide);
    assert_eq!(guide(switchboard, &ann).await.next(), Some(Step::Yourself), "it can still be read");
}

async fn the_code_is_seen_in_pages_of_the_site_alone(stage: &Stage) {
    let (ann, switchboard) = (stage.sign_in().await, &stage.switchboard);
    for bad in ["", "not a host", "ftp://shop.example", "https://me:secret@shop.example"] {
        let refused = switchboard.set_own_site(&ann, bad, "Shop").await.unwrap();
        assert_eq!(refused, Err(Refused::BadDomain(BadDomain::NotADomain(bad.into()))));
    }
    assert_eq!(
        switchboard.set_own_site(&ann, "shop.example", "Demo").await.unwrap(),
        Err(Refused::NameTaken)
    );
    switchboard.set_own_site(&ann, "http://shop.example:8080/tea", "Shop").await.unwrap().unwrap();
    let site = guide(switchboard, &ann).await.site.unwrap();
    assert_eq!(site.address, "http://shop.example:8080/tea");
    assert_eq!((site.seen, site.elsewhere), (None, None));
    assert_eq!(loads(stage, &site.key, "https://other.example/").await, Some(Refusal::DomainNotAllowed));
    let away = guide(switchboard, &ann).await.site.unwrap();
    assert_eq!((away.seen, away.elsewhere.unwrap().url.as_str()), (None, "https://other.example/"));
    // The demo page has another site's snippet.
    let demo = stage.site_key.clone();
    assert_eq!(loads(stage, &demo, "https://shop.example:8080/").await, None);
    assert_eq!(guide(switchboard, &ann).await.site.unwrap().seen, None);
    assert_eq!(loads(stage, &site.key, "http://shop.example:8080/").await, None);
    let seen = guide(switchboard, &ann).await.site.unwrap();
    assert!(seen.seen.is_some() && seen.elsewhere.is_none(), "what came from elsewhere was before");

    // Another address belongs to the same site.
    switchboard.set_own_site(&ann, "https://shop.example", "Shop").await.unwrap().unwrap();
    let moved = guide(switchboard, &ann).await.site.unwrap();
    assert_eq!((moved.id, moved.address.as_str()), (site.id, "https://shop.example/"));
    switchboard.remove_site(&ann, site.id).await.unwrap().unwrap();
    assert_eq!(guide(switchboard, &ann).await.site, None);
    switchboard.set_own_site(&ann, "https://shop.example", "Shop").await.unwrap().unwrap();
    assert_ne!(guide(switchboard, &ann).await.site.unwrap().id, site.id);
}

async fn who_is_led_and_who_is_not(stage: &Stage) {
    let (ann, switchboard) = (stage.sign_in().await, &stage.switchboard);
    let ben = stage.sign_in_new(&ann, "Ben").await;
    assert!(switchboard.snapshot(&ann).await.unwrap().has_guide);
    assert!(!switchboard.snapshot(&ben).await.unwrap().has_guide);
    assert_eq!(switchboard.guide(&ben).await.unwrap(), Err(Refused::NotAllowed));
    assert_eq!(switchboard.skip_step(&ben, Step::Talk, true).await.unwrap(), Err(Refused::NotAllowed));
    assert_eq!(switchboard.end_guide(&ben).await.unwrap(), Err(Refused::NotAllowed));
    let site = switchboard.set_own_site(&ben, "shop.example", "Shop").await.unwrap();
    assert_eq!(site, Err(Refused::NotAllowed));
    // Another company has its own steps, and no demo page.
    switchboard.end_guide(&ann).await.unwrap().unwrap();
    switchboard.add_account_by_hand(crate::accounts::acme()).await.unwrap().unwrap();
    let ada = crate::accounts::sign_in(stage, "ada@acme.example").await;
    let adas = guide(switchboard, &ada).await;
    assert_eq!((done(&adas), adas.has_demo, adas.colleagues), (vec![Step::Yourself], false, 0));
    assert!(switchboard.snapshot(&ada).await.unwrap().has_guide);
}
