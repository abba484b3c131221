//! An operator's account is deactivated and activated again (manual A7). The stage's clock begins
//! on 14 November 2023.

use std::time::Duration;

use chat::{
    AddOperator, ListedAccount, Price, Refused, SignInError, SignedIn, Speaker,
    bus::Event,
    mail::MailRule,
    routing::{Department, UrlRule},
};
use wire::{
    ChatState, Queueing, Role, Routing,
    administration::{Action, AuditPart},
    fees::Month,
    routing::Otherwise,
    sip::SipServer,
};

use crate::{
    mail::with_mail,
    on_each_database,
    support::{EMAIL, PASSWORD, Stage, hear, token, until_available},
};

on_each_database! {
    who_is_deactivated_is_out_at_once_and_keeps_everything
    whoever_knows_the_password_is_told_and_nobody_else
    who_is_deactivated_has_no_sip_client
    nobody_deactivates_themself_and_an_administrator_stays
    no_request_and_no_letter_goes_to_who_is_deactivated
    what_is_not_there_costs_nothing
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

async fn deactivate(stage: &Stage, ann: &SignedIn, who: &SignedIn) {
    stage.switchboard.deactivate_operator(ann, who.operator).await.unwrap().unwrap();
}

async fn activate(stage: &Stage, ann: &SignedIn, who: &SignedIn) {
    stage.switchboard.activate_operator(ann, who.operator).await.unwrap().unwrap();
}

async fn signs_in(stage: &Stage, email: &str, password: &str) -> Result<SignedIn, SignInError> {
    let session = stage.switchboard.sign_in(email, password, [127, 0, 0, 1].into(), None).await?;
    Ok(stage.switchboard.signed_in(&session.token).await.unwrap().expect("just signed in"))
}

async fn who_is_deactivated_is_out_at_once_and_keeps_everything(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let department =
        Department { name: "Sales".into(), description: String::new(), operators: vec![ben.operator] };
    stage.switchboard.save_department(&ann, None, department).await.unwrap().unwrap();
    stage.switchboard.set_word(&ben, "oolong", true).await.unwrap().unwrap();
    let mut console = stage.switchboard.open_console(ben.clone()).await.unwrap();
    let visit = stage.visit(&token("vera")).await;
    let (chat, _) = stage.ask(visit.seat, "Where is my parcel?").await;
    stage.switchboard.accept(&ben, chat).await.unwrap().unwrap();
    stage.say(&Speaker::Operator(ben.clone()), chat, "I look.").await.unwrap();
    stage.switchboard.add_note(&ben, visit.seat.visitor, stage.id(), "Likes tea.").await.unwrap().unwrap();

    deactivate(stage, &ann, &ben).await;
    hear(&mut console.events, |event| {
        matches!(event, Event::SignedOut(one) if *one == ben.session).then_some(())
    })
    .await;
    drop(console);
    assert!(!stage.switchboard.is_signed_in(&ben).await.unwrap());
    let snapshot = stage.switchboard.snapshot(&ann).await.unwrap();
    let seen = snapshot.colleagues.iter().find(|one| one.id == ben.operator).expect("they are listed");
    assert_eq!((seen.is_active, seen.status), (false, None));
    assert_eq!(seen.departments, ["Sales"]);
    let view = snapshot.chats.iter().find(|one| one.id == chat).unwrap();
    assert_eq!((view.state, &view.operator), (ChatState::Requesting, &None), "their chat is a request again");
    let account = stage.switchboard.operator_account(&ann, ben.operator).await.unwrap().unwrap();
    assert!(account.deactivated_at.is_some());
    let demo = ListedAccount { name: "Demo".into(), operators: 1, sites: 1 };
    assert_eq!(stage.switchboard.accounts_by_hand().await.unwrap(), [demo]);
    let listed = stage.switchboard.operators_by_hand().await.unwrap();
    let active: Vec<_> = listed.iter().map(|one| (one.screen_name.as_str(), one.is_active)).collect();
    assert_eq!(active, [("Ben", false), ("Support", true)]);
    let taken = AddOperator {
        email: "ben@example.org".into(),
        screen_name: "Other".into(),
        password: PASSWORD.into(),
        must_change_password: false,
        role: Role::Normal,
    };
    let taken = stage.switchboard.add_operator(&ann, taken).await.unwrap();
    assert_eq!(taken, Err(Refused::EmailTaken), "the address stays theirs");
    // Once more changes nothing.
    deactivate(stage, &ann, &ben).await;

    activate(stage, &ann, &ben).await;
    activate(stage, &ann, &ben).await;
    let ben = signs_in(stage, "ben@example.org", PASSWORD).await.unwrap();
    let snapshot = stage.switchboard.snapshot(&ben).await.unwrap();
    assert_eq!(snapshot.me.departments, ["Sales"]);
    assert_eq!(stage.switchboard.words(&ben).await.unwrap(), ["oolong"]);
    let dossier = stage.switchboard.dossier(&ann, visit.seat.visitor).await.unwrap().unwrap();
    assert_eq!((dossier.notes[0].by.name.as_str(), dossier.notes[0].text.as_str()), ("Ben", "Likes tea."));
    let (log, _) =
        stage.switchboard.audit_log(&ann, AuditPart::Changes, "operator ben", None).await.unwrap().unwrap();
    // The department that they are in names them as well.
    let of_account = |action: &Action| *action != Action::DepartmentAdded;
    let did: Vec<_> = log.iter().map(|entry| entry.action).filter(of_account).collect();
    let wanted = [Action::OperatorActivated, Action::OperatorDeactivated, Action::OperatorAdded];
    assert_eq!(did, wanted, "each once");
}

async fn whoever_knows_the_password_is_told_and_nobody_else(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    deactivate(stage, &ann, &ben).await;
    let wrong = signs_in(stage, "ben@example.org", "not the password").await;
    let nobody = signs_in(stage, "nobody@example.org", "not the password").await;
    assert!(matches!((wrong, nobody), (Err(SignInError::Wrong), Err(SignInError::Wrong))));
    assert!(matches!(signs_in(stage, "ben@example.org", PASSWORD).await, Err(SignInError::Deactivated)));
    let own = stage.switchboard.sign_in_with_own_password(
        "ben@example.org",
        PASSWORD,
        "nobody expects these",
        [127, 0, 0, 1].into(),
        None,
    );
    assert!(matches!(own.await, Err(SignInError::Deactivated)), "nor with another password");

    // No link to a new password is sent. One that is requested later shows that this one was
    // processed.
    let switchboard = with_mail(stage).at_public_url("https://chat.example.org");
    switchboard.ask_for_reset("ben@example.org", [192, 0, 2, 7].into());
    switchboard.ask_for_reset(EMAIL, [192, 0, 2, 8].into());
    let mut letters = Vec::new();
    while letters.is_empty() {
        letters = switchboard.take_letters(9).await.unwrap();
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(letters.iter().map(|letter| letter.to.as_str()).collect::<Vec<_>>(), [EMAIL]);
    activate(stage, &ann, &ben).await;
    assert!(signs_in(stage, "ben@example.org", PASSWORD).await.is_ok());
    assert!(!stage.switchboard.is_signed_in(&ben).await.unwrap(), "what ended stays ended");
}

async fn who_is_deactivated_has_no_sip_client(stage: &Stage) {
    let server = SipServer::default();
    let stage = &stage.seen_from(stage.switchboard.clone().with_sip(server));
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let made = stage.switchboard.make_sip_password(&ben, ben.operator).await.unwrap().unwrap();
    let credential = stage.switchboard.sip_credential(&made.user).await.unwrap().unwrap();
    let device = || crate::sip::device(stage, "b", "udp");
    let client = stage.switchboard.sign_in_sip(&credential, device()).await.unwrap().unwrap();
    let mut console = stage.switchboard.open_console(client.clone()).await.unwrap();
    deactivate(stage, &ann, &ben).await;
    let out = client.session;
    hear(&mut console.events, |event| matches!(event, Event::SignedOut(one) if *one == out).then_some(()))
        .await;
    assert!(stage.switchboard.sip_credential(&made.user).await.unwrap().is_none());
    assert!(stage.switchboard.sip_signed_in(client.session).await.unwrap().is_none());
    let late = stage.switchboard.sign_in_sip(&credential, device()).await.unwrap();
    assert_eq!(late, Err(Refused::NotAllowed));
    activate(stage, &ann, &ben).await;
    assert!(stage.switchboard.sip_signed_in(client.session).await.unwrap().is_none(), "it signs in anew");
    let again = stage.switchboard.sip_credential(&made.user).await.unwrap().unwrap();
    assert!(stage.switchboard.sign_in_sip(&again, device()).await.unwrap().is_ok(), "with the same password");
}

async fn nobody_deactivates_themself_and_an_administrator_stays(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let switchboard = &stage.switchboard;
    assert_eq!(switchboard.deactivate_operator(&ann, ann.operator).await.unwrap(), Err(Refused::Yourself));
    assert_eq!(switchboard.deactivate_operator(&ben, ann.operator).await.unwrap(), Err(Refused::NotAllowed));
    assert_eq!(switchboard.activate_operator(&ben, ann.operator).await.unwrap(), Err(Refused::NotAllowed));
    let nobody = stage.id();
    assert_eq!(switchboard.deactivate_operator(&ann, nobody).await.unwrap(), Err(Refused::NotFound));
    assert_eq!(switchboard.activate_operator(&ann, nobody).await.unwrap(), Err(Refused::NotFound));

    let add = AddOperator {
        email: "zoe@example.org".into(),
        screen_name: "Zoe".into(),
        password: PASSWORD.into(),
        must_change_password: false,
        role: Role::Administrator,
    };
    switchboard.add_operator(&ann, add).await.unwrap().unwrap();
    let zoe = signs_in(stage, "zoe@example.org", PASSWORD).await.unwrap();
    // Of two who deactivate each other at the same time, one stays.
    let (one, other) = tokio::join!(
        switchboard.deactivate_operator(&ann, zoe.operator),
        switchboard.deactivate_operator(&zoe, ann.operator),
    );
    let results = [one.unwrap(), other.unwrap()];
    assert!(results.contains(&Ok(())) && results.contains(&Err(Refused::LastAdministrator)), "{results:?}");
    let (left, gone) = if results[0].is_ok() { (&ann, &zoe) } else { (&zoe, &ann) };
    // A deactivated operator does not count as an administrator.
    let deleted = switchboard.delete_operator(left, left.operator).await.unwrap();
    assert_eq!(deleted, Err(Refused::LastAdministrator));
    let account = switchboard.operator_account(left, left.operator).await.unwrap().unwrap();
    let demoted = chat::EditOperator { role: Role::Normal, ..(&account).into() };
    let demoted = switchboard.edit_operator(left, left.operator, demoted).await.unwrap();
    assert_eq!(demoted, Err(Refused::LastAdministrator));
    assert_eq!(switchboard.delete_operator(left, gone.operator).await.unwrap(), Ok(()), "that one may go");
}

async fn no_request_and_no_letter_goes_to_who_is_deactivated(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let _anns = stage.switchboard.open_console(ann.clone()).await.unwrap();
    let bens = stage.switchboard.open_console(ben.clone()).await.unwrap();
    let switchboard = &stage.switchboard;
    let department =
        Department { name: "Sales".into(), description: String::new(), operators: vec![ben.operator] };
    switchboard.save_department(&ann, None, department).await.unwrap().unwrap();
    let rule = |pattern: &str, who: &SignedIn| UrlRule {
        site: None,
        pattern: pattern.into(),
        operators: vec![who.operator],
        otherwise: Otherwise::Wait,
    };
    switchboard.save_url_rule(&ann, None, rule("*", &ben)).await.unwrap().unwrap();
    switchboard.save_url_rule(&ann, None, rule("https://shop.example/*", &ann)).await.unwrap().unwrap();
    let mail = MailRule { site: None, department: None, operators: vec![ben.operator], addresses: vec![] };
    switchboard.save_mail_rule(&ann, None, mail).await.unwrap().unwrap();
    switchboard.set_routing(&ann, Routing::Departments, false).await.unwrap().unwrap();
    let mut visit = stage.visit(&token("vera")).await;
    assert_eq!(switchboard.reception(visit.seat).await.unwrap().departments.len(), 1);

    deactivate(stage, &ann, &ben).await;
    drop(bens);
    until_available(stage, &mut visit, true).await;
    let reception = switchboard.reception(visit.seat).await.unwrap();
    assert!(reception.departments.is_empty(), "nobody is in it who could answer");
    let site = switchboard.demo_site().await.unwrap().unwrap().id;
    let hit = async || switchboard.try_url(&ann, site, "https://shop.example/x").await.unwrap().unwrap();
    let (place, fits) = hit().await.unwrap();
    assert_eq!((place, fits.operators), (2, vec![ann.operator]), "the first rule sends to nobody");
    stage
        .queue(
            &ann,
            Queueing { on: true, chat_limit: 1, answer_within_seconds: 30, overdue_after_seconds: 0 },
        )
        .await;
    let (chat, _) = stage.ask(visit.seat, "Hello?").await;
    let assigned = async || {
        let chats = switchboard.snapshot(&ann).await.unwrap().chats;
        chats.into_iter().find(|one| one.id == chat).and_then(|one| one.operator)
    };
    switchboard.settle().await.unwrap();
    assert_eq!(assigned().await.map(|operator| operator.id), Some(ann.operator));
    let message = crate::mail::leave(stage, None).await;
    let all = switchboard.off_line_messages(&ann).await.unwrap();
    let to: Vec<_> =
        all.iter().find(|one| one.id == message).unwrap().letters.iter().map(|one| &one.to).collect();
    assert_eq!(to, [EMAIL], "the rule leaves nobody, so it goes to the administrators");

    activate(stage, &ann, &ben).await;
    assert_eq!(hit().await.unwrap().0, 1, "they were never taken out of it");
    assert_eq!(switchboard.reception(visit.seat).await.unwrap().departments.len(), 1);
}

async fn what_is_not_there_costs_nothing(stage: &Stage) {
    let price = Price::of("9.00", Some("EUR")).unwrap();
    let stage = &stage.seen_from(stage.switchboard.clone().charging(price));
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let fees = async || stage.switchboard.fees(&ann).await.unwrap().unwrap();
    assert_eq!((fees().await.active, fees().await.expected), (2, 2 * 510), "17 of 30 days each");
    // 20 November.
    stage.pass(6 * DAY);
    deactivate(stage, &ann, &ben).await;
    assert_eq!((fees().await.active, fees().await.monthly(), fees().await.expected), (1, 900, 510 + 210));
    // 28 November to 2 December.
    stage.pass(8 * DAY);
    activate(stage, &ann, &ben).await;
    assert_eq!((fees().await.active, fees().await.expected), (2, 510 + 300), "7 days and 3");
    stage.pass(4 * DAY);
    deactivate(stage, &ann, &ben).await;
    // 6 January; no server ran meanwhile.
    stage.pass(35 * DAY);
    stage.switchboard.tend().await.unwrap();
    let statement = async |year, number| {
        let month = Month::new(year, number).unwrap();
        let statement = stage.switchboard.statement(&ann, month).await.unwrap().unwrap();
        let lines = statement.lines.iter().map(|line| (line.name.clone(), line.stretches(), line.amount));
        lines.collect::<Vec<_>>()
    };
    let november =
        [("Ben".to_owned(), vec![(14, 20), (28, 30)], 300), ("Support".into(), vec![(14, 30)], 510)];
    assert_eq!(statement(2023, 11).await, november);
    let december = [("Ben".to_owned(), vec![(1, 2)], 58), ("Support".into(), vec![(1, 31)], 900)];
    assert_eq!(statement(2023, 12).await, december);
    // Deleted later, they were not active in between.
    stage.switchboard.delete_operator(&ann, ben.operator).await.unwrap().unwrap();
    stage.pass(40 * DAY);
    stage.switchboard.tend().await.unwrap();
    assert_eq!(statement(2024, 1).await, [("Support".to_owned(), vec![(1, 31)], 900)]);
    assert_eq!(statement(2023, 11).await, november, "what is written down stays");
}
