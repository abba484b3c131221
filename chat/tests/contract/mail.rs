//! Email (manual A11): whom offline messages go to, and what becomes of each email.

use std::time::Duration;

use chat::{
    Refused, SecretKey, SignedIn, Switchboard,
    bus::Event,
    mail::{Letter, MailRule, Outgoing, PasswordChange, Retries},
    routing::Department,
};
use wire::{
    DepartmentId, OffLineMessageId, Routing,
    administration::{Action, AuditPart},
    mail::{BadMailServer, KeptPassword, LetterState, LetterView, MailRuleView, MailServer, Security},
    text::BadText,
    visitor::{MailTranscript, OffLineForm},
};

use crate::{
    on_each_database,
    support::{EMAIL, Stage, hear, token},
};

on_each_database! {
    a_message_goes_to_whom_the_most_special_rule_says
    a_rule_that_is_not_right_is_refused_by_its_field
    a_letter_is_written_with_its_message_and_sent_once
    a_letter_is_tried_again_for_five_days
    a_letter_that_was_refused_waits_for_somebody
    of_two_nodes_one_has_a_letter_in_hand
    what_comes_soon_after_another_one_is_gathered
    a_letter_holds_so_many_messages_at_most
    what_is_sent_again_goes_by_itself
    without_a_mail_server_letters_wait
    a_password_is_kept_and_never_shown
    a_password_is_read_with_its_key_alone
    whoever_tries_it_out_is_told_what_the_server_said
    a_visitor_has_his_chat_sent_to_him
    an_operator_sends_a_chat_to_any_address
}

const RETRIES: Retries = Retries { first: 60_000 };
const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn server() -> MailServer {
    MailServer {
        host: "mail.example.org".into(),
        port: 587,
        security: Security::StartTls,
        user: "chat".into(),
        from: "chat@example.org".into(),
        from_name: String::new(),
    }
}

/// The installation with a mail server for all accounts.
pub(crate) fn with_mail(stage: &Stage) -> Switchboard {
    stage.switchboard.clone().with_mail(Outgoing::new(server(), "secret".into()).unwrap())
}

/// The installation with a key for sealed secrets.
fn with_key(stage: &Stage) -> Switchboard {
    stage.switchboard.clone().with_key(&SecretKey::random(&stage.sources()))
}

pub(crate) async fn leave(stage: &Stage, department: Option<DepartmentId>) -> OffLineMessageId {
    let visit = stage.visit(&token("vera")).await;
    let id = stage.id();
    let form = OffLineForm {
        id,
        name: "Vera".into(),
        email: "vera@example.net".into(),
        department,
        text: "Call me".into(),
        answers: vec![],
    };
    stage.switchboard.leave_message(visit.seat, form).await.unwrap().unwrap();
    id
}

async fn letters(switchboard: &Switchboard, ann: &SignedIn, message: OffLineMessageId) -> Vec<LetterView> {
    let all = switchboard.off_line_messages(ann).await.unwrap();
    all.into_iter().find(|one| one.id == message).expect("it is listed").letters
}

async fn recipients(stage: &Stage, ann: &SignedIn, department: Option<DepartmentId>) -> Vec<String> {
    let message = leave(stage, department).await;
    letters(&stage.switchboard, ann, message).await.into_iter().map(|letter| letter.to).collect()
}

async fn only(switchboard: &Switchboard) -> Letter {
    let mut taken = switchboard.take_letters(9).await.unwrap();
    assert_eq!(taken.len(), 1, "{taken:?}");
    taken.remove(0)
}

async fn rules(stage: &Stage, ann: &SignedIn) -> Vec<MailRuleView> {
    stage.switchboard.mail_settings(ann).await.unwrap().unwrap().rules
}

fn to(addresses: &[&str]) -> MailRule {
    let addresses = addresses.iter().map(|address| (*address).to_owned()).collect();
    MailRule { site: None, department: None, operators: vec![], addresses }
}

