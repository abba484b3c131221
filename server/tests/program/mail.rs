//! Offline messages reach a real mail server (manual A11), however it behaves: exactly one delivery
//! for each, none lost.

use std::time::{Duration, Instant};

use backing::{
    Smtp,
    smtp::{Encryption, Mode, Taken, Wants},
};
use mail_parser::{Address, Message, MessageParser};
use uuid::Uuid;
use wire::{
    mail::{LetterState, LetterView},
    operator::{OffLineMessageView, ToOperator},
};

use crate::support::{
    EMAIL, PASSWORD, Program, Socket, ask_function, call, command, run_to_its_end, sign_in,
};

/// Longer than anything takes here, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
pub(crate) const TEXT: &str = "Please call me.\n.\nIt is urgent: ünïcödé";

/// The program with this mail server for all accounts. It retries after a second.
pub(crate) fn program(smtp: &Smtp) -> Program {
    Program::start_with(&variables(&format!("smtp+plain://127.0.0.1:{}", smtp.port())))
}

fn variables(url: &str) -> [(&'static str, &str); 4] {
    [
        ("SWITCHBOARD_SMTP_URL", url),
        ("SWITCHBOARD_MAIL_FROM", "Example <chat@example.org>"),
        ("SWITCHBOARD_MAIL_RETRY_SECONDS", "1"),
        ("SWITCHBOARD_MAIL_GATHER_SECONDS", "0"),
    ]
}

/// Waits until the only email of an offline message matches.
pub(crate) async fn hear(operator: &mut Socket, like: impl Fn(&LetterView) -> bool) -> OffLineMessageView {
    operator
        .hear(|heard| match heard {
            ToOperator::OffLineMessage(message) if like(&message.letters[0]) => Some(message),
            _ => None,
        })
        .await
}

/// Waits until the mail server has accepted this many, and a moment longer, in which there must not
/// be more.
pub(crate) async fn taken(smtp: &Smtp, so_many: usize) -> Vec<Taken> {
    let started = Instant::now();
    while smtp.taken().unwrap().len() < so_many {
        assert!(started.elapsed() < PATIENCE, "{} of {so_many} came", smtp.taken().unwrap().len());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let taken = smtp.taken().unwrap();
    assert_eq!(taken.len(), so_many);
    taken
}

#[tokio::test]
async fn an_off_line_message_reaches_a_mailbox() {
    let smtp = Smtp::start(Wants::default()).unwrap();
    let program = program(&smtp);
    let mut operator = program.operator().await;
    let (mut visitor, _) = program.visitor("vera").await;
    let id = visitor.leave("Vera Ü", "vera@example.net", TEXT).await;
    let sent = hear(&mut operator, |letter| letter.state == LetterState::Sent).await;
    assert_eq!(sent.id, id);
    assert!(sent.letters[0].answer.starts_with("250 2.0.0 Taken as"), "{}", sent.letters[0].answer);
    let mail = taken(&smtp, 1).await.remove(0);
    assert_eq!((mail.from.as_deref(), &mail.to[..]), (Some("chat@example.org"), &[EMAIL.to_owned()][..]));
    let message = parsed(&mail);
    assert_eq!(message.subject(), Some("Vera Ü left a message on Demo"));
    let only = |address: Option<&Address<'_>>| {
        let address = address.unwrap().first().unwrap();
        (address.name().unwrap_or_default().to_owned(), address.address().unwrap().to_owned())
    };
    assert_eq!(only(message.from()), ("Example".to_owned(), "chat@example.org".to_owned()));
    assert_eq!(only(message.reply_to()), ("Vera Ü".to_owned(), "vera@example.net".to_owned()));
    assert_eq!(mail.header("auto-submitted").as_deref(), Some("auto-generated"));
    assert_eq!(message.attachment_count() + message.html_body_count().saturating_sub(1), 0);
    let body = message.body_text(0).unwrap().replace("\r\n", "\n");
    assert!(body.starts_with(&format!("{TEXT}\n\n-- \n")), "{body}");
    assert!(body.contains("Page: https://shop.example/"), "{body}");
}

#[tokio::test]
async fn addresses_beyond_ascii_go_through_or_are_refused_with_a_reason() {
    for without in [&[][..], &["SMTPUTF8"], &["8BITMIME"], &["SMTPUTF8", "8BITMIME"]] {
        let smtp = Smtp::start(Wants { without, ..Wants::default() }).unwrap();
        let program = program(&smtp);
        let cookie = sign_in(&program, EMAIL, PASSWORD).await.cookie.unwrap();
        let mut operator = program.operator().await;
        let (mut visitor, _) = program.visitor("vera").await;
        let carries = without.is_empty();

        // The operators get it in any case. If the address for the answer cannot be in the header,
        // it is in the text.
        for (nr, email, reply_to) in [
            (1, "vera@b\u{fc}cher.example.", Some("vera@xn--bcher-kva.example")),
            (2, "v\u{e9}ra@b\u{fc}cher.example", carries.then_some("v\u{e9}ra@xn--bcher-kva.example")),
            (3, "vera@example.org.", Some("vera@example.org")),
        ] {
            let id = visitor.leave("Vera", email, TEXT).await;
            operator
                .hear(|heard| match heard {
                    ToOperator::OffLineMessage(message) if message.id == id => {
                        let letter = &message.letters[0];
                        assert!(!letter.state.has_failed(), "{without:?} {email}: {}", letter.answer);
                        (letter.state == LetterState::Sent).then_some(())
                    }
                    _ => None,
                })
                .await;
            let mail = smtp.taken().unwrap().remove(nr - 1);
            let replies = mail.header("reply-to");
            let told =
                replies.as_deref().and_then(|it| it.rsplit_once('<')).map(|(_, it)| it.trim_end_matches('>'));
            assert_eq!(told, reply_to, "{without:?} {email}: {}", mail.message);
            let is_asked_for = mail.options.iter().any(|option| option == "SMTPUTF8");
            assert_eq!(
                is_asked_for,
                reply_to.is_some_and(|to| !to.is_ascii()),
                "{without:?} {email}: {:?}",
                mail.options
            );
            let body = parsed(&mail).body_text(0).unwrap().into_owned();
            assert!(body.contains(&format!("E-mail: {}", email.trim_end_matches('.'))), "{body}");
            assert_eq!(body.contains("Answer this e-mail"), nr != 2, "{body}");
        }

        // The recipient's own address is used as it is, or the error says why not.
        let tried: LetterView = call(&program, &cookie, "try_mail", &"b\u{e9}n@b\u{fc}cher.example").await;
        match carries {
            true => {
                assert_eq!(tried.state, LetterState::Sent, "{}", tried.answer);
                let last = smtp.taken().unwrap().pop().unwrap();
                assert_eq!(last.to, ["b\u{e9}n@xn--bcher-kva.example"]);
            }
            false => {
                assert_eq!(tried.state, LetterState::Refused, "{without:?}: {}", tried.answer);
                assert!(tried.answer.contains("does not offer SMTPUTF8"), "{}", tried.answer);
            }
        }
        let rule =
            (None::<Uuid>, None::<Uuid>, None::<Uuid>, Vec::<Uuid>::new(), vec!["b\u{e9}n@example.org"]);
        let refused = ask_function(&program, &cookie, "save_mail_rule", &rule).await.text();
        assert_eq!(refused.contains("SMTPUTF8"), !carries, "{refused}");
        let tried: LetterView = call(&program, &cookie, "try_mail", &"ben@b\u{fc}cher.example.").await;
        assert_eq!(tried.state, LetterState::Sent, "{without:?}: {}", tried.answer);
    }
}

#[tokio::test]
async fn what_is_left_at_one_time_comes_in_one_e_mail() {
    let smtp = Smtp::start(Wants::default()).unwrap();
    let url = format!("smtp+plain://127.0.0.1:{}", smtp.port());
    let [url, from, retry, _] = variables(&url);
    let program = Program::start_with(&[url, from, retry, ("SWITCHBOARD_MAIL_GATHER_SECONDS", "5")]);
    let mut operator = program.operator().await;
    let (mut visitor, _) = program.visitor("vera").await;
    visitor.leave("Vera", "vera@example.net", TEXT).await;
    hear(&mut operator, |letter| letter.state == LetterState::Sent).await;
    for name in ["Walt", "Xenia", "Yves"] {
        visitor.leave(name, &format!("{name}@example.net"), TEXT).await;
    }
    let mail = taken(&smtp, 2).await.remove(1);
    let message = parsed(&mail);
    assert_eq!(message.subject(), Some("3 messages were left on Demo"));
    assert!(message.reply_to().is_none(), "there is nobody in particular to be answered");
    let body = message.body_text(0).unwrap().replace("\r\n", "\n");
    for name in ["Walt", "Xenia", "Yves"] {
        let said = format!("{TEXT}\n\nFrom: {name}\nE-mail: {name}@example.net\n");
        assert_eq!(body.matches(&said).count(), 1, "{body}");
    }
}

pub(crate) fn parsed(mail: &Taken) -> Message<'_> {
    MessageParser::default().parse(mail.message.as_bytes()).expect("it is a message")
}

