//! An administrator manages the operators of their account (manual A1–A6), and every change is in
//! the audit log.

use std::time::Duration;

use chat::{
    AddOperator, EditOperator, ForConsole, PasswordError, Refused, SignInError, SignedIn, Speaker,
    Switchboard, bus::Event,
};
use wire::{
    ChatState, OperatorId, Role, Status,
    administration::{Action, AuditPart, OperatorAccount},
    note::Remark,
};

use crate::{
    mail::with_mail,
    on_each_database,
    support::{EMAIL, PASSWORD, Stage, hear, token},
};

on_each_database! {
    an_account_is_changed_and_his_consoles_connect_again
    of_two_administrators_at_once_the_second_is_told
    what_is_not_taken_is_told_and_changes_nothing
    the_last_administrator_stays
    a_normal_operator_manages_nobody
    another_password_ends_the_sessions
    a_password_that_was_given_is_exchanged_at_the_first_sign_in
    a_link_in_an_e_mail_sets_another_password_once
    nobody_is_told_by_links_who_has_an_account
    whoever_knows_their_password_changes_it
    nobody_guesses_a_password_from_its_owners_console
    an_operator_chooses_their_own_screen_name
    a_password_that_is_easily_guessed_is_not_taken
    who_is_deleted_is_gone_and_what_he_said_stays
    the_log_is_searched_and_read_page_by_page
}

async fn account(stage: &Stage, ann: &SignedIn, id: OperatorId) -> OperatorAccount {
    stage.switchboard.operator_account(ann, id).await.unwrap().unwrap()
}

/// The present identity of this session's operator.
async fn as_he_is_now(stage: &Stage, email: &str) -> SignedIn {
    let session = stage.switchboard.sign_in(email, PASSWORD, [127, 0, 0, 1].into(), None).await.unwrap();
    stage.switchboard.signed_in(&session.token).await.unwrap().unwrap()
}

async fn an_account_is_changed_and_his_consoles_connect_again(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let mut console = stage.switchboard.open_console(ben.clone()).await.unwrap();
    let before = account(stage, &ann, ben.operator).await;
    assert_eq!((before.role, before.chat_limit, before.version), (Role::Normal, None, 1));

    // What others see of the operator is the same, so nothing interrupts their work.
    let edit =
        EditOperator { email: " Benjamin@Example.org ".into(), chat_limit: Some(2), ..(&before).into() };
    stage.switchboard.edit_operator(&ann, ben.operator, edit).await.unwrap().unwrap();
    let event = hear(&mut console.events, |event| {
        matches!(event, Event::Colleagues | Event::SomebodyElse(_)).then(|| event.clone())
    });
    assert_eq!(event.await, Event::Colleagues);
    let now = account(stage, &ann, ben.operator).await;
    assert_eq!((now.email.as_str(), now.chat_limit, now.version), ("benjamin@example.org", Some(2), 2));

    let edit = EditOperator { role: Role::Administrator, screen_name: "Benjamin".into(), ..(&now).into() };
    stage.switchboard.edit_operator(&ann, ben.operator, edit).await.unwrap().unwrap();
    hear(&mut console.events, |event| {
        matches!(Switchboard::for_console(&ben, event), ForConsole::Anew).then_some(())
    })
    .await;
    let ben = as_he_is_now(stage, "benjamin@example.org").await;
    assert_eq!((ben.name.as_str(), ben.role), ("Benjamin", Role::Administrator));

    // Without a change there is no new version, and no entry.
    let now = account(stage, &ann, ben.operator).await;
    stage.switchboard.edit_operator(&ann, ben.operator, (&now).into()).await.unwrap().unwrap();
    assert_eq!(account(stage, &ann, ben.operator).await, now);
    let (log, _) = stage.switchboard.audit_log(&ann, AuditPart::Changes, "ben", None).await.unwrap().unwrap();
    let told: Vec<_> = log
        .iter()
        .flat_map(|entry| entry.changes.iter().map(|change| (entry.by.as_deref(), entry.action, change)))
        .map(|(by, action, change)| {
            format!("{by:?} {action:?} {}: {} → {}", change.what, change.before, change.after)
        })
        .collect();
    assert_eq!(
        told,
        [
            r#"Some("Support") OperatorChanged screen name: Ben → Benjamin"#,
            r#"Some("Support") OperatorChanged role: Normal → Administrator"#,
            r#"Some("Support") OperatorChanged e-mail address: ben@example.org → benjamin@example.org"#,
            r#"Some("Support") OperatorChanged chats at most:  → 2"#,
            r#"Some("Support") OperatorAdded e-mail address:  → ben@example.org"#,
            r#"Some("Support") OperatorAdded role:  → Normal"#,
        ]
    );
}