async fn a_message_goes_to_whom_the_most_special_rule_says(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let site = stage.switchboard.demo_site().await.unwrap().unwrap().id;
    let department = |name: &str| Department {
        name: name.into(),
        description: String::new(),
        operators: vec![ben.operator],
    };
    let [sales, support] = ["Sales", "Support"].map(department);
    let sales = stage.switchboard.save_department(&ann, None, sales).await.unwrap().unwrap();
    let support = stage.switchboard.save_department(&ann, None, support).await.unwrap().unwrap();
    stage.switchboard.set_routing(&ann, Routing::Departments, false).await.unwrap().unwrap();

    // Without a rule all administrators get it, and nobody else.
    assert_eq!(recipients(stage, &ann, Some(sales)).await, [EMAIL]);

    let save = async |rule| stage.switchboard.save_mail_rule(&ann, None, rule).await.unwrap().unwrap();
    save(to(&["all@example.org"])).await;
    save(MailRule { site: Some(site), ..to(&["site@example.org"]) }).await;
    let of_sales =
        MailRule { department: Some(sales), operators: vec![ben.operator], ..to(&["BEN@example.org"]) };
    let id = save(of_sales.clone()).await;
    assert_eq!(recipients(stage, &ann, None).await, ["site@example.org"]);
    assert_eq!(recipients(stage, &ann, Some(support)).await, ["site@example.org"]);
    // One address gets one email, however it is written.
    assert_eq!(recipients(stage, &ann, Some(sales)).await, ["ben@example.org"]);
    save(MailRule { site: Some(site), ..of_sales.clone() }).await;
    let order: Vec<_> = rules(stage, &ann)
        .await
        .iter()
        .map(|rule| (rule.department.is_some(), rule.site.is_some()))
        .collect();
    assert_eq!(order, [(true, true), (true, false), (false, true), (false, false)]);

    // Two administrators have seen it; only one of them can change it.
    let seen = rules(stage, &ann).await.into_iter().find(|rule| rule.id == id).unwrap();
    let other = MailRule { operators: vec![], ..of_sales };
    stage.switchboard.save_mail_rule(&ann, Some(seen.clone()), other.clone()).await.unwrap().unwrap();
    let late = stage.switchboard.save_mail_rule(&ann, Some(seen), other).await.unwrap();
    assert_eq!(late, Err(Refused::Stale));
    stage.switchboard.remove_mail_rule(&ann, id).await.unwrap().unwrap();
    assert_eq!(stage.switchboard.remove_mail_rule(&ann, id).await.unwrap(), Err(Refused::NotFound));

    // A rule whose operators are all gone still delivers the message to somebody.
    let of_support = MailRule { department: Some(support), operators: vec![ben.operator], ..to(&[]) };
    save(of_support).await;
    stage.switchboard.delete_operator(&ann, ben.operator).await.unwrap().unwrap();
    assert_eq!(recipients(stage, &ann, Some(support)).await, [EMAIL]);
    let (log, _) = stage
        .switchboard
        .audit_log(&ann, AuditPart::Changes, "off-line messages", None)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(log.iter().map(|entry| entry.action).collect::<Vec<_>>(), [Action::MailRuleAdded]);
}

async fn a_rule_that_is_not_right_is_refused_by_its_field(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let save =
        async |who: &SignedIn, rule| stage.switchboard.save_mail_rule(who, None, rule).await.unwrap().err();
    assert_eq!(save(&ann, to(&[])).await, Some(Refused::NoOperators));
    for bad in ["all@example.org\r\nBcc: x@y", "team@", "team@exam ple.org", "team@example.org\u{7}\u{202e}"]
    {
        let refused = save(&ann, to(&["all@example.org", bad])).await;
        assert_eq!(refused, Some(Refused::BadEmail(BadText::NotAnEmail)), "{bad:?}");
    }
    let many: Vec<_> = (0..21).map(|nr| format!("a{nr}@example.org")).collect();
    let many = MailRule { addresses: many, ..to(&[]) };
    assert_eq!(save(&ann, many).await, Some(Refused::TooMany));
    let elsewhere = MailRule { department: Some(stage.id()), ..to(&["a@example.org"]) };
    assert_eq!(save(&ann, elsewhere).await, Some(Refused::NotFound));
    let elsewhere = MailRule { site: Some(stage.id()), ..to(&["a@example.org"]) };
    assert_eq!(save(&ann, elsewhere).await, Some(Refused::NotFound));
    let stranger = MailRule { operators: vec![stage.id()], ..to(&[]) };
    assert_eq!(save(&ann, stranger).await, Some(Refused::NotFound));
    assert_eq!(save(&ann, to(&["a@example.org"])).await, None);
    assert_eq!(save(&ann, to(&["b@example.org"])).await, Some(Refused::RuleExists));
    assert_eq!(save(&ben, to(&["c@example.org"])).await, Some(Refused::NotAllowed));
    assert_eq!(stage.switchboard.mail_settings(&ben).await.unwrap(), Err(Refused::NotAllowed));
    assert_eq!(rules(stage, &ann).await.len(), 1);
}

