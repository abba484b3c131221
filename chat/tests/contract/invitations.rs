//! Colleagues are invited and set their password by a link.

use std::time::Duration;

use chat::{
    Invitation, InviteOperator, PasswordError, Refused, SignInError, SignedIn, Switchboard, mail::Retries,
    routing::Department,
};
use wire::{
    OperatorId, Role, Routing,
    administration::{Action, AuditPart},
    colleague::Colleague,
    text::BadText,
};

use crate::{
    mail::with_mail,
    on_each_database,
    support::{EMAIL, PASSWORD, Stage, token, until_available},
};

on_each_database! {
    whoever_is_invited_chooses_a_password_once
    a_link_is_good_for_a_week_and_only_the_last_one_is
    what_is_revoked_deactivated_or_given_otherwise_needs_no_link
    without_e_mail_the_administrator_is_given_the_link
    a_letter_that_is_late_brings_no_link_that_is_not_wanted
    nothing_goes_to_whoever_has_not_come
    only_administrators_invite
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const OWN: &str = "nobody expects these";

fn ben() -> InviteOperator {
    InviteOperator { email: " Ben.Miller@Example.org ".into(), role: Role::Normal, departments: vec![] }
}

/// The installation with email and a public address for links.
fn mailing(stage: &Stage) -> Switchboard {
    with_mail(stage).at_public_url("https://chat.example.org")
}

async fn invites(switchboard: &Switchboard, ann: &SignedIn, invite: InviteOperator) -> Invitation {
    switchboard.invite_operator(ann, invite).await.unwrap().unwrap()
}

/// The token of the only email that is due.
async fn token_in_the_letter(switchboard: &Switchboard) -> String {
    let mut letters = switchboard.take_letters(9).await.unwrap();
    let letter = letters.pop().expect("it is due");
    assert!(letters.is_empty(), "{letters:?}");
    assert_eq!((letter.to.as_str(), letter.html.as_deref()), ("ben.miller@example.org", None));
    assert_eq!(letter.subject, "Support invites you to chat with the visitors of Demo");
    switchboard.letter_sent(&letter, "250 Ok").await.unwrap();
    let (_, rest) = letter
        .text
        .split_once("https://chat.example.org/sign-in/new-password?invited=1&token=")
        .expect("there is a link");
    rest.split_whitespace().next().unwrap().to_owned()
}

fn token_of(invitation: Invitation) -> String {
    match invitation {
        Invitation::Path(path) => path
            .strip_prefix("/sign-in/new-password?invited=1&token=")
            .expect("a path on this server")
            .to_owned(),
        Invitation::ByMail => panic!("no e-mail goes out"),
    }
}

async fn colleague(switchboard: &Switchboard, ann: &SignedIn) -> Option<Colleague> {
    let all = switchboard.colleagues(ann).await.unwrap();
    all.into_iter().find(|one| one.id != ann.operator)
}

async fn id_of(switchboard: &Switchboard, ann: &SignedIn) -> OperatorId {
    colleague(switchboard, ann).await.expect("they are invited").id
}

async fn sets(switchboard: &Switchboard, token: &str, password: &str) -> Result<(), Refused> {
    switchboard.reset_password(token, password.into()).await.unwrap()
}

async fn signs_in(switchboard: &Switchboard, password: &str) -> Result<(), SignInError> {
    let here = [127, 0, 0, 1].into();
    switchboard.sign_in("ben.miller@example.org", password, here, None).await.map(drop)
}

async fn whoever_is_invited_chooses_a_password_once(stage: &Stage) {
    let (ann, switchboard) = (stage.sign_in().await, &mailing(stage));
    let sales = Department { name: "Sales".into(), description: String::new(), operators: vec![] };
    let sales = switchboard.save_department(&ann, None, sales).await.unwrap().unwrap();
    let invite = InviteOperator { departments: vec![sales, sales], ..ben() };
    assert_eq!(invites(switchboard, &ann, invite).await, Invitation::ByMail);
    let seen = colleague(switchboard, &ann).await.unwrap();
    assert_eq!((seen.name.as_str(), seen.login.as_str()), ("Ben Miller", "ben.miller@example.org"));
    assert_eq!((seen.is_invited, seen.is_active, seen.departments), (true, true, vec!["Sales".to_owned()]));

    let listed = switchboard.operators_by_hand().await.unwrap();
    assert_eq!(listed.iter().filter(|one| one.is_invited).count(), 1);
    let token = token_in_the_letter(switchboard).await;
    for (bad, why) in
        [("short", PasswordError::TooShort), ("ben.miller@example.org", PasswordError::Guessable)]
    {
        assert_eq!(sets(switchboard, &token, bad).await, Err(Refused::BadPassword(why)), "the link stays");
    }
    assert!(matches!(signs_in(switchboard, OWN).await, Err(SignInError::Wrong)));
    assert_eq!(sets(switchboard, &token, OWN).await, Ok(()));
    assert!(signs_in(switchboard, OWN).await.is_ok());
    assert!(!colleague(switchboard, &ann).await.unwrap().is_invited);
    assert_eq!(sets(switchboard, &token, "another one for me").await, Err(Refused::NotFound), "a second use");

    // An operator who has accepted no longer has an invitation.
    for refused in [
        switchboard.resend_invitation(&ann, seen.id).await.unwrap().map(drop),
        switchboard.revoke_invitation(&ann, seen.id).await.unwrap(),
    ] {
        assert_eq!(refused, Err(Refused::NotFound));
    }
    let again = switchboard.invite_operator(&ann, ben()).await.unwrap();
    assert_eq!(again, Err(Refused::EmailTaken));
    let (log, _) =
        switchboard.audit_log(&ann, AuditPart::Changes, "ben miller", None).await.unwrap().unwrap();
    let told: Vec<_> = log.iter().map(|entry| (entry.action, entry.by.as_deref())).collect();
    let (by_ben, by_ann) = (Some("Ben Miller"), Some("Support"));
    assert_eq!(told, [(Action::PasswordSet, by_ben), (Action::OperatorInvited, by_ann)]);
    assert!(log.iter().all(|entry| !format!("{entry:?}").contains(&token)));
}

async fn a_link_is_good_for_a_week_and_only_the_last_one_is(stage: &Stage) {
    let (ann, switchboard) = (stage.sign_in().await, &mailing(stage));
    invites(switchboard, &ann, ben()).await;
    let first = token_in_the_letter(switchboard).await;
    let id = id_of(switchboard, &ann).await;
    switchboard.resend_invitation(&ann, id).await.unwrap().unwrap();
    assert_eq!(sets(switchboard, &first, OWN).await, Err(Refused::NotFound), "another one is on its way");
    let second = token_in_the_letter(switchboard).await;
    // A stranger who requests a new password takes nothing from them.
    switchboard.ask_for_reset("ben.miller@example.org", [192, 0, 2, 7].into());
    stage.pass(DAY * 7 + Duration::from_secs(1));
    assert_eq!(sets(switchboard, &second, OWN).await, Err(Refused::NotFound), "it is too old");
    assert!(colleague(switchboard, &ann).await.unwrap().is_invited);
    switchboard.resend_invitation(&ann, id).await.unwrap().unwrap();
    let third = token_in_the_letter(switchboard).await;
    stage.pass(DAY * 6);
    assert_eq!(sets(switchboard, &third, OWN).await, Ok(()));
}

async fn what_is_revoked_deactivated_or_given_otherwise_needs_no_link(stage: &Stage) {
    let (ann, switchboard) = (stage.sign_in().await, &mailing(stage));
    for over in ["revoked", "deactivated", "deleted", "another address", "a password"] {
        invites(switchboard, &ann, ben()).await;
        let token = token_in_the_letter(switchboard).await;
        let id = id_of(switchboard, &ann).await;
        match over {
            "revoked" => switchboard.revoke_invitation(&ann, id).await.unwrap().unwrap(),
            "deactivated" => switchboard.deactivate_operator(&ann, id).await.unwrap().unwrap(),
            "deleted" => switchboard.delete_operator(&ann, id).await.unwrap().unwrap(),
            "another address" => {
                let account = switchboard.operator_account(&ann, id).await.unwrap().unwrap();
                let edit = chat::EditOperator { email: "benny@example.org".into(), ..(&account).into() };
                switchboard.edit_operator(&ann, id, edit).await.unwrap().unwrap();
            }
            _ => switchboard.set_operator_password(&ann, id, PASSWORD.into(), false).await.unwrap().unwrap(),
        }
        assert_eq!(sets(switchboard, &token, OWN).await, Err(Refused::NotFound), "{over}");
        match over {
            "deactivated" => {
                let again = switchboard.resend_invitation(&ann, id).await.unwrap();
                assert_eq!(again, Err(Refused::NotFound), "not before the account is active again");
                switchboard.activate_operator(&ann, id).await.unwrap().unwrap();
                switchboard.resend_invitation(&ann, id).await.unwrap().unwrap();
                token_in_the_letter(switchboard).await;
                switchboard.revoke_invitation(&ann, id).await.unwrap().unwrap();
            }
            "another address" => switchboard.revoke_invitation(&ann, id).await.unwrap().unwrap(),
            "a password" => {
                assert!(signs_in(switchboard, PASSWORD).await.is_ok());
                assert!(!colleague(switchboard, &ann).await.unwrap().is_invited, "they need none");
                continue;
            }
            _ => {}
        }
        assert_eq!(colleague(switchboard, &ann).await, None, "{over}");
    }
    let (log, _) = switchboard.audit_log(&ann, AuditPart::Changes, "revoked", None).await.unwrap().unwrap();
    assert_eq!(log.len(), 3);
}

async fn without_e_mail_the_administrator_is_given_the_link(stage: &Stage) {
    let ann = stage.sign_in().await;
    // Also with a mail server but no public address for the link.
    for switchboard in [&stage.switchboard, &with_mail(stage)] {
        let first = token_of(invites(switchboard, &ann, ben()).await);
        assert!(switchboard.take_letters(9).await.unwrap().is_empty());
        let id = id_of(switchboard, &ann).await;
        let second = token_of(switchboard.resend_invitation(&ann, id).await.unwrap().unwrap());
        assert_eq!(sets(switchboard, &first, OWN).await, Err(Refused::NotFound));
        assert_eq!(sets(switchboard, &second, OWN).await, Ok(()));
        assert!(signs_in(switchboard, OWN).await.is_ok());
        switchboard.delete_operator(&ann, id).await.unwrap().unwrap();
    }
    // So are further administrators.
    let cara = InviteOperator { email: "cara@example.org".into(), role: Role::Administrator, ..ben() };
    let token = token_of(invites(&stage.switchboard, &ann, cara).await);
    assert_eq!(sets(&stage.switchboard, &token, OWN).await, Ok(()));
    let here = [127, 0, 0, 1].into();
    let session = stage.switchboard.sign_in("cara@example.org", OWN, here, None).await.unwrap();
    let cara = stage.switchboard.signed_in(&session.token).await.unwrap().unwrap();
    assert_eq!(cara.role, Role::Administrator);
}

/// The mail server was down, and they have been invited in another way since, or the invitation was
/// withdrawn.
async fn a_letter_that_is_late_brings_no_link_that_is_not_wanted(stage: &Stage) {
    let (ann, switchboard) = (stage.sign_in().await, &mailing(stage));
    invites(switchboard, &ann, ben()).await;
    let late = switchboard.take_letters(9).await.unwrap().remove(0);
    switchboard.letter_failed(&late, "451 Try again", Retries { first: 60_000 }).await.unwrap();
    let id = id_of(switchboard, &ann).await;
    switchboard.set_operator_password(&ann, id, PASSWORD.into(), false).await.unwrap().unwrap();
    stage.pass(DAY);
    assert!(switchboard.take_letters(9).await.unwrap().is_empty(), "it would set another password");
    stage.pass(DAY);
    assert!(switchboard.take_letters(9).await.unwrap().is_empty(), "it is over");
    assert!(signs_in(switchboard, PASSWORD).await.is_ok());
}

async fn nothing_goes_to_whoever_has_not_come(stage: &Stage) {
    let (ann, switchboard) = (stage.sign_in().await, &mailing(stage));
    let sales = Department { name: "Sales".into(), description: String::new(), operators: vec![] };
    let sales = switchboard.save_department(&ann, None, sales).await.unwrap().unwrap();
    switchboard.set_routing(&ann, Routing::Departments, false).await.unwrap().unwrap();
    let invite = InviteOperator { role: Role::Administrator, departments: vec![sales], ..ben() };
    invites(switchboard, &ann, invite).await;
    let link = token_in_the_letter(switchboard).await;
    let id = id_of(switchboard, &ann).await;

    // The invited operator does not count as an administrator: one who can sign in must stay.
    let deleted = switchboard.delete_operator(&ann, ann.operator).await.unwrap();
    assert_eq!(deleted, Err(Refused::LastAdministrator));
    // Nobody is in the department yet, and no visitor's message goes to an unverified address.
    let mut visit = stage.visit(&token("vera")).await;
    assert!(visit.welcome.departments.is_empty());
    crate::mail::leave(stage, None).await;
    let letters = switchboard.take_letters(9).await.unwrap();
    assert_eq!(letters.iter().map(|letter| letter.to.as_str()).collect::<Vec<_>>(), [EMAIL]);

    sets(switchboard, &link, OWN).await.unwrap();
    let here = [127, 0, 0, 1].into();
    let session = switchboard.sign_in("ben.miller@example.org", OWN, here, None).await.unwrap();
    let who = switchboard.signed_in(&session.token).await.unwrap().unwrap();
    assert_eq!(who.operator, id);
    let _console = switchboard.open_console(who).await.unwrap();
    until_available(stage, &mut visit, true).await;
    let departments = switchboard.reception(visit.seat).await.unwrap().departments;
    assert_eq!(departments.len(), 1, "{departments:?}");
    assert!(switchboard.delete_operator(&ann, ann.operator).await.unwrap().is_ok());
}

async fn only_administrators_invite(stage: &Stage) {
    let ann = stage.sign_in().await;
    let cara = stage.sign_in_new(&ann, "Cara").await;
    let switchboard = &stage.switchboard;
    assert_eq!(switchboard.invite_operator(&cara, ben()).await.unwrap(), Err(Refused::NotAllowed));
    invites(switchboard, &ann, ben()).await;
    let all = switchboard.colleagues(&ann).await.unwrap();
    let id = all.iter().find(|one| one.is_invited).unwrap().id;
    assert_eq!(switchboard.resend_invitation(&cara, id).await.unwrap(), Err(Refused::NotAllowed));
    assert_eq!(switchboard.revoke_invitation(&cara, id).await.unwrap(), Err(Refused::NotAllowed));
    for (email, why) in [
        ("ben.miller@example.org", Refused::EmailTaken),
        (EMAIL, Refused::EmailTaken),
        ("nobody", Refused::BadEmail(BadText::NotAnEmail)),
        ("x@example.org\r\nBcc: y@example.org", Refused::BadEmail(BadText::NotAnEmail)),
    ] {
        let invite = InviteOperator { email: email.into(), ..ben() };
        assert_eq!(switchboard.invite_operator(&ann, invite).await.unwrap(), Err(why), "{email}");
    }
    let elsewhere =
        InviteOperator { email: "dora@example.org".into(), departments: vec![stage.id()], ..ben() };
    assert_eq!(switchboard.invite_operator(&ann, elsewhere).await.unwrap(), Err(Refused::NotFound));
    assert_eq!(switchboard.colleagues(&ann).await.unwrap().len(), 3, "nobody was added for that");
}
