//! What visitors are asked before a chat begins.

use chat::{Refused, Seat, site::BadScreen};
use wire::{
    Answers, Body, ChatId, Notice, WelcomeScreen,
    form::Form,
    site::SiteTexts,
    text::BadText,
    visitor::{Ask, OffLineForm, Stored, ToVisitor},
    welcome_screen::{Asked, Kind, Question},
};

use super::{add, hello, set_up, site};
use crate::{on_each_database, support::Stage};

on_each_database! {
    a_chat_begins_only_when_all_is_answered
    a_chat_without_a_question_begins_with_a_line_that_says_so
    a_message_is_left_only_by_who_agrees
    what_nobody_could_fill_in_is_not_taken
}

fn screen() -> WelcomeScreen {
    let fields = vec![
        Question { label: "Order".into(), is_required: true, kind: Kind::Line },
        Question {
            label: "Wood".into(),
            is_required: false,
            kind: Kind::Choice(vec!["Oak".into(), "Ash".into()]),
        },
    ];
    WelcomeScreen {
        name: Asked::Required,
        email: Asked::Optional,
        question: Asked::Required,
        fields,
        consent: "You may keep what I say.".into(),
    }
}

/// Answers to everything that is asked, and to something that is not.
fn answers() -> Vec<(String, String)> {
    [("Order", " 7\u{7} "), ("Shoe size", "44"), ("You may keep what I say.", "on")]
        .map(|(name, answer)| (name.to_owned(), answer.to_owned()))
        .into()
}

async fn ask(stage: &Stage, seat: Seat, change: impl FnOnce(&mut Ask)) -> Result<Stored, Refused> {
    let mut ask = Ask {
        chat: stage.id(),
        name: "Vera".into(),
        department: None,
        id: stage.id(),
        text: "Where is it?".into(),
        email: " vera@example.net ".into(),
        answers: answers(),
    };
    change(&mut ask);
    stage.switchboard.ask(seat, ask).await.unwrap()
}

async fn a_chat_begins_only_when_all_is_answered(stage: &Stage) {
    let ann = stage.sign_in().await;
    let shop = add(stage, &ann, "Shop").await;
    let visit = stage.visit_with(hello(stage, &shop.key, "vera")).await;
    set_up(stage, &ann, shop.id, |settings| settings.welcome_screen = screen()).await.unwrap();
    let (now, _) = stage.switchboard.attend(visit.attended()).await.unwrap().unwrap();
    assert_eq!(now.welcome, Form::welcome(&screen(), &SiteTexts::default()), "open panels are told");

    let refused = async |change: fn(&mut Ask)| ask(stage, visit.seat, change).await.unwrap_err();
    let missing = |field, why| Refused::BadAnswer { field, why };
    assert_eq!(refused(|ask| ask.name.clear()).await, Refused::BadName(BadText::Empty));
    assert_eq!(refused(|ask| ask.text.clear()).await, Refused::BadText(BadText::Empty));
    assert_eq!(
        refused(|ask| ask.email = "vera@a\r\nBcc: b@c".into()).await,
        Refused::BadEmail(BadText::NotAnEmail)
    );
    assert_eq!(refused(|ask| ask.answers.clear()).await, missing(0, BadText::Empty));
    assert_eq!(
        refused(|ask| ask.answers[0].1 = "x".repeat(81)).await,
        missing(0, BadText::TooLong { limit: 80 })
    );
    assert_eq!(refused(|ask| ask.answers[2].1.clear()).await, missing(2, BadText::Empty));
    assert_eq!(refused(|ask| ask.answers[2].0 = "You may not.".into()).await, missing(2, BadText::Empty));
    assert!(stage.switchboard.snapshot(&ann).await.unwrap().chats.is_empty());

    let (chat, id) = (stage.id::<ChatId>(), stage.id());
    let again = |ask: &mut Ask| (ask.chat, ask.id) = (chat, id);
    let stored = ask(stage, visit.seat, again).await.unwrap();
    let dossier = stage.switchboard.dossier(&ann, visit.seat.visitor).await.unwrap();
    let kept = Answers {
        email: "vera@example.net".into(),
        fields: vec![("Order".into(), "7".into())],
        consent: "You may keep what I say.".into(),
    };
    assert_eq!(dossier.unwrap().answers, kept, "what was not asked is not kept");
    // A repetition is the same question, whatever is asked by now.
    let another = Question { label: "Colour".into(), is_required: true, kind: Kind::Line };
    set_up(stage, &ann, shop.id, |settings| settings.welcome_screen.fields.push(another)).await.unwrap();
    assert_eq!(ask(stage, visit.seat, again).await, Ok(stored));
    // An operator who may not read the chat does not get the answers.
    stage.switchboard.accept(&ann, chat).await.unwrap().unwrap();
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let bens = stage.switchboard.dossier(&ben, visit.seat.visitor).await.unwrap();
    assert_eq!(bens.unwrap().answers, Answers::default());
}

