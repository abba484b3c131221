//! Nobody is available.

use super::*;

#[test]
fn an_off_line_message_thanks_once_it_is_stored() {
    let mut play = Play::welcomed(false);
    assert_eq!(play.panel.screen(), Screen::Form { leave: true, sending: false });
    play.ask("Call me");
    assert_eq!(play.panel.field_errors().email, Some(BadText::Empty));
    play.act(|panel, _| panel.typed_email("zoe@example.org".into()));
    play.act(Panel::submit);
    assert_eq!(play.panel.screen(), Screen::Form { leave: true, sending: true });
    let id = play.sent_id();
    play.hear(ToVisitor::Stored(Stored { id, place: None, at: Timestamp(1) }));
    assert_eq!((play.panel.screen(), play.panel.thanked()), (Screen::Thanks, "zoe@example.org"));
    assert_eq!((play.panel.draft().text.as_str(), play.out()), ("", 0));
    play.act(|panel, _| panel.start_anew());
    assert_eq!(play.panel.screen(), Screen::Form { leave: true, sending: false });
}

#[test]
fn a_refused_off_line_message_is_back_in_its_form() {
    let mut play = Play::welcomed(false);
    play.act(|panel, _| panel.typed_email("zoe@example.org".into()));
    play.ask("Call me");
    let Some(FromVisitor::LeaveMessage(OffLineForm { id, .. })) = play.sent() else { panic!() };
    play.hear(ToVisitor::Refused { id: Some(id.into()), why: Refusal::BadEmail(BadText::NotAnEmail) });
    assert_eq!(play.panel.screen(), Screen::Form { leave: true, sending: false });
    assert_eq!(play.panel.field_errors().email, Some(BadText::NotAnEmail));
    assert_eq!(play.panel.draft().text, "Call me");
}

#[test]
fn who_waits_in_the_queue_sees_his_place() {
    let mut play = Play::asked();
    for place in [3, 1] {
        play.hear(ToVisitor::Place(place));
        assert_eq!(play.panel.hint(), Some(Hint::Place(place)));
    }
    play.hear(ToVisitor::Available(false));
    assert_eq!(play.panel.hint(), Some(Hint::NobodyThere));
    play.hear(ToVisitor::Available(true));
    play.describe(ChatState::Active);
    assert_eq!(play.panel.hint(), None);
    play.describe(ChatState::Requesting);
    assert_eq!(play.panel.hint(), Some(Hint::Wait), "their place is another one now");
}

#[test]
fn who_waits_in_vain_may_leave_a_message_instead() {
    let mut play = Play::asked();
    assert_eq!(play.panel.hint(), Some(Hint::Wait));
    play.hear(ToVisitor::Available(false));
    assert_eq!(play.panel.hint(), Some(Hint::NobodyThere));
    play.act(|panel, _| panel.leave_instead());
    assert_eq!(play.panel.screen(), Screen::Form { leave: true, sending: false });
    assert_eq!(play.panel.draft().text, "Is this oak?");
    play.act(|panel, _| panel.typed_email("zoe@example.org".into()));
    play.act(Panel::submit);
    let id = play.sent_id();
    play.hear(ToVisitor::Stored(Stored { id, place: None, at: Timestamp(1) }));
    assert_eq!(play.panel.screen(), Screen::Thanks);
    assert!(
        matches!(play.sent(), Some(FromVisitor::End { .. })),
        "nobody has to answer the request any more"
    );
}

#[test]
fn an_operator_who_comes_after_all_finds_the_visitor_in_the_chat() {
    let mut play = Play::asked();
    play.hear(ToVisitor::Available(false));
    play.act(|panel, _| panel.leave_instead());
    play.type_text("Is this oak?\nOr ash?");
    play.describe(ChatState::Active);
    assert_eq!(play.panel.screen(), Screen::Chat);
    assert_eq!(play.panel.draft().text, "Or ash?", "the question is in the chat already");
    assert_eq!(play.panel.operator(), Some("Anna"));
}
