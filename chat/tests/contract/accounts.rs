//! Several accounts on one installation.

use chat::{AddAccount, AddOperator, ListedAccount, NoAccount, Refused, SignedIn, bus::Event};
use wire::{
    Role,
    administration::{Action, AuditPart},
};

use crate::{
    on_each_database,
    support::{EMAIL, PASSWORD, Stage, token},
};

on_each_database! {
    an_account_begins_with_a_site_and_an_administrator
    names_that_look_the_same_are_one_and_addresses_are_the_installations
    of_two_terminals_at_once_one_adds_the_account
    an_account_is_found_by_its_name
    nobody_hears_of_another_account
}

pub(crate) fn acme() -> AddAccount {
    let administrator = AddOperator {
        email: "ada@acme.example".into(),
        screen_name: "Ada".into(),
        password: PASSWORD.into(),
        must_change_password: false,
        role: Role::Normal,
    };
    AddAccount { name: "Acme".into(), site: "Acme shop".into(), administrator }
}

pub(crate) async fn sign_in(stage: &Stage, email: &str) -> SignedIn {
    let session = stage.switchboard.sign_in(email, PASSWORD, [127, 0, 0, 1].into(), None).await.unwrap();
    stage.switchboard.signed_in(&session.token).await.unwrap().expect("just signed in")
}

async fn an_account_begins_with_a_site_and_an_administrator(stage: &Stage) {
    let key = stage.switchboard.add_account_by_hand(acme()).await.unwrap().unwrap();
    let ada = sign_in(stage, "ada@acme.example").await;
    assert_eq!(ada.role, Role::Administrator);
    let snapshot = stage.switchboard.snapshot(&ada).await.unwrap();
    assert_eq!((snapshot.me.account.as_str(), snapshot.colleagues.len()), ("Acme", 1));
    let sites: Vec<_> = snapshot.sites.iter().map(|site| (site.name.as_str(), site.key.as_str())).collect();
    assert_eq!(sites, [("Acme shop", key.as_str())]);
    let (log, _) = stage.switchboard.audit_log(&ada, AuditPart::Changes, "", None).await.unwrap().unwrap();
    let told: Vec<_> =
        log.iter().map(|entry| (entry.action, entry.by.as_deref(), entry.subject.as_str())).collect();
    assert_eq!(told, [(Action::AccountAdded, None, "Acme")]);
    let one = |name: &str| ListedAccount { name: name.into(), operators: 1, sites: 1 };
    assert_eq!(stage.switchboard.accounts_by_hand().await.unwrap(), [one("Acme"), one("Demo")]);
    assert_ne!(
        stage.switchboard.demo_site().await.unwrap().unwrap().key,
        key,
        "the demo is the first account's"
    );
}

async fn names_that_look_the_same_are_one_and_addresses_are_the_installations(stage: &Stage) {
    let add = async |name: &str, email: &str| {
        let AddAccount { site, administrator, .. } = acme();
        let administrator = AddOperator { email: email.into(), ..administrator };
        let add = AddAccount { name: name.into(), site, administrator };
        stage.switchboard.add_account_by_hand(add).await.unwrap().err()
    };
    assert_eq!(add("Acme", "ada@acme.example").await, None);
    for same in ["Acme", " ACME ", "\u{410}cme", "Demo", "Dem\u{43e}"] {
        assert_eq!(add(same, "eve@acme.example").await, Some(Refused::NameTaken), "{same}");
    }
    assert_eq!(add("Birch", EMAIL).await, Some(Refused::EmailTaken));
    assert_eq!(add("Birch", " ADA@acme.example").await, Some(Refused::EmailTaken));
    assert!(matches!(add("\u{202e}", "eve@acme.example").await, Some(Refused::BadName(_))));
    assert!(matches!(add("Birch", "eve").await, Some(Refused::BadEmail(_))));
    assert_eq!(stage.switchboard.accounts_by_hand().await.unwrap().len(), 2);
}

async fn of_two_terminals_at_once_one_adds_the_account(stage: &Stage) {
    let add = || stage.switchboard.add_account_by_hand(acme());
    let (one, other) = tokio::join!(add(), add());
    let added = [one.unwrap(), other.unwrap()];
    assert_eq!(added.iter().filter(|added| added.is_ok()).count(), 1);
    assert!(added.contains(&Err(Refused::NameTaken)));
}

async fn an_account_is_found_by_its_name(stage: &Stage) {
    let find = async |name| stage.switchboard.account_by_hand(name).await.unwrap();
    let demo = find(None).await.unwrap();
    stage.switchboard.add_account_by_hand(acme()).await.unwrap().unwrap();
    let names = || vec!["Acme".to_owned(), "Demo".to_owned()];
    assert_eq!(find(None).await, Err(NoAccount::NotNamed(names())));
    assert_eq!(find(Some("Birch")).await, Err(NoAccount::Unknown(names())));
    assert_eq!(find(Some(" demo")).await, Ok(demo));
    let acme = find(Some("Acme")).await.unwrap();
    assert_ne!(acme, demo);
    let ben = AddOperator {
        email: "ben@acme.example".into(),
        screen_name: "Ben".into(),
        password: PASSWORD.into(),
        must_change_password: false,
        role: Role::Normal,
    };
    stage.switchboard.add_operator_by_hand(acme, ben).await.unwrap().unwrap();
    assert_eq!(sign_in(stage, "ben@acme.example").await.account, acme);
}

/// All that consoles and visitors may hear comes over topics that contain the account.
async fn nobody_hears_of_another_account(stage: &Stage) {
    let key = stage.switchboard.add_account_by_hand(acme()).await.unwrap().unwrap();
    let (ann, ada) = (stage.sign_in().await, sign_in(stage, "ada@acme.example").await);
    let mut adas = stage.switchboard.open_console(ada.clone()).await.unwrap();
    let mut hello = stage.hello(&token("vera"));
    hello.site = key;
    let mut elsewhere = stage.visit_with(hello).await;
    let visit = stage.visit(&token("vera")).await;
    assert_ne!(visit.seat.visitor, elsewhere.seat.visitor, "one token on two sites is two visitors");
    let _anns = stage.switchboard.open_console(ann.clone()).await.unwrap();
    let (chat, _) = stage.ask(visit.seat, "Is this tea?").await;
    stage.switchboard.accept(&ann, chat).await.unwrap().unwrap();
    stage.switchboard.add_note(&ann, visit.seat.visitor, stage.id(), "Likes tea.").await.unwrap().unwrap();
    stage.sign_in_new(&ann, "Ben").await;
    assert_eq!(stage.switchboard.snapshot(&ada).await.unwrap().visitors.len(), 1, "only who is on her site");
    // Whatever was received there came before this.
    stage.switchboard.set_status(&ada, wire::Status::Busy).await.unwrap();
    let is_hers = |event: &Event| match event {
        Event::Visitor(view) => view.id == elsewhere.seat.visitor,
        Event::Desk(operator, _) | Event::Operator(operator) => *operator == ada.operator,
        _ => false,
    };
    loop {
        let event = adas.events.next().await.unwrap();
        assert!(is_hers(&event), "{event:?}");
        if matches!(&*event, Event::Desk(_, Some(wire::Status::Busy))) {
            break;
        }
    }
    // The site's visitors learn that Ada is no longer available; events of the other account do not
    // reach them.
    let heard = tokio::time::timeout(std::time::Duration::from_millis(300), elsewhere.own.next()).await;
    assert!(heard.is_err(), "{heard:?}");
}
