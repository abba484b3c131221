//! The visitor asks, writes, reads and ends.

use super::*;

#[test]
fn a_question_is_drawn_at_once_and_kept_until_it_is_stored() {
    let mut play = Play::welcomed(true);
    assert_eq!(play.panel.screen(), Screen::Form { leave: false, sending: false });
    play.ask("Is this oak?");
    assert_eq!(play.panel.screen(), Screen::Chat);
    assert_eq!(play.panel.outbox().items().len(), 1);
    assert_eq!(play.out(), 1);
    play.acknowledge();
    assert_eq!((play.texts(), play.out()), (vec!["Is this oak?"], 0));
    assert_eq!(play.panel.draft().text, "");
}

#[test]
fn an_empty_question_is_answered_beside_the_field() {
    let mut play = Play::welcomed(true);
    play.ask("  ");
    assert_eq!(play.panel.field_errors().text, Some(BadText::Empty));
    assert_eq!(play.sent(), None);
    play.type_text("x");
    assert_eq!(play.panel.field_errors().text, None);
}

#[test]
fn two_tabs_keep_their_items_apart_and_send_each_others() {
    let mut first = Play::asked();
    first.lose(1006);
    first.say("one");
    let mut second = first.reloaded();
    second.welcome(true, second.view(ChatState::Active));
    second.acknowledge();
    assert_eq!(second.out(), 0);
    first.stored.clone_from(&second.stored);
    first.wait(1_000);
    first.welcome(true, first.view(ChatState::Active));
    assert_eq!((first.sent(), first.out()), (None, 0), "it has heard of it from the server");
    assert_eq!(first.texts(), second.texts());
}

#[test]
fn a_question_joins_the_chat_that_another_tab_has_open_and_what_follows_goes_there() {
    let mut play = Play::welcomed(true);
    play.ask("Is this oak?");
    let id = play.sent_id();
    play.say("Or ash?");
    let other = chat_view(3, ChatState::Active);
    play.hear(ToVisitor::Chat(other.clone()));
    play.hear(ToVisitor::Message(from_operator(3, 1)));
    play.hear(ToVisitor::Stored(Stored { id, place: Some((other.id, Seq(2))), at: Timestamp(9) }));
    let Some(FromVisitor::Say(say)) = play.sent() else { panic!() };
    assert_eq!((say.chat, &*say.text), (other.id, "Or ash?"));
    assert_eq!(play.texts(), ["1", "Is this oak?"]);
    assert_eq!(play.reloaded().panel.outbox().items()[0].what.chat(), Some(other.id));
}

#[test]
fn a_refused_message_stays_in_sight_and_can_be_mended() {
    let mut play = Play::asked();
    play.say("one");
    let id = play.sent_id();
    play.hear(ToVisitor::Refused { id: Some(id), why: Refusal::BadText(BadText::Empty) });
    assert!(matches!(play.panel.outbox().items()[0].failed, Some(Failure::Refused(Refusal::BadText(_)))));
    assert_eq!(play.reloaded().panel.outbox().items()[0].failed, Some(Failure::Unknown));
    play.type_text("two");
    play.act(|panel, _| panel.edit(id));
    assert_eq!(play.panel.draft().text, "one\ntwo");
    assert_eq!((play.panel.outbox().items().len(), play.out()), (0, 0));
}

#[test]
fn a_message_to_an_ended_chat_begins_the_next_one() {
    let mut play = Play::asked();
    play.say("one");
    let id = play.sent_id();
    play.describe(ChatState::Closed);
    play.hear(ToVisitor::Refused { id: Some(id), why: Refusal::ChatClosed });
    assert_eq!(play.panel.hint(), Some(Hint::Ended));
    play.act(|panel, _| panel.edit(id));
    assert_eq!(play.panel.screen(), Screen::Form { leave: false, sending: false });
    assert_eq!(play.panel.draft().text, "one");
    let reloaded = {
        let mut play = play.reloaded();
        let closed = play.panel.draft.left.map(|id| VisitorChat { id, ..chat_view(9, ChatState::Closed) });
        play.welcome(true, closed);
        play
    };
    assert_eq!(reloaded.panel.screen(), Screen::Form { leave: false, sending: false }, "also after a reload");
}