async fn a_letter_is_written_with_its_message_and_sent_once(stage: &Stage) {
    let ann = stage.sign_in().await;
    let switchboard = with_mail(stage);
    let mut console = stage.switchboard.open_console(ann.clone()).await.unwrap();
    let visit = stage.visit(&token("vera")).await;
    let form = OffLineForm {
        id: stage.id(),
        name: "Vera\r\nBcc: all@example.net".into(),
        email: "vera@example.net".into(),
        department: None,
        text: "Call me\n\n.\nQUIT".into(),
        answers: vec![],
    };
    for _ in 0..2 {
        switchboard.leave_message(visit.seat, form.clone()).await.unwrap().unwrap();
    }
    let letter = only(&switchboard).await;
    assert_eq!((letter.to.as_str(), letter.from_name.as_str()), (EMAIL, "Demo"));
    assert_eq!(letter.subject, "Vera  Bcc: all@example.net left a message on Demo");
    assert_eq!(letter.reply_to, Some(("Vera  Bcc: all@example.net".into(), "vera@example.net".into())));
    assert!(letter.text.starts_with("Call me\n\n.\nQUIT\n\n-- \n"), "{}", letter.text);
    assert!(letter.text.contains("\nPage: https://shop.example/\n"), "{}", letter.text);
    assert_eq!(letter.html, None);
    assert!(!format!("{letter:?}").contains("secret"));

    switchboard.letter_sent(&letter, "250 Taken\r\nX: y").await.unwrap();
    let heard = hear(&mut console.events, |event| match event {
        Event::OffLineMessage(message) if message.letters[0].state == LetterState::Sent => {
            Some(message.clone())
        }
        _ => None,
    })
    .await;
    assert_eq!((heard.letters[0].attempts, heard.letters[0].answer.as_str()), (1, "250 Taken  X: y"));
    stage.pass(DAY);
    assert!(switchboard.take_letters(9).await.unwrap().is_empty());
    // A late answer changes nothing.
    switchboard.letter_failed(&letter, "late", RETRIES).await.unwrap();
    assert_eq!(letters(&switchboard, &ann, form.id).await[0].state, LetterState::Sent);
}

async fn a_letter_is_tried_again_for_five_days(stage: &Stage) {
    let ann = stage.sign_in().await;
    let switchboard = with_mail(stage);
    let message = leave(stage, None).await;
    let state = async || letters(&switchboard, &ann, message).await.remove(0);
    // 1, 2, 4 … 256 minutes, then every six hours.
    let mut attempts = 0;
    let mut passed = Duration::ZERO;
    loop {
        let letter = only(&switchboard).await;
        switchboard.letter_failed(&letter, "451 Try again", RETRIES).await.unwrap();
        attempts += 1;
        assert_eq!((state().await.attempts, state().await.answer.as_str()), (attempts, "451 Try again"));
        if state().await.state != LetterState::Waiting {
            break;
        }
        let wait = (MINUTE * 2_u32.pow(attempts - 1)).min(MINUTE * 360);
        stage.pass(wait - Duration::from_secs(1));
        assert!(switchboard.take_letters(9).await.unwrap().is_empty(), "after {attempts} attempts");
        stage.pass(Duration::from_secs(1));
        passed += wait;
    }
    assert_eq!((state().await.state, attempts), (LetterState::GivenUp, 28));
    assert!((DAY * 4..DAY * 5).contains(&passed), "{passed:?}");

    // On request it is tried again, for another five days.
    stage.pass(DAY * 30);
    assert!(switchboard.take_letters(9).await.unwrap().is_empty());
    switchboard.resend_off_line_message(&ann, message).await.unwrap().unwrap();
    let letter = only(&switchboard).await;
    switchboard.letter_failed(&letter, "421 Busy", RETRIES).await.unwrap();
    assert_eq!(state().await.state, LetterState::Waiting);
    let unknown = switchboard.resend_off_line_message(&ann, stage.id()).await.unwrap();
    assert_eq!(unknown, Err(Refused::NotFound));
}

