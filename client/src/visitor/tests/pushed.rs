//! An operator pushes an address.

use super::*;

const SALE: &str = "https://shop.example/sale";

fn url(url: &str) -> Body {
    Body::Url(url.into())
}

fn opened(pushed: &Message) -> FromVisitor {
    FromVisitor::Opened { chat: pushed.chat, seq: pushed.seq }
}

#[test]
fn the_page_that_was_reached_tells_that_it_was_opened() {
    let mut play = Play::chatting();
    let pushed = play.answer(url(SALE));
    assert_eq!(play.gone_to, [SALE]);
    assert_eq!(play.sent(), None, "it is not there yet");

    let mut there = play.turned_to(SALE);
    there.welcome(true, play.view(ChatState::Active));
    assert_eq!(there.sent(), Some(opened(&pushed)));
    assert!(!there.kept.contains_key(storage::PUSHED));
    assert_eq!(there.gone_to, [] as [String; 0], "what is read again was pushed at another time");

    let mut elsewhere = play.turned_to("https://shop.example/cart");
    elsewhere.welcome(true, play.view(ChatState::Active));
    assert_eq!(elsewhere.sent(), None, "they have gone somewhere else");
}

#[test]
fn a_tab_beside_is_told_at_once_and_again_until_it_is_known() {
    let mut play = Play::chatting();
    let pushed = play.answer(url("https://elsewhere.example/"));
    play.act(|panel, _| panel.went(true));
    assert_eq!(play.sent(), Some(opened(&pushed)));
    play.lose(1006);
    play.wait(1_000);
    play.welcome(true, play.view(ChatState::Active));
    assert_eq!(play.sent(), Some(opened(&pushed)));
    let seq = pushed.seq;
    let receipt = play.answer(Body::Notice(wire::Notice::Opened { seq }));
    assert_eq!(receipt.seq, Seq(3));
    play.lose(1006);
    play.wait(1_000);
    play.welcome(true, play.view(ChatState::Active));
    assert_eq!(play.sent(), None);
}

#[test]
fn what_the_browser_did_not_let_through_is_opened_by_a_click() {
    let mut play = Play::chatting();
    let pushed = play.answer(url("https://elsewhere.example/"));
    play.act(|panel, _| panel.went(false));
    assert_eq!((play.sent(), play.kept.contains_key(storage::PUSHED)), (None, false));
    play.act(|panel, _| panel.go(pushed.id, true));
    assert_eq!(play.gone_to.len(), 2);
    play.act(|panel, _| panel.went(true));
    assert_eq!(play.sent(), Some(opened(&pushed)));
}

#[test]
fn a_picture_is_shown_and_not_gone_to() {
    let mut play = Play::chatting();
    let pushed = play.answer(url("https://shop.example/oak.jpg"));
    assert_eq!((play.gone_to.len(), play.sent()), (0, None));
    play.act(|panel, _| panel.pictured(pushed.id));
    assert_eq!(play.sent(), Some(opened(&pushed)));
    play.act(|panel, _| panel.go(pushed.id, true));
    assert_eq!(play.gone_to, ["https://shop.example/oak.jpg"], "they want to see it large");
}

#[test]
fn only_what_is_pushed_now_is_loaded() {
    let mut play = Play::chatting();
    let pushed = play.answer(url(SALE));
    play.gone_to.clear();
    // Once more, in the answer to a catch-up and after a gap.
    play.hear(ToVisitor::Message(pushed.clone()));
    let (chat, missed) = (pushed.chat, Message { body: url(SALE), chat: pushed.chat, ..from_operator(9, 3) });
    let late = Message { body: url(SALE), chat, ..from_operator(9, 4) };
    play.hear(ToVisitor::Message(late.clone()));
    play.hear(ToVisitor::Messages { chat, messages: vec![missed, late], more: false });
    assert_eq!(play.panel.conversation().last(), Seq(4));
    assert_eq!(play.gone_to, [] as [String; 0]);
}

#[test]
fn a_visitors_own_address_is_only_text() {
    let mut play = Play::chatting();
    play.say(SALE);
    play.acknowledge();
    assert_eq!(play.gone_to, [] as [String; 0]);
}
