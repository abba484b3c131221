//! Operators answer offline messages by email (manual A11), through a real mail server.

use backing::{
    Smtp,
    smtp::{Mode, Wants},
};
use wire::{
    OffLineMessageId,
    frame::from_postcard,
    mail::{LetterState, LetterView},
    operator::{
        Command, OffLineMessageView, OffLineMessages, OffLineReply, OffLineState, Refusal, Request,
        ToOperator,
    },
};

use crate::{
    mail::{TEXT, hear, parsed, program, taken},
    support::{EMAIL, PASSWORD, Program, Socket, ask_function, new_id, sign_in},
};

fn answer(message: OffLineMessageId, seen: i64, text: &str) -> Command {
    Command::AnswerOffLine(OffLineReply { message, seen, id: new_id(), text: text.into(), is_done: false })
}

/// Sends a command without waiting, so that messages before the reply are not skipped.
async fn begin(operator: &mut Socket, command: Command) {
    let nr = operator.next_number();
    operator.send(&Request { nr, command }).await;
}

/// Waits until an offline message has this many answers, and the email of the last one matches.
async fn hear_answer(
    operator: &mut Socket,
    so_many: usize,
    like: impl Fn(&LetterView) -> bool,
) -> OffLineMessageView {
    operator
        .hear(|heard| match heard {
            ToOperator::OffLineMessage(message) if message.answers.len() == so_many => {
                message.answers.last().is_some_and(|answer| like(&answer.letter)).then_some(message)
            }
            _ => None,
        })
        .await
}

#[tokio::test]
async fn an_operators_answer_reaches_the_visitors_mailbox() {
    let smtp = Smtp::start(Wants::default()).unwrap();
    let program = program(&smtp);
    let mut operator = program.operator().await;
    let (mut visitor, _) = program.visitor("vera").await;
    let id = visitor.leave("Vera Ü", "vera@bücher.example", TEXT).await;
    hear(&mut operator, |letter| letter.state == LetterState::Sent).await;
    begin(&mut operator, answer(id, 0, "We call you.\n.\nÜntil then")).await;
    let sent = hear_answer(&mut operator, 1, |letter| letter.state == LetterState::Sent).await;
    assert_eq!((sent.id, sent.state, sent.version), (id, OffLineState::Answered, 1));
    begin(&mut operator, answer(id, 1, "Have you heard us?")).await;
    hear_answer(&mut operator, 2, |letter| letter.state == LetterState::Sent).await;
    let mails = taken(&smtp, 3).await;
    let [_, first, second] = &mails[..] else { unreachable!("three were taken") };
    for mail in [first, second] {
        let to = ["vera@xn--bcher-kva.example".to_owned()];
        assert_eq!((mail.from.as_deref(), &mail.to[..]), (Some("chat@example.org"), &to[..]));
        let message = parsed(mail);
        assert_eq!(message.subject(), Some("Re: Please call me."));
        let replies: Vec<_> = message.reply_to().unwrap().iter().filter_map(|one| one.address()).collect();
        assert_eq!(replies, [EMAIL]);
        assert_eq!(mail.header("auto-submitted"), None, "somebody wrote it");
    }
    let body = parsed(first).body_text(0).unwrap().replace("\r\n", "\n");
    assert!(body.starts_with("We call you.\n.\nÜntil then\n\nVera Ü, "), "{body}");
    assert!(body.contains(":\n> Please call me.\n> .\n> It is urgent: ünïcödé\n\n-- \n"), "{body}");
    assert_eq!(first.header("in-reply-to"), None, "the visitor wrote no e-mail");
    assert_eq!(second.header("in-reply-to"), first.header("message-id"));
    assert_eq!(second.header("references"), first.header("message-id"));
}

#[tokio::test]
async fn an_answer_that_is_refused_is_told_and_can_be_sent_again() {
    let smtp = Smtp::start(Wants::default()).unwrap();
    let program = program(&smtp);
    let mut operator = program.operator().await;
    let (mut visitor, _) = program.visitor("vera").await;
    let id = visitor.leave("Vera", "vera@example.net", TEXT).await;
    hear(&mut operator, |letter| letter.state == LetterState::Sent).await;
    smtp.behave(Mode::Refuse).unwrap();
    begin(&mut operator, answer(id, 0, "We call you.")).await;
    let refused = hear_answer(&mut operator, 1, |letter| letter.state == LetterState::Refused).await;
    assert_eq!(refused.state, OffLineState::Open, "nobody has answered it");
    let answered = &refused.answers[0];
    assert_eq!(answered.letter.answer, "550 5.1.1 There is no such mailbox here");
    operator
        .hear(|heard| match heard {
            ToOperator::OpenOffLineMessages(open) => (open == 1).then_some(()),
            _ => None,
        })
        .await;
    smtp.behave(Mode::Take).unwrap();
    begin(&mut operator, Command::ResendAnswer { message: id, answer: answered.id }).await;
    let sent = hear_answer(&mut operator, 1, |letter| letter.state == LetterState::Sent).await;
    assert_eq!(sent.state, OffLineState::Answered);
    taken(&smtp, 2).await;
}

#[tokio::test]
async fn without_a_mail_server_an_answer_is_not_promised() {
    let program = Program::start();
    let cookie = sign_in(&program, EMAIL, PASSWORD).await.cookie.unwrap();
    let mut operator = program.operator().await;
    let (mut visitor, _) = program.visitor("vera").await;
    let id = visitor.leave("Vera", "vera@example.net", TEXT).await;
    let listed = ask_function(&program, &cookie, "off_line_messages", &()).await;
    let listed: OffLineMessages = from_postcard(&listed.body).unwrap();
    assert!(!listed.has_mail);
    assert_eq!(listed.messages.iter().map(|message| message.id).collect::<Vec<_>>(), [id]);
    assert_eq!(operator.order(answer(id, 0, "We call you.")).await, Err(Refusal::NoMail));
    // Another command has changed it.
    operator.order(Command::SetOffLineDone { message: id, seen: 0, done: true }).await.unwrap();
    let late = operator.order(Command::SetOffLineDone { message: id, seen: 0, done: false }).await;
    assert_eq!(late, Err(Refusal::Stale));
}
