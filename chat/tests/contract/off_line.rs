//! Offline messages (manual A11).

use chat::{Refused, bus::Event};
use wire::{operator::OffLineState, text::BadText, visitor::OffLineForm};

use crate::{
    on_each_database,
    support::{Stage, hear, token},
};

on_each_database! {
    an_off_line_message_is_kept_once_and_read_once
    a_form_that_is_not_right_is_refused_by_its_field
}

fn form(stage: &Stage) -> OffLineForm {
    OffLineForm {
        id: stage.id(),
        name: "Vera".into(),
        email: "vera@example.net".into(),
        department: None,
        text: "Call me".into(),
        answers: vec![],
    }
}

async fn an_off_line_message_is_kept_once_and_read_once(stage: &Stage) {
    let ann = stage.sign_in().await;
    let mut console = stage.switchboard.open_console(ann.clone()).await.unwrap();
    let visit = stage.visit(&token("vera")).await;
    let form = form(stage);
    for _ in 0..2 {
        let stored = stage.switchboard.leave_message(visit.seat, form.clone()).await.unwrap().unwrap();
        assert_eq!((stored.id.0, stored.place), (form.id.0, None));
    }
    let heard = hear(&mut console.events, |event| match event {
        Event::OffLineMessage(message) => Some(message.clone()),
        _ => None,
    })
    .await;
    let listed = stage.switchboard.off_line_messages(&ann).await.unwrap();
    assert_eq!(listed, [heard]);
    assert_eq!(
        (listed[0].email.as_str(), listed[0].page.as_str()),
        ("vera@example.net", "https://shop.example/")
    );
    assert!(!listed[0].read);
    stage.switchboard.mark_read(&ann, form.id).await.unwrap().unwrap();
    let read = stage.switchboard.off_line_messages(&ann).await.unwrap().remove(0);
    assert_eq!(
        (read.read, read.version, read.state),
        (true, 0, OffLineState::Open),
        "it waits for an answer"
    );
    assert_eq!(stage.switchboard.snapshot(&ann).await.unwrap().open_off_line_messages, 1);
    assert_eq!(stage.switchboard.mark_read(&ann, stage.id()).await.unwrap(), Err(Refused::NotFound));
}

async fn a_form_that_is_not_right_is_refused_by_its_field(stage: &Stage) {
    let ann = stage.sign_in().await;
    let visit = stage.visit(&token("vera")).await;
    let leave = async |form| stage.switchboard.leave_message(visit.seat, form).await.unwrap().err();
    let bad_email = OffLineForm { email: "vera@example.net\r\nBcc: all@example.net".into(), ..form(stage) };
    assert_eq!(leave(bad_email).await, Some(Refused::BadEmail(BadText::NotAnEmail)));
    let no_text = OffLineForm { text: "\u{0}".into(), ..form(stage) };
    assert_eq!(leave(no_text).await, Some(Refused::BadText(BadText::Empty)));
    let long_name = OffLineForm { name: "x".repeat(81), ..form(stage) };
    assert_eq!(leave(long_name).await, Some(Refused::BadName(BadText::TooLong { limit: 80 })));
    assert!(stage.switchboard.off_line_messages(&ann).await.unwrap().is_empty());
}
