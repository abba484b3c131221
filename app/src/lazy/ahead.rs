//! Loads the code of places before they are drawn.

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlAnchorElement};

use crate::console::place::Place;

/// Loads what the page needs beside the program, so that the browser's page is as whole as the server's when it takes its
/// place. Tells whether all is there.
pub(crate) async fn load_for_this_page() -> bool {
    let path = window().location().pathname().unwrap_or_default();
    match Place::of(&path).code() {
        Some(code) => (code.load)().await.is_ok(),
        None => true,
    }
}

/// Loads what a link leads to when somebody points at it, or has come to it with the keyboard.
pub(crate) fn prepare_what_links_lead_to() {
    for event in ["pointerover", "focusin"] {
        // The page's own listeners: they stay for as long as the page does.
        let _ = window_event_listener_untyped(event, |event| {
            let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let link = element.and_then(|element| element.closest("a[href]").ok().flatten());
            let link = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
            if let Some(code) = link.and_then(|link| Place::of(&link.pathname()).code()) {
                spawn_local(async move {
                    let _ = (code.load)().await; // a failure is told to who follows the link
                });
            }
        });
    }
}

/// Says that the page is as the server drew it, and that nothing in it answers.
pub(crate) fn tell_that_the_page_stands_still() {
    let (Ok(alert), Ok(link)) = (document().create_element("p"), document().create_element("a")) else {
        return; // in a document of HTML both can be made
    };
    alert.set_class_name("banner");
    alert.set_text_content(Some("A part of this page could not be loaded, so nothing in it answers. "));
    for (element, name, value) in [(&alert, "role", "alert"), (&link, "href", "")] {
        let _ = element.set_attribute(name, value); // a valid name cannot fail
    }
    link.set_text_content(Some("Try again"));
    let _ = alert.append_child(&link); // fails only for an element's own ancestor
    let _ = document().body().map(|body| body.append_child(&alert)); // as above
}
