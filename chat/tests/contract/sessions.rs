//! Signing in and out.

use std::time::Duration;

use chat::{FirstStart, Refused, SignInError, SignedIn, bus::Event};
use wire::{
    Role,
    administration::{AuditEntry, AuditPart},
    session::SessionView,
};

use crate::{
    on_each_database,
    support::{EMAIL, PASSWORD, Stage, hear},
};

on_each_database! {
    the_first_start_happens_once
    who_knows_the_password_is_signed_in
    a_wrong_password_and_an_unknown_address_get_the_same_answer
    a_session_ends
    guesses_at_one_name_from_everywhere_keep_its_owner_out_of_new_devices_only
    a_device_is_known_for_whom_it_was_right
    many_right_passwords_are_no_guesses
    an_operator_sees_where_they_are_signed_in
    an_operator_signs_themself_out_elsewhere
    a_session_that_nobody_uses_ends
    who_comes_in_is_in_the_audit_log
    who_tries_in_vain_is_in_the_audit_log_once_an_hour
}

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

async fn the_first_start_happens_once(stage: &Stage) {
    let first = FirstStart { email: "bob@example.org".into(), password: None };
    assert!(stage.switchboard.first_start(first).await.unwrap().is_none());
    let bob = stage.switchboard.sign_in("bob@example.org", PASSWORD, [127, 0, 0, 1].into(), None).await;
    assert!(matches!(bob, Err(SignInError::Wrong)));
}

async fn who_knows_the_password_is_signed_in(stage: &Stage) {
    let ann = stage.sign_in().await;
    assert_eq!(ann.role, Role::Administrator);
    let me = stage.switchboard.snapshot(&ann).await.unwrap().me;
    assert_eq!((me.login.as_str(), me.screen_name.as_str(), me.account.as_str()), (EMAIL, "Support", "Demo"));
    let shouted = stage.switchboard.sign_in(" ANN@Example.ORG ", PASSWORD, [127, 0, 0, 1].into(), None).await;
    assert!(shouted.is_ok());
}

async fn a_wrong_password_and_an_unknown_address_get_the_same_answer(stage: &Stage) {
    for (email, password) in [
        (EMAIL, "wrong horse battery"),
        (EMAIL, ""),
        ("nobody@example.org", PASSWORD),
        ("", ""),
        (EMAIL, &"x".repeat(5_000)),
    ] {
        let answer = stage.switchboard.sign_in(email, password, [127, 0, 0, 1].into(), None).await;
        assert!(matches!(answer, Err(SignInError::Wrong)), "{email}");
    }
    assert!(stage.switchboard.signed_in("no such secret").await.unwrap().is_none());
}

async fn a_session_ends(stage: &Stage) {
    let ann = stage.sign_in().await;
    let mut console = stage.switchboard.open_console(ann.clone()).await.unwrap();
    stage.switchboard.sign_out(&ann).await.unwrap();
    hear(&mut console.events, |event| {
        matches!(event, Event::SignedOut(which) if *which == ann.session).then_some(())
    })
    .await;
    assert!(!stage.switchboard.is_signed_in(&ann).await.unwrap());

    let session = stage.switchboard.sign_in(EMAIL, PASSWORD, [127, 0, 0, 1].into(), None).await.unwrap();
    stage.pass(Duration::from_secs(session.lasts_seconds.unsigned_abs() - 60));
    assert!(stage.switchboard.signed_in(&session.token).await.unwrap().is_some());
    stage.pass(Duration::from_secs(61));
    assert!(stage.switchboard.signed_in(&session.token).await.unwrap().is_none());
}

async fn guesses_at_one_name_from_everywhere_keep_its_owner_out_of_new_devices_only(stage: &Stage) {
    let here = [127, 0, 0, 1].into();
    let device = stage.switchboard.sign_in(EMAIL, PASSWORD, here, None).await.unwrap().device.unwrap();
    let mut refused = 0;
    for host in 0..120 {
        let guess = stage.switchboard.sign_in(EMAIL, "a guess", [192, 0, 2, host].into(), None).await;
        refused += usize::from(matches!(guess, Err(SignInError::TooMany { .. })));
        assert!(guess.is_err());
    }
    assert_eq!(refused, 70);
    let new = stage.switchboard.sign_in(EMAIL, PASSWORD, here, None).await;
    assert!(matches!(new, Err(SignInError::TooMany { retry_after_seconds: 1..=30 })));
    let known = stage.switchboard.sign_in(EMAIL, PASSWORD, here, Some(&device)).await.unwrap();
    assert_eq!(known.device, None, "it is kept");
    // After a while there is another attempt.
    stage.pass(Duration::from_secs(31));
    assert!(stage.switchboard.sign_in(EMAIL, PASSWORD, here, None).await.is_ok());
}