#[test]
fn what_was_redacted_is_shown_as_it_is_stored() {
    let mut play = Play::chatting();
    play.say("It is 4111 1111 1111 1111");
    let Some(FromVisitor::Say(say)) = play.sent() else { panic!() };
    let (id, chat, seq, at) = (say.id, say.chat, Seq(play.stored.len() as u32 + 1), Timestamp(9));
    let body = Body::Text("It is ●●●●".into());
    play.hear(ToVisitor::Message(Message { id, chat, seq, at, author: Author::Visitor, body }));
    assert_eq!((play.texts().last(), play.out()), (Some(&"It is ●●●●"), 0));
    play.hear(ToVisitor::Stored(Stored { id, place: Some((chat, seq)), at }));
    assert_eq!(play.texts().last(), Some(&"It is ●●●●"));
}

#[test]
fn a_refused_question_goes_back_into_its_form_with_all_that_followed_it() {
    let mut play = Play::welcomed(true);
    play.act(|panel, _| panel.typed_name("Zoë".into()));
    play.ask("Is this oak?");
    let id = play.sent_id();
    play.say("Or ash?");
    play.type_text("Or");
    play.hear(ToVisitor::Refused { id: Some(id), why: Refusal::BadName(BadText::TooLong { limit: 80 }) });
    assert_eq!(play.panel.screen(), Screen::Form { leave: false, sending: false });
    assert_eq!(play.panel.draft().text, "Is this oak?\nOr ash?\nOr");
    assert_eq!(play.panel.field_errors().name, Some(BadText::TooLong { limit: 80 }));
    assert_eq!((play.out(), play.panel.draft().name.as_str()), (0, "Zoë"));
    assert!(!play.kept.contains_key(storage::CHAT), "no chat is in progress");
}

#[test]
fn unread_messages_are_counted_while_the_panel_is_minimised() {
    let mut play = Play::asked();
    play.act(|panel, now| panel.shown(now, false));
    let chat = play.panel.conversation().id().unwrap();
    for seq in [2, 3] {
        play.hear(ToVisitor::Message(Message { chat, ..from_operator(1, seq) }));
    }
    assert_eq!(play.unread, 2);
    let seen = play.kept[storage::CHAT].clone();
    play.act(|panel, now| panel.shown(now, true));
    assert_eq!(play.unread, 0);
    assert_ne!(play.kept[storage::CHAT], seen);
}

#[test]
fn what_another_tab_has_shown_is_read_here_too() {
    let mut play = Play::asked();
    play.act(|panel, now| panel.shown(now, false));
    let chat = play.panel.conversation().id().unwrap();
    play.hear(ToVisitor::Message(Message { chat, ..from_operator(1, 2) }));
    let seen = storage::write_chat(chat, Seq(2));
    play.act(|panel, _| panel.restored(storage::CHAT, seen));
    assert_eq!(play.unread, 0);
}

#[test]
fn an_ended_chat_is_in_progress_no_longer() {
    let mut play = Play::asked();
    assert!(play.kept.contains_key(storage::CHAT));
    play.describe(ChatState::Closed);
    assert!(!play.kept.contains_key(storage::CHAT));
    assert_eq!((play.panel.screen(), play.panel.hint()), (Screen::Chat, Some(Hint::Ended)));
    play.act(|panel, _| panel.start_anew());
    assert_eq!(play.panel.screen(), Screen::Form { leave: false, sending: false });
}