async fn of_two_administrators_at_once_the_second_is_told(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let seen = account(stage, &ann, ben.operator).await;
    let first = EditOperator { screen_name: "Benno".into(), ..(&seen).into() };
    let second = EditOperator { screen_name: "Benny".into(), ..(&seen).into() };
    let edit = |edit| stage.switchboard.edit_operator(&ann, ben.operator, edit);
    let (first, second) = tokio::join!(edit(first), edit(second));
    let results = [first.unwrap(), second.unwrap()];
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
    assert!(results.contains(&Err(Refused::Stale)), "{results:?}");
    let name = account(stage, &ann, ben.operator).await.screen_name;
    assert_eq!(name, if results[0].is_ok() { "Benno" } else { "Benny" });
}

async fn what_is_not_taken_is_told_and_changes_nothing(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let before = account(stage, &ann, ben.operator).await;
    let long = "x".repeat(81);
    for (edit, why) in [
        (EditOperator { email: EMAIL.to_uppercase(), ..(&before).into() }, "EmailTaken"),
        (EditOperator { email: "ben at example.org".into(), ..(&before).into() }, "BadEmail"),
        (EditOperator { email: "ben@example.org\r\nBcc: x@y.z".into(), ..(&before).into() }, "BadEmail"),
        (EditOperator { screen_name: " \u{202e}\u{7} ".into(), ..(&before).into() }, "BadName"),
        (EditOperator { screen_name: long, ..(&before).into() }, "BadName"),
        (EditOperator { chat_limit: Some(0), ..(&before).into() }, "OutOfRange"),
        (EditOperator { version: before.version + 1, ..(&before).into() }, "Stale"),
    ] {
        let refused = stage.switchboard.edit_operator(&ann, ben.operator, edit).await.unwrap().unwrap_err();
        assert!(format!("{refused:?}").starts_with(why), "{refused:?} is not {why}");
    }
    assert_eq!(account(stage, &ann, ben.operator).await, before);
    let nobody = stage.id();
    assert_eq!(stage.switchboard.operator_account(&ann, nobody).await.unwrap(), Err(Refused::NotFound));
    let edit = stage.switchboard.edit_operator(&ann, nobody, (&before).into()).await.unwrap();
    assert_eq!(edit, Err(Refused::NotFound));
    assert_eq!(stage.switchboard.delete_operator(&ann, nobody).await.unwrap(), Err(Refused::NotFound));
    let short =
        stage.switchboard.set_operator_password(&ann, ben.operator, "short".into(), false).await.unwrap();
    assert!(matches!(short, Err(Refused::BadPassword(_))));
}

