//! A colleague is invited by email and comes by the link in it. Without email the administrator
//! gets the link.

use std::time::{Duration, Instant};

use backing::{
    Smtp,
    smtp::{Taken, Wants},
};
use mail_parser::MessageParser;
use uuid::Uuid;
use wire::{OperatorId, Role, operator::Snapshot};

use crate::support::{EMAIL, PASSWORD, Program, With, ask_function, call, form, sign_in};

/// Longer than anything takes here, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
const BEN: &str = "ben@example.org";
const OWN: &str = "nobody expects these";

/// The result of an invitation: the address, and the link for the administrator, if any.
type Invited = (String, How);

#[derive(Debug, PartialEq, serde::Deserialize)]
enum How {
    ByMail,
    ByLink(String),
    Refused(String),
}

async fn invite(program: &Program, cookie: &str, addresses: &str) -> Vec<Invited> {
    call(program, cookie, "invite_operators", &(addresses, Role::Normal, Vec::<Uuid>::new())).await
}

async fn administrator(program: &Program) -> String {
    sign_in(program, EMAIL, PASSWORD).await.cookie.expect("signed in")
}

async fn snapshot(program: &Program, cookie: &str) -> Box<Snapshot> {
    program.console(cookie).await.1
}

async fn invited(program: &Program, cookie: &str) -> OperatorId {
    let snapshot = snapshot(program, cookie).await;
    snapshot.colleagues.iter().find(|one| one.is_invited).expect("somebody is invited").id
}

/// Posts the page's form. Returns the address it redirects to.
async fn chooses(program: &Program, token: &str, password: &str) -> String {
    let fields = format!("token={token}&invited=1&new={password}&confirmed={password}");
    let With { kind, body } = form(&fields.replace(' ', "+"));
    let answer = program.post(None, "/api/reset_password", With { kind, body }).await;
    answer.header("location").to_owned()
}

fn token_of(link: &str, server: &str) -> String {
    let begins = format!("{server}/sign-in/new-password?invited=1&token=");
    link.strip_prefix(&begins).unwrap_or_else(|| panic!("{link}")).to_owned()
}

async fn taken(smtp: &Smtp, so_many: usize) -> Vec<Taken> {
    let started = Instant::now();
    while smtp.taken().unwrap().len() < so_many {
        assert!(started.elapsed() < PATIENCE, "{} of {so_many} came", smtp.taken().unwrap().len());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    smtp.taken().unwrap()
}

fn link_in(mail: &Taken) -> String {
    let message = MessageParser::default().parse(mail.message.as_bytes()).expect("it is a message");
    assert_eq!(message.subject(), Some("Support invites you to chat with the visitors of Demo"));
    let text = message.body_text(0).unwrap().into_owned();
    text.lines()
        .find(|line| line.starts_with("https://"))
        .unwrap_or_else(|| panic!("{text}"))
        .trim()
        .to_owned()
}

#[tokio::test]
async fn whoever_is_invited_comes_by_the_link_in_an_e_mail() {
    let smtp = Smtp::start(Wants::default()).unwrap();
    let url = format!("smtp+plain://127.0.0.1:{}", smtp.port());
    let program = Program::start_with(&[
        ("SWITCHBOARD_SMTP_URL", &url),
        ("SWITCHBOARD_MAIL_FROM", "Example <chat@example.org>"),
        ("SWITCHBOARD_PUBLIC_URL", "https://chat.example.org"),
    ]);
    let cookie = administrator(&program).await;
    let told = invite(&program, &cookie, &format!("{BEN}\nnobody\n\n {EMAIL}, cara@example.org")).await;
    assert_eq!(told[0], (BEN.into(), How::ByMail));
    assert!(matches!(&told[1], (one, How::Refused(why)) if one == "nobody" && why.contains("not an e-mail")));
    assert!(matches!(&told[2], (one, How::Refused(why)) if one == EMAIL && why.contains("Another operator")));
    assert_eq!(told[3], ("cara@example.org".into(), How::ByMail));

    let mails = taken(&smtp, 2).await;
    let bens = mails.iter().find(|mail| mail.to == [BEN]).expect("one is his");
    let token = token_of(&link_in(bens), "https://chat.example.org");
    let page = program.get(&format!("/sign-in/new-password?invited=1&token={token}")).await.text();
    assert!(page.contains("Welcome to Switchboard"), "{page}");
    let refused = chooses(&program, &token, "short").await;
    assert!(refused.contains("invited=1") && refused.contains("refused=too-short"), "{refused}");
    assert_eq!(chooses(&program, &token, OWN).await, "/sign-in?welcome=1");
    assert_eq!(sign_in(&program, BEN, OWN).await.status, 200);
    assert_eq!(chooses(&program, &token, "another one for me").await, "/sign-in/new-password?invited=1");
    let over = program.get("/sign-in/new-password?invited=1").await.text();
    assert!(over.contains("Ask an administrator"), "{over}");

    // A new link makes the previous one invalid, and so does revoking the invitation.
    let caras = mails.iter().find(|mail| mail.to == ["cara@example.org"]).expect("one is hers");
    let first = token_of(&link_in(caras), "https://chat.example.org");
    let cara = invited(&program, &cookie).await;
    let again: How = call(&program, &cookie, "resend_invitation", &cara).await;
    assert_eq!(again, How::ByMail);
    assert_eq!(chooses(&program, &first, OWN).await, "/sign-in/new-password?invited=1");
    let second = token_of(&link_in(&taken(&smtp, 3).await[2]), "https://chat.example.org");
    let (): () = call(&program, &cookie, "revoke_invitation", &cara).await;
    assert_eq!(chooses(&program, &second, OWN).await, "/sign-in/new-password?invited=1");
}

#[tokio::test]
async fn without_e_mail_the_administrator_gets_the_link() {
    let program = Program::start();
    let cookie = administrator(&program).await;
    let told = invite(&program, &cookie, BEN).await;
    let (_, How::ByLink(link)) = &told[0] else { panic!("{told:?}") };
    let token = token_of(link, &format!("http://{}", program.address));
    assert_eq!(chooses(&program, &token, OWN).await, "/sign-in?welcome=1");
    let bens = sign_in(&program, BEN, OWN).await.cookie.expect("signed in");

    // A normal operator may not do the same, and gets no setup guide.
    for function in ["resend_invitation", "revoke_invitation"] {
        let status = ask_function(&program, &bens, function, &Uuid::nil()).await.status;
        assert_eq!(status, 403, "{function}");
    }
    let cara = ("cara@example.org", Role::Administrator, Vec::<Uuid>::new());
    assert_eq!(ask_function(&program, &bens, "invite_operators", &cara).await.status, 403);
    assert!(!snapshot(&program, &bens).await.has_guide && snapshot(&program, &cookie).await.has_guide);
    let many = (0..51).map(|nr| format!("{nr}@example.org")).collect::<Vec<_>>().join("\n");
    let many = (many, Role::Normal, Vec::<Uuid>::new());
    let refused = ask_function(&program, &cookie, "invite_operators", &many).await.text();
    assert!(refused.contains("At most 50"), "{refused}");
    assert_eq!(snapshot(&program, &cookie).await.colleagues.len(), 2);
}
