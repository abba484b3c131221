//! An operator invites the visitor.

use super::*;
use crate::testing::{anna, chat};

fn invitation(state: ChatState) -> VisitorChat {
    VisitorChat { operator: Some(anna()), last_seq: Seq(1), ..chat_view(3, state) }
}

/// A visitor who sees the panel with an invitation in it.
fn invited() -> Play {
    let mut play = Play::welcomed(true);
    play.hear(ToVisitor::Chat(invitation(ChatState::Invited)));
    play.answer(Body::Text("Can I help?".into()));
    play
}

fn answer(accept: bool) -> FromVisitor {
    FromVisitor::AnswerInvitation { chat: chat(3), accept }
}

#[test]
fn an_invitation_takes_the_place_of_the_form_and_keeps_what_is_typed() {
    let mut play = Play::welcomed(true);
    play.type_text("half a ques");
    play.hear(ToVisitor::Chat(invitation(ChatState::Invited)));
    assert_eq!(play.panel.screen(), Screen::Chat);
    assert_eq!((play.panel.hint(), play.panel.operator()), (Some(Hint::Invited), Some("Anna")));
    assert_eq!(play.panel.draft().text, "half a ques");
}

#[test]
fn who_accepts_is_in_the_chat_and_the_answer_outlives_a_lost_connection() {
    let mut play = invited();
    play.act(|panel, _| panel.answer_invitation(true));
    assert_eq!((play.sent(), play.panel.hint()), (Some(answer(true)), None), "it is not asked for twice");
    play.lose(1006);
    play.wait(1_000);
    play.welcome(true, Some(invitation(ChatState::Invited)));
    assert_eq!(play.sent(), Some(answer(true)), "nobody knows whether it arrived");
    play.hear(ToVisitor::Chat(VisitorChat { version: 1, ..invitation(ChatState::Active) }));
    assert_eq!((play.sent(), play.panel.hint(), play.panel.operator()), (None, None, Some("Anna")));
}

#[test]
fn an_answer_that_the_server_could_not_take_is_given_again() {
    for accept in [true, false] {
        let mut play = invited();
        play.act(|panel, _| panel.answer_invitation(accept));
        assert_eq!(play.sent(), Some(answer(accept)));
        play.hear(ToVisitor::Refused { id: None, why: Refusal::TryAgain });
        play.wait(11_000);
        assert!(play.connecting, "begun again");
        play.welcome(true, Some(invitation(ChatState::Invited)));
        assert_eq!(play.sent(), Some(answer(accept)));
    }
}

#[test]
fn who_declines_has_nothing_unread_and_can_ask_later() {
    let mut play = invited();
    play.act(|panel, now| panel.shown(now, false));
    play.answer(Body::Text("I am here.".into()));
    assert_eq!(play.unread, 1);
    play.act(|panel, _| panel.answer_invitation(false));
    assert_eq!(play.sent(), Some(answer(false)));
    play.hear(ToVisitor::Chat(VisitorChat { version: 1, ..invitation(ChatState::Declined) }));
    assert_eq!((play.panel.hint(), play.unread), (Some(Hint::Declined), 0));
    assert!(!play.kept.contains_key(storage::CHAT), "the next page need not load the panel");
    play.act(|panel, _| panel.start_anew());
    assert_eq!(play.panel.screen(), Screen::Form { leave: false, sending: false });
}

#[test]
fn who_declined_on_the_card_and_opens_the_panel_later_begins_at_the_beginning() {
    let mut play = invited();
    play.act(|panel, now| panel.shown(now, false));
    play.hear(ToVisitor::Chat(VisitorChat { version: 1, ..invitation(ChatState::Declined) }));
    play.act(|panel, now| panel.shown(now, true));
    assert_eq!(play.panel.screen(), Screen::Form { leave: false, sending: false });
}

#[test]
fn a_message_takes_the_invitation_as_well() {
    let mut play = invited();
    play.say("Yes, please");
    let Some(FromVisitor::Say(say)) = play.sent() else { panic!("nothing was said") };
    assert_eq!((say.chat, &*say.text), (chat(3), "Yes, please"));
}

#[test]
fn an_answer_is_only_sent_to_an_invitation() {
    let mut play = Play::chatting();
    play.act(|panel, _| panel.answer_invitation(false));
    assert_eq!(play.sent(), None);
    play.describe(ChatState::Closed);
    play.act(|panel, _| panel.answer_invitation(true));
    assert_eq!(play.sent(), None);
}

/// A visitor who reads that their message has arrived.
fn thanked() -> Play {
    let mut play = Play::welcomed(false);
    play.ask("Call me");
    play.act(|panel, _| panel.typed_email("zoe@example.org".into()));
    play.act(Panel::submit);
    let id = play.sent_id();
    play.hear(ToVisitor::Stored(Stored { id, place: None, at: Timestamp(1) }));
    assert_eq!(play.panel.screen(), Screen::Thanks);
    play
}

#[test]
fn an_invitation_is_seen_whatever_the_panel_shows() {
    let mut play = thanked();
    play.hear(ToVisitor::Chat(invitation(ChatState::Invited)));
    assert_eq!((play.panel.screen(), play.panel.hint()), (Screen::Chat, Some(Hint::Invited)));
    play.act(|panel, _| panel.answer_invitation(false));
    play.hear(ToVisitor::Chat(VisitorChat { version: 1, ..invitation(ChatState::Declined) }));
    assert_eq!(play.panel.screen(), Screen::Thanks, "what stood there is there again");

    let mut play = thanked();
    play.hear(ToVisitor::Chat(invitation(ChatState::Invited)));
    play.hear(ToVisitor::Chat(VisitorChat { version: 1, ..invitation(ChatState::Active) }));
    assert_eq!((play.panel.screen(), play.panel.hint()), (Screen::Chat, None));
    play.hear(ToVisitor::Chat(VisitorChat { version: 2, ..invitation(ChatState::Closed) }));
    assert_eq!(play.panel.screen(), Screen::Chat, "the thanks are over");
}

#[test]
fn an_invitation_that_comes_before_the_message_is_stored_stays_in_sight() {
    let mut play = Play::welcomed(false);
    play.ask("Call me");
    play.act(|panel, _| panel.typed_email("zoe@example.org".into()));
    play.act(Panel::submit);
    let id = play.sent_id();
    play.hear(ToVisitor::Chat(invitation(ChatState::Invited)));
    play.hear(ToVisitor::Stored(Stored { id, place: None, at: Timestamp(1) }));
    assert_eq!((play.panel.screen(), play.panel.hint()), (Screen::Chat, Some(Hint::Invited)));
}
