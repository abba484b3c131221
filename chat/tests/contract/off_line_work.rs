//! Work on offline messages (manual A11): operators assign them, answer them by email, and mark
//! them done.

use std::time::Duration;

use chat::{
    Console, ForConsole, Refused, SignedIn, Switchboard,
    bus::Event,
    mail::{Letter, MailRule, Retries},
};
use wire::{
    AnswerId, OffLineMessageId, OperatorId,
    canned::{Canned, CannedKind},
    mail::LetterState,
    operator::{
        MOST_ANSWERS, OffLineMessageView, OffLineNews, OffLineReply, OffLineState, Snapshot, ToOperator,
    },
    text::BadText,
    visitor::OffLineForm,
};

use crate::{
    mail::{leave, with_mail},
    on_each_database,
    support::{EMAIL, Stage, hear, token},
};

on_each_database! {
    every_operator_takes_hands_on_and_puts_back
    of_two_operators_at_once_the_second_is_told
    a_deleted_operators_messages_are_nobodys
    an_answer_goes_to_the_visitor_above_what_they_wrote
    an_answer_that_is_repeated_goes_out_once
    what_is_no_answer_is_refused
    an_answer_that_is_not_delivered_opens_its_message_again
    what_is_done_is_open_again_when_somebody_says_so
    whoever_should_notice_it_is_told
    the_address_of_a_team_is_answered_before_that_of_an_operator
}

async fn message(stage: &Stage, who: &SignedIn, id: OffLineMessageId) -> OffLineMessageView {
    let all = stage.switchboard.off_line_messages(who).await.unwrap();
    all.into_iter().find(|one| one.id == id).expect("it is listed")
}

async fn open(stage: &Stage, who: &SignedIn) -> u32 {
    let Snapshot { open_off_line_messages, .. } = stage.switchboard.snapshot(who).await.unwrap();
    assert_eq!(open_off_line_messages, stage.switchboard.open_off_line_messages(who).await.unwrap());
    open_off_line_messages
}

fn reply(stage: &Stage, seen: &OffLineMessageView, text: &str) -> OffLineReply {
    OffLineReply { message: seen.id, seen: seen.version, id: stage.id(), text: text.into(), is_done: false }
}

async fn answer(switchboard: &Switchboard, who: &SignedIn, reply: OffLineReply) -> Result<(), Refused> {
    switchboard.answer_off_line_message(who, reply).await.unwrap()
}

/// The emails to visitors that are due.
async fn answers(switchboard: &Switchboard) -> Vec<Letter> {
    let mut letters = switchboard.take_letters(99).await.unwrap();
    letters.retain(|letter| letter.is_personal);
    letters
}

fn owner(message: &OffLineMessageView) -> Option<OperatorId> {
    message.owner.as_ref().map(|owner| owner.id)
}

async fn every_operator_takes_hands_on_and_puts_back(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let id = leave(stage, None).await;
    let switchboard = &stage.switchboard;
    let left = message(stage, &ben, id).await;
    assert_eq!((owner(&left), left.state, left.state_at, left.version), (None, OffLineState::Open, None, 0));

    switchboard.assign_off_line_message(&ben, id, 0, Some(ben.operator)).await.unwrap().unwrap();
    let taken = message(stage, &ann, id).await;
    assert_eq!(taken.owner, Some(ben.as_operator()));
    assert_eq!((taken.state, taken.version, taken.read), (OffLineState::Open, 1, true));
    // Assigning it to its present owner changes nothing.
    switchboard.assign_off_line_message(&ben, id, 1, Some(ben.operator)).await.unwrap().unwrap();
    assert_eq!(message(stage, &ann, id).await, taken);
    switchboard.assign_off_line_message(&ben, id, 1, Some(ann.operator)).await.unwrap().unwrap();
    assert_eq!(owner(&message(stage, &ann, id).await), Some(ann.operator));
    switchboard.assign_off_line_message(&ben, id, 2, None).await.unwrap().unwrap();
    assert_eq!(owner(&message(stage, &ann, id).await), None);

    let assign = async |id, to| switchboard.assign_off_line_message(&ann, id, 3, Some(to)).await.unwrap();
    assert_eq!(assign(stage.id(), ann.operator).await, Err(Refused::NotFound));
    assert_eq!(assign(id, stage.id()).await, Err(Refused::NotFound), "there is no such operator");
    switchboard.deactivate_operator(&ann, ben.operator).await.unwrap().unwrap();
    assert_eq!(assign(id, ben.operator).await, Err(Refused::NotFound), "nobody works there");
    assert_eq!(open(stage, &ann).await, 1);
}

