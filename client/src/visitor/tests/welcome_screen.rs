//! The site defines what is asked before a chat begins (manual A18).

use wire::{
    Author, Body, ChatState, Notice, Seq, Timestamp, WelcomeScreen,
    form::answer_to,
    text::BadText,
    visitor::{FromVisitor, Refusal, Stored, ToVisitor},
    welcome_screen::{Asked, Kind, Question},
};

use super::{Panel, Play, Screen};
use crate::testing::site_asking;

fn asking(welcome_screen: WelcomeScreen) -> Play {
    let mut play = Play::welcomed(true);
    play.hear(ToVisitor::Site(site_asking(welcome_screen)));
    play
}

fn order() -> WelcomeScreen {
    let question = Question { label: "Order".into(), is_required: true, kind: Kind::Line };
    WelcomeScreen { fields: vec![question], consent: "I agree".into(), ..WelcomeScreen::default() }
}

#[test]
fn a_chat_is_asked_for_when_all_is_answered() {
    let mut play = asking(order());
    assert_eq!(play.panel.site_name(), "Shop");
    play.ask("Where is it?");
    assert_eq!(play.sent(), None);
    assert!(play.panel.field_errors().answers);
    play.act(|panel, _| panel.typed_answer("Order".into(), "7".into()));
    play.act(|panel, _| panel.typed_answer("I agree".into(), "on".into()));
    play.act(Panel::submit);
    let Some(FromVisitor::Ask(ask)) = play.sent() else { panic!("nothing was asked") };
    assert_eq!(ask.answers, [("Order".into(), "7".into()), ("I agree".into(), "on".into())]);
}

#[test]
fn what_the_server_does_not_take_is_told_beside_its_field() {
    let mut play = asking(order());
    play.act(|panel, _| panel.typed_answer("Order".into(), "7".into()));
    play.act(|panel, _| panel.typed_answer("I agree".into(), "on".into()));
    play.ask("Where is it?");
    let Some(FromVisitor::Ask(ask)) = play.sent() else { panic!("nothing was asked") };
    // The text to agree to has changed.
    play.hear(ToVisitor::Site(site_asking(WelcomeScreen { consent: "I agree to all".into(), ..order() })));
    let why = Refusal::BadAnswer { field: 1, why: BadText::Empty };
    play.hear(ToVisitor::Refused { id: Some(ask.id), why });
    assert_eq!(play.panel.screen(), Screen::Form { leave: false, sending: false });
    assert!(play.panel.field_errors().answers);
    let draft = play.panel.draft();
    assert_eq!((&*draft.text, answer_to(&draft.answers, "Order")), ("Where is it?", "7"));
}

#[test]
fn whoever_leaves_a_message_agrees_first() {
    let mut play = asking(order());
    play.hear(ToVisitor::Available(false));
    play.act(|panel, now| {
        panel.typed_email("vera@example.net".into());
        panel.typed_text(now, "Where is it?".into());
        panel.submit(now);
    });
    assert_eq!((play.sent(), play.panel.field_errors().answers), (None, true));
    play.act(|panel, _| panel.typed_answer("I agree".into(), "on".into()));
    play.act(Panel::submit);
    let Some(FromVisitor::LeaveMessage(form)) = play.sent() else { panic!("nothing was left") };
    assert_eq!(form.answers, [("I agree".into(), "on".into())]);
}

#[test]
fn without_a_question_a_chat_begins_all_the_same() {
    let mut play = asking(WelcomeScreen { question: Asked::Off, ..WelcomeScreen::default() });
    play.act(Panel::submit);
    let Some(FromVisitor::Ask(ask)) = play.sent() else { panic!("nothing was asked") };
    assert_eq!(ask.text, "");
    let stored = Stored { id: ask.id, place: Some((ask.chat, Seq(1))), at: Timestamp(1) };
    play.hear(ToVisitor::Stored(stored));
    let messages: Vec<_> = play.panel.conversation().messages().collect();
    let [message] = &messages[..] else { panic!("{messages:?}") };
    assert_eq!((&message.author, &message.body), (&Author::System, &Body::Notice(Notice::Asked)));
}

#[test]
fn what_draws_forms_is_needed_before_one_comes_and_not_in_a_conversation() {
    assert!(!Panel::default().needs_forms(), "the loader has not greeted");
    assert!(Play::opened().panel.needs_forms(), "there is no chat: a form comes next");
    assert!(Play::asked().panel.needs_forms(), "whoever waits is told what happens next");
    let mut play = Play::chatting();
    assert!(!play.panel.needs_forms() && !play.reloaded().panel.needs_forms());
    play.describe(ChatState::Closed);
    assert!(play.panel.needs_forms(), "the next chat begins with a form");
}

#[test]
fn it_also_draws_how_long_a_text_is_and_that_a_message_was_refused() {
    let mut play = Play::chatting();
    play.type_text(&"x".repeat(3_900));
    assert!(play.panel.needs_forms(), "the limit is near");
    play.type_text("one");
    assert!(!play.panel.needs_forms());
    play.say("one");
    let id = play.sent_id();
    assert!(!play.panel.needs_forms(), "it is on its way");
    play.hear(ToVisitor::Refused { id: Some(id), why: Refusal::TooMany });
    assert!(play.panel.needs_forms() && play.reloaded().panel.needs_forms());
}