#[tokio::test]
async fn no_visitor_writes_a_header() {
    let smtp = Smtp::start(Wants::default()).unwrap();
    let program = program(&smtp);
    let (mut visitor, _) = program.visitor("vera").await;
    let names = [
        "Vera\r\nBcc: everybody@example.net",
        "Vera\nSubject: Free money",
        "\"Vera\" <ceo@example.org>, Bob",
        "=?utf-8?q?Vera=0D=0ABcc:_everybody=40example.net?=",
        "Vera\u{2028}Bcc: everybody@example.net\u{85}Bcc: more@example.net",
    ];
    let said = "Hello\r\n.\r\nMAIL FROM:<evil@example.net>\r\n\r\nBcc: everybody@example.net";
    for name in names {
        visitor.leave(name, "vera@example.net", said).await;
    }
    let taken = taken(&smtp, names.len()).await;
    for mail in &taken {
        assert_eq!(mail.to, [EMAIL]);
        let message = parsed(mail);
        let headers: Vec<_> = message.headers().iter().map(|header| header.name().to_lowercase()).collect();
        for once in ["from", "to", "subject", "reply-to", "message-id", "date"] {
            let times = headers.iter().filter(|header| *header == once).count();
            assert_eq!(times, 1, "{once} in {headers:?}");
        }
        assert!(!headers.contains(&"bcc".to_owned()), "{headers:?}");
        // Whatever name the visitor gives, the answer goes to the address that was left, and to no
        // other.
        let to: Vec<_> = message.reply_to().unwrap().iter().filter_map(|one| one.address()).collect();
        assert_eq!(to, ["vera@example.net"]);
        let body = message.body_text(0).unwrap();
        assert!(body.contains("MAIL FROM:<evil@example.net>"), "{body}");
    }
}