async fn a_device_is_known_for_whom_it_was_right(stage: &Stage) {
    let ann = stage.sign_in().await;
    stage.sign_in_new(&ann, "Ben").await;
    let here = [127, 0, 0, 1].into();
    let device = stage.switchboard.sign_in(EMAIL, PASSWORD, here, None).await.unwrap().device.unwrap();
    // For Ben the device is unknown, and an invented one is nobody's.
    for (email, device) in [("ben@example.org", device.as_str()), (EMAIL, "invented"), (EMAIL, "")] {
        let session = stage.switchboard.sign_in(email, PASSWORD, here, Some(device)).await.unwrap();
        assert!(session.device.is_some(), "{email} {device}");
    }
    // Somebody who has found the device guesses no faster.
    let mut tries = 0;
    while !matches!(
        stage.switchboard.sign_in(EMAIL, "a guess", here, Some(&device)).await,
        Err(SignInError::TooMany { .. })
    ) {
        tries += 1;
    }
    assert_eq!(tries, 8);
}

async fn many_right_passwords_are_no_guesses(stage: &Stage) {
    for _ in 0..25 {
        stage.switchboard.sign_in(EMAIL, PASSWORD, [127, 0, 0, 1].into(), None).await.unwrap();
    }
    for _ in 0..8 {
        let guess = stage.switchboard.sign_in(EMAIL, "a guess", [127, 0, 0, 1].into(), None).await;
        assert!(matches!(guess, Err(SignInError::Wrong)));
    }
    let right = stage.switchboard.sign_in(EMAIL, PASSWORD, [127, 0, 0, 1].into(), None).await;
    assert!(matches!(right, Err(SignInError::TooMany { .. })), "now the right guess gains nothing either");
}

/// Another session of Ben's.
async fn once_more(stage: &Stage) -> SignedIn {
    let session =
        stage.switchboard.sign_in("ben@example.org", PASSWORD, [127, 0, 0, 1].into(), None).await.unwrap();
    stage.switchboard.signed_in(&session.token).await.unwrap().expect("just signed in")
}

async fn uses(stage: &Stage, who: &SignedIn, from: [u8; 4], agent: &str) {
    stage.switchboard.session_is_used(who, from.into(), agent).await.unwrap();
}

async fn an_operator_sees_where_they_are_signed_in(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    stage.pass(MINUTE);
    let at_home = once_more(stage).await;
    uses(stage, &ben, [192, 0, 2, 1], "Firefox").await;
    stage.pass(MINUTE);
    uses(stage, &at_home, [192, 0, 2, 2], "Chrome").await;
    let told = async || {
        let all = stage.switchboard.sessions(&ben).await.unwrap();
        let told = |one: &SessionView| {
            let seen = one.last.map(|last| last.millis_since(one.since) / 60_000);
            (one.is_this, one.agent.clone(), one.address.clone(), seen)
        };
        all.iter().map(told).collect::<Vec<_>>()
    };
    let [firefox, chrome] = ["Firefox", "Chrome"].map(str::to_owned);
    let here = |seen| (true, firefox.clone(), "192.0.2.1".to_owned(), Some(seen));
    let home = |address: &str, seen| (false, chrome.clone(), address.to_owned(), Some(seen));
    assert_eq!(told().await, [home("192.0.2.2", 1), here(1)]);
    // Use from another address is stored at once; otherwise some minutes are not worth a write.
    stage.pass(MINUTE);
    uses(stage, &ben, [192, 0, 2, 1], "Firefox").await;
    uses(stage, &at_home, [192, 0, 2, 3], "Chrome").await;
    assert_eq!(told().await, [home("192.0.2.3", 2), here(1)]);
    stage.pass(MINUTE * 10);
    uses(stage, &ben, [192, 0, 2, 1], "Firefox").await;
    assert_eq!(told().await, [here(13), home("192.0.2.3", 2)]);
    // Other operators' sessions are not affected.
    assert_eq!(stage.switchboard.sessions(&ann).await.unwrap().len(), 1);
}

async fn an_operator_signs_themself_out_elsewhere(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let others = [once_more(stage).await, once_more(stage).await, once_more(stage).await];
    let mut console = stage.switchboard.open_console(others[0].clone()).await.unwrap();
    stage.switchboard.end_session(&ben, others[0].session).await.unwrap().unwrap();
    hear(&mut console.events, |event| {
        matches!(event, Event::SignedOut(one) if *one == others[0].session).then_some(())
    })
    .await;
    assert!(!stage.switchboard.is_signed_in(&others[0]).await.unwrap());
    assert!(stage.switchboard.is_signed_in(&others[1]).await.unwrap());
    // Neither an ended session nor anybody else's.
    for session in [others[0].session, ann.session] {
        let refused = stage.switchboard.end_session(&ben, session).await.unwrap();
        assert_eq!(refused, Err(Refused::NotFound));
    }
    stage.switchboard.end_other_sessions(&ben).await.unwrap();
    for other in &others {
        assert!(!stage.switchboard.is_signed_in(other).await.unwrap());
    }
    for who in [&ann, &ben] {
        assert!(stage.switchboard.is_signed_in(who).await.unwrap());
    }
}

async fn a_session_that_nobody_uses_ends(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let idle = once_more(stage).await;
    for who in [&ben, &idle] {
        uses(stage, who, [192, 0, 2, 1], "Firefox").await;
    }
    for _ in 0..14 {
        stage.pass(DAY);
        uses(stage, &ben, [192, 0, 2, 1], "Firefox").await;
    }
    assert!(stage.switchboard.is_signed_in(&ben).await.unwrap());
    assert!(!stage.switchboard.is_signed_in(&idle).await.unwrap());
    assert_eq!(stage.switchboard.sessions(&ben).await.unwrap().len(), 1);
}

