//! What the page says in each language, in a real document.

use client::testing::{chat, chat_view, from_operator, from_visitor, site};
use wasm_bindgen_test::wasm_bindgen_test;
use wire::{
    Author, Body, ChatState, Language, Message, Notice, Seq,
    rating::{Scale, ToRate},
    visitor::{Arrangement, ToVisitor, VisitorChat},
};

use super::tests::Scene;

/// Everything that can happen in a conversation.
fn notices() -> Vec<Notice> {
    let name = || "Zoë".to_owned();
    vec![
        Notice::Accepted { name: name() },
        Notice::Transferred { from: name(), to: name() },
        Notice::Joined { name: name() },
        Notice::Left { name: name() },
        Notice::OperatorLost { name: name() },
        Notice::ClosedByOperator { name: name() },
        Notice::ClosedByVisitor,
        Notice::Missed,
        Notice::Reopened,
        Notice::InvitationAccepted,
        Notice::InvitationDeclined,
        Notice::InvitationWithdrawn,
    ]
}

/// Draws everything the panel can say and returns the texts that appeared on the page.
fn all_that_is_said(language: Language) -> String {
    let mut scene = Scene::in_language(language);
    let mut said = String::new();
    let mut look = |scene: &Scene| said.push_str(&scene.page.within("body").text());

    // The off-line form, empty and then with errors; the Welcome Screen.
    scene.welcome(None, vec![]);
    scene.act(|panel, now| panel.submit(now));
    look(&scene);
    scene.act(|panel, now| {
        panel.typed_name("x".repeat(100));
        panel.typed_email("nowhere".into());
        panel.typed_text(now, "x".repeat(5_000));
        panel.submit(now);
    });
    look(&scene);
    scene.hear(ToVisitor::Available(true));
    look(&scene);

    // A conversation, with everything said in it and below it.
    let mut messages = vec![from_visitor(1, 1), from_operator(1, 2)];
    for (nr, notice) in (3..).zip(notices()) {
        messages.push(Message { author: Author::System, body: Body::Notice(notice), ..from_operator(1, nr) });
    }
    let last = messages.len() as u32;
    messages.push(Message { body: Body::Url("https://a.example/".into()), ..from_operator(1, last + 1) });
    let mut scene = Scene::in_language(language);
    scene.welcome(Some(ChatState::Requesting), messages);
    look(&scene);
    for place in [1, 2] {
        scene.hear(ToVisitor::Place(place));
        look(&scene);
    }
    scene.hear(ToVisitor::Available(false));
    look(&scene);
    scene.act(|panel, _| panel.leave_instead());
    look(&scene);
    let now_is = |scene: &mut Scene, state, version| {
        scene.hear(ToVisitor::Chat(VisitorChat { version, last_seq: Seq(last + 1), ..chat_view(1, state) }));
    };
    now_is(&mut scene, ChatState::Active, 1);
    scene.hear(ToVisitor::Typing(true));
    scene.act(|panel, now| panel.typed_text(now, "x".repeat(3_900)));
    look(&scene);
    scene.act(|panel, now| panel.typed_text(now, "x".repeat(4_100)));
    look(&scene);
    scene.act(|panel, now| panel.disconnected(now, None));
    look(&scene);
    now_is(&mut scene, ChatState::Closed, 2);
    look(&scene);
    let asked = ToRate { chat: chat(1), scale: Scale::Stars, question: String::new(), given: None };
    let rating = languages::rating::form(languages::of(language), &asked);
    scene.hear(ToVisitor::Site(Arrangement { rating, ..site("Demo") }));
    look(&scene);
    said
}

#[wasm_bindgen_test]
fn whatever_is_said_is_said_in_the_visitors_language() {
    let english = languages::of(Language::English);
    // Without inserted values, a sentence is found whoever is named in it.
    let pieces = || {
        let texts = english.said.values().chain(english.forms.values());
        let texts = texts.chain(english.page.values()).chain(english.rating.values());
        texts.flat_map(|text| text.split('%')).map(str::trim).filter(|piece| piece.contains(' '))
    };
    let in_english = all_that_is_said(Language::English);
    let found = pieces().filter(|piece| in_english.contains(piece)).count();
    assert!(found > 50, "only {found} of {} English sentences are drawn", pieces().count());
    for language in Language::ALL.into_iter().filter(|language| *language != Language::English) {
        let said = all_that_is_said(language);
        let english: Vec<_> = pieces().filter(|piece| said.contains(piece)).collect();
        assert!(english.is_empty(), "{language:?}: {english:?}");
        assert!(!said.contains('%'), "{language:?}: something was not put in");
        assert!(said.contains(&languages::of(language).said["ended-by-you"]), "{language:?}");
        assert!(said.contains(&languages::of(language).rating["question"]), "{language:?}");
    }
}

#[wasm_bindgen_test]
fn numbers_are_written_as_the_language_does() {
    let length_in = |language| {
        let mut scene = Scene::in_language(language);
        scene.welcome(Some(ChatState::Active), vec![]);
        scene.act(|panel, now| panel.typed_text(now, "x".repeat(3_900)));
        scene.page.get("length").text()
    };
    assert_eq!(length_in(Language::English), "3,900 of 4,000 characters");
    assert_eq!(length_in(Language::German), "3.900 von 4.000 Zeichen");
}

#[wasm_bindgen_test]
fn what_is_new_is_counted_in_the_languages_plural_forms() {
    let news_in = |language, count| Scene::in_language(language).view.texts().news(count);
    assert_eq!(news_in(Language::English, 0), "");
    assert_eq!([1, 2].map(|count| news_in(Language::English, count)), ["1 new message", "2 new messages"]);
    let polish = [1, 2, 5, 22].map(|count| news_in(Language::Polish, count));
    let expected = ["1 nowa wiadomość", "2 nowe wiadomości", "5 nowych wiadomości", "22 nowe wiadomości"];
    assert_eq!(polish, expected);
    assert_eq!(news_in(Language::Arabic, 2), "رسالتان جديدتان");
    assert_eq!(news_in(Language::Japanese, 3), "新着メッセージ3件");
}