#[tokio::test]
async fn an_off_line_message_is_plain_text_whatever_is_in_it() {
    let attacks = include_str!("../../../end2end/data/html-attacks.json");
    let attacks: Vec<String> = serde_json::from_str(attacks).unwrap();
    let said: String = attacks.join("\n").chars().take(3_900).collect();
    let smtp = Smtp::start(Wants::default()).unwrap();
    let program = program(&smtp);
    let (mut visitor, _) = program.visitor("olga").await;
    let name = r#"<img src=x onerror=alert("name")>"#;
    visitor.leave(name, "olga@example.net", &said).await;
    let mail = taken(&smtp, 1).await.remove(0);
    let kind = mail.header("content-type").unwrap();
    assert!(kind.starts_with("text/plain"), "{kind}");
    let message = parsed(&mail);
    assert_eq!(message.attachment_count(), 0);
    assert_eq!(message.subject(), Some(format!("{name} left a message on Demo").as_str()));
    let body = message.body_text(0).unwrap().replace("\r\n", "\n");
    for attack in &attacks[..20] {
        assert!(body.contains(attack.trim_end()), "{attack}: {body}");
    }
}

#[tokio::test]
async fn a_mail_server_that_is_down_for_a_while_loses_nothing() {
    let mut smtp = Smtp::start(Wants::default()).unwrap();
    let program = program(&smtp);
    smtp.kill().unwrap();
    let mut operator = program.operator().await;
    let (mut visitor, _) = program.visitor("vera").await;
    visitor.leave("Vera", "vera@example.net", TEXT).await;
    let waits = hear(&mut operator, |letter| letter.attempts > 0).await.letters.remove(0);
    assert_eq!(waits.state, LetterState::Waiting);
    assert!(waits.answer.contains("could not be reached"), "{}", waits.answer);
    smtp.start_again().unwrap();
    hear(&mut operator, |letter| letter.state == LetterState::Sent).await;
    taken(&smtp, 1).await;
}

