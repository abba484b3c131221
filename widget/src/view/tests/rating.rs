//! The form that rates an ended chat.

use wire::rating::{Rating, Scale, ToRate};

use super::*;

/// A chat that has ended, on a site that asks for ratings.
fn ended(scale: Scale, given: Option<Rating>) -> Scene {
    let mut scene = Scene::new();
    scene.welcome(Some(ChatState::Closed), vec![from_operator(1, 1)]);
    offer(&mut scene, scale, given);
    scene
}

fn offer(scene: &mut Scene, scale: Scale, given: Option<Rating>) {
    let asked = ToRate { chat: chat(1), scale, question: "<b>Well?</b>".into(), given };
    let rating = languages::rating::form(languages::of(Language::English), &asked);
    scene.hear(ToVisitor::Site(Arrangement { rating, ..site("Demo") }));
}

fn given(stars: u8, words: &str) -> Option<Rating> {
    Some(Rating { stars, words: words.into(), at: Timestamp(0) })
}

fn is_shown(scene: &Scene, id: &str) -> bool {
    scene.page.get(id).closest("[hidden]").is_none()
}

fn rate(scene: &mut Scene) {
    let Scene { view, panel, .. } = scene;
    view.rate(panel, &Now::at(1));
    scene.act(|_, _| ());
}

fn choose(scene: &Scene, stars: &str) {
    let radios = scene.page.all_within("#rate [type=radio]");
    for place in 0..radios.length() {
        let radio = radios.item(place);
        radio.set_checked(radio.attribute("value") == stars);
    }
}

#[wasm_bindgen_test]
fn nobody_is_asked_unless_the_site_asks_and_the_chat_has_ended() {
    let mut scene = Scene::chatting(vec![]);
    offer(&mut scene, Scale::Stars, None);
    assert_eq!(scene.page.all_within("#rate").length(), 0);
    let mut silent = Scene::new();
    silent.welcome(Some(ChatState::Closed), vec![]);
    assert_eq!(silent.page.all_within("#rate").length(), 0);
    assert!(is_shown(&silent, "anew"));
}

#[wasm_bindgen_test]
fn a_visitor_chooses_and_is_thanked_and_may_think_again() {
    let mut scene = ended(Scale::Stars, None);
    assert!(is_shown(&scene, "rate") && !is_shown(&scene, "rate-again") && is_shown(&scene, "anew"));
    let form = scene.page.get("rate");
    assert_eq!(form.within("legend").text(), "<b>Well?</b>", "a question is never anything but characters");
    let radios = form.all_within("[type=radio][name=stars]");
    let labels: Vec<_> =
        (0..radios.length()).map(|place| radios.item(place).attribute("aria-label")).collect();
    assert_eq!(labels.len(), 5);
    assert_eq!((&*labels[0], &*labels[4]), ("1 of 5 — bad", "5 of 5 — excellent"));

    rate(&mut scene);
    assert!(is_shown(&scene, "rate") && scene.panel.outbox().items().is_empty(), "nothing was chosen");
    choose(&scene, "4");
    scene.page.get("rate-words").set_value("Quick");
    rate(&mut scene);
    let sent = scene.panel.outbox().items()[0].what.clone();
    assert_eq!(sent.text(), "4Quick");
    assert_eq!(scene.page.get("hint-text").text(), "Thank you for your rating.");
    assert!(!is_shown(&scene, "rate") && is_shown(&scene, "rate-again") && is_shown(&scene, "anew"));
    assert!(scene.lines().iter().all(|line| !line.text().contains("4Quick")), "it is not a message");

    let Scene { view, panel, .. } = &mut scene;
    view.rate_again(panel);
    scene.act(|_, _| ());
    assert!(is_shown(&scene, "rate") && !is_shown(&scene, "rate-again"));
    assert_eq!(scene.page.get("rate-words").value(), "Quick", "as it was sent");
    assert_eq!(scene.page.get("hint-text").text(), "This chat has ended.");
}

#[wasm_bindgen_test]
fn who_has_rated_is_not_asked_again() {
    let scene = ended(Scale::Thumbs, given(1, "</textarea><b>Slow"));
    assert!(!is_shown(&scene, "rate") && is_shown(&scene, "rate-again"));
    assert_eq!(scene.page.get("rate-words").value(), "</textarea><b>Slow");
    assert_eq!(scene.page.within("#rate [checked]").attribute("value"), "1");
    assert_eq!(scene.page.all_within("#rate [type=radio]").length(), 2);
    assert_eq!(scene.page.all_within("#rate b").length(), 0);
}

#[wasm_bindgen_test]
fn a_refused_rating_says_so_where_it_was_given() {
    let mut scene = ended(Scale::Stars, None);
    choose(&scene, "2");
    rate(&mut scene);
    let id = scene.panel.outbox().items()[0].what.id();
    scene.hear(ToVisitor::Refused { id: Some(id), why: Refusal::ChatClosed });
    assert!(is_shown(&scene, "rate"));
    assert_eq!(scene.page.get("rate-fault").text(), "This could not be sent.");
}
