//! What survives a lost connection, a reload, another tab and another version.

use super::*;

#[test]
fn what_is_written_without_a_connection_goes_out_in_order_when_it_is_back() {
    let mut play = Play::asked();
    play.lose(1006);
    play.say("one");
    play.say("two");
    assert_eq!((play.sent(), play.out()), (None, 2));
    play.wait(1_000);
    play.welcome(true, play.view(ChatState::Active));
    play.acknowledge();
    play.acknowledge();
    assert_eq!(play.texts(), ["Is this oak?", "one", "two"]);
    assert_eq!(play.out(), 0);
}

#[test]
fn what_was_stored_but_not_acknowledged_is_not_sent_again() {
    let mut play = Play::asked();
    play.say("one");
    let Some(FromVisitor::Say(say)) = play.sent() else { panic!() };
    let body = Body::Text(say.text.clone());
    let message =
        Message { id: say.id, chat: say.chat, seq: Seq(2), at: Timestamp(5), author: Author::Visitor, body };
    play.stored.push(message);
    play.lose(1006);
    play.wait(1_000);
    play.welcome(true, play.view(ChatState::Active));
    assert_eq!(play.sent(), None);
    assert_eq!((play.texts(), play.out()), (vec!["Is this oak?", "one"], 0));
}

#[test]
fn a_reload_keeps_the_chat_the_outbox_and_the_draft() {
    let mut play = Play::asked();
    play.lose(1006);
    play.say("one");
    play.type_text("half a sen");
    let mut play = play.reloaded();
    assert_eq!(play.panel.screen(), Screen::Chat, "before the server says anything");
    play.welcome(true, play.view(ChatState::Active));
    play.acknowledge();
    assert_eq!(play.texts(), ["Is this oak?", "one"]);
    assert_eq!(play.panel.draft().text, "half a sen");
}

#[test]
fn a_question_that_never_left_survives_a_reload() {
    let mut play = Play::opened();
    play.act(|panel, _| panel.available = true);
    play.act(|panel, _| panel.welcomed = true);
    play.ask("Is this oak?");
    let mut play = play.reloaded();
    assert_eq!(play.panel.screen(), Screen::Chat);
    play.welcome(true, None);
    play.acknowledge();
    assert_eq!(play.texts(), ["Is this oak?"]);
}

#[test]
fn a_passing_refusal_is_repeated_by_itself() {
    let mut play = Play::asked();
    play.say("one");
    let id = play.sent_id();
    play.hear(ToVisitor::Refused { id: Some(id), why: Refusal::TooFast });
    assert_eq!(play.sent(), None);
    play.wait(2_000);
    assert_eq!(play.acknowledge(), id);
}

#[test]
fn silence_after_a_message_ends_the_connection() {
    let mut play = Play::asked();
    play.say("one");
    let id = play.sent_id();
    play.wait(9_000);
    assert!(!play.connecting);
    play.wait(2_000);
    assert!(play.connecting, "begun again");
    play.welcome(true, play.view(ChatState::Active));
    assert_eq!(play.acknowledge(), id);
}

#[test]
fn a_connection_that_was_silent_is_tried_out_when_the_visitor_comes_back() {
    let mut play = Play::asked();
    play.wait(60_000);
    play.act(|panel, now| panel.woken(now));
    assert!(matches!(play.sent(), Some(FromVisitor::CatchUp { span: Span::After(Seq(1)), .. })));
    play.wait(11_000);
    assert!(play.connecting);
}

#[test]
fn a_message_that_breaks_the_connection_three_times_is_given_up() {
    let mut play = Play::asked();
    play.say("one");
    for _ in 0..3 {
        play.sent();
        play.lose(1009);
        play.wait(20_000);
        play.welcome(true, play.view(ChatState::Active));
    }
    assert_eq!(play.sent(), None);
    assert_eq!(play.panel.outbox().items()[0].failed, Some(Failure::Unknown));
}

#[test]
fn a_gap_is_filled() {
    let mut play = Play::asked();
    let chat = play.panel.conversation().id().unwrap();
    let message = |seq| Message { chat, ..from_operator(1, seq) };
    play.hear(ToVisitor::Message(message(4)));
    let asked = play.sent();
    assert_eq!(asked, Some(FromVisitor::CatchUp { chat, span: Span::After(Seq(1)) }));
    play.hear(ToVisitor::Messages { chat, messages: vec![message(2)], more: true });
    assert_eq!(play.sent(), Some(FromVisitor::CatchUp { chat, span: Span::After(Seq(2)) }));
    play.hear(ToVisitor::Messages { chat, messages: vec![message(3), message(4)], more: false });
    assert_eq!(play.sent(), None);
    assert_eq!(play.texts(), ["Is this oak?", "2", "3", "4"]);
}

#[test]
fn a_chat_that_the_server_has_forgotten_is_forgotten() {
    let play = Play::asked();
    let mut play = play.reloaded();
    assert_eq!(play.panel.screen(), Screen::Chat);
    play.welcome(true, None);
    assert_eq!(play.panel.screen(), Screen::Form { leave: false, sending: false });
    assert!(!play.kept.contains_key(storage::CHAT));
}

#[test]
fn another_version_reloads_the_panel_but_not_for_ever() {
    let mut play = Play::asked();
    play.say("one");
    for reloads in 1..=2 {
        play.lose(4002);
        assert_eq!(play.reloads, 1, "reload {reloads}");
        play = play.reloaded();
    }
    play.lose(4002);
    assert_eq!(play.reloads, 0);
    assert!(play.panel.is_outdated());
    play.wait(60_000);
    play.welcome(true, play.view(ChatState::Active));
    assert!(!play.panel.is_outdated());
    let Some(FromVisitor::Say(say)) = play.sent() else { panic!() };
    assert_eq!(say.text, "one");
}

#[test]
fn a_site_that_does_not_exist_stops_the_panel() {
    let mut play = Play::opened();
    play.act(|panel, _| panel.connected());
    play.hear(ToVisitor::Refused { id: None, why: Refusal::UnknownSite });
    play.lose(4004);
    play.connecting = false;
    play.wait(200_000);
    assert_eq!((play.panel.screen(), play.connecting), (Screen::Stopped, false));
}