#[test]
fn an_ended_chat_that_the_server_has_no_more_is_shown_no_more() {
    let mut play = Play::chatting();
    play.describe(ChatState::Closed);
    play.lose(1001);
    play.wait(1_000);
    play.welcome(true, play.view(ChatState::Closed));
    assert!(play.panel.conversation().id().is_some(), "it is still there");
    play.lose(1001);
    play.wait(1_000);
    play.welcome(true, None);
    assert_eq!(play.panel.conversation().id(), None);
    assert_eq!(play.panel.conversation().messages().count(), 0);
}

#[test]
fn an_open_chat_that_was_erased_while_the_panel_was_away_is_shown_no_more() {
    let mut play = Play::chatting();
    play.lose(1001);
    play.wait(1_000);
    play.welcome(true, play.view(ChatState::Active));
    assert!(play.panel.conversation().id().is_some());
    play.lose(1001);
    play.wait(1_000);
    play.welcome(true, None);
    assert_eq!((play.panel.conversation().id(), play.texts().len()), (None, 0));
    assert!(!play.kept.contains_key(storage::CHAT));
    assert_eq!(play.panel.screen(), Screen::Form { leave: false, sending: false });
}

#[test]
fn the_end_follows_the_last_message() {
    let mut play = Play::asked();
    play.say("bye");
    play.act(|panel, _| panel.end());
    play.acknowledge();
    let chat = play.panel.conversation().id().unwrap();
    assert_eq!(play.sent(), Some(FromVisitor::End { chat }));
    play.lose(1006);
    play.wait(1_000);
    play.welcome(true, play.view(ChatState::Active));
    assert_eq!(play.sent(), Some(FromVisitor::End { chat }), "nobody knows whether it arrived");
    play.describe(ChatState::Closed);
    assert_eq!(play.sent(), None);
}

#[test]
fn an_end_that_is_not_answered_is_sent_again() {
    let mut play = Play::chatting();
    play.act(|panel, _| panel.end());
    let end = play.sent();
    assert!(matches!(end, Some(FromVisitor::End { .. })));
    play.hear(ToVisitor::Refused { id: None, why: Refusal::TryAgain });
    play.wait(9_000);
    assert!(!play.connecting && !play.panel.is_idle());
    play.wait(2_000);
    assert!(play.connecting, "begun again");
    play.welcome(true, play.view(ChatState::Active));
    assert_eq!(play.sent(), end);
    play.describe(ChatState::Closed);
    play.wait(60_000);
    assert!(!play.connecting && play.panel.is_idle(), "it is done");
}

#[test]
fn an_end_is_for_the_chat_in_which_it_was_pressed() {
    for state in [ChatState::Invited, ChatState::Requesting, ChatState::Active] {
        let mut play = Play::chatting();
        play.lose(1006);
        play.act(|panel, _| panel.end());
        play.wait(1_000);
        // The operator has ended it meanwhile, and another one has begun.
        let begun = Timestamp(i64::MAX);
        let other = VisitorChat { last_seq: Seq(0), asked_at: begun, ..chat_view(8, state) };
        play.welcome(true, Some(other));
        assert_eq!(play.sent(), None, "{state:?}");
        assert!(play.panel.is_idle());
        play.wait(60_000);
        assert!(!play.connecting && play.sent().is_none());
    }
}

#[test]
fn an_answer_that_is_read_late_ends_nothing_else() {
    let mut play = Play::chatting();
    play.act(|panel, _| panel.end());
    assert!(matches!(play.sent(), Some(FromVisitor::End { .. })));
    // The machine was busy: what came in time is handled after the time is over.
    play.ticks += 15_000;
    play.describe(ChatState::Closed);
    assert!(!play.connecting && play.panel.is_idle());
}

#[test]
fn typing_is_told_only_in_a_chat_and_ends_with_the_message() {
    let mut play = Play::welcomed(true);
    play.type_text("Is");
    assert_eq!(play.sent, []);
    let mut play = Play::asked();
    play.type_text("o");
    assert_eq!(play.sent, [FromVisitor::Typing(Some(String::new()))]);
    play.wait(4_000);
    assert_eq!(play.sent, [FromVisitor::Typing(Some(String::new())), FromVisitor::Typing(None)]);
}