async fn of_two_operators_at_once_the_second_is_told(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let switchboard = &with_mail(stage);
    let id = leave(stage, None).await;
    let take = async |who: &SignedIn| {
        switchboard.assign_off_line_message(who, id, 0, Some(who.operator)).await.unwrap()
    };
    let both = tokio::join!(take(&ann), take(&ben));
    let (first, second) = match both {
        (Ok(()), Err(Refused::Stale)) => (&ann, &ben),
        (Err(Refused::Stale), Ok(())) => (&ben, &ann),
        other => panic!("one has it, and the other is told: {other:?}"),
    };
    let seen = message(stage, &ann, id).await;
    assert_eq!((owner(&seen), seen.version), (Some(first.operator), 1));

    // Two answers at once: one is sent. The author of the other gets a refusal, so the text is not
    // lost on the screen.
    let replies = [reply(stage, &seen, "From one"), reply(stage, &seen, "From the other")];
    let [one, other] = replies;
    let both = tokio::join!(answer(switchboard, first, one), answer(switchboard, second, other.clone()));
    assert!(matches!(both, (Ok(()), Err(Refused::Stale)) | (Err(Refused::Stale), Ok(()))), "{both:?}");
    assert_eq!(answers(switchboard).await.len(), 1);
    let done = switchboard.set_off_line_done(second, id, seen.version, true).await.unwrap();
    assert_eq!(done, Err(Refused::Stale));
    let late = switchboard.assign_off_line_message(second, id, seen.version, None).await.unwrap();
    assert_eq!(late, Err(Refused::Stale));
    let now = message(stage, &ann, id).await;
    assert_eq!(
        (owner(&now), now.state, now.answers.len()),
        (Some(first.operator), OffLineState::Answered, 1)
    );
    // An author who has seen it can send it again.
    let again = OffLineReply { seen: now.version, id: stage.id(), ..other };
    answer(switchboard, second, again).await.unwrap();
    let now = message(stage, &ann, id).await;
    assert_eq!((now.answers.len(), owner(&now)), (2, Some(first.operator)), "it stays who has it");
}

async fn a_deleted_operators_messages_are_nobodys(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let switchboard = &with_mail(stage);
    let (taken, answered, other) =
        (leave(stage, None).await, leave(stage, None).await, leave(stage, None).await);
    for (id, to) in [(taken, &ben), (answered, &ben), (other, &ann)] {
        switchboard.assign_off_line_message(&ann, id, 0, Some(to.operator)).await.unwrap().unwrap();
    }
    let seen = message(stage, &ann, answered).await;
    answer(switchboard, &ben, reply(stage, &seen, "We call you.")).await.unwrap();
    let mut console = switchboard.open_console(ann.clone()).await.unwrap();
    switchboard.delete_operator(&ann, ben.operator).await.unwrap().unwrap();
    hear(&mut console.events, |event| matches!(event, Event::OffLineMessages).then_some(())).await;
    assert_eq!(owner(&message(stage, &ann, taken).await), None);
    let answered = message(stage, &ann, answered).await;
    assert_eq!((owner(&answered), answered.state), (None, OffLineState::Answered));
    assert_eq!(answered.answers[0].by.name, "Ben", "what they wrote stays under their name");
    assert_eq!(owner(&message(stage, &ann, other).await), Some(ann.operator));
    // A change that names the version before the deletion is refused.
    let late = switchboard.assign_off_line_message(&ann, taken, 1, Some(ann.operator)).await.unwrap();
    assert_eq!(late, Err(Refused::Stale));
    let gone = switchboard.assign_off_line_message(&ann, taken, 2, Some(ben.operator)).await.unwrap();
    assert_eq!(gone, Err(Refused::NotFound));
}