/// The successful and failed sign-ins, newest first.
async fn access(stage: &Stage, ann: &SignedIn) -> Vec<AuditEntry> {
    stage.switchboard.audit_log(ann, AuditPart::Access, "", None).await.unwrap().unwrap().0
}

/// The operator, the action, its subject or address, and the details.
fn told(entry: &AuditEntry) -> String {
    let AuditEntry { by, action, subject, changes, .. } = entry;
    let changes = changes.iter().map(|change| format!("; {} {}", change.what, change.after));
    format!("{} {action:?} {subject}{}", by.as_deref().unwrap_or("somebody"), changes.collect::<String>())
}

async fn who_comes_in_is_in_the_audit_log(stage: &Stage) {
    let ann = stage.sign_in().await;
    let switchboard = &stage.switchboard;
    let known = switchboard.sign_in(EMAIL, PASSWORD, [192, 0, 2, 7].into(), None).await.unwrap();
    let device = known.device.as_deref();
    let again = switchboard.sign_in(EMAIL, PASSWORD, [192, 0, 2, 8].into(), device).await.unwrap();
    let again = switchboard.signed_in(&again.token).await.unwrap().unwrap();
    switchboard.end_other_sessions(&again).await.unwrap();
    // There is no other one left.
    switchboard.end_other_sessions(&again).await.unwrap();
    switchboard.sign_out(&again).await.unwrap();
    assert_eq!(
        access(stage, &ann).await.iter().map(told).collect::<Vec<_>>(),
        [
            "Support SignedOut ",
            "Support SignedOut ; browsers 2",
            "Support SignedIn 192.0.2.8",
            "Support SignedIn 192.0.2.7; browser not used before",
            "Support SignedIn 127.0.0.1; browser not used before",
        ]
    );
    let changes = switchboard.audit_log(&ann, AuditPart::Changes, "", None).await.unwrap().unwrap().0;
    assert!(changes.iter().all(|entry| !entry.action.is_about_access()));
    let all = switchboard.audit_log(&ann, AuditPart::Everything, "", None).await.unwrap().unwrap().0;
    assert_eq!(all.len(), changes.len() + 5);
}

async fn who_tries_in_vain_is_in_the_audit_log_once_an_hour(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let switchboard = &stage.switchboard;
    // They are stored in the background.
    let until = async |what: &str, wanted: &str| {
        let mut last = Vec::new();
        for _ in 0..500 {
            let log = access(stage, &ann).await;
            last = log.iter().map(told).filter(|line| line.contains(what)).collect();
            if last.first().is_some_and(|line| line == wanted) {
                return last.len();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("no {wanted}: {last:?}")
    };
    for host in 1..=7 {
        let guess = switchboard.sign_in("ben@example.org", "a guess", [192, 0, 2, host].into(), None).await;
        assert!(matches!(guess, Err(SignInError::Wrong)));
        let from: Vec<_> = (1..=host).rev().take(5).map(|host| format!("192.0.2.{host}")).collect();
        let line = format!("somebody SignInRefused Ben; times {host}; from {}", from.join(", "));
        assert_eq!(until("SignInRefused", &line).await, 1, "in one entry");
    }
    // An attempt with an unknown address belongs to no account.
    let guess = switchboard.sign_in("nobody@example.org", "a guess", [192, 0, 2, 1].into(), None).await;
    assert!(matches!(guess, Err(SignInError::Wrong)));

    switchboard.note_not_allowed(&ben, [192, 0, 2, 9].into(), "set_queueing");
    switchboard.note_not_allowed(&ben, [192, 0, 2, 9].into(), "save_site");
    let one = "Ben NotAllowed ; times 2; called save_site, set_queueing; from 192.0.2.9";
    let other = "Ben NotAllowed ; times 2; called set_queueing, save_site; from 192.0.2.9";
    tokio::select! {
        in_one = until("NotAllowed", one) => assert_eq!(in_one, 1),
        in_one = until("NotAllowed", other) => assert_eq!(in_one, 1),
    }
    let wrong = switchboard.change_password(&ben, "a guess".into(), "another password".into()).await.unwrap();
    assert_eq!(wrong, Err(Refused::WrongPassword));
    assert_eq!(until("PasswordChangeRefused", "Ben PasswordChangeRefused ; times 1").await, 1);

    // An hour later it is a new entry.
    stage.pass(MINUTE * 61);
    let guess = switchboard.sign_in("ben@example.org", "a guess", [192, 0, 2, 1].into(), None).await;
    assert!(matches!(guess, Err(SignInError::Wrong)));
    let line = "somebody SignInRefused Ben; times 1; from 192.0.2.1";
    assert_eq!(until("SignInRefused", line).await, 2);
    let log = access(stage, &ann).await;
    assert!(log.iter().all(|entry| !told(entry).contains("guess")), "what was typed is not in it");
}
