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
    guesses_at_one_name_from_everywhere_keep_its_owner_out_of_new_devices_only
    a_device_is_known_for_whom_it_was_right
    many_right_passwords_are_no_guesses
}

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
    // Time heals it.
    stage.pass(Duration::from_secs(31));
    assert!(stage.switchboard.sign_in(EMAIL, PASSWORD, here, None).await.is_ok());
}

async fn a_device_is_known_for_whom_it_was_right(stage: &Stage) {
    let ann = stage.sign_in().await;
    stage.sign_in_new(&ann, "Ben").await;
    let here = [127, 0, 0, 1].into();
    let device = stage.switchboard.sign_in(EMAIL, PASSWORD, here, None).await.unwrap().device.unwrap();
    // For Ben it is a new one, and an invented one is nobody's.
    for (email, device) in [("ben@example.org", device.as_str()), (EMAIL, "invented"), (EMAIL, "")] {
        let session = stage.switchboard.sign_in(email, PASSWORD, here, Some(device)).await.unwrap();
        assert!(session.device.is_some(), "{email} {device}");
    }
    // Whoever has found it guesses no faster.
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