async fn an_answer_goes_to_the_visitor_above_what_they_wrote(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let switchboard = &with_mail(stage);
    let visit = stage.visit(&token("vera")).await;
    let form = OffLineForm {
        id: stage.id(),
        name: "Vera".into(),
        email: "vera@example.net".into(),
        department: None,
        text: "Where is my parcel?\n\nIt should have been here on Monday.".into(),
        answers: vec![],
    };
    switchboard.leave_message(visit.seat, form.clone()).await.unwrap().unwrap();
    let seen = message(stage, &ben, form.id).await;
    answer(switchboard, &ben, reply(stage, &seen, "It comes today.\r\nSorry.\n")).await.unwrap();
    let now = message(stage, &ann, form.id).await;
    assert_eq!((now.owner.clone(), now.state), (Some(ben.as_operator()), OffLineState::Answered));
    assert_eq!((now.state_by.clone(), now.version), (Some(ben.as_operator()), 1));
    assert_eq!(
        (now.answers[0].text.as_str(), &now.answers[0].by),
        ("It comes today.\nSorry.", &ben.as_operator())
    );
    let letter = &now.answers[0].letter;
    assert_eq!((letter.to.as_str(), letter.attempts), ("vera@example.net", 0));
    assert_eq!(now.letters.len(), 1, "what told the operators is counted apart");
    assert_eq!(open(stage, &ann).await, 0);

    let first = answers(switchboard).await.remove(0);
    assert_eq!((first.to.as_str(), first.subject.as_str()), ("vera@example.net", "Re: Where is my parcel?"));
    assert_eq!(first.reply_to, Some(("Ben".into(), "ben@example.org".into())));
    assert_eq!((first.follows, first.html.clone()), (None, None));
    let (said, quoted) = first.text.split_once("\n\nVera, 2023-11-14 22:13 UTC:\n").unwrap();
    assert_eq!(said, "It comes today.\nSorry.");
    let below = "> Where is my parcel?\n>\n> It should have been here on Monday.\n\n-- \nBen\nDemo\n";
    assert_eq!(quoted, below);
    switchboard.letter_sent(&first, "250 Taken").await.unwrap();
    let sent = message(stage, &ann, form.id).await;
    assert_eq!(
        (sent.answers[0].letter.state, sent.version),
        (LetterState::Sent, 1),
        "that is no change of theirs"
    );

    // The next one belongs to the same conversation, and may be the last.
    let last = OffLineReply { is_done: true, ..reply(stage, &sent, "Here it is.") };
    answer(switchboard, &ann, last).await.unwrap();
    let second = answers(switchboard).await.remove(0);
    assert_eq!((second.follows, second.reply_to), (Some(first.id), Some(("Support".into(), EMAIL.into()))));
    let done = message(stage, &ann, form.id).await;
    assert_eq!((done.state, owner(&done), done.answers.len()), (OffLineState::Done, Some(ben.operator), 2));
    let order: Vec<_> = done.answers.iter().map(|answer| answer.text.as_str()).collect();
    assert_eq!(order, ["It comes today.\nSorry.", "Here it is."]);
}

async fn an_answer_that_is_repeated_goes_out_once(stage: &Stage) {
    let ann = stage.sign_in().await;
    let switchboard = &with_mail(stage);
    let (id, other) = (leave(stage, None).await, leave(stage, None).await);
    let once = reply(stage, &message(stage, &ann, id).await, "We call you.");
    for _ in 0..2 {
        answer(switchboard, &ann, once.clone()).await.unwrap();
    }
    assert_eq!(answers(switchboard).await.len(), 1);
    assert_eq!(message(stage, &ann, id).await.answers.len(), 1);
    // Its id cannot be used for another message.
    let elsewhere = OffLineReply { message: other, seen: 0, ..once };
    assert_eq!(answer(switchboard, &ann, elsewhere).await, Err(Refused::NotFound));
    let untouched = message(stage, &ann, other).await;
    assert_eq!((untouched.version, untouched.answers.len()), (0, 0));
}