#[tokio::test]
async fn a_refusal_is_told_and_one_can_send_it_again() {
    let smtp = Smtp::start(Wants::default()).unwrap();
    smtp.behave(Mode::Refuse).unwrap();
    let program = program(&smtp);
    let mut operator = program.operator().await;
    let (mut visitor, _) = program.visitor("vera").await;
    let id = visitor.leave("Vera", "vera@example.net", TEXT).await;
    let refused = hear(&mut operator, |letter| letter.state == LetterState::Refused).await.letters.remove(0);
    assert_eq!(refused.answer, "550 5.1.1 There is no such mailbox here");
    // It is not retried automatically.
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(smtp.attempts().unwrap(), 1);
    smtp.behave(Mode::Take).unwrap();
    assert_eq!(program.resend(id).await, 200);
    hear(&mut operator, |letter| letter.state == LetterState::Sent).await;
    taken(&smtp, 1).await;
}

#[tokio::test]
async fn a_server_that_greylists_gets_it_a_second_time() {
    let smtp = Smtp::start(Wants::default()).unwrap();
    smtp.behave(Mode::Greylist).unwrap();
    let program = program(&smtp);
    let mut operator = program.operator().await;
    let (mut visitor, _) = program.visitor("vera").await;
    visitor.leave("Vera", "vera@example.net", TEXT).await;
    let put_off = hear(&mut operator, |letter| letter.attempts == 1).await.letters.remove(0);
    assert_eq!(
        (put_off.state, put_off.answer.as_str()),
        (LetterState::Waiting, "451 4.7.1 Greylisted, please try again")
    );
    let sent = hear(&mut operator, |letter| letter.state == LetterState::Sent).await;
    assert_eq!((sent.letters[0].attempts, smtp.attempts().unwrap()), (2, 2));
    taken(&smtp, 1).await;
}

/// Slower than the hold on an email, so it has to be renewed; and slower than any other email
/// waits.
#[tokio::test]
async fn a_slow_server_gets_it_once_and_keeps_nobody_else_waiting() {
    let slow = Smtp::start(Wants::default()).unwrap();
    slow.behave(Mode::Slow(34.0)).unwrap();
    let program = program(&slow);
    let (mut visitor, _) = program.visitor("vera").await;
    visitor.leave("Vera", "vera@example.net", TEXT).await;
    let started = Instant::now();
    while slow.attempts().unwrap() == 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    slow.behave(Mode::Take).unwrap();
    visitor.leave("Vera", "vera@example.net", "And another thing").await;
    assert!(started.elapsed() < Duration::from_secs(20));
    let taken = taken(&slow, 2).await;
    assert!(taken[0].message.contains("another thing") && !taken[1].message.contains("another thing"));
    assert_eq!(slow.attempts().unwrap(), 2);
}

#[tokio::test]
async fn a_restart_loses_and_doubles_nothing() {
    let smtp = Smtp::start(Wants::default()).unwrap();
    let mut program = program(&smtp);
    let mut sent = 0;
    for round in 0..4 {
        smtp.behave(Mode::Slow(0.3)).unwrap();
        let (mut visitor, _) = program.visitor("vera").await;
        for nr in 0..10 {
            visitor.leave("Vera", "vera@example.net", &format!("round {round}, message {nr}")).await;
            sent += 1;
        }
        program = program.stop_and_restart();
    }
    let taken = taken(&smtp, sent).await;
    let mut ids: Vec<_> = taken.iter().map(|mail| mail.header("message-id").unwrap()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), sent);
}