async fn a_letter_that_was_refused_waits_for_somebody(stage: &Stage) {
    let ann = stage.sign_in().await;
    let switchboard = with_mail(stage);
    let message = leave(stage, None).await;
    let letter = only(&switchboard).await;
    switchboard.letter_refused(&letter, "550 No such mailbox").await.unwrap();
    stage.pass(DAY);
    assert!(switchboard.take_letters(9).await.unwrap().is_empty());
    let refused = letters(&switchboard, &ann, message).await.remove(0);
    assert_eq!((refused.state, refused.answer.as_str()), (LetterState::Refused, "550 No such mailbox"));
    switchboard.resend_off_line_message(&ann, message).await.unwrap().unwrap();
    let again = only(&switchboard).await;
    assert_eq!(again.id, letter.id, "it keeps its Message-ID");
    switchboard.letter_sent(&again, "250").await.unwrap();
    // All have it, so it is sent again, to its present recipients.
    stage.switchboard.save_mail_rule(&ann, None, to(&["new@example.org"])).await.unwrap().unwrap();
    switchboard.resend_off_line_message(&ann, message).await.unwrap().unwrap();
    let anew = only(&switchboard).await;
    assert_eq!(anew.to, "new@example.org");
    assert_ne!(anew.id, letter.id);
}

async fn of_two_nodes_one_has_a_letter_in_hand(stage: &Stage) {
    let (one, other) = (with_mail(stage), with_mail(stage));
    leave(stage, None).await;
    let letter = only(&one).await;
    assert!(other.take_letters(9).await.unwrap().is_empty());
    stage.pass(Duration::from_secs(20));
    one.hold_letter(&letter).await.unwrap();
    stage.pass(Duration::from_secs(20));
    assert!(other.take_letters(9).await.unwrap().is_empty());
    // The first node dies: the other one soon gets it, as the same email.
    stage.pass(Duration::from_secs(20));
    assert_eq!(only(&other).await.id, letter.id);
}

/// After an email about an offline message the next ones are gathered for five minutes.
fn gathering(stage: &Stage) -> Switchboard {
    with_mail(stage).with_gathered_letters(300_000)
}

/// Visitors leave this many messages.
async fn leave_through(stage: &Stage, switchboard: &Switchboard, so_many: usize) -> Vec<OffLineMessageId> {
    let mut left = Vec::new();
    for n in 0..so_many {
        let visit = stage.visit(&token(&format!("vera{n}"))).await;
        let form = OffLineForm {
            id: stage.id(),
            name: format!("Vera {n}"),
            email: format!("vera{n}@example.net"),
            department: None,
            text: format!("Call me {n} times"),
            answers: vec![],
        };
        left.push(form.id);
        switchboard.leave_message(visit.seat, form).await.unwrap().unwrap();
    }
    left
}