async fn what_is_no_answer_is_refused(stage: &Stage) {
    let ann = stage.sign_in().await;
    let switchboard = &with_mail(stage);
    let seen = message(stage, &ann, leave(stage, None).await).await;
    let empty = answer(switchboard, &ann, reply(stage, &seen, " \u{0}\n")).await;
    assert_eq!(empty, Err(Refused::BadText(BadText::Empty)));
    let long = answer(switchboard, &ann, reply(stage, &seen, &"x".repeat(4_001))).await;
    assert_eq!(long, Err(Refused::BadText(BadText::TooLong { limit: 4_000 })));
    let nobodys = OffLineReply { message: stage.id(), ..reply(stage, &seen, "Hello") };
    assert_eq!(answer(switchboard, &ann, nobodys).await, Err(Refused::NotFound));
    // Without a mail server nothing is promised, and nothing changes.
    assert!(!stage.switchboard.has_mail(&ann).await.unwrap() && switchboard.has_mail(&ann).await.unwrap());
    let unsent = answer(&stage.switchboard, &ann, reply(stage, &seen, "Hello")).await;
    assert_eq!(unsent, Err(Refused::NoMail));
    assert_eq!(message(stage, &ann, seen.id).await, seen);
    for nr in 0..MOST_ANSWERS {
        let seen = message(stage, &ann, seen.id).await;
        answer(switchboard, &ann, reply(stage, &seen, &format!("Answer {nr}"))).await.unwrap();
    }
    let seen = message(stage, &ann, seen.id).await;
    let more = answer(switchboard, &ann, reply(stage, &seen, "One more")).await;
    assert_eq!((more, seen.answers.len()), (Err(Refused::TooMany), MOST_ANSWERS));
}

async fn an_answer_that_is_not_delivered_opens_its_message_again(stage: &Stage) {
    let ann = stage.sign_in().await;
    let switchboard = &with_mail(stage);
    let id = leave(stage, None).await;
    let last =
        OffLineReply { is_done: true, ..reply(stage, &message(stage, &ann, id).await, "We call you.") };
    let answered = last.id;
    answer(switchboard, &ann, last).await.unwrap();
    assert_eq!(open(stage, &ann).await, 0);

    // As long as it is tried, nothing is lost.
    let letter = answers(switchboard).await.remove(0);
    switchboard.letter_failed(&letter, "451 Later", Retries { first: 1 }).await.unwrap();
    let waits = message(stage, &ann, id).await;
    assert_eq!((waits.state, waits.answers[0].letter.answer.as_str()), (OffLineState::Done, "451 Later"));
    stage.pass(Duration::from_secs(1));
    let letter = answers(switchboard).await.remove(0);
    switchboard.letter_refused(&letter, "550 No such mailbox").await.unwrap();
    let refused = message(stage, &ann, id).await;
    assert_eq!(
        (refused.state, refused.state_by.clone(), owner(&refused)),
        (OffLineState::Open, None, Some(ann.operator))
    );
    let told = &refused.answers[0].letter;
    assert_eq!((told.state, told.answer.as_str()), (LetterState::Refused, "550 No such mailbox"));
    assert_eq!(open(stage, &ann).await, 1);

    let resend = async |answer: AnswerId| switchboard.resend_answer(&ann, id, answer).await.unwrap();
    assert_eq!(resend(stage.id()).await, Err(Refused::NotFound));
    resend(answered).await.unwrap();
    let again = answers(switchboard).await.remove(0);
    assert_eq!(again.id, letter.id, "it keeps its Message-ID");
    assert_eq!(message(stage, &ann, id).await.state, OffLineState::Answered);
    switchboard.letter_sent(&again, "250").await.unwrap();
    let before = message(stage, &ann, id).await;
    resend(answered).await.unwrap();
    assert!(answers(switchboard).await.is_empty(), "what was sent is not sent twice");
    assert_eq!(message(stage, &ann, id).await, before);
    let elsewhere = switchboard.resend_answer(&ann, leave(stage, None).await, answered).await.unwrap();
    assert_eq!(elsewhere, Err(Refused::NotFound));
}

