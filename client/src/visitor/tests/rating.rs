//! The visitor rates a chat that has ended.

use super::*;

const FORM: &str = "<form>";

/// A chat that has ended and may be rated.
fn ended() -> Play {
    let mut play = Play::chatting();
    play.describe_as(ChatState::Closed, 1);
    offer(&mut play);
    play
}

fn offer(play: &mut Play) {
    play.hear(ToVisitor::Site(Arrangement { rating: FORM.into(), ..site("Demo") }));
}

fn rate(play: &mut Play, text: &str) {
    play.act(|panel, now| panel.rate(now, text.into()));
}

fn rating(play: &mut Play) -> wire::visitor::Say {
    match play.sent() {
        Some(FromVisitor::Rate(say)) => say,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_chat_is_rated_once_it_has_ended_and_the_rating_can_be_changed() {
    let mut play = Play::chatting();
    offer(&mut play);
    assert_eq!(play.panel.rating_form(), "", "the chat goes on");
    rate(&mut play, "5");
    assert_eq!(play.sent(), None);
    play.describe_as(ChatState::Closed, 1);
    let chat = play.panel.conversation().id();
    assert_eq!((play.panel.rating_form(), play.panel.rated()), (FORM, None));
    rate(&mut play, "4Quick");
    let first = rating(&mut play);
    assert_eq!((Some(first.chat), &*first.text), (chat, "4Quick"));
    assert_eq!(play.panel.rated(), Some(Rated::Given));
    play.hear(ToVisitor::Stored(Stored { id: first.id, place: None, at: Timestamp(1) }));
    assert_eq!((play.out(), play.panel.rated()), (0, Some(Rated::Given)));
    assert!(!play.texts().contains(&"4Quick"), "it is not a message");

    play.act(|panel, _| panel.change_rating());
    assert_eq!(play.panel.rated(), Some(Rated::Changing));
    rate(&mut play, "2");
    assert_ne!(rating(&mut play).id, first.id, "another rating, not the same one again");
}

#[test]
fn a_rating_outlives_a_lost_connection_and_a_reload() {
    let mut play = ended();
    play.lose(1006);
    rate(&mut play, "5");
    assert_eq!((play.sent(), play.out()), (None, 1));
    let view = VisitorChat { version: 1, ..play.view(ChatState::Closed).unwrap() };
    let mut again = play.reloaded();
    again.welcome(true, Some(view.clone()));
    offer(&mut again);
    assert_eq!(again.panel.rated(), Some(Rated::Given), "the visitor is not asked again");
    let sent = rating(&mut again);
    assert_eq!((sent.chat, &*sent.text), (view.id, "5"));
    again.hear(ToVisitor::Stored(Stored { id: sent.id, place: None, at: Timestamp(1) }));
    assert!(again.panel.is_idle() && again.out() == 0);
}

#[test]
fn a_refused_rating_says_so_and_leaves_nothing_behind() {
    let mut play = ended();
    rate(&mut play, "1");
    let id = rating(&mut play).id;
    play.hear(ToVisitor::Refused { id: Some(id), why: Refusal::TooFast });
    assert_eq!(play.panel.rated(), Some(Rated::Given), "it is sent again by itself");
    play.wait(2_000);
    assert_eq!(rating(&mut play).id, id);
    play.hear(ToVisitor::Refused { id: Some(id), why: Refusal::ChatClosed });
    assert_eq!((play.panel.rated(), play.out()), (Some(Rated::Failed), 0));
    assert!(play.panel.outbox().items().is_empty());
}

#[test]
fn the_next_chat_is_another_one_to_rate() {
    let mut play = ended();
    rate(&mut play, "1");
    let id = rating(&mut play).id;
    play.hear(ToVisitor::Stored(Stored { id, place: None, at: Timestamp(1) }));
    play.act(|panel, _| panel.start_anew());
    play.ask("Another question");
    play.acknowledge();
    assert_eq!((play.panel.rating_form(), play.panel.rated()), ("", None));
}