async fn what_comes_soon_after_another_one_is_gathered(stage: &Stage) {
    let ann = stage.sign_in().await;
    let (switchboard, other) = (gathering(stage), gathering(stage));
    let first = leave_through(stage, &switchboard, 1).await;
    let letter = only(&switchboard).await;
    assert_eq!(letter.subject, "Vera 0 left a message on Demo");
    switchboard.letter_sent(&letter, "250").await.unwrap();

    stage.pass(MINUTE);
    let mut left = leave_through(stage, &switchboard, 3).await;
    stage.pass(MINUTE * 3);
    left.extend(leave_through(stage, &other, 1).await);
    assert!(switchboard.take_letters(9).await.unwrap().is_empty(), "the five minutes are not over");
    stage.pass(MINUTE);
    let letter = only(&switchboard).await;
    assert!(other.take_letters(9).await.unwrap().is_empty(), "it is in hand");
    assert_eq!((letter.subject.as_str(), &letter.reply_to), ("4 messages were left on Demo", &None));
    for n in [0, 1, 2] {
        let said = format!("Call me {n} times\n\nFrom: Vera {n}\nE-mail: vera{n}@example.net\nSite: Demo\n");
        assert!(letter.text.contains(&said), "{}", letter.text);
    }
    // The result of the email applies to all messages in it.
    let states = async |ids: &[OffLineMessageId]| {
        let mut states = Vec::new();
        for id in ids {
            states.push(letters(&switchboard, &ann, *id).await.remove(0).state);
        }
        states
    };
    switchboard.letter_failed(&letter, "451 Try again", RETRIES).await.unwrap();
    stage.pass(MINUTE);
    let again = only(&switchboard).await;
    assert_eq!((again.id, &again.text), (letter.id, &letter.text));
    assert_eq!(states(&left).await, [LetterState::Waiting; 4]);
    switchboard.letter_sent(&again, "250").await.unwrap();
    assert_eq!(states(&left).await, [LetterState::Sent; 4]);
    assert_eq!(states(&first).await, [LetterState::Sent]);
    stage.pass(DAY);
    assert!(switchboard.take_letters(9).await.unwrap().is_empty());
    // An address that has waited without need does not wait again.
    leave_through(stage, &switchboard, 1).await;
    only(&switchboard).await;
}

async fn a_letter_holds_so_many_messages_at_most(stage: &Stage) {
    let switchboard = gathering(stage);
    let ann = stage.sign_in().await;
    let site = stage.switchboard.demo_site().await.unwrap().unwrap();
    let rates = wire::rates::Rate { per_visitor: 1_000, per_network: 1_000, per_site: 1_000 };
    super::sites::set_up(stage, &ann, site.id, |settings| settings.rates.off_line_messages = rates)
        .await
        .unwrap();
    leave_through(stage, &switchboard, 1).await;
    let letter = only(&switchboard).await;
    switchboard.letter_sent(&letter, "250").await.unwrap();
    leave_through(stage, &switchboard, 120).await;
    stage.pass(MINUTE * 5);
    let mut subjects = Vec::new();
    for _ in 0..2 {
        let letter = only(&switchboard).await;
        subjects.push(letter.subject.clone());
        switchboard.letter_sent(&letter, "250").await.unwrap();
    }
    assert_eq!(subjects, ["100 messages were left on Demo", "20 messages were left on Demo"]);
    assert!(switchboard.take_letters(9).await.unwrap().is_empty());
}

async fn what_is_sent_again_goes_by_itself(stage: &Stage) {
    let ann = stage.sign_in().await;
    let switchboard = gathering(stage);
    leave_through(stage, &switchboard, 1).await;
    switchboard.letter_sent(&only(&switchboard).await, "250").await.unwrap();
    let left = leave_through(stage, &switchboard, 3).await;
    switchboard.resend_off_line_message(&ann, left[1]).await.unwrap().unwrap();
    let letter = only(&switchboard).await;
    assert_eq!(letter.subject, "Vera 1 left a message on Demo");
    switchboard.letter_sent(&letter, "250").await.unwrap();
    stage.pass(MINUTE * 5);
    assert_eq!(only(&switchboard).await.subject, "2 messages were left on Demo");
}