async fn a_chat_without_a_question_begins_with_a_line_that_says_so(stage: &Stage) {
    let ann = stage.sign_in().await;
    let shop = add(stage, &ann, "Shop").await;
    set_up(stage, &ann, shop.id, |settings| settings.welcome_screen.question = Asked::Optional)
        .await
        .unwrap();
    let visit = stage.visit_with(hello(stage, &shop.key, "vera")).await;
    let stored = ask(stage, visit.seat, |ask| ask.text = " ".into()).await.unwrap();
    let speaker = chat::Speaker::Operator(ann);
    let messages = stage.read(&speaker, stored.place.unwrap().0).await;
    assert_eq!(messages[0].body, Body::Notice(Notice::Asked));
    assert_eq!(messages.len(), 1);
    // The protocol's JSON has it as documented.
    let json = serde_json::to_string(&ToVisitor::Message(messages[0].clone())).unwrap();
    assert!(json.contains(r#""body":{"notice":"asked"}"#), "{json}");
}

async fn a_message_is_left_only_by_who_agrees(stage: &Stage) {
    let ann = stage.sign_in().await;
    let shop = add(stage, &ann, "Shop").await;
    set_up(stage, &ann, shop.id, |settings| settings.welcome_screen = screen()).await.unwrap();
    let visit = stage.visit_with(hello(stage, &shop.key, "vera")).await;
    let mut form = OffLineForm {
        id: stage.id(),
        name: String::new(),
        email: "vera@example.net".into(),
        department: None,
        text: "Where is it?".into(),
        answers: vec![],
    };
    let refused = stage.switchboard.leave_message(visit.seat, form.clone()).await.unwrap();
    assert_eq!(refused, Err(Refused::BadAnswer { field: 0, why: BadText::Empty }));
    assert!(stage.switchboard.off_line_messages(&ann).await.unwrap().is_empty());
    form.answers = answers();
    let stored = stage.switchboard.leave_message(visit.seat, form.clone()).await.unwrap().unwrap();
    let messages = stage.switchboard.off_line_messages(&ann).await.unwrap();
    assert_eq!(messages[0].consent, "You may keep what I say.");
    // A repetition is the same message, whatever consent is required by now.
    let another =
        |settings: &mut wire::SiteSettings| settings.welcome_screen.consent = "You may sell it.".into();
    set_up(stage, &ann, shop.id, another).await.unwrap();
    let again = stage.switchboard.leave_message(visit.seat, form).await.unwrap().unwrap();
    assert_eq!(again.id, stored.id);
    assert_eq!(stage.switchboard.off_line_messages(&ann).await.unwrap().len(), 1);
}

async fn what_nobody_could_fill_in_is_not_taken(stage: &Stage) {
    let ann = stage.sign_in().await;
    let shop = add(stage, &ann, "Shop").await;
    let one = Kind::Choice(vec!["Oak".into(), "oak".into()]);
    let question = Question { label: "Wood".into(), is_required: true, kind: one };
    let refused =
        set_up(stage, &ann, shop.id, |settings| settings.welcome_screen.fields = vec![question]).await;
    assert_eq!(refused, Err(Refused::BadScreen(BadScreen::BadChoices("Wood".into()))));
    assert_eq!(site(stage, &ann, shop.id).await, shop);
}
