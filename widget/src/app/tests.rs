//! The whole panel in a real browser, with a loader and a server made of JavaScript.
//!
//! This is one test because a page has only one panel, whose listeners stay.

use client::testing::{chat_view, from_operator, site, site_asking};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use wire::{
    ChatState, Language, Marks, Seq, Timestamp, WelcomeScreen,
    frame::{from_postcard, to_postcard},
    visitor::{FromVisitor, Stored, ToVisitor, Welcome},
    welcome_screen::{Kind, Question},
};

use super::run;
use crate::{
    browser::{Bytes, window},
    stage::*,
};

fn heard() -> Vec<FromVisitor> {
    let frames = server_heard();
    frames.iter().map(|frame| from_postcard(&Bytes::new(frame).to_vec()).expect("a frame")).collect()
}

fn say(frame: ToVisitor) {
    server_says(&to_postcard(&frame));
}

#[wasm_bindgen_test]
fn a_visitor_talks_with_the_keys_alone() {
    lay(&panel_in(Language::English));
    let page = window().page();
    run(&page);
    assert_eq!(loader_heard("ready").len(), 1);

    // Only the loader is listened to.
    let hello = object(
        r#"{"site":"demo","token":"secret","page":{"url":"https://shop.example/","title":"Shop","referrer":""}}"#,
    );
    stranger_says("hello", &hello, None);
    loader_says("shown", &JsValue::TRUE);
    stranger_says("hello", &hello, Some("https://evil.example"));
    assert_eq!(connections_begun(), 0);
    loader_says("hello", &hello);
    assert_eq!(connections_begun(), 1);
    server_opens();
    let [FromVisitor::Hello(hello)] = &heard()[..] else { panic!("no hello") };
    assert_eq!((&*hello.site, &*hello.token, &*hello.page.url), ("demo", "secret", "https://shop.example/"));
    assert_eq!(hello.language.chosen.as_deref(), Some("en"), "the language that it is drawn in");

    // Enter sends the question.
    say(ToVisitor::Welcome(Box::new(Welcome {
        site: site("Shop"),
        language: Language::English,
        texts: vec![],
        mails: false,
        available: true,
        departments: vec![],
        place: None,
        chat: None,
        messages: vec![],
        more: false,
    })));
    assert_eq!(page.get("who").text(), "Shop");
    types("text", "Is this oak?");

    // The site's custom fields are asked first.
    let field = Question { label: "Order".into(), is_required: true, kind: Kind::Line };
    let screen = WelcomeScreen { fields: vec![field], consent: "I agree".into(), ..WelcomeScreen::default() };
    say(ToVisitor::Site(site_asking(screen)));
    assert!(!presses("text", "Enter", &JsValue::UNDEFINED));
    assert_eq!(heard(), []);
    assert_eq!(page.active().map(|active| active.id()).as_deref(), Some("_0"));
    types("_0", "7");
    clicks("#_1");
    assert!(page.get("_1").checked());
    clicks("#_1");
    assert!(!page.get("_1").checked());
    clicks("#_1");
    assert!(!presses("text", "Enter", &JsValue::UNDEFINED));
    let [FromVisitor::Ask(ask)] = &heard()[..] else { panic!("no question") };
    assert_eq!(ask.text, "Is this oak?");
    assert_eq!(ask.answers, [("Order".into(), "7".into()), ("I agree".into(), "on".into())]);
    let kept = loader_heard("keep");
    assert!(kept.iter().any(|keep| json(keep).contains("Is this oak?")), "it is kept until it is stored");

    // Stored, and accepted.
    say(ToVisitor::Stored(Stored { id: ask.id, place: Some((ask.chat, Seq(1))), at: Timestamp(1) }));
    let mut view = chat_view(1, ChatState::Active);
    view.id = ask.chat;
    say(ToVisitor::Chat(view));
    assert_eq!(page.get("who").text(), "Anna");
    assert!(
        loader_heard("keep").iter().any(|keep| json(keep).contains(r#""text":null"#)),
        "it is not kept any more"
    );

    // Shift+Enter breaks the line, Enter in an input method picks a word, Enter sends.
    types("input", "one");
    assert!(presses("input", "Enter", &object(r#"{"shiftKey":true}"#)));
    assert!(presses("input", "Enter", &object(r#"{"isComposing":true}"#)));
    assert!(presses("input", "Enter", &object(r#"{"keyCode":229}"#)));
    assert_eq!(heard(), [FromVisitor::Typing(Some(String::new()))]);
    assert!(!presses("input", "Enter", &JsValue::UNDEFINED));
    let [FromVisitor::Say(said)] = &heard()[..] else { panic!("nothing was said") };
    assert_eq!((&*said.text, &*page.get("input").value()), ("one", ""));

    // A message that arrives while the panel is closed is counted until the panel opens.
    loader_says("shown", &JsValue::FALSE);
    say(ToVisitor::Message(wire::Message { chat: ask.chat, ..from_operator(1, 2) }));
    let unread = || loader_heard("unread").iter().map(json).collect::<Vec<_>>();
    assert_eq!(unread(), [r#"{"count":"1","news":"1 new message"}"#]);
    loader_says("shown", &JsValue::TRUE);
    assert_eq!(unread(), [r#"{"count":"","news":""}"#]);
    let mark =
        |read| FromVisitor::Mark { chat: ask.chat, marks: Marks { delivered: Seq(2), read: Seq(read) } };
    assert_eq!(heard(), [mark(0), mark(2)], "operators learn that it has arrived, and that it was read");

    // An operator pushes an address: the loader loads it, and its answer is reported.
    let url = wire::Body::Url("https://shop.example/sale".into());
    say(ToVisitor::Message(wire::Message { chat: ask.chat, body: url, ..from_operator(1, 3) }));
    assert_eq!(loader_heard("go"), [JsValue::from("https://shop.example/sale")]);
    loader_says("went", &JsValue::TRUE);
    let opened = FromVisitor::Opened { chat: ask.chat, seq: Seq(3) };
    assert!(heard().contains(&opened));
    clicks(".pushed");
    assert_eq!(loader_heard("go").len(), 1, "also when he wants it again");
    loader_says("went", &JsValue::FALSE);
    heard();

    // Escape closes the dialog before it minimises the panel.
    clicks("#end");
    let covered = || page.all_within("#ending[open], :popover-open").length();
    assert_eq!(covered(), 1);
    presses("ending", "Escape", &JsValue::UNDEFINED);
    assert_eq!(loader_heard("minimise").len(), 0);
    clicks("[data-do=stay]");
    presses("input", "Escape", &JsValue::UNDEFINED);
    assert_eq!(loader_heard("minimise").len(), 1);
    assert!(heard().is_empty(), "the chat goes on");

    // The same holds for the list of languages. The loader is told the choice and does the rest.
    clicks("#language");
    assert_eq!(covered(), 1);
    presses("languages", "Escape", &JsValue::UNDEFINED);
    assert_eq!(loader_heard("minimise").len(), 0);
    clicks("[data-do=speak][lang=pl]");
    assert_eq!(loader_heard("language"), [JsValue::from("pl")]);
    assert_eq!(covered(), 0, "the list goes when one is chosen");
    assert_eq!(page.get("input").value(), "");
}