async fn without_a_mail_server_letters_wait(stage: &Stage) {
    let ann = stage.sign_in().await;
    let switchboard = &with_key(stage);
    let message = leave(stage, None).await;
    assert!(switchboard.take_letters(9).await.unwrap().is_empty());
    assert_eq!(letters(switchboard, &ann, message).await[0].state, LetterState::NotSetUp);
    assert_eq!(switchboard.try_mail(&ann, EMAIL).await.unwrap(), Err(Refused::NoMail));
    let set = async |seen, server, password| {
        switchboard.set_mail_server(&ann, seen, server, PasswordChange::Set(password)).await.unwrap()
    };
    set(None, Some(server()), "secret".into()).await.unwrap();
    assert_eq!(letters(switchboard, &ann, message).await[0].state, LetterState::Waiting);
    let letter = only(switchboard).await;
    assert_eq!((letter.via.server.clone(), letter.via.password.as_str()), (server(), "secret"));
    switchboard.letter_failed(&letter, "535 Wrong password", RETRIES).await.unwrap();
    assert!(switchboard.take_letters(9).await.unwrap().is_empty());
    // After a repair, nobody waits for the next attempt.
    set(Some(server()), Some(server()), "right".into()).await.unwrap();
    assert_eq!(only(switchboard).await.via.password, "right");

    // Nothing waits forever.
    set(Some(server()), None, String::new()).await.unwrap();
    stage.pass(DAY * 4);
    switchboard.give_up_letters().await.unwrap();
    assert_eq!(letters(switchboard, &ann, message).await[0].state, LetterState::NotSetUp);
    stage.pass(DAY * 2);
    switchboard.give_up_letters().await.unwrap();
    let given_up = letters(switchboard, &ann, message).await.remove(0);
    assert_eq!((given_up.state, given_up.answer.as_str()), (LetterState::GivenUp, "E-mail was not set up."));

    // An account cannot change the server of the whole installation.
    let installation = with_mail(stage);
    let settings = installation.mail_settings(&ann).await.unwrap().unwrap();
    assert!(settings.is_installations && settings.password == KeptPassword::Kept);
    let change = installation.set_mail_server(&ann, None, None, PasswordChange::Keep).await.unwrap();
    assert_eq!(change, Err(Refused::NotAllowed));
}

async fn a_password_is_kept_and_never_shown(stage: &Stage) {
    let ann = stage.sign_in().await;
    let switchboard = &with_key(stage);
    let set = async |seen: Option<MailServer>, server: MailServer, password| {
        switchboard.set_mail_server(&ann, seen, Some(server), password).await.unwrap()
    };
    set(None, server(), PasswordChange::Set("a secret".into())).await.unwrap();
    let late = set(None, server(), PasswordChange::Set("other".into())).await;
    assert_eq!(late, Err(Refused::Stale));
    let renamed = MailServer { from_name: "Shop".into(), ..server() };
    set(Some(server()), renamed.clone(), PasswordChange::Keep).await.unwrap();
    leave(stage, None).await;
    let letter = only(switchboard).await;
    assert_eq!((letter.via.password.as_str(), letter.from_name.as_str()), ("a secret", "Shop"));

    // A newly entered server does not get it.
    for thief in [
        MailServer { host: "thief.example".into(), ..renamed.clone() },
        MailServer { port: 2525, ..renamed.clone() },
        MailServer { security: Security::Nothing, host: "localhost".into(), ..renamed.clone() },
    ] {
        let refused = set(Some(renamed.clone()), thief, PasswordChange::Keep).await;
        assert_eq!(refused, Err(Refused::BadMailServer(BadMailServer::PasswordAgain)));
    }
    let settings = switchboard.mail_settings(&ann).await.unwrap().unwrap();
    assert_eq!((settings.server, settings.password), (Some(renamed), KeptPassword::Kept));
    let (log, _) =
        switchboard.audit_log(&ann, AuditPart::Changes, "mail server", None).await.unwrap().unwrap();
    assert_eq!(log.len(), 2);
    assert!(!format!("{log:?}").contains("a secret"), "{log:?}");
    let secret = switchboard.audit_log(&ann, AuditPart::Changes, "a secret", None).await.unwrap().unwrap();
    assert!(secret.0.is_empty());
}

