//! Signing in and out.

use std::time::Duration;

use chat::{FirstStart, SignInError, bus::Event};
use wire::Role;

use crate::{
    on_each_database,
    support::{EMAIL, PASSWORD, Stage, hear},
};

on_each_database! {
    the_first_start_happens_once
    who_knows_the_password_is_signed_in
    a_wrong_password_and_an_unknown_address_get_the_same_answer
    a_session_ends
}

async fn the_first_start_happens_once(stage: &Stage) {
    let first = FirstStart { email: "bob@example.org".into(), password: None };
    assert!(stage.switchboard.first_start(first).await.unwrap().is_none());
    let bob = stage.switchboard.sign_in("bob@example.org", PASSWORD, [127, 0, 0, 1].into()).await;
    assert!(matches!(bob, Err(SignInError::Wrong)));
}

async fn who_knows_the_password_is_signed_in(stage: &Stage) {
    let ann = stage.sign_in().await;
    assert_eq!(ann.role, Role::Administrator);
    let me = stage.switchboard.snapshot(&ann).await.unwrap().me;
    assert_eq!((me.login.as_str(), me.screen_name.as_str(), me.account.as_str()), (EMAIL, "Support", "Demo"));
    let shouted = stage.switchboard.sign_in(" ANN@Example.ORG ", PASSWORD, [127, 0, 0, 1].into()).await;
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
        let answer = stage.switchboard.sign_in(email, password, [127, 0, 0, 1].into()).await;
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

    let session = stage.switchboard.sign_in(EMAIL, PASSWORD, [127, 0, 0, 1].into()).await.unwrap();
    stage.pass(Duration::from_secs(session.lasts_seconds.unsigned_abs() - 60));
    assert!(stage.switchboard.signed_in(&session.token).await.unwrap().is_some());
    stage.pass(Duration::from_secs(61));
    assert!(stage.switchboard.signed_in(&session.token).await.unwrap().is_none());
}