#[test]
fn a_long_text_stays_a_draft() {
    let mut play = Play::asked();
    play.type_text(&"x".repeat(4_001));
    assert!(!play.act(Panel::send));
    assert_eq!(play.panel.draft().text.len(), 4_001);
    assert_eq!(play.sent(), None);
    assert!(play.panel.outbox().items().iter().all(|item| !matches!(item.what, What::Say(_))));
}

#[test]
fn what_is_typed_is_sent_only_where_operators_see_it_and_the_visitor_is_told() {
    let mut play = Play::asked();
    assert!(!play.panel.is_previewed());
    play.lose(1006);
    play.wait(1_000);
    play.previews = true;
    play.welcome(true, play.view(ChatState::Active));
    assert!(play.panel.is_previewed());
    play.sent.clear();
    play.type_text("o");
    play.type_text("oak");
    assert_eq!(play.sent, [FromVisitor::Typing(Some("o".into()))]);
    play.wait(1_000);
    assert_eq!(play.sent[1..], [FromVisitor::Typing(Some("oak".into()))]);
    play.sent.clear();
    play.wait(1_000);
    play.type_text(&"oak ".repeat(20_000));
    let [FromVisitor::Typing(Some(seen))] = &play.sent[..] else { panic!("{} frames", play.sent.len()) };
    assert_eq!(seen.chars().count(), 4_000, "a pasted book fits in a frame");

    // The setting changes while the panel is open.
    for previews in [false, true] {
        play.hear(ToVisitor::Site(Arrangement { previews, ..site("Demo") }));
        assert_eq!(play.panel.is_previewed(), previews);
        play.wait(5_000);
        play.sent.clear();
        play.type_text("ash");
        let seen = if previews { "ash" } else { "" };
        assert_eq!(play.sent, [FromVisitor::Typing(Some(seen.into()))]);
    }
}

#[test]
fn operators_learn_what_has_arrived_and_what_was_read() {
    let mut play = Play::asked();
    play.describe(ChatState::Active);
    let chat = play.panel.conversation().id().unwrap();
    let marks = |delivered, read| Marks { delivered: Seq(delivered), read: Seq(read) };
    let hear = |play: &mut Play, seq: u8| {
        let message = Message { chat, ..from_operator(seq, u32::from(seq)) };
        play.stored.push(message.clone());
        play.hear(ToVisitor::Message(message));
        core::mem::take(&mut play.sent)
    };
    play.sent.clear();
    assert_eq!(hear(&mut play, 2), [FromVisitor::Mark { chat, marks: marks(2, 2) }]);
    play.act(|panel, now| panel.shown(now, false));
    assert_eq!(hear(&mut play, 3), [FromVisitor::Mark { chat, marks: marks(3, 0) }], "the panel is closed");
    play.act(|panel, now| panel.shown(now, true));
    assert_eq!(core::mem::take(&mut play.sent), [FromVisitor::Mark { chat, marks: marks(3, 3) }]);
    play.act(|_, _| ());
    assert_eq!(play.sent, [], "once");
}

#[test]
fn what_comes_while_the_tab_is_in_the_background_is_not_seen_until_the_visitor_is_back() {
    let mut play = Play::chatting();
    let chat = play.panel.conversation().id().unwrap();
    play.act(|panel, _| panel.out_of_sight(true));
    play.sent.clear();
    play.hear(ToVisitor::Message(Message { chat, ..from_operator(1, 2) }));
    let marks = |read| Marks { delivered: Seq(2), read: Seq(read) };
    assert_eq!(core::mem::take(&mut play.sent), [FromVisitor::Mark { chat, marks: marks(0) }]);
    assert_eq!(play.unread, 1, "the launcher counts it");
    play.act(|panel, _| panel.out_of_sight(false));
    assert_eq!(core::mem::take(&mut play.sent), [FromVisitor::Mark { chat, marks: marks(2) }]);
    assert_eq!(play.unread, 0);
}