async fn a_password_is_read_with_its_key_alone(stage: &Stage) {
    let ann = stage.sign_in().await;
    let [right, other] = [with_key(stage), with_key(stage)];
    let keyless = &stage.switchboard;
    let set = async |through: &Switchboard, seen: Option<MailServer>, server: MailServer, password: &str| {
        let password = match password {
            "" => PasswordChange::Keep,
            given => PasswordChange::Set(given.into()),
        };
        through.set_mail_server(&ann, seen, Some(server), password).await.unwrap()
    };
    let kept = async |through: &Switchboard| through.mail_settings(&ann).await.unwrap().unwrap().password;
    let no_key = Err(Refused::BadMailServer(BadMailServer::NoKey));
    assert_eq!(set(keyless, None, server(), "a secret").await, no_key);
    set(&right, None, server(), "a secret").await.unwrap();
    assert_eq!(kept(&right).await, KeptPassword::Kept);

    // Emails on a node that cannot read it say so, and go on waiting.
    let message = leave(stage, None).await;
    for blind in [&other, keyless] {
        assert_eq!(kept(blind).await, KeptPassword::Unreadable);
        assert_eq!(blind.seal_mail_passwords().await.unwrap().unreadable, 1);
        assert!(blind.take_letters(9).await.unwrap().is_empty());
        let letter = letters(blind, &ann, message).await.remove(0);
        assert_eq!(letter.state, LetterState::Waiting);
        assert!(letter.answer.contains("cannot be read"), "{}", letter.answer);
        stage.pass(MINUTE * 5);
    }
    // Changing something else there leaves it readable where it was.
    let renamed = MailServer { from_name: "Shop".into(), ..server() };
    set(&other, Some(server()), renamed.clone(), "").await.unwrap();
    assert_eq!(only(&right).await.via.password, "a secret");

    set(&other, Some(renamed.clone()), renamed, "another secret").await.unwrap();
    assert_eq!(only(&other).await.via.password, "another secret");
    assert_eq!(kept(&right).await, KeptPassword::Unreadable);
}

async fn whoever_tries_it_out_is_told_what_the_server_said(stage: &Stage) {
    let ann = stage.sign_in().await;
    let switchboard = with_mail(stage);
    let trying = tokio::spawn({
        let (switchboard, ann) = (switchboard.clone(), ann.clone());
        async move { switchboard.try_mail(&ann, "ann@example.net").await.unwrap().unwrap() }
    });
    switchboard.letters_due().await;
    let letter = only(&switchboard).await;
    assert_eq!(letter.to, "ann@example.net");
    switchboard.letter_failed(&letter, "Connection refused", RETRIES).await.unwrap();
    let told = trying.await.unwrap();
    assert_eq!((told.state, told.answer.as_str()), (LetterState::GivenUp, "Connection refused"));
    stage.pass(DAY);
    assert!(switchboard.take_letters(9).await.unwrap().is_empty());
    let bad = switchboard.try_mail(&ann, "ann").await.unwrap();
    assert_eq!(bad, Err(Refused::BadEmail(BadText::NotAnEmail)));
}