async fn the_last_administrator_stays(stage: &Stage) {
    let ann = stage.sign_in().await;
    let demoted = EditOperator { role: Role::Normal, ..(&account(stage, &ann, ann.operator).await).into() };
    let edit = stage.switchboard.edit_operator(&ann, ann.operator, demoted.clone()).await.unwrap();
    assert_eq!(edit, Err(Refused::LastAdministrator));
    let deleted = stage.switchboard.delete_operator(&ann, ann.operator).await.unwrap();
    assert_eq!(deleted, Err(Refused::LastAdministrator));

    // Either of two may be removed, but not both, even at once.
    let add = AddOperator {
        email: "zoe@example.org".into(),
        screen_name: "Zoe".into(),
        password: PASSWORD.into(),
        must_change_password: false,
        role: Role::Administrator,
    };
    let zoe = stage.switchboard.add_operator(&ann, add).await.unwrap().unwrap();
    let (one, other) = tokio::join!(
        stage.switchboard.delete_operator(&ann, zoe),
        stage.switchboard.edit_operator(&ann, ann.operator, demoted)
    );
    let results = [one.unwrap(), other.unwrap()];
    assert!(results.contains(&Ok(())) && results.contains(&Err(Refused::LastAdministrator)), "{results:?}");
}

async fn a_normal_operator_manages_nobody(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let own = account(stage, &ann, ben.operator).await;
    let add = AddOperator {
        email: "zoe@example.org".into(),
        screen_name: "Zoe".into(),
        password: PASSWORD.into(),
        must_change_password: false,
        role: Role::Administrator,
    };
    let switchboard = &stage.switchboard;
    assert_eq!(switchboard.add_operator(&ben, add).await.unwrap(), Err(Refused::NotAllowed));
    assert_eq!(switchboard.operator_account(&ben, ben.operator).await.unwrap(), Err(Refused::NotAllowed));
    let promoted = EditOperator { role: Role::Administrator, ..(&own).into() };
    let edit = switchboard.edit_operator(&ben, ben.operator, promoted).await.unwrap();
    assert_eq!(edit, Err(Refused::NotAllowed));
    let password =
        switchboard.set_operator_password(&ben, ann.operator, PASSWORD.into(), false).await.unwrap();
    assert_eq!(password, Err(Refused::NotAllowed));
    assert_eq!(switchboard.delete_operator(&ben, ann.operator).await.unwrap(), Err(Refused::NotAllowed));
    assert!(matches!(
        switchboard.audit_log(&ben, AuditPart::Changes, "", None).await.unwrap(),
        Err(Refused::NotAllowed)
    ));
}

async fn another_password_ends_the_sessions(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let elsewhere = as_he_is_now(stage, "ben@example.org").await;
    let mut console = stage.switchboard.open_console(ben.clone()).await.unwrap();
    let set = |who: OperatorId| {
        stage.switchboard.set_operator_password(&ann, who, "another long one".into(), false)
    };
    set(ben.operator).await.unwrap().unwrap();
    hear(&mut console.events, |event| {
        matches!(event, Event::SignedOut(one) if *one == ben.session).then_some(())
    })
    .await;
    for session in [&ben, &elsewhere] {
        assert!(!stage.switchboard.is_signed_in(session).await.unwrap());
    }
    let old = stage.switchboard.sign_in("ben@example.org", PASSWORD, [127, 0, 0, 1].into(), None).await;
    assert!(matches!(old, Err(SignInError::Wrong)));
    let new =
        stage.switchboard.sign_in("ben@example.org", "another long one", [127, 0, 0, 1].into(), None).await;
    assert!(new.is_ok());

    // An administrator who sets their own password stays signed in here.
    let elsewhere = as_he_is_now(stage, EMAIL).await;
    set(ann.operator).await.unwrap().unwrap();
    assert!(stage.switchboard.is_signed_in(&ann).await.unwrap());
    assert!(!stage.switchboard.is_signed_in(&elsewhere).await.unwrap());
    let (log, _) =
        stage.switchboard.audit_log(&ann, AuditPart::Changes, "password set", None).await.unwrap().unwrap();
    let told: Vec<_> =
        log.iter().map(|entry| (entry.action, entry.subject.as_str(), entry.changes.len())).collect();
    assert_eq!(told, [(Action::PasswordSet, "Support", 0), (Action::PasswordSet, "Ben", 0)]);
}