async fn what_is_done_is_open_again_when_somebody_says_so(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let id = leave(stage, None).await;
    let set = async |who: &SignedIn, seen, done| {
        stage.switchboard.set_off_line_done(who, id, seen, done).await.unwrap()
    };
    set(&ben, 0, true).await.unwrap();
    let done = message(stage, &ann, id).await;
    assert_eq!(
        (done.state, done.state_by.as_ref(), owner(&done)),
        (OffLineState::Done, Some(&ben.as_operator()), None)
    );
    assert!(done.state_at.is_some());
    assert_eq!(open(stage, &ann).await, 0);
    assert_eq!(set(&ann, 0, false).await, Err(Refused::Stale));
    set(&ann, 1, false).await.unwrap();
    let again = message(stage, &ann, id).await;
    assert_eq!(
        (again.state, again.state_by, again.version),
        (OffLineState::Open, Some(ann.as_operator()), 2)
    );
    assert_eq!(open(stage, &ann).await, 1);
    let unknown = stage.switchboard.set_off_line_done(&ann, stage.id(), 0, true).await.unwrap();
    assert_eq!(unknown, Err(Refused::NotFound));
}

/// The alerts of this console until a canned response is saved.
async fn alerts(console: &mut Console) -> Vec<(OffLineMessageId, OffLineNews)> {
    let (who, mut alerts) = (console.who.clone(), Vec::new());
    hear(&mut console.events, |event| {
        if let ForConsole::Send(told) = Switchboard::for_console(&who, event)
            && let ToOperator::OffLineAlert(alert) = *told
        {
            assert_eq!((alert.who.as_str(), alert.begins.as_str()), ("Vera", "Call me"));
            alerts.push((alert.message, alert.why));
        }
        matches!(event, Event::Canned(..)).then_some(())
    })
    .await;
    alerts
}

async fn whoever_should_notice_it_is_told(stage: &Stage) {
    let ann = stage.sign_in().await;
    let (ben, cleo) = (stage.sign_in_new(&ann, "Ben").await, stage.sign_in_new(&ann, "Cleo").await);
    let switchboard = &with_mail(stage);
    let mut consoles = Vec::new();
    for who in [&ann, &ben, &cleo] {
        consoles.push(switchboard.open_console(who.clone()).await.unwrap());
    }
    let id = leave(stage, None).await;
    switchboard.assign_off_line_message(&ann, id, 0, Some(ben.operator)).await.unwrap().unwrap();
    let seen = message(stage, &ann, id).await;
    answer(switchboard, &cleo, reply(stage, &seen, "We call you.")).await.unwrap();
    let letter = answers(switchboard).await.remove(0);
    switchboard.letter_refused(&letter, "550 No such mailbox").await.unwrap();
    // An operator who assigns a message to themselves gets no alert.
    let seen = message(stage, &ann, id).await;
    switchboard.assign_off_line_message(&ann, id, seen.version, Some(ann.operator)).await.unwrap().unwrap();
    let mark = Canned {
        id: stage.id(),
        shared: true,
        kind: CannedKind::Text,
        name: "Mark".into(),
        shortcut: String::new(),
        text: "Mark".into(),
    };
    switchboard.save_canned(&ann, mark).await.unwrap().unwrap();

    let left = (id, OffLineNews::Left);
    let bens =
        vec![left.clone(), (id, OffLineNews::Assigned(ann.as_operator())), (id, OffLineNews::NotDelivered)];
    for (console, expected) in consoles.iter_mut().zip([vec![left.clone()], bens, vec![left]]) {
        assert_eq!(alerts(console).await, expected, "{}", console.who.name);
    }
}

async fn the_address_of_a_team_is_answered_before_that_of_an_operator(stage: &Stage) {
    let ann = stage.sign_in().await;
    let switchboard = &with_mail(stage);
    let team = ["team@example.org", "more@example.org"].map(str::to_owned).to_vec();
    let rule = MailRule { site: None, department: None, operators: vec![ann.operator], addresses: team };
    switchboard.save_mail_rule(&ann, None, rule).await.unwrap().unwrap();
    let id = leave(stage, None).await;
    let seen = message(stage, &ann, id).await;
    answer(switchboard, &ann, reply(stage, &seen, "We call you.")).await.unwrap();
    let letter = answers(switchboard).await.remove(0);
    assert_eq!(letter.reply_to, Some(("Demo".into(), "team@example.org".into())));
}