async fn an_operator_sends_a_chat_to_any_address(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let switchboard = with_mail(stage);
    let visit = stage.visit(&token("vera")).await;
    let (chat, _) = stage.ask(visit.seat, "Is this oak?").await;
    switchboard.accept(&ann, chat).await.unwrap().unwrap();
    let send = async |who: &SignedIn, to: &str| switchboard.send_transcript(who, chat, to).await.unwrap();
    // Ben has never been in it.
    assert_eq!(send(&ben, "boss@example.net").await, Err(Refused::NotFound));
    let two = send(&ann, "boss@example.net, all@example.net").await;
    assert_eq!(two, Err(Refused::BadEmail(BadText::NotAnEmail)));
    assert_eq!(
        stage.switchboard.send_transcript(&ann, chat, "a@b.example").await.unwrap(),
        Err(Refused::NoMail)
    );
    send(&ann, "boss@example.net").await.unwrap();
    let letter = only(&switchboard).await;
    assert_eq!((letter.to.as_str(), letter.subject.as_str()), ("boss@example.net", "A chat on Demo"));
    assert!(letter.text.contains("Is this oak?"), "{}", letter.text);
    let (log, _) = switchboard.audit_log(&ann, AuditPart::Changes, "boss", None).await.unwrap().unwrap();
    assert_eq!((log[0].action, log[0].subject.as_str()), (Action::TranscriptSent, "boss@example.net"));

    // Nobody is flooded; and the visitor has their own number.
    for nr in 2..=21 {
        assert_eq!(send(&ann, "boss@example.net").await.is_ok(), nr < 21, "{nr}");
    }
    let wanted = MailTranscript { id: stage.id(), chat, email: "vera@example.net".into() };
    assert!(switchboard.mail_transcript(visit.seat, wanted).await.unwrap().is_ok());
    stage.pass(Duration::from_secs(60 * 60));
    assert!(send(&ann, "boss@example.net").await.is_ok());
    let (other, _) = stage.ask(stage.visit(&token("olga")).await.seat, "Is that ash?").await;
    switchboard.accept(&ann, other).await.unwrap().unwrap();
    switchboard.send_transcript(&ann, other, "boss@example.net").await.unwrap().unwrap();

    // When the chat is erased, the log forgets where it went, and of no other one.
    let before =
        switchboard.audit_log(&ann, AuditPart::Changes, "transcript sent", None).await.unwrap().unwrap().0;
    switchboard.erase_visitor(&ann, visit.seat.visitor).await.unwrap().unwrap();
    let (log, _) =
        switchboard.audit_log(&ann, AuditPart::Changes, "transcript sent", None).await.unwrap().unwrap();
    let subjects: Vec<_> = log.iter().map(|entry| entry.subject.as_str()).collect();
    let mut expected = vec!["…"; before.len()];
    expected[0] = "boss@example.net";
    assert_eq!(subjects, expected);
    let (found, _) = switchboard.audit_log(&ann, AuditPart::Changes, "boss", None).await.unwrap().unwrap();
    assert_eq!(found.len(), 1);
}

async fn a_visitor_has_his_chat_sent_to_him(stage: &Stage) {
    let ann = stage.sign_in().await;
    let switchboard = with_mail(stage);
    let visit = stage.visit(&token("vera")).await;
    let (chat, _) = stage.ask(visit.seat, "<b>Is this oak?</b>").await;
    let wanted = |id, email: &str| MailTranscript { id, chat, email: email.into() };
    let ask =
        async |wanted| switchboard.mail_transcript(visit.seat, wanted).await.unwrap().map(|stored| stored.id);
    // A chat that no operator has seen is not sent.
    assert_eq!(ask(wanted(stage.id(), "vera@example.net")).await, Err(Refused::NotAccepted));
    stage.switchboard.accept(&ann, chat).await.unwrap().unwrap();
    let bad = ask(wanted(stage.id(), "vera@example.net, all@example.net")).await;
    assert_eq!(bad, Err(Refused::BadEmail(BadText::NotAnEmail)));
    let others = stage.visit(&token("olga")).await;
    let theirs =
        switchboard.mail_transcript(others.seat, wanted(stage.id(), "olga@example.net")).await.unwrap();
    assert_eq!(theirs.unwrap_err(), Refused::NotFound);

    let first = wanted(stage.id(), "vera@example.net");
    for _ in 0..2 {
        assert_eq!(ask(first.clone()).await, Ok(first.id));
    }
    let letter = only(&switchboard).await;
    assert_eq!((letter.to.as_str(), letter.subject.as_str()), ("vera@example.net", "Your chat with Demo"));
    assert!(
        letter.text.contains("Visitor") || letter.text.contains("<b>Is this oak?</b>"),
        "{}",
        letter.text
    );
    let html = letter.html.unwrap();
    assert!(html.contains("&lt;b&gt;Is this oak?&lt;/b&gt;") && !html.contains("<script"), "{html}");
    assert_eq!(letter.reply_to, None);

    // A stranger cannot flood anybody.
    for nr in 1..4 {
        let more = ask(wanted(stage.id(), "somebody@example.net")).await;
        assert_eq!(more.is_ok(), nr < 3, "{nr}");
    }
    let unset = stage.switchboard.mail_transcript(visit.seat, first).await.unwrap();
    assert_eq!(unset.unwrap_err(), Refused::NoMail);
}