async fn a_password_that_was_given_is_exchanged_at_the_first_sign_in(stage: &Stage) {
    let (ann, switchboard) = (stage.sign_in().await, &stage.switchboard);
    let [given, own] = ["four given words here", "nobody expects these"];
    let add = AddOperator {
        email: "ben@example.org".into(),
        screen_name: "Ben".into(),
        password: given.into(),
        must_change_password: true,
        role: Role::Normal,
    };
    let ben = switchboard.add_operator(&ann, add).await.unwrap().unwrap();
    let here = [127, 0, 0, 1].into();
    let sign_in = |password| switchboard.sign_in("ben@example.org", password, here, None);
    let choose =
        |given, own| switchboard.sign_in_with_own_password("ben@example.org", given, own, here, None);
    for _ in 0..2 {
        assert!(matches!(sign_in(given).await, Err(SignInError::MustChange)));
    }
    assert!(matches!(choose("a guess", own).await, Err(SignInError::Wrong)));
    assert!(matches!(choose(given, given).await, Err(SignInError::SamePassword)));
    for (bad, why) in [("short", PasswordError::TooShort), ("ben@example.org", PasswordError::Guessable)] {
        assert!(matches!(choose(given, bad).await, Err(SignInError::BadPassword(told)) if told == why));
    }
    let session = choose(given, own).await.unwrap();
    let bens = switchboard.signed_in(&session.token).await.unwrap().unwrap();
    assert_eq!(bens.operator, ben);
    assert!(matches!(sign_in(given).await, Err(SignInError::Wrong)));
    assert!(sign_in(own).await.is_ok());

    // After a reset they must choose again. An administrator who sets their own password has chosen
    // it.
    switchboard.set_operator_password(&ann, ben, given.into(), true).await.unwrap().unwrap();
    assert!(!switchboard.is_signed_in(&bens).await.unwrap());
    assert!(matches!(sign_in(given).await, Err(SignInError::MustChange)));
    switchboard.set_operator_password(&ann, ben, given.into(), false).await.unwrap().unwrap();
    assert!(sign_in(given).await.is_ok());
    switchboard.set_operator_password(&ann, ann.operator, own.into(), true).await.unwrap().unwrap();
    assert!(switchboard.sign_in(EMAIL, own, here, None).await.is_ok());

    let (log, _) = switchboard.audit_log(&ann, AuditPart::Changes, "password", None).await.unwrap().unwrap();
    let told: Vec<_> =
        log.iter().map(|entry| (entry.by.as_deref().unwrap(), entry.subject.as_str())).collect();
    assert_eq!(told, [("Support", "Support"), ("Support", "Ben"), ("Support", "Ben"), ("Ben", "Ben")]);
}