/// Where SMTP cannot tell whether it arrived, an email is repeated rather than lost, and can be
/// recognised.
#[tokio::test]
async fn what_a_killed_program_had_in_hand_comes_again_under_the_same_id() {
    let smtp = Smtp::start(Wants::default()).unwrap();
    smtp.behave(Mode::Slow(2.0)).unwrap();
    let program = program(&smtp);
    let (mut visitor, _) = program.visitor("vera").await;
    visitor.leave("Vera", "vera@example.net", TEXT).await;
    let started = Instant::now();
    while smtp.attempts().unwrap() == 0 {
        assert!(started.elapsed() < PATIENCE);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let program = program.kill_and_restart();
    smtp.behave(Mode::Take).unwrap();
    let mut operator = program.operator().await;
    // The killed program's hold on it lasts half a minute.
    let sent = tokio::time::timeout(PATIENCE, async {
        loop {
            if let Ok(sent) = tokio::time::timeout(
                Duration::from_secs(25),
                hear(&mut operator, |letter| letter.state == LetterState::Sent),
            )
            .await
            {
                break sent;
            }
        }
    });
    sent.await.unwrap();
    let taken = smtp.taken().unwrap();
    assert!((1..=2).contains(&taken.len()), "{}", taken.len());
    let ids: Vec<_> = taken.iter().map(|mail| mail.header("message-id").unwrap()).collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
}

#[tokio::test]
async fn an_answer_that_was_lost_is_asked_for_again() {
    let smtp = Smtp::start(Wants::default()).unwrap();
    smtp.behave(Mode::Lose).unwrap();
    let program = program(&smtp);
    let mut operator = program.operator().await;
    let (mut visitor, _) = program.visitor("vera").await;
    visitor.leave("Vera", "vera@example.net", TEXT).await;
    hear(&mut operator, |letter| letter.attempts == 1).await;
    smtp.behave(Mode::Take).unwrap();
    hear(&mut operator, |letter| letter.state == LetterState::Sent).await;
    let taken = smtp.taken().unwrap();
    let ids: Vec<_> = taken.iter().map(|mail| mail.header("message-id").unwrap()).collect();
    assert!(ids.len() == 2 && ids[0] == ids[1], "{ids:?}");
}

#[tokio::test]
async fn it_goes_encrypted_and_as_somebody() {
    for (encryption, scheme) in [(Encryption::StartTls, "smtp"), (Encryption::Tls, "smtps")] {
        let smtp =
            Smtp::start(Wants { encryption, user: Some(("chat", "a secret")), ..Wants::default() }).unwrap();
        let url = |password: &str| format!("{scheme}://chat:{password}@localhost:{}", smtp.port());
        let certificate = smtp.certificate().display().to_string();
        let start = |url: &str| {
            Program::start_with(&[&variables(url)[..], &[("SSL_CERT_FILE", &certificate)]].concat())
        };
        let program = start(&url("a%20secret"));
        let (mut visitor, _) = program.visitor("vera").await;
        visitor.leave("Vera", "vera@example.net", TEXT).await;
        let mail = taken(&smtp, 1).await.remove(0);
        assert!(mail.encrypted, "{scheme}");
        assert_eq!(mail.user.as_deref(), Some("chat"));

        // With a wrong password the email waits, and the reason is shown.
        let program = start(&url("wrong"));
        let mut operator = program.operator().await;
        let (mut visitor, _) = program.visitor("vera").await;
        visitor.leave("Vera", "vera@example.net", TEXT).await;
        let waits = hear(&mut operator, |letter| letter.attempts > 0).await.letters.remove(0);
        assert_eq!(waits.state, LetterState::Waiting);
        assert!(waits.answer.starts_with("Signing in as chat: 535"), "{}", waits.answer);
        assert!(!waits.answer.contains("wrong"), "{}", waits.answer);

        // A server without a trusted certificate gets nothing.
        let program = Program::start_with(&variables(&url("a%20secret")));
        let mut operator = program.operator().await;
        let (mut visitor, _) = program.visitor("vera").await;
        visitor.leave("Vera", "vera@example.net", TEXT).await;
        let waits = hear(&mut operator, |letter| letter.attempts > 0).await.letters.remove(0);
        assert!(waits.answer.contains("certificate"), "{}", waits.answer);
        assert_eq!(smtp.taken().unwrap().len(), 1);
    }
}

#[test]
fn what_is_set_wrongly_ends_the_start_with_a_sentence() {
    for (url, from, told) in [
        ("mail.example.org", "chat@example.org", "SWITCHBOARD_SMTP_URL"),
        ("smtp://mail.example.org", "nobody", "SWITCHBOARD_MAIL_FROM"),
        ("smtp+plain://me:secret@mail.example.org", "chat@example.org", "SWITCHBOARD_SMTP_URL"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let (status, said) = run_to_its_end(
            command()
                .env("SWITCHBOARD_LISTEN", "127.0.0.1:0")
                .env("SWITCHBOARD_DATABASE_URL", format!("sqlite:{}", folder.path().join("x.db").display()))
                .env("SWITCHBOARD_SMTP_URL", url)
                .env("SWITCHBOARD_MAIL_FROM", from),
        );
        assert!(!status.success() && said.contains(told) && !said.contains("secret"), "{said}");
    }
    let (status, said) = run_to_its_end(command().env("SWITCHBOARD_SMTP_URL", "smtp://mail.example.org"));
    assert!(!status.success() && said.contains("--mail-from"), "{said}");
}