/// The token of the link in the due email, once there is one.
async fn token_sent_to(switchboard: &Switchboard, email: &str) -> String {
    for _ in 0..500 {
        if let Some(letter) = switchboard.take_letters(1).await.unwrap().pop() {
            assert_eq!((letter.to.as_str(), letter.html.as_deref()), (email, None));
            switchboard.letter_sent(&letter, "250 Ok").await.unwrap();
            let (_, rest) = letter
                .text
                .split_once("https://chat.example.org/sign-in/new-password?token=")
                .expect("there is a link");
            return rest.split_whitespace().next().unwrap().to_owned();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("no letter to {email}")
}

async fn a_link_in_an_e_mail_sets_another_password_once(stage: &Stage) {
    let ann = stage.sign_in().await;
    let switchboard = &with_mail(stage).at_public_url("https://chat.example.org");
    let ask = || switchboard.ask_for_reset(" ANN@example.org", [192, 0, 2, 7].into());
    ask();
    let token = token_sent_to(switchboard, EMAIL).await;
    let reset = async |token: &str, new: &str| switchboard.reset_password(token, new.into()).await.unwrap();
    for (new, why) in [("short", PasswordError::TooShort), (EMAIL, PasswordError::Guessable)] {
        assert_eq!(reset(&token, new).await, Err(Refused::BadPassword(why)), "the link stays");
    }
    assert_eq!(reset("another token", "nobody expects these").await, Err(Refused::NotFound));
    reset(&token, "nobody expects these").await.unwrap();
    assert_eq!(reset(&token, "another one for me").await, Err(Refused::NotFound), "it was good for once");
    assert!(!switchboard.is_signed_in(&ann).await.unwrap(), "all are signed out");
    let sign_in = |password| switchboard.sign_in(EMAIL, password, [127, 0, 0, 1].into(), None);
    assert!(matches!(sign_in(PASSWORD).await, Err(SignInError::Wrong)));
    let session = sign_in("nobody expects these").await.unwrap();
    let ann = switchboard.signed_in(&session.token).await.unwrap().unwrap();

    // A later link, another address, another password, or an hour makes it invalid.
    ask();
    let first = token_sent_to(switchboard, EMAIL).await;
    ask();
    let second = token_sent_to(switchboard, EMAIL).await;
    assert_eq!(reset(&first, "another one for me").await, Err(Refused::NotFound));
    let now = account(stage, &ann, ann.operator).await;
    let edit = EditOperator { email: "anna@example.org".into(), ..(&now).into() };
    switchboard.edit_operator(&ann, ann.operator, edit).await.unwrap().unwrap();
    assert_eq!(reset(&second, "another one for me").await, Err(Refused::NotFound));
    for gone in ["changed", "old"] {
        stage.pass(Duration::from_secs(60 * 60));
        switchboard.ask_for_reset("anna@example.org", [192, 0, 2, 7].into());
        let token = token_sent_to(switchboard, "anna@example.org").await;
        match gone {
            "old" => stage.pass(Duration::from_secs(61 * 60)),
            _ => {
                let set = switchboard.set_operator_password(&ann, ann.operator, PASSWORD.into(), false);
                set.await.unwrap().unwrap();
            }
        }
        assert_eq!(reset(&token, "another one for me").await, Err(Refused::NotFound), "{gone}");
    }
    let (log, _) =
        switchboard.audit_log(&ann, AuditPart::Everything, "password", None).await.unwrap().unwrap();
    let by_link = log.iter().rfind(|entry| entry.action == Action::PasswordSet).unwrap();
    assert_eq!((by_link.by.as_deref(), by_link.subject.as_str()), (Some("Support"), "Support"));
    assert!(log.iter().any(|entry| entry.action == Action::PasswordResetAsked));
}

async fn nobody_is_told_by_links_who_has_an_account(stage: &Stage) {
    let switchboard = &with_mail(stage).at_public_url("https://chat.example.org");
    let here = [192, 0, 2, 7].into();
    // Without the server's public address there is no link, whatever host a request names.
    with_mail(stage).ask_for_reset(EMAIL, here);
    switchboard.ask_for_reset("nobody@example.org", here);
    for _ in 0..9 {
        switchboard.ask_for_reset(EMAIL, here);
    }
    for _ in 0..2 {
        token_sent_to(switchboard, EMAIL).await;
    }
    // The handles share their counts: one of three requests was refused.
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(switchboard.take_letters(9).await.unwrap().is_empty(), "three in an hour");
}

async fn whoever_knows_their_password_changes_it(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let elsewhere = as_he_is_now(stage, "ben@example.org").await;
    let change = async |current: &str, new: &str| {
        stage.switchboard.change_password(&ben, current.into(), new.into()).await.unwrap().err()
    };
    assert_eq!(change("not the password", "another long one").await, Some(Refused::WrongPassword));
    assert_eq!(change(PASSWORD, "short").await, Some(Refused::BadPassword(PasswordError::TooShort)));
    assert!(stage.switchboard.is_signed_in(&elsewhere).await.unwrap());
    assert_eq!(change(PASSWORD, "another long one").await, None);
    assert!(stage.switchboard.is_signed_in(&ben).await.unwrap(), "they stay where they are");
    assert!(!stage.switchboard.is_signed_in(&elsewhere).await.unwrap());
    assert_eq!(change(PASSWORD, "yet another long one").await, Some(Refused::WrongPassword));
    let new =
        stage.switchboard.sign_in("ben@example.org", "another long one", [127, 0, 0, 1].into(), None).await;
    assert!(new.is_ok());
    let (log, _) =
        stage.switchboard.audit_log(&ann, AuditPart::Changes, "password set", None).await.unwrap().unwrap();
    let by = log[0].by.as_deref();
    assert_eq!((log.len(), by, log[0].subject.as_str()), (1, Some("Ben"), "Ben"));
}

async fn nobody_guesses_a_password_from_its_owners_console(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let change = async |who: &SignedIn, current: &str| {
        let new = "another long one".to_owned();
        stage.switchboard.change_password(who, current.into(), new).await.unwrap().err()
    };
    let mut refused = Vec::new();
    for n in 0..9 {
        refused.push(change(&ben, &format!("guess {n}")).await);
    }
    assert_eq!(refused[7..], [Some(Refused::WrongPassword), Some(Refused::TooManyGuesses)]);
    assert_eq!(
        change(&ben, PASSWORD).await,
        Some(Refused::TooManyGuesses),
        "the right one is not told apart"
    );
    // It keeps them out of nothing else.
    let elsewhere = as_he_is_now(stage, "ben@example.org").await;
    assert_eq!(change(&elsewhere, PASSWORD).await, None);
}

async fn an_operator_chooses_their_own_screen_name(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let mut console = stage.switchboard.open_console(ben.clone()).await.unwrap();
    let bad = stage.switchboard.rename(&ben, " ").await.unwrap();
    assert!(matches!(bad, Err(Refused::BadName(_))), "{bad:?}");
    let before = account(stage, &ann, ben.operator).await;
    stage.switchboard.rename(&ben, "Benjamin").await.unwrap().unwrap();
    hear(&mut console.events, |event| {
        matches!(event, Event::SomebodyElse(one) if *one == ben.operator).then_some(())
    })
    .await;
    let after = account(stage, &ann, ben.operator).await;
    let version = before.version + 1;
    assert_eq!(after, OperatorAccount { screen_name: "Benjamin".into(), version, ..before });
    let (log, _) =
        stage.switchboard.audit_log(&ann, AuditPart::Changes, "benjamin", None).await.unwrap().unwrap();
    assert_eq!((log[0].action, log[0].by.as_deref()), (Action::OperatorChanged, Some("Ben")));
}

async fn a_password_that_is_easily_guessed_is_not_taken(stage: &Stage) {
    let ann = stage.sign_in().await;
    let guessable = Some(Refused::BadPassword(PasswordError::Guessable));
    for password in ["Password123", "ben.smith@example.org", "Benjamin Smith"] {
        let add = AddOperator {
            email: "ben.smith@example.org".into(),
            screen_name: "Benjamin Smith".into(),
            password: password.into(),
            must_change_password: false,
            role: Role::Normal,
        };
        assert_eq!(stage.switchboard.add_operator(&ann, add).await.unwrap().err(), guessable, "{password}");
    }
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let set =
        stage.switchboard.set_operator_password(&ann, ben.operator, "ben@example.org".into(), false).await;
    assert_eq!(set.unwrap().err(), guessable);
}

async fn who_is_deleted_is_gone_and_what_he_said_stays(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let mut console = stage.switchboard.open_console(ben.clone()).await.unwrap();
    let visit = stage.visit(&token("vera")).await;
    let (chat, _) = stage.ask(visit.seat, "Where is my parcel?").await;
    stage.switchboard.accept(&ben, chat).await.unwrap().unwrap();
    stage.say(&Speaker::Operator(ben.clone()), chat, "I look.").await.unwrap();

    stage.switchboard.set_word(&ben, "oolong", true).await.unwrap().unwrap();
    let remark = Remark { visitor: visit.seat.visitor, text: "the tea lady".into() };
    stage.switchboard.set_remark(&ben, remark).await.unwrap().unwrap();
    stage.switchboard.add_note(&ben, visit.seat.visitor, stage.id(), "Likes tea.").await.unwrap().unwrap();

    stage.switchboard.delete_operator(&ann, ben.operator).await.unwrap().unwrap();
    hear(&mut console.events, |event| {
        matches!(event, Event::SignedOut(one) if *one == ben.session).then_some(())
    })
    .await;
    assert!(!stage.switchboard.is_signed_in(&ben).await.unwrap());
    let signs_in = stage.switchboard.sign_in("ben@example.org", PASSWORD, [127, 0, 0, 1].into(), None).await;
    assert!(matches!(signs_in, Err(SignInError::Wrong)));

    // Ben's chat is a request again, with the messages in it, and colleagues no longer see Ben.
    let snapshot = stage.switchboard.snapshot(&ann).await.unwrap();
    assert!(snapshot.colleagues.iter().all(|colleague| colleague.id != ben.operator));
    let view = snapshot.chats.iter().find(|one| one.id == chat).unwrap();
    assert_eq!((view.state, &view.operator), (ChatState::Requesting, &None));
    let said = stage.read(&Speaker::Operator(ann.clone()), chat).await;
    assert!(said.iter().any(|message| {
        matches!(&message.author, wire::Author::Operator(by) if by.name == "Ben")
            && message.body.said() == Some("I look.")
    }));
    let dossier = stage.switchboard.dossier(&ann, visit.seat.visitor).await.unwrap().unwrap();
    assert_eq!((dossier.notes[0].by.name.as_str(), dossier.notes[0].text.as_str()), ("Ben", "Likes tea."));
    assert_eq!(stage.switchboard.delete_operator(&ann, ben.operator).await.unwrap(), Err(Refused::NotFound));
    assert_eq!(stage.switchboard.operator_account(&ann, ben.operator).await.unwrap(), Err(Refused::NotFound));

    // The address is free: another Ben begins with nothing of the first one.
    let other = stage.sign_in_new(&ann, "Ben").await;
    assert_ne!(other.operator, ben.operator);
    let snapshot = stage.switchboard.snapshot(&other).await.unwrap();
    assert_eq!((snapshot.me.status, snapshot.me.departments.len()), (Status::Online, 0));
    let (log, _) =
        stage.switchboard.audit_log(&ann, AuditPart::Changes, "deleted ben", None).await.unwrap().unwrap();
    assert_eq!(log.len(), 1);
}

async fn the_log_is_searched_and_read_page_by_page(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    for nr in 0..60 {
        let now = account(stage, &ann, ben.operator).await;
        let edit = EditOperator { screen_name: format!("Ben {nr}"), ..(&now).into() };
        stage.switchboard.edit_operator(&ann, ben.operator, edit).await.unwrap().unwrap();
    }
    let page = |before| stage.switchboard.audit_log(&ann, AuditPart::Changes, "", before);
    let (first, has_more) = page(None).await.unwrap().unwrap();
    assert_eq!((first.len(), has_more), (50, true));
    assert_eq!(first[0].changes[0].after, "Ben 59");
    let (second, has_more) = page(first.last().map(|entry| entry.id)).await.unwrap().unwrap();
    assert_eq!((second.len(), has_more), (11, false), "60 changes and the adding");
    assert_eq!(second.last().unwrap().action, Action::OperatorAdded);
    let found =
        stage.switchboard.audit_log(&ann, AuditPart::Changes, "BEN 7 %", None).await.unwrap().unwrap().0;
    assert_eq!(found.len(), 0, "what is searched for is no pattern");
    let found = stage
        .switchboard
        .audit_log(&ann, AuditPart::Changes, "SCREEN ben 41", None)
        .await
        .unwrap()
        .unwrap()
        .0;
    assert_eq!(found.len(), 2, "it became Ben 41, and Ben 41 became another");
}
